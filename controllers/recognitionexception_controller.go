// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"fmt"
	"slices"

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
	"github.com/facegov/facegov/internal/audit/exceptionstatus"
	"github.com/facegov/facegov/internal/gather"
)

// RecognitionExceptionReconciler says of each exception whether it counts now, what it sets aside and what it lacks.
type RecognitionExceptionReconciler struct {
	// Client reads exceptions, policies and documents and writes the status.
	Client client.Client
	// Policies compiles; it is the one that decisions use.
	Policies *gather.PolicyCache
	// Events tells what changed, after the status that says so was written.
	Events events.EventRecorder
	// Clock tells the time of the look.
	Clock clock.PassiveClock

	written writtenStatuses
}

// Reconcile writes the status once, when it differs, and comes back at the moment at which a date changes it.
func (r *RecognitionExceptionReconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	exception := &v1alpha1.RecognitionException{}
	if err := r.Client.Get(ctx, req.NamespacedName, exception); err != nil {
		if apierrors.IsNotFound(err) {
			r.written.forget(req.NamespacedName)
		}
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if r.written.isBehind(exception) {
		return ctrl.Result{RequeueAfter: cacheDelay}, nil
	}
	law, err := r.law(ctx, exception.Spec.Policy)
	if err != nil {
		return ctrl.Result{}, err
	}
	evidence, err := r.evidence(ctx, exception.Spec.Evidence)
	if err != nil {
		return ctrl.Result{}, err
	}
	now := r.Clock.Now()
	status, next := exceptionstatus.Of(exceptionstatus.Facts{Exception: exception, Policy: law, Evidence: evidence, Now: now})
	if !apiequality.Semantic.DeepEqual(exception.Status, status) {
		before := exception.Status.Conditions
		exception.Status = status
		if err := r.written.write(ctx, r.Client, exception); client.IgnoreNotFound(err) != nil {
			return ctrl.Result{}, fmt.Errorf("write the status of exception %s: %w", exception.Name, err)
		}
		tellReadiness(r.Events, exception, before, status.Conditions)
	}
	return comeBack(next, now), nil
}

// law reads the instrument that is named, in the generation that decisions use, nil when there is none of that name.
func (r *RecognitionExceptionReconciler) law(ctx context.Context, name string) (*v1alpha1.RecognitionPolicySpec, error) {
	p := &v1alpha1.RecognitionPolicy{}
	if err := r.Client.Get(ctx, types.NamespacedName{Name: name}, p); err != nil {
		if apierrors.IsNotFound(err) {
			return nil, nil
		}
		return nil, fmt.Errorf("read policy %s: %w", name, err)
	}
	compilation, err := r.Policies.Compile(ctx, p)
	if err != nil {
		return nil, err
	}
	if compilation.InForce != nil {
		return compilation.InForce.Spec, nil
	}
	return &p.Spec, nil
}

// evidence reads the documents of these names that exist.
func (r *RecognitionExceptionReconciler) evidence(ctx context.Context, names []string) ([]v1alpha1.ComplianceEvidence, error) {
	found := make([]v1alpha1.ComplianceEvidence, 0, len(names))
	for _, name := range names {
		var evidence v1alpha1.ComplianceEvidence
		err := r.Client.Get(ctx, types.NamespacedName{Name: name}, &evidence)
		switch {
		case err == nil:
			found = append(found, evidence)
		case !apierrors.IsNotFound(err):
			return nil, fmt.Errorf("read evidence %s: %w", name, err)
		}
	}
	return found, nil
}

// SetupWithManager watches exceptions, and the policies and documents that they name.
func (r *RecognitionExceptionReconciler) SetupWithManager(mgr ctrl.Manager) error {
	isOfPolicy := func(e *v1alpha1.RecognitionException, name string) bool { return e.Spec.Policy == name }
	namesEvidence := func(e *v1alpha1.RecognitionException, name string) bool {
		return slices.Contains(e.Spec.Evidence, name)
	}
	changed := builder.WithPredicates(predicate.GenerationChangedPredicate{})
	return ctrl.NewControllerManagedBy(mgr).
		Named("recognitionexception").
		For(&v1alpha1.RecognitionException{}, changed).
		Watches(&v1alpha1.RecognitionPolicy{}, handler.EnqueueRequestsFromMapFunc(r.those(isOfPolicy)), changed).
		Watches(&v1alpha1.ComplianceEvidence{}, handler.EnqueueRequestsFromMapFunc(r.those(namesEvidence)), changed).
		Complete(r)
}

// those finds the exceptions that name an object.
func (r *RecognitionExceptionReconciler) those(names func(*v1alpha1.RecognitionException, string) bool) handler.MapFunc {
	return func(ctx context.Context, o client.Object) []reconcile.Request {
		var list v1alpha1.RecognitionExceptionList
		if err := r.Client.List(ctx, &list, client.UnsafeDisableDeepCopy); err != nil {
			ctrl.LoggerFrom(ctx).Error(err, "List the exceptions to look at again")
			return nil
		}
		var requests []reconcile.Request
		for i := range list.Items {
			if names(&list.Items[i], o.GetName()) {
				requests = append(requests, reconcile.Request{NamespacedName: types.NamespacedName{Name: list.Items[i].Name}})
			}
		}
		return requests
	}
}
