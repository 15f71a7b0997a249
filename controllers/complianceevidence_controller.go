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
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/audit/evidencestatus"
)

// ComplianceEvidenceReconciler says of each document whether it counts now and until when it must be kept.
type ComplianceEvidenceReconciler struct {
	// Client reads documents, records and policies and writes the status.
	Client client.Client
	// Events tells what changed, after the status that says so was written.
	Events events.EventRecorder
	// Clock tells the time of the look.
	Clock clock.PassiveClock

	written writtenStatuses
}

// Reconcile writes the status once, when it differs, and comes back at the moment at which a date changes it.
func (r *ComplianceEvidenceReconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	evidence := &v1alpha1.ComplianceEvidence{}
	if err := r.Client.Get(ctx, req.NamespacedName, evidence); err != nil {
		if apierrors.IsNotFound(err) {
			r.written.forget(req.NamespacedName)
		}
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if r.written.isBehind(evidence) {
		return ctrl.Result{RequeueAfter: cacheDelay}, nil
	}
	var policies v1alpha1.RecognitionPolicyList
	if err := r.Client.List(ctx, &policies, client.UnsafeDisableDeepCopy); err != nil {
		return ctrl.Result{}, fmt.Errorf("list the policies: %w", err)
	}
	var records v1alpha1.RecognitionRecordList
	if err := r.Client.List(ctx, &records, client.UnsafeDisableDeepCopy); err != nil {
		return ctrl.Result{}, fmt.Errorf("list the records: %w", err)
	}
	successorMissing, err := r.lacksSuccessor(ctx, evidence)
	if err != nil {
		return ctrl.Result{}, err
	}
	now := r.Clock.Now()
	status, next := evidencestatus.Of(evidencestatus.Facts{
		Evidence: evidence, Policies: policies.Items, Records: records.Items, SuccessorMissing: successorMissing, Now: now,
	})
	if !apiequality.Semantic.DeepEqual(evidence.Status, status) {
		before := evidence.Status.Conditions
		evidence.Status = status
		if err := r.written.write(ctx, r.Client, evidence); client.IgnoreNotFound(err) != nil {
			return ctrl.Result{}, fmt.Errorf("write the status of evidence %s: %w", evidence.Name, err)
		}
		tellReadiness(r.Events, evidence, before, status.Conditions)
	}
	return comeBack(next, now), nil
}

// lacksSuccessor says that there is no document of the name that this one gives as its successor.
func (r *ComplianceEvidenceReconciler) lacksSuccessor(
	ctx context.Context, evidence *v1alpha1.ComplianceEvidence,
) (bool, error) {
	name := evidence.Spec.SupersededBy
	if name == "" {
		return false, nil
	}
	err := r.Client.Get(ctx, types.NamespacedName{Name: name}, &v1alpha1.ComplianceEvidence{})
	if client.IgnoreNotFound(err) != nil {
		return false, fmt.Errorf("get the successor of evidence %s: %w", evidence.Name, err)
	}
	return err != nil, nil
}

// SetupWithManager watches documents and their successors, and what says how long they are kept: policies, and records
// of their use.
func (r *ComplianceEvidenceReconciler) SetupWithManager(mgr ctrl.Manager) error {
	return ctrl.NewControllerManagedBy(mgr).
		Named("complianceevidence").
		For(&v1alpha1.ComplianceEvidence{}, builder.WithPredicates(predicate.GenerationChangedPredicate{})).
		Watches(&v1alpha1.ComplianceEvidence{}, handler.EnqueueRequestsFromMapFunc(r.superseded),
			builder.WithPredicates(predicate.GenerationChangedPredicate{})).
		Watches(&v1alpha1.RecognitionPolicy{}, handler.EnqueueRequestsFromMapFunc(r.all),
			builder.WithPredicates(predicate.GenerationChangedPredicate{})).
		Watches(&v1alpha1.RecognitionRecord{}, handler.EnqueueRequestsFromMapFunc(usedBy)).
		Complete(r)
}

func (r *ComplianceEvidenceReconciler) all(ctx context.Context, _ client.Object) []reconcile.Request {
	return r.those(ctx, func(*v1alpha1.ComplianceEvidence) bool { return true })
}

// superseded finds the documents whose place another one takes.
func (r *ComplianceEvidenceReconciler) superseded(ctx context.Context, o client.Object) []reconcile.Request {
	return r.those(ctx, func(e *v1alpha1.ComplianceEvidence) bool { return e.Spec.SupersededBy == o.GetName() })
}

func (r *ComplianceEvidenceReconciler) those(
	ctx context.Context, concerned func(e *v1alpha1.ComplianceEvidence) bool,
) []reconcile.Request {
	var list v1alpha1.ComplianceEvidenceList
	if err := r.Client.List(ctx, &list, client.UnsafeDisableDeepCopy); err != nil {
		ctrl.LoggerFrom(ctx).Error(err, "List the documents to look at again")
		return nil
	}
	requests := make([]reconcile.Request, 0, len(list.Items))
	for i := range list.Items {
		if concerned(&list.Items[i]) {
			requests = append(requests, reconcile.Request{NamespacedName: types.NamespacedName{Name: list.Items[i].Name}})
		}
	}
	return requests
}

// usedBy finds the documents that a record names. A record that changes is seen twice, as it was and as it is.
func usedBy(_ context.Context, o client.Object) []reconcile.Request {
	record, isRecord := o.(*v1alpha1.RecognitionRecord)
	if !isRecord {
		return nil
	}
	requests := make([]reconcile.Request, 0, len(record.Status.Evidence))
	for i := range record.Status.Evidence {
		requests = append(requests, reconcile.Request{NamespacedName: types.NamespacedName{Name: record.Status.Evidence[i].Name}})
	}
	return requests
}
