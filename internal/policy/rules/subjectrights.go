// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/period"
)

// SubjectRights demands ways for people to exercise their rights (PIPL articles 44 to 50; GDPR articles 12 to 22).
type SubjectRights struct {
	// MaxResponse is the longest time to an answer, nil when the rule sets none.
	MaxResponse *period.Period
	// Demand is the requirement as written.
	Demand v1alpha1.SubjectRightsRequirement
}

var (
	rightsUnknown = Answer{
		Unknown, "RightsUnknown", "it is not declared how people exercise their rights",
		"Give rights: where people turn to, which rights they can exercise, and how long an answer takes at most.", false,
	}
	rightMissing = Answer{
		Violated, "RightMissing", "people are offered no way to %s",
		"Offer the way, tell people of it, then list it under rights.ways.", false,
	}
	rightsContactUnknown = Answer{
		Unknown, "RightsContactUnknown", "it is not declared where people turn to with their rights",
		"Give rights.contact: a page, an address or a telephone of a role.", false,
	}
	responseUnknown = Answer{
		Unknown, "ResponseTimeUnknown", "it is not declared how long an answer takes at most",
		"Give rights.maxResponse, an ISO 8601 duration.", false,
	}
	responseUnreadable = Answer{
		Unknown, "ResponseTimeUnreadable", "the longest time to an answer cannot be read: %v",
		"Write rights.maxResponse as an ISO 8601 duration such as P15D.", false,
	}
	answeredTooLate = Answer{
		Violated, "AnsweredTooLate", "people wait for an answer for up to %s; at most %s is permitted",
		"Answer sooner, and declare it under rights.maxResponse.", false,
	}
	rightsOffered = Answer{
		Met, "RightsOffered", "people are declared to have the ways that the rule asks for; they have to stay open", "", true,
	}
)

var subjectRightsDescription = Description{
	Type:    v1alpha1.RequirementSubjectRights,
	Demands: "People can exercise the rights that a law gives them, know where, and are answered in time.",
	Facts: []Fact{
		{"spec.rights", "", "Unknown"},
		{"spec.rights.ways", "", "not offered: what is not listed is violated"},
		{"spec.rights.contact", "", "Unknown"},
		{"spec.rights.maxResponse", "", "Unknown where the rule sets a longest time"},
	},
	Answers: []Answer{
		rightsUnknown, rightMissing, rightsContactUnknown, responseUnknown, responseUnreadable, answeredTooLate,
		rightsOffered,
	},
	Merges: "The ways of all rules are demanded together; the shortest maxResponse counts, by the cut-off that it " +
		"gives from now.",
}

func compileSubjectRights(d *v1alpha1.SubjectRightsRequirement) (Requirement, []error) {
	longest, err := optionalPeriod(d.MaxResponse)
	if err != nil {
		return nil, []error{fmt.Errorf("subjectRights.maxResponse: %w", err)}
	}
	return SubjectRights{MaxResponse: longest, Demand: *d}, nil
}

// Demands implements Demanding.
func (s SubjectRights) Demands() []Demand {
	demands := requiredOf(s.Demand.Ways)
	if s.Demand.Contact == v1alpha1.DemandedRequired {
		demands = append(demands, required("Contact"))
	}
	if s.MaxResponse != nil {
		demands = append(demands, Demand{Subject: "ResponseTime", Value: s.Demand.MaxResponse, Order: shorter})
	}
	return demands
}

// NextChange implements Timed: months differ in length.
func (s SubjectRights) NextChange(w *World) time.Time {
	rights := w.Facts.Deployment.Spec.Rights
	if s.MaxResponse == nil || rights == nil {
		return time.Time{}
	}
	declared, err := period.Parse(rights.MaxResponse)
	if err != nil {
		return time.Time{}
	}
	return period.NextChange(declared, *s.MaxResponse, w.Now)
}

// Check implements Requirement: one check for each thing that is not said or not as it must be.
func (s SubjectRights) Check(w *World, _ RuleKey) []Check {
	const path = "spec.rights"
	rights := w.Facts.Deployment.Spec.Rights
	if rights == nil {
		return w.one(rightsUnknown.is(path))
	}
	var checks []Check
	if missing := without(s.Demand.Ways, rights.Ways); len(missing) > 0 {
		checks = append(checks, rightMissing.is(path+".ways", names(missing)))
	}
	if s.Demand.Contact == v1alpha1.DemandedRequired && rights.Contact == "" {
		checks = append(checks, rightsContactUnknown.is(path+".contact"))
	}
	if s.MaxResponse != nil {
		checks = append(checks, s.checkResponse(w, rights.MaxResponse)...)
	}
	return rightsOffered.unless(w, checks, path)
}

func (s SubjectRights) checkResponse(w *World, text string) []Check {
	const path = "spec.rights.maxResponse"
	if text == "" {
		return w.one(responseUnknown.is(path))
	}
	declared, err := period.Parse(text)
	switch {
	case err != nil:
		return w.one(responseUnreadable.is(path, err))
	case period.Compare(declared, *s.MaxResponse, w.Now) > 0:
		return w.one(answeredTooLate.is(path, text, s.MaxResponse))
	default:
		return nil
	}
}
