// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func zoneTerm() corev1.NodeSelectorTerm {
	return corev1.NodeSelectorTerm{MatchExpressions: []corev1.NodeSelectorRequirement{
		{Key: v1alpha1.ZoneNodeLabel, Operator: corev1.NodeSelectorOpIn, Values: []string{"gate"}},
	}}
}

// letIn is a pod as it is when facegov has lifted its gate.
func letIn() *corev1.Pod {
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Name: "north-gate-abc-1", Labels: map[string]string{appsv1.DefaultDeploymentUniqueLabelKey: "abc"},
			OwnerReferences: []metav1.OwnerReference{
				{APIVersion: "apps/v1", Kind: "ReplicaSet", Name: "north-gate-abc", Controller: new(true)},
			},
		},
		Spec: corev1.PodSpec{
			InitContainers: []corev1.Container{{
				Name: facts.FallbackContainer, Image: "f:1", RestartPolicy: new(corev1.ContainerRestartPolicyAlways),
			}},
			Containers: []corev1.Container{{
				Name: "recogniser", Image: "r:1", Env: []corev1.EnvVar{{Name: "PASSWORD", Value: "secret"}},
			}},
			Affinity: &corev1.Affinity{NodeAffinity: &corev1.NodeAffinity{
				RequiredDuringSchedulingIgnoredDuringExecution: &corev1.NodeSelector{
					NodeSelectorTerms: []corev1.NodeSelectorTerm{zoneTerm()},
				},
			}},
		},
	}
}

func TestWhereAPodComesFrom(t *testing.T) {
	images := map[string]string{facts.FallbackContainer: "f:1", "recogniser": "r:1"}
	template := &v1alpha1.Workload{Type: v1alpha1.WorkloadTypeTemplate}
	reference := func(kind, name string) *v1alpha1.Workload {
		return &v1alpha1.Workload{Type: v1alpha1.WorkloadTypeReference, Reference: &v1alpha1.WorkloadReference{
			Kind: kind, Name: name,
		}}
	}
	owner := func(kind, name string) func(*corev1.Pod) {
		return func(p *corev1.Pod) { p.OwnerReferences[0].Kind, p.OwnerReferences[0].Name = kind, name }
	}
	tests := map[string]struct {
		change   func(*corev1.Pod)
		workload *v1alpha1.Workload
		want     facts.Origin
	}{
		"let in": {func(*corev1.Pod) {}, template, facts.Origin{Images: images}},
		"a bare pod": {
			func(p *corev1.Pod) { p.OwnerReferences = nil }, template, facts.Origin{Unowned: true, Images: images},
		},
		"of a forged ReplicaSet": {owner("ReplicaSet", "mine"), template, facts.Origin{Unowned: true, Images: images}},
		"of the Deployment that is referred to": {
			owner("ReplicaSet", "compreface-abc"), reference("Deployment", "compreface"), facts.Origin{Images: images},
		},
		"of the DaemonSet that is referred to": {
			owner("DaemonSet", "frigate"), reference("DaemonSet", "frigate"), facts.Origin{Images: images},
		},
		"of a StatefulSet that is not": {
			owner("StatefulSet", "frigate"), reference("DaemonSet", "frigate"), facts.Origin{Unowned: true, Images: images},
		},
		"one of its ORed terms names no zone": {
			func(p *corev1.Pod) {
				required := p.Spec.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution
				required.NodeSelectorTerms = append(required.NodeSelectorTerms, corev1.NodeSelectorTerm{
					MatchExpressions: []corev1.NodeSelectorRequirement{{Key: "gpu", Operator: corev1.NodeSelectorOpExists}},
				})
			}, template, facts.Origin{Unnarrowed: true, Images: images},
		},
		"ungated and free to go anywhere": {
			func(p *corev1.Pod) { p.Spec.Affinity = nil }, template, facts.Origin{Unnarrowed: true, Images: images},
		},
		"at the gate": {
			func(p *corev1.Pod) {
				p.Spec.Affinity, p.Spec.SchedulingGates = nil, []corev1.PodSchedulingGate{{Name: v1alpha1.VerdictGate}}
			}, template, facts.Origin{Images: images},
		},
		"the way in is an ordinary init container": {
			func(p *corev1.Pod) { p.Spec.InitContainers[0].RestartPolicy = nil }, template,
			facts.Origin{WithoutWayIn: true, Images: images},
		},
		"static": {
			func(p *corev1.Pod) {
				p.OwnerReferences[0].Kind = "Node"
				p.Annotations = map[string]string{corev1.MirrorPodAnnotationKey: "x"}
			}, template, facts.Origin{Static: true, Unowned: true, Images: images},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			pod := letIn()
			tc.change(pod)
			trimmed, err := trimPod(pod.DeepCopy())
			if err != nil {
				t.Fatal(err)
			}
			for from, p := range map[string]*corev1.Pod{"the API server": pod, "the cache": trimmed.(*corev1.Pod)} {
				read := podFacts(p)
				if diff := cmp.Diff(tc.want, origin(p, &read, tc.workload, "north-gate")); diff != "" {
					t.Errorf("as read from %s (-want +got):\n%s", from, diff)
				}
			}
			if env := trimmed.(*corev1.Pod).Spec.Containers[0].Env; len(env) > 0 {
				t.Errorf("the cache keeps what a container is given: %v", env)
			}
		})
	}
}
