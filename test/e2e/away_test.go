// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
)

const patience = 60 * time.Second

// TestOperatorAway stops the operator while a gate runs, with everything of facegov's at admission in place and nobody
// behind its webhooks. Nothing of other people's is in its way, what protects people goes on, nothing new begins; and
// when the operator is back, all settles by itself.
func TestOperatorAway(t *testing.T) {
	if _, err := suite.cluster.Kubectl(t.Context(), "apply", "--server-side", "-k", root+"/config/admission"); err != nil {
		t.Fatal(err)
	}
	p := makePlaceWithNodes(t, "away", 3, map[string]string{v1alpha1.EnrolledLabel: "true"})
	gate := newGate(t, p.namespace, p.zone, "gate")
	gate.Spec.Workload.Template.Replicas = new(int32(3))
	second := newGate(t, p.namespace, p.zone, "second")
	second.Spec.DeletionPolicy = v1alpha1.DeletionRetain
	makeGate(t, gate)
	makeGate(t, second)

	o := startOperator(t)
	eventually(t, patience, func(ctx context.Context) error { return everyGateReady(ctx, p.namespace, 2) })
	before, err := podsOf(t.Context(), gate, v1alpha1.ComponentRecogniser)
	if err != nil {
		t.Fatal(err)
	}
	o.kill()
	leaveWebhooksUnanswered(t)

	failed := failNode(t, gate, before)
	survivors := expectSurvivors(t, before, failed)
	if err := suite.client.Delete(t.Context(), &survivors[0]); err != nil {
		t.Fatalf("a pod cannot be deleted while the operator is away: %v", err)
	}
	survivors = survivors[1:]

	eventually(t, patience, func(ctx context.Context) error {
		return readyElsewhere(ctx, gate, v1alpha1.ComponentWayIn, failed, 2)
	})
	expectUngovernedStart(t, p.namespace)
	// A sweep that is played leaves no result behind, and facegov says so of its store: hence that of the one to go.
	expectSweep(t, second)
	expectRepairAndDelete(t, gate, second)
	expectGated(t, gate, len(before)-len(survivors))
	for i := range survivors {
		expectUntouched(t, &survivors[i])
	}

	repairNode(t, failed)
	startOperator(t)
	eventually(t, patience, func(ctx context.Context) error {
		return errors.Join(everyGateReady(ctx, p.namespace, 1),
			readyElsewhere(ctx, gate, v1alpha1.ComponentRecogniser, "", len(before)), expectObserved(ctx, gate))
	})
	for i := range survivors {
		expectUntouched(t, &survivors[i])
	}
}

// leaveWebhooksUnanswered makes the API server ask an operator that is not there.
func leaveWebhooksUnanswered(t *testing.T) {
	t.Helper()
	file := root + "/config/webhook/configuration.yaml"
	if _, err := suite.cluster.Kubectl(t.Context(), "apply", "--server-side", "-f", file); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := suite.cluster.Kubectl(context.Background(), "delete", "-f", file); err != nil {
			t.Error(err)
		}
	})
}

// failNode has a node of the way in fall silent, the one with the fewest recognisers. A pod on such a node is evicted
// after 40 seconds without a heartbeat and five minutes of toleration. The taint is what a person or a machine
// controller adds who knows that the node is off, and it has the pods replaced at once.
func failNode(t *testing.T, gate *v1alpha1.FaceRecognitionDeployment, recognisers []corev1.Pod) string {
	t.Helper()
	pods, err := podsOf(t.Context(), gate, v1alpha1.ComponentWayIn)
	if err != nil || len(pods) == 0 {
		t.Fatalf("no pod of the way in: %v", err)
	}
	standing := map[string]int{}
	for i := range recognisers {
		standing[recognisers[i].Spec.NodeName]++
	}
	node := slices.MinFunc(pods, func(a, b corev1.Pod) int {
		return cmp.Compare(standing[a.Spec.NodeName], standing[b.Spec.NodeName])
	}).Spec.NodeName
	if err := suite.cluster.SilenceNode(t.Context(), node); err != nil {
		t.Fatal(err)
	}
	taint := corev1.TaintNodeOutOfService + "=nodeshutdown:NoExecute"
	if _, err := suite.cluster.Kubectl(t.Context(), "taint", "node", node, taint); err != nil {
		t.Fatal(err)
	}
	return node
}

