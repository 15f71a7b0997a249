// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"slices"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/internal/plan/placement"
	"github.com/facegov/facegov/internal/policy"
)

// count counts what one pass did, after the status that says so was written.
func count(p *plan.Plan, o *plan.Outcome, before, after *v1alpha1.FaceRecognitionDeploymentStatus) {
	gatesLifted.WithLabelValues().Add(float64(len(o.Lifted)))
	evictionsBlocked.WithLabelValues().Add(float64(len(o.Blocked)))
	for i := range p.Evictions {
		eviction := &p.Evictions[i]
		if !slices.Contains(o.Evicted, eviction.Name) {
			continue
		}
		evictions.WithLabelValues(string(eviction.Manner)).Inc()
		if eviction.Intrusion != placement.IntrusionNone {
			intrudersRemoved.WithLabelValues("Pod", string(eviction.Intrusion)).Inc()
		}
	}
	for _, kind := range o.Reverted {
		editsReverted.WithLabelValues(kind).Inc()
	}
	if before.HeldVerdict == nil && after.HeldVerdict != nil {
		verdictsHeld.WithLabelValues().Inc()
	}
	if !hasBraked(before) && hasBraked(after) {
		evictionsBraked.WithLabelValues().Inc()
	}
}

// hasBraked says that a status holds a soft lapse back.
func hasBraked(s *v1alpha1.FaceRecognitionDeploymentStatus) bool {
	return slices.ContainsFunc(s.Findings, func(f v1alpha1.Finding) bool {
		return f.Reason == policy.ReasonEvictionBraked
	})
}
