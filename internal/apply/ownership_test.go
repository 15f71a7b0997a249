// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package apply

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

const wantedDeployment = `
spec:
  replicas: 2
  template:
    spec:
      containers:
      - name: app
        ports: [{containerPort: 8443}]
        args: [serve]
      tolerations: [{key: edge, operator: Exists}]
  selector: {part: app}
`

const liveDeployment = `
spec:
  replicas: 2
  paused: true
  template:
    metadata: {annotations: {kubectl.kubernetes.io/restartedAt: now}}
    spec:
      containers:
      - name: app
        ports: [{containerPort: 8443, protocol: TCP}, {containerPort: 22, protocol: TCP}]
        args: [serve]
        env: [{name: X}]
      - {name: spy, image: x}
      tolerations: [{key: edge, operator: Exists}]
  selector: {part: app, app: spy}
`

func entry(manager, subresource, fields string) metav1.ManagedFieldsEntry {
	return metav1.ManagedFieldsEntry{
		Manager: manager, Operation: metav1.ManagedFieldsOperationUpdate, Subresource: subresource,
		FieldsType: "FieldsV1", FieldsV1: metav1.NewFieldsV1(fields),
	}
}

func TestForeignField(t *testing.T) {
	cases := map[string]struct {
		entry metav1.ManagedFieldsEntry
		want  string
	}{
		"facegov's own fields are not foreign": {
			entry: entry(v1alpha1.FieldManager, "", `{"f:spec":{"f:paused":{}}}`),
		},
		"the status is the controllers'": {
			entry: entry("kube-controller-manager", "status", `{"f:status":{"f:replicas":{}}}`),
		},
		"labels and annotations are anybody's": {
			entry: entry("kubectl-label", "", `{"f:metadata":{"f:labels":{"f:team":{}}}}`),
		},
		"a wanted value that somebody else set too does no harm": {
			entry: entry("velero", "", `{"f:spec":{"f:replicas":{},"f:template":{"f:spec":{"f:containers":{
				"k:{\"name\":\"app\"}":{".":{},"f:name":{}}}}}}}`),
		},
		"a field that is not wanted": {
			entry: entry("kubectl-edit", "", `{"f:spec":{"f:replicas":{},"f:paused":{}}}`),
			want:  "spec.paused",
		},
		"a size that was set through the scale subresource and is wanted": {
			entry: entry("kubectl", "scale", `{"f:spec":{"f:replicas":{}}}`),
		},
		"a container more": {
			entry: entry("kubectl-edit", "", `{"f:spec":{"f:template":{"f:spec":{"f:containers":{
				"k:{\"name\":\"spy\"}":{".":{},"f:image":{},"f:name":{}}}}}}}`),
			want: `spec.template.spec.containers[name="spy"].image`,
		},
		"a field more in a wanted container": {
			entry: entry("kubectl-edit", "", `{"f:spec":{"f:template":{"f:spec":{"f:containers":{
				"k:{\"name\":\"app\"}":{"f:env":{"k:{\"name\":\"X\"}":{".":{},"f:name":{}}}}}}}}}`),
			want: `spec.template.spec.containers[name="app"].env[name="X"].name`,
		},
		"a port whose protocol the API server filled in": {
			entry: entry("velero", "", `{"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"app\"}":{
				"f:ports":{"k:{\"containerPort\":8443,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}}}}}}}}`),
		},
		"a port more": {
			entry: entry("kubectl-edit", "", `{"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"app\"}":{
				"f:ports":{"k:{\"containerPort\":22,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}}}}}}}}`),
			want: `spec.template.spec.containers[name="app"].ports[containerPort=22,protocol="TCP"].containerPort`,
		},
		"a map that is owned as one and holds more than is wanted": {
			entry: entry("kubectl-edit", "", `{"f:spec":{"f:selector":{}}}`),
			want:  "spec.selector",
		},
		"a list that is owned as one and holds what is wanted": {
			entry: entry("velero", "", `{"f:spec":{"f:template":{"f:spec":{"f:tolerations":{}}}}}`),
		},
		"an annotation in the pod template, which is owned whole": {
			entry: entry("kubectl-rollout", "", `{"f:spec":{"f:template":{"f:metadata":{"f:annotations":{
				"f:kubectl.kubernetes.io/restartedAt":{}}}}}}`),
			want: "spec.template.metadata.annotations.kubectl.kubernetes.io/restartedAt",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := foreignField([]metav1.ManagedFieldsEntry{tc.entry}, read(t, wantedDeployment), read(t, liveDeployment))
			if err != nil {
				t.Fatal(err)
			}
			if got != tc.want {
				t.Errorf("foreign field: got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestForeignFieldOfAnUnreadableEntry(t *testing.T) {
	_, err := foreignField([]metav1.ManagedFieldsEntry{entry("broken", "", `{"f:spec":`)}, read(t, wantedDeployment), nil)
	if err == nil {
		t.Error("managed fields that cannot be read were taken for good")
	}
}

func TestWithoutForeignSpec(t *testing.T) {
	entries := []metav1.ManagedFieldsEntry{
		entry(v1alpha1.FieldManager, "", `{"f:spec":{"f:replicas":{}}}`),
		entry("kubectl-edit", "", `{"f:metadata":{"f:labels":{"f:team":{}}},"f:spec":{"f:paused":{}}}`),
		entry("kubectl-scale", "scale", `{"f:spec":{"f:replicas":{}}}`),
		entry("kube-controller-manager", "status", `{"f:status":{"f:replicas":{}}}`),
	}
	kept, err := withoutForeignSpec(entries)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for i := range kept {
		got[kept[i].Manager] = kept[i].FieldsV1.GetRawString()
	}
	want := map[string]string{
		v1alpha1.FieldManager:     `{"f:spec":{"f:replicas":{}}}`,
		"kubectl-edit":            `{"f:metadata":{"f:labels":{"f:team":{}}}}`,
		"kube-controller-manager": `{"f:status":{"f:replicas":{}}}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries that remain (-want +got):\n%s", diff)
	}
}
