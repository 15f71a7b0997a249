// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package audit_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/test/worlds"
)

// TestWhatEachConditionSays edits a running gate, one thing at a time.
func TestWhatEachConditionSays(t *testing.T) {
	const evaluated, permitted, placed = v1alpha1.ConditionPolicyEvaluated, v1alpha1.ConditionPermitted, v1alpha1.ConditionPlacementAllowed
	const swept, wayIn = v1alpha1.ConditionRetentionEnforced, v1alpha1.ConditionFallbackAvailable
	fail := func(kind, name string) plan.Outcome {
		return plan.Outcome{Failures: []plan.Failure{{Kind: kind, Name: name, Message: "timeout"}}}
	}
	claim := func(edit func(c *facts.Claim)) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) { edit(&s.Claims[0]) }
	}
	sweep := func(edit func(w *facts.Sweep)) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) { edit(&s.Sweeps[0]) }
	}
	tests := map[string]struct {
		edit       func(s *facts.Snapshot)
		outcome    plan.Outcome
		kind, want string
		says       string
	}{
		"every policy took part": {kind: evaluated, want: "True Evaluated", says: "1 policies took part"},
		"the last generation that compiles": {
			edit: func(s *facts.Snapshot) { s.Policies[0].Broken, s.Policies[0].NewestGeneration = "no", 2 },
			kind: evaluated, want: "True LastValidGeneration", says: "base (generation 2 does not compile, 1 stays in force)",
		},
		"a policy that never compiled": {
			edit: func(s *facts.Snapshot) {
				s.Policies = append(s.Policies, facts.Policy{Name: "house", Broken: "spec.rules[0]: no", Spec: v1alpha1.RecognitionPolicySpec{Jurisdictions: []string{"CN"}}})
			}, kind: evaluated, want: "False PolicyBroken", says: "policy house does not compile",
		},
		"no law": {
			edit: func(s *facts.Snapshot) { s.Policies = nil }, kind: evaluated, want: "False NoPolicyInForce", says: "no law in force is loaded for CN-SH",
		},
		"permitted, and never compliant": {kind: permitted, want: "True Permitted", says: "Permitted by the rules loaded on this date"},
		"held": {
			edit: func(s *facts.Snapshot) { s.Zones[0].Found = false }, kind: permitted, want: "False Held",
			says: "What runs keeps the verdict Permitted until 2026-11-28T04:00:00Z; nothing new starts: zone gate does not exist",
		},
		"denied, with every rule": {
			edit: func(s *facts.Snapshot) { s.Zones[0].Spec.AllowedNamespaces = nil }, kind: permitted, want: "False Denied",
			says: "facegov/zone-admits-namespace: zone gate does not admit deployments of namespace maple-court",
		},
		"every zone": {kind: placed, want: "True ZonesAllowed", says: "Pods may stand in gate"},
		"some zones": {
			edit: func(s *facts.Snapshot) { s.Deployment.Spec.Placement.Zones = []string{"gate", "gone"} }, kind: placed,
			want: "True SomeZonesRefused", says: "Pods stand only in gate; refused or not known: gone",
		},
		"no node": {edit: func(s *facts.Snapshot) { s.Zones[0].NodeCount = 0 }, kind: placed, want: "False ZoneWithoutNodes", says: "No node stands in gate"},
		"a zone is missing": {
			edit: func(s *facts.Snapshot) { s.Zones[0].Found = false }, kind: placed, want: "False ZoneMissing", says: "Zones do not exist: gate",
		},
		"pods have to leave": {
			edit: func(s *facts.Snapshot) { s.Pods[0].Zone = "elsewhere" }, kind: placed, want: "False Evicting",
			says: "1 pods have to leave: facegov/placement-declared",
		},
		"and stand on nodes that do not answer": {
			edit: func(s *facts.Snapshot) { s.Pods[0].Zone, s.Pods[0].NodeReachable = "elsewhere", false }, kind: placed,
			want: "False PodsUnreachable", says: "they count as running",
		},
		"swept": {kind: swept, want: "True Swept", says: "deleted and verified"},
		"nothing stored": {
			edit: func(s *facts.Snapshot) { s.Deployment.Spec.DataStores, s.Template.Spec.Volumes = nil, nil }, kind: swept,
			want: "True NothingStored", says: "No store",
		},
		"not swept yet": {edit: func(s *facts.Snapshot) { s.Sweeps = nil }, kind: swept, want: "True Scheduled", says: "0 of 1 stores"},
		"a sweep failed": {
			edit: sweep(func(w *facts.Sweep) {
				w.Succeeded, w.Reason, w.Message = false, "DeleteFailed", "2 files could not be deleted"
			}),
			kind: swept, want: "False SweepFailed", says: "Store gallery: 2 files could not be deleted",
		},
		"clocks disagree": {
			edit: sweep(func(w *facts.Sweep) { w.Succeeded, w.Reason, w.Message = false, "ClockDoubt", "the clocks disagree" }),
			kind: swept, want: "False ClockDoubt", says: "Store gallery: the clocks disagree",
		},
		"a claim is missing":   {edit: claim(func(c *facts.Claim) { c.Found = false }), kind: swept, want: "False ClaimMissing", says: "gallery does not exist"},
		"a claim is not bound": {edit: claim(func(c *facts.Claim) { c.Bound = false }), kind: swept, want: "False ClaimPending", says: "is not bound"},
		"a claim for one pod": {
			edit: claim(func(c *facts.Claim) { c.AccessModes = []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOncePod} }),
			kind: swept, want: "False VolumeNotShareable", says: "use ReadWriteOnce",
		},
		"a sweep that could not be written": {outcome: fail("CronJob", "gate-gallery-sweep"), kind: swept, want: "False NotApplied", says: "timeout"},
		"the way in answers":                {kind: wayIn, want: "True Available", says: "2 of 2 pods"},
		"sidecars alone answer": {
			edit: func(s *facts.Snapshot) { s.WayIn.Ready = 0 }, kind: wayIn, want: "True Available", says: "the sidecars of the recogniser answer",
		},
		"it has never answered": {
			edit: func(s *facts.Snapshot) { s.WayIn.Ready, s.Pods = 0, nil }, kind: wayIn, want: "False Starting", says: "0 of 2 pods",
		},
		"it answered before": {
			edit: func(s *facts.Snapshot) {
				s.WayIn.Ready, s.Pods = 0, nil
				s.Deployment.Status.Conditions = []metav1.Condition{{Type: wayIn, Status: metav1.ConditionTrue}}
			}, kind: wayIn, want: "False Unavailable", says: "0 of 2 pods",
		},
		"the way in could not be written": {outcome: fail("Service", "gate-way-in"), kind: wayIn, want: "False NotApplied", says: "timeout"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := running()
			if tc.edit != nil {
				tc.edit(s)
			}
			for _, c := range decide(s, tc.outcome).status.Conditions {
				if c.Type != tc.kind {
					continue
				}
				if got := string(c.Status) + " " + c.Reason; got != tc.want || !strings.Contains(c.Message, tc.says) {
					t.Errorf("says %q %q, want %q %q", got, c.Message, tc.want, tc.says)
				}
				return
			}
			t.Errorf("%s is not there", tc.kind)
		})
	}
}

