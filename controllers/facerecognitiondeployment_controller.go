// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package controllers holds one reconciler for each kind. A reconciler is the five steps and nothing else: read the
// facts, decide, plan, apply, write the status once.
package controllers

import (
	"context"
	"errors"
	"fmt"
	"time"

	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/events"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/apply"
	"github.com/facegov/facegov/internal/audit"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/gather"
	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/internal/policy"
)

// FaceRecognitionDeploymentReconciler decides about a deployment and keeps deciding for as long as it lives.
type FaceRecognitionDeploymentReconciler struct {
	// Client writes the status.
	Client client.Client
	// Gatherer reads the facts.
	Gatherer *gather.Gatherer
	// Applier writes what the plan asks for.
	Applier *apply.Applier
	// Settings are what the operator was started with.
	Settings plan.Settings
	// Events tells what happened, after the status that says so was written.
	Events events.EventRecorder
	// Clock tells how long to wait. The time of a decision is a fact of the snapshot.
	Clock clock.PassiveClock

	// written is what was last written of each deployment, and of its record.
	written writtenStatuses
}

// Reconcile is the straight line: facts, verdict, plan, outcome, status.
func (r *FaceRecognitionDeploymentReconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	snapshot, err := r.Gatherer.Snapshot(ctx, req.NamespacedName)
	if apierrors.IsNotFound(err) {
		r.written.forget(req.NamespacedName)
		r.written.forget(types.NamespacedName{Name: facts.RecordName(req.Namespace, req.Name)})
		return ctrl.Result{}, nil
	}
	if err != nil {
		return ctrl.Result{}, fmt.Errorf("read the facts: %w", err)
	}
	if r.written.isBehind(snapshot.Deployment) || r.isRecordBehind(snapshot) {
		return ctrl.Result{RequeueAfter: cacheDelay}, nil
	}
	verdict := policy.Evaluate(snapshot)
	desired := plan.Build(snapshot, &verdict, r.Settings)
	outcome := r.Applier.Apply(ctx, snapshot.Deployment, desired)
	if outcome.RecordVersion != "" {
		r.written.note(client.ObjectKeyFromObject(desired.Record), outcome.RecordVersion)
	}
	status := audit.Status(snapshot, &verdict, &desired, &outcome)

	before := snapshot.Deployment.Status.DeepCopy()
	if err := r.writeStatus(ctx, snapshot.Deployment, &status); err != nil {
		return ctrl.Result{}, err
	}
	count(&desired, &outcome, before, &status)
	for _, e := range audit.Events(before, &status, &outcome) {
		r.Events.Eventf(snapshot.Deployment, nil, e.Type, e.Reason, e.Action, "%s", e.Note)
	}
	return r.next(&desired, &outcome)
}

// writeStatus writes the status when it differs from the one that is there.
func (r *FaceRecognitionDeploymentReconciler) writeStatus(
	ctx context.Context, deployment *v1alpha1.FaceRecognitionDeployment, status *v1alpha1.FaceRecognitionDeploymentStatus,
) error {
	if apiequality.Semantic.DeepEqual(&deployment.Status, status) {
		return nil
	}
	deployment = deployment.DeepCopy()
	deployment.Status = *status
	err := r.written.write(ctx, r.Client, deployment)
	// Releasing the finalizer lets the object go: then there is no status left to write.
	if apierrors.IsNotFound(err) || apierrors.IsConflict(err) && deployment.DeletionTimestamp != nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("write the status: %w", err)
	}
	return nil
}

// isRecordBehind says that the record from the cache is older than the one that was last written. One that was written
// and is not there has not arrived yet; if it still is not at the next look, somebody has deleted it.
func (r *FaceRecognitionDeploymentReconciler) isRecordBehind(s *facts.Snapshot) bool {
	if s.Record != nil {
		return r.written.isBehind(s.Record)
	}
	name := facts.RecordName(s.Deployment.Namespace, s.Deployment.Name)
	return r.written.forget(types.NamespacedName{Name: name})
}

// next says when to look again. What trying again may mend is an error, so that it is tried with growing pauses; what
// only a human mends waits for a change.
func (r *FaceRecognitionDeploymentReconciler) next(p *plan.Plan, o *plan.Outcome) (ctrl.Result, error) {
	var errs []error
	for _, f := range o.Failures {
		if !f.Invalid {
			errs = append(errs, fmt.Errorf("%s %s: %s", f.Kind, f.Name, f.Message))
		}
	}
	if len(errs) > 0 {
		return ctrl.Result{}, errors.Join(errs...)
	}
	if p.RecheckAt.IsZero() {
		return ctrl.Result{}, nil
	}
	return ctrl.Result{RequeueAfter: max(p.RecheckAt.Sub(r.Clock.Now()), time.Second)}, nil
}
