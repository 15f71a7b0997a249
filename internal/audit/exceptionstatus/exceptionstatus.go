// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package exceptionstatus says of an exception, as a value, whether it counts now, which rules it sets aside, and what
// it still lacks. It is pure.
package exceptionstatus

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/plan/conditions"
	"github.com/facegov/facegov/internal/policy/rules"
)

// longest is how long an exception may last. Admission refuses more; this is for what came in while no admission stood.
const longest = 90 * 24 * time.Hour

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
	status := v1alpha1.RecognitionExceptionStatus{ObservedGeneration: f.Exception.Generation, State: judged.state}
	ready := conditions.False(judged.reason, judged.message)
	if judged.state == v1alpha1.ExceptionActive {
		status.Lifts = f.liftable()
		ready = conditions.True(judged.reason, judged.message)
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
}

// judge says what stands in the way, what cannot be mended first.
func (f Facts) judge() judgement {
	spec := &f.Exception.Spec
	approved := f.approved()
	known := f.known()
	switch {
	case !f.Now.Before(spec.Until.Time):
		return judgement{v1alpha1.ExceptionExpired, v1alpha1.ReasonExpired, "It ended at " + moment(spec.Until.Time) +
			"; delete it, or ask for a new one if it is still needed"}
	case spec.Until.Sub(spec.From.Time) > longest:
		return judgement{v1alpha1.ExceptionRefused, v1alpha1.ReasonTooLong, "It lasts longer than 90 days; set an earlier until"}
	case approved.Reason == v1alpha1.ReasonSamePerson:
		return judgement{v1alpha1.ExceptionRefused, approved.Reason, approved.Message}
	case f.Policy != nil && known == nil:
		return judgement{v1alpha1.ExceptionRefused, v1alpha1.ReasonNotKnownToLaw, fmt.Sprintf(
			"RecognitionPolicy %s knows no exception %s; name one of %s", spec.Policy, spec.Exception, f.knownNames())}
	case f.Policy != nil && len(f.liftable()) == 0:
		return judgement{v1alpha1.ExceptionRefused, v1alpha1.ReasonOnlyHardRules, "It would set aside hard rules alone, " +
			"and nothing lifts those; delete it"}
	case f.Policy == nil:
		return judgement{v1alpha1.ExceptionPending, v1alpha1.ReasonPolicyMissing, fmt.Sprintf(
			"There is no RecognitionPolicy %s; load it, or name the one that the exception belongs to", spec.Policy)}
	case approved.Reason == v1alpha1.ReasonNotApproved:
		return judgement{v1alpha1.ExceptionPending, approved.Reason, approved.Message}
	}
	if missing := f.missing(known.Needs); len(missing) > 0 {
		return judgement{v1alpha1.ExceptionPending, v1alpha1.ReasonEvidenceMissing, "It needs evidence that counts now: " +
			strings.Join(missing, "; ") + "; put it on record and name it in spec.evidence"}
	}
	if f.Now.Before(spec.From.Time) {
		return judgement{v1alpha1.ExceptionPending, v1alpha1.ReasonNotYet, "It counts from " + moment(spec.From.Time)}
	}
	return judgement{v1alpha1.ExceptionActive, v1alpha1.ReasonActive, "It counts until " + moment(spec.Until.Time)}
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

// known is the exception of the law that is claimed, nil when the law does not know it.
func (f Facts) known() *v1alpha1.PolicyException {
	if f.Policy == nil {
		return nil
	}
	for i := range f.Policy.Exceptions {
		if f.Policy.Exceptions[i].ID == f.Exception.Spec.Exception {
			return &f.Policy.Exceptions[i]
		}
	}
	return nil
}

func (f Facts) knownNames() string {
	if len(f.Policy.Exceptions) == 0 {
		return "none: it has no exceptions"
	}
	names := make([]string, 0, len(f.Policy.Exceptions))
	for i := range f.Policy.Exceptions {
		names = append(names, f.Policy.Exceptions[i].ID)
	}
	return strings.Join(names, ", ")
}

// liftable are the rules that the exception sets aside, in the order of the law. Nothing lifts a hard rule.
func (f Facts) liftable() []string {
	known := f.known()
	if known == nil {
		return nil
	}
	var lifts []string
	for i := range f.Policy.Rules {
		rule := &f.Policy.Rules[i]
		if !rule.Hard && slices.Contains(known.Lifts, rule.ID) {
			lifts = append(lifts, rule.ID)
		}
	}
	return lifts
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
