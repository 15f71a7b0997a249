// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package plan

import (
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan/network"
	"github.com/facegov/facegov/internal/plan/owned"
	"github.com/facegov/facegov/internal/plan/placement"
	"github.com/facegov/facegov/internal/plan/recogniser"
	"github.com/facegov/facegov/internal/plan/record"
	"github.com/facegov/facegov/internal/plan/retention"
	"github.com/facegov/facegov/internal/plan/wayin"
	"github.com/facegov/facegov/internal/policy"
)

// Build returns what should be there. It is pure: the same facts, verdict and settings give the same plan, and none of
// them is changed or shared with it.
func Build(s *facts.Snapshot, v *policy.Verdict, settings Settings) Plan {
	frd := s.Deployment
	template := recogniser.Template(s, settings.FallbackAuthImage)
	digest := recogniser.Digest(template)
	departure := placement.Depart(s, v, digest)
	erasing := retention.Erase(s, v, settings.RetentionImage, digest)

	p := Plan{
		ServiceAccounts: serviceAccounts(frd),
		WayIn: WayIn{
			Deployment:          wayin.Deployment(frd, settings.FallbackAuthImage),
			Service:             wayin.Service(frd),
			PodDisruptionBudget: wayin.PodDisruptionBudget(frd),
		},
		Sweeps:          retention.Sweeps(s, v, settings.RetentionImage),
		Erasures:        erasing.Jobs,
		NetworkPolicies: network.Policies(s),
		Recogniser:      recogniser.Deployment(s, v, template),
		Leaving:         departure.Leaving,
		LeavingRule:     departure.Rule,
		Evictions:       departure.Evictions,
		Static:          placement.Static(s),
		Removals:        removals(s, v, erasing),
		Finalizer:       finalizer(s),
		RecheckAt:       soonest(s.Now, v.NextChange, departure.RecheckAt, erasing.RecheckAt, releaseAt(s), s.LawsSettle()),
	}
	p.Record = record.Of(s, v, endOf(s, p.Finalizer))
	// What could store a face starts only under the finalizer that will see to its erasure.
	if p.Finalizer != FinalizerAdd {
		p.Lifts = placement.Lifts(s, v, digest)
	}
	return p
}

func serviceAccounts(frd *v1alpha1.FaceRecognitionDeployment) []*corev1.ServiceAccount {
	accounts := []*corev1.ServiceAccount{
		owned.ServiceAccount(frd, v1alpha1.ComponentWayIn),
		owned.ServiceAccount(frd, v1alpha1.ComponentSweep),
	}
	// A workload that somebody else owns has the account that its owner gave it.
	if frd.Spec.Workload.Type != v1alpha1.WorkloadTypeReference {
		accounts = append(accounts, owned.ServiceAccount(frd, v1alpha1.ComponentRecogniser))
	}
	return accounts
}

// soonest returns the first of the moments that are still to come, zero when none is.
func soonest(now time.Time, moments ...time.Time) time.Time {
	var first time.Time
	for _, at := range moments {
		if at.After(now) && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first
}
