// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package integration

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/apply"
	"github.com/facegov/facegov/internal/plan"
)

const sweepOfGallery = "north-gate-gallery-sweep"

// owned lists everything that facegov attached in a namespace, as kind/name.
func (w *world) owned() map[string]client.Object {
	w.t.Helper()
	found := map[string]client.Object{}
	for kind, list := range map[string]client.ObjectList{
		"CronJob": &batchv1.CronJobList{}, "Deployment": &appsv1.DeploymentList{}, "Job": &batchv1.JobList{},
		"NetworkPolicy": &networkingv1.NetworkPolicyList{}, "PodDisruptionBudget": &policyv1.PodDisruptionBudgetList{},
		"Service": &corev1.ServiceList{}, "ServiceAccount": &corev1.ServiceAccountList{},
	} {
		if err := admin.List(w.t.Context(), list, client.InNamespace(w.namespace)); err != nil {
			w.t.Fatal(err)
		}
		items, err := listItems(list)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, item := range items {
			found[kind+"/"+item.GetName()] = item
		}
	}
	return found
}

func TestApplyWritesWhatThePlanAsksForOnce(t *testing.T) {
	w := newWorld(t)
	w.mustApply(permitted)
	w.mustApply(permitted)

	frd := w.snapshot().Deployment
	if !slices.Contains(frd.Finalizers, v1alpha1.EraseFinalizer) {
		t.Errorf("the deployment has the finalizers %v, want %s among them", frd.Finalizers, v1alpha1.EraseFinalizer)
	}
	before := map[string]string{}
	var got []string
	for name, object := range w.owned() {
		got = append(got, name)
		before[name] = object.GetResourceVersion()
		if !metav1.IsControlledBy(object, frd) {
			t.Errorf("%s is not controlled by the deployment", name)
		}
		if object.GetAnnotations()[v1alpha1.DigestAnnotation] == "" {
			t.Errorf("%s carries no digest", name)
		}
	}
	slices.Sort(got)
	want := []string{
		"CronJob/" + sweepOfGallery,
		"Deployment/north-gate", "Deployment/north-gate-way-in",
		"NetworkPolicy/north-gate-recogniser", "NetworkPolicy/north-gate-sweep", "NetworkPolicy/north-gate-way-in",
		"PodDisruptionBudget/north-gate-way-in",
		"Service/north-gate-way-in",
		"ServiceAccount/north-gate-recogniser", "ServiceAccount/north-gate-sweep", "ServiceAccount/north-gate-way-in",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("attached objects (-want +got):\n%s", diff)
	}

	w.wantNoWrite("nothing has changed", func() { w.mustApply(permitted) })
	w.restart()
	w.wantNoWrite("nothing has changed since before the restart", func() { w.mustApply(permitted) })
	for name, object := range w.owned() {
		if object.GetResourceVersion() != before[name] {
			t.Errorf("%s was written although nothing had changed", name)
		}
	}
}

