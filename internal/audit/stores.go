// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan"
)

// storeStatuses says what the sweeps did, in the order of the spec, retired stores last.
func storeStatuses(f *facts.Snapshot, p *plan.Plan) []v1alpha1.StoreStatus {
	var statuses []v1alpha1.StoreStatus
	for i := range f.Deployment.Spec.DataStores {
		statuses = append(statuses, storeStatus(f, p, &f.Deployment.Spec.DataStores[i]))
	}
	for _, r := range f.Retired {
		s := v1alpha1.StoreStatus{
			Name: r.Name, State: v1alpha1.StoreRetiring, ClaimName: r.ClaimName,
			Message: "the store was removed from the spec; its sweep stays until a full erase is verified",
		}
		addResult(&s, f)
		statuses = append(statuses, s)
	}
	return bounded(statuses, 32)
}

func storeStatus(f *facts.Snapshot, p *plan.Plan, store *v1alpha1.DataStore) v1alpha1.StoreStatus {
	s := v1alpha1.StoreStatus{Name: store.Name, State: v1alpha1.StoreScheduled}
	if store.Volume == nil {
		s.State = v1alpha1.StoreInMemory
		return s
	}
	for _, sweep := range p.Sweeps {
		if sweep.Labels[v1alpha1.StoreLabel] == store.Name {
			s.Schedule = sweep.Spec.Schedule
		}
	}
	addResult(&s, f)
	// What keeps the sweep from running weighs more than what the last one did, and whose the claim is most: that is how
	// the next pass knows who had it first.
	claim := f.Claim(store.Volume.ClaimName)
	other, _ := f.Claimant(claim.Name)
	switch {
	case other.First:
		s.State = v1alpha1.StoreClaimShared
		s.Message = "PersistentVolumeClaim " + claim.Name + " belongs to FaceRecognitionDeployment " + other.Name +
			", which was there first and sweeps it; the sweep of this one waits"
	case !claim.Found:
		s.State = v1alpha1.StoreClaimMissing
		s.Message = "PersistentVolumeClaim " + claim.Name + " does not exist; the sweep waits for it"
	case slices.Contains(claim.AccessModes, corev1.ReadWriteOncePod):
		s.State = v1alpha1.StoreVolumeNotShareable
		s.Message = "PersistentVolumeClaim " + claim.Name +
			" is ReadWriteOncePod, so no sweep can mount it; use ReadWriteOnce"
	case !claim.Bound:
		s.State = v1alpha1.StoreClaimPending
		s.Message = "PersistentVolumeClaim " + claim.Name +
			" is not bound; the sweep waits, so as not to be its first consumer"
	}
	return s
}

func addResult(s *v1alpha1.StoreStatus, f *facts.Snapshot) {
	sweep, ok := f.Sweep(s.Name)
	if !ok {
		return
	}
	s.LastRun, s.LastSuccess = moment(sweep.LastRun), moment(sweep.LastSuccess)
	if s.LastSuccess == nil {
		s.LastSuccess = earlierSuccess(f, s.Name)
	}
	s.OldestKept = moment(sweep.OldestKept)
	s.Deleted, s.Failed, s.Verified, s.Root = sweep.Deleted, sweep.Failed, sweep.Verified, sweep.Root
	if s.State == v1alpha1.StoreRetiring {
		return
	}
	switch {
	case sweep.LastRun.IsZero() && sweep.Active:
		s.State = v1alpha1.StoreSweeping
	case sweep.LastRun.IsZero():
	case sweep.Succeeded:
		s.State = v1alpha1.StoreSwept
	case sweep.Reason == string(v1alpha1.StoreClockDoubt):
		s.State, s.Message = v1alpha1.StoreClockDoubt, sweep.Message
	default:
		s.State, s.Message = v1alpha1.StoreFailed, sweep.Message
	}
}

// earlierSuccess keeps the last success that the status knows when its pod is long gone.
func earlierSuccess(f *facts.Snapshot, store string) *metav1.Time {
	for i := range f.Deployment.Status.Stores {
		if f.Deployment.Status.Stores[i].Name == store {
			return f.Deployment.Status.Stores[i].LastSuccess.DeepCopy()
		}
	}
	return nil
}

func moment(t time.Time) *metav1.Time {
	if t.IsZero() {
		return nil
	}
	m := metav1.NewTime(t.UTC().Truncate(time.Second))
	return &m
}
