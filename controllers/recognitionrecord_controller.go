// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"fmt"

	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/events"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/apply"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan/record"
)

// RecognitionRecordReconciler closes the records of deployments that are gone and says until when they are kept.
// While a deployment is there, its own reconciler keeps its record.
type RecognitionRecordReconciler struct {
	// Client reads records and deployments and writes the status of records.
	Client client.Client
	// Live reads past the cache: a deployment counts as gone only when the API server says so.
	Live client.Reader
	// Events tells what changed, after the status that says so was written.
	Events events.EventRecorder
	// Clock tells the time of the look.
	Clock clock.PassiveClock
}

// Reconcile writes the status once, when it differs, and comes back when the record need no longer be kept.
func (r *RecognitionRecordReconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	found := &v1alpha1.RecognitionRecord{}
	if err := r.Client.Get(ctx, req.NamespacedName, found); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if isThere, err := r.deploymentIsThere(ctx, found.Spec.Deployment); err != nil || isThere {
		return ctrl.Result{}, err
	}
	now := r.Clock.Now()
	closed := record.Closed(found, now)
	if !apiequality.Semantic.DeepEqual(found.Status, closed.Status) {
		if _, err := apply.Status(ctx, r.Client, closed); client.IgnoreNotFound(err) != nil {
			return ctrl.Result{}, fmt.Errorf("write the status of record %s: %w", found.Name, err)
		}
		tellReadiness(r.Events, found, found.Status.Conditions, closed.Status.Conditions)
	}
	return comeBack(record.Next(closed, now), now), nil
}

// deploymentIsThere says whether a deployment of that name exists, the same or a new one: then the record is in its
// reconciler's hands.
func (r *RecognitionRecordReconciler) deploymentIsThere(ctx context.Context, d v1alpha1.RecordedDeployment) (bool, error) {
	key := types.NamespacedName{Namespace: d.Namespace, Name: d.Name}
	for _, reader := range []client.Reader{r.Client, r.Live} {
		err := reader.Get(ctx, key, &v1alpha1.FaceRecognitionDeployment{})
		if err == nil {
			return true, nil
		}
		if !apierrors.IsNotFound(err) {
			return false, fmt.Errorf("read deployment %s: %w", key, err)
		}
	}
	return false, nil
}

// SetupWithManager watches records, and deployments as they go.
func (r *RecognitionRecordReconciler) SetupWithManager(mgr ctrl.Manager) error {
	return ctrl.NewControllerManagedBy(mgr).
		Named("recognitionrecord").
		For(&v1alpha1.RecognitionRecord{}, builder.WithPredicates(predicate.GenerationChangedPredicate{})).
		Watches(&v1alpha1.FaceRecognitionDeployment{}, handler.EnqueueRequestsFromMapFunc(recordOf),
			builder.WithPredicates(isDeleted())).
		Complete(r)
}

func recordOf(_ context.Context, o client.Object) []reconcile.Request {
	return []reconcile.Request{{NamespacedName: types.NamespacedName{Name: facts.RecordName(o.GetNamespace(), o.GetName())}}}
}

// isDeleted lets through that an object is gone, and nothing else.
func isDeleted() predicate.Predicate {
	return predicate.Funcs{
		CreateFunc:  func(event.CreateEvent) bool { return false },
		UpdateFunc:  func(event.UpdateEvent) bool { return false },
		GenericFunc: func(event.GenericEvent) bool { return false },
	}
}