func TestWhatOthersPutIntoAnOwnedSpecGoesAway(t *testing.T) {
	spy := corev1.Container{Name: "spy", Image: "example.test/spy"}
	edits := map[string]struct {
		object client.Object
		edit   func(w *world)
	}{
		"a container added to the recogniser": {
			edit: func(w *world) {
				d := w.deployment("north-gate")
				w.edit(d, func() { d.Spec.Template.Spec.Containers = append(d.Spec.Template.Spec.Containers, spy) })
			},
		},
		"a container added by another server-side applier": {
			edit: func(w *world) { w.applyAs("somebody", "north-gate", spy) },
		},
		"an init container before the way in's sidecar": {
			edit: func(w *world) {
				d := w.deployment("north-gate")
				w.edit(d, func() {
					d.Spec.Template.Spec.InitContainers = slices.Insert(d.Spec.Template.Spec.InitContainers, 0, spy)
				})
			},
		},
		"an environment variable in a wanted container": {
			edit: func(w *world) {
				d := w.deployment("north-gate")
				w.edit(d, func() {
					d.Spec.Template.Spec.Containers[0].Env = []corev1.EnvVar{{Name: "UPLOAD", Value: "https://example.test"}}
				})
			},
		},
		"another image": {
			edit: func(w *world) {
				d := w.deployment("north-gate")
				w.edit(d, func() { d.Spec.Template.Spec.Containers[0].Image = "example.test/spy" })
			},
		},
		"another size": {
			edit: func(w *world) {
				d := w.deployment("north-gate")
				w.edit(d, func() { d.Spec.Replicas = new(int32(9)) })
			},
		},
		"a default changed": {
			edit: func(w *world) {
				d := w.deployment("north-gate")
				w.edit(d, func() { d.Spec.MinReadySeconds, d.Spec.Paused = 60, true })
			},
		},
		"a sweep suspended": {
			edit: func(w *world) {
				c := &batchv1.CronJob{}
				w.get(sweepOfGallery, c)
				w.edit(c, func() { c.Spec.Suspend = new(!*c.Spec.Suspend) })
			},
		},
		"a rule added to a network policy": {
			edit: func(w *world) {
				p := &networkingv1.NetworkPolicy{}
				w.get("north-gate-recogniser", p)
				w.edit(p, func() { p.Spec.Egress = append(p.Spec.Egress, networkingv1.NetworkPolicyEgressRule{}) })
			},
		},
		"the way in's Service pointed elsewhere": {
			edit: func(w *world) {
				s := &corev1.Service{}
				w.get("north-gate-way-in", s)
				w.edit(s, func() { s.Spec.Selector["app"] = "spy" })
			},
		},
		"a token mounted": {
			edit: func(w *world) {
				a := &corev1.ServiceAccount{}
				w.get("north-gate-recogniser", a)
				w.edit(a, func() { a.AutomountServiceAccountToken = new(true) })
			},
		},
	}
	for name, tc := range edits {
		for operatorWas, isCold := range map[string]bool{"running": false, "down": true} {
			t.Run(name+" while the operator was "+operatorWas, func(t *testing.T) {
				w := newWorld(t)
				w.settle(permitted)
				before := w.specs()
				tc.edit(w)
				if diff := cmp.Diff(before, w.specs()); diff == "" {
					t.Fatal("the edit changed nothing, so this case shows nothing")
				}
				if isCold {
					w.restart()
				}
				if outcome := w.mustApply(permitted); len(outcome.Reverted) != 1 {
					t.Errorf("put back %v, want the one object that was edited", outcome.Reverted)
				}
				if diff := cmp.Diff(before, w.specs()); diff != "" {
					t.Errorf("owned specs (-before +after):\n%s", diff)
				}
				w.wantNoWrite("it was put right", func() { w.mustApply(permitted) })
				w.restart()
				w.wantNoWrite("it was put right before the restart", func() { w.mustApply(permitted) })
			})
		}
	}
}

func TestWhatOthersPutIntoASpecGoesAwayAlthoughTheyWipeTheirTraces(t *testing.T) {
	w := newWorld(t)
	w.settle(permitted)
	before := w.specs()
	d := w.deployment("north-gate")
	entries := slices.Clone(d.ManagedFields)
	w.edit(d, func() {
		d.Spec.Template.Spec.Containers = append(d.Spec.Template.Spec.Containers, corev1.Container{Name: "spy", Image: "example.test/spy"})
	})
	w.edit(d, func() { d.ManagedFields = entries })
	for _, entry := range w.deployment("north-gate").ManagedFields {
		if entry.Manager == "kubectl-edit" {
			t.Fatal("the traces were not wiped, so this case shows nothing")
		}
	}
	w.mustApply(permitted)
	if diff := cmp.Diff(before, w.specs()); diff != "" {
		t.Errorf("owned specs (-before +after):\n%s", diff)
	}
}

func TestLabelsAndAnnotationsOfOthersStay(t *testing.T) {
	w := newWorld(t)
	w.settle(permitted)
	for name, object := range w.owned() {
		w.patch(object, `{"metadata":{"labels":{"team":"doors"},"annotations":{"note":"ours"}}}`)
		if object.GetLabels()["team"] != "doors" {
			t.Fatalf("%s did not take the label", name)
		}
	}
	w.wantNoWrite("only labels and annotations of others came", func() { w.mustApply(permitted) })
	w.restart()
	w.wantNoWrite("only labels and annotations of others came", func() { w.mustApply(permitted) })

	// They stay when facegov does write.
	w.patch(w.snapshot().Deployment, `{"spec":{"workload":{"template":{"replicas":3}}}}`)
	w.mustApply(permitted)
	d := w.deployment("north-gate")
	if *d.Spec.Replicas != 3 || d.Labels["team"] != "doors" || d.Annotations["note"] != "ours" {
		t.Errorf("replicas %d, labels %v, annotations %v; want 3 and what others put there", *d.Spec.Replicas, d.Labels, d.Annotations)
	}
}

