// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package policy decides. Evaluate looks at a snapshot of facts and answers with a Verdict: what the loaded law says,
// every reason in the same order every time, what the law demands after merging, and what follows for what runs.
//
// It is pure: it reads no cluster, no clock and no environment, and it never fails. A refusal is a result; what is not
// known is Unknown, and Unknown does not start.
package policy

import (
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy/rules"
)

// Verdict is the answer to one snapshot of facts.
type Verdict struct {
	// Result is what the loaded law says of a start or restart now.
	Result v1alpha1.Verdict
	// Held is the earlier verdict that still stands for what runs, nil when none is held.
	Held *v1alpha1.HeldVerdict
	// Action is what follows for the recogniser's pods.
	Action Action
	// ActionRule is the rule that asks for Suspend or Evict.
	ActionRule string
	// Soft says that nothing but lapses asks for the action: before it the way in is Ready, however long that takes. The
	// hard list does not wait so long.
	Soft bool
	// Observed says that an existing installation is observed: what refuses is among the findings, with the day from
	// which it acts, and neither stops what runs nor keeps it from starting.
	Observed bool
	// Findings are the reasons, worst first.
	Findings []v1alpha1.Finding
	// Reported are findings of instruments that are only reported; they never reach the status.
	Reported []v1alpha1.Finding
	// Standings are the worst that binding rules say of each kind of demand, worst first. A kind that no binding rule asks
	// for is not among them.
	Standings []Standing
	// Effective is what the law demands after merging.
	Effective v1alpha1.EffectiveObligations
	// Policies are the policies consulted, by name.
	Policies []v1alpha1.ConsultedPolicy
	// Jurisdictions are the legal orders that count, with everything above them, in alphabetical order.
	Jurisdictions []string
	// AllowedZones are the zones asked for where pods may stand, in alphabetical order.
	AllowedZones []string
	// RefusedZones are the zones asked for where they may not, in alphabetical order.
	RefusedZones []string
	// MissingZones are zones named by the deployment that do not exist, in alphabetical order.
	MissingZones []string
	// UnknownZones are zones named by the deployment that do not exist or of which something is not known, in alphabetical
	// order. They are broken inputs: nothing starts there, and what runs there is held.
	UnknownZones []string
	// Documents are those on record that the verdict relied on, by name.
	Documents []DocumentUse
	// Deadlines are the moments at which something changes by itself, earliest first.
	Deadlines []v1alpha1.Deadline
	// NextChange is the next moment at which the same facts would give another answer, zero when there is none.
	NextChange time.Time
}

// DocumentUse is a document that a verdict relied on, with until when it must be kept.
type DocumentUse = rules.DocumentUse

// Standing is the worst that binding rules say of one kind of demand.
type Standing struct {
	// Kind of demand.
	Kind v1alpha1.RequirementType
	// Result of the worst finding.
	Result v1alpha1.FindingResult
	// Rule that it comes from.
	Rule string
	// Message of it.
	Message string
}

// Action is what follows from a verdict for the recogniser's pods.
type Action string

// The actions, from mild to severe.
const (
	// ActionRun lets pods start and run.
	ActionRun Action = "Run"
	// ActionHold lets what runs go on and starts nothing.
	ActionHold Action = "Hold"
	// ActionStop starts nothing and stops what runs in an orderly way.
	ActionStop Action = "Stop"
	// ActionEvict starts nothing and removes what runs at once: the hard list.
	ActionEvict Action = "Evict"
)

// MayStart says whether a pod that waits at the gate may start.
func (v *Verdict) MayStart() bool { return v.Action == ActionRun }

// Permitted says whether the result permits running.
func (v *Verdict) Permitted() bool {
	return v.Result == v1alpha1.VerdictPermitted || v.Result == v1alpha1.VerdictPermittedWithObligations
}

// Severity orders verdicts from mild to severe. A value that is not known is the worst.
func Severity(result v1alpha1.Verdict) int {
	switch result {
	case v1alpha1.VerdictPermitted:
		return 0
	case v1alpha1.VerdictPermittedWithObligations:
		return 1
	case v1alpha1.VerdictUnknown:
		return 2
	case v1alpha1.VerdictDenied:
		return 3
	default:
		return 4
	}
}

// FindingSeverity orders the results of findings from mild to severe. A value that is not known is the worst.
func FindingSeverity(result v1alpha1.FindingResult) int {
	switch result {
	case v1alpha1.FindingPermitted:
		return 0
	case v1alpha1.FindingPermittedWithObligations:
		return 1
	case v1alpha1.FindingWarning:
		return 2
	case v1alpha1.FindingUnknown:
		return 3
	case v1alpha1.FindingDenied:
		return 4
	default:
		return 5
	}
}
