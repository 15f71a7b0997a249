// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policies_test

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/api/v1alpha1"
)

func TestRulesBiteWhereTheyShouldAndNowhereElse(t *testing.T) {
	const violated, unknown = v1alpha1.FindingDenied, v1alpha1.FindingUnknown
	all := func(state v1alpha1.FindingResult, ids ...string) map[string]v1alpha1.FindingResult {
		want := map[string]v1alpha1.FindingResult{}
		for _, id := range ids {
			want[id] = state
		}
		return want
	}
	type edit = func(w *world)
	tests := map[string]struct {
		from *world
		edit edit
		want map[string]v1alpha1.FindingResult
	}{
		"a gate with card, PIN, consent and a free way out is fine": {gate(), func(*world) {}, nil},
		"a hotel door on the corridor's side with a card is fine":   {hotelLock(), func(*world) {}, nil},

		// Private spaces.
		"a camera in a guest room": {hotelLock(), func(w *world) {
			w.see("hotel-guest-room", v1alpha1.PublicAccessRestricted)
		}, all(violated, "CN-VIDEO-799/8", "CN-FRT-2025/13.private", "CN-CAC-DRAFT-2023/6")},
		"a camera in a private dining room": {hotelLock(), func(w *world) {
			w.see("private-dining-room", v1alpha1.PublicAccessRestricted)
		}, all(violated, "CN-VIDEO-799/8", "CN-FRT-2025/13.private", "CN-CAC-DRAFT-2023/6")},
		"a recorder in a server room whose camera looks into a changing room": {gate(), func(w *world) {
			w.see("changing-room", v1alpha1.PublicAccessRestricted)
		}, all(violated, "CN-VIDEO-799/8", "CN-FRT-2025/13.private", "CN-CAC-DRAFT-2023/6")},
		"a node in a changing room whose camera looks at a gate": {gate(), func(w *world) {
			w.zones["server-room"] = place("changing-room", v1alpha1.PublicAccessRestricted)
		}, all(violated, "CN-VIDEO-799/8", "CN-FRT-2025/13.private", "CN-CAC-DRAFT-2023/6")},

		// The way in and the way out.
		"face only, in and out": {gate(), func(w *world) {
			w.spec.Fallback.Methods = nil
			w.spec.Door.Egress = v1alpha1.EgressFace
		}, all(violated, "CN-FRT-2025/10", "CN-SPC-2021/10.not-sole", "CN-SPC-2021/10.not-sole#leaving",
			"CN-SPC-2021/10.alternative", "CN-CAC-DRAFT-2023/14.not-sole", "CN-CAC-DRAFT-2023/14.not-sole#leaving", "CN-CAC-DRAFT-2023/14.alternative")},
		"only an app besides the face": {gate(), func(w *world) {
			w.spec.Fallback.Methods = []v1alpha1.FallbackMethod{{Type: v1alpha1.FallbackMobileApp}}
		}, all(violated, "CN-FRT-2025/10", "CN-SPC-2021/10.not-sole", "CN-SPC-2021/10.alternative",
			"CN-CAC-DRAFT-2023/14.not-sole", "CN-CAC-DRAFT-2023/14.alternative")},
		"only a PIN in the cluster at a residential gate": {gate(), func(w *world) {
			w.spec.Fallback.Methods = []v1alpha1.FallbackMethod{{Type: v1alpha1.FallbackPIN}}
		}, all(violated, "CN-SPC-2021/10.alternative", "CN-CAC-DRAFT-2023/14.alternative")},
		"a desk that is closed at night": {gate(), func(w *world) {
			w.spec.Fallback.Methods = []v1alpha1.FallbackMethod{
				{Type: v1alpha1.FallbackPIN}, {Type: v1alpha1.FallbackStaff, Hours: "Mo-Su 08:00-20:00"},
			}
		}, all(violated, "CN-SPC-2021/10.alternative", "CN-CAC-DRAFT-2023/14.alternative")},
		"an office attendance terminal without a card": {gate(), func(w *world) {
			w.see("attendance-point", v1alpha1.PublicAccessRestricted)
			w.spec.Fallback.Methods = nil
		}, all(violated, "CN-FRT-2025/10")},
		"the way out is not declared": {
			gate(), func(w *world) { w.spec.Door = nil },
			all(unknown, "CN-SPC-2021/10.not-sole#leaving", "CN-CAC-DRAFT-2023/14.not-sole#leaving"),
		},

		// Consent.
		"no ground at all": {
			gate(), func(w *world) { w.spec.LawfulBasis = nil },
			all(unknown, "CN-FRT-2025/6", "CN-PIPL/29.separate", "CN-SPC-2021/2.3-separate", "CN-SPC-2021/2.4",
				"CN-SPC-2021/10.consent", "CN-CAC-DRAFT-2023/5.consent"),
		},
		"a bundled consent": {
			gate(), func(w *world) { w.spec.LawfulBasis[0].Kind = v1alpha1.BasisConsent },
			all(violated, "CN-FRT-2025/6", "CN-PIPL/29.separate", "CN-PIPL/29.not-bundled", "CN-SPC-2021/2.3-separate",
				"CN-SPC-2021/2.4", "CN-SPC-2021/10.consent", "CN-CAC-DRAFT-2023/5.consent"),
		},
		"a consent to two purposes at once": {gate(), func(w *world) {
			consent(w).Purposes = append(consent(w).Purposes, v1alpha1.PurposeMarketing)
		}, all(violated, "CN-PIPL/29.not-bundled")},
		"a consent to something else": {gate(), func(w *world) {
			consent(w).Purposes = []v1alpha1.PurposeCategory{v1alpha1.PurposeAttendance}
		}, all(violated, "CN-PIPL/29.separate", "CN-SPC-2021/2.4")},
		"a consent that cannot be taken back": {
			gate(), func(w *world) { consent(w).Withdrawal = nil },
			all(unknown, "CN-FRT-2025/6"),
		},
		"a consent without a form": {
			gate(), func(w *world) { consent(w).Evidence = "" },
			all(unknown, "CN-PIPL/29.separate", "CN-SPC-2021/2.3-separate", "CN-CAC-DRAFT-2023/5.consent"),
		},
		"a contract does not replace consent": {gate(), func(w *world) {
			w.spec.LawfulBasis = []v1alpha1.LawfulBasis{{
				Jurisdiction: "CN", Kind: v1alpha1.BasisContract,
				Statute: &v1alpha1.Statute{Law: "Personal Information Protection Law", Article: "13(2)"},
			}}
		}, all(violated, "CN-PIPL/29.separate", "CN-SPC-2021/10.consent", "CN-CAC-DRAFT-2023/5.consent")},
		"a ground of another country": {
			gate(), func(w *world) { w.spec.LawfulBasis[0].Jurisdiction = "NL" },
			all(unknown, "CN-FRT-2025/6", "CN-PIPL/29.separate", "CN-SPC-2021/2.3-separate", "CN-SPC-2021/2.4",
				"CN-SPC-2021/10.consent", "CN-CAC-DRAFT-2023/5.consent"),
		},
		"a third party sees faces and nobody agreed": {gate(), func(w *world) {
			w.spec.Recognition.Providers = []string{"match.example"}
		}, all(violated, "CN-SPC-2021/2.6")},
		"whoever declines is not served": {gate(), func(w *world) {
			w.spec.Purpose.Participation = v1alpha1.ParticipationRequired
		}, all(violated, "CN-FRT-2025/12")},
		"a law is claimed to prescribe the face and not named": {gate(), func(w *world) {
			w.spec.Purpose.Participation = v1alpha1.ParticipationRequiredByLaw
		}, all(violated, "CN-FRT-2025/12")},

		// Notice.
		"no notice at all": {
			gate(), func(w *world) { w.spec.Notice = nil },
			all(unknown, "CN-FRT-2025/5", "CN-PIPL/29.enhanced-notice", "CN-SPC-2021/2.2"),
		},
		"a notice without rights": {
			gate(), func(w *world) { w.spec.Notice.Covers = w.spec.Notice.Covers[:3] },
			all(violated, "CN-FRT-2025/5"),
		},
		"nothing else was weighed": {
			gate(), func(w *world) { w.spec.Purpose.AlternativesConsidered = nil },
			all(violated, "CN-SPC-2021/2.8"),
		},

		// Public places.
		"a step-up device in a mall with a sign is only warned": {hotelLock(), func(w *world) {
			w.see("shopping-mall", v1alpha1.PublicAccessPublic)
			w.spec.Notice.Signs = v1alpha1.SignPosted
		}, all(violated, "CN-FRT-2025/13.public#open-premises-active", "CN-PIPL/26.necessity#open-premises-active")},
		"the same without a word about a sign": {hotelLock(), func(w *world) {
			w.see("shopping-mall", v1alpha1.PublicAccessPublic)
		}, map[string]v1alpha1.FindingResult{
			"CN-FRT-2025/13.public#open-premises-active": violated,
			"CN-PIPL/26.necessity#open-premises-active":  violated,
			"CN-FRT-2025/13.public#sign":                 unknown, "CN-PIPL/26.sign": unknown,
		}},
		"capture in passing in a mall": {hotelLock(), func(w *world) {
			w.see("shopping-mall", v1alpha1.PublicAccessPublic)
			w.spec.Notice.Signs = v1alpha1.SignPosted
			w.spec.Sources[0].Capture = ""
		}, all(violated, "CN-FRT-2025/13.public#open-premises", "CN-PIPL/26.necessity#open-premises")},
		"a step-up device in the street": {hotelLock(), func(w *world) {
			w.see("public-place", v1alpha1.PublicAccessPublic)
			w.spec.Notice.Signs = v1alpha1.SignPosted
		}, all(violated, "CN-FRT-2025/13.public", "CN-PIPL/26.necessity")},
		"a park is public although its zone says otherwise": {hotelLock(), func(w *world) {
			w.see("park", v1alpha1.PublicAccessRestricted)
			w.spec.Notice.Signs = v1alpha1.SignNone
		}, all(violated, "CN-FRT-2025/13.public", "CN-FRT-2025/13.public#sign", "CN-PIPL/26.necessity", "CN-PIPL/26.sign")},
		"a compound that anybody walks through": {gate(), func(w *world) {
			w.see("residential-compound", v1alpha1.PublicAccessPublic)
			w.spec.Notice.Signs = v1alpha1.SignPosted
		}, all(violated, "CN-FRT-2025/13.public", "CN-PIPL/26.necessity")},
		"public security in the street, with sign and ground": {hotelLock(), func(w *world) {
			w.see("public-place", v1alpha1.PublicAccessPublic)
			w.spec.Notice.Signs = v1alpha1.SignPosted
			w.spec.Purpose.Category = v1alpha1.PurposePublicSecurity
			w.spec.LawfulBasis = []v1alpha1.LawfulBasis{{
				Jurisdiction: "CN", Kind: v1alpha1.BasisPublicSecurity,
				Statute: &v1alpha1.Statute{Law: "Counter-Terrorism Law", Article: "27"},
			}}
		}, nil},
		"marketing to people in the street without their consent": {hotelLock(), func(w *world) {
			w.see("public-place", v1alpha1.PublicAccessPublic)
			w.spec.Notice.Signs = v1alpha1.SignPosted
			w.spec.Purpose.Category = v1alpha1.PurposeMarketing
		}, all(violated, "CN-FRT-2025/13.public", "CN-PIPL/26.necessity", "CN-PIPL/26.purpose-limit",
			"CN-PIPL/29.separate", "CN-SPC-2021/2.4", "CN-SPC-2021/covert-analytics")},

		// A shop that reads mood.
		"a shop reads mood from passers-by": {hotelLock(), func(w *world) {
			w.see("retail-store", v1alpha1.PublicAccessPublic)
			w.spec.Purpose.Category = v1alpha1.PurposeMarketing
			w.spec.Purpose.Functions = []v1alpha1.Function{v1alpha1.FunctionEmotionRecognition}
			w.spec.Sources[0].Capture = v1alpha1.CapturePassive
			w.spec.Notice.Signs = v1alpha1.SignNone
			w.spec.LawfulBasis = nil
		}, map[string]v1alpha1.FindingResult{
			"CN-FRT-2025/13.public#open-premises": violated, "CN-PIPL/26.necessity#open-premises": violated,
			"CN-FRT-2025/13.public#sign": violated, "CN-PIPL/26.sign": violated,
			"CN-SPC-2021/covert-analytics": violated,
			"CN-PIPL/26.purpose-limit":     unknown, "CN-PIPL/29.separate": unknown, "CN-FRT-2025/6": unknown,
			"CN-SPC-2021/2.1": unknown, "CN-SPC-2021/2.3-separate": unknown, "CN-SPC-2021/2.4": unknown,
			"CN-CAC-DRAFT-2023/5.consent": unknown,
		}},

		// Original images.
		"pictures are kept for a month": {gate(), func(w *world) {
			keep(w)
			w.spec.DataStores[1].Retention.Max = "P30D"
		}, all(violated, "CN-CAC-DRAFT-2023/17.no-raw")},
		"pictures are kept and people agreed to it": {gate(), func(w *world) {
			keep(w)
			consent(w).Scopes = []v1alpha1.ConsentScope{v1alpha1.ScopeRawImageStorage}
		}, nil},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			tc.edit(tc.from)
			want := map[string]v1alpha1.FindingResult{}
			for id, state := range tc.want {
				want[id] = outcome(id, state)
			}
			if diff := cmp.Diff(want, bite(t, tc.from)); diff != "" {
				t.Errorf("rules that are not met (-want +got):\n%s", diff)
			}
		})
	}
}

