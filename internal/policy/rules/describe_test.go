// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/facegov/facegov/api/v1alpha1"
)

// allTypes are the types of requirement, in the order of the API.
var allTypes = []v1alpha1.RequirementType{
	v1alpha1.RequirementVenue, v1alpha1.RequirementRetention, v1alpha1.RequirementStorage, v1alpha1.RequirementFallback,
	v1alpha1.RequirementEgress, v1alpha1.RequirementLawfulBasis, v1alpha1.RequirementMinors, v1alpha1.RequirementGallery,
	v1alpha1.RequirementProvider, v1alpha1.RequirementAttributes, v1alpha1.RequirementFunctions,
	v1alpha1.RequirementEvidence, v1alpha1.RequirementFiling, v1alpha1.RequirementSeparation,
	v1alpha1.RequirementEncryption, v1alpha1.RequirementNetwork, v1alpha1.RequirementTransfer, v1alpha1.RequirementAccess,
	v1alpha1.RequirementThreshold, v1alpha1.RequirementPrompting, v1alpha1.RequirementHumanReview,
	v1alpha1.RequirementActiveWindow, v1alpha1.RequirementSubjectRights, v1alpha1.RequirementNotice,
	v1alpha1.RequirementExpression,
}

func TestEveryTypeIsDescribedInTheOrderOfTheAPI(t *testing.T) {
	var described []v1alpha1.RequirementType
	for _, d := range Descriptions() {
		described = append(described, d.Type)
	}
	if !slices.Equal(described, allTypes) {
		t.Errorf("described are %v, want %v", described, allTypes)
	}
}

func TestEveryDescriptionIsWhole(t *testing.T) {
	for _, d := range Descriptions() {
		t.Run(string(d.Type), func(t *testing.T) {
			if !strings.HasSuffix(d.Demands, ".") || !strings.HasSuffix(d.Merges, ".") {
				t.Errorf("what it demands and how it merges are no sentences: %q, %q", d.Demands, d.Merges)
			}
			for _, f := range d.Facts {
				if f.Path == "" || f.Absent == "" {
					t.Errorf("a fact says nothing of its absence: %+v", f)
				}
			}
			states := map[State]bool{}
			seen := map[string]bool{}
			for _, a := range d.Answers {
				states[a.State] = true
				if seen[a.Reason] {
					t.Errorf("%s stands twice", a.Reason)
				}
				seen[a.Reason] = true
				if a.Says == "" || (a.Remedy == "") != (a.State == Met) {
					t.Errorf("%s: a sentence is needed always, a remedy where something is wrong, and only there", a.Reason)
				}
				if a.Remedy != "" && !strings.HasSuffix(a.Remedy, ".") {
					t.Errorf("%s: the remedy is no sentence: %q", a.Reason, a.Remedy)
				}
				if a.Obligation && a.State != Met {
					t.Errorf("%s: what is not met is no obligation", a.Reason)
				}
			}
			if !states[Met] || !states[Violated] && !states[Unknown] {
				t.Error("it cannot be met, or cannot be broken")
			}
		})
	}
}

// describes holds a check to the description of its type: what it answers is listed, in the same words.
func describes(t *testing.T, r Requirement, c Check) {
	t.Helper()
	kind := v1alpha1.RequirementType(strings.TrimPrefix(fmt.Sprintf("%T", r), "rules."))
	d, ok := Describe(kind)
	if !ok {
		return // a type that is not known has no description
	}
	i := slices.IndexFunc(d.Answers, func(a Answer) bool { return a.Reason == c.Reason })
	if i < 0 {
		t.Errorf("%s answers %s, which its description does not list", kind, c.Reason)
		return
	}
	if a := d.Answers[i]; a.State != c.State || !saysSo(a.Says, c.Message) {
		t.Errorf("%s answers %d %s %q, described as %d %q", kind, c.State, c.Reason, c.Message, a.State, a.Says)
	}
}

// saysSo says whether a message is a sentence with its verbs filled in.
func saysSo(sentence, message string) bool {
	pattern := regexp.MustCompile("%[a-z]").ReplaceAllString(regexp.QuoteMeta(sentence), "(?s:.*)")
	return regexp.MustCompile("^" + pattern + "$").MatchString(message)
}

func TestEveryTypeCompilesFromTheFieldOfItsName(t *testing.T) {
	for _, kind := range allTypes {
		t.Run(string(kind), func(t *testing.T) {
			if _, errs := Compile(&v1alpha1.Requirement{Type: kind}, nil); len(errs) != 1 {
				t.Errorf("without its field: %v", errs)
			}
			r := &v1alpha1.Requirement{Type: kind}
			field := reflect.ValueOf(r).Elem().FieldByName(string(kind))
			if field.Kind() != reflect.Pointer {
				t.Fatalf("the API has no field %s", kind)
			}
			field.Set(reflect.New(field.Type().Elem()))
			if made, errs := Compile(r, nil); made == nil && len(errs) == 0 {
				t.Error("with its field it compiles to nothing")
			}
		})
	}
	if _, errs := Compile(&v1alpha1.Requirement{Type: "Type"}, nil); len(errs) > 0 {
		t.Errorf("a type that nobody knows is Unknown, not an error: %v", errs)
	}
}
