// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/plan/zonelabels"
)

// NodeReconciler keeps the one label that says which zone a node stands in true: as nodes and zones come, go and
// change, and against anybody else who writes it.
type NodeReconciler struct {
	// Client reads zones and nodes and writes the label.
	Client client.Client
}

// Reconcile gives a node the label of the one zone that claims it, and takes it away where none does or several do.
func (r *NodeReconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	node := &corev1.Node{}
	if err := r.Client.Get(ctx, req.NamespacedName, node); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	claims, err := readClaims(ctx, r.Client)
	if err != nil {
		return ctrl.Result{}, err
	}
	want := claims.Label(node.Name, node.Labels)
	have, labelled := node.Labels[v1alpha1.ZoneNodeLabel]
	if have == want && labelled == (want != "") {
		return ctrl.Result{}, nil
	}
	if err := r.label(ctx, node, want); err != nil {
		return ctrl.Result{}, fmt.Errorf("label node %s: %w", node.Name, err)
	}
	ctrl.LoggerFrom(ctx).Info("Changed the zone of a node", "was", have, "zone", want)
	return ctrl.Result{}, nil
}

// label writes the one label and nothing else. Its value follows from the node's other labels, so it is written only
// to the node that was looked at: a conflict is looked at again.
func (r *NodeReconciler) label(ctx context.Context, node *corev1.Node, zone string) error {
	var value any
	if zone != "" {
		value = zone
	}
	patch, err := json.Marshal(map[string]any{"metadata": map[string]any{
		"uid":             node.UID,
		"resourceVersion": node.ResourceVersion,
		"labels":          map[string]any{v1alpha1.ZoneNodeLabel: value},
	}})
	if err != nil {
		return err
	}
	err = r.Client.Patch(ctx, node, client.RawPatch(types.MergePatchType, patch), client.FieldOwner(v1alpha1.FieldManager))
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

// nodesAtOnce is how many nodes are labelled at the same time: a zone may claim a thousand in one change.
const nodesAtOnce = 8

// SetupWithManager watches nodes as they come and change their labels, and zones, whose change concerns the nodes that
// they claim and those that they claimed.
func (r *NodeReconciler) SetupWithManager(mgr ctrl.Manager) error {
	return ctrl.NewControllerManagedBy(mgr).
		Named("node").
		For(&corev1.Node{}, builder.WithPredicates(nodeLabelsMatter())).
		Watches(&v1alpha1.RecognitionZone{}, handler.EnqueueRequestsFromMapFunc(r.nodesOfZone),
			builder.WithPredicates(predicate.GenerationChangedPredicate{})).
		WithOptions(controller.Options{MaxConcurrentReconciles: nodesAtOnce}).
		Complete(r)
}

// nodesOfZone finds the nodes that a zone claims and those that carry its label. A zone that changes is seen twice, as
// it was and as it is.
func (r *NodeReconciler) nodesOfZone(ctx context.Context, object client.Object) []reconcile.Request {
	zone, ok := object.(*v1alpha1.RecognitionZone)
	if !ok {
		return nil
	}
	nodes, err := readNodes(ctx, r.Client)
	if err != nil {
		ctrl.LoggerFrom(ctx).Error(err, "Find the nodes of a zone")
		return nil
	}
	claims := zonelabels.NewClaims([]v1alpha1.RecognitionZone{*zone})
	var requests []reconcile.Request
	for i := range nodes {
		carries := nodes[i].Labels[v1alpha1.ZoneNodeLabel] == zone.Name
		if carries || len(claims.Of(nodes[i].Name, nodes[i].Labels)) > 0 {
			requests = append(requests, reconcile.Request{NamespacedName: types.NamespacedName{Name: nodes[i].Name}})
		}
	}
	return requests
}

// nodeLabelsMatter lets through nodes that come, go or change their labels. A node's heartbeat is not looked at.
func nodeLabelsMatter() predicate.Predicate {
	return predicate.Funcs{UpdateFunc: func(e event.UpdateEvent) bool {
		return !maps.Equal(e.ObjectOld.GetLabels(), e.ObjectNew.GetLabels())
	}}
}

// NodeMatters lets through nodes that come, go, change their labels, or begin or cease to answer.
func NodeMatters() predicate.Predicate {
	return predicate.Or(nodeLabelsMatter(), predicate.Funcs{UpdateFunc: func(e event.UpdateEvent) bool {
		return readiness(e.ObjectOld) != readiness(e.ObjectNew)
	}})
}

// readiness is what the cluster says of a node's kubelet, empty when nothing.
func readiness(object client.Object) corev1.ConditionStatus {
	node, ok := object.(*corev1.Node)
	if !ok {
		return ""
	}
	for i := range node.Status.Conditions {
		if node.Status.Conditions[i].Type == corev1.NodeReady {
			return node.Status.Conditions[i].Status
		}
	}
	return ""
}
