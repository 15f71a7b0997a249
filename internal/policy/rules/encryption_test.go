// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"testing"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func TestEncryption(t *testing.T) {
	const path = "spec.dataStores[0].encryption"
	store := func(e *v1alpha1.StoreEncryption) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) {
			s.Deployment.Spec.DataStores = []v1alpha1.DataStore{{
				Name: "gallery", Type: v1alpha1.DataStoreVolume, Classes: []v1alpha1.DataClass{v1alpha1.DataTemplate}, Encryption: e,
			}}
		}
	}
	travel := func(state v1alpha1.EncryptionState) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) { s.Deployment.Spec.Protection = &v1alpha1.Protection{InTransit: state} }
	}
	const yes = v1alpha1.StateEncrypted
	met := []brief{{Met, "Encrypted", "spec.dataStores"}}
	atRest := v1alpha1.EncryptionRequirement{AtRest: v1alpha1.DemandedRequired}
	inTransit := v1alpha1.EncryptionRequirement{InTransit: v1alpha1.DemandedRequired}
	party := v1alpha1.EncryptionRequirement{KeyCustody: v1alpha1.KeyHeldByParty}
	person := v1alpha1.EncryptionRequirement{KeyCustody: v1alpha1.KeyHeldByDataSubject}
	for name, tc := range map[string]struct {
		demand v1alpha1.EncryptionRequirement
		ruleCase
	}{
		"a store that does not say": {atRest, ruleCase{store(nil), []brief{{Unknown, "StoreEncryptionUnknown", path}}}},
		"a store in plain":          {atRest, ruleCase{store(&v1alpha1.StoreEncryption{AtRest: v1alpha1.StatePlain}), []brief{{Violated, "StorePlain", path + ".atRest"}}}},
		"an encrypted store":        {atRest, ruleCase{store(&v1alpha1.StoreEncryption{AtRest: yes}), met}},
		"no store":                  {atRest, ruleCase{nil, met}},
		"what memory holds is not asked": {atRest, ruleCase{func(s *facts.Snapshot) {
			store(nil)(s)
			s.Deployment.Spec.DataStores[0].Type = v1alpha1.DataStoreMemory
		}, met}},
		"nothing said of the way":       {inTransit, ruleCase{nil, []brief{{Unknown, "TravelUnknown", "spec.protection.inTransit"}}}},
		"measures without the way":      {inTransit, ruleCase{travel(""), []brief{{Unknown, "TravelUnknown", "spec.protection.inTransit"}}}},
		"the way in plain":              {inTransit, ruleCase{travel(v1alpha1.StatePlain), []brief{{Violated, "TravelsPlain", "spec.protection.inTransit"}}}},
		"the way encrypted":             {inTransit, ruleCase{travel(yes), met}},
		"silence means the party's key": {party, ruleCase{store(&v1alpha1.StoreEncryption{AtRest: yes}), met}},
		"the person's key keeps the party out as well": {
			party, ruleCase{store(&v1alpha1.StoreEncryption{AtRest: yes, KeyCustody: v1alpha1.KeyHeldByDataSubject}), met},
		},
		"the provider's key": {
			party, ruleCase{store(&v1alpha1.StoreEncryption{AtRest: yes, KeyCustody: v1alpha1.KeyHeldByProvider}), []brief{{Violated, "KeyHeldByOther", path + ".keyCustody"}}},
		},
		"the party's key where the person's is asked": {person, ruleCase{store(&v1alpha1.StoreEncryption{AtRest: yes}), []brief{{Violated, "KeyHeldByOther", path + ".keyCustody"}}}},
		"a custodian that nobody knows":               {party, ruleCase{store(&v1alpha1.StoreEncryption{AtRest: yes, KeyCustody: "Nobody"}), []brief{{Violated, "KeyHeldByOther", path + ".keyCustody"}}}},
		"a key to what is not encrypted":              {person, ruleCase{store(&v1alpha1.StoreEncryption{AtRest: v1alpha1.StatePlain}), []brief{{Violated, "StorePlain", path + ".atRest"}}}},
		"the key of a store without templates is not asked": {person, ruleCase{func(s *facts.Snapshot) {
			store(nil)(s)
			s.Deployment.Spec.DataStores[0].Classes = []v1alpha1.DataClass{v1alpha1.DataVideo}
		}, met}},
	} {
		t.Run(name, func(t *testing.T) { tc.run(t, Encryption{Demand: tc.demand}) })
	}
}
