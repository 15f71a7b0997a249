// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package retention

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func onlyJob(t *testing.T, s *facts.Snapshot) *batchv1.Job {
	t.Helper()
	jobs := Erase(s, permitted(), image, digest).Jobs
	if len(jobs) != 1 {
		t.Fatalf("%d jobs, want 1", len(jobs))
	}
	return jobs[0]
}

func TestJobEmptiesADeclaredStore(t *testing.T) {
	s := with(snapshot(gallery()), deleting)
	job := onlyJob(t, s)
	sweep := Sweeps(s, permitted(), image)[0]
	if job.Name != "north-gate-gallery-erase" || job.Spec.TTLSecondsAfterFinished != nil || *job.Spec.BackoffLimit != 2 {
		t.Errorf("job %s = %v", job.Name, job.Spec)
	}
	if diff := cmp.Diff(sweep.Labels, job.Labels); diff != "" {
		t.Errorf("the job is labelled otherwise than the sweep:\n%s", diff)
	}
	want := sweep.Spec.JobTemplate.Spec.Template.DeepCopy()
	args := want.Spec.Containers[0].Args
	want.Spec.Containers[0].Args = append(args[:len(args)-1], "--erase") // instead of --ahead
	if diff := cmp.Diff(*want, job.Spec.Template); diff != "" {
		t.Errorf("the job's pod differs from the sweep's in more than --erase:\n%s", diff)
	}
}

func TestALegalMinimumStandsAgainstErasure(t *testing.T) {
	v := permitted()
	v.Effective.Retention = []v1alpha1.EffectiveRetention{{Class: v1alpha1.DataTemplate, Min: "P30D"}}
	jobs := Erase(with(snapshot(gallery()), deleting), v, image, digest).Jobs
	if args := jobs[0].Spec.Template.Spec.Containers[0].Args; !slices.Contains(args, "--min=P30D") {
		t.Errorf("arguments = %q", args)
	}
}

func TestJobKnowsARemovedStoreFromItsSweep(t *testing.T) {
	store := gallery()
	store.Volume.RunAs = &v1alpha1.RunAs{User: 1000, Group: new(int64(2000)), FSGroup: new(int64(3000))}
	store.Volume.Paths = append(store.Volume.Paths, v1alpha1.StorePath{Path: "thumbs$", Class: v1alpha1.DataRawImage})
	before := Erase(with(snapshot(store, matches()), deleting), permitted(), image, digest).Jobs[0]
	after := onlyJob(t, with(snapshot(matches()), retired(store)))
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the store is emptied otherwise once it was removed:\n%s", diff)
	}
}

func TestJobLeavesToADeclaredStoreWhatItCovers(t *testing.T) {
	store := gallery()
	store.Volume.Paths = append(store.Volume.Paths, v1alpha1.StorePath{Path: "faces2", Class: v1alpha1.DataTemplate})
	s := with(snapshot(renamed("faces")), retired(store))
	args := onlyJob(t, s).Spec.Template.Spec.Containers[0].Args
	if slices.Contains(args, "--path=Template:faces") || !slices.Contains(args, "--path=Template:faces2") {
		t.Errorf("arguments = %q", args)
	}
}

func TestNothingIsSharedWithTheFacts(t *testing.T) {
	s := with(snapshot(matches()), retired(gallery()))
	want := retiredFrom(gallery())
	job := onlyJob(t, s)
	job.Spec.Template.Spec.Containers[0].Args[0] = "changed"
	*job.Spec.Template.Spec.SecurityContext.RunAsUser = 1
	if diff := cmp.Diff(want, s.Retired[0]); diff != "" {
		t.Errorf("changing the job changed the facts:\n%s", diff)
	}
}
