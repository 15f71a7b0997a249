// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package recogniser

import (
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

const image = "facegov.example/fallback-auth@sha256:1"

var now = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// snapshot is a deployment whose recogniser mounts its gallery.
func snapshot(changes ...func(*facts.Snapshot)) *facts.Snapshot {
	s := &facts.Snapshot{
		Now: now,
		Deployment: &v1alpha1.FaceRecognitionDeployment{
			ObjectMeta: metav1.ObjectMeta{Name: "north-gate", Namespace: "maple-court", UID: "uid-1"},
			Spec: v1alpha1.FaceRecognitionDeploymentSpec{
				DataStores: []v1alpha1.DataStore{{
					Name: "gallery", Type: v1alpha1.DataStoreVolume, Volume: &v1alpha1.VolumeStore{ClaimName: "gallery"},
				}},
				Fallback: v1alpha1.Fallback{Credentials: &v1alpha1.FallbackCredentials{SecretName: "pins"}},
				Workload: v1alpha1.Workload{
					Type: v1alpha1.WorkloadTypeTemplate, Template: &v1alpha1.WorkloadTemplate{Replicas: new(int32(3))},
				},
			},
		},
		Template: facts.Template{Spec: &corev1.PodSpec{
			Containers: []corev1.Container{{Name: "recogniser", Image: "registry.example/recogniser@sha256:2"}},
			Volumes: []corev1.Volume{{Name: "gallery", VolumeSource: corev1.VolumeSource{
				PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "gallery"},
			}}},
		}},
	}
	for _, change := range changes {
		change(s)
	}
	return s
}

func withSpec(change func(*corev1.PodSpec)) func(*facts.Snapshot) {
	return func(s *facts.Snapshot) { change(s.Template.Spec) }
}

func withProfile(profile string) func(*facts.Snapshot) {
	return func(s *facts.Snapshot) {
		s.Deployment.Spec.Workload.PodSecurity = &v1alpha1.PodSecurity{Profile: profile, Reason: "a camera on USB"}
	}
}
