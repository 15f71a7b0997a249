// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package policystatus says what a policy does now, as a value: whether it compiles, which generation is in force, what
// a violation does, and when that changes by itself. It is pure.
package policystatus

import (
	"fmt"
	"strings"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/plan/conditions"
	"github.com/facegov/facegov/internal/policy"
)

// The bounds of the status.
const (
	maxErrors = 16
	maxError  = 512
)

// Facts are what the status of a policy follows from.
type Facts struct {
	// Policy is the policy with the status of the last look.
	Policy *v1alpha1.RecognitionPolicy
	// Newest is its newest generation, nil when that does not compile.
	Newest *policy.Compiled
	// InForce is its newest generation that compiles, nil when none does.
	InForce *policy.Compiled
	// Errors say why the newest generation does not compile.
	Errors []error
	// Now is the moment of the look.
	Now time.Time
}

// Of returns the status of a policy and the next moment at which it changes by itself, zero when it does not.
func Of(f Facts) (v1alpha1.RecognitionPolicyStatus, time.Time) {
	status := v1alpha1.RecognitionPolicyStatus{ObservedGeneration: f.Policy.Generation}
	for _, err := range f.Errors[:min(len(f.Errors), maxErrors)] {
		status.Errors = append(status.Errors, policy.Shorten(err.Error(), maxError))
	}
	var next time.Time
	if c := f.InForce; c != nil {
		status.InForceGeneration = c.Generation
		status.Digest = c.Digest()
		status.Rules = int32(len(c.Spec.Rules)) //nolint:gosec // the API bounds the rules to 128
		status.Enforcement, _, next = c.EnforcementAt(f.Now)
	}
	states := map[string]conditions.State{v1alpha1.ConditionInForce: f.inForce()}
	conditions.Ready(states, f.ready(), true)
	seen := conditions.Seen{Conditions: f.Policy.Status.Conditions, Generation: f.Policy.Generation, Now: f.Now}
	status.Conditions = seen.List(states)
	return status, next
}

func (f Facts) ready() conditions.State {
	switch {
	case f.Newest != nil && len(f.softening()) > 0:
		fault := f.softening()[0]
		return conditions.False(fault.Code, fmt.Sprintf(
			"Generation %d is enforced as if it were not softened: %s: %s", f.Newest.Generation, fault.Field, fault.Detail()))
	case f.Newest != nil:
		return conditions.True(v1alpha1.ReasonCompiled, fmt.Sprintf("%d rules compile", len(f.Newest.Spec.Rules)))
	case f.InForce != nil:
		return conditions.False(v1alpha1.ReasonBroken, fmt.Sprintf(
			"Generation %d does not compile, generation %d stays in force: %s",
			f.Policy.Generation, f.InForce.Generation, f.errors()))
	default:
		return conditions.False(v1alpha1.ReasonBroken, fmt.Sprintf(
			"No generation compiles, so the policy counts as Unknown for whoever it applies to: %s", f.errors()))
	}
}

// softening finds a softening that does not count. Admission refuses it; it came in while no admission stood.
func (f Facts) softening() []policy.Fault { return policy.ValidateSoftening(f.Newest.Spec) }

func (f Facts) errors() string {
	texts := make([]string, 0, len(f.Errors))
	for _, err := range f.Errors {
		texts = append(texts, err.Error())
	}
	return strings.Join(texts, "; ")
}

func (f Facts) inForce() conditions.State {
	if f.InForce == nil {
		return conditions.False(v1alpha1.ReasonBroken, "No generation compiles")
	}
	enforcement, part, _ := f.InForce.EnforcementAt(f.Now)
	effective := f.InForce.Spec.Effective
	switch part {
	case policy.StateInForce:
		if f.Newest == nil {
			return conditions.True(v1alpha1.ReasonLastValidGeneration, fmt.Sprintf(
				"Generation %d is in force with %s until a newer one compiles", f.InForce.Generation, enforcement))
		}
		return conditions.True(v1alpha1.ReasonInForce, fmt.Sprintf(
			"In force since %s (%s) with %s", effective.From, effective.TimeZone, enforcement))
	case policy.StatePreview:
		return conditions.False(v1alpha1.ReasonNotYet, fmt.Sprintf(
			"Its violations are warnings until %s (%s)", effective.From, effective.TimeZone))
	case policy.StateEnded:
		return conditions.False(v1alpha1.ReasonEnded, fmt.Sprintf(
			"It no longer applies since %s (%s)", effective.Until, effective.TimeZone))
	default:
		return conditions.False(v1alpha1.ReasonOff, "It is switched off")
	}
}
