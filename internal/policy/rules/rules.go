// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package rules holds the demands that laws make, one file for each type. A demand looks at the World and answers with
// checks: met, violated, or not known. What a violation does is not decided here.
package rules

import (
	"fmt"
	"reflect"
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
	compile, known := compilers[r.Type]
	switch {
	case !known:
		return unknownType{[]Check{{
			State: Unknown, Basis: v1alpha1.BasisMissing, Reason: "UnknownRequirementType", InputBroken: true,
			Message: fmt.Sprintf("this facegov does not know requirements of type %q; install a newer one", r.Type),
		}}}, nil
	case !isDescribed(r):
		return nil, []error{fmt.Errorf("type is %s but the field that describes it is missing: add it", r.Type)}
	default:
		return compile(r, jurisdictions)
	}
}

// isDescribed says whether the field of the requirement's type is given. It has the name of the type.
func isDescribed(r *v1alpha1.Requirement) bool {
	field := reflect.ValueOf(r).Elem().FieldByName(string(r.Type))
	return field.Kind() == reflect.Pointer && !field.IsNil()
}

// compilers make the demands from the fields that describe them, which are given.
var compilers = map[v1alpha1.RequirementType]func(*v1alpha1.Requirement, []string) (Requirement, []error){
	v1alpha1.RequirementVenue: func(r *v1alpha1.Requirement, _ []string) (Requirement, []error) {
		return compileVenue(r.Venue)
	},
	v1alpha1.RequirementRetention: func(r *v1alpha1.Requirement, _ []string) (Requirement, []error) {
		return compileRetention(r.Retention)
	},
	v1alpha1.RequirementFallback: func(r *v1alpha1.Requirement, _ []string) (Requirement, []error) {
		return compileFallback(r.Fallback), nil
	},
	v1alpha1.RequirementEgress: func(_ *v1alpha1.Requirement, _ []string) (Requirement, []error) {
		return Egress{}, nil
	},
	v1alpha1.RequirementLawfulBasis: func(r *v1alpha1.Requirement, jurisdictions []string) (Requirement, []error) {
		return LawfulBasis{Demand: *r.LawfulBasis, Jurisdictions: jurisdictions}, nil
	},
	v1alpha1.RequirementProvider: func(r *v1alpha1.Requirement, _ []string) (Requirement, []error) {
		return compileProvider(r.Provider), nil
	},
	v1alpha1.RequirementAttributes: func(r *v1alpha1.Requirement, jurisdictions []string) (Requirement, []error) {
		return compileAttributes(r.Attributes, jurisdictions), nil
	},
	v1alpha1.RequirementFunctions: func(r *v1alpha1.Requirement, _ []string) (Requirement, []error) {
		return compileFunctions(r.Functions), nil
	},
	v1alpha1.RequirementSeparation: func(r *v1alpha1.Requirement, _ []string) (Requirement, []error) {
		return compileSeparation(r.Separation), nil
	},
	v1alpha1.RequirementEncryption: func(r *v1alpha1.Requirement, _ []string) (Requirement, []error) {
		return Encryption{Demand: *r.Encryption}, nil
	},
	v1alpha1.RequirementAccess: func(r *v1alpha1.Requirement, _ []string) (Requirement, []error) {
		return Access{Demand: *r.Access}, nil
	},
	v1alpha1.RequirementThreshold: func(r *v1alpha1.Requirement, _ []string) (Requirement, []error) {
		return compileThreshold(r.Threshold)
	},
	v1alpha1.RequirementPrompting: func(r *v1alpha1.Requirement, _ []string) (Requirement, []error) {
		return compilePrompting(r.Prompting)
	},
	v1alpha1.RequirementSubjectRights: func(r *v1alpha1.Requirement, _ []string) (Requirement, []error) {
		return compileSubjectRights(r.SubjectRights)
	},
	v1alpha1.RequirementNotice: func(r *v1alpha1.Requirement, _ []string) (Requirement, []error) {
		return Notice{Demand: *r.Notice}, nil
	},
	v1alpha1.RequirementStorage: func(r *v1alpha1.Requirement, jurisdictions []string) (Requirement, []error) {
		return Storage{Demand: *r.Storage, Jurisdictions: jurisdictions}, nil
	},
	v1alpha1.RequirementMinors: func(r *v1alpha1.Requirement, _ []string) (Requirement, []error) {
		return Minors{Demand: *r.Minors}, nil
	},
	v1alpha1.RequirementGallery: func(r *v1alpha1.Requirement, _ []string) (Requirement, []error) {
		return Gallery{Demand: *r.Gallery}, nil
	},
	v1alpha1.RequirementEvidence: func(r *v1alpha1.Requirement, _ []string) (Requirement, []error) {
		return compileEvidence(r.Evidence)
	},
	v1alpha1.RequirementFiling: func(r *v1alpha1.Requirement, jurisdictions []string) (Requirement, []error) {
		return compileFiling(r.Filing, jurisdictions)
	},
	v1alpha1.RequirementNetwork: func(r *v1alpha1.Requirement, jurisdictions []string) (Requirement, []error) {
		return Network{Demand: *r.Network, Jurisdictions: jurisdictions}, nil
	},
	v1alpha1.RequirementTransfer: func(r *v1alpha1.Requirement, jurisdictions []string) (Requirement, []error) {
		return Transfer{Demand: *r.Transfer, Jurisdictions: jurisdictions}, nil
	},
	v1alpha1.RequirementHumanReview: func(r *v1alpha1.Requirement, _ []string) (Requirement, []error) {
		return HumanReview{Demand: *r.HumanReview}, nil
	},
	v1alpha1.RequirementActiveWindow: func(r *v1alpha1.Requirement, _ []string) (Requirement, []error) {
		return compileActiveWindow(r.ActiveWindow)
	},
	v1alpha1.RequirementExpression: func(r *v1alpha1.Requirement, _ []string) (Requirement, []error) {
		return compileExpression(r.Expression)
	},
}

// unknownType is a demand of a type that this operator does not know: Unknown, never a no-op.
type unknownType struct{ answer []Check }

func (u unknownType) Check(*World, RuleKey) []Check { return u.answer }
