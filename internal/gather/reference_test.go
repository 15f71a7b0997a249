// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

func TestOfAWorkloadOfSomebodyElsesOnlyTheNameIsKept(t *testing.T) {
	kind := metav1.TypeMeta{APIVersion: "apps/v1", Kind: "Deployment"}
	got, err := trimToName(&metav1.PartialObjectMetadata{TypeMeta: kind, ObjectMeta: metav1.ObjectMeta{
		Name: "frigate", Namespace: "maple-court", UID: "1", ResourceVersion: "7", Generation: 3,
		Labels: map[string]string{"app": "frigate"}, Annotations: map[string]string{"note": "long"},
		ManagedFields: []metav1.ManagedFieldsEntry{{Manager: "helm"}}, Finalizers: []string{"example.test/x"},
		OwnerReferences: []metav1.OwnerReference{{Name: "chart"}},
	}})
	want := &metav1.PartialObjectMetadata{TypeMeta: kind, ObjectMeta: metav1.ObjectMeta{
		Name: "frigate", Namespace: "maple-court", UID: "1", ResourceVersion: "7",
	}}
	if diff := cmp.Diff(any(want), got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// TestWhichDeploymentWasFirst: of two deployments exactly one is older, and one that asks to be admitted is not.
func TestWhichDeploymentWasFirst(t *testing.T) {
	noon := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	named := func(name string, created time.Time) *v1alpha1.FaceRecognitionDeployment {
		return &v1alpha1.FaceRecognitionDeployment{
			ObjectMeta: metav1.ObjectMeta{Name: name, CreationTimestamp: metav1.NewTime(created)},
		}
	}
	tests := map[string]struct {
		first, second *v1alpha1.FaceRecognitionDeployment
	}{
		"by date":                         {named("b", noon), named("a", noon.Add(time.Second))},
		"by name within the same second":  {named("a", noon), named("b", noon)},
		"one that does not exist is last": {named("b", noon), named("a", time.Time{})},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if !isOlder(tc.first, tc.second) || isOlder(tc.second, tc.first) {
				t.Errorf("%s is older: %t, %s is older: %t",
					tc.first.Name, isOlder(tc.first, tc.second), tc.second.Name, isOlder(tc.second, tc.first))
			}
		})
	}
}
