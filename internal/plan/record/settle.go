// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package record

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan/conditions"
)

// phase is where a deployment stands in its life.
type phase int

const (
	living phase = iota
	leaving
	gone
)

func phaseOf(s *facts.Snapshot) phase {
	if s.Deployment.DeletionTimestamp.IsZero() {
		return living
	}
	return leaving
}

// Closed returns the record of a deployment that is gone. What was not settled before it went is not proven, unless
// there was nothing that could hold faces.
func Closed(old *v1alpha1.RecognitionRecord, now time.Time) *v1alpha1.RecognitionRecord {
	r := &v1alpha1.RecognitionRecord{ObjectMeta: *old.ObjectMeta.DeepCopy(), Spec: old.Spec, Status: *old.Status.DeepCopy()}
	r.Status.ObservedGeneration = r.Generation
	if r.Status.Erasure == nil || r.Status.Erasure.State == v1alpha1.ErasureOpen {
		abandon(r, now)
	}
	for i := range r.Status.Evidence {
		r.Status.Evidence[i] = usedUntil(r.Status.Evidence[i], now)
	}
	if r.Status.ClosedAt == nil {
		at := conditions.Moment(now)
		r.Status.ClosedAt = &at
	}
	r.Status.KeepUntil = keepUntil(r)
	settle(r, old.Status.Conditions, gone, now)
	return r
}

// Next returns the next moment at which a closed record changes by itself, zero when there is none.
func Next(r *v1alpha1.RecognitionRecord, now time.Time) time.Time {
	if r.Status.KeepUntil == nil {
		return time.Time{}
	}
	return conditions.Soonest(now, r.Status.KeepUntil.Time)
}

// abandon settles the erasure of a deployment that went without facegov.
func abandon(r *v1alpha1.RecognitionRecord, now time.Time) {
	at := conditions.Moment(now)
	settled := v1alpha1.ErasureRecord{State: v1alpha1.ErasureVerified, At: &at}
	for i := range r.Status.Stores {
		r.Status.Stores[i] = left(r.Status.Stores[i])
		if r.Status.Stores[i].State == v1alpha1.StoreRecordUnproven {
			settled.State, settled.Reason = v1alpha1.ErasureUnproven, whyAbandoned(r.Status.Erasure)
		}
	}
	r.Status.Erasure = &settled
}

func whyAbandoned(open *v1alpha1.ErasureRecord) string {
	if open != nil && open.Reason != "" {
		return open.Reason
	}
	return "the deployment went before its stores were seen to be empty"
}

// keepUntil is the end of the time for which a record is kept, or the latest for a document that it names.
func keepUntil(r *v1alpha1.RecognitionRecord) *metav1.Time {
	until := r.Status.ClosedAt.AddDate(keptYears, 0, 0)
	for i := range r.Status.Evidence {
		if keep := r.Status.Evidence[i].KeepUntil; keep != nil && keep.After(until) {
			until = keep.Time
		}
	}
	return moment(until)
}

// settle writes the conditions.
func settle(r *v1alpha1.RecognitionRecord, old []metav1.Condition, p phase, now time.Time) {
	ready, erased := readiness(r.Status.Erasure, p)
	states := map[string]conditions.State{
		v1alpha1.ConditionErased:    erased,
		v1alpha1.ConditionDeletable: deletable(r, p, now),
	}
	conditions.Ready(states, ready, ready.Reason == v1alpha1.ReasonErasureUnproven)
	r.Status.Conditions = conditions.Seen{Conditions: old, Generation: r.Generation, Now: now}.List(states)
}

func readiness(e *v1alpha1.ErasureRecord, p phase) (ready, erased conditions.State) {
	switch {
	case e.State == v1alpha1.ErasureVerified:
		done := conditions.True(v1alpha1.ReasonErasureVerified, "No store of the deployment holds faces")
		return done, done
	case e.State == v1alpha1.ErasureUnproven:
		unproven := conditions.False(v1alpha1.ReasonErasureUnproven, "Not every store was seen to be empty: "+e.Reason+
			"; look into the stores that status.stores calls Unproven")
		return unproven, unproven
	case p == leaving:
		erasing := conditions.False(v1alpha1.ReasonErasing, "The stores of the deployment are being emptied")
		return erasing, erasing
	default:
		return conditions.True(v1alpha1.ReasonInUse, "The deployment is there"),
			conditions.False(v1alpha1.ReasonInUse, "The deployment is there")
	}
}

func deletable(r *v1alpha1.RecognitionRecord, p phase, now time.Time) conditions.State {
	if p != gone {
		return conditions.False(v1alpha1.ReasonInUse, "The deployment is there; its record is kept for three years after it went")
	}
	day := r.Status.KeepUntil.UTC().Format(time.DateOnly)
	if now.Before(r.Status.KeepUntil.Time) {
		return conditions.False(v1alpha1.ReasonMustBeKept, "It must be kept until "+day)
	}
	return conditions.True(v1alpha1.ReasonKept, "It was kept until "+day)
}
