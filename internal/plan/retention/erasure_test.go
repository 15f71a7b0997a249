// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package retention

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// erasingNames is Erasing with the stores of its jobs instead of the jobs.
type erasingNames struct {
	Jobs, DoneSweeps, DoneJobs []string
	RecheckAt                  time.Time
}

func namesOf(e Erasing) erasingNames {
	names := erasingNames{DoneSweeps: e.DoneSweeps, DoneJobs: e.DoneJobs, RecheckAt: e.RecheckAt}
	for _, job := range e.Jobs {
		names.Jobs = append(names.Jobs, job.Labels[v1alpha1.StoreLabel])
	}
	return names
}

// retiredFrom is what is left of a store that was removed from the spec: the pod template of its sweep.
func retiredFrom(store v1alpha1.DataStore) facts.RetiredStore {
	template := Sweeps(snapshot(store), permitted(), image)[0].Spec.JobTemplate.Spec.Template
	return facts.RetiredStore{Name: store.Name, ClaimName: store.Volume.ClaimName, Template: template}
}

func retired(stores ...v1alpha1.DataStore) func(*facts.Snapshot) {
	return func(s *facts.Snapshot) {
		for _, store := range stores {
			s.Retired = append(s.Retired, retiredFrom(store))
		}
	}
}

func erasures(all ...facts.Erasure) func(*facts.Snapshot) {
	return func(s *facts.Snapshot) { s.Erasures = all }
}

func pods(all ...facts.Pod) func(*facts.Snapshot) { return func(s *facts.Snapshot) { s.Pods = all } }

func deleting(s *facts.Snapshot) { s.Deployment.DeletionTimestamp = &metav1.Time{Time: now} }

func retain(s *facts.Snapshot) { s.Deployment.Spec.DeletionPolicy = v1alpha1.DeletionRetain }

// renamed is a store under another name on the same claim.
func renamed(paths ...string) v1alpha1.DataStore {
	store := gallery()
	store.Name, store.Volume.Paths = "templates", nil
	for _, path := range paths {
		store.Volume.Paths = append(store.Volume.Paths, v1alpha1.StorePath{Path: path, Class: v1alpha1.DataTemplate})
	}
	return store
}

type erasingCase struct {
	stores  []v1alpha1.DataStore
	changes []func(*facts.Snapshot)
	want    erasingNames
}

func (tc erasingCase) run(t *testing.T) {
	s := with(snapshot(tc.stores...), tc.changes...)
	if diff := cmp.Diff(tc.want, namesOf(Erase(s, permitted(), image, digest))); diff != "" {
		t.Errorf("Erase (-want +got):\n%s", diff)
	}
}

