// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// loseOperator kills the operator: what runs goes on, the way in stays, nothing new starts, and nobody lifts the gate
// by hand. When the operator is back, what waited starts.
func loseOperator(ctx context.Context, w *world) error {
	const namespace, name = "maple-court", "north-gate"
	w.step("kill -9 the operator, then kubectl delete one of the recogniser's pods")
	if err := w.killOperator(); err != nil {
		return err
	}
	before, err := w.recognisers(ctx, namespace, name)
	if err != nil {
		return err
	}
	if len(before) == 0 {
		return errors.New("no recogniser pod is left to delete")
	}
	if _, err := w.kubectl(ctx, "delete", "pod", "-n", namespace, before[0].Name, "--wait=false"); err != nil {
		return err
	}
	var waiting *corev1.Pod
	gated := until(ctx, 30*time.Second, func(ctx context.Context) (bool, error) {
		pods, err := w.recognisers(ctx, namespace, name)
		if err != nil {
			return false, nil
		}
		i := slices.IndexFunc(pods, isGated)
		if i >= 0 {
			waiting = &pods[i]
		}
		return i >= 0 && len(pods) == len(before), nil
	})
	w.expect(gated, "its replacement is born at the gate and waits")
	if waiting == nil {
		return errors.New("no recogniser pod waits at the gate")
	}
	_, err = w.kubectl(ctx, "patch", "pod", "-n", namespace, waiting.Name, "--type=json", "-p",
		`[{"op":"remove","path":"/spec/schedulingGates"}]`)
	w.expect(err != nil && strings.Contains(err.Error(), "only facegov lifts the gate"),
		"a cluster administrator who lifts the gate by hand is refused by the API server itself")
	if err := w.expectStandingWayIn(ctx, namespace, name); err != nil {
		return err
	}

	w.step("the operator is started again")
	if err := w.startOperator(ctx, w.keep); err != nil {
		return err
	}
	started := until(ctx, 60*time.Second, func(ctx context.Context) (bool, error) {
		var pod corev1.Pod
		err := w.client.Get(ctx, client.ObjectKeyFromObject(waiting), &pod)
		return err == nil && !isGated(pod) && pod.Status.Phase == corev1.PodRunning, nil
	})
	w.expect(started, "the pod that waited starts, on node %s", w.nodeOf(ctx, waiting))
	w.expect(w.becomesReady(ctx, namespace, name), "%s/%s is Ready", namespace, name)
	return nil
}

// killOperator ends the operator as a crash would.
func (w *world) killOperator() error {
	if err := w.operator.Process.Kill(); err != nil {
		return err
	}
	_ = w.operator.Wait()
	return nil
}

// expectStandingWayIn holds that the way in answers for itself: it is read from its own pods, not from a status.
func (w *world) expectStandingWayIn(ctx context.Context, namespace, name string) error {
	var pods corev1.PodList
	err := w.client.List(ctx, &pods, client.InNamespace(namespace), client.MatchingLabels{
		v1alpha1.WayInLabel: name, v1alpha1.ComponentLabel: v1alpha1.ComponentWayIn,
	})
	if err != nil {
		return err
	}
	ready := 0
	for i := range pods.Items {
		if isReady(&pods.Items[i]) {
			ready++
		}
	}
	w.expect(ready > 0, "%d pods of the way in are Ready without any operator", ready)
	return nil
}

func isGated(pod corev1.Pod) bool {
	return slices.ContainsFunc(pod.Spec.SchedulingGates, func(g corev1.PodSchedulingGate) bool {
		return g.Name == v1alpha1.VerdictGate
	})
}

func isReady(pod *corev1.Pod) bool {
	return slices.ContainsFunc(pod.Status.Conditions, func(c corev1.PodCondition) bool {
		return c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue
	})
}

func (w *world) nodeOf(ctx context.Context, pod *corev1.Pod) string {
	var now corev1.Pod
	if err := w.client.Get(ctx, client.ObjectKeyFromObject(pod), &now); err != nil {
		return "unknown"
	}
	return now.Spec.NodeName
}
