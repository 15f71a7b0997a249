// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/internal/plan/placement"
)

// lift lets pods through the gate.
func (r *run) lift(ctx context.Context, lifts []plan.Lift) {
	for i, answer := range each(lifts, func(l plan.Lift) answer { return r.liftOne(ctx, l) }) {
		switch name := lifts[i].Name; {
		case answer.err != nil:
			r.fail("Pod", name, answer.err)
		case answer.did:
			r.outcome.Lifted = append(r.outcome.Lifted, name)
		}
	}
}

// answer is what became of one request about a pod: nothing at all when the pod is gone.
type answer struct {
	did bool
	err error
}

// each does something about several pods at once and returns the answers in their order.
func each[T any](items []T, do func(T) answer) []answer {
	answers := make([]answer, len(items))
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i, item := range items {
		group.Go(func() error {
			answers[i] = do(item)
			return nil
		})
	}
	_ = group.Wait() // the errors are among the answers
	return answers
}

// liftOne lets a pod through the gate and narrows where it may stand, in one update: there is no moment at which the
// scheduler sees the one without the other.
func (r *run) liftOne(ctx context.Context, l plan.Lift) answer {
	pod, err := r.pod(ctx, l.Name)
	switch {
	case err != nil:
		return answer{err: err}
	case pod == nil || pod.UID != l.UID || pod.DeletionTimestamp != nil: // gone: nothing waits any more
		return answer{}
	case pod.ResourceVersion != l.ResourceVersion:
		return answer{err: fmt.Errorf("pod %s has changed since the decision; it is decided about again", l.Name)}
	}
	err = r.patch(ctx, pod, liftOperations(pod, l))
	return answer{did: err == nil, err: client.IgnoreNotFound(err)}
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

// replace sends pods away and writes the recogniser, which comes first when scaling it to nothing is what sends them
// away: then nothing is made in their place. It says whether pods may be let through the gate.
func (r *run) replace(
	ctx context.Context, recogniser *appsv1.Deployment, evictions []plan.Eviction, protected bool,
) (started bool) {
	if recogniser == nil || !stops(recogniser) {
		r.evict(ctx, evictions)
		return r.ensureRecogniser(ctx, recogniser, protected)
	}
	applied := r.outcome.Applied
	started = r.ensureRecogniser(ctx, recogniser, protected)
	for _, e := range evictions {
		if e.Manner == placement.MannerScaled && r.outcome.Applied > applied {
			r.outcome.Evicted = append(r.outcome.Evicted, e.Name)
		}
	}
	r.evict(ctx, evictions)
	return started
}

// evict sends pods away, those apart that leave because their workload is scaled to nothing.
func (r *run) evict(ctx context.Context, evictions []plan.Eviction) {
	evictions = slices.DeleteFunc(slices.Clone(evictions), func(e plan.Eviction) bool {
		return e.Manner == placement.MannerScaled
	})
	for i, answer := range each(evictions, func(e plan.Eviction) answer { return r.evictOne(ctx, e) }) {
		switch name := evictions[i].Name; {
		case answer.did:
			r.outcome.Evicted = append(r.outcome.Evicted, name)
		case isKeptByBudget(answer.err), errors.Is(answer.err, errEvictionSlow):
			r.outcome.Blocked = append(r.outcome.Blocked, name)
		case answer.err != nil:
			r.fail("Pod", name, answer.err)
		}
	}
}

// isKeptByBudget says that a PodDisruptionBudget forbids an eviction. Where several are about a pod the API server decides
// about none of them, never evicts it, and says so in words alone.
func isKeptByBudget(err error) bool {
	var status apierrors.APIStatus
	isUndecided := errors.As(err, &status) && strings.Contains(status.Status().Message, "more than one PodDisruptionBudget")
	return isUndecided || apierrors.HasStatusCause(err, policyv1.DisruptionBudgetCause)
}

// evictOne sends a pod away. An eviction respects a PodDisruptionBudget; a deletion does not. Neither shortens the pod's
// grace period: a pod on a node that does not answer stays on record, because it may still run.
func (r *run) evictOne(ctx context.Context, e plan.Eviction) answer {
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: r.owner.Namespace, Name: e.Name}}
	preconditions := metav1.Preconditions{UID: &e.UID}
	var err error
	if e.Manner == placement.MannerDeleted {
		err = r.client.Delete(ctx, pod, client.Preconditions(preconditions))
	} else {
		err = r.sendEviction(ctx, pod, preconditions)
	}
	if apierrors.IsNotFound(err) || apierrors.IsConflict(err) { // the pod that was meant is gone
		return answer{}
	}
	return answer{did: err == nil, err: err}
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
