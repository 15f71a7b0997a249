// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func TestLawfulBasis(t *testing.T) {
	grounds := func(grounds ...v1alpha1.LawfulBasis) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) { s.Deployment.Spec.LawfulBasis = grounds }
	}
	separate := func(code string, edit func(*v1alpha1.Consent)) v1alpha1.LawfulBasis {
		consent := &v1alpha1.Consent{
			Purposes: []v1alpha1.PurposeCategory{v1alpha1.PurposeAccessControl}, Evidence: "form",
			Scopes: []v1alpha1.ConsentScope{v1alpha1.ScopeTransfer}, Withdrawal: &v1alpha1.Withdrawal{Where: "desk"},
		}
		if edit != nil {
			edit(consent)
		}
		return v1alpha1.LawfulBasis{Jurisdiction: code, Kind: v1alpha1.BasisSeparateConsent, Consent: consent}
	}
	duty := v1alpha1.LawfulBasis{
		Jurisdiction: "CN", Kind: v1alpha1.BasisStatutoryDuty, Statute: &v1alpha1.Statute{Law: "Law", Article: "1"},
	}
	contract := v1alpha1.LawfulBasis{Jurisdiction: "CN", Kind: v1alpha1.BasisContract, Statute: duty.Statute}
	const path = "spec.lawfulBasis"
	met := []brief{{Met, "ConsentOnRecord", path + "[0]"}}
	good := form()
	missing := []brief{{Unknown, "GroundMissing", path}}
	tests := map[string]ruleCase{
		"separate consent as it must be": {grounds(separate("CN", nil)), met},
		"of a part of the country":       {grounds(separate("CN-SH", nil)), met},
		"a duty by law":                  {grounds(duty), []brief{{Met, "GroundDeclared", path + "[0]"}}},
		"nothing":                        {grounds(), missing},
		"of another country":             {grounds(separate("NL", nil)), missing},
		"a kind that is not accepted":    {grounds(contract), []brief{{Violated, "GroundNotAccepted", path}}},
		"not for this purpose": {grounds(separate("CN", func(c *v1alpha1.Consent) {
			c.Purposes = []v1alpha1.PurposeCategory{v1alpha1.PurposePayment}
		})), []brief{{Violated, "PurposeNotConsented", path + "[0].consent.purposes"}}},
		"not for handing on": {
			grounds(separate("CN", func(c *v1alpha1.Consent) { c.Scopes = nil })),
			[]brief{{Violated, "ScopeNotConsented", path + "[0].consent.scopes"}},
		},
		"no way to take it back": {
			grounds(separate("CN", func(c *v1alpha1.Consent) { c.Withdrawal = nil })),
			[]brief{{Unknown, "WithdrawalMissing", path + "[0].consent.withdrawal"}},
		},
		"no form on record": {
			grounds(separate("CN", func(c *v1alpha1.Consent) { c.Evidence = "" })),
			[]brief{{Unknown, "ConsentFormMissing", path + "[0].consent.evidence"}},
		},
		"a form that does not exist": {
			grounds(separate("CN", func(c *v1alpha1.Consent) { c.Evidence = "other" })),
			[]brief{{Unknown, "ConsentFormMissing", path + "[0].consent.evidence"}},
		},
		"a form that is something else": {
			withPapers(grounds(separate("CN", func(c *v1alpha1.Consent) { c.Evidence = "note" })),
				paper("note", "EV-LEGAL-BASIS", v1alpha1.EvidenceFacts{})),
			[]brief{{Unknown, "ConsentFormMissing", path + "[0].consent.evidence"}},
		},
		"a form that was withdrawn": {
			withPapers(grounds(separate("CN", func(c *v1alpha1.Consent) { c.Evidence = "old" })),
				filedAs(paper("old", "EV-CONSENT-FORM", v1alpha1.EvidenceFacts{}), func(s *v1alpha1.ComplianceEvidenceSpec) {
					s.State = v1alpha1.EvidenceWithdrawn
				})),
			[]brief{{Violated, "ConsentFormNotCurrent", path + "[0].consent.evidence"}},
		},
		"a form for another purpose": {
			withPapers(grounds(separate("CN", func(c *v1alpha1.Consent) { c.Evidence = "old" })),
				paper("old", "EV-CONSENT-FORM", v1alpha1.EvidenceFacts{Purpose: v1alpha1.PurposePayment})),
			[]brief{{Violated, "ConsentFormNotCurrent", path + "[0].consent.evidence"}},
		},
		"a form whose dates cannot be read": {
			withPapers(grounds(separate("CN", func(c *v1alpha1.Consent) { c.Evidence = "old" })),
				filedAs(paper("old", "EV-CONSENT-FORM", v1alpha1.EvidenceFacts{}), func(s *v1alpha1.ComplianceEvidenceSpec) {
					s.TimeZone = "Nowhere"
				})),
			[]brief{{Unknown, "ConsentFormUnreadable", path + "[0].consent.evidence"}},
		},
		"a consent bundled with something": {
			grounds(separate("CN", func(c *v1alpha1.Consent) { c.BundledWith = []string{"Terms of use"} })),
			[]brief{{Violated, "ConsentBundled", path + "[0].consent.bundledWith"}},
		},
		"a consent that says nothing": {
			grounds(v1alpha1.LawfulBasis{Jurisdiction: "CN", Kind: v1alpha1.BasisSeparateConsent}),
			[]brief{{Unknown, "ConsentMissing", path + "[0].consent"}},
		},
		"a duty by no law": {
			grounds(v1alpha1.LawfulBasis{Jurisdiction: "CN", Kind: v1alpha1.BasisStatutoryDuty}),
			[]brief{{Unknown, "StatuteMissing", path + "[0].statute"}},
		},
		"one good ground among bad ones is enough": {
			grounds(contract, separate("CN", nil)),
			[]brief{{Met, "ConsentOnRecord", path + "[1]"}},
		},
		"what lacks least is named": {grounds(
			separate("CN", func(c *v1alpha1.Consent) { c.Scopes, c.Evidence = nil, "" }),
			separate("CN-SH", func(c *v1alpha1.Consent) { c.Scopes = nil }),
			separate("CN-BJ", func(c *v1alpha1.Consent) { c.Evidence = "" }),
		), []brief{{Unknown, "ConsentFormMissing", path + "[2].consent.evidence"}}},
	}
	r := LawfulBasis{Jurisdictions: []string{"CN"}, Demand: v1alpha1.LawfulBasisRequirement{
		Kinds: []v1alpha1.LawfulBasisKind{v1alpha1.BasisSeparateConsent, v1alpha1.BasisStatutoryDuty},
		Consent: &v1alpha1.ConsentRequirement{
			Purpose: "Named", Scopes: []v1alpha1.ConsentScope{v1alpha1.ScopeTransfer}, Withdrawal: "Required", Evidence: "Required",
		},
	}}
	for name, tc := range tests {
		tc.edit = withPapers(tc.edit, good)
		t.Run(name, func(t *testing.T) { tc.run(t, r) })
	}
}

