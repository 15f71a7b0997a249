// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package retention

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

func TestEveryStoreOnAVolumeHasASweep(t *testing.T) {
	sweeps := Sweeps(snapshot(gallery(), frames(), matches()), permitted(), image)
	var names []string
	for _, sweep := range sweeps {
		names = append(names, sweep.Name)
	}
	if diff := cmp.Diff([]string{"north-gate-gallery-sweep", "north-gate-matches-sweep"}, names); diff != "" {
		t.Errorf("sweeps (-want +got):\n%s", diff)
	}
}

func TestSweepsLookAtNoAction(t *testing.T) {
	s := snapshot(gallery(), matches())
	want := Sweeps(s, permitted(), image)
	for _, action := range []policy.Action{policy.ActionHold, policy.ActionStop, policy.ActionEvict, ""} {
		refused := &policy.Verdict{Result: v1alpha1.VerdictDenied, Action: action, RefusedZones: []string{"lobby"}}
		if diff := cmp.Diff(want, Sweeps(s, refused, image)); diff != "" {
			t.Errorf("with action %q the sweeps differ:\n%s", action, diff)
		}
	}
}

func TestSweep(t *testing.T) {
	sweep := Sweeps(snapshot(gallery()), permitted(), image)[0]
	labels := map[string]string{
		"app.kubernetes.io/name": "facegov", "app.kubernetes.io/instance": "north-gate",
		"app.kubernetes.io/component": "sweep", "app.kubernetes.io/managed-by": "facegov",
		v1alpha1.ComponentLabel: "sweep", v1alpha1.StoreLabel: "gallery", v1alpha1.MountsLabel: "north-gate",
	}
	template := sweep.Spec.JobTemplate.Spec.Template
	for where, got := range map[string]map[string]string{
		"CronJob": sweep.Labels, "job": sweep.Spec.JobTemplate.Labels, "pod": template.Labels,
	} {
		if diff := cmp.Diff(labels, got); diff != "" {
			t.Errorf("labels of the %s (-want +got):\n%s", where, diff)
		}
	}
	spec := sweep.Spec
	template = corev1.PodTemplateSpec{}
	spec.JobTemplate.Spec.Template, spec.JobTemplate.Labels, spec.Schedule = template, nil, ""
	want := batchv1.CronJobSpec{
		TimeZone: new("Etc/UTC"), StartingDeadlineSeconds: new(int64(86400)), ConcurrencyPolicy: batchv1.ForbidConcurrent,
		Suspend: new(false), SuccessfulJobsHistoryLimit: new(int32(10)), FailedJobsHistoryLimit: new(int32(10)),
		JobTemplate: batchv1.JobTemplateSpec{Spec: batchv1.JobSpec{
			BackoffLimit: new(int32(1)), ActiveDeadlineSeconds: new(int64(21600)),
		}},
	}
	if diff := cmp.Diff(want, spec); diff != "" {
		t.Errorf("sweep (-want +got):\n%s", diff)
	}
}

func TestSweepDeletesAheadOfTheNext(t *testing.T) {
	tests := map[string]struct {
		max, wantAhead string
		wantDeadline   int64
	}{
		"a year, looked at every day":         {"P1Y", "--ahead=PT24H", 21600},
		"a day, looked at every hour":         {"P1D", "--ahead=PT1H", 21600},
		"two hours, looked at every five":     {"PT2H", "--ahead=PT5M", 1800},
		"a minute, looked at as often as can": {"PT1M", "--ahead=PT1M", 600},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			store := gallery()
			store.Retention.Max = tc.max
			spec := Sweeps(snapshot(store), permitted(), image)[0].Spec.JobTemplate.Spec
			if args := spec.Template.Spec.Containers[0].Args; args[len(args)-1] != tc.wantAhead {
				t.Errorf("arguments = %q, want %s", args, tc.wantAhead)
			}
			if *spec.ActiveDeadlineSeconds != tc.wantDeadline {
				t.Errorf("it may take %d s, want %d", *spec.ActiveDeadlineSeconds, tc.wantDeadline)
			}
		})
	}
}

func TestAPeriodThatCannotBeReadIsTriedAndNamed(t *testing.T) {
	store := gallery()
	store.Retention.Max = "P1W2D"
	sweep := Sweeps(snapshot(store), permitted(), image)[0]
	args := sweep.Spec.JobTemplate.Spec.Template.Spec.Containers[0].Args
	if !slices.Contains(args, "--max=P1W2D") || *sweep.Spec.Suspend {
		t.Errorf("arguments = %q, suspended: %t", args, *sweep.Spec.Suspend)
	}
}

func TestSweepWaitsForItsVolume(t *testing.T) {
	tests := map[string]struct {
		claims []facts.Claim
		want   bool
	}{
		"bound":                        {[]facts.Claim{bound("gallery", corev1.ReadWriteOnce)}, false},
		"not bound":                    {[]facts.Claim{{Name: "gallery", Found: true}}, true},
		"not there":                    {[]facts.Claim{{Name: "gallery"}}, true},
		"nobody looked for it":         {nil, true},
		"for a single pod alone":       {[]facts.Claim{bound("gallery", corev1.ReadWriteOncePod)}, true},
		"another one is bound instead": {[]facts.Claim{bound("matches", corev1.ReadWriteOnce)}, true},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := snapshot(gallery())
			s.Claims = tc.claims
			if got := *Sweeps(s, permitted(), image)[0].Spec.Suspend; got != tc.want {
				t.Errorf("suspended = %t, want %t", got, tc.want)
			}
		})
	}
}

// TestTheSecondOnAClaimSweepsNothing: its period may be shorter than that of the first, whose sweep goes on.
func TestTheSecondOnAClaimSweepsNothing(t *testing.T) {
	tests := map[string]struct {
		claimants []facts.Claimant
		want      []bool // gallery, matches
	}{
		"nobody else":                {nil, []bool{false, false}},
		"another was there first":    {[]facts.Claimant{{Claim: "gallery", Name: "hall", First: true, Keeps: true}}, []bool{true, false}},
		"which is being emptied":     {[]facts.Claimant{{Claim: "gallery", Name: "hall", First: true}}, []bool{true, false}},
		"another came second":        {[]facts.Claimant{{Claim: "gallery", Name: "hall", Keeps: true}}, []bool{false, false}},
		"one came before, one after": {[]facts.Claimant{{Claim: "matches", Name: "a", First: true}, {Claim: "matches", Name: "b"}}, []bool{false, true}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := snapshot(gallery(), matches())
			s.Claimants = tc.claimants
			var got []bool
			for _, sweep := range Sweeps(s, permitted(), image) {
				got = append(got, *sweep.Spec.Suspend)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("suspended (-want +got):\n%s", diff)
			}
		})
	}
}
