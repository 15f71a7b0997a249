// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package report says verdicts in the forms that people and programs read: text, JSON, YAML, SARIF, JUnit and a page.
// It is pure: the same report gives the same bytes.
package report

import (
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy"
)

// Statement stands in every report. The word "compliant" is not facegov's to say.
const Statement = "A verdict says what is permitted by the rules loaded on that date: " +
	"an engineering reading, not legal advice."

// Report is everything that one check says.
type Report struct {
	// Version of the program that decided.
	Version string
	// Now is the moment of the decision.
	Now time.Time
	// Policies are the policies that were loaded, highest rank first.
	Policies []Policy
	// Deployments are what was decided about, in the order of the input.
	Deployments []Deployment
	// Problems are what was wrong with the input.
	Problems []Problem
	// Notes are what a reader should know about the input.
	Notes []Note
	// Skipped are the objects of other kinds.
	Skipped []Skipped
}

// Position is a place in a file.
type Position struct {
	// File as it was named, "stdin" for standard input, empty when there is none.
	File string `json:"file,omitempty"`
	// Line, from 1, zero when it is not known.
	Line int `json:"line,omitempty"`
	// Column, from 1, zero when it is not known.
	Column int `json:"column,omitempty"`
}

// Problem is one fault of the input.
type Problem struct {
	Position
	// Object is kind, namespace and name, empty when they are not known.
	Object string `json:"object,omitempty"`
	// Field is the path of the field, empty when none is meant.
	Field string `json:"field,omitempty"`
	// Message says what is wrong and the way out.
	Message string `json:"message"`
}

// Note is something about the input that is no fault.
type Note struct {
	Position
	// Message in a sentence.
	Message string `json:"message"`
}

// Skipped counts objects of a kind that has no part in a decision.
type Skipped struct {
	// Kind of the objects.
	Kind string `json:"kind"`
	// Count of the objects.
	Count int `json:"count"`
}

// Policy is a policy that was loaded.
type Policy struct {
	// Name of the policy.
	Name string
	// Spec of the policy.
	Spec *v1alpha1.RecognitionPolicySpec
	// State is the part that it takes at the moment of the report.
	State policy.State
	// Enforcement is what a violation of it does at that moment.
	Enforcement v1alpha1.Enforcement
	// Shipped says that it is one of facegov's own packs, not of the input.
	Shipped bool
}

// Deployment is a deployment that was decided about.
type Deployment struct {
	Position
	// Namespace of the deployment.
	Namespace string
	// Name of the deployment.
	Name string
	// Verdict about it.
	Verdict policy.Verdict
	// Positions say where fields stand, by the field paths of the findings.
	Positions map[string]Position
}

// Outcome is what a whole report comes to.
type Outcome string

// The outcomes. BadInput beats all others: what was not read was not decided.
const (
	// OutcomePermitted means that every deployment is permitted.
	OutcomePermitted Outcome = "Permitted"
	// OutcomeUnknown means that something that a decision needs is not known.
	OutcomeUnknown Outcome = "Unknown"
	// OutcomeDenied means that a rule refuses.
	OutcomeDenied Outcome = "Denied"
	// OutcomeBadInput means that something could not be read.
	OutcomeBadInput Outcome = "BadInput"
)

// Outcome returns the worst that the report says.
func (r *Report) Outcome() Outcome {
	if len(r.Problems) > 0 {
		return OutcomeBadInput
	}
	worst := v1alpha1.VerdictPermitted
	for i := range r.Deployments {
		if result := r.Deployments[i].Verdict.Result; policy.Severity(result) > policy.Severity(worst) {
			worst = result
		}
	}
	switch worst {
	case v1alpha1.VerdictPermitted, v1alpha1.VerdictPermittedWithObligations:
		return OutcomePermitted
	case v1alpha1.VerdictUnknown:
		return OutcomeUnknown
	default:
		return OutcomeDenied
	}
}

// policy returns the loaded policy of that name, nil when there is none.
func (r *Report) policy(name string) *Policy {
	for i := range r.Policies {
		if r.Policies[i].Name == name {
			return &r.Policies[i]
		}
	}
	return nil
}

// rule returns a rule of a loaded policy, nil when there is none: facegov's own rules stand in no policy.
func (r *Report) rule(policyName, id string) *v1alpha1.Rule {
	p := r.policy(policyName)
	if p == nil {
		return nil
	}
	for i := range p.Spec.Rules {
		if p.Spec.Rules[i].ID == id {
			return &p.Spec.Rules[i]
		}
	}
	return nil
}
