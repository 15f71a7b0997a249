// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/predicate"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/audit/policystatus"
	"github.com/facegov/facegov/internal/gather"
	"github.com/facegov/facegov/internal/policy"
)

// PolicyLabel on a ControllerRevision names the policy whose last good generation it holds.
const PolicyLabel = v1alpha1.Group + "/policy"

// RecognitionPolicyReconciler compiles policies, keeps the last generation that compiles on record, and says what each
// policy does now.
type RecognitionPolicyReconciler struct {
	// Client reads policies and records, and writes records and the status.
	Client client.Client
	// Policies compiles; it is the one that decisions use.
	Policies *gather.PolicyCache
	// Namespace is the operator's own: the records are kept there.
	Namespace string
	// Clock dates the conditions.
	Clock clock.PassiveClock

	written writtenStatuses
}

// Reconcile compiles the newest generation, puts it on record when it compiles, and writes the status once, when it
// differs. It comes back at the moment at which the law's dates change what the policy does.
func (r *RecognitionPolicyReconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	p := &v1alpha1.RecognitionPolicy{}
	if err := r.Client.Get(ctx, req.NamespacedName, p); err != nil {
		if apierrors.IsNotFound(err) {
			r.written.forget(req.NamespacedName)
		}
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if r.written.isBehind(p) {
		return ctrl.Result{RequeueAfter: cacheDelay}, nil
	}
	compilation, err := r.Policies.Compile(ctx, p)
	if err != nil {
		return ctrl.Result{}, err
	}
	// The record comes before the status: what the status calls in force survives a restart.
	if compilation.Newest != nil && p.DeletionTimestamp == nil {
		if err := r.keepOnRecord(ctx, p, compilation.Newest); err != nil {
			return ctrl.Result{}, err
		}
	}
	now := r.Clock.Now()
	status, next := policystatus.Of(policystatus.Facts{
		Policy: p, Newest: compilation.Newest, InForce: compilation.InForce, Errors: compilation.Errors, Now: now,
	})
	if !apiequality.Semantic.DeepEqual(p.Status, status) {
		p.Status = status
		if err := r.written.write(ctx, r.Client, p); client.IgnoreNotFound(err) != nil {
			return ctrl.Result{}, fmt.Errorf("write the status of policy %s: %w", p.Name, err)
		}
	}
	if next.IsZero() {
		return ctrl.Result{}, nil
	}
	return ctrl.Result{RequeueAfter: max(next.Sub(now), time.Second)}, nil
}

// keepOnRecord keeps one generation of a policy: the one that compiles. A record cannot be changed, so a newer one is
// made before the older is removed.
func (r *RecognitionPolicyReconciler) keepOnRecord(
	ctx context.Context, p *v1alpha1.RecognitionPolicy, compiled *policy.Compiled,
) error {
	var list appsv1.ControllerRevisionList
	if err := r.Client.List(ctx, &list, client.InNamespace(r.Namespace)); err != nil {
		return fmt.Errorf("list the generations on record: %w", err)
	}
	found := false
	var old []*appsv1.ControllerRevision
	for i := range list.Items {
		revision := &list.Items[i]
		switch {
		case !metav1.IsControlledBy(revision, p):
		case revision.Revision == compiled.Generation:
			found = true
		case revision.Revision < compiled.Generation:
			old = append(old, revision)
		}
	}
	if !found {
		if err := r.record(ctx, p, compiled); err != nil {
			return err
		}
	}
	for _, revision := range old {
		if err := client.IgnoreNotFound(r.Client.Delete(ctx, revision)); err != nil {
			return fmt.Errorf("remove the record of generation %d of policy %s: %w", revision.Revision, p.Name, err)
		}
	}
	return nil
}

func (r *RecognitionPolicyReconciler) record(
	ctx context.Context, p *v1alpha1.RecognitionPolicy, compiled *policy.Compiled,
) error {
	data, err := json.Marshal(compiled.Spec)
	if err != nil {
		return fmt.Errorf("encode policy %s: %w", p.Name, err)
	}
	revision := &appsv1.ControllerRevision{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: r.Namespace,
			Name:      recordName(p, compiled.Generation),
			OwnerReferences: []metav1.OwnerReference{{
				APIVersion: v1alpha1.GroupVersion.String(), Kind: "RecognitionPolicy",
				Name: p.Name, UID: p.UID, Controller: new(true),
			}},
		},
		Data:     runtime.RawExtension{Raw: data},
		Revision: compiled.Generation,
	}
	if len(p.Name) <= validation.LabelValueMaxLength {
		revision.Labels = map[string]string{PolicyLabel: p.Name}
	}
	err = r.Client.Create(ctx, revision, client.FieldOwner(v1alpha1.FieldManager))
	if err != nil && !apierrors.IsAlreadyExists(err) {
		return fmt.Errorf("record generation %d of policy %s: %w", compiled.Generation, p.Name, err)
	}
	return nil
}

// recordName names the record of one generation. The uid keeps a policy apart from an earlier one of the same name.
func recordName(p *v1alpha1.RecognitionPolicy, generation int64) string {
	const longest, uidPart = 200, 8
	uid := string(p.UID)
	return fmt.Sprintf("%s-%s-%d", p.Name[:min(len(p.Name), longest)], uid[:min(len(uid), uidPart)], generation)
}

// SetupWithManager watches policies.
func (r *RecognitionPolicyReconciler) SetupWithManager(mgr ctrl.Manager) error {
	return ctrl.NewControllerManagedBy(mgr).
		Named("recognitionpolicy").
		For(&v1alpha1.RecognitionPolicy{}, builder.WithPredicates(predicate.GenerationChangedPredicate{})).
		Complete(r)
}