func TestAStoreThatWasRemovedIsEmptiedBeforeItsSweepGoes(t *testing.T) {
	const sweep, job = "north-gate-gallery-sweep", "north-gate-gallery-erase"
	failedAt := func(at time.Time) func(*facts.Snapshot) {
		return erasures(facts.Erasure{Store: "gallery", Finished: true, FinishedAt: at})
	}
	one := []v1alpha1.DataStore{matches()}
	tests := map[string]erasingCase{
		"nothing was removed": {stores: one},
		"it is emptied": {
			stores: one, changes: []func(*facts.Snapshot){retired(gallery())}, want: erasingNames{Jobs: []string{"gallery"}},
		},
		"not before pods that may still write there are gone": {
			stores: one, changes: []func(*facts.Snapshot){
				retired(gallery()), pods(facts.Pod{Name: "a", Node: "edge-1", Running: true, TemplateDigest: "older"}),
			},
		},
		"pods of the new template do not write there, nor those that wait or have ended": {
			stores: one, changes: []func(*facts.Snapshot){retired(gallery()), pods(
				facts.Pod{Name: "a", Node: "edge-1", Running: true, TemplateDigest: digest},
				facts.Pod{Name: "b", Gated: true, TemplateDigest: "older"},
				facts.Pod{Name: "c", Node: "edge-1", TemplateDigest: "older"},
			)}, want: erasingNames{Jobs: []string{"gallery"}},
		},
		"while it is being emptied nothing changes": {
			stores: one, changes: []func(*facts.Snapshot){retired(gallery()), erasures(facts.Erasure{Store: "gallery"})},
		},
		"when it is empty its sweep goes, then the job": {
			stores: one, changes: []func(*facts.Snapshot){
				retired(gallery()), erasures(facts.Erasure{Store: "gallery", Finished: true, Verified: true}),
			}, want: erasingNames{DoneSweeps: []string{sweep}, DoneJobs: []string{job}},
		},
		"when it could not be emptied the job stays to be looked at": {
			stores: one, changes: []func(*facts.Snapshot){retired(gallery()), failedAt(now.Add(-9 * time.Minute))},
			want: erasingNames{RecheckAt: now.Add(time.Minute)},
		},
		"and is tried anew later": {
			stores: one, changes: []func(*facts.Snapshot){retired(gallery()), failedAt(now.Add(-10 * time.Minute))},
			want: erasingNames{DoneJobs: []string{job}},
		},
		"a claim that is not there cannot be emptied": {
			stores: one, changes: []func(*facts.Snapshot){
				retired(gallery()), func(s *facts.Snapshot) { s.Claims = []facts.Claim{{Name: "gallery"}} },
			},
		},
		"nothing can be made in a namespace that goes": {
			stores: one, changes: []func(*facts.Snapshot){
				retired(gallery()), func(s *facts.Snapshot) { s.Namespace.Terminating = true },
			},
		},
		"a sweep of which nothing is known is left alone": {
			stores: one, changes: []func(*facts.Snapshot){func(s *facts.Snapshot) {
				s.Retired = []facts.RetiredStore{{Name: "gallery", ClaimName: "gallery"}}
			}},
		},
		"a job of a store that is declared again goes before it does harm": {
			stores: []v1alpha1.DataStore{gallery()}, changes: []func(*facts.Snapshot){erasures(facts.Erasure{Store: "gallery"})},
			want: erasingNames{DoneJobs: []string{job}},
		},
		"with Retain somebody else answers for it now": {
			stores: one, changes: []func(*facts.Snapshot){retired(gallery()), retain},
			want: erasingNames{DoneSweeps: []string{sweep}},
		},
		"a store that only got another name loses nothing": {
			stores:  []v1alpha1.DataStore{renamed("faces")},
			changes: []func(*facts.Snapshot){retired(gallery()), erasures(facts.Erasure{Store: "gallery"})},
			want:    erasingNames{DoneSweeps: []string{sweep}, DoneJobs: []string{job}},
		},
		"nor when the new one covers the whole volume": {
			stores:  []v1alpha1.DataStore{renamed()},
			changes: []func(*facts.Snapshot){retired(gallery())},
			want:    erasingNames{DoneSweeps: []string{sweep}},
		},
		"a store that holds a declared one is swept on and not emptied": {
			stores:  []v1alpha1.DataStore{renamed("faces/vip")},
			changes: []func(*facts.Snapshot){retired(gallery())},
		},
		"a store beside a declared one is emptied": {
			stores:  []v1alpha1.DataStore{renamed("faces2")},
			changes: []func(*facts.Snapshot){retired(gallery())}, want: erasingNames{Jobs: []string{"gallery"}},
		},
	}
	for name, tc := range tests {
		t.Run(name, tc.run)
	}
}

func TestADeletedDeploymentIsEmptied(t *testing.T) {
	both := []v1alpha1.DataStore{gallery(), frames(), matches()}
	verified := facts.Erasure{Store: "gallery", Finished: true, Verified: true}
	tests := map[string]erasingCase{
		"every store on a volume, and what was removed before": {
			stores: []v1alpha1.DataStore{frames(), matches()}, changes: []func(*facts.Snapshot){deleting, retired(gallery())},
			want: erasingNames{Jobs: []string{"matches", "gallery"}},
		},
		"not before the last recogniser is gone": {
			stores: both, changes: []func(*facts.Snapshot){
				deleting, pods(facts.Pod{Name: "a", Node: "edge-1", Running: true, TemplateDigest: digest}),
			},
		},
		"nor before one that may start any moment": {
			stores: both, changes: []func(*facts.Snapshot){deleting, pods(facts.Pod{Name: "a"})},
		},
		"pods that have ended or wait at the gate do not hold it up": {
			stores: both, changes: []func(*facts.Snapshot){
				deleting, pods(facts.Pod{Name: "a", Node: "edge-1"}, facts.Pod{Name: "b", Gated: true}),
			}, want: erasingNames{Jobs: []string{"gallery", "matches"}},
		},
		"what is empty is left, what is being emptied too": {
			stores: both, changes: []func(*facts.Snapshot){deleting, erasures(verified, facts.Erasure{Store: "matches"})},
		},
		"what could not be emptied is tried anew, the earliest first": {
			stores: both, changes: []func(*facts.Snapshot){deleting, erasures(
				facts.Erasure{Store: "gallery", Finished: true, FinishedAt: now.Add(-time.Minute)},
				facts.Erasure{Store: "matches", Finished: true, FinishedAt: now.Add(-5 * time.Minute)},
			)}, want: erasingNames{RecheckAt: now.Add(5 * time.Minute)},
		},
		"with Retain nothing is emptied": {stores: both, changes: []func(*facts.Snapshot){deleting, retain}},
		"a claim that is not bound has no volume to empty": {
			stores: both, changes: []func(*facts.Snapshot){deleting, func(s *facts.Snapshot) { s.Claims[0].Bound = false }},
			want: erasingNames{Jobs: []string{"matches"}},
		},
		"a claim for a single pod can be mounted now": {
			stores: []v1alpha1.DataStore{gallery()}, changes: []func(*facts.Snapshot){deleting, func(s *facts.Snapshot) {
				s.Claims[0].AccessModes = []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOncePod}
			}}, want: erasingNames{Jobs: []string{"gallery"}},
		},
	}
	for name, tc := range tests {
		t.Run(name, tc.run)
	}
}

