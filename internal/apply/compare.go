// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package apply

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// difference returns the path of the first value that is wanted and that the live object does not have, or "" when it
// has them all. What the live object has beyond is no difference. Lists that facegov owns whole have to be equal in
// length and order; of the lists in the metadata, which others share, each wanted item has to be somewhere.
func difference(want, have map[string]any) string {
	for _, key := range slices.Sorted(maps.Keys(want)) {
		path := ""
		switch key {
		case "apiVersion", "kind": // a typed object that was read does not say them
		case "metadata":
			path = metadataDifference(asMap(want[key]), asMap(have[key]))
		default:
			path = valueDifference(key, want[key], have[key])
		}
		if path != "" {
			return path
		}
	}
	return ""
}

func metadataDifference(want, have map[string]any) string {
	for _, key := range slices.Sorted(maps.Keys(want)) {
		path := "metadata." + key
		items, isList := want[key].([]any)
		if !isList {
			if at := valueDifference(path, want[key], have[key]); at != "" {
				return at
			}
			continue
		}
		if !containsAll(asList(have[key]), items) {
			return path
		}
	}
	return ""
}

func containsAll(have, want []any) bool {
	for _, item := range want {
		if !slices.ContainsFunc(have, func(other any) bool { return valueDifference("", item, other) == "" }) {
			return false
		}
	}
	return true
}

func valueDifference(path string, want, have any) string {
	switch want := want.(type) {
	case map[string]any:
		return mapDifference(path, want, have)
	case []any:
		return listDifference(path, want, have)
	default:
		if reflect.DeepEqual(want, have) {
			return ""
		}
		return path
	}
}

func mapDifference(path string, want map[string]any, have any) string {
	other, isMap := have.(map[string]any)
	if !isMap {
		if len(want) == 0 && have == nil { // an empty struct that one side leaves out
			return ""
		}
		return path
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if at := valueDifference(path+"."+key, want[key], other[key]); at != "" {
			return at
		}
	}
	return ""
}

func listDifference(path string, want []any, have any) string {
	other := asList(have)
	if len(want) != len(other) {
		return path
	}
	for i := range want {
		if at := valueDifference(fmt.Sprintf("%s[%d]", path, i), want[i], other[i]); at != "" {
			return at
		}
	}
	return ""
}

func asMap(value any) map[string]any {
	m, _ := value.(map[string]any)
	return m
}

func asList(value any) []any {
	l, _ := value.([]any)
	return l
}
