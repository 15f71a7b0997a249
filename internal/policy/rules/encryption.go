// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"cmp"
	"slices"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Encryption demands encryption of what is stored and of what travels (GB/T 35273-2020 6.3 a; final measures article
// 14), and may say who holds the key (EDPB opinion 11/2024).
type Encryption struct {
	// Demand is the requirement as written.
	Demand v1alpha1.EncryptionRequirement
}

var (
	storeEncryptionUnknown = Answer{
		Unknown, "StoreEncryptionUnknown", "it is not declared whether store %s is encrypted",
		"Give the store's encryption: atRest, and keyCustody where somebody else holds the key.", false,
	}
	storePlain = Answer{
		Violated, "StorePlain", "store %s is not encrypted", "Encrypt the volume, then declare it Encrypted.", false,
	}
	keyHeldByOther = Answer{
		Violated, "KeyHeldByOther", "the key of store %s is with %s; the rule asks that it is with %s",
		"Move the key to whom the rule names, then declare it under the store's encryption.keyCustody.", false,
	}
	travelUnknown = Answer{
		Unknown, "TravelUnknown", "it is not declared whether faces travel encrypted", "Give protection.inTransit.", false,
	}
	travelsPlain = Answer{
		Violated, "TravelsPlain", "faces travel unencrypted",
		"Encrypt the way between cameras, recogniser and stores, then declare protection.inTransit Encrypted.", false,
	}
	encrypted = Answer{
		Met, "Encrypted", "faces are declared encrypted where the rule asks for it; they have to stay so", "", true,
	}
)

var encryptionDescription = Description{
	Type:    v1alpha1.RequirementEncryption,
	Demands: "What is stored or what travels is encrypted, and the key is with whom the rule names.",
	Facts: []Fact{
		{"spec.dataStores[].encryption", "", "Unknown for a store of type Volume; a store in memory is not asked"},
		{"spec.dataStores[].encryption.keyCustody", "Party", "the party holds the key"},
		{"spec.protection.inTransit", "", "Unknown"},
	},
	Answers: []Answer{
		storeEncryptionUnknown, storePlain, keyHeldByOther, travelUnknown, travelsPlain, encrypted,
	},
	Merges: "The demands of all rules are joined; of two custodians the one nearer to the person counts, who keeps out " +
		"the other as well.",
}

// custodians from the one nearest to the person to the one farthest.
var custodians = []string{
	string(v1alpha1.KeyHeldByDataSubject), string(v1alpha1.KeyHeldByParty), string(v1alpha1.KeyHeldByProvider),
}

// nearerToPerson finds the custodian stricter that is nearer to the person.
var nearerToPerson = &Order{
	compare: func(a, b string, _ time.Time) int { return cmp.Compare(distance(b), distance(a)) },
}

// distance of a custodian from the person. One that nobody knows is the farthest.
func distance(custodian string) int {
	if i := slices.Index(custodians, custodian); i >= 0 {
		return i
	}
	return len(custodians)
}

// Demands implements Demanding.
func (e Encryption) Demands() []Demand {
	var demands []Demand
	if e.Demand.AtRest == v1alpha1.DemandedRequired {
		demands = append(demands, required("AtRest"))
	}
	if e.Demand.InTransit == v1alpha1.DemandedRequired {
		demands = append(demands, required("InTransit"))
	}
	if e.Demand.KeyCustody != "" {
		demands = append(demands, Demand{Subject: "KeyCustody", Value: string(e.Demand.KeyCustody), Order: nearerToPerson})
	}
	return demands
}

// Check implements Requirement: one check for every store, and one for the way between, that is not as it must be.
func (e Encryption) Check(w *World, _ RuleKey) []Check {
	spec := &w.Facts.Deployment.Spec
	var checks []Check
	for i := range spec.DataStores {
		checks = append(checks, e.checkStore(&spec.DataStores[i], i)...)
	}
	if e.Demand.InTransit == v1alpha1.DemandedRequired {
		checks = append(checks, checkTravel(spec.Protection)...)
	}
	return encrypted.unless(w, checks, "spec.dataStores")
}

func (e Encryption) checkStore(s *v1alpha1.DataStore, i int) []Check {
	holdsKey := e.Demand.KeyCustody != "" && slices.Contains(s.Classes, v1alpha1.DataTemplate)
	if s.Type == v1alpha1.DataStoreMemory || e.Demand.AtRest != v1alpha1.DemandedRequired && !holdsKey {
		return nil
	}
	at := func(field string) string { return elementPath("spec.dataStores", i, ".encryption"+field) }
	switch {
	case s.Encryption == nil:
		return []Check{storeEncryptionUnknown.is(at(""), s.Name)}
	case s.Encryption.AtRest != v1alpha1.StateEncrypted:
		return []Check{storePlain.is(at(".atRest"), s.Name)}
	}
	custodian := cmp.Or(s.Encryption.KeyCustody, v1alpha1.KeyHeldByParty)
	if holdsKey && distance(string(custodian)) > distance(string(e.Demand.KeyCustody)) {
		return []Check{keyHeldByOther.is(at(".keyCustody"), s.Name, custodian, e.Demand.KeyCustody)}
	}
	return nil
}

func checkTravel(p *v1alpha1.Protection) []Check {
	const path = "spec.protection.inTransit"
	switch {
	case p == nil || p.InTransit == "":
		return []Check{travelUnknown.is(path)}
	case p.InTransit != v1alpha1.StateEncrypted:
		return []Check{travelsPlain.is(path)}
	default:
		return nil
	}
}