func repairNode(t *testing.T, node string) {
	t.Helper()
	if _, err := suite.cluster.Kubectl(t.Context(), "taint", "node", node, corev1.TaintNodeOutOfService+"-"); err != nil {
		t.Fatal(err)
	}
	if err := suite.cluster.WakeNode(t.Context(), node); err != nil {
		t.Fatal(err)
	}
}

// expectSurvivors returns the pods that do not stand on the node: one to delete and at least one to be left alone.
func expectSurvivors(t *testing.T, pods []corev1.Pod, node string) []corev1.Pod {
	t.Helper()
	survivors := slices.DeleteFunc(slices.Clone(pods), func(p corev1.Pod) bool { return p.Spec.NodeName == node })
	if len(survivors) < 2 {
		t.Fatalf("%d of %d recogniser pods stand elsewhere than on %s; this case needs two", len(survivors), len(pods), node)
	}
	return survivors
}

// expectUngovernedStart starts pods that facegov has nothing to do with, elsewhere and beside the gate.
func expectUngovernedStart(t *testing.T, beside string) {
	t.Helper()
	elsewhere := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: beside + "-elsewhere"}}
	if err := suite.client.Create(t.Context(), elsewhere); err != nil {
		t.Fatal(err)
	}
	for _, namespace := range []string{elsewhere.Name, beside} {
		shop := newShop(namespace)
		if err := suite.client.Create(t.Context(), shop); err != nil {
			t.Fatalf("an ungoverned workload in %s: %v", namespace, err)
		}
		eventually(t, patience, func(ctx context.Context) error {
			if err := suite.client.Get(ctx, client.ObjectKeyFromObject(shop), shop); err != nil {
				return err
			}
			if shop.Status.ReadyReplicas != 2 {
				return fmt.Errorf("%d of 2 ungoverned pods are Ready in %s", shop.Status.ReadyReplicas, namespace)
			}
			return nil
		})
	}
}

// newShop is a workload without any face.
func newShop(namespace string) *appsv1.Deployment {
	labels := map[string]string{"app": "shop"}
	return &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: "shop", Namespace: namespace},
		Spec: appsv1.DeploymentSpec{
			Replicas: new(int32(2)),
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels},
				Spec: corev1.PodSpec{
					SecurityContext: &corev1.PodSecurityContext{
						RunAsNonRoot: new(true), RunAsUser: new(int64(1000)),
						SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
					},
					Containers: []corev1.Container{{
						Name: "shop", Image: "registry.example/shop:1",
						SecurityContext: &corev1.SecurityContext{
							AllowPrivilegeEscalation: new(false),
							Capabilities:             &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
						},
					}},
				},
			},
		},
	}
}

// expectSweep lets the CronJob believe that it ran last two days ago, so that it makes the Job that is due.
func expectSweep(t *testing.T, gate *v1alpha1.FaceRecognitionDeployment) {
	t.Helper()
	sweep := &batchv1.CronJob{ObjectMeta: metav1.ObjectMeta{Namespace: gate.Namespace, Name: gate.Name + "-gallery-sweep"}}
	if err := suite.client.Get(t.Context(), client.ObjectKeyFromObject(sweep), sweep); err != nil {
		t.Fatal(err)
	}
	// Nobody but the controller of CronJobs says when one has run.
	config, err := suite.cluster.ServiceAccountConfig(t.Context(), metav1.NamespaceSystem, "cronjob-controller")
	if err != nil {
		t.Fatal(err)
	}
	controller, err := client.New(config, client.Options{Scheme: suite.client.Scheme()})
	if err != nil {
		t.Fatal(err)
	}
	sweep.Status.LastScheduleTime = &metav1.Time{Time: time.Now().Add(-48 * time.Hour)}
	if err := controller.Status().Update(t.Context(), sweep); err != nil {
		t.Fatal(err)
	}
	eventually(t, patience, func(ctx context.Context) error {
		var jobs batchv1.JobList
		if err := suite.client.List(ctx, &jobs, client.InNamespace(gate.Namespace)); err != nil {
			return err
		}
		for i := range jobs.Items {
			if metav1.IsControlledBy(&jobs.Items[i], sweep) && jobs.Items[i].Status.Succeeded == 1 {
				return nil
			}
		}
		return fmt.Errorf("none of %d jobs is a sweep that has ended", len(jobs.Items))
	})
}

