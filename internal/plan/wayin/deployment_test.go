// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package wayin

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/facegov/facegov/api/v1alpha1"
)

func TestDeploymentStandsByItself(t *testing.T) {
	d := Deployment(deployment(), image)
	if d.Name != "north-gate-way-in" || *d.Spec.Replicas != 2 {
		t.Errorf("%s has %d replicas", d.Name, *d.Spec.Replicas)
	}
	pod := d.Spec.Template
	if _, governed := pod.Labels[v1alpha1.DeploymentLabel]; governed {
		t.Error("its pods carry the label of governed pods")
	}
	if len(pod.Spec.SchedulingGates)+len(pod.Spec.Tolerations) != 0 || pod.Spec.PriorityClassName != "" {
		t.Error("its pods have a gate, a toleration or a priority")
	}
	if !labels.SelectorFromSet(d.Spec.Selector.MatchLabels).Matches(labels.Set(pod.Labels)) {
		t.Errorf("selector %v does not select its pods %v", d.Spec.Selector.MatchLabels, pod.Labels)
	}
	if pod.Spec.ServiceAccountName != "north-gate-way-in" || *pod.Spec.AutomountServiceAccountToken {
		t.Errorf("its pods run as %s and mount a token: %t", pod.Spec.ServiceAccountName,
			*pod.Spec.AutomountServiceAccountToken)
	}
}

func TestDeploymentGoesWherePeopleCome(t *testing.T) {
	frd := deployment()
	spec := Deployment(frd, image).Spec.Template.Spec
	if spec.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution != nil {
		t.Error("a zone is required, so that a verdict could move the way in")
	}
	want := []corev1.NodeSelectorRequirement{
		{Key: v1alpha1.ZoneNodeLabel, Operator: corev1.NodeSelectorOpIn, Values: []string{"gate", "lobby"}},
	}
	got := spec.Affinity.NodeAffinity.PreferredDuringSchedulingIgnoredDuringExecution[0].Preference.MatchExpressions
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("preferred (-want +got):\n%s", diff)
	}
	spread := spec.TopologySpreadConstraints
	if len(spread) != 1 || spread[0].TopologyKey != corev1.LabelHostname ||
		spread[0].WhenUnsatisfiable != corev1.ScheduleAnyway {
		t.Errorf("spread = %v", spread)
	}
	frd.Spec.Placement.Zones = nil
	if affinity := Deployment(frd, image).Spec.Template.Spec.Affinity; affinity != nil {
		t.Errorf("affinity = %v, want none without zones", affinity)
	}
}
