// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package attacks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	clocktesting "k8s.io/utils/clock/testing"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// undone holds what the operator does about each trick with ring operator, by the name of the trick.
var undone = map[string]func(t *testing.T, a *attack, o *stepper){
	"zone used from a foreign namespace":    zoneOfOthers,
	"zone that claims somebody else's node": nodeOfOthers,
	"camera moved to another room":          cameraMoved,
	"jurisdiction left out":                 jurisdictionLeftOut,
	"law deleted while in use":              lawDeleted,
	"zone deleted while in use":             zoneDeleted,
	"name of the way in taken beforehand":   nameTaken,

	"disruption budgets of one's own that let no recogniser go, two at once": budgetsOfOthers,
	"deployment deleted with its recogniser left behind (cascade orphan)":    leftBehind,

	"pack switched off without a reason":                   packSwitchedOff,
	"native policy deleted by a cluster administrator":     guardsDeleted,
	"face server under an image name that nobody knows":    unknownImage,
	"pods run before the namespace was enrolled":           runsAlready,
	"static pod with the label, from a folder of its node": staticPod,
}

// TestWhatTheOperatorUndoes plays what no guard at the pod decides, with the operator stepping.
func TestWhatTheOperatorUndoes(t *testing.T) {
	all, err := attacks()
	must(t, err)
	var played []string
	for i := range all {
		a := &all[i]
		if a.Ring != "operator" {
			continue
		}
		play, known := undone[a.Trick]
		if !known {
			t.Errorf("nobody plays %q", a.Trick)
			continue
		}
		played = append(played, a.Trick)
		t.Run(a.Trick, func(t *testing.T) { play(t, a, newStepper(t)) })
	}
	for trick := range undone {
		if !slices.Contains(played, trick) {
			t.Errorf("%q is played and is no attack", trick)
		}
	}
}

// does lets the attacker do what the data says, which the API server does not refuse.
func (a *attack) does(t *testing.T) {
	t.Helper()
	if _, err := shared.try(t.Context(), a.Who, a.Does, false); err != nil {
		t.Fatalf("%s, as %s: %v", a.Trick, a.Who, err)
	}
}

func zoneOfOthers(t *testing.T, _ *attack, o *stepper) {
	p := newPlace(t, "foreign-zone", func(_ *v1alpha1.FaceRecognitionDeployment, zone *v1alpha1.RecognitionZone) {
		zone.Spec.AllowedNamespaces.Names = []string{"maple-court"}
	})
	o.until(t, p, "the zone is refused", p.verdictIs(v1alpha1.VerdictDenied, v1alpha1.VerdictUnknown))
	must(t, p.noneRuns(t.Context()))
}

func nodeOfOthers(t *testing.T, a *attack, o *stepper) {
	p := newPlace(t, "claimed-node", nil)
	o.until(t, p, "a recogniser runs", p.runs)
	a.does(t)
	p.zones = append(p.zones, "claimed-node-too")
	o.until(t, p, "the node stands in no zone and both zones say so", func(ctx context.Context) error {
		node := &corev1.Node{}
		if err := shared.admin.Get(ctx, client.ObjectKey{Name: p.nodes[0]}, node); err != nil {
			return err
		}
		if zone := node.Labels[v1alpha1.ZoneNodeLabel]; zone != "" {
			return fmt.Errorf("the node is labelled %s", zone)
		}
		for _, zone := range p.zones {
			if reason, err := zoneReason(ctx, zone); err != nil || reason != v1alpha1.ReasonNodeOverlap {
				return errors.Join(err, fmt.Errorf("zone %s is not Ready because of %q", zone, reason))
			}
		}
		return nil
	})
}

func cameraMoved(t *testing.T, a *attack, o *stepper) {
	p := newPlace(t, "moved-camera", nil)
	room := newZone("moved-camera-room")
	room.Spec.Venue, room.Spec.Nodes = "hotel-guest-room", nil
	room.Spec.CaptureDevices = []v1alpha1.CaptureDevice{{Name: "cam-north-1", Addresses: []string{"192.0.2.10/32"}}}
	room.Spec.AllowedNamespaces = &v1alpha1.AllowedNamespaces{From: "Names", Names: []string{p.name}}
	create(t, room)
	p.zones = append(p.zones, room.Name)
	o.until(t, p, "a recogniser runs", p.runs)
	a.does(t)
	o.until(t, p, "what ran has left", func(ctx context.Context) error {
		return errors.Join(p.denies(noPrivate)(ctx), p.noneRuns(ctx))
	})
}

