// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package guardstatus

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// defaults are what the API server adds where a guard says nothing. Anything else that is added narrows or softens a
// guard: a match condition, another selector, an excluded resource.
var defaults = map[string]any{
	"failurePolicy":      "Fail",
	"matchPolicy":        "Equivalent",
	"namespaceSelector":  map[string]any{},
	"objectSelector":     map[string]any{},
	"port":               int64(443),
	"reinvocationPolicy": "Never",
	"scope":              "*",
	"timeoutSeconds":     int64(10),
}

// certificate is the one field of a guard that the operator, or cert-manager, fills in.
const certificate = "caBundle"

// difference returns the path of the first field, in alphabetical order, in which a live guard is not what was
// installed, and "" when there is none.
func difference(path string, want, have any) string {
	switch want := want.(type) {
	case map[string]any:
		have, isMap := have.(map[string]any)
		if !isMap {
			return path
		}
		return differenceOfMaps(path, want, have)
	case []any:
		have, isList := have.([]any)
		if !isList || len(want) != len(have) {
			return path
		}
		for i := range want {
			if at := difference(fmt.Sprintf("%s[%d]", path, i), want[i], have[i]); at != "" {
				return at
			}
		}
		return ""
	default:
		if reflect.DeepEqual(want, have) || saysTheSame(want, have) {
			return ""
		}
		return path
	}
}

// saysTheSame compares two texts but for their white space: programs that read YAML fold the lines of an expression in
// different ways.
func saysTheSame(want, have any) bool {
	a, isText := want.(string)
	b, isTextToo := have.(string)
	return isText && isTextToo && slices.Equal(strings.Fields(a), strings.Fields(b))
}

func differenceOfMaps(path string, want, have map[string]any) string {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(want)), maps.Keys(have))
	slices.Sort(keys)
	for _, key := range slices.Compact(keys) {
		at := path + "." + key
		wanted, isWanted := want[key]
		live, isLive := have[key]
		switch {
		case key == certificate:
		case isWanted && !isLive:
			if !reflect.DeepEqual(wanted, defaults[key]) {
				return at
			}
		case !isWanted:
			if !reflect.DeepEqual(live, defaults[key]) {
				return at
			}
		default:
			if found := difference(at, wanted, live); found != "" {
				return found
			}
		}
	}
	return ""
}
