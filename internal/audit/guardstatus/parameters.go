// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package guardstatus

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Keys of the ConfigMap that all native policies read.
const (
	keyOperator           = "operator"
	keyFallbackAuthImages = "fallbackAuthImages"
	keyBreakGlassGroups   = "breakGlassGroups"
)

// everybody are groups in which more people and programs are than may break a glass.
var everybody = []string{"system:authenticated", "system:unauthenticated", "system:serviceaccounts", "system:masters"}

// parameters says what is wrong with the ConfigMap. Its values are the site's own choice, so they are not compared;
// what is looked for is a value without which a guard is off, or stands in the operator's own way.
func parameters(f *Facts, want, have *unstructured.Unstructured) []string {
	wanted, _, _ := unstructured.NestedStringMap(want.Object, "data")
	live, _, err := unstructured.NestedStringMap(have.Object, "data")
	if err != nil {
		return []string{"has data that cannot be read"}
	}
	var faults []string
	for _, key := range slices.Sorted(maps.Keys(wanted)) {
		if key != keyBreakGlassGroups && len(lines(live[key])) == 0 {
			faults = append(faults, "has nothing under "+key)
		}
	}
	if operator := live[keyOperator]; f.Operator != "" && operator != "" && operator != f.Operator {
		faults = append(faults, fmt.Sprintf("names another operator than this one, which is %s", f.Operator))
	}
	if images := lines(live[keyFallbackAuthImages]); len(images) > 0 && !slices.Contains(images, f.FallbackAuthImage) {
		faults = append(faults, fmt.Sprintf("lacks %s under %s, so that no governed pod is born",
			f.FallbackAuthImage, keyFallbackAuthImages))
	}
	for _, group := range lines(live[keyBreakGlassGroups]) {
		if slices.Contains(everybody, group) {
			faults = append(faults, fmt.Sprintf("lets %s break the glass", group))
		}
	}
	return faults
}

// lines returns the entries of a list with one entry a line.
func lines(text string) []string {
	var entries []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			entries = append(entries, line)
		}
	}
	return entries
}
