// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package wayin

import (
	"maps"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/plan/owned"
)

// replicas of the standing way in: one may go while a node is drained.
const replicas int32 = 2

// StandingLabels returns the labels that select the pods of the way in that stand by themselves.
func StandingLabels(frd *v1alpha1.FaceRecognitionDeployment) map[string]string {
	labels := Labels(frd)
	labels[v1alpha1.ComponentLabel] = v1alpha1.ComponentWayIn
	return labels
}

// Deployment returns the standing way in. It looks at no verdict: its pods have no gate and no governing label, so that
// nothing that stops a recogniser stops them.
func Deployment(frd *v1alpha1.FaceRecognitionDeployment, image string) *appsv1.Deployment {
	return &appsv1.Deployment{
		TypeMeta:   metav1.TypeMeta{APIVersion: "apps/v1", Kind: "Deployment"},
		ObjectMeta: owned.Meta(frd, Name(frd), v1alpha1.ComponentWayIn),
		Spec: appsv1.DeploymentSpec{
			Replicas:             new(replicas),
			RevisionHistoryLimit: new(int32(2)),
			Selector:             &metav1.LabelSelector{MatchLabels: StandingLabels(frd)},
			Strategy: appsv1.DeploymentStrategy{
				Type: appsv1.RollingUpdateDeploymentStrategyType,
				RollingUpdate: &appsv1.RollingUpdateDeployment{
					MaxUnavailable: new(intstr.FromInt32(0)), MaxSurge: new(intstr.FromInt32(1)),
				},
			},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: podLabels(frd)},
				Spec:       podSpec(frd, image),
			},
		},
	}
}

func podLabels(frd *v1alpha1.FaceRecognitionDeployment) map[string]string {
	labels := owned.Labels(frd, v1alpha1.ComponentWayIn)
	maps.Copy(labels, Labels(frd))
	return labels
}

func podSpec(frd *v1alpha1.FaceRecognitionDeployment, image string) corev1.PodSpec {
	security := owned.PodSecurity(owned.User, owned.User)
	return corev1.PodSpec{
		ServiceAccountName:           owned.AccountName(frd, v1alpha1.ComponentWayIn),
		AutomountServiceAccountToken: new(false),
		EnableServiceLinks:           new(false),
		SecurityContext:              security,
		Affinity:                     affinity(frd),
		TopologySpreadConstraints: []corev1.TopologySpreadConstraint{{
			MaxSkew: 1, TopologyKey: corev1.LabelHostname, WhenUnsatisfiable: corev1.ScheduleAnyway,
			LabelSelector: &metav1.LabelSelector{MatchLabels: StandingLabels(frd)},
		}},
		Containers: []corev1.Container{container(frd, image)},
		Volumes:    credentials(frd),
	}
}

// affinity prefers the zones that the deployment asks for, allowed or not, because people come there: a verdict does
// not move the way in.
func affinity(frd *v1alpha1.FaceRecognitionDeployment) *corev1.Affinity {
	zones := slices.Compact(slices.Sorted(slices.Values(frd.Spec.Placement.Zones)))
	if len(zones) == 0 {
		return nil
	}
	return &corev1.Affinity{NodeAffinity: &corev1.NodeAffinity{
		PreferredDuringSchedulingIgnoredDuringExecution: []corev1.PreferredSchedulingTerm{{
			Weight: 100,
			Preference: corev1.NodeSelectorTerm{MatchExpressions: []corev1.NodeSelectorRequirement{{
				Key: v1alpha1.ZoneNodeLabel, Operator: corev1.NodeSelectorOpIn, Values: zones,
			}}},
		}},
	}}
}
