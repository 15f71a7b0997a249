// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package rules holds the demands that laws make, one file for each type. A demand looks at the World and answers with
// checks: met, violated, or not known. What a violation does is not decided here.
package rules

import (
	"fmt"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
)

// State is what a demand finds.
type State int

// The states of a check.
const (
	// Met means that the demand is met.
	Met State = iota
	// Violated means that it is not.
	Violated
	// Unknown means that a fact that it needs is missing.
	Unknown
)

// Check is one thing that a demand finds.
type Check struct {
	// State of the demand.
	State State
	// Obligation says that it is met only while something is kept up.
	Obligation bool
	// Basis says how the decisive fact is known.
	Basis v1alpha1.FindingBasis
	// Reason is the case in one CamelCase word.
	Reason string
	// Message says what is wrong, or what is met.
	Message string
	// FieldPath is the field that decided, or that is missing.
	FieldPath string
	// Remedy says what would make it right, where the rule itself does not. Empty when nothing is wrong.
	Remedy string
	// InputBroken says that the fact is missing because an input of facegov's own broke, not because the deployer is
	// silent: what runs is held.
	InputBroken bool
	// Zone is the one zone of placement that the check speaks of, empty when it speaks of the whole deployment. A place
	// where pods may stand can be left out; what a camera sees cannot.
	Zone string
	// Warn says that it is met and that people should act all the same, before it no longer is.
	Warn bool
	// DueAt is the moment until which it stays so by itself, zero when there is none. It is kept as a deadline, also when
	// it has passed, so that a clock that runs is not started again.
	DueAt time.Time
	// Due says what happens then. It names no date, so that a clock is known again by it.
	Due string
	// DueNote says what is uncertain about the moment, empty when nothing is.
	DueNote string
	// Documents are those that it relied on.
	Documents []DocumentUse
}

// Requirement is a demand in the form that evaluation runs.
type Requirement interface {
	// Check looks at the world. It always answers with at least one check.
	Check(w *World, rule RuleKey) []Check
}

// Timed is a demand whose answer changes as time passes and nothing else does.
type Timed interface {
	// NextChange returns the next moment at which the answer may change, zero when there is none.
	NextChange(w *World) time.Time
}

// RuleKey identifies a rule among all policies.
type RuleKey struct {
	// Policy is the name of the RecognitionPolicy.
	Policy string
	// Rule is the id of the rule.
	Rule string
}

// String returns the rule with its policy.
func (k RuleKey) String() string { return k.Policy + "/" + k.Rule }

// Compile makes the demand of a rule of an instrument with the given jurisdictions. Errors begin with the field below
// the requirement.
func Compile(r *v1alpha1.Requirement, jurisdictions []string) (Requirement, []error) {
	switch {
	case r.Type == v1alpha1.RequirementVenue && r.Venue != nil:
		return compileVenue(r.Venue)
	case r.Type == v1alpha1.RequirementRetention && r.Retention != nil:
		return compileRetention(r.Retention)
	case r.Type == v1alpha1.RequirementFallback && r.Fallback != nil:
		return compileFallback(r.Fallback), nil
	case r.Type == v1alpha1.RequirementEgress && r.Egress != nil:
		return Egress{}, nil
	case r.Type == v1alpha1.RequirementLawfulBasis && r.LawfulBasis != nil:
		return LawfulBasis{Demand: *r.LawfulBasis, Jurisdictions: jurisdictions}, nil
	case r.Type == v1alpha1.RequirementProvider && r.Provider != nil:
		return compileProvider(r.Provider), nil
	case r.Type == v1alpha1.RequirementAttributes && r.Attributes != nil:
		return compileAttributes(r.Attributes, jurisdictions), nil
	case r.Type == v1alpha1.RequirementFunctions && r.Functions != nil:
		return compileFunctions(r.Functions), nil
	case r.Type == v1alpha1.RequirementSeparation && r.Separation != nil:
		return compileSeparation(r.Separation), nil
	case r.Type == v1alpha1.RequirementEncryption && r.Encryption != nil:
		return Encryption{Demand: *r.Encryption}, nil
	case r.Type == v1alpha1.RequirementAccess && r.Access != nil:
		return Access{Demand: *r.Access}, nil
	case r.Type == v1alpha1.RequirementThreshold && r.Threshold != nil:
		return compileThreshold(r.Threshold)
	case r.Type == v1alpha1.RequirementPrompting && r.Prompting != nil:
		return compilePrompting(r.Prompting)
	case r.Type == v1alpha1.RequirementSubjectRights && r.SubjectRights != nil:
		return compileSubjectRights(r.SubjectRights)
	case r.Type == v1alpha1.RequirementNotice && r.Notice != nil:
		return Notice{Demand: *r.Notice}, nil
	case r.Type == v1alpha1.RequirementStorage && r.Storage != nil:
		return Storage{Demand: *r.Storage, Jurisdictions: jurisdictions}, nil
	case r.Type == v1alpha1.RequirementMinors && r.Minors != nil:
		return Minors{Demand: *r.Minors}, nil
	case r.Type == v1alpha1.RequirementGallery && r.Gallery != nil:
		return Gallery{Demand: *r.Gallery}, nil
	case r.Type == v1alpha1.RequirementEvidence && r.Evidence != nil:
		return compileEvidence(r.Evidence)
	case r.Type == v1alpha1.RequirementFiling && r.Filing != nil:
		return compileFiling(r.Filing, jurisdictions)
	case r.Type == v1alpha1.RequirementNetwork && r.Network != nil:
		return Network{Demand: *r.Network, Jurisdictions: jurisdictions}, nil
	case r.Type == v1alpha1.RequirementTransfer && r.Transfer != nil:
		return Transfer{Demand: *r.Transfer, Jurisdictions: jurisdictions}, nil
	case r.Type == v1alpha1.RequirementHumanReview && r.HumanReview != nil:
		return HumanReview{Demand: *r.HumanReview}, nil
	case r.Type == v1alpha1.RequirementActiveWindow && r.ActiveWindow != nil:
		return compileActiveWindow(r.ActiveWindow)
	case r.Type == v1alpha1.RequirementExpression && r.Expression != nil:
		return compileExpression(r.Expression)
	case isKnownType(r.Type):
		return nil, []error{fmt.Errorf("type is %s but the field that describes it is missing: add it", r.Type)}
	default:
		return unknownType{[]Check{{
			State: Unknown, Basis: v1alpha1.BasisMissing, Reason: "UnknownRequirementType", InputBroken: true,
			Message: fmt.Sprintf("this facegov does not know requirements of type %q; install a newer one", r.Type),
		}}}, nil
	}
}

func isKnownType(t v1alpha1.RequirementType) bool {
	_, known := Describe(t)
	return known
}

// unknownType is a demand of a type that this operator does not know: Unknown, never a no-op.
type unknownType struct{ answer []Check }

func (u unknownType) Check(*World, RuleKey) []Check { return u.answer }