func TestOwnLabelsThatSomebodyTakesAwayComeBack(t *testing.T) {
	w := newWorld(t)
	w.settle(permitted)
	for name, object := range w.owned() {
		w.patch(object, toJSON(t, map[string]any{"metadata": map[string]any{
			"labels":          map[string]any{v1alpha1.ComponentLabel: nil},
			"ownerReferences": nil,
		}}))
		if object.GetLabels()[v1alpha1.ComponentLabel] != "" || len(object.GetOwnerReferences()) > 0 {
			t.Fatalf("%s kept its label or its owner", name)
		}
	}
	w.restart()
	w.mustApply(permitted)
	for name, object := range w.owned() {
		if object.GetLabels()[v1alpha1.ComponentLabel] == "" || metav1.GetControllerOf(object) == nil {
			t.Errorf("%s did not get its label and its owner back", name)
		}
	}
}

func TestDeletedObjectsComeBack(t *testing.T) {
	w := newWorld(t)
	w.settle(permitted)
	before := w.specs()
	for _, object := range w.owned() {
		if err := admin.Delete(t.Context(), object); err != nil {
			t.Fatal(err)
		}
	}
	if left := w.owned(); len(left) > 0 {
		t.Fatalf("still there: %v", left)
	}
	w.mustApply(permitted)
	if diff := cmp.Diff(before, w.specs()); diff != "" {
		t.Errorf("owned specs (-before +after):\n%s", diff)
	}
	w.wantNoWrite("everything is back", func() { w.mustApply(permitted) })
}

func TestObjectsRestoredFromABackupAreTakenOverOnce(t *testing.T) {
	w := newWorld(t)
	w.settle(permitted)
	before := w.specs()
	for name, object := range w.owned() {
		restored := object.DeepCopyObject().(client.Object)
		if err := admin.Delete(t.Context(), object); err != nil {
			t.Fatal(err)
		}
		restored.SetUID("")
		restored.SetResourceVersion("")
		restored.SetManagedFields(nil)
		restored.SetOwnerReferences(nil)
		// Whoever restores an object owns every field of it, those that the API server filled in included.
		if err := admin.Create(t.Context(), restored, client.FieldOwner("backup")); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	w.restart()
	w.mustApply(permitted)
	if diff := cmp.Diff(before, w.specs()); diff != "" {
		t.Errorf("owned specs (-before +after):\n%s", diff)
	}
	w.wantNoWrite("everything was taken over", func() { w.mustApply(permitted) })
	w.restart()
	w.wantNoWrite("everything was taken over before the restart", func() { w.mustApply(permitted) })
}

func TestObjectsOfOthersAreLeftAlone(t *testing.T) {
	w := newWorld(t)
	theirs := &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: "north-gate-way-in"},
		Spec: appsv1.DeploymentSpec{
			Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": "theirs"}},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": "theirs"}},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "app", Image: "example.test/theirs"}}},
			},
		},
	}
	w.create(theirs)
	service := &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: w.namespace, Name: "north-gate-way-in",
			OwnerReferences: []metav1.OwnerReference{{
				APIVersion: "v1", Kind: "ConfigMap", Name: "somebody", UID: "1234", Controller: new(true),
			}},
		},
		Spec: corev1.ServiceSpec{Ports: []corev1.ServicePort{{Port: 80}}},
	}
	w.create(service)

	w.apply(permitted)
	outcome := w.apply(permitted)
	wantFailures(t, outcome, "Deployment/north-gate-way-in invalid=true", "Service/north-gate-way-in invalid=false")
	if got := w.deployment("north-gate-way-in"); got.ResourceVersion != theirs.ResourceVersion {
		t.Error("the Deployment of somebody else was written")
	}
	after := &corev1.Service{}
	w.get("north-gate-way-in", after)
	if after.ResourceVersion != service.ResourceVersion {
		t.Error("the Service of somebody else was written")
	}
	if w.exists("north-gate", &appsv1.Deployment{}) {
		t.Error("the recogniser was started without its way in")
	}
	if !w.exists(sweepOfGallery, &batchv1.CronJob{}) {
		t.Error("the sweep was not written, although only the way in failed")
	}
}

