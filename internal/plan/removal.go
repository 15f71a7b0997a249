// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package plan

import (
	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan/placement"
	"github.com/facegov/facegov/internal/plan/recogniser"
	"github.com/facegov/facegov/internal/plan/retention"
	"github.com/facegov/facegov/internal/policy"
)

// removals returns the owned objects that are no longer wanted. A sweep goes before the job that emptied its store: the
// job is how the next pass would know that the store is empty.
func removals(s *facts.Snapshot, v *policy.Verdict, erasing retention.Erasing) []Removal {
	var removed []Removal
	for _, name := range erasing.DoneSweeps {
		removed = append(removed, Removal{Kind: "CronJob", Name: name})
	}
	for _, name := range erasing.DoneJobs {
		removed = append(removed, Removal{Kind: "Job", Name: name})
	}
	if isUnrendered(s, v) {
		removed = append(removed, Removal{Kind: "Deployment", Name: recogniser.Name(s.Deployment)})
	}
	return removed
}

// isUnrendered says that a Deployment is there that cannot be scaled down because it can no longer be rendered: its
// template does not decode and nothing may run, or somebody else's workload has taken its place.
func isUnrendered(s *facts.Snapshot, v *policy.Verdict) bool {
	if !s.Workload.Exists || recogniser.IsRenderable(s) {
		return false
	}
	workload := &s.Deployment.Spec.Workload
	if workload.Type == v1alpha1.WorkloadTypeReference {
		isAdopted := workload.Reference != nil && workload.Reference.Kind == "Deployment" &&
			workload.Reference.Name == recogniser.Name(s.Deployment)
		return !isAdopted
	}
	switch {
	case s.Deployment.Spec.Suspend, !s.Deployment.DeletionTimestamp.IsZero():
		return true
	case v.Action == policy.ActionRun, v.Action == policy.ActionHold:
		return false
	case v.Action == policy.ActionEvict:
		return !s.Runs() || placement.IsOverdue(s)
	default:
		return true
	}
}
