// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package integration

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/apply"
	"github.com/facegov/facegov/internal/gather"
)

// cached returns a client that reads through the operator's own cache as it is now. The cache is filled when this
// returns; what happens later may or may not be in it.
func cached(t *testing.T) client.Client {
	t.Helper()
	config, err := running.ServiceAccountConfig(t.Context(), operatorNamespace, operatorAccount)
	if err != nil {
		t.Fatal(err)
	}
	options := gather.CacheOptions(operatorNamespace)
	options.Scheme = scheme
	c, err := cache.New(config, options)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	err = c.IndexField(ctx, &v1alpha1.FaceRecognitionDeployment{}, gather.PartyField, func(o client.Object) []string {
		return []string{o.(*v1alpha1.FaceRecognitionDeployment).Spec.ResponsibleParty.ID}
	})
	if err != nil {
		t.Fatal(err)
	}
	stopped := make(chan error, 1)
	go func() { stopped <- c.Start(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-stopped; err != nil {
			t.Errorf("the cache stopped: %v", err)
		}
	})
	for _, object := range []client.Object{
		&v1alpha1.FaceRecognitionDeployment{}, &v1alpha1.RecognitionZone{}, &v1alpha1.RecognitionPolicy{},
		&appsv1.Deployment{}, &appsv1.ControllerRevision{}, &batchv1.CronJob{}, &batchv1.Job{},
		&corev1.Namespace{}, &corev1.Node{}, &corev1.PersistentVolumeClaim{}, &corev1.Pod{}, &corev1.Service{},
		&corev1.ServiceAccount{}, &networkingv1.NetworkPolicy{}, &policyv1.PodDisruptionBudget{},
	} {
		if _, err := c.GetInformer(ctx, object, cache.BlockUntilSynced(false)); err != nil {
			t.Fatal(err)
		}
	}
	if !c.WaitForCacheSync(ctx) {
		t.Fatal("the cache was not filled")
	}
	reading, err := client.New(config, client.Options{Scheme: scheme, Cache: &client.CacheOptions{Reader: c}})
	if err != nil {
		t.Fatal(err)
	}
	return reading
}

// throughCache lets the world's operator read through a fresh cache, as after a restart.
func (w *world) throughCache() {
	w.t.Helper()
	w.restart()
	c := cached(w.t)
	w.gatherer.Reader = c
	w.gatherer.Policies = gather.NewPolicyCache(c, operatorNamespace)
	w.applier = apply.New(c, operator)
}

func TestThroughTheCacheAnUnchangedWorldIsNotWritten(t *testing.T) {
	w := newWorld(t)
	w.settle(permitted)
	w.throughCache()
	w.wantNoWrite("nothing has changed", func() { w.mustApply(permitted) })
}

func TestThroughTheCacheWhatOthersAddedGoesAway(t *testing.T) {
	w := newWorld(t)
	w.settle(permitted)
	before := w.specs()
	d := w.deployment("north-gate")
	w.edit(d, func() {
		d.Spec.Template.Spec.Containers = append(d.Spec.Template.Spec.Containers, corev1.Container{Name: "spy", Image: "example.test/spy"})
	})
	w.throughCache()
	w.mustApply(permitted)
	if diff := cmp.Diff(before, w.specs()); diff != "" {
		t.Errorf("owned specs (-before +after):\n%s", diff)
	}
	// The cache may still show the world of before; the last write is known all the same.
	w.wantNoWrite("it was put right", func() { w.mustApply(permitted) })
}

func TestThroughTheCacheNothingIsMadeTwice(t *testing.T) {
	w := newWorld(t, func(d *v1alpha1.FaceRecognitionDeployment) { d.Finalizers = []string{v1alpha1.EraseFinalizer} })
	w.throughCache()
	w.mustApply(permitted)
	for range 3 { // the cache may or may not have seen what was made
		w.wantNoWrite("everything was made", func() { w.mustApply(permitted) })
	}
}

// blind is a client whose cache has not seen anything that was attached.
type blind struct{ client.Client }

// Get finds no attached object, and everything else.
func (b blind) Get(ctx context.Context, key client.ObjectKey, object client.Object, opts ...client.GetOption) error {
	if err := b.Client.Get(ctx, key, object, opts...); err != nil || object.GetLabels()[v1alpha1.ComponentLabel] == "" {
		return err
	}
	return apierrors.NewNotFound(schema.GroupResource{}, key.Name)
}

