// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"maps"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/ptr"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/gather"
)

// Indexes of deployments by what they name.
const (
	indexZones      = "facegov.zones"
	indexClaims     = "facegov.claims"
	indexReferences = "facegov.references"
)

// SetupWithManager watches everything that a decision looks at, so that no verdict waits for a timer.
func (r *FaceRecognitionDeploymentReconciler) SetupWithManager(ctx context.Context, mgr ctrl.Manager) error {
	if err := indexDeployments(ctx, mgr.GetFieldIndexer()); err != nil {
		return err
	}
	finder := deploymentFinder{reader: mgr.GetClient()}
	owned := handler.EnqueueRequestForOwner(mgr.GetScheme(), mgr.GetRESTMapper(), &v1alpha1.FaceRecognitionDeployment{},
		handler.OnlyControllerOwner())
	b := ctrl.NewControllerManagedBy(mgr).
		Named("facerecognitiondeployment").
		For(&v1alpha1.FaceRecognitionDeployment{}, builder.WithPredicates(predicate.Or(
			predicate.GenerationChangedPredicate{}, predicate.AnnotationChangedPredicate{}, finalizersChanged()))).
		Watches(&appsv1.Deployment{}, reportsTogether(owned)).
		Watches(&batchv1.CronJob{}, reportsTogether(owned)).
		Watches(&batchv1.Job{}, reportsTogether(owned)).
		Watches(&corev1.Service{}, reportsTogether(owned)).
		Watches(&corev1.ServiceAccount{}, reportsTogether(owned)).
		Watches(&networkingv1.NetworkPolicy{}, reportsTogether(owned)).
		Watches(&policyv1.PodDisruptionBudget{}, reportsTogether(owned)).
		Watches(&corev1.Pod{}, podsTogether(handler.EnqueueRequestsFromMapFunc(governingDeployment))).
		Watches(&v1alpha1.RecognitionZone{}, urgently(handler.EnqueueRequestsFromMapFunc(finder.ofZone))).
		Watches(&v1alpha1.RecognitionPolicy{}, urgently(handler.EnqueueRequestsFromMapFunc(finder.all))).
		Watches(&v1alpha1.ComplianceEvidence{}, urgently(handler.EnqueueRequestsFromMapFunc(finder.ofEvidence)),
			builder.WithPredicates(predicate.GenerationChangedPredicate{})).
		Watches(&v1alpha1.RecognitionException{}, urgently(handler.EnqueueRequestsFromMapFunc(finder.ofException)),
			builder.WithPredicates(predicate.GenerationChangedPredicate{})).
		Watches(&v1alpha1.RecognitionRecord{}, handler.EnqueueRequestsFromMapFunc(recorded),
			builder.WithPredicates(isDeleted())).
		Watches(&v1alpha1.FaceRecognitionDeployment{}, partyTogether(handler.EnqueueRequestsFromMapFunc(finder.ofParty)),
			builder.WithPredicates(peopleChanged())).
		Watches(&v1alpha1.FaceRecognitionDeployment{}, handler.EnqueueRequestsFromMapFunc(finder.ofSameClaim),
			builder.WithPredicates(predicate.Or(finalizersChanged(), claimsChanged()))).
		Watches(&corev1.Namespace{}, handler.EnqueueRequestsFromMapFunc(finder.inNamespace)).
		Watches(&corev1.PersistentVolumeClaim{}, handler.EnqueueRequestsFromMapFunc(finder.ofClaim)).
		Watches(&corev1.Node{}, nodesTogether(handler.EnqueueRequestsFromMapFunc(finder.ofNode)),
			builder.WithPredicates(NodeMatters())).
		WithOptions(controller.Options{MaxConcurrentReconciles: 16})
	if err := watchWorkloads(mgr, b, finder); err != nil {
		return err
	}
	return b.Complete(r)
}

// finalizersChanged lets updates through that begin a deletion or change a finalizer; facegov's own status writes are
// not among them.
func finalizersChanged() predicate.Predicate {
	return predicate.Funcs{UpdateFunc: func(e event.UpdateEvent) bool {
		return !slices.Equal(e.ObjectOld.GetFinalizers(), e.ObjectNew.GetFinalizers()) ||
			(e.ObjectOld.GetDeletionTimestamp() == nil) != (e.ObjectNew.GetDeletionTimestamp() == nil)
	}}
}

