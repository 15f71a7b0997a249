// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package attacks

import (
	"context"
	"fmt"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/test/cluster"
)

// noPrivate is the rule of a place's law.
const noPrivate = "HARD/1"

// place is an enrolled namespace with a law, a zone, a node and a gate of its own, all of one name, for the operator to
// look after. Its editor is erin and its deployer too.
type place struct {
	name, law string
	zones     []string
	nodes     []string
}

// newPlace makes a place; of its gate and its zone something may be otherwise.
func newPlace(t *testing.T, name string, change func(*v1alpha1.FaceRecognitionDeployment, *v1alpha1.RecognitionZone)) *place {
	t.Helper()
	p := &place{name: name, law: name, zones: []string{name}, nodes: []string{name + "-0"}}
	must(t, shared.cluster.AddNodes(t.Context(), cluster.NodeGroup{Name: name, Count: 1}))
	zone := newZone(name, p.nodes[0])
	zone.Spec.CaptureDevices = []v1alpha1.CaptureDevice{{Name: "cam-north-1", Addresses: []string{"192.0.2.10/32"}}}
	zone.Spec.AllowedNamespaces = &v1alpha1.AllowedNamespaces{From: "Names", Names: []string{name}}
	gate := newGate(t, name, name)
	if change != nil {
		change(gate, zone)
	}
	create(t, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{
		Name: name, Labels: map[string]string{v1alpha1.EnrolledLabel: "true"},
	}})
	for _, role := range []string{"edit", "facegov-deployer"} {
		create(t, &rbacv1.RoleBinding{
			ObjectMeta: metav1.ObjectMeta{Name: role, Namespace: name},
			RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: role},
			Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "User", Name: "erin"}},
		})
	}
	create(t, newLaw(p.law), zone)
	createClaim(t, name)
	create(t, gate)
	awaitNextSecond(t, name)
	t.Cleanup(func() { p.clear(t) })
	return p
}

// clear takes away what would be in the way of other tests: the deployment, whose stores nobody erases here, and what
// is in no namespace.
func (p *place) clear(t *testing.T) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	gate := &v1alpha1.FaceRecognitionDeployment{ObjectMeta: metav1.ObjectMeta{Namespace: p.name, Name: p.name}}
	release := client.RawPatch("application/merge-patch+json", []byte(`{"metadata":{"finalizers":null}}`))
	must(t, client.IgnoreNotFound(shared.admin.Patch(ctx, gate, release)))
	must(t, client.IgnoreNotFound(shared.admin.Delete(ctx, gate)))
	for _, zone := range p.zones {
		object := &v1alpha1.RecognitionZone{ObjectMeta: metav1.ObjectMeta{Name: zone}}
		must(t, client.IgnoreNotFound(shared.admin.Delete(ctx, object)))
	}
	law := &v1alpha1.RecognitionPolicy{ObjectMeta: metav1.ObjectMeta{Name: p.law}}
	must(t, client.IgnoreNotFound(shared.admin.Delete(ctx, law)))
}

// awaitNextSecond waits until what is made in a namespace is younger than the namespace: the API server dates by seconds.
func awaitNextSecond(t *testing.T, name string) {
	t.Helper()
	namespace := &corev1.Namespace{}
	must(t, shared.admin.Get(t.Context(), client.ObjectKey{Name: name}, namespace))
	must(t, eventually(t.Context(), "a second passes", func(ctx context.Context) error {
		probe := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: name, Name: "probe"}}
		err := shared.admin.Create(ctx, probe, client.DryRunAll)
		if err == nil && !probe.CreationTimestamp.After(namespace.CreationTimestamp.Time) {
			err = fmt.Errorf("it is still %s", probe.CreationTimestamp)
		}
		return err
	}))
}

func create(t *testing.T, objects ...client.Object) {
	t.Helper()
	for _, object := range objects {
		if err := shared.admin.Create(t.Context(), object); err != nil {
			t.Fatalf("%T %s: %v", object, object.GetName(), err)
		}
	}
}

// newZone is a residential gate.
func newZone(name string, nodes ...string) *v1alpha1.RecognitionZone {
	return &v1alpha1.RecognitionZone{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: v1alpha1.RecognitionZoneSpec{
			Venue: "residential-compound", PublicAccess: v1alpha1.PublicAccessRestricted,
			Jurisdiction: "CN-SH", TimeZone: "Asia/Shanghai", Nodes: &v1alpha1.NodeSelection{Names: nodes},
		},
	}
}

// newLaw forbids recognition in private spaces, at once and in running pods too.
func newLaw(name string) *v1alpha1.RecognitionPolicy {
	return &v1alpha1.RecognitionPolicy{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: v1alpha1.RecognitionPolicySpec{
			Instrument: v1alpha1.Instrument{
				Title: "Law of " + name, Authority: "Congress", Rank: v1alpha1.RankLaw, Status: v1alpha1.InstrumentInForce,
				Source: "https://law.example/1",
			},
			Jurisdictions: []string{"CN"},
			Effective:     v1alpha1.Effective{From: "2025-01-01", TimeZone: "Asia/Shanghai"},
			Enforcement:   v1alpha1.EnforcementEnforce,
			Rules: []v1alpha1.Rule{{
				ID: noPrivate, Article: "Article 1", Title: "No recognition in private spaces", Hard: true,
				Requires: v1alpha1.Requirement{
					Type: v1alpha1.RequirementVenue, Venue: &v1alpha1.VenueRequirement{NotInClasses: []string{"prohibited-private-space"}},
				},
				OnViolation: v1alpha1.OnViolationRefuse,
				Text:        map[string]v1alpha1.RuleText{"en": {Title: "No recognition in private spaces", Remedy: "Move the camera."}},
			}},
		},
	}
}

// newGate is the sample of that name in a place of its own, with one pod.
func newGate(t *testing.T, namespace, zone string) *v1alpha1.FaceRecognitionDeployment {
	t.Helper()
	gate, err := northGate(namespace)
	must(t, err)
	gate.Name = namespace
	gate.Spec.Sources[0].Zone, gate.Spec.Placement.Zones = zone, []string{zone}
	gate.Spec.Workload.Template.Replicas = new(int32(1))
	gate.Spec.DataStores[0].Volume.ClaimName = namespace
	gate.Spec.Workload.Template.Spec.Raw = []byte(strings.ReplaceAll(string(gate.Spec.Workload.Template.Spec.Raw),
		`"claimName":"north-gallery"`, fmt.Sprintf(`"claimName":%q`, namespace)))
	return gate
}

// createClaim makes a bound claim of the namespace's name.
func createClaim(t *testing.T, name string) {
	t.Helper()
	size := corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("1Gi")}
	modes := []corev1.PersistentVolumeAccessMode{corev1.ReadWriteMany}
	create(t,
		&corev1.PersistentVolume{
			ObjectMeta: metav1.ObjectMeta{Name: name},
			Spec: corev1.PersistentVolumeSpec{
				AccessModes: modes, Capacity: size, ClaimRef: &corev1.ObjectReference{Namespace: name, Name: name},
				PersistentVolumeSource: corev1.PersistentVolumeSource{
					HostPath: &corev1.HostPathVolumeSource{Path: "/var/lib/facegov-attacks/" + name},
				},
			},
		},
		&corev1.PersistentVolumeClaim{
			ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: name},
			Spec: corev1.PersistentVolumeClaimSpec{
				AccessModes: modes, StorageClassName: new(""), VolumeName: name,
				Resources: corev1.VolumeResourceRequirements{Requests: size},
			},
		})
}