func TestUnproven(t *testing.T) {
	s := with(snapshot(gallery(), frames()), retired(matches()),
		erasures(facts.Erasure{Store: "matches", Finished: true, Verified: true}, facts.Erasure{Store: "gallery", Finished: true}))
	if diff := cmp.Diff([]string{"gallery"}, Unproven(s)); diff != "" {
		t.Errorf("Unproven (-want +got):\n%s", diff)
	}
	if !HasStores(s) || HasStores(snapshot(frames())) {
		t.Error("HasStores is about stores on volumes, declared or retired")
	}
}

func TestOutOfReach(t *testing.T) {
	gone, unbound := facts.Claim{Name: "gallery"}, facts.Claim{Name: "matches", Found: true}
	tests := map[string]struct {
		claims []facts.Claim
		names  []string
		want   bool
	}{
		"claims that are gone or have no volume":  {[]facts.Claim{gone, unbound}, []string{"gallery", "matches"}, true},
		"one of two has a volume":                 {[]facts.Claim{gone, bound("matches")}, []string{"gallery", "matches"}, false},
		"the one with a volume is proven already": {[]facts.Claim{gone, bound("matches")}, []string{"gallery"}, true},
		"a claim that nobody looked for":          {nil, []string{"gallery"}, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := snapshot(gallery(), matches())
			s.Claims = tc.claims
			if got := AreOutOfReach(s, tc.names); got != tc.want {
				t.Errorf("AreOutOfReach = %t, want %t", got, tc.want)
			}
		})
	}
}

// TestNothingIsErasedThatAnotherGoesOnUsing: neither when the deployment goes nor when the store is removed from it.
func TestNothingIsErasedThatAnotherGoesOnUsing(t *testing.T) {
	const sweep, job = "north-gate-gallery-sweep", "north-gate-gallery-erase"
	beside := func(keeps bool) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) {
			s.Claimants = []facts.Claimant{{Claim: "gallery", Name: "hall", First: true, Keeps: keeps}}
		}
	}
	running := erasures(facts.Erasure{Store: "gallery"})
	both, one := []v1alpha1.DataStore{gallery(), matches()}, []v1alpha1.DataStore{matches()}
	tests := map[string]erasingCase{
		"deleted: the other store alone is emptied": {
			stores: both, changes: []func(*facts.Snapshot){deleting, beside(true)}, want: erasingNames{Jobs: []string{"matches"}},
		},
		"deleted: a job that has begun is taken away": {
			stores:  both,
			changes: []func(*facts.Snapshot){deleting, beside(true), running},
			want:    erasingNames{Jobs: []string{"matches"}, DoneJobs: []string{job}},
		},
		"deleted: both when the other goes as well": {
			stores: both, changes: []func(*facts.Snapshot){deleting, beside(false)}, want: erasingNames{Jobs: []string{"gallery", "matches"}},
		},
		"removed: its sweep goes and nothing is emptied": {
			stores: one, changes: []func(*facts.Snapshot){retired(gallery()), beside(true)}, want: erasingNames{DoneSweeps: []string{sweep}},
		},
		"removed: a job that has begun is taken away": {
			stores:  one,
			changes: []func(*facts.Snapshot){retired(gallery()), beside(true), running},
			want:    erasingNames{DoneSweeps: []string{sweep}, DoneJobs: []string{job}},
		},
		"removed: it is emptied when the other goes as well": {
			stores: one, changes: []func(*facts.Snapshot){retired(gallery()), beside(false)}, want: erasingNames{Jobs: []string{"gallery"}},
		},
	}
	for name, tc := range tests {
		t.Run(name, tc.run)
	}
}