func jurisdictionLeftOut(t *testing.T, a *attack, o *stepper) {
	p := newPlace(t, "no-jurisdiction", func(_ *v1alpha1.FaceRecognitionDeployment, zone *v1alpha1.RecognitionZone) {
		zone.Spec.Venue = "hotel-guest-room"
	})
	a.does(t)
	o.until(t, p, "the law of the place counts all the same", p.denies(noPrivate))
	must(t, p.noneRuns(t.Context()))
}

func lawDeleted(t *testing.T, a *attack, o *stepper) { inputDeleted(t, a, o, "lost-inputs") }

func zoneDeleted(t *testing.T, a *attack, o *stepper) { inputDeleted(t, a, o, "lost-zone") }

func inputDeleted(t *testing.T, a *attack, o *stepper, name string) {
	p := newPlace(t, name, func(gate *v1alpha1.FaceRecognitionDeployment, _ *v1alpha1.RecognitionZone) {
		gate.Spec.Workload.Template.Replicas = new(int32(2))
	})
	var before []corev1.Pod
	o.until(t, p, "both recognisers run", func(ctx context.Context) (err error) {
		before, err = p.recognisers(ctx)
		if err == nil && (len(before) != 2 || !isReady(&before[0]) || !isReady(&before[1])) {
			err = fmt.Errorf("%d pods", len(before))
		}
		return err
	})
	a.does(t)
	o.until(t, p, "what runs is held", func(ctx context.Context) error {
		status, err := p.status(ctx)
		if err == nil && status.HeldVerdict == nil {
			err = fmt.Errorf("nothing is held: %s %+v", status.Verdict, status.Findings)
		}
		return errors.Join(err, p.runs(ctx))
	})
	must(t, shared.admin.Delete(t.Context(), &before[0]))
	o.until(t, p, "its successor waits at the gate", func(ctx context.Context) error {
		pods, err := p.recognisers(ctx)
		if err == nil && (len(pods) != 2 || !slices.ContainsFunc(pods, func(pod corev1.Pod) bool { return isGated(&pod) })) {
			err = fmt.Errorf("%d pods", len(pods))
		}
		return errors.Join(err, p.runs(ctx))
	})
}

// budgetsOfOthers lets the law ask for an eviction that two budgets forbid: one is respected for a while, and two at once
// are more than the API server decides about.
func budgetsOfOthers(t *testing.T, a *attack, o *stepper) {
	// A clock that stands still within the seconds in which laws are still coming would let nobody in.
	now := clocktesting.NewFakePassiveClock(time.Now().Add(time.Minute))
	o.deployments.Gatherer.Clock, o.deployments.Clock = now, now
	p := newPlace(t, "kept-budgets", nil)
	o.until(t, p, "a recogniser runs", p.runs)
	a.does(t)
	second := &policyv1.PodDisruptionBudget{
		ObjectMeta: metav1.ObjectMeta{Namespace: p.name, Name: "keep-too"},
		Spec: policyv1.PodDisruptionBudgetSpec{
			MaxUnavailable: &intstr.IntOrString{}, Selector: &metav1.LabelSelector{},
		},
	}
	create(t, second)
	zone := &v1alpha1.RecognitionZone{ObjectMeta: metav1.ObjectMeta{Name: p.zones[0]}}
	private := client.RawPatch(types.MergePatchType, []byte(`{"spec":{"venue":"hotel-guest-room"}}`))
	must(t, shared.admin.Patch(t.Context(), zone, private))
	o.until(t, p, "the law asks it to leave, and the budgets keep it", func(ctx context.Context) error {
		status, err := p.status(ctx)
		if err == nil && (status.Placement == nil || status.Placement.LastEviction == nil) {
			err = fmt.Errorf("no eviction is under way: %s", status.Verdict)
		}
		return errors.Join(err, p.denies(noPrivate)(ctx))
	})
	must(t, p.runs(t.Context()))
	now.SetTime(now.Now().Add(31 * time.Second))
	o.until(t, p, "what ran has left", p.noneRuns)
}

