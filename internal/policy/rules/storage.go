// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"slices"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Storage bounds where data is kept, or whether it is stored at all (final measures article 8; draft provisions 2023
// article 17). Data in memory alone is not stored.
type Storage struct {
	// Demand is the requirement as written.
	Demand v1alpha1.StorageRequirement
	// Jurisdictions of the instrument, in which a consent that lifts it is claimed.
	Jurisdictions []string
}

var (
	storedAtAll = Answer{
		Violated, "Stored", "store %s keeps %s, which must not be stored",
		"Keep it in a store of type Memory alone, or put on record what lifts the rule.", false,
	}
	storedElsewhere = Answer{
		Violated, "StoredElsewhere", "store %s keeps %s at the location %s; permitted are only: %s",
		"Keep it where the rule permits, or put on record what lifts the rule.", false,
	}
	storedAsAsked = Answer{
		Met, "StoredAsAsked", "what the rule binds is kept only where and as it permits", "", false,
	}
)

var storageDescription = Description{
	Type:    v1alpha1.RequirementStorage,
	Demands: "Data of the classes is not stored, or only at the locations named.",
	Facts: []Fact{
		{"spec.dataStores[].classes", "", "required"},
		{"spec.dataStores[].type", "", "required; data in a store of type Memory is not stored"},
		{"spec.dataStores[].location", "", "required"},
		{"spec.lawfulBasis[].consent", "", "nothing is lifted"},
		{"ComplianceEvidence EV-CONSENT-FORM, EV-LEGAL-BASIS", "", "nothing is lifted"},
	},
	Answers: []Answer{storedAtAll, storedElsewhere, liftedByConsent, liftedByStatute, storedAsAsked},
	Merges:  "The demands of all rules are joined: only what every rule permits is permitted.",
}

func (s Storage) lift() lift {
	return lift{scope: s.Demand.UnlessConsent, statute: s.Demand.UnlessStatute, jurisdictions: s.Jurisdictions}
}

// binds says whether a class is bound. Omitted classes are all but what can no longer be traced to a person.
func (s Storage) binds(class v1alpha1.DataClass) bool {
	if len(s.Demand.Classes) == 0 {
		return class != v1alpha1.DataAnonymised
	}
	return slices.Contains(s.Demand.Classes, class)
}

// Demands implements Demanding.
func (s Storage) Demands() []Demand {
	subjects := []string{"all"}
	if len(s.Demand.Classes) > 0 {
		subjects = stringsOf(s.Demand.Classes)
	}
	var demands []Demand
	for _, class := range subjects {
		if s.Demand.NotStored == v1alpha1.DemandedRequired {
			demands = append(demands, forbidden(class+"/stored", s.lift().String()))
		}
		if len(s.Demand.Locations) > 0 {
			subject := class + "/locations"
			if unless := s.lift().String(); unless != "" {
				subject += " unless " + unless
			}
			demands = append(demands, among(subject, s.Demand.Locations))
		}
	}
	return demands
}

// Check implements Requirement: one check for every store and class that is not kept as it must be.
func (s Storage) Check(w *World, _ RuleKey) []Check {
	stores := w.Facts.Deployment.Spec.DataStores
	var checks []Check
	for i := range stores {
		if stores[i].Type == v1alpha1.DataStoreMemory {
			continue
		}
		for _, class := range stores[i].Classes {
			if s.binds(class) {
				checks = append(checks, s.checkStore(&stores[i], class, fmt.Sprintf("spec.dataStores[%d]", i))...)
			}
		}
	}
	if len(checks) > 0 {
		if c, lifted := s.lift().check(w); lifted {
			return w.one(c)
		}
	}
	return storedAsAsked.unless(w, checks, "spec.dataStores")
}

func (s Storage) checkStore(store *v1alpha1.DataStore, class v1alpha1.DataClass, path string) []Check {
	switch {
	case s.Demand.NotStored == v1alpha1.DemandedRequired:
		return []Check{storedAtAll.is(path+".type", store.Name, class)}
	case len(s.Demand.Locations) > 0 && !slices.Contains(s.Demand.Locations, store.Location):
		return []Check{storedElsewhere.is(path+".location",
			store.Name, class, store.Location, quoteList(stringsOf(s.Demand.Locations)))}
	default:
		return nil
	}
}

// NextChange implements Timed: what lifts the demand begins and ceases to count.
func (s Storage) NextChange(w *World) time.Time { return s.lift().next(w) }

// stringsOf returns words of the API as plain strings.
func stringsOf[T ~string](words []T) []string {
	texts := make([]string, 0, len(words))
	for _, word := range words {
		texts = append(texts, string(word))
	}
	return texts
}