func TestACacheThatHasNotSeenWhatWasMadeMakesNothingTwice(t *testing.T) {
	w := newWorld(t, func(d *v1alpha1.FaceRecognitionDeployment) { d.Finalizers = []string{v1alpha1.EraseFinalizer} })
	w.applier = apply.New(blind{operator}, operator)
	w.mustApply(permitted)
	if len(w.owned()) == 0 {
		t.Fatal("nothing was made, so this case shows nothing")
	}
	w.wantNoWrite("everything was made", func() { w.mustApply(permitted) })
	for _, object := range w.owned() {
		w.drop(object)
	}
	w.mustApply(permitted)
	if len(w.owned()) == 0 {
		t.Error("what was deleted did not come back")
	}
}

func TestThroughTheCacheAnObjectThatLostItsLabelIsFound(t *testing.T) {
	w := newWorld(t)
	w.settle(permitted)
	before := w.specs()
	d := w.deployment("north-gate-way-in")
	w.edit(d, func() {
		delete(d.Labels, v1alpha1.ComponentLabel)
		d.Spec.Template.Spec.Containers[0].Image = "example.test/spy"
	})
	w.throughCache()
	if err := w.gatherer.Reader.Get(t.Context(), w.key("north-gate-way-in"), &appsv1.Deployment{}); err == nil {
		t.Fatal("the cache holds an object without the label, so this case shows nothing")
	}
	w.mustApply(permitted)
	if diff := cmp.Diff(before, w.specs()); diff != "" {
		t.Errorf("owned specs (-before +after):\n%s", diff)
	}
}

func TestThroughTheCacheAnObjectOfSomebodyElseIsLeftAlone(t *testing.T) {
	w := newWorld(t, func(d *v1alpha1.FaceRecognitionDeployment) { d.Finalizers = []string{v1alpha1.EraseFinalizer} })
	theirs := &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: "north-gate-way-in"},
		Spec: corev1.ServiceSpec{
			Selector: map[string]string{"app": "theirs"}, Ports: []corev1.ServicePort{{Name: "https", Port: 443}},
		},
	}
	w.create(theirs)
	w.throughCache()
	wantFailures(t, w.apply(permitted), "Service/north-gate-way-in invalid=true")
	after := &corev1.Service{}
	w.get("north-gate-way-in", after)
	if diff := cmp.Diff(theirs.Spec, after.Spec); diff != "" {
		t.Errorf("the Service of somebody else (-before +after):\n%s", diff)
	}
}

func TestTheCacheHoldsOnlyWhatIsLookedAt(t *testing.T) {
	w := newWorld(t)
	w.settle(permitted)
	secret := func(p *corev1.Pod) {
		p.Spec.Containers[0].Env = []corev1.EnvVar{{Name: "TOKEN", Value: "s3cret"}}
		p.Annotations = map[string]string{"note": "s3cret"}
	}
	w.recogniserPod("governed", secret)
	w.recogniserPod("somebody", secret, func(p *corev1.Pod) { p.Labels = nil })
	c := cached(t)

	var pods corev1.PodList
	if err := c.List(t.Context(), &pods, client.InNamespace(w.namespace)); err != nil {
		t.Fatal(err)
	}
	if len(pods.Items) != 1 || pods.Items[0].Name != "governed" {
		t.Fatalf("the cache holds %d pods, want the governed one", len(pods.Items))
	}
	pod := &pods.Items[0]
	if pod.ManagedFields != nil || pod.Annotations != nil || pod.Spec.Containers[0].Env != nil || pod.Spec.SchedulingGates == nil {
		t.Errorf("the cache holds %+v of a pod, want no more than its place, its gates and its images", pod)
	}

	d := w.deployment("north-gate")
	w.edit(d, func() { d.Spec.Paused = true })
	held := &appsv1.Deployment{}
	if err := cached(t).Get(t.Context(), w.key("north-gate"), held); err != nil {
		t.Fatal(err)
	}
	var managers []string
	for _, entry := range held.ManagedFields {
		managers = append(managers, entry.Manager)
	}
	if diff := cmp.Diff([]string{"kubectl-edit"}, managers); diff != "" {
		t.Errorf("managers of an owned object in the cache (-want +got):\n%s", diff)
	}
}