func TestTheRecogniserWaitsForWhatProtectsPeople(t *testing.T) {
	broken := func(p *plan.Plan) { p.WayIn.Service.Spec.Ports = nil }
	w := newWorld(t)
	w.apply(permitted, broken)
	outcome := w.apply(permitted, broken)
	wantFailures(t, outcome, "Service/north-gate-way-in invalid=true")
	if w.exists("north-gate", &appsv1.Deployment{}) {
		t.Error("the recogniser was started without its way in")
	}
	for name, object := range map[string]client.Object{
		"north-gate-way-in": &appsv1.Deployment{}, sweepOfGallery: &batchv1.CronJob{},
		"north-gate-recogniser": &networkingv1.NetworkPolicy{},
	} {
		if !w.exists(name, object) {
			t.Errorf("%T %s was not written, although only the Service failed", object, name)
		}
	}

	// Stopping is never held back.
	w.settle(permitted)
	w.patch(w.snapshot().Deployment, `{"spec":{"suspend":true}}`)
	wantFailures(t, w.apply(permitted, broken), "Service/north-gate-way-in invalid=true")
	if d := w.deployment("north-gate"); *d.Spec.Replicas != 0 {
		t.Errorf("the recogniser has %d replicas, want 0", *d.Spec.Replicas)
	}
}

func TestATemplateThatTheAPIServerRefusesIsNotWritten(t *testing.T) {
	cases := map[string]struct {
		pod   string
		level string
		want  []string
		not   string
	}{
		"validation": {
			pod: `{"containers":[{"name":"recogniser","image":"example.test/r","env":[{"name":"A=B","value":"s3cret"}],
				"ports":[{"containerPort":70000,"protocol":"TCP"}]}]}`,
			want: []string{"spec.containers[0].ports[0].containerPort", "must be between 1 and 65535"},
			not:  "70000",
		},
		"pod security": {
			pod:   `{"containers":[{"name":"recogniser","image":"example.test/r"}],"hostNetwork":true}`,
			level: "restricted",
			want:  []string{"violates PodSecurity", "hostNetwork"},
			not:   "s3cret",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(d *v1alpha1.FaceRecognitionDeployment) {
				d.Spec.Workload.Template.Spec = runtime.RawExtension{Raw: []byte(tc.pod)}
				// The plan makes rendered pods as secure as it may; this deployment asks it not to.
				d.Spec.Workload.PodSecurity = &v1alpha1.PodSecurity{Profile: "Privileged", Reason: "Shows a refusal."}
			})
			if tc.level != "" {
				namespace := &corev1.Namespace{}
				namespace.Name = w.namespace
				w.patch(namespace, `{"metadata":{"labels":{"pod-security.kubernetes.io/enforce":"`+tc.level+`"}}}`)
			}
			w.mustApplyAllBut("north-gate")
			outcome := w.apply(permitted)
			wantFailures(t, outcome, "Deployment/north-gate invalid=true")
			message := outcome.Failures[0].Message
			for _, part := range tc.want {
				if !strings.Contains(message, part) {
					t.Errorf("the refusal does not say %q: %s", part, message)
				}
			}
			if strings.Contains(message, tc.not) || len(message) > 512 {
				t.Errorf("the refusal tells a value, or too much: %s", message)
			}
			if w.exists("north-gate", &appsv1.Deployment{}) {
				t.Error("the recogniser was written although no pod of it would be accepted")
			}
			pods := &corev1.PodList{}
			if err := admin.List(t.Context(), pods, client.InNamespace(w.namespace)); err != nil || len(pods.Items) > 0 {
				t.Errorf("trying a pod left %d pods (%v)", len(pods.Items), err)
			}
		})
	}
}

func TestTheTrialOfATemplateIsOnlyMadeBeforeAWrite(t *testing.T) {
	w := newWorld(t)
	w.mustApply(permitted) // the finalizer
	trials := w.writes(func() { w.mustApply(permitted) }).To("pods")
	w.patch(w.snapshot().Deployment, `{"spec":{"workload":{"template":{"replicas":3}}}}`)
	trials = append(trials, w.writes(func() { w.mustApply(permitted) }).To("pods")...)
	if len(trials.Kept()) > 0 {
		t.Errorf("pods were really made: %+v", trials.Kept())
	}
	w.wantNoWrite("the template was tried", func() { w.mustApply(permitted) })
}

func TestStatusIsWrittenToNoOtherObjectOfThatName(t *testing.T) {
	w := newWorld(t)
	d := w.snapshot().Deployment
	d.UID = "another"
	if _, err := apply.Status(t.Context(), operator, d); !apierrors.IsConflict(err) {
		t.Errorf("Status() = %v, want a conflict", err)
	}
	d.Name = "never-was"
	if _, err := apply.Status(t.Context(), operator, d); !apierrors.IsNotFound(err) {
		t.Errorf("Status() = %v, want not found", err)
	}
}
