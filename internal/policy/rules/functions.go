// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"slices"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Functions bounds what the recogniser computes. What is declared elsewhere counts as well: an attribute that is read
// is attribute analysis, mood is emotion recognition, and a described search from afar is one.
type Functions struct {
	// Forbidden are the functions that are refused: those that the rule names, and those that it does not allow.
	Forbidden []v1alpha1.Function
	// Demand is the requirement as written.
	Demand v1alpha1.FunctionsRequirement
}

var (
	functionsUnknown = Answer{
		Unknown, "FunctionsUnknown",
		"it is not declared what the recogniser computes",
		"List it under purpose.functions.", false,
	}
	functionRefused = Answer{
		Violated, "FunctionRefused", "the recogniser computes %s, which the rule refuses",
		"Turn the function off in the recogniser and take it out of the declaration.", false,
	}
	functionByEvidence = Answer{
		Met, "FunctionByEvidence", "a current %s lifts the rule, on record as %s", "", true,
	}
	functionsAllowed = Answer{
		Met, "FunctionsAllowed", "the recogniser computes nothing that the rule refuses", "", false,
	}
)

var functionsDescription = Description{
	Type: v1alpha1.RequirementFunctions,
	Demands: "The recogniser computes nothing that a law refuses. What the other facts imply counts as declared: an " +
		"attribute is attribute analysis, mood is emotion recognition, a described remote identification is one.",
	Facts: []Fact{
		{"spec.purpose.functions", "", "Unknown"},
		{"spec.recognition.attributes", "", "implies nothing"},
		{"spec.recognition.remote", "", "implies nothing"},
		{"ComplianceEvidence spec.type", "", "without a current document of the type unlessEvidence nothing is lifted"},
	},
	Answers: []Answer{functionsUnknown, functionRefused, functionByEvidence, functionsAllowed},
	Merges: "What any rule refuses is refused; onlyFunctions refuses the others; what nothing lifts is stricter than " +
		"what a document lifts.",
}

// allFunctions are what a recogniser can compute.
var allFunctions = []v1alpha1.Function{
	v1alpha1.FunctionVerification, v1alpha1.FunctionIdentification, v1alpha1.FunctionRemoteIdentification,
	v1alpha1.FunctionAttributeAnalysis, v1alpha1.FunctionEmotionRecognition, v1alpha1.FunctionCounting,
}

func compileFunctions(d *v1alpha1.FunctionsRequirement) Requirement {
	f := Functions{Forbidden: slices.Clone(d.NotFunctions), Demand: *d}
	if len(d.OnlyFunctions) > 0 {
		for _, other := range without(allFunctions, d.OnlyFunctions) {
			if !slices.Contains(f.Forbidden, other) {
				f.Forbidden = append(f.Forbidden, other)
			}
		}
	}
	return f
}

// Demands implements Demanding.
func (f Functions) Demands() []Demand {
	var demands []Demand
	for _, function := range f.Forbidden {
		demands = append(demands, forbidden(string(function), f.Demand.UnlessEvidence))
	}
	return demands
}

// Check implements Requirement: one check for each function that is refused.
func (f Functions) Check(w *World, _ RuleKey) []Check {
	const path = "spec.purpose.functions"
	computed := computedBy(&w.Facts.Deployment.Spec)
	if len(computed) == 0 {
		return w.one(functionsUnknown.is(path))
	}
	var checks []Check
	for _, c := range computed {
		if f.refuses(c.function) {
			checks = append(checks, functionRefused.is(c.path, c.function))
		}
	}
	if len(checks) > 0 && f.Demand.UnlessEvidence != "" {
		if d := w.permitOf(f.Demand.UnlessEvidence); d != nil {
			return w.one(functionByEvidence.is(path, d.Spec.Type, d.Name).relyingOn(d))
		}
	}
	return functionsAllowed.unless(w, checks, path)
}

// NextChange implements Timed: a document that lifts the rule begins and ceases to count.
func (f Functions) NextChange(w *World) time.Time {
	if f.Demand.UnlessEvidence == "" {
		return time.Time{}
	}
	return w.nextOf(f.Demand.UnlessEvidence)
}

// permitOf returns a current document of a type that was made for what the deployment does and speaks for every place
// that its cameras see, nil when there is none.
func (w *World) permitOf(evidenceType string) *Document {
	for _, d := range w.currentOf(evidenceType) {
		if w.fitsUse(d) && (w.coversAll(d) || w.coversPlaces(d)) {
			return d
		}
	}
	return nil
}

// coversPlaces says that a document speaks for every zone that a camera sees.
func (w *World) coversPlaces(d *Document) bool {
	sources := w.Facts.Deployment.Spec.Sources
	for i := range sources {
		if !slices.ContainsFunc(d.Spec.AppliesTo, func(s v1alpha1.EvidenceSubject) bool {
			return s.Kind == v1alpha1.EvidenceForZone && s.Zone == sources[i].Zone
		}) {
			return false
		}
	}
	return len(sources) > 0
}

// refuses says whether a function is refused. One that nobody knows is not among those that a rule allows.
func (f Functions) refuses(function v1alpha1.Function) bool {
	return slices.Contains(f.Forbidden, function) ||
		len(f.Demand.OnlyFunctions) > 0 && !slices.Contains(f.Demand.OnlyFunctions, function)
}

// computation is a function and the field that says that it is computed.
type computation struct {
	function v1alpha1.Function
	path     string
}

// computedBy returns what a recogniser computes: what is declared and what other facts imply.
func computedBy(spec *v1alpha1.FaceRecognitionDeploymentSpec) []computation {
	var computed []computation
	add := func(function v1alpha1.Function, path string) {
		if !slices.ContainsFunc(computed, func(c computation) bool { return c.function == function }) {
			computed = append(computed, computation{function, path})
		}
	}
	for _, function := range spec.Purpose.Functions {
		add(function, "spec.purpose.functions")
	}
	if spec.Recognition.Remote != nil {
		add(v1alpha1.FunctionRemoteIdentification, "spec.recognition.remote")
	}
	for _, attribute := range spec.Recognition.Attributes {
		if attribute == v1alpha1.AttributeEmotion {
			add(v1alpha1.FunctionEmotionRecognition, "spec.recognition.attributes")
			continue
		}
		add(v1alpha1.FunctionAttributeAnalysis, "spec.recognition.attributes")
	}
	return computed
}
