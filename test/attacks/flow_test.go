// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package attacks

import (
	"context"
	"errors"
	"fmt"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// yard is a site of its own whose whole life the test plays, from enrolment to the end of the namespace.
const yard = "birch-yard"

// TestFacegovLivesUnderItsOwnPolicies plays a deployment from beginning to end, with the real controllers and scheduler:
// the policies stand in nobody's way who has a part in it.
func TestFacegovLivesUnderItsOwnPolicies(t *testing.T) {
	frd := newYard(t)
	steps := []struct {
		name string
		does func(t *testing.T, frd *v1alpha1.FaceRecognitionDeployment)
	}{
		{"the operator attaches everything and the pods wait at the gate", startAtGate},
		{"the operator lets them pass and they run in the zone", passGate},
		{"a sweep runs as the cronjob controller starts it", runSweep},
		{"a new template rolls out", rollOut},
		{"the operator writes the status", writeStatus},
		{"suspended, the recogniser goes and the way in stays", suspendRecogniser},
		{"the deployer deletes it and everything goes with it", deleteDeployment},
		{"the empty namespace may leave and go", leave},
	}
	for _, step := range steps {
		if !t.Run(step.name, func(t *testing.T) { step.does(t, frd) }) {
			return
		}
	}
}

func newYard(t *testing.T) *v1alpha1.FaceRecognitionDeployment {
	t.Helper()
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{
		Name: yard, Labels: map[string]string{v1alpha1.EnrolledLabel: "true"},
	}}
	must(t, shared.admin.Create(t.Context(), namespace))
	frd, err := northGate(yard)
	must(t, err)
	must(t, shared.admin.Create(t.Context(), frd))
	return frd
}

func startAtGate(t *testing.T, frd *v1alpha1.FaceRecognitionDeployment) {
	must(t, shared.reconcile(t.Context(), frd, nil))
	must(t, shared.reconcile(t.Context(), frd, nil))
	_, err := shared.awaitPods(t.Context(), yard, v1alpha1.DeploymentLabel, frd.Name, 2, isGated)
	must(t, err)
	_, err = shared.awaitPods(t.Context(), yard, v1alpha1.ComponentLabel, v1alpha1.ComponentWayIn, 2, isReady)
	must(t, err)
}

func passGate(t *testing.T, frd *v1alpha1.FaceRecognitionDeployment) {
	provideClaim(t)
	gated, err := shared.pods(t.Context(), yard, v1alpha1.DeploymentLabel, frd.Name, isGated)
	must(t, err)
	must(t, shared.reconcile(t.Context(), frd, gated))
	running, err := shared.awaitPods(t.Context(), yard, v1alpha1.DeploymentLabel, frd.Name, 2, isReady)
	must(t, err)
	for i := range running {
		if running[i].Spec.NodeName != "edge-1" {
			t.Errorf("pod %s stands on %q, want the node of its zone", running[i].Name, running[i].Spec.NodeName)
		}
	}
}

// provideClaim makes the claim that the sample mounts, with a volume behind it.
func provideClaim(t *testing.T) {
	t.Helper()
	volume := &corev1.PersistentVolume{}
	must(t, shared.admin.Get(t.Context(), client.ObjectKey{Name: "north-gallery"}, volume))
	volume.ObjectMeta = metav1.ObjectMeta{Name: "yard-gallery"}
	volume.Spec.ClaimRef = &corev1.ObjectReference{Namespace: yard, Name: "north-gallery"}
	must(t, shared.admin.Create(t.Context(), volume))
	claim := &corev1.PersistentVolumeClaim{}
	must(t, shared.admin.Get(t.Context(), client.ObjectKey{Namespace: site, Name: "north-gallery"}, claim))
	claim.ObjectMeta = metav1.ObjectMeta{Name: "north-gallery", Namespace: yard}
	claim.Spec.VolumeName = volume.Name
	must(t, shared.admin.Create(t.Context(), claim))
}

// runSweep starts the sweep as its CronJob would, without waiting for its hour.
func runSweep(t *testing.T, frd *v1alpha1.FaceRecognitionDeployment) {
	sweep := &batchv1.CronJob{}
	must(t, shared.operator.Get(t.Context(), client.ObjectKey{Namespace: yard, Name: frd.Name + "-gallery-sweep"}, sweep))
	job := &batchv1.Job{
		ObjectMeta: *sweep.Spec.JobTemplate.ObjectMeta.DeepCopy(), Spec: *sweep.Spec.JobTemplate.Spec.DeepCopy(),
	}
	job.Name, job.Namespace = sweep.Name+"-1", yard
	job.OwnerReferences = []metav1.OwnerReference{*metav1.NewControllerRef(sweep, batchv1.SchemeGroupVersion.WithKind("CronJob"))}
	config, err := shared.config(t.Context(), "cronjob controller")
	must(t, err)
	controller, err := client.New(config, client.Options{Scheme: shared.admin.Scheme()})
	must(t, err)
	must(t, controller.Create(t.Context(), job))
	must(t, eventually(t.Context(), "the sweep completes", func(ctx context.Context) error {
		err := shared.admin.Get(ctx, client.ObjectKeyFromObject(job), job)
		if err == nil && job.Status.Succeeded != 1 {
			err = fmt.Errorf("its status is %+v", job.Status)
		}
		return err
	}))
}

