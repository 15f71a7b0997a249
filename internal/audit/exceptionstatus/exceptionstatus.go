// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package exceptionstatus says of an exception, as a value, whether it counts now, which rules it sets aside, and what
// it still lacks. It is pure.
package exceptionstatus

import (
	"fmt"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/plan/conditions"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/internal/policy/rules"
)

// Facts are what the status of an exception follows from.
type Facts struct {
	// Exception is the exception with the status of the last look.
	Exception *v1alpha1.RecognitionException
	// Policy is the instrument that it names, nil when there is none of that name.
	Policy *v1alpha1.RecognitionPolicySpec
	// Evidence are the documents that it names and that exist.
	Evidence []v1alpha1.ComplianceEvidence
	// Now is the moment of the look.
	Now time.Time
}

// Of returns the status of an exception and the next moment at which it changes by itself, zero when there is none.
func Of(f Facts) (v1alpha1.RecognitionExceptionStatus, time.Time) {
	judged := f.judge()
	status := v1alpha1.RecognitionExceptionStatus{
		ObservedGeneration: f.Exception.Generation, State: judged.state, Lifts: judged.lifts,
	}
	ready := conditions.False(judged.reason, judged.message)
	if judged.state == v1alpha1.ExceptionActive {
		ready.Status = metav1.ConditionTrue
	}
	states := map[string]conditions.State{v1alpha1.ConditionApproved: f.approved()}
	conditions.Ready(states, ready, judged.reason != v1alpha1.ReasonNotYet)
	seen := conditions.Seen{Conditions: f.Exception.Status.Conditions, Generation: f.Exception.Generation, Now: f.Now}
	status.Conditions = seen.List(states)
	return status, f.next(judged.state)
}

// judgement is what is found of an exception.
type judgement struct {
	state   v1alpha1.ExceptionState
	reason  string
	message string
	lifts   []string
}

// judge says what stands in the way. What the law and the people say is found as decisions find it.
func (f Facts) judge() judgement {
	spec := &f.Exception.Spec
	if !f.Now.Before(spec.Until.Time) {
		return judgement{state: v1alpha1.ExceptionExpired, reason: v1alpha1.ReasonExpired, message: "It ended at " +
			moment(spec.Until.Time) + "; delete it, or ask for a new one if it is still needed"}
	}
	ground, lifts, obstacle := policy.ExamineException(spec, f.Policy)
	if obstacle.Reason != "" {
		return judgement{state: stateOf(obstacle), reason: obstacle.Reason, message: fmt.Sprintf(
			"It does not count: %s. %s", obstacle.Why, obstacle.Remedy)}
	}
	if missing := f.missing(ground.Needs); len(missing) > 0 {
		return judgement{state: v1alpha1.ExceptionPending, reason: v1alpha1.ReasonEvidenceMissing, message: "It needs evidence " +
			"that counts now: " + strings.Join(missing, "; ") + "; put it on record and name it in spec.evidence"}
	}
	if f.Now.Before(spec.From.Time) {
		return judgement{state: v1alpha1.ExceptionPending, reason: v1alpha1.ReasonNotYet, message: "It counts from " +
			moment(spec.From.Time)}
	}
	return judgement{
		state: v1alpha1.ExceptionActive, reason: v1alpha1.ReasonActive, lifts: lifts,
		message: "It counts until " + moment(spec.Until.Time),
	}
}

// stateOf tells what others can still mend, by a law or by a yes, from what can never count as it is written.
func stateOf(o policy.Obstacle) v1alpha1.ExceptionState {
	if o.Reason == v1alpha1.ReasonPolicyMissing || o.Reason == v1alpha1.ReasonNotApproved {
		return v1alpha1.ExceptionPending
	}
	return v1alpha1.ExceptionRefused
}

// approved says whether a second person said yes. Who that was admission has stamped.
func (f Facts) approved() conditions.State {
	spec := &f.Exception.Spec
	switch {
	case spec.Approval != v1alpha1.ExceptionApproved || spec.RequestedBy == "" || spec.ApprovedBy == "":
		return conditions.False(v1alpha1.ReasonNotApproved, "Nobody has approved what it asks for now; somebody else than "+
			"the one who asks has to set spec.approval")
	case spec.ApprovedBy == spec.RequestedBy:
		return conditions.False(v1alpha1.ReasonSamePerson, "The same person asked and approved; take spec.approval out and "+
			"let somebody else set it")
	default:
		return conditions.True(v1alpha1.ReasonApproved, "A second person approved it")
	}
}

// missing says of every type of evidence that the law needs and that does not count now why that is so.
func (f Facts) missing(types []string) []string {
	var missing []string
	for _, kind := range types {
		why := kind + " is not named"
		for i := range f.Evidence {
			if f.Evidence[i].Spec.Type != kind {
				continue
			}
			document := rules.ReadDocument(f.Evidence[i].Name, &f.Evidence[i].Spec, f.Now)
			if document.Counts() {
				why = ""
				break
			}
			why = fmt.Sprintf("%s %s does not count: %s", kind, document.Name, document.Why)
		}
		if why != "" {
			missing = append(missing, why)
		}
	}
	return missing
}

// next returns the next moment at which the answer changes by itself: its beginning, its end, or that of a document.
func (f Facts) next(state v1alpha1.ExceptionState) time.Time {
	if state == v1alpha1.ExceptionExpired {
		return time.Time{}
	}
	moments := []time.Time{f.Exception.Spec.From.Time, f.Exception.Spec.Until.Time}
	for i := range f.Evidence {
		document := rules.ReadDocument(f.Evidence[i].Name, &f.Evidence[i].Spec, f.Now)
		moments = append(moments, document.Next(f.Now))
	}
	return conditions.Soonest(f.Now, moments...)
}

func moment(at time.Time) string { return at.UTC().Format(time.RFC3339) }
