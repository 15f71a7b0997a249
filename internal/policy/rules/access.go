// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"slices"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Access demands control over who reaches faces (final measures article 14; PIPL article 51).
type Access struct {
	// Demand is the requirement as written.
	Demand v1alpha1.AccessRequirement
}

var (
	measuresUnknown = Answer{
		Unknown, "MeasuresUnknown", "it is not declared which measures protect the faces",
		"List under protection.measures what is in place.", false,
	}
	measureMissing = Answer{
		Violated, "MeasureMissing", "the measures around the faces lack %s",
		"Put the measure in place, then list it under protection.measures.", false,
	}
	measuresTaken = Answer{
		Met, "MeasuresTaken", "every measure that the rule asks for is declared; they have to stay in place", "", true,
	}
)

var accessDescription = Description{
	Type:    v1alpha1.RequirementAccess,
	Demands: "The technical measures that a law names are in place around the faces.",
	Facts: []Fact{
		{"spec.protection", "", "Unknown"},
		{"spec.protection.measures", "", "not in place: what is not listed is violated"},
	},
	Answers: []Answer{measuresUnknown, measureMissing, measuresTaken},
	Merges:  "The measures of all rules are demanded together.",
}

// Demands implements Demanding.
func (a Access) Demands() []Demand { return requiredOf(a.Demand.Measures) }

// Check implements Requirement. What is not listed is not in place.
func (a Access) Check(w *World, _ RuleKey) []Check {
	const path = "spec.protection.measures"
	protection := w.Facts.Deployment.Spec.Protection
	if protection == nil {
		return w.one(measuresUnknown.is("spec.protection"))
	}
	if missing := without(a.Demand.Measures, protection.Measures); len(missing) > 0 {
		return w.one(measureMissing.is(path, names(missing)))
	}
	return w.one(measuresTaken.is(path))
}

// without returns what is wanted and not there, in the order in which it is wanted.
func without[T comparable](wanted, there []T) []T {
	var missing []T
	for _, w := range wanted {
		if !slices.Contains(there, w) {
			missing = append(missing, w)
		}
	}
	return missing
}

// names joins words of the API for a sentence, in alphabetical order.
func names[T ~string](words []T) string {
	sorted := make([]string, 0, len(words))
	for _, w := range words {
		sorted = append(sorted, string(w))
	}
	slices.Sort(sorted)
	return quoteList(sorted)
}