func TestVenue(t *testing.T) {
	private := v1alpha1.VenueRequirement{NotInClasses: []string{"prohibited-private-space"}}
	see := func(venue string) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) { s.Zones[0].Spec.Venue = venue }
	}
	tests := map[string]struct {
		demand v1alpha1.VenueRequirement
		ruleCase
		wantZone string
	}{
		"a gate":                      {private, ruleCase{nil, []brief{{Met, "PlaceAllowed", "spec.sources"}}}, ""},
		"a camera in a changing room": {private, ruleCase{see("changing-room"), []brief{{Violated, "PlaceRefused", "spec.sources[0].zone"}}}, ""},
		"a node in a changing room can be left out": {private, ruleCase{
			func(s *facts.Snapshot) { s.Zones[1].Spec.Venue = "toilet" },
			[]brief{{Violated, "PlaceRefused", "spec.placement.zones[0]"}},
		}, "server-room"},
		"a venue by its name": {
			v1alpha1.VenueRequirement{NotInVenues: []string{"hotel"}},
			ruleCase{see("hotel"), []brief{{Violated, "PlaceRefused", "spec.sources[0].zone"}}},
			"",
		},
		"nothing but certain classes": {
			v1alpha1.VenueRequirement{OnlyInClasses: []string{"internal-management"}},
			ruleCase{nil, []brief{{Violated, "PlaceRefused", "spec.sources[0].zone"}}},
			"",
		},
		"a place that nobody knows": {private, ruleCase{see("bathroom"), []brief{{Unknown, "PlaceUnknown", "spec.sources"}}}, ""},
		"no camera declared": {private, ruleCase{
			func(s *facts.Snapshot) { s.Deployment.Spec.Sources = nil },
			[]brief{{Unknown, "PlaceUnknown", "spec.sources"}},
		}, ""},
		"a zone of placement that nobody knows is somebody else's matter": {
			private,
			ruleCase{func(s *facts.Snapshot) { s.Zones[1].Found = false }, []brief{{Met, "PlaceAllowed", "spec.sources"}}},
			"",
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			r, errs := compileVenue(&tc.demand)
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			tc.run(t, r)
			if got := r.Check(worldOf(tc.edit), RuleKey{})[0].Zone; got != tc.wantZone {
				t.Errorf("speaks of the zone %q, want %q", got, tc.wantZone)
			}
		})
	}
}

