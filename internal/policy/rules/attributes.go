// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"slices"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Attributes bounds what is read from a face beyond who it is (PIPL articles 28 and 29; AI Act article 5(1)(f) and
// (g)). Emotion recognition reads the attribute Emotion, whatever the list says.
type Attributes struct {
	// Demand is the requirement as written.
	Demand v1alpha1.AttributesRequirement

	lift lift
}

var (
	attributesUnknown = Answer{
		Unknown, "AttributesUnknown", "the recogniser computes %s, and it is not declared what it reads from faces",
		"List under recognition.attributes everything that is read.", false,
	}
	attributeRefused = Answer{
		Violated, "AttributeRefused", "the recogniser reads %s from faces, which the rule refuses",
		"Turn it off in the recogniser and take it out of the declaration.", false,
	}
	attributesAllowed = Answer{
		Met, "AttributesAllowed", "nothing that the rule refuses is read from faces", "", false,
	}
)

var attributesDescription = Description{
	Type:    v1alpha1.RequirementAttributes,
	Demands: "Nothing is read from a face that a law refuses. Emotion recognition counts as the attribute Emotion.",
	Facts: []Fact{
		{"spec.purpose.functions", "", "required"},
		{"spec.recognition.attributes", "", "Unknown where purpose.functions contains AttributeAnalysis or " +
			"EmotionRecognition, and so is an empty list beside AttributeAnalysis; otherwise nothing is read"},
		{"spec.lawfulBasis[].consent.scopes", "", "no consent that lifts the rule"},
		{"ComplianceEvidence spec.facts.clauses", "", "a consent without a form on record (EV-CONSENT-FORM) lifts nothing"},
	},
	Answers: []Answer{attributesUnknown, attributeRefused, liftedByConsent, attributesAllowed},
	Merges:  "What any rule refuses is refused; what nothing lifts is stricter than what consent lifts.",
}

func compileAttributes(d *v1alpha1.AttributesRequirement, jurisdictions []string) Requirement {
	a := Attributes{Demand: *d}
	if d.UnlessConsent == v1alpha1.AcceptanceAccepted {
		a.lift = lift{scope: v1alpha1.ScopeAttributeAnalysis, jurisdictions: jurisdictions}
	}
	return a
}

// NextChange implements Timed: a consent form that lifts the rule begins and ceases to count.
func (a Attributes) NextChange(w *World) time.Time { return a.lift.next(w) }

// Demands implements Demanding.
func (a Attributes) Demands() []Demand {
	unless := ""
	if a.Demand.UnlessConsent == v1alpha1.AcceptanceAccepted {
		unless = "consent names " + string(v1alpha1.ScopeAttributeAnalysis)
	}
	var demands []Demand
	for _, attribute := range a.Demand.NotAttributes {
		demands = append(demands, forbidden(string(attribute), unless))
	}
	return demands
}

// Check implements Requirement: one check for each attribute that is refused, and one where it is not known what is
// read.
func (a Attributes) Check(w *World, _ RuleKey) []Check {
	const path = "spec.recognition.attributes"
	spec := &w.Facts.Deployment.Spec
	functions, read := spec.Purpose.Functions, spec.Recognition.Attributes
	emotion := slices.Contains(functions, v1alpha1.FunctionEmotionRecognition)
	analysis := slices.Contains(functions, v1alpha1.FunctionAttributeAnalysis)
	var checks []Check
	if emotion && a.refuses(v1alpha1.AttributeEmotion) {
		checks = append(checks, attributeRefused.is("spec.purpose.functions", v1alpha1.AttributeEmotion))
	}
	for _, attribute := range read {
		if a.refuses(attribute) && (attribute != v1alpha1.AttributeEmotion || !emotion) {
			checks = append(checks, attributeRefused.is(path, attribute))
		}
	}
	switch {
	case analysis && len(read) == 0:
		checks = append(checks, attributesUnknown.is(path, v1alpha1.FunctionAttributeAnalysis))
	case emotion && read == nil:
		checks = append(checks, attributesUnknown.is(path, v1alpha1.FunctionEmotionRecognition))
	}
	if len(checks) > 0 {
		if lifted, ok := a.lift.check(w); ok {
			return w.one(lifted)
		}
	}
	return attributesAllowed.unless(w, checks, path)
}

func (a Attributes) refuses(attribute v1alpha1.Attribute) bool {
	return slices.Contains(a.Demand.NotAttributes, attribute)
}
