// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"slices"
	"strings"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
)

// HumanReview demands that a person decides (PIPL article 24; draft provisions 2023 article 12; AI Act article 14(5)).
type HumanReview struct {
	// Demand is the requirement as written.
	Demand v1alpha1.HumanReviewRequirement
}

const evidenceHumanReview = "EV-HUMAN-REVIEW"

var (
	interestsUnknown = Answer{
		Unknown, "InterestsUnknown", "it is not declared which major interests hang on the result",
		"Give purpose.interests; an empty list says that none do.", false,
	}
	decisionUnknown = Answer{
		Unknown, "DecisionUnknown", "it is not declared who decides on the result", "Give recognition.decision.", false,
	}
	machineDecides = Answer{
		Violated, "DecisionRefused", "the result is decided on as %s; the rule accepts only: %s",
		"Let a person decide as the rule asks, then declare it as recognition.decision.", false,
	}
	noInterestsAtStake = Answer{
		Met, "NoInterestAtStake", "none of the interests that the rule names hangs on the result", "", false,
	}
	personDecides = Answer{Met, "PersonDecides", "a person decides as the rule asks", "", true}
)

var humanReviewDescription = Description{
	Type:    v1alpha1.RequirementHumanReview,
	Demands: "A person decides on the result, by a procedure on record where the rule asks for one.",
	Facts: []Fact{
		{"spec.recognition.decision", "", "Unknown"},
		{
			"spec.purpose.interests", "",
			"Unknown where the rule names interests; an empty list says that none hang on the result",
		},
		{"ComplianceEvidence EV-HUMAN-REVIEW", "", "Unknown where a procedure is asked for"},
	},
	Answers: []Answer{
		interestsUnknown, decisionUnknown, machineDecides, evidenceMissing, evidenceUnreadable, evidenceNotAsAsked,
		noInterestsAtStake, personDecides,
	},
	Merges: "Only the modes that every rule for the same interests accepts are accepted.",
}

// Demands implements Demanding. Rules that speak of different interests ask for different things.
func (h HumanReview) Demands() []Demand {
	subject := "Modes"
	if len(h.Demand.Interests) > 0 {
		subject += " for " + strings.Join(slices.Sorted(slices.Values(stringsOf(h.Demand.Interests))), ", ")
	}
	demands := []Demand{among(subject, h.Demand.Modes)}
	if h.Demand.Procedure == v1alpha1.DemandedRequired {
		demands = append(demands, required("Procedure"))
	}
	return demands
}

// Check implements Requirement.
func (h HumanReview) Check(w *World, _ RuleKey) []Check {
	const path = "spec.recognition.decision"
	spec := &w.Facts.Deployment.Spec
	if len(h.Demand.Interests) > 0 {
		if spec.Purpose.Interests == nil {
			return w.one(interestsUnknown.is("spec.purpose.interests"))
		}
		concerned := func(i v1alpha1.MajorInterest) bool { return slices.Contains(h.Demand.Interests, i) }
		if !slices.ContainsFunc(spec.Purpose.Interests, concerned) {
			return w.one(noInterestsAtStake.is("spec.purpose.interests"))
		}
	}
	var checks []Check
	switch mode := spec.Recognition.Decision; {
	case mode == "":
		checks = append(checks, decisionUnknown.is(path))
	case !slices.Contains(h.Demand.Modes, mode):
		checks = append(checks, machineDecides.is(path, mode, quoteList(stringsOf(h.Demand.Modes))))
	}
	if h.Demand.Procedure != v1alpha1.DemandedRequired {
		return personDecides.unless(w, checks, path)
	}
	procedure, missing := w.onRecord(evidenceHumanReview, path, "with the procedure and a named role", nil)
	if procedure == nil {
		return append(checks, missing)
	}
	if len(checks) > 0 {
		return checks
	}
	return w.one(personDecides.is(path).relyingOn(procedure))
}

// NextChange implements Timed: the procedure begins and ceases to count.
func (h HumanReview) NextChange(w *World) time.Time {
	if h.Demand.Procedure != v1alpha1.DemandedRequired {
		return time.Time{}
	}
	return w.nextOf(evidenceHumanReview)
}