// peopleChanged lets through what changes how many people a party counts.
func peopleChanged() predicate.Predicate {
	count := func(o client.Object) (string, int64) {
		spec := &o.(*v1alpha1.FaceRecognitionDeployment).Spec
		return spec.ResponsibleParty.ID, ptr.Deref(spec.Subjects.EstimatedCount, -1)
	}
	return predicate.Funcs{
		UpdateFunc: func(e event.UpdateEvent) bool {
			partyBefore, before := count(e.ObjectOld)
			party, now := count(e.ObjectNew)
			return party != partyBefore || now != before
		},
		GenericFunc: func(event.GenericEvent) bool { return false },
	}
}

// claimsChanged lets through what changes the claims that a deployment answers for, and whether it had them first.
func claimsChanged() predicate.Predicate {
	held := func(o client.Object) map[string]bool {
		frd, claims := o.(*v1alpha1.FaceRecognitionDeployment), map[string]bool{}
		for _, claim := range facts.ClaimsHeld(frd) {
			claims[claim] = facts.Holds(frd, claim)
		}
		return claims
	}
	return predicate.Funcs{
		UpdateFunc:  func(e event.UpdateEvent) bool { return !maps.Equal(held(e.ObjectOld), held(e.ObjectNew)) },
		GenericFunc: func(event.GenericEvent) bool { return false },
	}
}

func indexDeployments(ctx context.Context, indexer client.FieldIndexer) error {
	if err := gather.IndexParties(ctx, indexer); err != nil {
		return err
	}
	err := indexer.IndexField(ctx, &v1alpha1.FaceRecognitionDeployment{}, indexZones, func(o client.Object) []string {
		return facts.ZonesNamed(o.(*v1alpha1.FaceRecognitionDeployment))
	})
	if err != nil {
		return err
	}
	err = indexer.IndexField(ctx, &v1alpha1.FaceRecognitionDeployment{}, indexClaims, func(o client.Object) []string {
		return facts.ClaimsHeld(o.(*v1alpha1.FaceRecognitionDeployment))
	})
	if err != nil {
		return err
	}
	return indexWorkloads(ctx, indexer)
}

// governingDeployment finds the deployment that a pod belongs to: as recogniser, or as sweep.
func governingDeployment(_ context.Context, o client.Object) []reconcile.Request {
	for _, label := range []string{v1alpha1.DeploymentLabel, v1alpha1.MountsLabel, v1alpha1.WayInLabel} {
		if name := o.GetLabels()[label]; name != "" {
			return []reconcile.Request{{NamespacedName: types.NamespacedName{Namespace: o.GetNamespace(), Name: name}}}
		}
	}
	return nil
}

// deploymentFinder finds the deployments that an object concerns.
type deploymentFinder struct{ reader client.Reader }

// find lists deployments and takes nothing but their names, so nothing is copied out of the cache.
func (f deploymentFinder) find(ctx context.Context, opts ...client.ListOption) []reconcile.Request {
	var list v1alpha1.FaceRecognitionDeploymentList
	if err := f.reader.List(ctx, &list, append(opts, client.UnsafeDisableDeepCopy)...); err != nil {
		ctrl.LoggerFrom(ctx).Error(err, "List deployments to look at again")
		return nil
	}
	requests := make([]reconcile.Request, 0, len(list.Items))
	for i := range list.Items {
		requests = append(requests, reconcile.Request{NamespacedName: client.ObjectKeyFromObject(&list.Items[i])})
	}
	return requests
}

func (f deploymentFinder) all(ctx context.Context, _ client.Object) []reconcile.Request {
	return f.find(ctx)
}

func (f deploymentFinder) ofZone(ctx context.Context, o client.Object) []reconcile.Request {
	return f.find(ctx, client.MatchingFields{indexZones: o.GetName()})
}

