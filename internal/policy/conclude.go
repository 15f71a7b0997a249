// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"cmp"
	"slices"
	"strings"

	"github.com/facegov/facegov/api/v1alpha1"
)

// conclude turns findings into a verdict.
func (e *evaluation) conclude(demands v1alpha1.EffectiveObligations) Verdict {
	v := Verdict{
		Effective: demands, Policies: e.policies, Jurisdictions: e.world.Jurisdictions,
	}
	v.AllowedZones, v.RefusedZones = e.settleZones()
	v.MissingZones, v.UnknownZones = e.faultyZones()
	e.sortFindings()
	v.Result, v.Action, v.ActionRule = e.worst()
	e.hold(&v)
	for i := range e.findings {
		if e.findings[i].reported {
			v.Reported = append(v.Reported, e.findings[i].Finding)
			continue
		}
		v.Findings = append(v.Findings, e.findings[i].Finding)
	}
	slices.SortFunc(e.deadlines, func(a, b v1alpha1.Deadline) int {
		return cmp.Or(a.DueAt.Compare(b.DueAt.Time), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.What, b.What))
	})
	v.Deadlines = slices.Compact(e.deadlines)
	for _, at := range e.changes {
		if at.After(e.facts.Now) {
			v.NextChange = earliest(v.NextChange, at)
		}
	}
	return v
}

// settleZones leaves refused zones of placement out. When none is left, what spoke of one zone speaks of the whole.
func (e *evaluation) settleZones() (allowed, refused []string) {
	for _, zone := range e.facts.Deployment.Spec.Placement.Zones {
		if slices.ContainsFunc(e.findings, func(f finding) bool { return f.zone == zone }) {
			refused = append(refused, zone)
			continue
		}
		allowed = append(allowed, zone)
	}
	if len(allowed) == 0 {
		for i := range e.findings {
			if f := &e.findings[i]; f.zone != "" {
				f.Result, f.action = f.full, f.fullAction
			}
		}
	}
	slices.Sort(allowed)
	slices.Sort(refused)
	return slices.Compact(allowed), slices.Compact(refused)
}

func (e *evaluation) faultyZones() (missing, unknown []string) {
	for i := range e.facts.Zones {
		zone := &e.facts.Zones[i]
		if !zone.Found {
			missing = append(missing, zone.Name)
		}
		if e.faultOf(zone).reason != "" {
			unknown = append(unknown, zone.Name)
		}
	}
	slices.Sort(missing)
	slices.Sort(unknown)
	return missing, unknown
}

func (e *evaluation) sortFindings() {
	weight := func(f *finding) int {
		if strings.HasPrefix(f.Rule, housePrefix) {
			return 1 << 16
		}
		return e.rankOf[f.Policy]
	}
	slices.SortFunc(e.findings, func(a, b finding) int {
		return cmp.Or(
			-cmp.Compare(FindingSeverity(a.Result), FindingSeverity(b.Result)),
			-cmp.Compare(weight(&a), weight(&b)),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Policy, b.Policy),
			cmp.Compare(a.FieldPath, b.FieldPath), cmp.Compare(a.Message, b.Message),
		)
	})
	e.findings = slices.CompactFunc(e.findings, func(a, b finding) bool { return a.Finding == b.Finding })
}

// worst returns the verdict that the findings add up to and what follows for what runs.
func (e *evaluation) worst() (result v1alpha1.Verdict, action Action, rule string) {
	result, action = v1alpha1.VerdictPermitted, ActionRun
	for i := range e.findings {
		f := &e.findings[i]
		if f.reported {
			continue
		}
		if r := verdictOf(f.Result); Severity(r) > Severity(result) {
			result = r
		}
		if actionOrder(f.action) > actionOrder(action) {
			action, rule = f.action, f.Rule
		}
	}
	return result, action, rule
}

func verdictOf(r v1alpha1.FindingResult) v1alpha1.Verdict {
	switch r {
	case v1alpha1.FindingPermitted:
		return v1alpha1.VerdictPermitted
	case v1alpha1.FindingPermittedWithObligations, v1alpha1.FindingWarning:
		return v1alpha1.VerdictPermittedWithObligations
	case v1alpha1.FindingUnknown:
		return v1alpha1.VerdictUnknown
	default:
		return v1alpha1.VerdictDenied
	}
}

func actionOrder(a Action) int {
	switch a {
	case ActionRun:
		return 0
	case ActionHold:
		return 1
	case ActionStop:
		return 2
	default:
		return 3
	}
}
