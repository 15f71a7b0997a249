// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package rank weighs legal instruments: which of two outranks the other, and what a violation of one does unless its
// policy says otherwise.
//
// Ranks and enforcements are the strings that the API uses. The order decides one question only: whether a minimum of
// one instrument beats a maximum of another. Everywhere else the strictest rule wins, whatever its rank.
package rank

// The ranks, as instruments write them.
const (
	// Law is a statute, in the European Union also a regulation.
	Law = "Law"
	// AdministrativeRegulation is issued by the State Council or a like body.
	AdministrativeRegulation = "AdministrativeRegulation"
	// DepartmentalRule is issued by a ministry or administration.
	DepartmentalRule = "DepartmentalRule"
	// JudicialInterpretation is a binding interpretation by a supreme court.
	JudicialInterpretation = "JudicialInterpretation"
	// MandatoryStandard is a standard that a law makes binding.
	MandatoryStandard = "MandatoryStandard"
	// Decision is a decision of an authority that binds its addressee.
	Decision = "Decision"
	// RecommendedStandard is a standard that nobody must follow.
	RecommendedStandard = "RecommendedStandard"
	// Opinion is what an authority thinks.
	Opinion = "Opinion"
	// Draft is a text that is not, or never became, law.
	Draft = "Draft"
	// Commentary is what others write about the law.
	Commentary = "Commentary"
	// House is the rule book of whoever deploys.
	House = "House"
)

// InForce is the status of an instrument that has been issued and not replaced.
const InForce = "InForce"

// The enforcements, from the strictest.
const (
	// Enforce refuses.
	Enforce = "Enforce"
	// Warn warns.
	Warn = "Warn"
	// Report lists in reports alone.
	Report = "Report"
)

// orders gives each rank its place. Departmental rules and judicial interpretations share one: China's Legislation Law
// ranks rules of departments below administrative regulations but does not place judicial interpretations among them,
// and courts cite interpretations directly while they take departmental rules into account. Where one of them asks for
// more than the other allows, no text says which yields, so the conflict goes to a human, as between equals.
var orders = map[string]int{
	Law:                      10,
	AdministrativeRegulation: 9,
	DepartmentalRule:         8,
	JudicialInterpretation:   8,
	MandatoryStandard:        7,
	Decision:                 6,
	RecommendedStandard:      5,
	Opinion:                  4,
	Draft:                    3,
	Commentary:               2,
	House:                    1,
}

// Known reports whether the rank is one of the vocabulary.
func Known(rank string) bool { return orders[rank] > 0 }

// Order returns the place of a rank: the higher, the weightier. Equal places do not beat each other. An unknown rank
// has place 0, so that it beats nothing.
func Order(rank string) int { return orders[rank] }

// DefaultEnforcement returns what a violation of an instrument does when its policy does not say. Binding instruments
// in force refuse. What is not in force, and what nobody must follow, warns; commentary is reported. A decision warns
// as well: it binds its addressee alone, and a policy that has the authority's word that the use itself is unlawful
// says Enforce. A house rule book refuses, because its author is the one who deploys. So does an unknown rank: what
// is not known must not loosen anything.
func DefaultEnforcement(rank, status string) string {
	switch {
	case rank == Commentary:
		return Report
	case status != InForce:
		return Warn
	}
	switch rank {
	case Decision, RecommendedStandard, Opinion, Draft:
		return Warn
	default:
		return Enforce
	}
}

// Ceiling returns the most that a violation of an instrument may do, whatever its policy says: commentary never does
// more than to be reported. Drafts have no ceiling of their own; someone may decide to hold a site to one.
func Ceiling(rank string) string {
	if rank == Commentary {
		return Report
	}
	return Enforce
}