// leftBehind deletes a deployment that keeps its faces, so that no finalizer holds it, and leaves what it attached.
func leftBehind(t *testing.T, a *attack, o *stepper) {
	p := newPlace(t, "left-behind", func(gate *v1alpha1.FaceRecognitionDeployment, _ *v1alpha1.RecognitionZone) {
		gate.Spec.DeletionPolicy = v1alpha1.DeletionRetain
	})
	o.until(t, p, "a recogniser runs", p.runs)
	a.does(t)
	must(t, eventually(t.Context(), "the deployment is gone", func(ctx context.Context) error {
		_, err := p.status(ctx)
		if apierrors.IsNotFound(err) {
			return nil
		}
		return errors.Join(err, errors.New("it is there"))
	}))
	o.until(t, p, "what it left behind runs no more", func(ctx context.Context) error {
		return errors.Join(o.patrolOnce(ctx, p.name), p.noneRuns(ctx))
	})
	if !o.told.has("Orphaned Pod/") {
		t.Errorf("nobody was told: %q", o.told.notes)
	}
}

func nameTaken(t *testing.T, a *attack, o *stepper) {
	p := newPlace(t, "taken-name", nil)
	a.does(t)
	o.until(t, p, "the status names what is in the way", func(ctx context.Context) error {
		status, err := p.status(ctx)
		if err == nil && !slices.ContainsFunc(status.Conditions, func(c metav1.Condition) bool {
			return strings.Contains(c.Message, "a Deployment named taken-name-way-in exists and is not facegov's")
		}) {
			err = fmt.Errorf("%+v", status.Conditions)
		}
		return errors.Join(err, p.noneRuns(ctx))
	})
	kiosk := &appsv1.Deployment{}
	must(t, shared.admin.Get(t.Context(), client.ObjectKey{Namespace: p.name, Name: "taken-name-way-in"}, kiosk))
	if got := kiosk.Spec.Template.Spec.Containers[0].Image; got != "registry.example/kiosk:1" {
		t.Errorf("what somebody else made was taken over: it runs %s", got)
	}
}

func packSwitchedOff(t *testing.T, a *attack, o *stepper) {
	p := newPlace(t, "switched-off", func(_ *v1alpha1.FaceRecognitionDeployment, zone *v1alpha1.RecognitionZone) {
		zone.Spec.Venue = "hotel-guest-room"
	})
	if _, err := shared.try(t.Context(), a.Who, a.Does, false); err != nil && !apierrors.IsInvalid(err) {
		t.Fatal(err)
	}
	o.until(t, p, "the law counts all the same", p.denies(noPrivate))
	must(t, p.noneRuns(t.Context()))
}

// guardsDeleted takes guards away as a cluster administrator can, brings in meanwhile what they would have refused, and
// looks at what the operator says and removes.
func guardsDeleted(t *testing.T, a *attack, o *stepper) {
	p := newPlace(t, "lost-guards", nil)
	o.until(t, p, "a recogniser runs", p.runs)
	create(t, managerDeployment())
	t.Cleanup(func() { must(t, shared.admin.Delete(context.WithoutCancel(t.Context()), managerDeployment())) })
	o.lookAtGuards(t)
	must(t, degraded(t.Context(), "False", "All "))

	t.Cleanup(func() { reinstall(t) })
	a.does(t)
	for _, name := range []string{"facegov-own-labels", "facegov-pod-birth", "facegov-recogniser-image", "facegov-network-policy"} {
		_, err := shared.try(t.Context(), a.Who, request{Delete: policiesPath + name}, false)
		must(t, err)
	}
	o.lookAtGuards(t)
	must(t, degraded(t.Context(), "True", "ValidatingAdmissionPolicy facegov-network-policy is missing; "+
		"ValidatingAdmissionPolicy facegov-own-labels is missing; ValidatingAdmissionPolicy facegov-pod-birth is missing; "+
		"ValidatingAdmissionPolicy facegov-pod-lift is missing; ValidatingAdmissionPolicy facegov-recogniser-image is missing"))
	if !o.told.has("GuardsMissing ConfigMap/facegov-admission: ValidatingAdmissionPolicy facegov-network-policy is missing") {
		t.Errorf("nobody was told: %q", o.told.notes)
	}

	intruders := intrudersAt(p)
	for _, intruder := range intruders {
		must(t, eventually(t.Context(), intruder.GetName()+" comes in", func(ctx context.Context) error {
			_, err := shared.try(ctx, "namespace editor", creating(intruder), false)
			return err
		}))
	}
	o.until(t, p, "what came in is gone, and the recogniser runs on", func(ctx context.Context) error {
		errs := []error{o.patrolOnce(ctx, p.name), p.runs(ctx)}
		for _, intruder := range intruders {
			object := intruder.DeepCopyObject().(client.Object)
			err := shared.admin.Get(ctx, client.ObjectKeyFromObject(intruder), object)
			if err == nil && object.GetDeletionTimestamp() == nil {
				errs = append(errs, fmt.Errorf("%T %s is still there", intruder, intruder.GetName()))
			}
			errs = append(errs, client.IgnoreNotFound(err))
		}
		return errors.Join(errs...)
	})
	reinstall(t)
	o.lookAtGuards(t)
	must(t, degraded(t.Context(), "False", "All "))
}

