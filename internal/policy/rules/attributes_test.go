// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"testing"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func TestAttributes(t *testing.T) {
	const path = "spec.recognition.attributes"
	const verify, analyse, mood = v1alpha1.FunctionVerification, v1alpha1.FunctionAttributeAnalysis, v1alpha1.FunctionEmotionRecognition
	reads := func(attributes []v1alpha1.Attribute, functions ...v1alpha1.Function) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) {
			s.Deployment.Spec.Purpose.Functions, s.Deployment.Spec.Recognition.Attributes = functions, attributes
		}
	}
	list := func(attributes ...v1alpha1.Attribute) []v1alpha1.Attribute { return attributes }
	none := []v1alpha1.Attribute{}
	not := v1alpha1.AttributesRequirement{NotAttributes: list(v1alpha1.AttributeRace, v1alpha1.AttributeEmotion)}
	race := v1alpha1.AttributesRequirement{NotAttributes: list(v1alpha1.AttributeRace)}
	byConsent := not
	byConsent.UnlessConsent = v1alpha1.AcceptanceAccepted
	consented := func(clauses ...v1alpha1.ConsentClause) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) {
			reads(list(v1alpha1.AttributeRace), analyse)(s)
			s.Deployment.Spec.LawfulBasis = []v1alpha1.LawfulBasis{{
				Jurisdiction: "CN", Kind: v1alpha1.BasisSeparateConsent, Consent: &v1alpha1.Consent{
					Purposes: []v1alpha1.PurposeCategory{v1alpha1.PurposeAccessControl},
					Scopes:   []v1alpha1.ConsentScope{v1alpha1.ScopeAttributeAnalysis}, Evidence: "form",
				},
			}}
			s.Evidence = []facts.Evidence{paper("form", evidenceConsentForm, v1alpha1.EvidenceFacts{Clauses: clauses})}
		}
	}
	allowed := []brief{{Met, "AttributesAllowed", path}}
	refused := []brief{{Violated, "AttributeRefused", path}}
	unknown := []brief{{Unknown, "AttributesUnknown", path}}
	for name, tc := range map[string]struct {
		demand v1alpha1.AttributesRequirement
		ruleCase
	}{
		"a recogniser that reads nothing":          {not, ruleCase{reads(nil, verify), allowed}},
		"a refused attribute":                      {not, ruleCase{reads(list(v1alpha1.AttributeRace), analyse), refused}},
		"an attribute without the function":        {not, ruleCase{reads(list(v1alpha1.AttributeRace), verify), refused}},
		"an attribute that is not refused":         {not, ruleCase{reads(list(v1alpha1.AttributeAge), analyse), allowed}},
		"analysis of nobody knows what":            {not, ruleCase{reads(nil, analyse), unknown}},
		"analysis of nothing contradicts itself":   {not, ruleCase{reads(none, analyse), unknown}},
		"mood of nobody knows what, and no ban":    {race, ruleCase{reads(nil, mood), unknown}},
		"mood and nothing else, and no ban":        {race, ruleCase{reads(none, mood), allowed}},
		"mood is an attribute whatever is listed":  {not, ruleCase{reads(none, mood), []brief{{Violated, "AttributeRefused", "spec.purpose.functions"}}}},
		"mood that is listed as well is said once": {not, ruleCase{reads(list(v1alpha1.AttributeEmotion), mood), []brief{{Violated, "AttributeRefused", "spec.purpose.functions"}}}},
		"consent with its form lifts it":           {byConsent, ruleCase{consented(v1alpha1.ClauseAttributeAnalysis), []brief{{Met, "LiftedByConsent", "spec.lawfulBasis"}}}},
		"a form that does not name it":             {byConsent, ruleCase{consented(v1alpha1.ClauseTransfer), refused}},
		"a rule that knows no consent":             {not, ruleCase{consented(v1alpha1.ClauseAttributeAnalysis), refused}},
	} {
		t.Run(name, func(t *testing.T) { tc.run(t, compileAttributes(&tc.demand, []string{"CN"})) })
	}
}