func (f deploymentFinder) ofParty(ctx context.Context, o client.Object) []reconcile.Request {
	party := o.(*v1alpha1.FaceRecognitionDeployment).Spec.ResponsibleParty.ID
	siblings := f.find(ctx, client.MatchingFields{gather.PartyField: party})
	return slices.DeleteFunc(siblings, func(r reconcile.Request) bool {
		return r.NamespacedName == client.ObjectKeyFromObject(o)
	})
}

// ofEvidence finds the deployments that a document speaks for. What speaks for devices, providers or jurisdictions may
// concern any.
func (f deploymentFinder) ofEvidence(ctx context.Context, o client.Object) []reconcile.Request {
	subjects := o.(*v1alpha1.ComplianceEvidence).Spec.AppliesTo
	var requests []reconcile.Request
	for i := range subjects {
		switch s := &subjects[i]; s.Kind {
		case v1alpha1.EvidenceForDeployment:
			if s.Deployment != nil {
				requests = append(requests, ofReference(s.Deployment))
			}
		case v1alpha1.EvidenceForParty:
			requests = append(requests, f.find(ctx, client.MatchingFields{gather.PartyField: s.Party})...)
		case v1alpha1.EvidenceForZone:
			requests = append(requests, f.find(ctx, client.MatchingFields{indexZones: s.Zone})...)
		default:
			return f.find(ctx)
		}
	}
	return requests
}

// ofException finds the deployments that an exception speaks for.
func (f deploymentFinder) ofException(ctx context.Context, o client.Object) []reconcile.Request {
	subjects := o.(*v1alpha1.RecognitionException).Spec.AppliesTo
	var requests []reconcile.Request
	for i := range subjects {
		switch s := &subjects[i]; {
		case s.Deployment != nil:
			requests = append(requests, ofReference(s.Deployment))
		case s.Party != "":
			requests = append(requests, f.find(ctx, client.MatchingFields{gather.PartyField: s.Party})...)
		case s.Zone != "":
			requests = append(requests, f.find(ctx, client.MatchingFields{indexZones: s.Zone})...)
		}
	}
	return requests
}

// recorded finds the deployment that a record is about: somebody deleted what has to be there.
func recorded(_ context.Context, o client.Object) []reconcile.Request {
	d := o.(*v1alpha1.RecognitionRecord).Spec.Deployment
	return []reconcile.Request{{NamespacedName: types.NamespacedName{Namespace: d.Namespace, Name: d.Name}}}
}

func ofReference(d *v1alpha1.DeploymentReference) reconcile.Request {
	return reconcile.Request{NamespacedName: types.NamespacedName{Namespace: d.Namespace, Name: d.Name}}
}

func (f deploymentFinder) inNamespace(ctx context.Context, o client.Object) []reconcile.Request {
	return f.find(ctx, client.InNamespace(o.GetName()))
}

func (f deploymentFinder) ofClaim(ctx context.Context, o client.Object) []reconcile.Request {
	return f.find(ctx, client.InNamespace(o.GetNamespace()), client.MatchingFields{indexClaims: o.GetName()})
}

// ofSameClaim finds the other deployments that answer for a claim of this one. One that gives a claim up is seen twice:
// with it and without.
func (f deploymentFinder) ofSameClaim(ctx context.Context, o client.Object) []reconcile.Request {
	var requests []reconcile.Request
	for _, claim := range facts.ClaimsHeld(o.(*v1alpha1.FaceRecognitionDeployment)) {
		requests = append(requests, f.find(ctx,
			client.InNamespace(o.GetNamespace()), client.MatchingFields{indexClaims: claim})...)
	}
	return slices.DeleteFunc(requests, func(r reconcile.Request) bool {
		return r.NamespacedName == client.ObjectKeyFromObject(o)
	})
}

// ofNode finds the deployments that name the zone of a node. A node that changes its zone is seen twice: with its old
// label and with its new one.
func (f deploymentFinder) ofNode(ctx context.Context, o client.Object) []reconcile.Request {
	zone := o.GetLabels()[v1alpha1.ZoneNodeLabel]
	if zone == "" {
		return nil
	}
	return f.find(ctx, client.MatchingFields{indexZones: zone})
}
