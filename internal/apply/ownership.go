// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package apply

import (
	"fmt"
	"reflect"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
	"sigs.k8s.io/structured-merge-diff/v6/value"

	"github.com/facegov/facegov/api/v1alpha1"
)

// specElement is the part of an object that facegov owns whole, and wholeSpec that part with all below it.
var (
	specElement = fieldpath.PathElement{FieldName: new("spec")}
	wholeSpec   = fieldpath.NewSet(fieldpath.Path{specElement})
)

// foreignField returns a field in the spec of a live object that somebody else put there and that is not wanted, or ""
// when there is none. Somebody else who owns a wanted field does no harm: its value is compared anyway. A map or list
// that is owned as one has to be equal as one.
//
// The status subresource is left to controllers. The scale subresource is not: the size is the deployment's own.
func foreignField(entries []metav1.ManagedFieldsEntry, want, have map[string]any) (string, error) {
	for i := range entries {
		if !isForeign(&entries[i]) {
			continue
		}
		spec, err := specFields(&entries[i])
		if err != nil {
			return "", err
		}
		var found string
		spec.Leaves().Iterate(func(path fieldpath.Path) {
			if found == "" && !isWanted(want["spec"], have["spec"], path) {
				found = "spec" + path.String()
			}
		})
		if found != "" {
			return found, nil
		}
	}
	return "", nil
}

func isForeign(entry *metav1.ManagedFieldsEntry) bool {
	return entry.Manager != v1alpha1.FieldManager && entry.Subresource != "status" && entry.FieldsV1 != nil
}

// specFields returns what an entry says of the spec.
func specFields(entry *metav1.ManagedFieldsEntry) (*fieldpath.Set, error) {
	set, err := decodeFields(entry)
	if err != nil {
		return nil, err
	}
	return set.WithPrefix(specElement), nil
}

func decodeFields(entry *metav1.ManagedFieldsEntry) (*fieldpath.Set, error) {
	set := fieldpath.NewSet()
	if err := set.FromJSON(entry.FieldsV1.GetRawReader()); err != nil {
		return nil, fmt.Errorf("the managed fields of %s cannot be read: %w", entry.Manager, err)
	}
	return set, nil
}

// withoutForeignSpec returns the entries without what others say of the spec. It is sent when the spec is replaced
// whole, so that what is no longer theirs is no longer recorded as theirs.
func withoutForeignSpec(entries []metav1.ManagedFieldsEntry) ([]metav1.ManagedFieldsEntry, error) {
	var kept []metav1.ManagedFieldsEntry
	for i := range entries {
		entry := entries[i].DeepCopy()
		if !isForeign(entry) {
			kept = append(kept, *entry)
			continue
		}
		set, err := decodeFields(entry)
		if err != nil {
			return nil, err
		}
		rest := set.RecursiveDifference(wholeSpec)
		if rest.Empty() {
			continue
		}
		raw, err := rest.ToJSON()
		if err != nil {
			return nil, fmt.Errorf("the managed fields of %s cannot be written: %w", entry.Manager, err)
		}
		entry.FieldsV1.SetRawBytes(raw)
		kept = append(kept, *entry)
	}
	return kept, nil
}

// isWanted says whether a path leads to something in the wanted value, and to no more in the live one.
func isWanted(want, have any, path fieldpath.Path) bool {
	for _, element := range path {
		next, found := step(want, element)
		if !found {
			return false
		}
		want = next
		have, _ = step(have, element)
	}
	switch want.(type) {
	case map[string]any, []any:
		return reflect.DeepEqual(want, have)
	default:
		return true
	}
}

func step(want any, element fieldpath.PathElement) (any, bool) {
	switch {
	case element.FieldName != nil:
		next, found := asMap(want)[*element.FieldName]
		return next, found
	case element.Key != nil:
		for _, item := range asList(want) {
			if hasKey(asMap(item), *element.Key) {
				return item, true
			}
		}
	case element.Value != nil:
		for _, item := range asList(want) {
			if value.Equals(value.NewValueInterface(item), *element.Value) {
				return item, true
			}
		}
	case element.Index != nil:
		if items := asList(want); *element.Index >= 0 && *element.Index < len(items) {
			return items[*element.Index], true
		}
	}
	return nil, false
}

// hasKey says whether a list item has a key. A part of the key that the item leaves out was filled in by the API
// server's default.
func hasKey(item map[string]any, key value.FieldList) bool {
	for _, field := range key {
		have, present := item[field.Name]
		if present && !value.Equals(value.NewValueInterface(have), field.Value) {
			return false
		}
	}
	return item != nil
}
