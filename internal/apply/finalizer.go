// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package apply

import (
	"context"
	"slices"
	"strconv"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/plan"
)

const ownerKind = "FaceRecognitionDeployment"

// addFinalizer keeps the deployment until its stores are erased. It comes before anything that could store a face.
func (r *run) addFinalizer(ctx context.Context, change plan.FinalizerChange) {
	if change != plan.FinalizerAdd || slices.Contains(r.owner.Finalizers, v1alpha1.EraseFinalizer) {
		return
	}
	add := operation{Op: "add", Path: "/metadata/finalizers/-", Value: v1alpha1.EraseFinalizer}
	if len(r.owner.Finalizers) == 0 {
		add = operation{Op: "add", Path: "/metadata/finalizers", Value: []string{v1alpha1.EraseFinalizer}}
	}
	r.patchOwner(ctx, add)
}

// releaseFinalizer lets the deployment go. It comes last. Only facegov's own finalizer is touched.
func (r *run) releaseFinalizer(ctx context.Context, change plan.FinalizerChange) {
	if change != plan.FinalizerRelease && change != plan.FinalizerReleaseUnproven {
		return
	}
	at := slices.Index(r.owner.Finalizers, v1alpha1.EraseFinalizer)
	if at < 0 {
		return
	}
	r.outcome.Released = r.patchOwner(ctx, operation{Op: "remove", Path: "/metadata/finalizers/" + strconv.Itoa(at)})
}

// patchOwner changes the deployment's metadata unless it has changed since it was seen, and says whether it did.
func (r *run) patchOwner(ctx context.Context, change operation) bool {
	err := r.patch(ctx, r.owner.DeepCopy(), append(unchanged(r.owner), change))
	switch {
	case err == nil:
		r.outcome.Applied++
	case apierrors.IsNotFound(err): // it has gone meanwhile
	default:
		r.fail(ownerKind, r.owner.Name, err)
	}
	return err == nil
}
