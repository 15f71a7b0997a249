// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package audit_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/audit"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/internal/policy"
)

func TestEventsSayWhatChanged(t *testing.T) {
	const normal, warning = corev1.EventTypeNormal, corev1.EventTypeWarning
	deny := func(s *facts.Snapshot) { s.Zones[0].Spec.AllowedNamespaces = nil }
	invalid := plan.Outcome{Failures: []plan.Failure{{Kind: "Deployment", Name: "gate", Invalid: true, Message: "no"}}}
	tests := map[string]struct {
		before, after func(s *facts.Snapshot)
		outcome       plan.Outcome
		want          []string
	}{
		"an unchanged world has none": {},
		"from permitted to denied":    {after: deny, want: []string{warning + " Denied Evaluate"}},
		"and back":                    {before: deny, want: []string{normal + " Permitted Evaluate"}},
		"a verdict is held":           {after: func(s *facts.Snapshot) { s.Zones[0].Found = false }, want: []string{warning + " Held Evaluate"}},
		"pods start":                  {outcome: plan.Outcome{Lifted: []string{"gate-1"}}, want: []string{normal + " GateLifted LiftGate"}},
		"pods are sent away": {
			after: func(s *facts.Snapshot) { s.Pods[0].Zone = "elsewhere" }, outcome: plan.Outcome{Evicted: []string{"gate-1"}},
			want: []string{warning + " Evicted Evict"},
		},
		"a budget keeps them":          {outcome: plan.Outcome{Blocked: []string{"gate-1"}}, want: []string{warning + " EvictionBlocked Evict"}},
		"the way in goes":              {after: func(s *facts.Snapshot) { s.WayIn.Ready, s.Pods = 0, nil }, want: []string{warning + " Unavailable Observe"}},
		"and comes back":               {before: func(s *facts.Snapshot) { s.WayIn.Ready, s.Pods[0].FallbackReady = 0, false }, want: []string{normal + " Available Observe"}},
		"a claim goes":                 {after: func(s *facts.Snapshot) { s.Claims = nil }, want: []string{warning + " ClaimMissing Observe"}},
		"edits are put back":           {outcome: plan.Outcome{Reverted: []string{"CronJob", "CronJob"}}, want: []string{warning + " EditReverted Apply"}},
		"a static pod is found":        {after: func(s *facts.Snapshot) { s.Pods[0].Origin.Static = true }, want: []string{warning + " StaticPods Observe"}},
		"the workload is not accepted": {outcome: invalid, want: []string{warning + " WorkloadInvalid Apply"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := running()
			if tc.before != nil {
				tc.before(s)
			}
			before := decide(s, plan.Outcome{}).status
			s = running()
			s.Deployment.Status = before
			if tc.after != nil {
				tc.after(s)
			}
			after := decide(s, tc.outcome).status
			var got []string
			for _, e := range audit.Events(&before, &after, &tc.outcome) {
				got = append(got, e.Type+" "+e.Reason+" "+e.Action)
				if e.Note == "" || len(e.Note) > 1024 || strings.Contains(e.Note, "gate-1") {
					t.Errorf("the note %q", e.Note)
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatEventsSay(t *testing.T) {
	after := v1alpha1.FaceRecognitionDeploymentStatus{Placement: &v1alpha1.PlacementStatus{
		AllowedZones: []string{"north", "south"}, LastEviction: &v1alpha1.Eviction{Rule: "LAW/1"},
	}}
	done := plan.Outcome{
		Lifted: []string{"gate-1", "gate-2"}, Evicted: []string{"gate-3"}, Blocked: []string{"gate-4"},
		Reverted: []string{"Service", "CronJob", "CronJob"},
	}
	var got []string
	for _, e := range audit.Events(&after, &after, &done) {
		got = append(got, e.Note)
	}
	want := []string{
		"Let 2 pods start in north, south", "Asked 1 pod to leave: LAW/1",
		"A PodDisruptionBudget keeps 1 pod; after 30 seconds it is no longer asked",
		"Put back what somebody else had changed: CronJob, Service",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

func TestWhatIsFoundAtSeveralFieldsIsSaidOnce(t *testing.T) {
	s := running()
	s.Pods, s.Zones[0].Found = nil, false
	status := decide(s, plan.Outcome{}).status
	message := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionPermitted).Message
	if n := strings.Count(message, "facegov/zones-known: zone gate does not exist"); n != 1 {
		t.Errorf("said %d times: %s", n, message)
	}
}

func TestABrakedLapseIsToldOnce(t *testing.T) {
	braked := v1alpha1.FaceRecognitionDeploymentStatus{Findings: []v1alpha1.Finding{
		{Rule: "LAW/1", Reason: policy.ReasonEvictionBraked, Message: "held back"},
	}}
	want := []audit.Event{{Type: corev1.EventTypeWarning, Reason: "EvictionBraked", Action: "Brake", Note: "LAW/1: held back"}}
	got := audit.Events(&v1alpha1.FaceRecognitionDeploymentStatus{}, &braked, &plan.Outcome{})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("when it begins (-want +got):\n%s", diff)
	}
	if again := audit.Events(&braked, &braked, &plan.Outcome{}); len(again) > 0 {
		t.Errorf("told again: %+v", again)
	}
}
