// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package recogniser

import (
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

func exists(replicas int32) func(*facts.Snapshot) {
	return func(s *facts.Snapshot) { s.Workload = facts.Workload{Exists: true, Replicas: replicas} }
}

func runs(s *facts.Snapshot) { s.Pods = []facts.Pod{{Name: "a", Node: "edge-1", Running: true}} }

func guarded(s *facts.Snapshot) {
	runs(s)
	s.Pods[0].Budgeted = true
}

func welcomes(s *facts.Snapshot) { s.WayIn = facts.WayIn{Exists: true, Wanted: 2, Ready: 1} }

func waits(s *facts.Snapshot) { s.Pods = []facts.Pod{{Name: "a", Gated: true}} }

func suspended(s *facts.Snapshot) { s.Deployment.Spec.Suspend = true }

func deleting(s *facts.Snapshot) { s.Deployment.DeletionTimestamp = &metav1.Time{Time: now} }

func evictedFor(d time.Duration) func(*facts.Snapshot) {
	return func(s *facts.Snapshot) {
		s.Deployment.Status.Placement = &v1alpha1.PlacementStatus{
			LastEviction: &v1alpha1.Eviction{StartedAt: metav1.NewTime(now.Add(-d))},
		}
	}
}

func TestReplicas(t *testing.T) {
	const none = int32(-1)
	tests := map[string]struct {
		action  policy.Action
		changes []func(*facts.Snapshot)
		want    int32
	}{
		"permitted: as many as are asked for": {policy.ActionRun, nil, 3},
		"permitted: one when nobody says": {policy.ActionRun, []func(*facts.Snapshot){func(s *facts.Snapshot) {
			s.Deployment.Spec.Workload.Template.Replicas = nil
		}}, 1},
		"permitted: none when none is asked for": {policy.ActionRun, []func(*facts.Snapshot){func(s *facts.Snapshot) {
			*s.Deployment.Spec.Workload.Template.Replicas = 0
		}}, 0},
		"permitted and stopped by its owner":        {policy.ActionRun, []func(*facts.Snapshot){suspended, exists(3)}, 0},
		"permitted and being deleted":               {policy.ActionRun, []func(*facts.Snapshot){deleting, exists(3)}, 0},
		"being deleted before it was made":          {policy.ActionRun, []func(*facts.Snapshot){deleting}, none},
		"held: as it is":                            {policy.ActionHold, []func(*facts.Snapshot){exists(3)}, 3},
		"held and stopped by its owner":             {policy.ActionHold, []func(*facts.Snapshot){suspended, exists(3)}, 0},
		"refused: nothing is made":                  {policy.ActionStop, nil, none},
		"refused: what is there is scaled down":     {policy.ActionStop, []func(*facts.Snapshot){exists(3), runs}, 0},
		"at once: nothing is made":                  {policy.ActionEvict, nil, none},
		"at once: scaled down where the way in is":  {policy.ActionEvict, []func(*facts.Snapshot){exists(2), runs, welcomes}, 0},
		"at once: the way in goes before that":      {policy.ActionEvict, []func(*facts.Snapshot){exists(2), runs}, 2},
		"at once: a budget, so eviction goes first": {policy.ActionEvict, []func(*facts.Snapshot){exists(2), guarded, welcomes}, 2},
		"at once: still before the bound":           {policy.ActionEvict, []func(*facts.Snapshot){exists(2), runs, evictedFor(29 * time.Second)}, 2},
		"at once: at the bound it is scaled down":   {policy.ActionEvict, []func(*facts.Snapshot){exists(2), runs, evictedFor(30 * time.Second)}, 0},
		"at once: when nothing runs any more":       {policy.ActionEvict, []func(*facts.Snapshot){exists(2), waits}, 0},
		"at once and stopped by its owner":          {policy.ActionEvict, []func(*facts.Snapshot){exists(2), runs, suspended}, 0},
		"an action that nobody knows stops":         {"Perhaps", []func(*facts.Snapshot){exists(2), runs}, 0},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := snapshot(tc.changes...)
			got := Deployment(s, &policy.Verdict{Action: tc.action}, Template(s, image))
			replicas := none
			if got != nil {
				replicas = *got.Spec.Replicas
			}
			if replicas != tc.want {
				t.Errorf("replicas = %d, want %d (%d: no Deployment)", replicas, tc.want, none)
			}
		})
	}
}

func TestNothingIsRenderedWithoutATemplate(t *testing.T) {
	for name, change := range map[string]func(*facts.Snapshot){
		"somebody else's workload": func(s *facts.Snapshot) {
			s.Deployment.Spec.Workload = v1alpha1.Workload{Type: v1alpha1.WorkloadTypeReference}
		},
		"a template that does not decode": func(s *facts.Snapshot) { s.Template = facts.Template{Error: "unknown field"} },
		"no template at all":              func(s *facts.Snapshot) { s.Deployment.Spec.Workload.Template = nil },
	} {
		t.Run(name, func(t *testing.T) {
			s := snapshot(change, exists(2))
			template := Template(s, image)
			if template != nil || Digest(template) != "" || IsRenderable(s) {
				t.Errorf("template = %v", template)
			}
			if d := Deployment(s, &policy.Verdict{Action: policy.ActionRun}, template); d != nil {
				t.Errorf("Deployment = %v", d)
			}
		})
	}
}

func TestOldPodsRemainWhileNewOnesWait(t *testing.T) {
	s := snapshot()
	d := Deployment(s, &policy.Verdict{Action: policy.ActionHold}, Template(s, image))
	rolling := d.Spec.Strategy.RollingUpdate
	if d.Spec.Strategy.Type != appsv1.RollingUpdateDeploymentStrategyType || rolling.MaxUnavailable.IntVal != 0 ||
		rolling.MaxSurge.IntVal != 1 || *d.Spec.RevisionHistoryLimit != 2 {
		t.Errorf("strategy = %v", d.Spec.Strategy)
	}
	if !labels.SelectorFromSet(d.Spec.Selector.MatchLabels).Matches(labels.Set(d.Spec.Template.Labels)) {
		t.Errorf("selector %v does not select %v", d.Spec.Selector.MatchLabels, d.Spec.Template.Labels)
	}
	if _, governed := d.Labels[v1alpha1.DeploymentLabel]; governed {
		t.Error("the Deployment carries the label of governed pods")
	}
}
