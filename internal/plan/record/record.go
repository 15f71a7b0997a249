// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package record keeps what remains of a deployment: its stores and what became of them, the documents that verdicts
// relied on, what is still due. A record is built from what was seen, like a status, and is written before the
// deployment is let go, so that nothing is forgotten with it (PIPL articles 47 and 56; final measures article 9).
package record

import (
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan/conditions"
	"github.com/facegov/facegov/internal/policy"
)

// The bounds of the lists in the API.
const (
	maxStores    = 64
	maxDocuments = 256
	maxDeadlines = 64
	maxFormer    = 16
)

// keptYears is how long a record of processing is kept (PIPL article 56; final measures article 9).
const keptYears = 3

// End says how a deployment is let go in this pass. The zero value says that it stays.
type End struct {
	// Erasure is what becomes of its faces: Verified or Unproven.
	Erasure v1alpha1.ErasureState
	// Reason says why it is let go without proof.
	Reason string
}

// ReasonRetained says why nothing is erased.
const ReasonRetained = "the owner keeps the data: spec.deletionPolicy is Retain"

// reasonLeft says why a deployment whose last stores are proven to be empty is let go without proof all the same.
const reasonLeft = "a store that was removed from the spec was kept, because its owner or another deployment goes on " +
	"using it"

// given is the end when these are the stores on record: none is proven to be empty while one of them is not.
func (e End) given(stores []v1alpha1.StoreRecord) End {
	isUnproven := func(r v1alpha1.StoreRecord) bool { return r.State == v1alpha1.StoreRecordUnproven }
	if e.Erasure == v1alpha1.ErasureVerified && slices.ContainsFunc(stores, isUnproven) {
		return End{Erasure: v1alpha1.ErasureUnproven, Reason: reasonLeft}
	}
	return e
}

// Of returns the record of a deployment after this pass.
func Of(s *facts.Snapshot, v *policy.Verdict, end End) *v1alpha1.RecognitionRecord {
	frd := s.Deployment
	old, former := earlier(s)
	r := &v1alpha1.RecognitionRecord{
		ObjectMeta: metav1.ObjectMeta{Name: facts.RecordName(frd.Namespace, frd.Name)},
		Spec: v1alpha1.RecognitionRecordSpec{
			Deployment: v1alpha1.RecordedDeployment{Namespace: frd.Namespace, Name: frd.Name, UID: string(frd.UID)},
			Party:      frd.Spec.ResponsibleParty.ID,
		},
	}
	r.Generation = 1
	if s.Record != nil {
		r.Generation = s.Record.Generation
		if r.Spec != s.Record.Spec { // writing it makes a new generation
			r.Generation++
		}
	}
	kept := stores(s, old.Stores, end)
	r.Status = v1alpha1.RecognitionRecordStatus{
		ObservedGeneration: r.Generation,
		Stores:             kept,
		Evidence:           documents(s.Now, v.Documents, old.Evidence),
		Deadlines:          slices.Clone(v.Deadlines[:min(len(v.Deadlines), maxDeadlines)]),
		Erasure:            erasure(s, old.Erasure, end.given(kept)),
		Former:             former,
		PeopleCounted:      highest(old.PeopleCounted, frd.Spec.Subjects.EstimatedCount),
	}
	settle(r, old.Conditions, phaseOf(s), s.Now)
	return r
}

// earlier returns what the record says of this deployment, and the ends of those that had its name before.
func earlier(s *facts.Snapshot) (v1alpha1.RecognitionRecordStatus, []v1alpha1.FormerErasure) {
	if s.Record == nil {
		return v1alpha1.RecognitionRecordStatus{}, nil
	}
	status := s.Record.Status.DeepCopy()
	uid := s.Record.Spec.Deployment.UID
	if uid == string(s.Deployment.UID) {
		return *status, status.Former
	}
	gone := Closed(s.Record, s.Now)
	f := v1alpha1.FormerErasure{UID: uid, Erasure: *gone.Status.Erasure}
	for i := range gone.Status.Stores {
		if gone.Status.Stores[i].State == v1alpha1.StoreRecordUnproven {
			f.UnprovenStores = append(f.UnprovenStores, gone.Status.Stores[i].Name)
		}
	}
	former := append([]v1alpha1.FormerErasure{f}, status.Former...)
	// The documents of a former deployment are still to be kept.
	return v1alpha1.RecognitionRecordStatus{Evidence: gone.Status.Evidence}, former[:min(len(former), maxFormer)]
}

// erasure says what became of the faces. Once a deployment was let go, that stands.
func erasure(s *facts.Snapshot, old *v1alpha1.ErasureRecord, end End) *v1alpha1.ErasureRecord {
	switch {
	case end.Erasure != "":
		at := conditions.Moment(s.Now)
		return &v1alpha1.ErasureRecord{State: end.Erasure, Reason: end.Reason, At: &at}
	case old != nil && old.State != v1alpha1.ErasureOpen:
		return old
	case s.Deployment.Spec.DeletionPolicy == v1alpha1.DeletionRetain:
		return &v1alpha1.ErasureRecord{State: v1alpha1.ErasureOpen, Reason: ReasonRetained}
	default:
		return &v1alpha1.ErasureRecord{State: v1alpha1.ErasureOpen}
	}
}

// highest is the highest number of people that was ever stored, nil when none is known.
func highest(old, now *int64) *int64 {
	switch {
	case now == nil:
		return old
	case old == nil || *now > *old:
		return new(*now)
	default:
		return old
	}
}