func TestAnEvictionBeginsAndEndsOnce(t *testing.T) {
	s := running()
	s.Pods[0].Zone = "elsewhere"
	began := decide(s, plan.Outcome{}).status.Placement.LastEviction
	want := &v1alpha1.Eviction{StartedAt: metav1.NewTime(worlds.Now), Rule: "facegov/placement-declared"}
	if diff := cmp.Diff(want, began); diff != "" {
		t.Fatalf("begins (-want +got):\n%s", diff)
	}
	s.Deployment.Status.Placement = &v1alpha1.PlacementStatus{LastEviction: began}
	s.Now, s.Pods[0].NodeReachable = worlds.Now.Add(20*time.Second), false
	want.Unreachable = 1
	goesOn := decide(s, plan.Outcome{}).status
	if diff := cmp.Diff(want, goesOn.Placement.LastEviction); diff != "" {
		t.Fatalf("goes on (-want +got):\n%s", diff)
	}
	s.Deployment.Status = goesOn
	s.Now, s.Pods = worlds.Now.Add(40*time.Second), nil
	want.Unreachable, want.FinishedAt = 0, &metav1.Time{Time: s.Now}
	ended := decide(s, plan.Outcome{}).status
	if diff := cmp.Diff(want, ended.Placement.LastEviction); diff != "" {
		t.Fatalf("ends (-want +got):\n%s", diff)
	}
	s.Deployment.Status, s.Now = ended, worlds.Now.Add(time.Hour)
	if diff := cmp.Diff(want, decide(s, plan.Outcome{}).status.Placement.LastEviction); diff != "" {
		t.Errorf("stays (-want +got):\n%s", diff)
	}
}

func TestStoresSayWhatWasSeen(t *testing.T) {
	s := running()
	before := metav1.NewTime(worlds.Now.Add(-48 * time.Hour))
	s.Sweeps[0] = facts.Sweep{Store: "gallery", LastRun: worlds.Now, Deleted: 7, Failed: 2, Reason: "DeleteFailed", Message: "2 left"}
	s.Deployment.Status.Stores = []v1alpha1.StoreStatus{{Name: "gallery", LastSuccess: &before}}
	s.Retired = []facts.RetiredStore{{Name: "old", ClaimName: "old"}}
	got := decide(s, plan.Outcome{}).status.Stores
	for i := range got {
		got[i].Schedule = "" // the plan's own tests hold it
	}
	now := metav1.NewTime(worlds.Now)
	want := []v1alpha1.StoreStatus{
		{Name: "gallery", State: v1alpha1.StoreFailed, LastRun: &now, LastSuccess: &before, Deleted: 7, Failed: 2, Message: "2 left"},
		{Name: "old", State: v1alpha1.StoreRetiring, ClaimName: "old", Message: "the store was removed from the spec; its sweep stays until a full erase is verified"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheDecidedGenerationIsTheNewestThatWasLetIn(t *testing.T) {
	s := running()
	s.Deployment.Generation, s.Deployment.Status.DecidedGeneration = 3, 2
	if got := decide(s, plan.Outcome{}).status.DecidedGeneration; got != 3 {
		t.Errorf("permitted: %d, want 3", got)
	}
	pods := s.Pods
	s.Pods = nil
	if got := decide(s, plan.Outcome{}).status.DecidedGeneration; got != 2 {
		t.Errorf("permitted, and nothing was let in: %d, want 2", got)
	}
	if got := decide(s, plan.Outcome{Lifted: []string{"north-gate-a"}}).status.DecidedGeneration; got != 3 {
		t.Errorf("permitted and let in: %d, want 3", got)
	}
	s.Pods = pods
	s.Zones[0].Spec.AllowedNamespaces = nil
	if got := decide(s, plan.Outcome{}).status.DecidedGeneration; got != 2 {
		t.Errorf("denied: %d, want 2", got)
	}
}
