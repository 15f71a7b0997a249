// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package audit_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/audit"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/test/worlds"
)

// TestNothingIsCalledErasedWithoutProof looks at what the status and the events say of a deployment that is deleted.
func TestNothingIsCalledErasedWithoutProof(t *testing.T) {
	erasure := func(e facts.Erasure) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) { s.Erasures = []facts.Erasure{e} }
	}
	unproven := erasure(facts.Erasure{Store: "gallery", Finished: true, FinishedAt: worlds.Now})
	proven := erasure(facts.Erasure{Store: "gallery", Finished: true, FinishedAt: worlds.Now, Verified: true})
	officer := func(s *facts.Snapshot) {
		unproven(s)
		s.Deployment.Annotations = map[string]string{v1alpha1.ReleaseDataAnnotation: "the disk was shredded"}
	}
	const told = "Warning ErasureUnproven Erase"
	tests := map[string]struct {
		before, after func(*facts.Snapshot)
		released      bool
		want          string
		wantNamed     []string
		wantTold      []string
	}{
		"no job yet":     {want: "False Erasing"},
		"the job runs":   {after: erasure(facts.Erasure{Store: "gallery"}), want: "False Erasing"},
		"the job proves": {after: proven, released: true, want: "False Erasing"},
		"it proves nothing": {
			after: unproven, want: "False ErasureUnproven",
			wantNamed: []string{"gallery", v1alpha1.ReleaseDataAnnotation}, wantTold: []string{told},
		},
		"it still proves nothing": {
			before: unproven, after: unproven, want: "False ErasureUnproven", wantNamed: []string{"gallery"},
		},
		"the officer lets it go": {
			before: unproven, after: officer, released: true, want: "False ErasureUnproven",
			wantNamed: []string{"Goes although", "gallery"}, wantTold: []string{told},
		},
		"letting it go failed": {
			before: officer, after: officer, want: "False ErasureUnproven", wantNamed: []string{"Goes although"},
		},
		"it has waited a week": {
			after: func(s *facts.Snapshot) {
				s.Deployment.DeletionTimestamp = &metav1.Time{Time: worlds.Now.Add(-7 * 24 * time.Hour)}
			},
			released: true, want: "False ErasureUnproven", wantNamed: []string{"Goes although"}, wantTold: []string{told},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			world := func(edit func(*facts.Snapshot)) *facts.Snapshot {
				s := running()
				s.Pods = nil
				s.Deployment.DeletionTimestamp = &metav1.Time{Time: worlds.Now}
				s.Deployment.Finalizers = []string{v1alpha1.EraseFinalizer}
				if edit != nil {
					edit(s)
				}
				return s
			}
			before := decide(world(tc.before), plan.Outcome{}).status
			s, outcome := world(tc.after), plan.Outcome{Released: tc.released}
			s.Deployment.Status = before
			after := decide(s, outcome).status
			if got := brief(after.Conditions)[v1alpha1.ConditionReady]; got != tc.want {
				t.Errorf("Ready: got %s, want %s", got, tc.want)
			}
			for _, c := range after.Conditions {
				for _, named := range tc.wantNamed {
					if c.Type == v1alpha1.ConditionReady && !strings.Contains(c.Message, named) {
						t.Errorf("%q does not say %q", c.Message, named)
					}
				}
			}
			var got []string
			for _, e := range audit.Events(&before, &after, &outcome) {
				got = append(got, e.Type+" "+e.Reason+" "+e.Action)
				if strings.Contains(e.Note, "shredded") {
					t.Errorf("the note tells what the officer wrote: %s", e.Note)
				}
			}
			if diff := cmp.Diff(tc.wantTold, got); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
		})
	}
}
