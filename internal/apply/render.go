// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package apply

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/apiutil"

	"github.com/facegov/facegov/api/v1alpha1"
)

// desired is an object as it should be.
type desired struct {
	source client.Object
	gvk    schema.GroupVersionKind
	owners []metav1.OwnerReference
	digest string
	built  *unstructured.Unstructured
}

func (d *desired) kind() string { return d.gvk.Kind }

func (d *desired) name() string { return d.source.GetName() }

func (d *desired) key() client.ObjectKey { return client.ObjectKeyFromObject(d.source) }

func (d *desired) memoryKey() memoryKey { return memoryKey{kind: d.kind(), name: d.key()} }

// render takes a typed object of a plan and computes the digest of what would be sent. The digest is over the typed
// form, because that is all that is needed to find out that nothing has to be sent. Passing through the typed form
// brings every quantity and duration into the form that the API server keeps.
func (r *run) render(object client.Object) (*desired, error) {
	gvk, err := apiutil.GVKForObject(object, r.client.Scheme())
	if err != nil {
		return nil, fmt.Errorf("facegov cannot name the kind of an object it renders: %w", err)
	}
	if object.GetLabels()[v1alpha1.ComponentLabel] == "" {
		return nil, fmt.Errorf("facegov rendered %s %s without the label %s; this is a fault of facegov, report it",
			gvk.Kind, object.GetName(), v1alpha1.ComponentLabel)
	}
	d := &desired{source: object, gvk: gvk, owners: r.references(object)}
	d.digest, err = digestOf(struct {
		Kind   schema.GroupVersionKind
		Owners []metav1.OwnerReference
		Object client.Object
	}{gvk, d.owners, object})
	return d, err
}

// object returns what is sent: with its kind, its owner and its digest, and without a status.
func (d *desired) object() (*unstructured.Unstructured, error) {
	if d.built != nil {
		return d.built, nil
	}
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(d.source)
	if err != nil {
		return nil, fmt.Errorf("facegov cannot encode %s %s: %w", d.kind(), d.name(), err)
	}
	u := &unstructured.Unstructured{Object: content}
	u.SetGroupVersionKind(d.gvk)
	unstructured.RemoveNestedField(content, "status")
	unstructured.RemoveNestedField(content, "metadata", "creationTimestamp")
	u.SetOwnerReferences(d.owners)
	annotations := u.GetAnnotations()
	if annotations == nil {
		annotations = map[string]string{}
	}
	annotations[v1alpha1.DigestAnnotation] = d.digest
	u.SetAnnotations(annotations)
	d.built = u
	return u, nil
}

// empty returns an empty typed object of a kind.
func (r *run) empty(gvk schema.GroupVersionKind) (client.Object, error) {
	made, err := r.client.Scheme().New(gvk)
	if err != nil {
		return nil, fmt.Errorf("facegov does not know the kind %s: %w", gvk.Kind, err)
	}
	typed, ok := made.(client.Object)
	if !ok {
		return nil, fmt.Errorf("kind %s is no object", gvk.Kind)
	}
	return typed, nil
}

// references makes the deployment the owner of the object, so that it goes when the deployment goes. A Job that erases
// has no owner while the deployment is deleted in the foreground: the garbage collector would take it away before it
// has erased anything.
func (r *run) references(object client.Object) []metav1.OwnerReference {
	_, isJob := object.(*batchv1.Job)
	inForeground := r.owner.DeletionTimestamp != nil &&
		slices.Contains(r.owner.Finalizers, metav1.FinalizerDeleteDependents)
	if isJob && inForeground {
		return nil
	}
	return []metav1.OwnerReference{{
		APIVersion:         v1alpha1.GroupVersion.String(),
		Kind:               "FaceRecognitionDeployment",
		Name:               r.owner.Name,
		UID:                r.owner.UID,
		Controller:         new(true),
		BlockOwnerDeletion: new(true),
	}}
}

// digestOf returns the sha256 of the canonical JSON of a value, in hexadecimal. Go writes the keys of maps in order.
func digestOf(value any) (string, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("facegov cannot encode an object: %w", err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}
