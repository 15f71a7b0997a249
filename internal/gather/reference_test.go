// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
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
