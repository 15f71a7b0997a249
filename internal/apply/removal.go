// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package apply

import (
	"context"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	networkingv1 "k8s.io/api/networking/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/internal/plan"
)

// removable are the kinds that a plan may remove.
var removable = map[string]func() client.Object{
	"CronJob":       func() client.Object { return &batchv1.CronJob{} },
	"Deployment":    func() client.Object { return &appsv1.Deployment{} },
	"Job":           func() client.Object { return &batchv1.Job{} },
	"NetworkPolicy": func() client.Object { return &networkingv1.NetworkPolicy{} },
}

// remove deletes an object that is no longer wanted, with what hangs on it. What is not this deployment's stays.
func (r *run) remove(ctx context.Context, removal plan.Removal) {
	if err := r.removeOwned(ctx, removal); err != nil {
		r.fail(removal.Kind, removal.Name, err)
	}
}

func (r *run) removeOwned(ctx context.Context, removal plan.Removal) error {
	empty, known := removable[removal.Kind]
	if !known {
		return refusal("facegov does not remove objects of kind %s", removal.Kind)
	}
	live := empty()
	key := types.NamespacedName{Namespace: r.owner.Namespace, Name: removal.Name}
	if err := r.client.Get(ctx, key, live); err != nil {
		if apierrors.IsNotFound(err) {
			return nil
		}
		return fmt.Errorf("cannot read %s %s: %w", removal.Kind, removal.Name, err)
	}
	if live.GetDeletionTimestamp() != nil {
		return nil
	}
	if !r.isOurs(live) {
		return refusal("%s %s is not this deployment's; delete it by hand if it is not needed", removal.Kind, removal.Name)
	}
	err := r.client.Delete(ctx, live,
		client.Preconditions{UID: new(live.GetUID())},
		client.PropagationPolicy(metav1.DeletePropagationBackground))
	if apierrors.IsNotFound(err) || apierrors.IsConflict(err) { // it has gone, or another took its place
		return nil
	}
	if err != nil {
		return err
	}
	r.memory.forget(memoryKey{kind: removal.Kind, name: key})
	r.outcome.Applied++
	return nil
}
