// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package wayin

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

const image = "facegov.example/fallback-auth@sha256:1"

func deployment() *v1alpha1.FaceRecognitionDeployment {
	return &v1alpha1.FaceRecognitionDeployment{
		ObjectMeta: metav1.ObjectMeta{Name: "north-gate", Namespace: "maple-court", UID: "uid-1"},
		Spec: v1alpha1.FaceRecognitionDeploymentSpec{
			Placement: v1alpha1.Placement{Zones: []string{"lobby", "gate"}},
			Fallback: v1alpha1.Fallback{
				Methods:     []v1alpha1.FallbackMethod{{Type: v1alpha1.FallbackPIN}},
				Credentials: &v1alpha1.FallbackCredentials{SecretName: "north-gate-fallback"},
			},
		},
	}
}
