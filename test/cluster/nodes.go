// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// playedLabel marks the nodes that KWOK plays. It leaves others alone, so that a real node can stand beside them.
const playedLabel, playedValue = "kwok.x-k8s.io/node", "fake"

// NodeGroup is a number of nodes that are alike.
type NodeGroup struct {
	// Name is the name of the node if Count is 0; otherwise the nodes are Name-0, Name-1 and so on.
	Name string `json:"name"`
	// Count is how many nodes there are. 0 means one, with exactly the name given.
	Count int `json:"count,omitempty"`
	// Labels of each node. kubernetes.io/hostname, os and arch are set as a kubelet sets them.
	Labels map[string]string `json:"labels,omitempty"`
	// Taints of each node.
	Taints []corev1.Taint `json:"taints,omitempty"`
	// Capacity of each node; what is left out is generous: 32 CPUs, 256Gi memory, 500Gi disk, 110 pods.
	Capacity corev1.ResourceList `json:"capacity,omitempty"`
}

func checkNodes(groups []NodeGroup) error {
	for i, group := range groups {
		if group.Name == "" {
			return fmt.Errorf("nodes[%d].name is empty; give the group a name", i)
		}
		if group.Count < 0 {
			return fmt.Errorf("nodes[%d].count is %d; a count cannot be negative", i, group.Count)
		}
	}
	seen := map[string]bool{}
	for _, node := range buildNodes(groups) {
		if seen[node.Name] {
			return fmt.Errorf("the groups of nodes give the name %q twice; rename one", node.Name)
		}
		seen[node.Name] = true
	}
	return nil
}

func (c *Cluster) addFirstNodes(ctx context.Context) error {
	return c.AddNodes(ctx, c.options.Nodes...)
}

// AddNodes creates nodes and, if KWOK plays them, waits until they are Ready.
func (c *Cluster) AddNodes(ctx context.Context, groups ...NodeGroup) error {
	if err := checkNodes(groups); err != nil {
		return err
	}
	creating, groupCtx := errgroup.WithContext(ctx)
	creating.SetLimit(8)
	names := map[string]bool{}
	for _, node := range buildNodes(groups) {
		names[node.Name] = true
		creating.Go(func() error {
			_, err := c.client.CoreV1().Nodes().Create(groupCtx, node, metav1.CreateOptions{})
			if err != nil {
				return fmt.Errorf("cannot create node %s: %w", node.Name, err)
			}
			return nil
		})
	}
	if err := creating.Wait(); err != nil {
		return err
	}
	if !c.options.KWOK || len(names) == 0 {
		return nil
	}
	return c.component(KWOK).process.waitReady(ctx, func(ctx context.Context) error {
		return c.nodesReady(ctx, names)
	})
}

// nodesReady says which of the named nodes cannot take pods yet.
func (c *Cluster) nodesReady(ctx context.Context, names map[string]bool) error {
	list, err := c.client.CoreV1().Nodes().List(ctx, metav1.ListOptions{ResourceVersion: "0"})
	if err != nil {
		return err
	}
	ready := 0
	for _, node := range list.Items {
		if names[node.Name] && c.nodeReady(&node) {
			ready++
		}
	}
	if ready < len(names) {
		return fmt.Errorf("%d of %d nodes are Ready", ready, len(names))
	}
	return nil
}

func (c *Cluster) nodeReady(node *corev1.Node) bool {
	// The API server puts this taint on every new node and kube-controller-manager takes it away.
	if c.options.ControllerManager && slices.ContainsFunc(node.Spec.Taints, func(taint corev1.Taint) bool {
		return taint.Key == corev1.TaintNodeNotReady
	}) {
		return false
	}
	return slices.ContainsFunc(node.Status.Conditions, func(condition corev1.NodeCondition) bool {
		return condition.Type == corev1.NodeReady && condition.Status == corev1.ConditionTrue
	})
}

// SetNodeLabels sets labels of a node and removes the named ones.
func (c *Cluster) SetNodeLabels(ctx context.Context, node string, set map[string]string, remove ...string) error {
	labels := map[string]any{}
	for key, value := range set {
		labels[key] = value
	}
	for _, key := range remove {
		labels[key] = nil
	}
	patch, err := json.Marshal(map[string]any{"metadata": map[string]any{"labels": labels}})
	if err != nil {
		return fmt.Errorf("cannot encode the labels of node %s: %w", node, err)
	}
	_, err = c.client.CoreV1().Nodes().Patch(ctx, node, types.MergePatchType, patch, metav1.PatchOptions{})
	if err != nil {
		return fmt.Errorf("cannot label node %s: %w", node, err)
	}
	return nil
}

// SilenceNode makes KWOK leave a node alone, as if its kubelet or its network were gone: the node becomes Unknown after
// kube-controller-manager's grace, and pods on it neither start nor end. WakeNode brings it back.
func (c *Cluster) SilenceNode(ctx context.Context, node string) error {
	return c.SetNodeLabels(ctx, node, nil, playedLabel)
}

// WakeNode makes KWOK play a node again after SilenceNode.
func (c *Cluster) WakeNode(ctx context.Context, node string) error {
	return c.SetNodeLabels(ctx, node, map[string]string{playedLabel: playedValue})
}

func buildNodes(groups []NodeGroup) []*corev1.Node {
	var nodes []*corev1.Node
	for _, group := range groups {
		if group.Count == 0 {
			nodes = append(nodes, buildNode(group, group.Name))
		}
		for i := range group.Count {
			nodes = append(nodes, buildNode(group, group.Name+"-"+strconv.Itoa(i)))
		}
	}
	return nodes
}

func buildNode(group NodeGroup, name string) *corev1.Node {
	capacity := corev1.ResourceList{
		corev1.ResourceCPU:              resource.MustParse("32"),
		corev1.ResourceMemory:           resource.MustParse("256Gi"),
		corev1.ResourceEphemeralStorage: resource.MustParse("500Gi"),
		corev1.ResourcePods:             resource.MustParse("110"),
	}
	maps.Copy(capacity, group.Capacity)
	labels := map[string]string{
		playedLabel:            playedValue,
		corev1.LabelHostname:   name,
		corev1.LabelOSStable:   "linux",
		corev1.LabelArchStable: "amd64",
	}
	maps.Copy(labels, group.Labels)
	return &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels},
		Spec:       corev1.NodeSpec{Taints: slices.Clone(group.Taints)},
		Status:     corev1.NodeStatus{Capacity: capacity, Allocatable: capacity},
	}
}
