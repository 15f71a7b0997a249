// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package integration

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	ctrlconfig "sigs.k8s.io/controller-runtime/pkg/config"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/controllers"
	"github.com/facegov/facegov/internal/apply"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/gather"
)

// referTo makes a deployment govern a workload of somebody else's, and keep nothing.
func referTo(kind, name string) func(*v1alpha1.FaceRecognitionDeployment) {
	return func(d *v1alpha1.FaceRecognitionDeployment) {
		d.Spec.DataStores = nil
		d.Spec.Workload = v1alpha1.Workload{
			Type: v1alpha1.WorkloadTypeReference, Reference: &v1alpha1.WorkloadReference{Kind: kind, Name: name},
		}
	}
}

// faceServer is the pod template of a face server that somebody else installed.
func faceServer() corev1.PodTemplateSpec {
	return corev1.PodTemplateSpec{
		ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": "frigate"}},
		Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "frigate", Image: "example.test/frigate:1"}}},
	}
}

func (w *world) frigate() metav1.ObjectMeta {
	return metav1.ObjectMeta{Namespace: w.namespace, Name: "frigate"}
}

var ofFrigate = &metav1.LabelSelector{MatchLabels: map[string]string{"app": "frigate"}}

func (w *world) frigateDeployment() *appsv1.Deployment {
	w.t.Helper()
	d := &appsv1.Deployment{
		ObjectMeta: w.frigate(),
		Spec:       appsv1.DeploymentSpec{Replicas: new(int32(3)), Selector: ofFrigate, Template: faceServer()},
	}
	w.create(d)
	d.Status = appsv1.DeploymentStatus{ObservedGeneration: 1, Replicas: 2, ReadyReplicas: 1, UpdatedReplicas: 2, AvailableReplicas: 1}
	w.setStatus(d)
	return d
}

// TestSnapshotOfAWorkloadOfSomebodyElses: it is read past the cache, which keeps only what facegov made.
func TestSnapshotOfAWorkloadOfSomebodyElses(t *testing.T) {
	ready := facts.Workload{Exists: true, Replicas: 3, ReadyReplicas: 1, UpdatedReplicas: 2, ObservedCurrent: true}
	tests := map[string]struct {
		kind    string
		install func(w *world)
		want    facts.Reference
		volumes []string
	}{
		"a Deployment": {
			"Deployment", func(w *world) { w.frigateDeployment() },
			facts.Reference{Workload: ready, Pods: 2},
			nil,
		},
		"a StatefulSet with a claim for each pod": {"StatefulSet", func(w *world) {
			set := &appsv1.StatefulSet{ObjectMeta: w.frigate(), Spec: appsv1.StatefulSetSpec{
				Replicas: new(int32(3)), Selector: ofFrigate, Template: faceServer(),
				VolumeClaimTemplates: []corev1.PersistentVolumeClaim{claimTemplate("faces")},
			}}
			w.create(set)
			set.Status = appsv1.StatefulSetStatus{ObservedGeneration: 1, Replicas: 2, ReadyReplicas: 1, UpdatedReplicas: 2}
			w.setStatus(set)
		}, facts.Reference{Workload: ready, Pods: 2}, []string{"faces-frigate-0", "faces-frigate-1", "faces-frigate-2"}},
		"a DaemonSet": {"DaemonSet", func(w *world) {
			set := &appsv1.DaemonSet{ObjectMeta: w.frigate(), Spec: appsv1.DaemonSetSpec{Selector: ofFrigate, Template: faceServer()}}
			w.create(set)
			set.Status = appsv1.DaemonSetStatus{
				ObservedGeneration: 1, DesiredNumberScheduled: 3, CurrentNumberScheduled: 2, NumberReady: 1, UpdatedNumberScheduled: 2,
			}
			w.setStatus(set)
		}, facts.Reference{Workload: ready, Pods: 2}, nil},
		"nothing of that kind": {"StatefulSet", func(w *world) { w.frigateDeployment() }, facts.Reference{}, nil},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, referTo(tc.kind, "frigate"))
			tc.install(w)
			for _, through := range []string{"the API server", "the cache"} {
				if through == "the cache" {
					w.throughCache()
				}
				s := w.snapshot()
				if diff := cmp.Diff(tc.want, s.Reference); diff != "" {
					t.Errorf("reference through %s (-want +got):\n%s", through, diff)
				}
				if (s.Template.Spec != nil) != tc.want.Exists || s.Workload.Exists {
					t.Errorf("through %s: template %+v, workload %+v", through, s.Template, s.Workload)
				}
				if diff := cmp.Diff(tc.volumes, claimsOf(s.Template.Spec)); diff != "" {
					t.Errorf("claims through %s (-want +got):\n%s", through, diff)
				}
			}
		})
	}
}

func claimTemplate(name string) corev1.PersistentVolumeClaim {
	c := corev1.PersistentVolumeClaim{ObjectMeta: metav1.ObjectMeta{Name: name}}
	c.Spec.AccessModes = []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce}
	c.Spec.Resources.Requests = corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("1Gi")}
	return c
}

