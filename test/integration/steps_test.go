// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package integration

import (
	"context"
	"reflect"
	"testing"

	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// step reconciles one object of the cluster once.
func step(t *testing.T, reconcile func(context.Context, ctrl.Request) (ctrl.Result, error), name string) ctrl.Result {
	t.Helper()
	result, err := reconcile(t.Context(), ctrl.Request{NamespacedName: types.NamespacedName{Name: name}})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// getCluster reads an object that belongs to no namespace.
func (w *world) getCluster(name string, object client.Object) {
	w.t.Helper()
	if err := admin.Get(w.t.Context(), types.NamespacedName{Name: name}, object); err != nil {
		w.t.Fatal(err)
	}
}

// stale is a client that still sees one object as it was.
type stale struct {
	client.Client
	object client.Object
}

// Get returns the old object, and everything else as it is.
func (s stale) Get(ctx context.Context, key client.ObjectKey, object client.Object, opts ...client.GetOption) error {
	same := reflect.TypeOf(object) == reflect.TypeOf(s.object)
	if !same || key != client.ObjectKeyFromObject(s.object) {
		return s.Client.Get(ctx, key, object, opts...)
	}
	reflect.ValueOf(object).Elem().Set(reflect.ValueOf(s.object.DeepCopyObject()).Elem())
	return nil
}