// keep puts the pictures on a volume.
func keep(w *world) {
	store := &w.spec.DataStores[1]
	store.Type, store.Memory, store.Volume = v1alpha1.DataStoreVolume, nil, &v1alpha1.VolumeStore{ClaimName: "pictures"}
}

// TestWhatIsFineIsPermitted keeps facegov's own rules from refusing what every law is content with.
func TestWhatIsFineIsPermitted(t *testing.T) {
	for name, w := range map[string]*world{"the gate": gate(), "the hotel door": hotelLock()} {
		t.Run(name, func(t *testing.T) {
			verdict := decide(t, w)
			if verdict.Result != v1alpha1.VerdictPermittedWithObligations || !verdict.MayStart() {
				t.Errorf("the verdict is %s: %+v", verdict.Result, verdict.Findings)
			}
		})
	}
}

// TestEveryRuleBites fails when a rule was never seen to be violated or unknown in the cases above: a rule that cannot
// bite is none.
func TestEveryRuleBites(t *testing.T) {
	worlds := []func(w *world){
		func(w *world) {
			w.see("hotel-guest-room", v1alpha1.PublicAccessRestricted)
			*w.spec.Notice = v1alpha1.Notice{}
			keep(w)
			w.spec.Purpose.AlternativesConsidered = nil
			w.spec.Purpose.Participation = v1alpha1.ParticipationRequired
			w.spec.LawfulBasis[0].Kind = v1alpha1.BasisConsent
			w.spec.Recognition.Providers = []string{"match.example"}
		},
		func(w *world) {
			w.spec.LawfulBasis[0].Kind = v1alpha1.BasisConsent
			w.spec.Fallback.Methods = nil
			w.spec.Door.Egress = v1alpha1.EgressCredential
		},
		func(w *world) {
			w.see("shopping-mall", v1alpha1.PublicAccessPublic)
			w.spec.Purpose.Category = v1alpha1.PurposeMarketing
			w.spec.LawfulBasis[0].Kind = v1alpha1.BasisConsent
			w.spec.Sources[0].Capture = v1alpha1.CapturePassive
		},
		func(w *world) { w.see("shopping-mall", v1alpha1.PublicAccessPublic) },
		func(w *world) { w.see("park", v1alpha1.PublicAccessPublic) },
	}
	bitten := map[string]v1alpha1.FindingResult{}
	for _, edit := range worlds {
		w := gate()
		edit(w)
		maps.Copy(bitten, bite(t, w))
	}
	for _, shipped := range wantRules {
		for id := range shipped {
			if bitten[id] == "" {
				t.Errorf("%s never bites", id)
			}
		}
	}
}