const policiesPath = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/"

// intrudersAt are what the guards would have refused.
func intrudersAt(p *place) []client.Object {
	named := func(name string, labels map[string]string) metav1.ObjectMeta {
		return metav1.ObjectMeta{Namespace: p.name, Name: name, Labels: labels}
	}
	governed := map[string]string{
		v1alpha1.DeploymentLabel: p.name, v1alpha1.ComponentLabel: v1alpha1.ComponentRecogniser,
	}
	spec := func(image string) corev1.PodSpec {
		return corev1.PodSpec{Containers: []corev1.Container{{Name: "c", Image: image}}}
	}
	labelled := &corev1.Pod{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
		ObjectMeta: named("labelled", governed), Spec: spec("registry.example/c:1"),
	}
	labelled.Spec.NodeName = p.nodes[0]
	return []client.Object{
		labelled,
		&corev1.Pod{
			TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
			ObjectMeta: named("server", nil), Spec: spec("registry.example/exadel/compreface-core:1.2.0"),
		},
		&corev1.Pod{
			TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
			ObjectMeta: named("listener", map[string]string{v1alpha1.WayInLabel: p.name}), Spec: spec("registry.example/c:1"),
		},
		&appsv1.ReplicaSet{
			TypeMeta:   metav1.TypeMeta{APIVersion: "apps/v1", Kind: "ReplicaSet"},
			ObjectMeta: named("forged", nil),
			Spec: appsv1.ReplicaSetSpec{
				Replicas: new(int32(0)), Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": "forged"}},
				Template: corev1.PodTemplateSpec{
					ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": "forged", v1alpha1.DeploymentLabel: p.name}},
					Spec:       spec("registry.example/c:1"),
				},
			},
		},
		&networkingv1.NetworkPolicy{
			TypeMeta:   metav1.TypeMeta{APIVersion: "networking.k8s.io/v1", Kind: "NetworkPolicy"},
			ObjectMeta: named("open", nil),
			Spec:       networkingv1.NetworkPolicySpec{Egress: []networkingv1.NetworkPolicyEgressRule{{}}},
		},
	}
}

// managerDeployment stands for the operator's own Deployment, with no pods.
func managerDeployment() *appsv1.Deployment {
	labels := map[string]string{"app.kubernetes.io/name": "facegov"}
	return &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Namespace: "facegov-system", Name: "facegov-controller-manager"},
		Spec: appsv1.DeploymentSpec{
			Replicas: new(int32(0)), Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "manager", Image: "facegov/manager:dev"}}},
			},
		},
	}
}

// degraded says that the condition Degraded of the operator's Deployment has this status and says this. The controller of
// Deployments writes their status too and leaves the condition alone.
func degraded(ctx context.Context, status corev1.ConditionStatus, says string) error {
	return eventually(ctx, "Degraded is "+string(status), func(ctx context.Context) error {
		d := managerDeployment()
		if err := shared.admin.Get(ctx, client.ObjectKeyFromObject(d), d); err != nil {
			return err
		}
		i := slices.IndexFunc(d.Status.Conditions, func(c appsv1.DeploymentCondition) bool { return c.Type == "Degraded" })
		if i < 0 || d.Status.ObservedGeneration == 0 {
			return fmt.Errorf("conditions %+v, observed %d", d.Status.Conditions, d.Status.ObservedGeneration)
		}
		c := d.Status.Conditions[i]
		if c.Status != status || len(c.Message) < len(says) || c.Message[:len(says)] != says {
			return fmt.Errorf("%s: %s, want %s: %s", c.Status, c.Message, status, says)
		}
		return nil
	})
}

// reinstall applies the guards again and waits until they refuse again.
func reinstall(t *testing.T) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	_, err := shared.cluster.Kubectl(ctx, "apply", "--server-side", "-k", "../../config/admission")
	must(t, err)
	all, err := attacks()
	must(t, err)
	must(t, shared.awaitPolicies(ctx, all))
}

