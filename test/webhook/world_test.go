// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/sync/errgroup"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/test/cases/caseload"
)

// anotherParty answers for the deployments that govern the workload of a case too: they are not counted among the
// people of its party.
const anotherParty = "another-party"

// setUp puts what a newcomer meets in a case into the cluster, and says whether the API server takes all of it. Some
// cases tell of what it does not let in by its shape alone, with or without facegov.
func setUp(t *testing.T, c *caseload.Case) bool {
	t.Helper()
	prepareNamespace(t, c)
	var malformed atomic.Bool
	must(t, each(missing(t, world(c)), func(object client.Object) error {
		err := put(t.Context(), object)
		if apierrors.IsInvalid(err) {
			malformed.Store(true)
			return nil
		}
		return err
	}))
	if object := workload(c); object != nil {
		must(t, put(t.Context(), object))
		removeAfter(t, object)
	}
	must(t, eventually(t.Context(), knowsAll))
	must(t, eventually(t.Context(), isLater))
	return !malformed.Load()
}

// each does something with every object, with a few at a time.
func each(objects []client.Object, do func(client.Object) error) error {
	var group errgroup.Group
	group.SetLimit(8)
	for _, object := range objects {
		group.Go(func() error { return do(object) })
	}
	return group.Wait()
}

func prepareNamespace(t *testing.T, c *caseload.Case) {
	t.Helper()
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: c.Deployment.Namespace}}
	if err := admin.Create(t.Context(), namespace); err != nil {
		must(t, admin.Get(t.Context(), client.ObjectKeyFromObject(namespace), namespace))
	}
	namespace.Labels = maps.Clone(c.Cluster.NamespaceLabels)
	must(t, admin.Update(t.Context(), namespace))
}

// isLater says whether what is made now is younger than every deployment. Ages are counted in seconds.
func isLater(ctx context.Context) bool {
	var frds v1alpha1.FaceRecognitionDeploymentList
	now := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "now-"}}
	if admin.List(ctx, &frds) != nil || admin.Create(ctx, now, client.DryRunAll) != nil {
		return false
	}
	return !slices.ContainsFunc(frds.Items, func(d v1alpha1.FaceRecognitionDeployment) bool {
		return !d.CreationTimestamp.Before(&now.CreationTimestamp)
	})
}

// put makes an object with its status, which the API server takes apart from the rest.
func put(ctx context.Context, object client.Object) error {
	said := object.DeepCopyObject().(client.Object)
	if err := admin.Create(ctx, object); err != nil {
		return err
	}
	switch said := said.(type) {
	case *v1alpha1.FaceRecognitionDeployment:
		object.(*v1alpha1.FaceRecognitionDeployment).Status = said.Status
	case *corev1.PersistentVolumeClaim:
		object.(*corev1.PersistentVolumeClaim).Status = said.Status
	case *appsv1.Deployment:
		object.(*appsv1.Deployment).Status = said.Status
	case *appsv1.StatefulSet:
		object.(*appsv1.StatefulSet).Status = said.Status
	case *appsv1.DaemonSet:
		object.(*appsv1.DaemonSet).Status = said.Status
	default:
		return nil
	}
	if err := admin.Status().Update(ctx, object); err != nil {
		return fmt.Errorf("the status of %T %s: %v", object, object.GetName(), err) //nolint:errorlint // no fault of the case
	}
	return nil
}

