// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package caseload

import (
	"fmt"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy"
)

// VerdictView is a verdict in the order in which want.verdict.yaml shows it.
type VerdictView struct {
	Verdict      v1alpha1.Verdict `yaml:"verdict"`
	Held         *HeldView        `yaml:"held,omitempty"`
	Action       policy.Action    `yaml:"action"`
	ActionRule   string           `yaml:"actionRule,omitempty"`
	AllowedZones []string         `yaml:"allowedZones,omitempty,flow"`
	RefusedZones []string         `yaml:"refusedZones,omitempty,flow"`
	UnknownZones []string         `yaml:"unknownZones,omitempty,flow"`
	Policies     []string         `yaml:"policies,omitempty"`
	Deadlines    []string         `yaml:"deadlines,omitempty"`
	NextChange   string           `yaml:"nextChange,omitempty"`
	// NotMet are the findings that refuse, are unknown or warn, worst first.
	NotMet []FindingView `yaml:"notMet,omitempty"`
	// Met are the rules that are met; those that ask for something to be kept up say so.
	Met []string `yaml:"met,omitempty"`
}

// HeldView is a held verdict.
type HeldView struct {
	Verdict v1alpha1.Verdict `yaml:"verdict"`
	Since   string           `yaml:"since"`
	Until   string           `yaml:"until"`
	Because string           `yaml:"because"`
}

// FindingView is a finding.
type FindingView struct {
	Rule      string                 `yaml:"rule"`
	Result    v1alpha1.FindingResult `yaml:"result"`
	Reason    string                 `yaml:"reason"`
	Basis     v1alpha1.FindingBasis  `yaml:"basis"`
	FieldPath string                 `yaml:"fieldPath,omitempty"`
	Message   string                 `yaml:"message"`
	Citation  string                 `yaml:"citation"`
	Remedy    string                 `yaml:"remedy,omitempty"`
}

func verdictView(v *policy.Verdict) VerdictView {
	view := VerdictView{
		Verdict: v.Result, Action: v.Action, ActionRule: v.ActionRule,
		AllowedZones: v.AllowedZones, RefusedZones: v.RefusedZones, UnknownZones: v.UnknownZones,
		NextChange: moment(v.NextChange),
		Policies: listed(v.Policies, func(p v1alpha1.ConsultedPolicy) string {
			return fmt.Sprintf("%s, generation %d, %s", p.Name, p.Generation, p.State)
		}),
		Deadlines: listed(v.Deadlines, func(d v1alpha1.Deadline) string {
			return fmt.Sprintf("%s %s (%s)", moment(d.DueAt.Time), d.What, d.Rule)
		}),
	}
	if h := v.Held; h != nil {
		view.Held = &HeldView{
			Verdict: h.Verdict, Since: moment(h.Since.Time), Until: moment(h.Until.Time), Because: h.Because,
		}
	}
	for i := range v.Findings {
		f := &v.Findings[i]
		switch f.Result {
		case v1alpha1.FindingPermitted:
			view.Met = append(view.Met, f.Rule)
		case v1alpha1.FindingPermittedWithObligations:
			view.Met = append(view.Met, fmt.Sprintf("%s (to be kept up: %s)", f.Rule, f.Reason))
		default:
			view.NotMet = append(view.NotMet, FindingView{
				Rule: f.Rule, Result: f.Result, Reason: f.Reason, Basis: f.Basis, FieldPath: f.FieldPath, Message: f.Message,
				Citation: f.Citation, Remedy: f.Remedy,
			})
		}
	}
	return view
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
