// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/test/bench/site"
)

// crowd is the namespace of pods that nobody governs.
const crowd = "crowd"

// bareTimes are what the same cluster takes without facegov.
type bareTimes struct {
	patches, deletions time.Duration
}

// bare patches every node once, and deletes as many pods as had to leave, by as many writers as the bench has.
func (b *bench) bare(ctx context.Context) (bareTimes, error) {
	progress("bare API server: patching %d nodes", b.nodes)
	var times bareTimes
	patched, err := site.Each(ctx, b.writers, b.nodes, func(ctx context.Context, i int) error {
		patch := []byte(`{"metadata":{"labels":{"bench.example/zone":"` + zoneName(b.zoneOf(i)) + `"}}}`)
		return b.Client.Patch(ctx, b.node(i), client.RawPatch(types.MergePatchType, patch))
	})
	if err != nil {
		return times, err
	}
	times.patches = patched.Total
	seen, err := b.fillCrowd(ctx)
	if err != nil {
		return times, err
	}
	progress("bare API server: deleting %d pods", b.departing())
	begun := time.Now()
	_, err = site.Each(ctx, b.writers, b.departing(), func(ctx context.Context, i int) error {
		return b.Client.Delete(ctx, b.newPod(i))
	})
	if err != nil {
		return times, err
	}
	err = b.untilPods(ctx, seen, func(pods []corev1.Pod) bool { return len(pods) == 0 })
	times.deletions = time.Since(begun)
	return times, err
}

// node is the node of that number; a zone's nodes are numbered by themselves.
func (b *bench) node(i int) *corev1.Node {
	name := fmt.Sprintf("%s-%d", zoneName(b.zoneOf(i)), i/b.zones)
	return &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: name}}
}

// fillCrowd makes as many pods as had to leave, and waits until they run.
func (b *bench) fillCrowd(ctx context.Context) (client.Reader, error) {
	progress("bare API server: starting %d pods", b.departing())
	if err := b.MakeNamespace(ctx, crowd, nil); err != nil {
		return nil, err
	}
	seen, err := b.Observe(ctx, crowd, &corev1.Pod{})
	if err != nil {
		return nil, err
	}
	account := &corev1.ServiceAccount{}
	if err := b.until(ctx, func(ctx context.Context) (bool, error) {
		err := b.Client.Get(ctx, types.NamespacedName{Namespace: crowd, Name: "default"}, account)
		return err == nil, client.IgnoreNotFound(err)
	}); err != nil {
		return nil, err
	}
	_, err = site.Each(ctx, b.writers, b.departing(), func(ctx context.Context, i int) error {
		return b.Client.Create(ctx, b.newPod(i))
	})
	if err != nil {
		return nil, err
	}
	return seen, b.untilPods(ctx, seen, func(pods []corev1.Pod) bool {
		for i := range pods {
			if pods[i].Status.Phase != corev1.PodRunning {
				return false
			}
		}
		return len(pods) == b.departing()
	})
}

func (b *bench) newPod(i int) *corev1.Pod {
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Namespace: crowd, Name: fmt.Sprintf("visitor-%d", i)},
		Spec: corev1.PodSpec{
			NodeName: b.node(i % b.nodes).Name, AutomountServiceAccountToken: new(false),
			Containers: []corev1.Container{{Name: "visitor", Image: "registry.example/visitor:1"}},
		},
	}
}

func (b *bench) untilPods(ctx context.Context, seen client.Reader, are func([]corev1.Pod) bool) error {
	return b.until(ctx, func(ctx context.Context) (bool, error) {
		var pods corev1.PodList
		err := seen.List(ctx, &pods, client.UnsafeDisableDeepCopy)
		return are(pods.Items), err
	})
}
