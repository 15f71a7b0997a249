// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"slices"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Minors demands care for children under fourteen (PIPL article 31; final measures article 7).
type Minors struct {
	// Demand is the requirement as written.
	Demand v1alpha1.MinorsRequirement
}

const (
	evidenceGuardianConsent = "EV-GUARDIAN-CONSENT"
	evidenceMinors          = "EV-MINORS"
)

var (
	minorsUnknown = Answer{
		Unknown, "MinorsUnknown", "it is not declared whether children under fourteen are among the people",
		"Give subjects.minors: None, or WithGuardianConsent.", false,
	}
	guardiansNotAsked = Answer{
		Violated, "GuardiansNotAsked", "children under fourteen are among the people and their guardians are not asked",
		"Ask a parent or guardian of every child, or enrol no children.", false,
	}
	noMinors       = Answer{Met, "NoMinors", "no child under fourteen is among the people", "", true}
	guardiansAsked = Answer{
		Met, "GuardiansAsked", "a parent or guardian consents for every child under fourteen", "", true,
	}
	minorsStatement = Answer{
		Met, "NoMinorsOnRecord", "it is on record as %s that there are no children under fourteen", "", true,
	}
)

var minorsDescription = Description{
	Type:    v1alpha1.RequirementMinors,
	Demands: "A parent or guardian consents for every child under fourteen, on record, where there are any.",
	Facts: []Fact{
		{"spec.subjects.minors", "", "Unknown"},
		{"ComplianceEvidence EV-GUARDIAN-CONSENT", "", "Unknown where there are children"},
		{
			"ComplianceEvidence EV-MINORS", "",
			"Unknown where special rules or a statement are asked for: rules have the clause SpecialRulesForMinors, a " +
				"statement that there are no children has not",
		},
	},
	Answers: []Answer{
		minorsUnknown, guardiansNotAsked, evidenceMissing, evidenceUnreadable, evidenceNotAsAsked, noMinors, minorsStatement,
		guardiansAsked,
	},
	Merges: "The demands of all rules are joined.",
}

// Demands implements Demanding.
func (m Minors) Demands() []Demand {
	demands := []Demand{required("GuardianConsent")}
	if m.Demand.SpecialRules == v1alpha1.DemandedRequired {
		demands = append(demands, required("SpecialRules"))
	}
	if m.Demand.Statement == v1alpha1.DemandedRequired {
		demands = append(demands, required("Statement"))
	}
	return demands
}

// Check implements Requirement.
func (m Minors) Check(w *World, _ RuleKey) []Check {
	const path = "spec.subjects.minors"
	switch w.Facts.Deployment.Spec.Subjects.Minors {
	case v1alpha1.MinorsNone:
		return w.one(m.checkNone(w, path))
	case v1alpha1.MinorsWithGuardianConsent:
		return m.checkGuardians(w, path)
	case v1alpha1.MinorsWithoutGuardianConsent:
		return w.one(guardiansNotAsked.is(path))
	default:
		return w.one(minorsUnknown.is(path))
	}
}

func (m Minors) checkNone(w *World, path string) Check {
	if m.Demand.Statement != v1alpha1.DemandedRequired {
		return noMinors.is(path)
	}
	statement, missing := w.onRecord(evidenceMinors, path, "that says that there are no children", saysNone)
	if statement == nil {
		return missing
	}
	return minorsStatement.is(path, statement.Name).relyingOn(statement)
}

func (m Minors) checkGuardians(w *World, path string) []Check {
	var checks []Check
	var relied []*Document
	ask := func(evidenceType string, fits func(d *Document) string) {
		if d, missing := w.onRecord(evidenceType, path, "for the children", fits); d == nil {
			checks = append(checks, missing)
		} else {
			relied = append(relied, d)
		}
	}
	ask(evidenceGuardianConsent, nil)
	if m.Demand.SpecialRules == v1alpha1.DemandedRequired {
		ask(evidenceMinors, hasRulesForChildren)
	}
	if len(checks) > 0 {
		return checks
	}
	return w.one(guardiansAsked.is(path).relyingOn(relied...))
}

// saysNone and hasRulesForChildren tell the two documents of one type apart, so that a deployer who declares children
// away cannot rely on the rules that were made for them.
func saysNone(d *Document) string {
	if isForChildren(d) {
		return "it has rules for children, so it does not say that there are none"
	}
	return ""
}

func hasRulesForChildren(d *Document) string {
	if isForChildren(d) {
		return ""
	}
	return "it does not contain SpecialRulesForMinors"
}

func isForChildren(d *Document) bool {
	return slices.Contains(d.Spec.Facts.Clauses, v1alpha1.ClauseSpecialRulesForMinors)
}

// NextChange implements Timed: the documents begin and cease to count.
func (m Minors) NextChange(w *World) time.Time {
	return sooner(w.nextOf(evidenceGuardianConsent), w.nextOf(evidenceMinors))
}