// world is what the operator keeps in its cache of a case: laws, places, documents, exceptions, claims and the other
// deployments.
func world(c *caseload.Case) []client.Object {
	var objects []client.Object
	for _, p := range c.Policies {
		objects = append(objects, &v1alpha1.RecognitionPolicy{ObjectMeta: metav1.ObjectMeta{Name: p.Name}, Spec: p.Spec})
	}
	for i := range c.Cluster.Zones {
		z := &c.Cluster.Zones[i]
		objects = append(objects, &v1alpha1.RecognitionZone{ObjectMeta: metav1.ObjectMeta{Name: z.Name}, Spec: z.Spec})
	}
	for i := range c.Cluster.Evidence {
		e := &c.Cluster.Evidence[i]
		objects = append(objects, &v1alpha1.ComplianceEvidence{ObjectMeta: metav1.ObjectMeta{Name: e.Name}, Spec: e.Spec})
	}
	for i := range c.Cluster.Exceptions {
		e := &c.Cluster.Exceptions[i]
		objects = append(objects, &v1alpha1.RecognitionException{ObjectMeta: metav1.ObjectMeta{Name: e.Name}, Spec: e.Spec})
	}
	for i := range c.Cluster.Claims {
		objects = append(objects, claimOf(c, &c.Cluster.Claims[i]))
	}
	for _, other := range c.Cluster.Others {
		d := neighbour(c, other.Name)
		d.Spec.Subjects.EstimatedCount, d.Status.Deadlines = other.People, other.Deadlines
		objects = append(objects, d)
	}
	for _, claimant := range c.Cluster.Claimants {
		d := neighbour(c, claimant.Name)
		d.Spec.ResponsibleParty.ID, d.Spec.DataStores = anotherParty, c.Deployment.Spec.DataStores
		objects = append(objects, d)
	}
	if c.Cluster.Reference == nil {
		return objects
	}
	for _, governor := range c.Cluster.Reference.Governors {
		d := neighbour(c, governor.Name)
		d.Spec.ResponsibleParty.ID = anotherParty
		objects = append(objects, d)
	}
	return objects
}

// neighbour is another deployment in the namespace of a case. It keeps nothing on a claim of the case's.
func neighbour(c *caseload.Case, name string) *v1alpha1.FaceRecognitionDeployment {
	d := arrival(c).DeepCopy()
	d.Name, d.Spec.DataStores = name, nil
	return d
}

func claimOf(c *caseload.Case, said *caseload.Claim) *corev1.PersistentVolumeClaim {
	size := corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("1Gi")}
	return &corev1.PersistentVolumeClaim{
		ObjectMeta: metav1.ObjectMeta{Namespace: c.Deployment.Namespace, Name: said.Name},
		Spec: corev1.PersistentVolumeClaimSpec{
			AccessModes: said.AccessModes, Resources: corev1.VolumeResourceRequirements{Requests: size},
		},
		Status: corev1.PersistentVolumeClaimStatus{Phase: said.State},
	}
}

// workload is the workload of somebody else's that a case refers to, nil when there is none. The operator reads it past
// its cache.
func workload(c *caseload.Case) client.Object {
	r, reference := c.Cluster.Reference, c.Deployment.Spec.Workload.Reference
	if r == nil {
		return nil
	}
	named := metav1.ObjectMeta{Namespace: c.Deployment.Namespace, Name: reference.Name}
	labels := map[string]string{"app": reference.Name}
	selector := &metav1.LabelSelector{MatchLabels: labels}
	template := corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: *r.Spec.DeepCopy()}
	switch reference.Kind {
	case "StatefulSet":
		s := &appsv1.StatefulSet{ObjectMeta: named}
		s.Spec = appsv1.StatefulSetSpec{Replicas: &r.Replicas, Selector: selector, Template: template}
		s.Spec.VolumeClaimTemplates, s.Spec.Template.Spec.Volumes = claimTemplates(reference.Name, r.Spec.Volumes)
		s.Status = appsv1.StatefulSetStatus{Replicas: r.Pods, ObservedGeneration: 1}
		return s
	case "DaemonSet":
		d := &appsv1.DaemonSet{ObjectMeta: named, Spec: appsv1.DaemonSetSpec{Selector: selector, Template: template}}
		d.Status = appsv1.DaemonSetStatus{DesiredNumberScheduled: r.Replicas, CurrentNumberScheduled: r.Pods, ObservedGeneration: 1}
		return d
	default:
		d := &appsv1.Deployment{ObjectMeta: named}
		d.Spec = appsv1.DeploymentSpec{Replicas: &r.Replicas, Selector: selector, Template: template}
		d.Status = appsv1.DeploymentStatus{Replicas: r.Pods, ObservedGeneration: 1}
		return d
	}
}

