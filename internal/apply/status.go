// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package apply

import (
	"context"
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/apiutil"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Status writes the status of an object whole, by server-side apply to its status subresource. It is for kinds whose
// status facegov alone writes. The object is left as it is. An object of the same name that has another uid is a
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
	sent := &unstructured.Unstructured{Object: map[string]any{"status": content["status"]}}
	sent.SetGroupVersionKind(gvk)
	sent.SetName(object.GetName())
	sent.SetNamespace(object.GetNamespace())
	sent.SetUID(object.GetUID())
	err = c.Status().Apply(ctx, client.ApplyConfigurationFromUnstructured(sent),
		client.FieldOwner(v1alpha1.FieldManager), client.ForceOwnership)
	return sent.GetResourceVersion(), err
}
