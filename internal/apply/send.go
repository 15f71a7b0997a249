// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package apply

import (
	"context"
	"encoding/json"
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// send writes an object. A spec that others added to is replaced whole first, because server-side apply leaves in
// place what it did not put there.
//
// An object that the cache does not hold is applied without force: should something of that name be there after all,
// the API server answers with a conflict and it is looked at before it is touched.
func (r *run) send(ctx context.Context, want *desired, live client.Object, strange bool) error {
	if live != nil && strange {
		if err := r.replaceSpec(ctx, want); err != nil {
			return err
		}
	}
	wanted, err := want.object()
	if err != nil {
		return err
	}
	stored := wanted.DeepCopy()
	options := []client.ApplyOption{client.FieldOwner(v1alpha1.FieldManager)}
	if live != nil {
		options = append(options, client.ForceOwnership)
	}
	if err := r.client.Apply(ctx, client.ApplyConfigurationFromUnstructured(stored), options...); err != nil {
		return err
	}
	r.outcome.Applied++
	return r.keep(want, wanted, stored)
}

// keep remembers what the API server stored and says so when that is not what was sent.
func (r *run) keep(want *desired, wanted, stored *unstructured.Unstructured) error {
	typed, err := r.empty(want.gvk)
	if err != nil {
		return err
	}
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(stored.Object, typed); err != nil {
		return fmt.Errorf("cannot read what the API server stored of %s %s: %w", want.kind(), stored.GetName(), err)
	}
	have, err := contentOf(typed)
	if err != nil {
		return fmt.Errorf("cannot read what the API server stored of %s %s: %w", want.kind(), stored.GetName(), err)
	}
	spec, err := digestOf(have["spec"])
	if err != nil {
		return err
	}
	known := record{
		uid: stored.GetUID(), resourceVersion: stored.GetResourceVersion(),
		digest: want.digest, spec: spec, altered: difference(wanted.Object, have),
	}
	r.memory.remember(want.memoryKey(), known)
	return known.alteration(want)
}

// alteration says that something in the cluster changes what facegov sends: what stands there is not what the verdict
// was about.
func (r record) alteration(want *desired) error {
	if r.altered == "" {
		return nil
	}
	return fmt.Errorf("the API server stores %s of %s %s otherwise than facegov sent it; a mutating webhook or policy "+
		"changes it: exempt objects with the label %s", r.altered, want.kind(), want.name(),
		v1alpha1.ComponentLabel)
}

// operation is one step of a JSON patch.
type operation struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value,omitempty"`
}

// replaceSpec puts the wanted spec in place of the live one, whatever is in it, and records nobody else as having put
// anything there. The cache does not keep all managed fields, so the API server is asked for them.
func (r *run) replaceSpec(ctx context.Context, want *desired) error {
	live, err := r.get(ctx, r.live, want)
	if err != nil {
		return err
	}
	if live == nil {
		return errConflict(want)
	}
	wanted, err := want.object()
	if err != nil {
		return err
	}
	entries, err := withoutForeignSpec(live.GetManagedFields())
	if err != nil {
		return err
	}
	operations := append(unchanged(live), operation{Op: "replace", Path: "/spec", Value: wanted.Object["spec"]})
	if len(entries) > 0 {
		operations = append(operations, operation{Op: "replace", Path: "/metadata/managedFields", Value: entries})
	}
	if err := r.patch(ctx, wanted.DeepCopy(), operations); err != nil {
		return err
	}
	r.outcome.Applied++
	return nil
}

// unchanged makes a patch fail unless the object is still the one that was seen.
func unchanged(seen client.Object) []operation {
	return []operation{
		{Op: "test", Path: "/metadata/uid", Value: string(seen.GetUID())},
		{Op: "test", Path: "/metadata/resourceVersion", Value: seen.GetResourceVersion()},
	}
}

// patch sends a JSON patch. The object names what is patched and receives the answer.
func (r *run) patch(ctx context.Context, object client.Object, operations []operation) error {
	data, err := json.Marshal(operations)
	if err != nil {
		return fmt.Errorf("facegov cannot encode a patch: %w", err)
	}
	return r.client.Patch(ctx, object, client.RawPatch(types.JSONPatchType, data),
		client.FieldOwner(v1alpha1.FieldManager))
}