func claimsOf(spec *corev1.PodSpec) []string {
	var names []string
	for i := 0; spec != nil && i < len(spec.Volumes); i++ {
		if claim := spec.Volumes[i].PersistentVolumeClaim; claim != nil {
			names = append(names, claim.ClaimName)
		}
	}
	return names
}

// TestSnapshotOfPodsThatWereThereBefore: the pods of a workload that nobody governed when they were born are found by
// their owner, and only while there are more pods than governed ones.
func TestSnapshotOfPodsThatWereThereBefore(t *testing.T) {
	w := newWorld(t, referTo("Deployment", "frigate"))
	d := w.frigateDeployment()
	node := w.node("here", corev1.ConditionTrue, map[string]string{v1alpha1.ZoneNodeLabel: "maple-north-gate"})
	ofSet := func(set string) func(*corev1.Pod) {
		return func(p *corev1.Pod) {
			p.Spec.SchedulingGates, p.Spec.NodeName = nil, node.Name
			p.Labels = map[string]string{"app": "frigate", appsv1.DefaultDeploymentUniqueLabelKey: "5f"}
			p.OwnerReferences = []metav1.OwnerReference{{
				APIVersion: "apps/v1", Kind: "ReplicaSet", Name: set, UID: "1", Controller: new(true),
			}}
		}
	}
	w.recogniserPod("before", ofSet("frigate-5f"))
	w.recogniserPod("of-another", ofSet("another-5f"))
	over := w.recogniserPod("over", ofSet("frigate-5f"))
	over.Status.Phase = corev1.PodFailed
	w.setStatus(over)
	w.recogniserPod("governed", ofSet("frigate-5f"), func(p *corev1.Pod) {
		p.Labels[v1alpha1.DeploymentLabel], p.Labels[v1alpha1.ComponentLabel] = "north-gate", v1alpha1.ComponentRecogniser
	})
	for _, through := range []string{"the API server", "the cache"} {
		if through == "the cache" {
			w.throughCache()
		}
		s := w.snapshot()
		if len(s.Pods) != 1 || s.Pods[0].Name != "governed" {
			t.Errorf("governed pods through %s: %+v", through, s.Pods)
		}
		if got := s.Reference.Ungoverned; len(got) != 1 || got[0].Name != "before" || got[0].Zone != "maple-north-gate" || got[0].UID == "" {
			t.Errorf("pods through %s that were there before: %+v", through, got)
		}
	}
	d.Status.Replicas, d.Status.UpdatedReplicas = 1, 1
	w.setStatus(d)
	if got := w.snapshot().Reference.Ungoverned; got != nil {
		t.Errorf("all pods are governed, and yet: %+v", got)
	}
}

// TestSnapshotOfWhoElseGoverns names the other deployments of a workload, and whoever made it when facegov did.
func TestSnapshotOfWhoElseGoverns(t *testing.T) {
	w := newWorld(t, referTo("Deployment", "frigate"))
	w.frigateDeployment()
	other := func(name string, change func(*v1alpha1.FaceRecognitionDeployment)) {
		d := &v1alpha1.FaceRecognitionDeployment{}
		w.get("north-gate", d)
		d.ObjectMeta = metav1.ObjectMeta{Namespace: w.namespace, Name: name}
		change(d)
		w.create(d)
	}
	other("zealous", referTo("Deployment", "frigate"))
	other("elsewhere", referTo("Deployment", "another"))
	other("of-another-kind", referTo("StatefulSet", "frigate"))
	if diff := cmp.Diff([]facts.Governor{{Name: "zealous"}}, w.snapshot().Reference.Governors); diff != "" {
		t.Errorf("governors (-want +got):\n%s", diff)
	}
	asked, err := w.gatherer.Snapshot(t.Context(), w.key("zealous"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]facts.Governor{{Name: "north-gate", Older: true}}, asked.Reference.Governors); diff != "" {
		t.Errorf("governors of the other (-want +got):\n%s", diff)
	}

	w.mustApply(permitted) // now there is a standing way in
	other("shutter", referTo("Deployment", "north-gate-way-in"))
	shutter, err := w.gatherer.Snapshot(t.Context(), w.key("shutter"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]facts.Governor{{Name: "north-gate", Older: true}}, shutter.Reference.Governors); diff != "" {
		t.Errorf("who made the way in (-want +got):\n%s", diff)
	}
}

