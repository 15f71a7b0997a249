// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
	"sigs.k8s.io/controller-runtime/pkg/source"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/gather"
)

// watchWorkloads watches the workloads of somebody else's that deployments refer to, and the deployments that refer to
// the same one. The workloads come through a cache of their own, which keeps nothing but names: the manager's own keeps
// only what facegov made.
func watchWorkloads(mgr ctrl.Manager, b *builder.Builder, finder deploymentFinder) error {
	names, err := cache.New(mgr.GetConfig(), gather.WorkloadCacheOptions(mgr))
	if err != nil {
		return fmt.Errorf("make the cache of workloads: %w", err)
	}
	if err := mgr.Add(names); err != nil {
		return fmt.Errorf("add the cache of workloads: %w", err)
	}
	for _, kind := range []string{"Deployment", "StatefulSet", "DaemonSet"} {
		named := &metav1.PartialObjectMetadata{}
		named.SetGroupVersionKind(appsv1.SchemeGroupVersion.WithKind(kind))
		b.WatchesRawSource(source.Kind(names, named, handler.TypedEnqueueRequestsFromMapFunc(
			func(ctx context.Context, o *metav1.PartialObjectMetadata) []reconcile.Request {
				return finder.ofWorkload(ctx, o.Namespace, v1alpha1.WorkloadReference{Kind: kind, Name: o.Name})
			})))
	}
	b.Watches(&v1alpha1.FaceRecognitionDeployment{}, handler.EnqueueRequestsFromMapFunc(finder.ofSameWorkload),
		builder.WithPredicates(predicate.GenerationChangedPredicate{}))
	return nil
}

// indexWorkloads indexes deployments by the workload that they refer to.
func indexWorkloads(ctx context.Context, indexer client.FieldIndexer) error {
	return indexer.IndexField(ctx, &v1alpha1.FaceRecognitionDeployment{}, indexReferences, func(o client.Object) []string {
		frd := o.(*v1alpha1.FaceRecognitionDeployment)
		if !facts.IsReference(frd) {
			return nil
		}
		return []string{referenceKey(*frd.Spec.Workload.Reference)}
	})
}

func referenceKey(r v1alpha1.WorkloadReference) string { return r.Kind + "/" + r.Name }

func (f deploymentFinder) ofWorkload(
	ctx context.Context, namespace string, workload v1alpha1.WorkloadReference,
) []reconcile.Request {
	return f.find(ctx, client.InNamespace(namespace), client.MatchingFields{indexReferences: referenceKey(workload)})
}

// ofSameWorkload finds the deployments that govern what another one governs. One that changes its reference is seen
// twice: with its old one and with its new one.
func (f deploymentFinder) ofSameWorkload(ctx context.Context, o client.Object) []reconcile.Request {
	frd, ok := o.(*v1alpha1.FaceRecognitionDeployment)
	if !ok || !facts.IsReference(frd) {
		return nil
	}
	return f.ofWorkload(ctx, frd.Namespace, *frd.Spec.Workload.Reference)
}
