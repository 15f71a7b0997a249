// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"fmt"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/internal/plan/retention"
	"github.com/facegov/facegov/internal/policy"
)

// summarise gives the three conditions of kstatus. Ready is True when everything that the verdict asks for is in place;
// Reconciling is there while facegov works on by itself; Stalled is there while a human is needed.
func summarise(
	f *facts.Snapshot, v *policy.Verdict, p *plan.Plan, o *plan.Outcome, parts map[string]state,
) (ready state, reconciling, stalled *state) {
	converging := func(reason, message string) (state, *state, *state) {
		r := isTrue(reason, message)
		return isFalse(reason, message), &r, nil
	}
	needsHuman := func(reason, message string) (state, *state, *state) {
		s := isTrue(reason, message)
		return isFalse(reason, message), nil, &s
	}
	judged := parts[v1alpha1.ConditionPermitted]
	failure, failed := worstFailure(o)
	switch {
	case f.Deployment.DeletionTimestamp != nil:
		return converging(leaving(f, p))
	case v.Result == v1alpha1.VerdictDenied:
		return needsHuman(v1alpha1.ReasonDenied, judged.message)
	case failed && failure.Invalid:
		return needsHuman(v1alpha1.ReasonWorkloadInvalid, fmt.Sprintf("%s %s is not accepted: %s",
			failure.Kind, failure.Name, failure.Message))
	case v.Result == v1alpha1.VerdictUnknown:
		return converging(judged.reason, judged.message)
	case failed:
		return converging(v1alpha1.ReasonApplyFailed, fmt.Sprintf("%s %s could not be written and is tried again: %s",
			failure.Kind, failure.Name, failure.Message))
	}
	missing := notInPlace(f, p, o, parts)
	switch {
	case missing != "":
		return converging(v1alpha1.ReasonProgressing, missing)
	case f.Deployment.Spec.Suspend:
		return isTrue(v1alpha1.ReasonSuspended, "Suspended by its owner; the way in and the deletions go on"), nil, nil
	default:
		return isTrue(judged.reason, judged.message), nil, nil
	}
}

// leaving says how far a deployment is that is being deleted. That a job has ended is no proof that its store is empty.
func leaving(f *facts.Snapshot, p *plan.Plan) (reason, message string) {
	unproven := strings.Join(retention.Unproven(f), ", ")
	hasEnded := slices.ContainsFunc(f.Erasures, func(e facts.Erasure) bool { return e.Finished && !e.Verified })
	switch {
	case p.Finalizer == plan.FinalizerReleaseUnproven:
		return v1alpha1.ReasonErasureUnproven, "Goes although these stores are not proven to be empty: " + unproven
	case p.Finalizer == plan.FinalizerKeep && hasEnded:
		return v1alpha1.ReasonErasureUnproven, "Being deleted; these stores are not proven to be empty: " + unproven +
			"; it is tried again, or the annotation " + v1alpha1.ReleaseDataAnnotation + " with a reason lets it go unproven"
	default:
		return v1alpha1.ReasonErasing, "Being deleted; the stores are emptied first"
	}
}

// worstFailure returns the first failure that trying again does not mend, or else the first one.
func worstFailure(o *plan.Outcome) (plan.Failure, bool) {
	for _, f := range o.Failures {
		if f.Invalid {
			return f, true
		}
	}
	if len(o.Failures) > 0 {
		return o.Failures[0], true
	}
	return plan.Failure{}, false
}

// notInPlace says what a deployment that is permitted or suspended still lacks, or nothing.
func notInPlace(f *facts.Snapshot, p *plan.Plan, o *plan.Outcome, parts map[string]state) string {
	var missing []string
	lacks := func(kinds ...string) {
		for _, kind := range kinds {
			if part := parts[kind]; part.status != metav1.ConditionTrue {
				missing = append(missing, part.message)
			}
		}
	}
	if f.Deployment.Spec.Suspend {
		if left := podsToLeave(f); left > 0 {
			missing = append(missing, fmt.Sprintf("Suspending: %d pods are still there", left))
		}
	} else {
		lacks(v1alpha1.ConditionPlacementAllowed)
		switch {
		case p.Recogniser != nil:
			missing = append(missing, unready(f, p)...)
		case facts.IsReference(f.Deployment):
			missing = append(missing, unreadyReference(&f.Reference)...)
		}
	}
	lacks(v1alpha1.ConditionRetentionEnforced, v1alpha1.ConditionFallbackAvailable)
	if len(missing) == 0 && o.Applied > 0 {
		missing = append(missing, fmt.Sprintf("%d objects were written in this pass and are looked at again", o.Applied))
	}
	return strings.Join(missing, "; ")
}

// podsToLeave is how many pods are in the way of being suspended. What somebody else's workload makes anew waits at the
// gate and stays there.
func podsToLeave(f *facts.Snapshot) int {
	left := 0
	for i := range f.Pods {
		if !facts.IsReference(f.Deployment) || !f.Pods[i].AtGate() {
			left++
		}
	}
	return left
}

// unreadyReference says what a workload that somebody else owns still lacks. How it is rolled out is its owner's.
func unreadyReference(r *facts.Reference) []string {
	switch {
	case !r.ObservedCurrent:
		return []string{"The workload is being rolled out"}
	case r.ReadyReplicas < r.Replicas:
		return []string{fmt.Sprintf("%d of %d recogniser pods are Ready", r.ReadyReplicas, r.Replicas)}
	default:
		return nil
	}
}

// unready says what the recogniser's own Deployment still lacks.
func unready(f *facts.Snapshot, p *plan.Plan) []string {
	wanted := int32(1)
	if p.Recogniser.Spec.Replicas != nil {
		wanted = *p.Recogniser.Spec.Replicas
	}
	w := &f.Workload
	switch {
	case !w.Exists || !w.ObservedCurrent:
		return []string{"The recogniser is being rolled out"}
	case w.ReadyReplicas < wanted:
		return []string{fmt.Sprintf("%d of %d recogniser pods are Ready", w.ReadyReplicas, wanted)}
	case w.UpdatedReplicas < wanted:
		return []string{fmt.Sprintf("%d of %d recogniser pods are of the newest template", w.UpdatedReplicas, wanted)}
	default:
		return nil
	}
}