// TestAReferenceAttachesEverythingButARecogniser: the way in, the sweeps and the network are there; its account and its
// workload are its owner's.
func TestAReferenceAttachesEverythingButARecogniser(t *testing.T) {
	w := newWorld(t, func(d *v1alpha1.FaceRecognitionDeployment) {
		stores := d.Spec.DataStores
		referTo("Deployment", "frigate")(d)
		d.Spec.DataStores = stores
	})
	before := w.frigateDeployment()
	w.settle(permitted)
	var got []string
	for _, object := range w.owned() {
		got = append(got, object.GetObjectKind().GroupVersionKind().Kind+" "+object.GetName())
	}
	if w.exists("north-gate", &appsv1.Deployment{}) || w.exists("north-gate-recogniser", &corev1.ServiceAccount{}) {
		t.Errorf("a recogniser was made: %v", got)
	}
	if !w.exists("north-gate-way-in", &appsv1.Deployment{}) || !w.exists("north-gate-recogniser", &networkingv1.NetworkPolicy{}) {
		t.Errorf("the way in or the network rules are missing: %v", got)
	}
	after := &appsv1.Deployment{}
	w.get("frigate", after)
	if diff := cmp.Diff(before.ResourceVersion, after.ResourceVersion); diff != "" {
		t.Errorf("the workload of somebody else's was written (-before +after):\n%s", diff)
	}
}

// runDeployments starts the reconciler of deployments as the operator does, for this world alone.
func (w *world) runDeployments() {
	w.t.Helper()
	config, err := running.ServiceAccountConfig(w.t.Context(), operatorNamespace, operatorAccount)
	if err != nil {
		w.t.Fatal(err)
	}
	options := gather.CacheOptions(operatorNamespace)
	options.DefaultNamespaces = map[string]cache.Config{w.namespace: {}}
	mgr, err := ctrl.NewManager(config, ctrl.Options{
		Scheme: scheme, Cache: options, Metrics: metricsserver.Options{BindAddress: "0"},
		Controller: ctrlconfig.Controller{SkipNameValidation: new(true)},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	policies := gather.NewPolicyCache(mgr.GetClient(), operatorNamespace)
	reconciler := &controllers.FaceRecognitionDeploymentReconciler{
		Client: mgr.GetClient(), Applier: apply.New(mgr.GetClient(), mgr.GetAPIReader()), Settings: settings,
		Gatherer: &gather.Gatherer{
			Reader: mgr.GetClient(), Live: mgr.GetAPIReader(), Policies: policies, Clock: clock.RealClock{},
		},
		Events: mgr.GetEventRecorder("facegov"), Clock: clock.RealClock{},
	}
	if err := reconciler.SetupWithManager(ctx, mgr); err != nil {
		w.t.Fatal(err)
	}
	stopped := make(chan error, 1)
	go func() { stopped <- mgr.Start(ctx) }()
	w.t.Cleanup(func() {
		cancel()
		if err := <-stopped; err != nil {
			w.t.Errorf("the manager stopped: %v", err)
		}
	})
}

// awaitReason waits until a deployment has a finding of that reason about its reference, or has none.
func (w *world) awaitReason(when, name, reason string, isWanted bool) {
	w.t.Helper()
	await(w, when, name, &v1alpha1.FaceRecognitionDeploymentList{}, func(d *v1alpha1.FaceRecognitionDeployment) bool {
		has := slices.ContainsFunc(d.Status.Findings, func(f v1alpha1.Finding) bool { return f.Reason == reason })
		return d.Namespace == w.namespace && d.Status.ObservedGeneration == d.Generation && has == isWanted
	})
}

// TestAWorkloadOfSomebodyElsesIsFollowed shows that the watches lead from a workload to those who refer to it, and from
// one of them to the others.
func TestAWorkloadOfSomebodyElsesIsFollowed(t *testing.T) {
	w := newWorld(t, func(d *v1alpha1.FaceRecognitionDeployment) {
		d.Name = "followed"
		referTo("Deployment", "frigate")(d)
	})
	w.runDeployments()
	w.awaitReason("there is no workload", "followed", "WorkloadMissing", true)
	d := w.frigateDeployment()
	w.awaitReason("the workload comes", "followed", "WorkloadMissing", false)
	w.awaitReason("its image has a tag", "followed", "ImageNotPinned", true)
	w.edit(d, func() { d.Spec.Template.Spec.Containers[0].Image = "example.test/frigate@sha256:1" })
	w.awaitReason("its image is pinned", "followed", "ImageNotPinned", false)

	second := &v1alpha1.FaceRecognitionDeployment{}
	w.get("followed", second)
	second.ObjectMeta = metav1.ObjectMeta{Namespace: w.namespace, Name: "follower"}
	second.Status = v1alpha1.FaceRecognitionDeploymentStatus{}
	w.create(second)
	for _, name := range []string{"followed", "follower"} {
		w.awaitReason("two govern it", name, "WorkloadGovernedTwice", true)
	}
	if err := admin.Delete(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	w.awaitReason("one governs it", "followed", "WorkloadGovernedTwice", false)
	if err := admin.Delete(t.Context(), d, client.PropagationPolicy(metav1.DeletePropagationBackground)); err != nil {
		t.Fatal(err)
	}
	w.awaitReason("the workload goes", "followed", "WorkloadMissing", true)
}
