// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package gather is the cluster's door in: it reads everything that a decision may look at and hands it over as one
// Snapshot of values. It writes nothing and decides nothing. A thing that does not exist is a fact; only a read that
// failed is an error.
package gather

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// Gatherer reads the facts about deployments.
type Gatherer struct {
	// Reader reads the cluster, through a cache as CacheOptions describes it or past any.
	Reader client.Reader
	// Live reads past any cache: it is asked for workloads of somebody else's, which no cache keeps.
	Live client.Reader
	// Policies keeps the compiled policies.
	Policies *PolicyCache
	// Clock tells the moment of a decision.
	Clock clock.PassiveClock
}

// Snapshot reads the facts about one deployment. When the deployment does not exist, the error says so in the way of
// the API: apierrors.IsNotFound. Nothing in the snapshot is shared with the cache of the reader; compiled policies are
// shared between snapshots and must not be changed.
func (g *Gatherer) Snapshot(ctx context.Context, key types.NamespacedName) (*facts.Snapshot, error) {
	deployment := &v1alpha1.FaceRecognitionDeployment{}
	if err := g.Reader.Get(ctx, key, deployment); err != nil {
		return nil, fmt.Errorf("cannot read FaceRecognitionDeployment %s: %w", key, err)
	}
	return g.SnapshotOf(ctx, deployment)
}

// SnapshotOf reads the facts about a deployment that need not exist yet, or not as it is given here: one that asks to
// be admitted. The snapshot keeps the deployment itself.
func (g *Gatherer) SnapshotOf(
	ctx context.Context, deployment *v1alpha1.FaceRecognitionDeployment,
) (*facts.Snapshot, error) {
	s := &facts.Snapshot{
		Now:        g.Clock.Now(),
		Deployment: deployment,
		Template:   template(&deployment.Spec.Workload),
	}
	r := &reading{Gatherer: g, ctx: ctx, snapshot: s}
	for _, step := range []func() error{
		r.readNamespace, r.readPolicies, r.readReference, r.readPods, r.readZones, r.readDeployments, r.readSweeps,
		r.readClaims, r.readClaimants, r.readEvidence, r.readExceptions, r.readParty, r.readFleet, r.readRemains,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// reading is one snapshot on its way.
type reading struct {
	*Gatherer
	ctx      context.Context //nolint:containedctx // a reading lives for one call
	snapshot *facts.Snapshot
}

// get reads an object and says whether it exists.
func (r *reading) get(key types.NamespacedName, object client.Object) (bool, error) {
	return read(r.ctx, r.Reader, key, object)
}

// read reads an object and says whether it exists.
func read(ctx context.Context, reader client.Reader, key types.NamespacedName, object client.Object) (bool, error) {
	err := reader.Get(ctx, key, object)
	if apierrors.IsNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("cannot read %T %s: %w", object, key.Name, err)
	}
	return true, nil
}

// list reads the objects of the deployment's namespace that have these labels. What it returns may belong to the cache
// and must not be changed.
func (r *reading) list(list client.ObjectList, labels client.MatchingLabels) error {
	err := r.Reader.List(r.ctx, list,
		client.InNamespace(r.snapshot.Deployment.Namespace), labels, client.UnsafeDisableDeepCopy)
	if err != nil {
		return fmt.Errorf("cannot list %T: %w", list, err)
	}
	return nil
}

func (r *reading) readNamespace() error {
	name := r.snapshot.Deployment.Namespace
	namespace := &corev1.Namespace{}
	found, err := r.get(types.NamespacedName{Name: name}, namespace)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("namespace %s is not known yet; it is read again", name)
	}
	r.snapshot.Namespace = facts.Namespace{
		Name:        name,
		Labels:      namespace.Labels,
		Terminating: namespace.DeletionTimestamp != nil || namespace.Status.Phase == corev1.NamespaceTerminating,
	}
	return nil
}

func (r *reading) readPolicies() error {
	policies, err := r.Policies.All(r.ctx)
	r.snapshot.Policies = policies
	return err
}
