// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package venue

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// wantVenues is the vocabulary as the laws give it. A venue that moves to another class changes verdicts, so the move
// has to be made here as well.
var wantVenues = map[Class][]string{
	ProhibitedPrivateSpace: {
		"changing-room", "dormitory-room", "fitting-room", "homestay-room", "hotel-guest-room", "nursing-room",
		"other-privacy-sensitive-place", "private-dining-room", "public-bath", "staff-rest-room", "toilet",
	},
	BusinessPremises: {
		"airport", "art-gallery", "bank", "education", "entertainment-venue", "exhibition-hall", "face-shopping-counter",
		"food-and-drink-establishment", "hotel", "library", "medical-institution", "museum", "other-business-premises",
		"place-of-public-accommodation", "retail-store", "shopping-mall", "stadium", "station",
	},
	PublicPlace: {
		"government-service-hall", "highway-service-area", "metro-station", "park", "port-terminal", "public-car-park",
		"public-place", "public-transport-vehicle", "tourist-site",
	},
	PropertyManagedArea: {"other-managed-building", "property-management-area", "residential-compound"},
	InternalManagement:  {"attendance-point", "enterprise-common-area", "internal-premises"},
}

func TestEveryVenueHasItsClass(t *testing.T) {
	got := map[Class][]string{}
	for _, v := range All() {
		got[v.Class] = append(got[v.Class], v.ID)
	}
	for class := range got {
		slices.Sort(got[class])
	}
	if diff := cmp.Diff(wantVenues, got); diff != "" {
		t.Error(diff)
	}
}

func TestEveryIDIsAUniqueLabelValue(t *testing.T) {
	pattern := regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`)
	seen := map[string]bool{}
	for _, v := range All() {
		if !pattern.MatchString(v.ID) {
			t.Errorf("%q is no label value in lower case", v.ID)
		}
		if seen[v.ID] {
			t.Errorf("%q is listed twice", v.ID)
		}
		seen[v.ID] = true
	}
}

func TestEveryVenueIsNamedInBothLanguages(t *testing.T) {
	for _, v := range All() {
		if v.Name.English == "" || v.Name.SimplifiedChinese == "" {
			t.Errorf("%s lacks a name: %+v", v.ID, v.Name)
		}
	}
	for _, c := range Classes() {
		if c.Name.English == "" || c.Name.SimplifiedChinese == "" || !strings.HasSuffix(c.Meaning, ".") {
			t.Errorf("class %s lacks a name or meaning: %+v", c.ID, c)
		}
	}
}

func TestClassesAreTheConstants(t *testing.T) {
	var got []Class
	for _, c := range Classes() {
		got = append(got, c.ID)
	}
	want := []Class{ProhibitedPrivateSpace, BusinessPremises, PublicPlace, PropertyManagedArea, InternalManagement}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, class := range want {
		if !KnownClass(class) {
			t.Errorf("KnownClass(%s) is false", class)
		}
	}
	if KnownClass("private") {
		t.Error("KnownClass accepts an unknown class")
	}
}

func TestLookup(t *testing.T) {
	tests := map[string]struct {
		id         string
		wantClass  Class
		wantAccess Access
		wantKnown  bool
	}{
		"a hotel's lobby is business premises":      {"hotel", BusinessPremises, AccessStated, true},
		"its rooms are private":                     {"hotel-guest-room", ProhibitedPrivateSpace, AccessStated, true},
		"a street is public whatever the zone says": {"public-place", PublicPlace, AccessPublic, true},
		"a mall is usually public":                  {"shopping-mall", BusinessPremises, AccessUsuallyPublic, true},
		"an everyday word is not an id":             {"bathroom", "", "", false},
		"nor is a name in Chinese":                  {"更衣室", "", "", false},
		"nor is another spelling":                   {"Hotel", "", "", false},
		"nor is nothing":                            {"", "", "", false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, known := Lookup(tc.id)
			if known != tc.wantKnown || got.Class != tc.wantClass || got.Access != tc.wantAccess {
				t.Errorf("Lookup(%q) = %+v, %t", tc.id, got, known)
			}
		})
	}
}

// TestAPublicPlaceIsPublic keeps a zone that says Restricted from taking a street out of PIPL article 26.
func TestAPublicPlaceIsPublic(t *testing.T) {
	for _, v := range All() {
		if (v.Class == PublicPlace) != (v.Access == AccessPublic) {
			t.Errorf("%s is of class %s and has access %q", v.ID, v.Class, v.Access)
		}
	}
}

func TestNearest(t *testing.T) {
	tests := map[string]struct {
		id   string
		want []string
	}{
		"bathroom may be a toilet or a bath": {"bathroom", []string{"public-bath", "toilet"}},
		"a slip of the finger":               {"shoping-mall", []string{"shopping-mall"}},
		"the American word":                  {"restroom", []string{"staff-rest-room", "toilet"}},
		"the name in Chinese":                {"试衣间", []string{"fitting-room"}},
		"the name as the law writes it":      {"衛生間", []string{"toilet"}},
		"a school is education":              {"school", []string{"education"}},
		"nothing like it":                    {"moon-base", []string{}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, Nearest(tc.id, 3)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestAliasesStayOutsideTheVocabulary keeps an alias from shadowing the id of another venue.
func TestAliasesStayOutsideTheVocabulary(t *testing.T) {
	for _, v := range All() {
		for _, also := range v.also {
			if _, known := Lookup(also); known {
				t.Errorf("%s lists %q as another word, but that is a venue of its own", v.ID, also)
			}
		}
	}
}

func TestReadRefusesABrokenFile(t *testing.T) {
	tests := map[string]struct{ data, want string }{
		"a venue twice": {
			`{"classes":[{"id":"public-place"}],"venues":[{"id":"a","class":"public-place"},{"id":"a","class":"public-place"}]}`,
			"listed twice",
		},
		"a class that does not exist": {`{"classes":[],"venues":[{"id":"a","class":"public-place"}]}`, "unknown class"},
		"a misspelt field":            {`{"venues":[{"id":"a","klass":"public-place"}]}`, "unknown field"},
		"no JSON":                     {`venues:`, "invalid character"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := read([]byte(tc.data)); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want it to say %q", err, tc.want)
			}
		})
	}
}

func TestCallersCannotChangeTheVocabulary(t *testing.T) {
	All()[0].Class = PublicPlace
	Classes()[0].ID = PublicPlace
	if All()[0].Class != ProhibitedPrivateSpace || Classes()[0].ID != ProhibitedPrivateSpace {
		t.Error("a returned slice is the vocabulary itself")
	}
}