// expectRepairAndDelete changes one deployment and deletes another one, as a person does with kubectl.
func expectRepairAndDelete(t *testing.T, repaired, deleted *v1alpha1.FaceRecognitionDeployment) {
	t.Helper()
	desired := newGate(t, repaired.Namespace, repaired.Spec.Placement.Zones[0], repaired.Name)
	desired.TypeMeta = metav1.TypeMeta{APIVersion: v1alpha1.GroupVersion.String(), Kind: "FaceRecognitionDeployment"}
	desired.Spec.Workload.Template.Replicas = repaired.Spec.Workload.Template.Replicas
	desired.Spec.Purpose.Description = "Residents open the north gate with their face, if they like."
	raw, err := yaml.Marshal(desired)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "gate.yaml")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := suite.cluster.Kubectl(t.Context(), "apply", "-f", file); err != nil {
		t.Errorf("a repair: %v", err)
	}
	if err := suite.client.Delete(t.Context(), deleted); err != nil {
		t.Errorf("a deletion: %v", err)
	}
	if err := suite.client.Get(t.Context(), client.ObjectKeyFromObject(deleted), deleted); !apierrors.IsNotFound(err) {
		t.Errorf("the deleted deployment: got %v, want that it is gone", err)
	}
}

// expectObserved says that the operator has seen the repair.
func expectObserved(ctx context.Context, gate *v1alpha1.FaceRecognitionDeployment) error {
	seen := &v1alpha1.FaceRecognitionDeployment{}
	if err := suite.client.Get(ctx, client.ObjectKeyFromObject(gate), seen); err != nil {
		return err
	}
	if seen.Generation == gate.Generation || seen.Status.ObservedGeneration != seen.Generation {
		return fmt.Errorf("generation %d was applied after %d, and %d is observed",
			seen.Generation, gate.Generation, seen.Status.ObservedGeneration)
	}
	wayIn := meta.FindStatusCondition(seen.Status.Conditions, v1alpha1.ConditionFallbackAvailable)
	if wayIn == nil || wayIn.Status != metav1.ConditionTrue {
		return fmt.Errorf("the way in: %+v", wayIn)
	}
	return nil
}

// expectGated finds so many new recogniser pods waiting at the gate, which nobody else can lift.
func expectGated(t *testing.T, gate *v1alpha1.FaceRecognitionDeployment, want int) {
	t.Helper()
	pods, err := podsOf(t.Context(), gate, v1alpha1.ComponentRecogniser)
	if err != nil {
		t.Fatal(err)
	}
	pods = slices.DeleteFunc(pods, func(p corev1.Pod) bool { return !isGated(&p) })
	if len(pods) != want {
		t.Errorf("%d recogniser pods wait at the gate, want %d", len(pods), want)
	}
	for i := range pods {
		if pods[i].Status.Phase != corev1.PodPending || pods[i].Spec.NodeName != "" {
			t.Errorf("%s is %s on node %q, want Pending on none", pods[i].Name, pods[i].Status.Phase, pods[i].Spec.NodeName)
		}
		lift := client.RawPatch(types.MergePatchType, []byte(`{"spec":{"schedulingGates":null}}`))
		if err := suite.client.Patch(t.Context(), &pods[i], lift); !apierrors.IsForbidden(err) {
			t.Errorf("lifting the gate by hand: got %v, want forbidden", err)
		}
	}
}

// expectUntouched says that a pod runs on where it ran.
func expectUntouched(t *testing.T, before *corev1.Pod) {
	t.Helper()
	var now corev1.Pod
	if err := suite.client.Get(t.Context(), client.ObjectKeyFromObject(before), &now); err != nil {
		t.Errorf("a running recogniser: %v", err)
		return
	}
	if now.UID != before.UID || !isReady(&now) {
		t.Errorf("%s ran and does not run on: %+v", before.Name, now.Status)
	}
}
