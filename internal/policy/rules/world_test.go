// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

var now = time.Date(2026, time.November, 21, 4, 0, 0, 0, time.UTC)

// gate is a residential gate in Shanghai, seen by one camera; pods stand in a server room.
func gate() *facts.Snapshot {
	return &facts.Snapshot{
		Now: now,
		Zones: []facts.Zone{
			zone("gate", "residential-compound", v1alpha1.PublicAccessRestricted),
			zone("server-room", "internal-premises", v1alpha1.PublicAccessRestricted),
		},
		Deployment: &v1alpha1.FaceRecognitionDeployment{Spec: v1alpha1.FaceRecognitionDeploymentSpec{
			ResponsibleParty: v1alpha1.ResponsibleParty{EstablishedIn: "CN-SH", Contact: "dpo@maple-court.example"},
			Purpose: v1alpha1.Purpose{
				Category: v1alpha1.PurposeAccessControl, Functions: []v1alpha1.Function{v1alpha1.FunctionVerification},
			},
			Sources:   []v1alpha1.Source{{Name: "camera", Zone: "gate", Capture: v1alpha1.CaptureActive}},
			Placement: v1alpha1.Placement{Zones: []string{"server-room"}},
			Fallback: v1alpha1.Fallback{Methods: []v1alpha1.FallbackMethod{
				{Type: v1alpha1.FallbackPIN}, {Type: v1alpha1.FallbackAccessCard},
			}},
		}},
	}
}

func zone(name, venue string, access v1alpha1.PublicAccess) facts.Zone {
	return facts.Zone{Name: name, Found: true, Spec: v1alpha1.RecognitionZoneSpec{
		Venue: venue, PublicAccess: access, Jurisdiction: "CN-SH", TimeZone: "Asia/Shanghai",
	}}
}

// worldOf is the world of a gate after an edit.
func worldOf(edit func(s *facts.Snapshot)) *World {
	s := gate()
	if edit != nil {
		edit(s)
	}
	return NewWorld(s)
}

// brief is what a test compares of a check.
type brief struct {
	State     State
	Reason    string
	FieldPath string
}

func briefs(checks []Check) []brief {
	var all []brief
	for _, c := range checks {
		all = append(all, brief{c.State, c.Reason, c.FieldPath})
	}
	return all
}

// ruleCase is a demand, a world and what the demand finds there.
type ruleCase struct {
	edit func(s *facts.Snapshot)
	want []brief
}

func (tc ruleCase) run(t *testing.T, r Requirement) {
	t.Helper()
	got := r.Check(worldOf(tc.edit), RuleKey{Policy: "policy", Rule: "rule"})
	if diff := cmp.Diff(tc.want, briefs(got)); diff != "" {
		t.Errorf("checks (-want +got):\n%s\n%+v", diff, got)
	}
	for _, c := range got {
		if c.Message == "" || c.Reason == "" || c.Basis == "" {
			t.Errorf("a check says nothing: %+v", c)
		}
		describes(t, r, c)
	}
}

func TestThePlacesOfAWorld(t *testing.T) {
	type place struct {
		Zone   string
		Role   Role
		Public bool
	}
	tests := map[string]struct {
		edit       func(s *facts.Snapshot)
		want       []place
		wantUnseen []string
	}{
		"cameras first, then nodes": {want: []place{{"gate", Camera, false}, {"server-room", Node, false}}},
		"a park is public whatever its zone says": {
			edit: func(s *facts.Snapshot) { s.Zones[0].Spec.Venue = "park" },
			want: []place{{"gate", Camera, true}, {"server-room", Node, false}},
		},
		"a place that does not say who may enter counts as public": {
			edit: func(s *facts.Snapshot) { s.Zones[0].Spec.PublicAccess = "" },
			want: []place{{"gate", Camera, true}, {"server-room", Node, false}},
		},
		"what a camera sees and nobody knows is kept in mind": {
			edit: func(s *facts.Snapshot) { s.Zones[0].Found = false }, want: []place{{"server-room", Node, false}},
			wantUnseen: []string{"gate"},
		},
		"a zone of placement that nobody knows is left out": {
			edit: func(s *facts.Snapshot) { s.Zones[1].Spec.Venue = "bathroom" }, want: []place{{"gate", Camera, false}},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			w := worldOf(tc.edit)
			var got []place
			for _, p := range w.Places {
				got = append(got, place{p.Zone, p.Role, p.Public})
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tc.wantUnseen, w.Unseen); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestJurisdictionsAreAddedAndNeverTakenAway(t *testing.T) {
	w := worldOf(func(s *facts.Snapshot) {
		s.Deployment.Spec.Jurisdictions = []string{"NL"}
		s.Deployment.Spec.Subjects.Jurisdictions = []string{"US-IL"}
		s.Deployment.Spec.LawfulBasis = []v1alpha1.LawfulBasis{{Jurisdiction: "FR"}}
		s.Zones[1].Spec.Jurisdiction = "CN-BJ"
		s.Zones = append(s.Zones, facts.Zone{Name: "gone", Spec: v1alpha1.RecognitionZoneSpec{Jurisdiction: "JP"}})
	})
	if diff := cmp.Diff([]string{"CN-BJ", "CN-SH", "NL", "US-IL"}, w.Claimed); diff != "" {
		t.Errorf("claimed: %s", diff)
	}
	for _, code := range []string{"CN", "EU", "EEA", "US"} {
		if !slices.Contains(w.Jurisdictions, code) {
			t.Errorf("%v lacks %s", w.Jurisdictions, code)
		}
	}
}

func TestRulesAreNarrowedToPlaces(t *testing.T) {
	tests := map[string]struct {
		to   *v1alpha1.AppliesTo
		want bool
	}{
		"nothing said is everywhere":           {nil, true},
		"a class that a camera sees":           {&v1alpha1.AppliesTo{VenueClasses: []string{"property-managed-area"}}, true},
		"a class where pods stand":             {&v1alpha1.AppliesTo{VenueClasses: []string{"internal-management"}}, true},
		"a class of neither":                   {&v1alpha1.AppliesTo{VenueClasses: []string{"public-place"}}, false},
		"a venue":                              {&v1alpha1.AppliesTo{Venues: []string{"residential-compound"}}, true},
		"access that no place has":             {&v1alpha1.AppliesTo{PublicAccess: v1alpha1.PublicAccessPublic}, false},
		"restricted access":                    {&v1alpha1.AppliesTo{PublicAccess: v1alpha1.PublicAccessRestricted}, true},
		"class of one place, venue of another": {&v1alpha1.AppliesTo{VenueClasses: []string{"property-managed-area"}, Venues: []string{"internal-premises"}}, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := worldOf(nil).Fits(tc.to); got != tc.want {
				t.Errorf("Fits is %t", got)
			}
		})
	}
}

func TestAnExplicitEmptyListReachesExpressions(t *testing.T) {
	for name, tc := range map[string]struct {
		providers []string
		want      bool
	}{"an empty list says that there are none": {[]string{}, true}, "no list says nothing": {nil, false}} {
		t.Run(name, func(t *testing.T) {
			program, err := CompileProgram("has(deployment.recognition.providers)")
			if err != nil {
				t.Fatal(err)
			}
			w := worldOf(func(s *facts.Snapshot) { s.Deployment.Spec.Recognition.Providers = tc.providers })
			if got, err := program.Run(w); err != nil || got != tc.want {
				t.Errorf("providers is there: %t (%v), want %t", got, err, tc.want)
			}
		})
	}
}
