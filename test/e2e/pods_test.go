// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// podsOf are the pods of one part of a gate: recogniser, way-in or sweep.
func podsOf(ctx context.Context, gate *v1alpha1.FaceRecognitionDeployment, component string) ([]corev1.Pod, error) {
	var list corev1.PodList
	err := suite.client.List(ctx, &list, client.InNamespace(gate.Namespace), client.MatchingLabels{
		v1alpha1.ComponentLabel: component, "app.kubernetes.io/instance": gate.Name,
	})
	return list.Items, err
}

func isReady(pod *corev1.Pod) bool {
	return pod.DeletionTimestamp == nil && slices.ContainsFunc(pod.Status.Conditions, func(c corev1.PodCondition) bool {
		return c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue
	})
}

func isGated(pod *corev1.Pod) bool {
	return slices.ContainsFunc(pod.Spec.SchedulingGates, func(g corev1.PodSchedulingGate) bool {
		return g.Name == v1alpha1.VerdictGate
	})
}

// readyElsewhere says whether so many pods of a part are Ready, none of them on the node.
func readyElsewhere(
	ctx context.Context, gate *v1alpha1.FaceRecognitionDeployment, component, node string, want int,
) error {
	pods, err := podsOf(ctx, gate, component)
	if err != nil {
		return err
	}
	ready := 0
	for i := range pods {
		if isReady(&pods[i]) && pods[i].Spec.NodeName != node {
			ready++
		}
	}
	if ready != want {
		return fmt.Errorf("%d of %d pods of the %s are Ready", ready, want, component)
	}
	return nil
}
