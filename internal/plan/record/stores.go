// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package record

import (
	"slices"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan/conditions"
	"github.com/facegov/facegov/internal/plan/retention"
)

// stores says what became of every store that the deployment has or had, by name.
func stores(s *facts.Snapshot, old []v1alpha1.StoreRecord, end End) []v1alpha1.StoreRecord {
	isEnding := !s.Deployment.DeletionTimestamp.IsZero() && s.Deployment.Spec.DeletionPolicy != v1alpha1.DeletionRetain
	var all []v1alpha1.StoreRecord
	for i := range s.Deployment.Spec.DataStores {
		all = append(all, declared(s, &s.Deployment.Spec.DataStores[i], old, isEnding))
	}
	for i := range s.Retired {
		if isEnding || !retention.IsCovered(s, &s.Retired[i]) {
			all = append(all, retired(s, s.Retired[i].Name, old))
		}
	}
	for i := range old {
		if !names(all, old[i].Name) && !isRetired(s, old[i].Name) {
			all = append(all, left(old[i]))
		}
	}
	if end.Erasure == v1alpha1.ErasureUnproven {
		for i := range all {
			all[i] = left(all[i])
		}
	}
	slices.SortStableFunc(all, func(a, b v1alpha1.StoreRecord) int { return urgency(a.State) - urgency(b.State) })
	return all[:min(len(all), maxStores)]
}

// urgency brings to the front what must not be forgotten when there are more stores than the list holds.
func urgency(state v1alpha1.StoreRecordState) int {
	return slices.Index([]v1alpha1.StoreRecordState{
		v1alpha1.StoreRecordUnproven, v1alpha1.StoreRecordErasing, v1alpha1.StoreRecordKept,
		v1alpha1.StoreRecordInMemory, v1alpha1.StoreRecordErased,
	}, state)
}

func declared(
	s *facts.Snapshot, store *v1alpha1.DataStore, old []v1alpha1.StoreRecord, isEnding bool,
) v1alpha1.StoreRecord {
	r := v1alpha1.StoreRecord{
		Name: store.Name, Location: store.Location, Classes: slices.Clone(store.Classes), State: v1alpha1.StoreRecordKept,
	}
	switch {
	case store.Type == v1alpha1.DataStoreMemory:
		r.State = v1alpha1.StoreRecordInMemory
		return r
	case isEnding:
		r.State = v1alpha1.StoreRecordErasing
		erase(s, &r)
	}
	addSweep(s, &r, old)
	return r
}

// retired is a store that was removed from the spec and whose sweep still exists.
func retired(s *facts.Snapshot, name string, old []v1alpha1.StoreRecord) v1alpha1.StoreRecord {
	r := v1alpha1.StoreRecord{Name: name, State: v1alpha1.StoreRecordErasing}
	if before, found := named(old, name); found {
		r.Location, r.Classes = before.Location, before.Classes
	}
	erase(s, &r)
	addSweep(s, &r, old)
	return r
}

// left is a store that nobody looks into any longer. What was not seen to be empty is not known to be.
func left(r v1alpha1.StoreRecord) v1alpha1.StoreRecord {
	if r.State == v1alpha1.StoreRecordKept || r.State == v1alpha1.StoreRecordErasing {
		r.State = v1alpha1.StoreRecordUnproven
	}
	return r
}

// erase says that a store was seen to be empty, when it was.
func erase(s *facts.Snapshot, r *v1alpha1.StoreRecord) {
	for i := range s.Erasures {
		if e := &s.Erasures[i]; e.Store == r.Name && e.Verified {
			r.State, r.Verified = v1alpha1.StoreRecordErased, true
			r.ErasedAt = moment(e.FinishedAt)
		}
	}
}

// addSweep takes over the newest result, or the last one that is on record when the pods that told it are gone.
func addSweep(s *facts.Snapshot, r *v1alpha1.StoreRecord, old []v1alpha1.StoreRecord) {
	before, _ := named(old, r.Name)
	sweep, found := s.Sweep(r.Name)
	if !found || sweep.LastRun.IsZero() {
		r.ManifestRoot, r.Deleted = before.ManifestRoot, before.Deleted
		r.Verified = r.Verified || before.Verified && r.State == v1alpha1.StoreRecordKept
		return
	}
	r.ManifestRoot, r.Deleted = sweep.Root, sweep.Deleted
	r.Verified = r.Verified || sweep.Verified
}

func named(list []v1alpha1.StoreRecord, name string) (v1alpha1.StoreRecord, bool) {
	at := slices.IndexFunc(list, func(r v1alpha1.StoreRecord) bool { return r.Name == name })
	if at < 0 {
		return v1alpha1.StoreRecord{}, false
	}
	return list[at], true
}

func names(list []v1alpha1.StoreRecord, name string) bool {
	_, found := named(list, name)
	return found
}

func isRetired(s *facts.Snapshot, name string) bool {
	return slices.ContainsFunc(s.Retired, func(r facts.RetiredStore) bool { return r.Name == name })
}

func moment(at time.Time) *metav1.Time {
	if at.IsZero() {
		return nil
	}
	m := conditions.Moment(at)
	return &m
}
