// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package integration

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/internal/plan"
)

// deployment reads a Deployment that must be there.
func (w *world) deployment(name string) *appsv1.Deployment {
	w.t.Helper()
	d := &appsv1.Deployment{}
	w.get(name, d)
	return d
}

// specs returns the specs of everything that facegov attached, defaults included, and of ServiceAccounts what stands in
// their place.
func (w *world) specs() map[string]any {
	w.t.Helper()
	specs := map[string]any{}
	for name, object := range w.owned() {
		content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(object)
		if err != nil {
			w.t.Fatal(err)
		}
		specs[name] = content["spec"]
		if account, ok := object.(*corev1.ServiceAccount); ok {
			specs[name] = *account.AutomountServiceAccountToken
		}
		if service, ok := object.(*corev1.Service); ok { // the address is given anew when it is made anew
			spec := service.Spec.DeepCopy()
			spec.ClusterIP, spec.ClusterIPs = "", nil
			specs[name] = *spec
		}
	}
	return specs
}

// applyAs adds a container to a Deployment as another field owner does by server-side apply.
func (w *world) applyAs(manager, name string, container corev1.Container) {
	w.t.Helper()
	u := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "apps/v1", "kind": "Deployment",
		"metadata": map[string]any{"name": name, "namespace": w.namespace},
		"spec": map[string]any{"template": map[string]any{"spec": map[string]any{"containers": []any{
			map[string]any{"name": container.Name, "image": container.Image},
		}}}},
	}}
	err := admin.Apply(w.t.Context(), client.ApplyConfigurationFromUnstructured(u), client.FieldOwner(manager), client.ForceOwnership)
	if err != nil {
		w.t.Fatal(err)
	}
}

// mustApplyAllBut applies once, where only the named Deployment may fail: it is the first step, which sets the
// finalizer and all that comes before the recogniser.
func (w *world) mustApplyAllBut(name string) {
	w.t.Helper()
	outcome := w.apply(permitted, func(p *plan.Plan) {
		if p.Recogniser != nil && p.Recogniser.Name == name {
			p.Recogniser = nil
		}
	})
	if len(outcome.Failures) > 0 {
		w.t.Fatalf("failures: %+v", outcome.Failures)
	}
}

func listItems(list client.ObjectList) ([]client.Object, error) {
	items, err := meta.ExtractList(list)
	if err != nil {
		return nil, err
	}
	objects := make([]client.Object, 0, len(items))
	for _, item := range items {
		object, ok := item.(client.Object)
		if !ok {
			return nil, fmt.Errorf("%T is no object", item)
		}
		objects = append(objects, object)
	}
	return objects, nil
}
