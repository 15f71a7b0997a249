// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/plan/zonelabels"
)

// RecognitionZoneReconciler says how a zone is: whether its words are known and which nodes stand in it. The labels of
// the nodes are NodeReconciler's.
type RecognitionZoneReconciler struct {
	// Client reads zones and nodes and writes the status.
	Client client.Client
	// Clock dates the conditions.
	Clock clock.PassiveClock

	written writtenStatuses
}

// Reconcile reads all zones and nodes, because another zone's claim changes what is true of this one, and writes the
// status once, when it differs.
func (r *RecognitionZoneReconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	zone := &v1alpha1.RecognitionZone{}
	if err := r.Client.Get(ctx, req.NamespacedName, zone); err != nil {
		if apierrors.IsNotFound(err) {
			r.written.forget(req.NamespacedName)
		}
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if r.written.isBehind(zone) {
		return ctrl.Result{RequeueAfter: cacheDelay}, nil
	}
	claims, err := readClaims(ctx, r.Client)
	if err != nil {
		return ctrl.Result{}, err
	}
	nodes, err := readNodes(ctx, r.Client)
	if err != nil {
		return ctrl.Result{}, err
	}
	status := zonelabels.Status(zone, claims.Standing(zone, nodes), r.Clock.Now())
	if apiequality.Semantic.DeepEqual(zone.Status, status) {
		return ctrl.Result{}, nil
	}
	zone.Status = status
	if err := r.written.write(ctx, r.Client, zone); client.IgnoreNotFound(err) != nil {
		return ctrl.Result{}, fmt.Errorf("write the status of zone %s: %w", zone.Name, err)
	}
	return ctrl.Result{}, nil
}

// readClaims reads the claims of all zones.
func readClaims(ctx context.Context, reader client.Reader) (*zonelabels.Claims, error) {
	var list v1alpha1.RecognitionZoneList
	if err := reader.List(ctx, &list, client.UnsafeDisableDeepCopy); err != nil {
		return nil, fmt.Errorf("list the zones: %w", err)
	}
	return zonelabels.NewClaims(list.Items), nil
}

// readNodes reads the names and labels of all nodes. The labels belong to the cache and are only read.
func readNodes(ctx context.Context, reader client.Reader) ([]zonelabels.Node, error) {
	var list corev1.NodeList
	if err := reader.List(ctx, &list, client.UnsafeDisableDeepCopy); err != nil {
		return nil, fmt.Errorf("list the nodes: %w", err)
	}
	nodes := make([]zonelabels.Node, 0, len(list.Items))
	for i := range list.Items {
		nodes = append(nodes, zonelabels.Node{Name: list.Items[i].Name, Labels: list.Items[i].Labels})
	}
	return nodes, nil
}

// SetupWithManager watches zones, and nodes as they come, go and change their labels.
func (r *RecognitionZoneReconciler) SetupWithManager(mgr ctrl.Manager) error {
	return ctrl.NewControllerManagedBy(mgr).
		Named("recognitionzone").
		For(&v1alpha1.RecognitionZone{}, builder.WithPredicates(predicate.GenerationChangedPredicate{})).
		Watches(&v1alpha1.RecognitionZone{}, handler.EnqueueRequestsFromMapFunc(r.rivals),
			builder.WithPredicates(predicate.GenerationChangedPredicate{})).
		Watches(&corev1.Node{}, nodesTogether(handler.EnqueueRequestsFromMapFunc(r.zonesOfNode)),
			builder.WithPredicates(NodeMatters())).
		Complete(r)
}

// rivals finds the other zones that a change of one zone concerns: those that claim a node which it claims, or did.
func (r *RecognitionZoneReconciler) rivals(ctx context.Context, object client.Object) []reconcile.Request {
	zone, ok := object.(*v1alpha1.RecognitionZone)
	if !ok || zone.Spec.Nodes == nil {
		return nil
	}
	claims, err := readClaims(ctx, r.Client)
	if err != nil {
		ctrl.LoggerFrom(ctx).Error(err, "Find the zones that share nodes with a zone")
		return nil
	}
	nodes, err := readNodes(ctx, r.Client)
	if err != nil {
		ctrl.LoggerFrom(ctx).Error(err, "Find the zones that share nodes with a zone")
		return nil
	}
	own := zonelabels.NewClaims([]v1alpha1.RecognitionZone{*zone})
	found := map[string]bool{}
	for i := range nodes {
		if len(own.Of(nodes[i].Name, nodes[i].Labels)) > 0 {
			for _, name := range claims.Of(nodes[i].Name, nodes[i].Labels) {
				found[name] = name != zone.Name
			}
		}
	}
	return zoneRequests(found)
}

// zonesOfNode finds the zones that claim a node and the one whose label it carries. A node that changes is seen twice,
// as it was and as it is.
func (r *RecognitionZoneReconciler) zonesOfNode(ctx context.Context, node client.Object) []reconcile.Request {
	claims, err := readClaims(ctx, r.Client)
	if err != nil {
		ctrl.LoggerFrom(ctx).Error(err, "Find the zones of a node")
		return nil
	}
	found := map[string]bool{}
	for _, name := range claims.Of(node.GetName(), node.GetLabels()) {
		found[name] = true
	}
	if carried := node.GetLabels()[v1alpha1.ZoneNodeLabel]; carried != "" {
		found[carried] = true
	}
	return zoneRequests(found)
}

func zoneRequests(found map[string]bool) []reconcile.Request {
	requests := make([]reconcile.Request, 0, len(found))
	for name, wanted := range found {
		if wanted {
			requests = append(requests, reconcile.Request{NamespacedName: types.NamespacedName{Name: name}})
		}
	}
	return requests
}
