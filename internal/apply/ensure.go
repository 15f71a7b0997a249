// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package apply

import (
	"context"
	"fmt"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// ensure makes one object what it should be and records a failure to do so.
func (r *run) ensure(ctx context.Context, object client.Object) { r.ensureChecked(ctx, object, nil) }

// ensureChecked is ensure with a check that runs only when the object has to be written. It says whether the object is
// what it should be.
func (r *run) ensureChecked(ctx context.Context, object client.Object, check func(context.Context) error) bool {
	want, err := r.render(object)
	if err == nil {
		err = r.write(ctx, want, check)
	}
	if err != nil {
		r.fail(kindOf(object), object.GetName(), err)
		return false
	}
	return true
}

// write sends what is needed to make the live object what it should be, which is nothing when it is.
func (r *run) write(ctx context.Context, want *desired, check func(context.Context) error) error {
	live, err := r.find(ctx, want)
	if err != nil {
		return err
	}
	var state finding
	if live != nil {
		if state, err = r.examine(want, live); err != nil || state.settled {
			return err
		}
	}
	if check != nil {
		if err := check(ctx); err != nil {
			return err
		}
	}
	err = r.send(ctx, want, live, state.strange)
	if live == nil && apierrors.IsConflict(err) {
		return r.takeOver(ctx, want)
	}
	// What facegov sends is what it sent last, so it was somebody else who made the object differ.
	if err == nil && live != nil && live.GetAnnotations()[v1alpha1.DigestAnnotation] == want.digest {
		r.outcome.Reverted = append(r.outcome.Reverted, want.kind())
	}
	return err
}

// takeOver looks past the cache at an object that the cache does not hold and that is there all the same: one of
// facegov's own that lost its label, or one that is somebody else's.
func (r *run) takeOver(ctx context.Context, want *desired) error {
	live, err := r.get(ctx, r.live, want)
	if err != nil {
		return err
	}
	if live == nil {
		return errConflict(want)
	}
	state, err := r.examine(want, live)
	if err != nil || state.settled {
		return err
	}
	return r.send(ctx, want, live, state.strange)
}

// find returns the live object, nil when there is none. A cache that does not hold what was written may not have seen
// it yet, so the API server is asked before it is written again.
func (r *run) find(ctx context.Context, want *desired) (client.Object, error) {
	live, err := r.get(ctx, r.client, want)
	if err != nil || live != nil {
		return live, err
	}
	if _, wrote := r.memory.recall(want.memoryKey()); !wrote {
		return nil, nil
	}
	r.memory.forget(want.memoryKey())
	return r.get(ctx, r.live, want)
}

// get reads the live object, nil when there is none. What it returns may belong to the cache and must not be changed.
func (r *run) get(ctx context.Context, from client.Reader, want *desired) (client.Object, error) {
	live, err := r.empty(want.gvk)
	if err != nil {
		return nil, err
	}
	if err := from.Get(ctx, want.key(), live, client.UnsafeDisableDeepCopy); err != nil {
		if apierrors.IsNotFound(err) {
			return nil, nil
		}
		return nil, fmt.Errorf("cannot read %s %s: %w", want.kind(), want.name(), err)
	}
	return live, nil
}

// finding is what a look at a live object says.
type finding struct {
	// settled says that nothing has to be sent.
	settled bool
	// strange says that the spec holds what facegov did not put there, which an apply alone would leave.
	strange bool
}

// examine looks at a live object. An error says that it must not be touched, or that it cannot be made right.
func (r *run) examine(want *desired, live client.Object) (finding, error) {
	known, hot := r.memory.recall(want.memoryKey())
	if known.uid != live.GetUID() { // an object of the same name that went
		known, hot = record{}, false
	}
	isBehind := hot && known.behind(live)
	if hot && known.digest == want.digest && (isBehind || known.resourceVersion == live.GetResourceVersion()) {
		return finding{settled: true}, known.alteration(want)
	}
	if err := r.mayTouch(want, live); err != nil {
		return finding{}, err
	}
	if _, isJob := live.(*batchv1.Job); isJob { // a Job cannot be changed once it is there
		return finding{settled: true}, nil
	}
	if isBehind {
		return finding{}, nil
	}
	return r.compare(want, live, known, hot)
}

// compare looks at everything in a live object that is facegov's.
func (r *run) compare(want *desired, live client.Object, known record, hot bool) (finding, error) {
	wanted, err := want.object()
	if err != nil {
		return finding{}, err
	}
	have, err := contentOf(live)
	if err != nil {
		return finding{}, fmt.Errorf("cannot encode %s %s: %w", want.kind(), live.GetName(), err)
	}
	spec, err := digestOf(have["spec"])
	if err != nil {
		return finding{}, err
	}
	var isStrange bool
	switch {
	case !isOwnedWhole(live):
	case hot:
		isStrange = spec != known.spec
	default:
		field, err := foreignField(live.GetManagedFields(), wanted.Object, have)
		if err != nil {
			return finding{}, err
		}
		isStrange = field != ""
	}
	differs := difference(wanted.Object, have)
	if isStrange || differs != known.altered {
		return finding{strange: isStrange}, nil
	}
	now := record{
		uid: live.GetUID(), resourceVersion: live.GetResourceVersion(),
		digest: want.digest, spec: spec, altered: differs,
	}
	r.memory.remember(want.memoryKey(), now)
	return finding{settled: true}, now.alteration(want)
}

// isOwnedWhole says whether facegov owns the whole spec of a kind.
func isOwnedWhole(object client.Object) bool {
	_, isAccount := object.(*corev1.ServiceAccount)
	return !isAccount
}

// mayTouch says why an object of the wanted name must be left alone, if it must.
func (r *run) mayTouch(want *desired, live client.Object) error {
	if live.GetDeletionTimestamp() != nil {
		return fmt.Errorf("%s %s is being deleted; it is made again once it is gone", want.kind(), live.GetName())
	}
	if controller := metav1.GetControllerOf(live); controller != nil && controller.UID != r.owner.UID {
		return fmt.Errorf("%s %s belongs to %s %s; it is made again once that is gone",
			want.kind(), live.GetName(), controller.Kind, controller.Name)
	}
	if !r.isOurs(live) {
		return refusal("a %s named %s exists and is not facegov's; rename it, or the FaceRecognitionDeployment",
			want.kind(), live.GetName())
	}
	return nil
}

// isOurs says whether facegov made an object for this deployment. One that was restored from a backup has lost its
// owner and kept its annotations.
func (r *run) isOurs(live client.Object) bool {
	if controller := metav1.GetControllerOf(live); controller != nil {
		return controller.UID == r.owner.UID
	}
	return live.GetAnnotations()[v1alpha1.DigestAnnotation] != ""
}

// kindOf names the kind of a typed object for a person.
func kindOf(object runtime.Object) string {
	kind := fmt.Sprintf("%T", object)
	for i := len(kind) - 1; i >= 0; i-- {
		if kind[i] == '.' {
			return kind[i+1:]
		}
	}
	return kind
}
