// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package conditions writes what is true of an object as conditions in the usual form. An unchanged world gives equal
// conditions: one that says the same as before keeps the time at which it began to.
package conditions

import (
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy"
)

const maxMessage = 1024

// State is what a condition says.
type State struct {
	Status  metav1.ConditionStatus
	Reason  string
	Message string
}

// True is a condition that holds.
func True(reason, message string) State { return State{metav1.ConditionTrue, reason, message} }

// False is a condition that does not hold.
func False(reason, message string) State { return State{metav1.ConditionFalse, reason, message} }

// Seen is an object as it is looked at.
type Seen struct {
	// Conditions that the last look left.
	Conditions []metav1.Condition
	// Generation of its spec.
	Generation int64
	// Now is the moment of the look.
	Now time.Time
}

// List returns the conditions in alphabetical order of type.
func (s Seen) List(states map[string]State) []metav1.Condition {
	list := make([]metav1.Condition, 0, len(states))
	for kind, state := range states {
		list = append(list, s.stamp(kind, state))
	}
	slices.SortFunc(list, func(a, b metav1.Condition) int { return strings.Compare(a.Type, b.Type) })
	return list
}

func (s Seen) stamp(kind string, state State) metav1.Condition {
	condition := metav1.Condition{
		Type: kind, Status: state.Status, Reason: state.Reason, Message: policy.Shorten(state.Message, maxMessage),
		ObservedGeneration: s.Generation, LastTransitionTime: Moment(s.Now),
	}
	old := meta.FindStatusCondition(s.Conditions, kind)
	if old != nil && old.Status == condition.Status {
		condition.LastTransitionTime = old.LastTransitionTime
	}
	return condition
}

// Ready adds Ready and what kstatus derives from it: what is not ready either waits by itself (Reconciling) or needs a
// person (Stalled).
func Ready(states map[string]State, ready State, needsPerson bool) {
	states[v1alpha1.ConditionReady] = ready
	if ready.Status == metav1.ConditionTrue {
		return
	}
	pending := v1alpha1.ConditionReconciling
	if needsPerson {
		pending = v1alpha1.ConditionStalled
	}
	states[pending] = True(ready.Reason, ready.Message)
}

// Moment writes a moment as the API keeps it.
func Moment(at time.Time) metav1.Time { return metav1.NewTime(at.UTC().Truncate(time.Second)) }

// Soonest returns the first of the moments that are still to come, zero when none is: when to look again.
func Soonest(now time.Time, moments ...time.Time) time.Time {
	var first time.Time
	for _, at := range moments {
		if at.After(now) && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first
}
