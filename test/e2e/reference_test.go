// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
)

// TestAWorkloadOfSomebodyElsesIsGovernedFromBirth plays the sample of an existing workload with the operator at work: it is
// looked at when it appears, its pods are adopted, let through and sent away again when the place turns out to be a
// changing room, and its owner's Deployment stays as it was written.
func TestAWorkloadOfSomebodyElsesIsGovernedFromBirth(t *testing.T) {
	p := makePlaceWithNodes(t, "existing", 1, map[string]string{v1alpha1.EnrolledLabel: "true"})
	gate := &v1alpha1.FaceRecognitionDeployment{}
	readSample(t, "gatehouse.yaml", gate)
	gate.Namespace, gate.Spec.Sources[0].Zone, gate.Spec.Placement.Zones = p.namespace, p.zone, []string{p.zone}
	makeGate(t, gate)
	startOperator(t)
	eventually(t, patience, func(ctx context.Context) error { return hasFinding(ctx, gate, "WorkloadMissing") })

	owner := &appsv1.Deployment{}
	readSample(t, "compreface.yaml", owner)
	owner.Namespace = p.namespace
	if err := suite.client.Create(t.Context(), owner); err != nil {
		t.Fatal(err)
	}
	before := owner.DeepCopy()
	eventually(t, patience, func(ctx context.Context) error { return adoptedPodsRun(ctx, gate, p.nodes[0]) })
	eventually(t, patience, func(ctx context.Context) error { return everyGateReady(ctx, p.namespace, 1) })

	zone := &v1alpha1.RecognitionZone{}
	zone.Name = p.zone
	room := client.RawPatch("application/merge-patch+json", []byte(`{"spec":{"venue":"changing-room"}}`))
	if err := suite.client.Patch(t.Context(), zone, room); err != nil {
		t.Fatal(err)
	}
	eventually(t, patience, func(ctx context.Context) error { return adoptedPodsAreHeldBack(ctx, gate) })

	if err := suite.client.Get(t.Context(), client.ObjectKeyFromObject(owner), owner); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before.Spec, owner.Spec); diff != "" || owner.Generation != before.Generation {
		t.Errorf("the Deployment of somebody else's, generation %d and then %d (-before +after):\n%s",
			before.Generation, owner.Generation, diff)
	}
}

// readSample reads the first object of a file of the samples of existing workloads.
func readSample(t *testing.T, file string, object client.Object) {
	t.Helper()
	raw, err := os.ReadFile(root + "/config/samples/existing/" + file)
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(raw), "\n---\n")
	if err := yaml.UnmarshalStrict([]byte(first), object); err != nil {
		t.Fatal(err)
	}
}

func hasFinding(ctx context.Context, gate *v1alpha1.FaceRecognitionDeployment, reason string) error {
	var seen v1alpha1.FaceRecognitionDeployment
	if err := suite.client.Get(ctx, client.ObjectKeyFromObject(gate), &seen); err != nil {
		return err
	}
	if !slices.ContainsFunc(seen.Status.Findings, func(f v1alpha1.Finding) bool { return f.Reason == reason }) {
		return fmt.Errorf("no finding %s among %d", reason, len(seen.Status.Findings))
	}
	return nil
}

// adoptedPods are the pods of a workload of somebody else's that a gate governs.
func adoptedPods(ctx context.Context, gate *v1alpha1.FaceRecognitionDeployment) ([]corev1.Pod, error) {
	var list corev1.PodList
	err := suite.client.List(ctx, &list, client.InNamespace(gate.Namespace),
		client.MatchingLabels{v1alpha1.DeploymentLabel: gate.Name})
	return list.Items, err
}

func adoptedPodsRun(ctx context.Context, gate *v1alpha1.FaceRecognitionDeployment, node string) error {
	pods, err := adoptedPods(ctx, gate)
	if err != nil || len(pods) != 2 {
		return errors.Join(err, fmt.Errorf("%d pods are adopted", len(pods)))
	}
	for i := range pods {
		first := pods[i].Spec.InitContainers[0].Name
		if !isReady(&pods[i]) || pods[i].Spec.NodeName != node || first != "fallback-auth" {
			return fmt.Errorf("pod %s stands on %q, ready %t, begins with %s",
				pods[i].Name, pods[i].Spec.NodeName, isReady(&pods[i]), first)
		}
	}
	return nil
}

func adoptedPodsAreHeldBack(ctx context.Context, gate *v1alpha1.FaceRecognitionDeployment) error {
	pods, err := adoptedPods(ctx, gate)
	if err != nil || len(pods) != 2 {
		return errors.Join(err, fmt.Errorf("%d pods are adopted", len(pods)))
	}
	for i := range pods {
		if !isGated(&pods[i]) {
			return fmt.Errorf("pod %s is not at the gate", pods[i].Name)
		}
	}
	return nil
}