func TestOnlyABrokenZoneIsAnInputThatBroke(t *testing.T) {
	r := Venue{Demand: v1alpha1.VenueRequirement{NotInClasses: []string{"prohibited-private-space"}}}
	broken := r.Check(worldOf(func(s *facts.Snapshot) { s.Zones[0].Found = false }), RuleKey{})
	silent := r.Check(worldOf(func(s *facts.Snapshot) { s.Deployment.Spec.Sources = nil }), RuleKey{})
	if !broken[0].InputBroken || silent[0].InputBroken {
		t.Errorf("a missing zone: %t, a silent deployer: %t", broken[0].InputBroken, silent[0].InputBroken)
	}
}

func TestDemandsThatCannotBeRead(t *testing.T) {
	tests := map[string]struct {
		demand v1alpha1.Requirement
		want   []string
	}{
		"a type without its field": {
			v1alpha1.Requirement{Type: v1alpha1.RequirementVenue},
			[]string{"type is Venue but the field that describes it is missing: add it"},
		},
		"classes and venues that nobody knows": {
			v1alpha1.Requirement{Type: v1alpha1.RequirementVenue, Venue: &v1alpha1.VenueRequirement{
				NotInClasses: []string{"private"}, NotInVenues: []string{"bathroom"},
			}},
			[]string{
				`venue.notInClasses[0]: "private" is not a class of venue; use one of prohibited-private-space`,
				`venue.notInVenues[0]: "bathroom" is not a venue; nearest: public-bath, toilet`,
			},
		},
		"periods that cannot be read": {
			v1alpha1.Requirement{Type: v1alpha1.RequirementRetention, Retention: &v1alpha1.RetentionRequirement{Max: "30 days", Min: "P"}},
			[]string{`retention.max: period "30 days" does not begin with "P"`, `retention.min: period "P" has nothing after "P"`},
		},
		"nothing could be kept": {
			v1alpha1.Requirement{Type: v1alpha1.RequirementRetention, Retention: &v1alpha1.RetentionRequirement{Max: "P7D", Min: "P30D"}},
			[]string{"retention.min: P30D is longer than max P7D: nothing could be kept lawfully"},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			_, errs := Compile(&tc.demand, []string{"CN"})
			if len(errs) != len(tc.want) {
				t.Fatalf("errors %v, want %d", errs, len(tc.want))
			}
			for i := range errs {
				if !strings.HasPrefix(errs[i].Error(), tc.want[i]) {
					t.Errorf("error %q, want it to begin with %q", errs[i], tc.want[i])
				}
			}
		})
	}
}

func TestADemandOfATypeFromTheFutureIsUnknown(t *testing.T) {
	r, errs := Compile(&v1alpha1.Requirement{Type: "Telepathy"}, []string{"CN"})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	got := r.Check(worldOf(nil), RuleKey{})
	if diff := cmp.Diff([]brief{{Unknown, "UnknownRequirementType", ""}}, briefs(got)); diff != "" {
		t.Error(diff)
	}
	if !got[0].InputBroken || !strings.Contains(got[0].Message, "Telepathy") {
		t.Errorf("%+v", got[0])
	}
}
