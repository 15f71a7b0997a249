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
	observed := e.announce()
	v.AllowedZones, v.RefusedZones = e.settleZones()
	v.MissingZones, v.UnknownZones = e.faultyZones()
	e.sortFindings()
	v.Result = worstResult(e.sorted)
	v.Action, v.ActionRule = worstAction(e.sorted)
	v.Soft = isSoft(e.sorted, v.Action)
	if observed {
		e.observe(&v)
	} else {
		e.hold(&v)
	}
	v.Findings, v.Reported = e.listFindings()
	v.Standings = e.standings()
	slices.SortFunc(e.deadlines, func(a, b v1alpha1.Deadline) int {
		return cmp.Or(a.DueAt.Compare(b.DueAt.Time), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.What, b.What))
	})
	v.Deadlines, v.NextChange = slices.Compact(e.deadlines), e.nextChange
	v.Documents = usedOnce(e.documents)
	return v
}

// usualKinds is about how many kinds of demand the laws of one country make.
const usualKinds = 24

// standings returns the worst that binding rules say of each kind of demand. Findings are sorted, the worst first.
func (e *evaluation) standings() []Standing {
	standings := make([]Standing, 0, usualKinds)
	for _, f := range e.sorted {
		if f.kind == "" || !f.binding || f.reported {
			continue
		}
		if !slices.ContainsFunc(standings, func(s Standing) bool { return s.Kind == f.kind }) {
			standings = append(standings, Standing{Kind: f.kind, Result: f.Result, Rule: f.Rule, Message: f.Message})
		}
	}
	return standings
}

func (e *evaluation) listFindings() (findings, reported []v1alpha1.Finding) {
	for _, f := range e.sorted {
		switch {
		case f.reported:
			reported = append(reported, f.Finding)
		case findings == nil:
			findings = append(make([]v1alpha1.Finding, 0, len(e.sorted)), f.Finding)
		default:
			findings = append(findings, f.Finding)
		}
	}
	return findings, reported
}

// settleZones leaves refused zones of placement out. When none is left, what spoke of one zone speaks of the whole.
func (e *evaluation) settleZones() (allowed, refused []string) {
	for _, zone := range e.facts.Deployment.Spec.Placement.Zones {
		if e.isRefused(zone) {
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

func (e *evaluation) isRefused(zone string) bool {
	for i := range e.findings {
		if e.findings[i].zone == zone {
			return true
		}
	}
	return false
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

// findingKey is what findings are first sorted by, beside one another in memory.
type findingKey struct {
	// weight is the severity of the result and, among equals, the order of the instrument's rank.
	weight int
	// rule is the beginning of its id.
	rule prefix
	*finding
}

// severityWeight lets the severity of a result weigh more than every order.
const severityWeight = 4 * houseOrder

// sortFindings lists the findings, the worst first, each once.
func (e *evaluation) sortFindings() {
	for i := range e.findings {
		f := &e.findings[i]
		e.keys = append(e.keys, findingKey{FindingSeverity(f.Result)*severityWeight + f.order, prefixOf(f.Rule), f})
	}
	slices.SortFunc(e.keys, compareFindings)
	for i := range e.keys {
		e.sorted = append(e.sorted, e.keys[i].finding)
	}
	e.sorted = slices.CompactFunc(e.sorted, func(a, b *finding) bool { return a.Finding == b.Finding })
}

// compareFindings puts the worst first, then what weighs most. It looks at texts only between equals.
func compareFindings(a, b findingKey) int {
	switch {
	case a.weight != b.weight:
		return b.weight - a.weight
	case a.rule != b.rule:
		return a.rule.compare(b.rule)
	case a.Rule != b.Rule:
		return strings.Compare(a.Rule, b.Rule)
	default:
		return cmp.Or(strings.Compare(a.Policy, b.Policy), strings.Compare(a.FieldPath, b.FieldPath),
			strings.Compare(a.Message, b.Message))
	}
}

// worstResult returns the verdict that the findings add up to.
func worstResult(findings []*finding) v1alpha1.Verdict {
	result := v1alpha1.VerdictPermitted
	for _, f := range findings {
		if r := verdictOf(f.Result); !f.reported && Severity(r) > Severity(result) {
			result = r
		}
	}
	return result
}

// worstAction returns what follows from the findings for what runs, and the rule that asks for it.
func worstAction(findings []*finding) (action Action, rule string) {
	action = ActionRun
	for _, f := range findings {
		if !f.reported && actionOrder(f.action) > actionOrder(action) {
			action, rule = f.action, f.Rule
		}
	}
	return action, rule
}

// isSoft says that nothing but lapses asks for an action.
func isSoft(findings []*finding, action Action) bool {
	return action != ActionRun && !slices.ContainsFunc(findings, func(f *finding) bool {
		return !f.reported && f.action == action && !f.soft
	})
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
