// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package integration

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// lapse puts a lapse on record for the deployment, as deciding about it does.
func (w *world) lapse(due time.Time) {
	w.t.Helper()
	frd := &v1alpha1.FaceRecognitionDeployment{}
	w.get("north-gate", frd)
	frd.Status.Deadlines = []v1alpha1.Deadline{
		{Rule: "LAW/1", What: "the recogniser's pods are evicted", DueAt: metav1.NewTime(due)},
	}
	if err := admin.Status().Update(w.t.Context(), frd); err != nil {
		w.t.Fatal(err)
	}
}

// TestWhatLapsesElsewhereIsReadWhenSomethingLapsesHere: a deployment that nothing is wrong with asks for nobody else's.
func TestWhatLapsesElsewhereIsReadWhenSomethingLapsesHere(t *testing.T) {
	here := newWorld(t)
	elsewhere := newWorld(t, func(frd *v1alpha1.FaceRecognitionDeployment) {
		frd.Spec.Placement.Zones = []string{"lobby"}
		frd.Spec.Workload.Template.Replicas = nil
	})
	suspended := newWorld(t, func(frd *v1alpha1.FaceRecognitionDeployment) { frd.Spec.Suspend = true })
	for _, each := range []*world{elsewhere, suspended} {
		each.lapse(noon.Add(time.Hour))
	}
	if diff := cmp.Diff(facts.Fleet{}, here.snapshot().Fleet); diff != "" {
		t.Errorf("while nothing lapses here (-want +got):\n%s", diff)
	}
	here.lapse(noon)
	got := here.snapshot().Fleet
	slices.SortFunc(got.Lapses, func(a, b facts.Lapse) int { return a.DueAt.Compare(b.DueAt) }) // read by namespace
	want := []facts.Lapse{
		{DueAt: noon, Pods: 2, Zones: []string{"maple-north-gate"}},
		{DueAt: noon.Add(time.Hour), Pods: 1, Zones: []string{"lobby"}},
	}
	if diff := cmp.Diff(want, got.Lapses, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
		t.Errorf("lapses (-want +got):\n%s", diff)
	}
	if got.Pods < 3 {
		t.Errorf("all deployments ask for %d pods, want 3 at least", got.Pods)
	}
}
