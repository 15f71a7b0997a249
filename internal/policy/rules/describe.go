// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Description says of a type of requirement what the reference tells its readers.
type Description struct {
	// Type of requirement.
	Type v1alpha1.RequirementType
	// Demands says in a sentence what it demands.
	Demands string
	// Facts that it reads.
	Facts []Fact
	// Answers are all that it can answer with.
	Answers []Answer
	// Merges says how demands of several rules become one.
	Merges string
}

// Fact is a field that a requirement reads.
type Fact struct {
	// Path of the field: of the deployment when it begins with spec, otherwise of the kind that it begins with.
	Path string
	// Default is what is assumed when the field is absent, empty when nothing is.
	Default string
	// Absent says what its absence means.
	Absent string
}

// Answer is one way in which a requirement is met, is violated, or is not known to be met.
type Answer struct {
	// State that it stands for.
	State State
	// Reason in one CamelCase word.
	Reason string
	// Says is the sentence, with a verb of fmt for each thing that it names.
	Says string
	// Remedy says what would make it right, empty when nothing is wrong.
	Remedy string
	// Obligation says that it is met only while something is kept up.
	Obligation bool
}

// is makes the check of an answer. A fact that is not known is missing; every other one is declared.
func (a Answer) is(path string, about ...any) Check {
	c := a.saying(a.Says, path)
	if len(about) > 0 {
		c.Message = fmt.Sprintf(a.Says, about...)
	}
	return c
}

// saying makes the check of an answer whose sentence is formed already.
func (a *Answer) saying(sentence, path string) Check {
	c := Check{
		State: a.State, Obligation: a.Obligation, Basis: v1alpha1.BasisDeclared, Reason: a.Reason, FieldPath: path,
		Message: sentence, Remedy: a.Remedy,
	}
	if a.State == Unknown {
		c.Basis = v1alpha1.BasisMissing
	}
	return c
}

// on makes the check of an answer whose decisive fact is known in another way.
func (a Answer) on(basis v1alpha1.FindingBasis, path string, about ...any) Check {
	c := a.is(path, about...)
	c.Basis = basis
	return c
}

// unless returns the checks, or that the demand is met when there are none.
func (a Answer) unless(w *World, checks []Check, path string) []Check {
	if len(checks) > 0 {
		return checks
	}
	return w.one(a.is(path))
}

// Says is of a requirement that says the same of every deployment, beside the answers of its type that name nothing.
type Says interface {
	// Sentences are what it says.
	Sentences() []string
}

// SentencesOf returns what the checks of a requirement say whatever they look at.
func SentencesOf(t v1alpha1.RequirementType, r Requirement) []string {
	var sentences []string
	if own, ok := r.(Says); ok {
		sentences = own.Sentences()
	}
	description, _ := Describe(t)
	for _, a := range description.Answers {
		if !strings.Contains(a.Says, "%") {
			sentences = append(sentences, a.Says)
		}
	}
	return sentences
}

// Descriptions returns what is to be said of every type of requirement, in the order of the API.
func Descriptions() []Description { return slices.Clone(descriptions) }

// Describe returns what is to be said of one type of requirement, and whether it is known.
func Describe(t v1alpha1.RequirementType) (Description, bool) {
	i := slices.IndexFunc(descriptions, func(d Description) bool { return d.Type == t })
	if i < 0 {
		return Description{}, false
	}
	return descriptions[i], true
}

// descriptions are of every type of requirement, in the order of the API.
var descriptions = []Description{
	venueDescription, retentionDescription, storageDescription, fallbackDescription, egressDescription,
	lawfulBasisDescription, minorsDescription, galleryDescription, providerDescription, attributesDescription,
	functionsDescription, evidenceDescription, filingDescription, separationDescription, encryptionDescription,
	networkDescription, transferDescription, accessDescription, thresholdDescription, promptingDescription,
	humanReviewDescription, activeWindowDescription, subjectRightsDescription, noticeDescription, expressionDescription,
}
