// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"slices"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Separation demands that faces are kept apart from what says who people are (GB/T 35273-2020 6.3 b).
type Separation struct {
	// Classes of data that are kept apart.
	Classes []v1alpha1.DataClass
}

var (
	identitiesUnknown = Answer{
		Unknown, "IdentitiesUnknown", "it is not declared whether store %s also keeps who the people are",
		"Say under the store's identities whether it is None, Separate or Combined.", false,
	}
	identitiesCombined = Answer{
		Violated, "IdentitiesCombined", "store %s keeps %s together with who the people are",
		"Keep identities in another store, tied to the faces by a pseudonym, and declare them Separate.", false,
	}
	facesNotStored = Answer{
		Met, "NothingStored", "no store keeps data of the classes that the rule binds", "", false,
	}
	identitiesApart = Answer{
		Met, "IdentitiesApart", "no store keeps faces together with who the people are; it has to stay so", "", true,
	}
)

var separationDescription = Description{
	Type:    v1alpha1.RequirementSeparation,
	Demands: "Faces are kept apart from data that says who the people are. A store in memory keeps nothing.",
	Facts: []Fact{
		{"spec.dataStores[].classes", "", "required"},
		{"spec.dataStores[].identities", "", "Unknown"},
	},
	Answers: []Answer{identitiesUnknown, identitiesCombined, facesNotStored, identitiesApart},
	Merges:  "The classes of all rules are kept apart.",
}

func compileSeparation(d *v1alpha1.SeparationRequirement) Requirement {
	if len(d.Classes) == 0 {
		return Separation{Classes: []v1alpha1.DataClass{v1alpha1.DataTemplate, v1alpha1.DataRawImage}}
	}
	return Separation{Classes: d.Classes}
}

// Demands implements Demanding.
func (s Separation) Demands() []Demand {
	var demands []Demand
	for _, class := range s.Classes {
		demands = append(demands, Demand{Subject: string(class), Value: "Separate"})
	}
	return demands
}

// Check implements Requirement: one check for every store that does not say, or that keeps both.
func (s Separation) Check(w *World, _ RuleKey) []Check {
	const path = "spec.dataStores"
	var checks []Check
	stored := false
	stores := w.Facts.Deployment.Spec.DataStores
	for i := range stores {
		kept := common(s.Classes, stores[i].Classes)
		if len(kept) == 0 || stores[i].Type == v1alpha1.DataStoreMemory {
			continue
		}
		stored = true
		at := elementPath(path, i, ".identities")
		switch stores[i].Identities {
		case v1alpha1.IdentitiesNone, v1alpha1.IdentitiesSeparate:
		case v1alpha1.IdentitiesCombined:
			checks = append(checks, identitiesCombined.is(at, stores[i].Name, names(kept)))
		default:
			checks = append(checks, identitiesUnknown.is(at, stores[i].Name))
		}
	}
	if !stored {
		return w.one(facesNotStored.is(path))
	}
	return identitiesApart.unless(w, checks, path)
}

// common returns what is in both lists, in the order of the first.
func common[T comparable](a, b []T) []T {
	var both []T
	for _, item := range a {
		if slices.Contains(b, item) {
			both = append(both, item)
		}
	}
	return both
}
