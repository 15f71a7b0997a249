// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package apply

import (
	"context"

	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

const recordKind = "RecognitionRecord"

// ensureRecord keeps what remains of the deployment. It says whether the deployment may go: not before it is on record,
// unless the API server refuses the record for good, since a deployment that cannot be deleted helps nobody.
func (r *run) ensureRecord(ctx context.Context, want *v1alpha1.RecognitionRecord) bool {
	if want == nil {
		return true
	}
	if err := r.writeRecord(ctx, want.DeepCopy()); err != nil {
		r.fail(recordKind, want.Name, err)
		return isRefusal(err)
	}
	return true
}

// writeRecord sends what differs. A record belongs to no deployment, so that it stays when that goes, and writing it is
// not counted as applied: nobody looks at the deployment again because its record has changed.
func (r *run) writeRecord(ctx context.Context, want *v1alpha1.RecognitionRecord) error {
	live := &v1alpha1.RecognitionRecord{}
	err := r.client.Get(ctx, client.ObjectKeyFromObject(want), live)
	if client.IgnoreNotFound(err) != nil {
		return err
	}
	if apierrors.IsNotFound(err) || live.Spec != want.Spec {
		if live.UID, err = r.writeRecordSpec(ctx, want); err != nil {
			return err
		}
	}
	if apiequality.Semantic.DeepEqual(live.Status, want.Status) {
		return nil
	}
	want.UID = live.UID
	r.outcome.RecordVersion, err = Status(ctx, r.client, want)
	return err
}

func (r *run) writeRecordSpec(ctx context.Context, want *v1alpha1.RecognitionRecord) (types.UID, error) {
	spec, err := runtime.DefaultUnstructuredConverter.ToUnstructured(&want.Spec)
	if err != nil {
		return "", err
	}
	sent := &unstructured.Unstructured{Object: map[string]any{"spec": spec}}
	sent.SetGroupVersionKind(v1alpha1.GroupVersion.WithKind(recordKind))
	sent.SetName(want.Name)
	err = r.client.Apply(ctx, client.ApplyConfigurationFromUnstructured(sent),
		client.FieldOwner(v1alpha1.FieldManager), client.ForceOwnership)
	return sent.GetUID(), err
}
