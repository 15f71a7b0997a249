// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package apply

import (
	"context"
	"encoding/json"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/apiutil"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Status writes the status of an object whole, in place of the one that is there. It is for kinds whose status facegov
// alone writes, which is why it is no server-side apply: merging field by field with others would cost the API server
// half as much again and find nobody. The object is left as it is. An object of the same name that has another uid is a
// conflict, one that is gone is not found. It returns the resource version that the API server gave the object.
func Status(ctx context.Context, c client.Client, object client.Object) (resourceVersion string, err error) {
	gvk, err := apiutil.GVKForObject(object, c.Scheme())
	if err != nil {
		return "", fmt.Errorf("facegov cannot name the kind of an object: %w", err)
	}
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(object)
	if err != nil {
		return "", fmt.Errorf("facegov cannot encode the status of %s %s: %w", gvk.Kind, object.GetName(), err)
	}
	patch, err := json.Marshal([]operation{
		{Op: "test", Path: "/metadata/uid", Value: string(object.GetUID())},
		{Op: "add", Path: "/status", Value: content["status"]},
	})
	if err != nil {
		return "", fmt.Errorf("facegov cannot encode the status of %s %s: %w", gvk.Kind, object.GetName(), err)
	}
	stored := &unstructured.Unstructured{}
	stored.SetGroupVersionKind(gvk)
	stored.SetName(object.GetName())
	stored.SetNamespace(object.GetNamespace())
	err = c.Status().Patch(ctx, stored, client.RawPatch(types.JSONPatchType, patch), client.FieldOwner(v1alpha1.FieldManager))
	if isFailedTest(err) {
		err = apierrors.NewConflict(schema.GroupResource{Group: gvk.Group, Resource: gvk.Kind}, object.GetName(), err)
	}
	return stored.GetResourceVersion(), err
}
