// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/test/cluster"
)

// place is a namespace, and one zone with nodes of its own.
type place struct {
	namespace, zone string
	nodes           []string
	// labels of the namespace, besides that of the pod security profile.
	labels map[string]string
}

// makePlace makes the namespace and the zone. At the end of the test the deployments in it and the zone go, so that the
// operator of the next test finds nothing to do here.
func makePlace(t *testing.T, p place) {
	t.Helper()
	labels := map[string]string{"pod-security.kubernetes.io/enforce": "restricted"}
	maps.Copy(labels, p.labels)
	zone := &v1alpha1.RecognitionZone{
		ObjectMeta: metav1.ObjectMeta{Name: p.zone},
		Spec: v1alpha1.RecognitionZoneSpec{
			Venue: "residential-compound", PublicAccess: v1alpha1.PublicAccessRestricted,
			Jurisdiction: "CN-SH", TimeZone: "Asia/Shanghai",
			Nodes:             &v1alpha1.NodeSelection{Names: p.nodes},
			CaptureDevices:    []v1alpha1.CaptureDevice{{Name: "cam-north-1", Addresses: []string{"192.0.2.10/32"}}},
			AllowedNamespaces: &v1alpha1.AllowedNamespaces{From: "Names", Names: []string{p.namespace}},
		},
	}
	for _, o := range []client.Object{
		&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: p.namespace, Labels: labels}}, zone,
	} {
		if err := suite.client.Create(t.Context(), o); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { clearPlace(t, p) })
}

// makePlaceWithNodes adds nodes to the cluster, which are named after the place, and makes the place. The nodes go when
// the test ends: nobody but the operator takes the label of the zone off them.
func makePlaceWithNodes(t *testing.T, name string, count int, labels map[string]string) place {
	t.Helper()
	if err := suite.cluster.AddNodes(t.Context(), cluster.NodeGroup{Name: name, Count: count}); err != nil {
		t.Fatal(err)
	}
	p := place{namespace: name, zone: name, labels: labels}
	for i := range count {
		node := &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("%s-%d", name, i)}}
		p.nodes = append(p.nodes, node.Name)
		t.Cleanup(func() {
			if err := suite.client.Delete(context.Background(), node); err != nil {
				t.Error(err)
			}
		})
	}
	makePlace(t, p)
	return p
}

// clearPlace takes away what an operator would go on with. No operator runs any more, so nobody waits for finalizers.
func clearPlace(t *testing.T, p place) {
	t.Helper()
	ctx := context.Background()
	var list v1alpha1.FaceRecognitionDeploymentList
	if err := suite.client.List(ctx, &list, client.InNamespace(p.namespace)); err != nil {
		t.Error(err)
	}
	for i := range list.Items {
		d := &list.Items[i]
		release := client.RawPatch("application/merge-patch+json", []byte(`{"metadata":{"finalizers":null}}`))
		if err := suite.client.Patch(ctx, d, release); client.IgnoreNotFound(err) != nil {
			t.Error(err)
		}
		if err := suite.client.Delete(ctx, d); client.IgnoreNotFound(err) != nil {
			t.Error(err)
		}
	}
	zone := &v1alpha1.RecognitionZone{ObjectMeta: metav1.ObjectMeta{Name: p.zone}}
	if err := suite.client.Delete(ctx, zone); client.IgnoreNotFound(err) != nil {
		t.Error(err)
	}
}

// newGate is a gate like the one in the samples, with a claim of its own.
func newGate(t *testing.T, namespace, zone, name string) *v1alpha1.FaceRecognitionDeployment {
	t.Helper()
	raw, err := os.ReadFile(root + "/config/samples/north-gate.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var d v1alpha1.FaceRecognitionDeployment
	if err := yaml.UnmarshalStrict(raw, &d); err != nil {
		t.Fatal(err)
	}
	claim := "gallery-of-" + name
	d.Name, d.Namespace = name, namespace
	d.Spec.Sources[0].Zone, d.Spec.Placement.Zones = zone, []string{zone}
	d.Spec.DataStores[0].Volume.ClaimName = claim
	d.Spec.Workload.Template.Spec.Raw = []byte(strings.ReplaceAll(string(d.Spec.Workload.Template.Spec.Raw),
		`"claimName":"north-gallery"`, `"claimName":"`+claim+`"`))
	return &d
}

// makeGate makes a gate and its claim.
func makeGate(t *testing.T, d *v1alpha1.FaceRecognitionDeployment) {
	t.Helper()
	makeClaim(t, d.Namespace, d.Spec.DataStores[0].Volume.ClaimName)
	if err := suite.client.Create(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}
