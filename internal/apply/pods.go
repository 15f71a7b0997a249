// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package apply

import (
	"context"
	"errors"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/internal/plan"
)

// lift lets a pod through the gate and narrows where it may stand, in one update: there is no moment at which the
// scheduler sees the one without the other.
func (r *run) lift(ctx context.Context, l plan.Lift) {
	pod, err := r.pod(ctx, l.Name)
	switch {
	case err != nil:
		r.fail("Pod", l.Name, err)
		return
	case pod == nil || pod.UID != l.UID || pod.DeletionTimestamp != nil: // gone: nothing waits any more
		return
	case pod.ResourceVersion != l.ResourceVersion:
		r.fail("Pod", l.Name, fmt.Errorf("pod %s has changed since the decision; it is decided about again", l.Name))
		return
	}
	if err := r.patch(ctx, pod, liftOperations(pod, l)); err != nil {
		if !apierrors.IsNotFound(err) {
			r.fail("Pod", l.Name, err)
		}
		return
	}
	r.outcome.Lifted = append(r.outcome.Lifted, l.Name)
}

func liftOperations(pod *corev1.Pod, l plan.Lift) []operation {
	operations := unchanged(pod)
	switch {
	case l.NodeAffinity == nil:
	case pod.Spec.Affinity == nil:
		affinity := corev1.Affinity{NodeAffinity: l.NodeAffinity}
		operations = append(operations, operation{Op: "add", Path: "/spec/affinity", Value: affinity})
	default:
		operations = append(operations, operation{Op: "add", Path: "/spec/affinity/nodeAffinity", Value: l.NodeAffinity})
	}
	if len(l.SchedulingGates) == 0 {
		return append(operations, operation{Op: "remove", Path: "/spec/schedulingGates"})
	}
	return append(operations, operation{Op: "replace", Path: "/spec/schedulingGates", Value: l.SchedulingGates})
}

// pod returns a pod of the deployment's namespace, nil when there is none.
func (r *run) pod(ctx context.Context, name string) (*corev1.Pod, error) {
	pod := &corev1.Pod{}
	err := r.client.Get(ctx, types.NamespacedName{Namespace: r.owner.Namespace, Name: name}, pod)
	if apierrors.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read pod %s: %w", name, err)
	}
	return pod, nil
}

// evict sends a pod away. An eviction respects a PodDisruptionBudget; a deletion, asked for by Force, does not. Neither
// shortens the pod's grace period: a pod on a node that does not answer stays on record, because it may still run.
func (r *run) evict(ctx context.Context, e plan.Eviction) {
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: r.owner.Namespace, Name: e.Name}}
	preconditions := metav1.Preconditions{UID: &e.UID}
	var err error
	if e.Force {
		err = r.client.Delete(ctx, pod, client.Preconditions(preconditions))
	} else {
		err = r.sendEviction(ctx, pod, preconditions)
	}
	switch {
	case err == nil:
		r.outcome.Evicted = append(r.outcome.Evicted, e.Name)
	case apierrors.IsNotFound(err), apierrors.IsConflict(err): // the pod that was meant is gone
	case apierrors.HasStatusCause(err, policyv1.DisruptionBudgetCause), errors.Is(err, errEvictionSlow):
		r.outcome.Blocked = append(r.outcome.Blocked, e.Name)
	default:
		r.fail("Pod", e.Name, err)
	}
}

// errEvictionSlow says that the API server kept asking to come back, which it does while a PodDisruptionBudget has not
// been looked at by its controller.
var errEvictionSlow = errors.New("the eviction was not answered in time")

func (r *run) sendEviction(ctx context.Context, pod *corev1.Pod, preconditions metav1.Preconditions) error {
	brief, cancel := context.WithTimeoutCause(ctx, evictionTimeout, errEvictionSlow)
	defer cancel()
	eviction := &policyv1.Eviction{DeleteOptions: &metav1.DeleteOptions{Preconditions: &preconditions}}
	err := r.client.SubResource("eviction").Create(brief, pod, eviction)
	if err != nil && errors.Is(context.Cause(brief), errEvictionSlow) {
		return errEvictionSlow
	}
	return err
}
