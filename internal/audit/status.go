// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package audit says what happened, as values: the status of a deployment, its conditions, and its events. It is pure.
// Nothing in it is true because a request was sent; a condition is True when what it says was seen.
package audit

import (
	"fmt"
	"math"
	"slices"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/internal/policy"
)

// The bounds of the lists in the status.
const (
	maxFindings  = 64
	maxPolicies  = 64
	maxDeadlines = 64
)

// Status is the whole status of a deployment after one pass. An unchanged world gives the same status to the byte.
func Status(
	f *facts.Snapshot, v *policy.Verdict, p *plan.Plan, o *plan.Outcome,
) v1alpha1.FaceRecognitionDeploymentStatus {
	old := &f.Deployment.Status
	s := v1alpha1.FaceRecognitionDeploymentStatus{
		ObservedGeneration: f.Deployment.Generation,
		Verdict:            v.Result,
		DecidedGeneration:  old.DecidedGeneration,
		HeldVerdict:        v.Held,
		Policies:           bounded(v.Policies, maxPolicies),
		Effective:          v.Effective.DeepCopy(),
		Findings:           bounded(v.Findings, maxFindings),
		FindingsTotal:      count(v.Findings),
		Deadlines:          bounded(v.Deadlines, maxDeadlines),
		Placement:          placementStatus(f, v, p),
		Stores:             storeStatuses(f, p),
		Fallback:           fallbackStatus(f),
		Replicas:           count(f.Pods),
		Selector:           v1alpha1.DeploymentLabel + "=" + f.Deployment.Name,
	}
	if v.Permitted() && v.Action == policy.ActionRun && (len(o.Lifted) > 0 || runs(f)) {
		s.DecidedGeneration = f.Deployment.Generation
	}
	s.Conditions = conditions(f, v, p, o, &s)
	return s
}

// runs says that a recogniser runs, one included that was there before its deployment.
func runs(f *facts.Snapshot) bool {
	return f.Runs() || slices.ContainsFunc(f.Reference.Ungoverned, func(p facts.Pod) bool { return p.Running })
}

// count is how many there are, as the API writes numbers.
func count[T any](list []T) int32 { return int32(min(len(list), math.MaxInt32)) }

func bounded[T any](list []T, n int) []T { return slices.Clone(list[:min(n, len(list))]) }

func placementStatus(f *facts.Snapshot, v *policy.Verdict, p *plan.Plan) *v1alpha1.PlacementStatus {
	return &v1alpha1.PlacementStatus{
		AllowedZones: slices.Clone(v.AllowedZones),
		RefusedZones: slices.Clone(v.RefusedZones),
		Summary:      fmt.Sprintf("%d/%d", len(v.AllowedZones), len(f.Deployment.Spec.Placement.Zones)),
		LastEviction: lastEviction(f, p),
	}
}

// lastEviction begins when the first pod has to leave, whether it could be asked yet or not, and ends when none of them
// is left. Pods on nodes that do not answer count as still running.
func lastEviction(f *facts.Snapshot, p *plan.Plan) *v1alpha1.Eviction {
	var old *v1alpha1.Eviction
	if f.Deployment.Status.Placement != nil {
		old = f.Deployment.Status.Placement.LastEviction.DeepCopy()
	}
	now := metav1.NewTime(f.Now.UTC().Truncate(time.Second))
	if len(p.Leaving) == 0 {
		if old != nil && old.FinishedAt == nil {
			old.FinishedAt, old.Unreachable = &now, 0
		}
		return old
	}
	if old == nil || old.FinishedAt != nil {
		old = &v1alpha1.Eviction{StartedAt: now, Rule: p.LeavingRule}
	}
	old.Unreachable = 0
	for i := range f.Pods {
		if slices.Contains(p.Leaving, f.Pods[i].Name) && !f.Pods[i].NodeReachable && f.Pods[i].Node != "" {
			old.Unreachable++
		}
	}
	return old
}

func fallbackStatus(f *facts.Snapshot) *v1alpha1.FallbackStatus {
	s := &v1alpha1.FallbackStatus{
		ReadyPods: f.WayIn.Ready,
		Summary:   fmt.Sprintf("%d/%d", f.WayIn.Ready, max(f.WayIn.Wanted, 0)),
	}
	for i := range f.Deployment.Spec.Fallback.Methods {
		s.Methods = append(s.Methods, f.Deployment.Spec.Fallback.Methods[i].Type)
	}
	if f.WayInAnswers() {
		return s
	}
	if old := f.Deployment.Status.Fallback; old != nil && old.UnavailableSince != nil {
		s.UnavailableSince = old.UnavailableSince.DeepCopy()
		return s
	}
	now := metav1.NewTime(f.Now.UTC().Truncate(time.Second))
	s.UnavailableSince = &now
	return s
}