// creating is the request that makes an object.
func creating(object client.Object) request {
	paths := map[string]string{
		"Pod": "/api/v1", "ReplicaSet": "/apis/apps/v1", "NetworkPolicy": "/apis/networking.k8s.io/v1",
	}
	kind := object.GetObjectKind().GroupVersionKind().Kind
	plural, _ := meta.UnsafeGuessKindToResource(object.GetObjectKind().GroupVersionKind())
	body, err := json.Marshal(object)
	if err != nil {
		panic(err)
	}
	return request{Create: paths[kind] + "/namespaces/" + object.GetNamespace() + "/" + plural.Resource, Body: body}
}

func (o *stepper) lookAtGuards(t *testing.T) {
	t.Helper()
	_, err := o.guards.Reconcile(t.Context(), ctrl.Request{})
	must(t, err)
}

func (o *stepper) patrolOnce(ctx context.Context, namespace string) error {
	_, err := o.patrol.Reconcile(ctx, ctrl.Request{NamespacedName: types.NamespacedName{Name: namespace}})
	return err
}

// exists says whether a pod is there and is not on its way out.
func exists(ctx context.Context, namespace, name string) (bool, error) {
	pod := &corev1.Pod{}
	err := shared.admin.Get(ctx, client.ObjectKey{Namespace: namespace, Name: name}, pod)
	return err == nil && pod.DeletionTimestamp == nil, client.IgnoreNotFound(err)
}

func unknownImage(t *testing.T, a *attack, o *stepper) {
	p := newPlace(t, "unknown-image", nil)
	a.does(t)
	must(t, o.patrolOnce(t.Context(), p.name))
	if there, err := exists(t.Context(), p.name, "nameless"); err != nil || !there {
		t.Fatalf("a pod that nobody knows as a face server was removed: %v", err)
	}
	key := client.ObjectKey{Namespace: "facegov-system", Name: "facegov-admission"}
	parameters := &corev1.ConfigMap{}
	must(t, shared.admin.Get(t.Context(), key, parameters))
	before := parameters.DeepCopy()
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		must(t, shared.admin.Get(ctx, key, parameters))
		parameters.Data = before.Data
		must(t, shared.admin.Update(ctx, parameters))
	})
	parameters.Data["recogniserImages"] += "\nregistry.example/nameless\n"
	must(t, shared.admin.Update(t.Context(), parameters))
	must(t, o.patrolOnce(t.Context(), p.name))
	if there, err := exists(t.Context(), p.name, "nameless"); err != nil || there {
		t.Errorf("a face server that came after the namespace was enrolled is still there: %v", err)
	}
	if !o.told.has("UngovernedRecogniser Pod/nameless: Removed: ") {
		t.Errorf("nobody was told: %q", o.told.notes)
	}
}

func runsAlready(t *testing.T, a *attack, o *stepper) {
	const name = "settled"
	create(t, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}})
	a.does(t)
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}
	enrol := client.RawPatch(types.MergePatchType, []byte(`{"metadata":{"labels":{"`+v1alpha1.EnrolledLabel+`":"true"}}}`))
	must(t, shared.admin.Patch(t.Context(), namespace, enrol))
	must(t, o.patrolOnce(t.Context(), name))
	must(t, o.patrolOnce(t.Context(), name))
	if there, err := exists(t.Context(), name, "frigate"); err != nil || !there {
		t.Errorf("what ran before is gone: %v", err)
	}
	if notes := o.told.notes; len(notes) != 1 || !o.told.has("UngovernedRecogniser Pod/frigate: ") {
		t.Errorf("told %q, want one report", notes)
	}
}

// staticPod lets a kubelet report a static pod under a governed label: the guards let the report pass, because refusing
// it would hide the pod.
func staticPod(t *testing.T, a *attack, o *stepper) {
	p := newPlace(t, "static-pod", nil)
	o.until(t, p, "a recogniser runs", p.runs)
	a.does(t)
	o.until(t, p, "the deployment says so", func(ctx context.Context) error {
		status, err := p.status(ctx)
		if err != nil {
			return err
		}
		for _, c := range status.Conditions {
			if c.Type == v1alpha1.ConditionPlacementAllowed && c.Reason == v1alpha1.ReasonStaticPods {
				return nil
			}
		}
		return fmt.Errorf("%+v", status.Conditions)
	})
	if there, err := exists(t.Context(), p.name, "mirror-edge-1"); err != nil || !there {
		t.Errorf("the report of a static pod was deleted: %v", err)
	}
}