// claimTemplates tells the volumes for which a StatefulSet makes a claim for each of its pods, named after both, from
// the others.
func claimTemplates(name string, volumes []corev1.Volume) (claims []corev1.PersistentVolumeClaim, others []corev1.Volume) {
	for i := range volumes {
		v := &volumes[i]
		if v.PersistentVolumeClaim == nil || !strings.HasPrefix(v.PersistentVolumeClaim.ClaimName, v.Name+"-"+name+"-") {
			others = append(others, *v)
			continue
		}
		if !slices.ContainsFunc(claims, func(c corev1.PersistentVolumeClaim) bool { return c.Name == v.Name }) {
			claims = append(claims, corev1.PersistentVolumeClaim{
				ObjectMeta: metav1.ObjectMeta{Name: v.Name},
				Spec: corev1.PersistentVolumeClaimSpec{
					AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce},
					Resources: corev1.VolumeResourceRequirements{
						Requests: corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("1Gi")},
					},
				},
			})
		}
	}
	return claims, others
}

// missing removes what a case does not have, or has otherwise, and returns what it has besides. What cases have in
// common stays.
func missing(t *testing.T, wanted []client.Object) []client.Object {
	t.Helper()
	there, err := kept(t.Context(), admin)
	must(t, err)
	must(t, each(there, func(object client.Object) error {
		if _, isNamespace := object.(*corev1.Namespace); isNamespace || isAmong(wanted, object) {
			return nil
		}
		return remove(t.Context(), object)
	}))
	return slices.DeleteFunc(wanted, func(object client.Object) bool { return isAmong(there, object) })
}

func isAmong(objects []client.Object, object client.Object) bool {
	return slices.ContainsFunc(objects, func(o client.Object) bool { return isSame(o, object) })
}

// remove takes an object away for good, whoever waits for it.
func remove(ctx context.Context, object client.Object) error {
	if len(object.GetFinalizers()) > 0 {
		object.SetFinalizers(nil)
		if err := admin.Update(ctx, object); err != nil {
			return err
		}
	}
	return client.IgnoreNotFound(admin.Delete(ctx, object))
}

// words are what an object says, as far as it may stay for another case; nil for what is always made anew.
func words(o client.Object) any {
	switch o := o.(type) {
	case *v1alpha1.RecognitionPolicy:
		return o.Spec
	case *v1alpha1.RecognitionZone:
		return o.Spec
	case *v1alpha1.ComplianceEvidence:
		return o.Spec
	case *v1alpha1.RecognitionException:
		return o.Spec
	case *corev1.PersistentVolumeClaim:
		return fmt.Sprint(o.Status.Phase, o.Spec.AccessModes)
	default:
		return nil
	}
}

func isSame(a, b client.Object) bool {
	said := words(a)
	return said != nil && client.ObjectKeyFromObject(a) == client.ObjectKeyFromObject(b) &&
		apiequality.Semantic.DeepEqual(said, words(b))
}

// kept lists what the operator keeps in its cache and these tests put there, as a reader knows it.
func kept(ctx context.Context, reader client.Reader) ([]client.Object, error) {
	var objects []client.Object
	for _, list := range []client.ObjectList{
		&v1alpha1.RecognitionPolicyList{}, &v1alpha1.RecognitionZoneList{}, &v1alpha1.ComplianceEvidenceList{},
		&v1alpha1.RecognitionExceptionList{}, &v1alpha1.FaceRecognitionDeploymentList{},
		&corev1.PersistentVolumeClaimList{}, &corev1.NamespaceList{},
	} {
		if err := reader.List(ctx, list); err != nil {
			return nil, err
		}
		items, err := meta.ExtractList(list)
		if err != nil {
			return nil, err
		}
		for _, item := range items {
			objects = append(objects, item.(client.Object))
		}
	}
	return objects, nil
}

// knowsAll says whether the operator's cache has caught up.
func knowsAll(ctx context.Context) bool {
	there, err := versions(ctx, admin)
	if err != nil {
		return false
	}
	known, err := versions(ctx, front.cache)
	return err == nil && slices.Equal(there, known)
}

func versions(ctx context.Context, reader client.Reader) ([]string, error) {
	objects, err := kept(ctx, reader)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, o := range objects {
		all = append(all, fmt.Sprintf("%T %s %s", o, client.ObjectKeyFromObject(o), o.GetResourceVersion()))
	}
	slices.Sort(all)
	return all, nil
}
