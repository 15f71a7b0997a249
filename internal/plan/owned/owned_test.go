// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package owned

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

func deployment() *v1alpha1.FaceRecognitionDeployment {
	return &v1alpha1.FaceRecognitionDeployment{
		ObjectMeta: metav1.ObjectMeta{Name: "north-gate", Namespace: "maple-court", UID: "uid-1"},
	}
}

func TestMetaNamesTheOwner(t *testing.T) {
	want := metav1.ObjectMeta{
		Name: "north-gate-way-in", Namespace: "maple-court",
		Labels: map[string]string{
			"app.kubernetes.io/name": "facegov", "app.kubernetes.io/instance": "north-gate",
			"app.kubernetes.io/component": "way-in", "app.kubernetes.io/managed-by": "facegov",
			"recognition.facegov.dev/component": "way-in",
		},
		OwnerReferences: []metav1.OwnerReference{{
			APIVersion: "recognition.facegov.dev/v1alpha1", Kind: "FaceRecognitionDeployment", Name: "north-gate",
			UID: "uid-1", Controller: new(true), BlockOwnerDeletion: new(true),
		}},
	}
	if diff := cmp.Diff(want, Meta(deployment(), "north-gate-way-in", v1alpha1.ComponentWayIn)); diff != "" {
		t.Errorf("Meta (-want +got):\n%s", diff)
	}
}

func TestLabelsOfOthersNeverWin(t *testing.T) {
	others := map[string]string{"site": "maple", v1alpha1.ComponentLabel: "way-in", "app.kubernetes.io/name": "faces"}
	got := LabelsWith(deployment(), v1alpha1.ComponentSweep, others)
	want := Labels(deployment(), v1alpha1.ComponentSweep)
	want["site"] = "maple"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("LabelsWith (-want +got):\n%s", diff)
	}
	if others[v1alpha1.ComponentLabel] != "way-in" {
		t.Error("the labels that were handed over were changed")
	}
}

func TestServiceAccountHasNoToken(t *testing.T) {
	account := ServiceAccount(deployment(), v1alpha1.ComponentSweep)
	if account.Name != "north-gate-sweep" || account.AutomountServiceAccountToken == nil ||
		*account.AutomountServiceAccountToken {
		t.Errorf("ServiceAccount %s mounts a token: %v", account.Name, account.AutomountServiceAccountToken)
	}
	if len(account.Secrets)+len(account.ImagePullSecrets) != 0 {
		t.Errorf("ServiceAccount %s has secrets", account.Name)
	}
}
