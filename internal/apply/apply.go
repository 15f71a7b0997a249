// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package apply is the cluster's door out: it makes a plan real and reads nothing but what it needs in order to send
// nothing that would change nothing. Objects are written by server-side apply with one field owner; what facegov owns
// whole is put back when others add to it, and what others put on an object's labels and annotations is left alone.
package apply

import (
	"context"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/plan"
)

// atOnce is how many requests about pods of one deployment are on their way at the same time.
const atOnce = 4

// evictionTimeout bounds one request for an eviction: the API server may ask a client to come back, and a client that
// waits for that holds up every other deployment.
const evictionTimeout = 5 * time.Second

// Applier makes plans real.
type Applier struct {
	client client.Client
	live   client.Reader
	memory *memory
}

// New returns an Applier that reads through the client's cache and writes through the client. The live reader bypasses
// the cache: it is asked when the cache cannot know. One Applier serves the whole process, because it remembers what
// the API server made of what was sent.
func New(c client.Client, live client.Reader) *Applier {
	return &Applier{client: c, live: live, memory: newMemory()}
}

// Apply makes a plan real in the order that protects people: first what must be there in every verdict, then what
// leaves, and last the recogniser, unless writing it is what makes pods leave. One object that fails does not keep the
// ones after it from being written, except that nothing new starts while a part that protects people could not be
// written.
func (a *Applier) Apply(ctx context.Context, owner *v1alpha1.FaceRecognitionDeployment, p plan.Plan) plan.Outcome {
	r := &run{Applier: a, owner: owner}
	r.addFinalizer(ctx, p.Finalizer)
	ensureAll(ctx, r, p.ServiceAccounts)
	r.ensureWayIn(ctx, p.WayIn)
	ensureAll(ctx, r, p.NetworkPolicies)
	ensureAll(ctx, r, p.Sweeps)
	protected := len(r.outcome.Failures) == 0

	ensureAll(ctx, r, p.Erasures)
	started := r.replace(ctx, p.Recogniser, p.Evictions, protected)
	if protected && started {
		r.lift(ctx, p.Lifts)
	}
	recorded := r.ensureRecord(ctx, p.Record)
	for _, removal := range p.Removals {
		r.remove(ctx, removal)
	}
	if recorded {
		r.releaseFinalizer(ctx, p.Finalizer)
	}
	return r.outcome
}

// run is one application of one plan.
type run struct {
	*Applier
	owner   *v1alpha1.FaceRecognitionDeployment
	outcome plan.Outcome
}

func (r *run) ensureWayIn(ctx context.Context, wayIn plan.WayIn) {
	if wayIn.Deployment != nil {
		r.ensure(ctx, wayIn.Deployment)
	}
	if wayIn.Service != nil {
		r.ensure(ctx, wayIn.Service)
	}
	if wayIn.PodDisruptionBudget != nil {
		r.ensure(ctx, wayIn.PodDisruptionBudget)
	}
}

// ensureAll makes each object what it should be.
func ensureAll[T client.Object](ctx context.Context, r *run, objects []T) {
	for _, object := range objects {
		r.ensure(ctx, object)
	}
}

// fail records an object that could not be written.
func (r *run) fail(kind, name string, err error) {
	r.outcome.Failures = append(r.outcome.Failures, plan.Failure{
		Kind: kind, Name: name, Invalid: isRefusal(err), Message: describe(err),
	})
}