// rollOut changes the recogniser's image in the declaration; a new ReplicaSet's pod is born at the gate.
func rollOut(t *testing.T, frd *v1alpha1.FaceRecognitionDeployment) {
	image := `[{"op":"replace","path":"/spec/workload/template/spec/containers/0/image","value":"registry.example/recogniser:2"}]`
	must(t, shared.admin.Patch(t.Context(), frd, client.RawPatch(types.JSONPatchType, []byte(image))))
	must(t, shared.reconcile(t.Context(), frd, nil))
	for range 2 {
		gated, err := shared.awaitPods(t.Context(), yard, v1alpha1.DeploymentLabel, frd.Name, 1, isGated)
		must(t, err)
		must(t, shared.reconcile(t.Context(), frd, gated))
	}
	must(t, eventually(t.Context(), "the new template runs", func(ctx context.Context) error {
		pods, err := shared.pods(ctx, yard, v1alpha1.DeploymentLabel, frd.Name, isReady)
		for i := range pods {
			if got := pods[i].Spec.Containers[0].Image; got != "registry.example/recogniser:2" {
				err = errors.Join(err, fmt.Errorf("pod %s runs %s", pods[i].Name, got))
			}
		}
		return err
	}))
}

func writeStatus(t *testing.T, frd *v1alpha1.FaceRecognitionDeployment) {
	verdict := []byte(`{"status":{"verdict":"Permitted"}}`)
	must(t, shared.operator.Status().Patch(t.Context(), frd, client.RawPatch(types.MergePatchType, verdict)))
}

func suspendRecogniser(t *testing.T, frd *v1alpha1.FaceRecognitionDeployment) {
	must(t, shared.admin.Patch(t.Context(), frd, client.RawPatch(types.MergePatchType, []byte(`{"spec":{"suspend":true}}`))))
	must(t, shared.reconcile(t.Context(), frd, nil))
	isThere := func(*corev1.Pod) bool { return true }
	_, err := shared.awaitPods(t.Context(), yard, v1alpha1.DeploymentLabel, frd.Name, 0, isThere)
	must(t, err)
	_, err = shared.awaitPods(t.Context(), yard, v1alpha1.ComponentLabel, v1alpha1.ComponentWayIn, 2, isReady)
	must(t, err)
}

// deleteDeployment deletes it as its deployer would. The operator erases, releases the finalizer, and the garbage
// collector takes what was attached.
func deleteDeployment(t *testing.T, frd *v1alpha1.FaceRecognitionDeployment) {
	must(t, shared.admin.Delete(t.Context(), frd))
	must(t, shared.reconcile(t.Context(), frd, nil))
	erasure := &batchv1.Job{}
	erasure.Name, erasure.Namespace = frd.Name+"-gallery-erase", yard
	must(t, eventually(t.Context(), "the erasing job completes", func(ctx context.Context) error {
		err := shared.operator.Get(ctx, client.ObjectKeyFromObject(erasure), erasure)
		if err == nil && erasure.Status.Succeeded != 1 {
			err = fmt.Errorf("its status is %+v", erasure.Status)
		}
		return err
	}))
	must(t, shared.operator.Get(t.Context(), client.ObjectKeyFromObject(frd), frd))
	release := []byte(`{"metadata":{"finalizers":null}}`)
	must(t, shared.operator.Patch(t.Context(), frd, client.RawPatch(types.MergePatchType, release)))
	for _, list := range []client.ObjectList{
		&appsv1.DeploymentList{}, &appsv1.ReplicaSetList{}, &batchv1.CronJobList{}, &batchv1.JobList{},
		&corev1.ServiceList{}, &corev1.PodList{}, &networkingv1.NetworkPolicyList{}, &policyv1.PodDisruptionBudgetList{},
	} {
		must(t, eventually(t.Context(), fmt.Sprintf("%T is empty", list), func(ctx context.Context) error {
			err := shared.admin.List(ctx, list, client.InNamespace(yard), client.HasLabels{v1alpha1.ComponentLabel})
			if err == nil && meta.LenList(list) > 0 {
				err = fmt.Errorf("%d are left", meta.LenList(list))
			}
			return err
		}))
	}
}

func leave(t *testing.T, _ *v1alpha1.FaceRecognitionDeployment) {
	namespace := "/api/v1/namespaces/" + yard
	enrolled := request{Patch: namespace, Merge: []byte(`{"metadata":{"labels":{"` + v1alpha1.EnrolledLabel + `":null}}}`)}
	_, err := shared.try(t.Context(), "cluster administrator", enrolled, true)
	must(t, err)
	_, err = shared.try(t.Context(), "cluster administrator", request{Delete: namespace}, false)
	must(t, err)
	must(t, eventually(t.Context(), "the namespace is gone", func(ctx context.Context) error {
		err := shared.admin.Get(ctx, client.ObjectKey{Name: yard}, &corev1.Namespace{})
		if apierrors.IsNotFound(err) {
			return nil
		}
		return errors.Join(err, errors.New("it is there"))
	}))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
