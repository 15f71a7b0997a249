// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package recogniser renders the recogniser itself: a Deployment whose pods are born with the scheduling gate and with
// the way in without a face beside them. No zone is in the template, so that it never rolls because a zone changed; a
// pod learns where it may stand when it passes the gate.
package recogniser

import (
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan/owned"
	"github.com/facegov/facegov/internal/plan/placement"
	"github.com/facegov/facegov/internal/policy"
)

// Name returns the name of the recogniser's Deployment.
func Name(frd *v1alpha1.FaceRecognitionDeployment) string { return frd.Name }

// IsRenderable says whether there is a template to render: a workload that somebody else owns has none, and neither has
// one that does not decode.
func IsRenderable(s *facts.Snapshot) bool {
	return s.Deployment.Spec.Workload.Type == v1alpha1.WorkloadTypeTemplate &&
		s.Deployment.Spec.Workload.Template != nil && s.Template.Spec != nil
}

// Deployment returns the recogniser's Deployment, or nil when there should be none and there is none to scale down. The
// template is that of the caller, so that its digest is computed once.
func Deployment(s *facts.Snapshot, v *policy.Verdict, template *corev1.PodTemplateSpec) *appsv1.Deployment {
	if template == nil {
		return nil
	}
	replicas, isWanted := replicasOf(s, v)
	if !isWanted {
		return nil
	}
	return &appsv1.Deployment{
		TypeMeta:   metav1.TypeMeta{APIVersion: "apps/v1", Kind: "Deployment"},
		ObjectMeta: owned.Meta(s.Deployment, Name(s.Deployment), v1alpha1.ComponentRecogniser),
		Spec: appsv1.DeploymentSpec{
			Replicas:             &replicas,
			RevisionHistoryLimit: new(int32(2)),
			Selector:             &metav1.LabelSelector{MatchLabels: Selector(s.Deployment)},
			// While a verdict is held new pods stay at the gate, so the old ones have to remain until a new one is Ready.
			Strategy: appsv1.DeploymentStrategy{
				Type: appsv1.RollingUpdateDeploymentStrategyType,
				RollingUpdate: &appsv1.RollingUpdateDeployment{
					MaxUnavailable: new(intstr.FromInt32(0)), MaxSurge: new(intstr.FromInt32(1)),
				},
			},
			Template: *template.DeepCopy(),
		},
	}
}

// Selector returns the labels that select the recogniser's pods.
func Selector(frd *v1alpha1.FaceRecognitionDeployment) map[string]string {
	return map[string]string{
		v1alpha1.DeploymentLabel: frd.Name,
		v1alpha1.ComponentLabel:  v1alpha1.ComponentRecogniser,
	}
}

// replicasOf returns how many pods there should be, and whether there should be a Deployment at all: where nothing may
// run, one that exists is scaled down and none is made.
func replicasOf(s *facts.Snapshot, v *policy.Verdict) (replicas int32, isWanted bool) {
	mayStay := v.Action == policy.ActionRun || v.Action == policy.ActionHold
	switch {
	case !s.Deployment.DeletionTimestamp.IsZero():
		return 0, s.Workload.Exists
	case mayStay && s.Deployment.Spec.Suspend:
		return 0, true
	case mayStay:
		return declaredReplicas(s.Deployment), true
	case v.Action == policy.ActionEvict && s.Runs() && !mayScaleDown(s, v) && !s.Deployment.Spec.Suspend:
		// Where there is a PodDisruptionBudget eviction goes first, because scaling down respects none. What replaces the
		// evicted is born at the gate and stays there.
		return s.Workload.Replicas, s.Workload.Exists
	default:
		return 0, s.Workload.Exists
	}
}

// mayScaleDown says that nothing has to be evicted first, or that pods which were to be evicted have had the time for
// it. A lapse waits for the way in besides.
func mayScaleDown(s *facts.Snapshot, v *policy.Verdict) bool {
	return placement.ScalesAtOnce(s, v) || placement.IsOverdue(s) && (!v.Soft || s.WayIn.Ready > 0)
}

func declaredReplicas(frd *v1alpha1.FaceRecognitionDeployment) int32 {
	if frd.Spec.Workload.Template.Replicas == nil {
		return 1
	}
	return *frd.Spec.Workload.Template.Replicas
}
