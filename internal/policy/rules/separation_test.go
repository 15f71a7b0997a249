// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"testing"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func TestSeparation(t *testing.T) {
	const path = "spec.dataStores[0].identities"
	store := func(kind v1alpha1.DataStoreType, identities v1alpha1.IdentityData, classes ...v1alpha1.DataClass) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) {
			s.Deployment.Spec.DataStores = []v1alpha1.DataStore{{Name: "gallery", Type: kind, Classes: classes, Identities: identities}}
		}
	}
	const volume, memory = v1alpha1.DataStoreVolume, v1alpha1.DataStoreMemory
	const template, log = v1alpha1.DataTemplate, v1alpha1.DataMatchLog
	met := []brief{{Met, "IdentitiesApart", "spec.dataStores"}}
	free := []brief{{Met, "NothingStored", "spec.dataStores"}}
	for name, tc := range map[string]struct {
		classes []v1alpha1.DataClass
		ruleCase
	}{
		"kept together":                           {nil, ruleCase{store(volume, v1alpha1.IdentitiesCombined, template), []brief{{Violated, "IdentitiesCombined", path}}}},
		"nothing said":                            {nil, ruleCase{store(volume, "", template), []brief{{Unknown, "IdentitiesUnknown", path}}}},
		"a word that nobody knows":                {nil, ruleCase{store(volume, "Somewhere", template), []brief{{Unknown, "IdentitiesUnknown", path}}}},
		"kept apart":                              {nil, ruleCase{store(volume, v1alpha1.IdentitiesSeparate, template), met}},
		"there are no identities":                 {nil, ruleCase{store(volume, v1alpha1.IdentitiesNone, template), met}},
		"memory keeps nothing":                    {nil, ruleCase{store(memory, v1alpha1.IdentitiesCombined, template), free}},
		"a class that is not bound":               {nil, ruleCase{store(volume, v1alpha1.IdentitiesCombined, log), free}},
		"a class that the rule names":             {[]v1alpha1.DataClass{log}, ruleCase{store(volume, v1alpha1.IdentitiesCombined, log), []brief{{Violated, "IdentitiesCombined", path}}}},
		"templates when only logs are named":      {[]v1alpha1.DataClass{log}, ruleCase{store(volume, v1alpha1.IdentitiesCombined, template), free}},
		"original images are bound by themselves": {nil, ruleCase{store(volume, "", v1alpha1.DataRawImage), []brief{{Unknown, "IdentitiesUnknown", path}}}},
	} {
		t.Run(name, func(t *testing.T) { tc.run(t, compileSeparation(&v1alpha1.SeparationRequirement{Classes: tc.classes})) })
	}
}
