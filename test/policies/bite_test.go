// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policies_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"github.com/facegov/facegov/api/v1alpha1"
)

func TestRulesBiteWhereTheyShouldAndNowhereElse(t *testing.T) {
	const violated, unknown = v1alpha1.FindingDenied, v1alpha1.FindingUnknown
	type findings = map[string]v1alpha1.FindingResult
	all := func(state v1alpha1.FindingResult, ids ...string) findings {
		want := findings{}
		for _, id := range ids {
			want[id] = state
		}
		return want
	}
	with := func(want findings, state v1alpha1.FindingResult, ids ...string) findings {
		maps.Copy(want, all(state, ids...))
		return want
	}
	type edit = func(w *world)
	tests := map[string]struct {
		from *world
		edit edit
		want findings
	}{
		"a gate with card, PIN, consent and a free way out is fine": {gate(), func(*world) {}, nil},
		"a hotel door on the corridor's side with a card is fine":   {hotelLock(), func(*world) {}, nil},

		// Private spaces.
		"a camera in a guest room": {hotelLock(), func(w *world) {
			w.see("hotel-guest-room", v1alpha1.PublicAccessRestricted)
		}, all(violated, "CN-VIDEO-799/8", "CN-CIVIL-CODE/1032", "CN-FRT-2025/13.private", "CN-CAC-DRAFT-2023/6")},
		"a camera in a private dining room": {hotelLock(), func(w *world) {
			w.see("private-dining-room", v1alpha1.PublicAccessRestricted)
		}, all(violated, "CN-VIDEO-799/8", "CN-CIVIL-CODE/1032", "CN-FRT-2025/13.private", "CN-CAC-DRAFT-2023/6")},
		"a recorder in a server room whose camera looks into a changing room": {gate(), func(w *world) {
			w.see("changing-room", v1alpha1.PublicAccessRestricted)
		}, all(violated, "CN-VIDEO-799/8", "CN-CIVIL-CODE/1032", "CN-FRT-2025/13.private", "CN-CAC-DRAFT-2023/6")},
		"a node in a changing room whose camera looks at a gate": {gate(), func(w *world) {
			w.zones["server-room"] = place("changing-room", v1alpha1.PublicAccessRestricted)
		}, all(violated, "CN-VIDEO-799/8", "CN-CIVIL-CODE/1032", "CN-FRT-2025/13.private", "CN-CAC-DRAFT-2023/6")},

		// The way in and the way out.
		"face only, in and out": {gate(), func(w *world) {
			w.spec.Fallback.Methods = nil
			w.spec.Door.Egress = v1alpha1.EgressFace
		}, all(violated, "CN-FRT-2025/10", "CN-SPC-2021/10.not-sole", "CN-SPC-2021/10.not-sole#leaving",
			"CN-SPC-2021/10.alternative", "CN-CAC-DRAFT-2023/14.not-sole", "CN-CAC-DRAFT-2023/14.not-sole#leaving",
			"CN-CAC-DRAFT-2023/14.alternative",
			"CN-GBT-41819/5.b2", "CN-NDSR-DRAFT/25.not-sole")},
		"only an app besides the face": {gate(), func(w *world) {
			w.spec.Fallback.Methods = []v1alpha1.FallbackMethod{{Type: v1alpha1.FallbackMobileApp}}
		}, all(violated, "CN-FRT-2025/10", "CN-SPC-2021/10.not-sole", "CN-SPC-2021/10.alternative",
			"CN-CAC-DRAFT-2023/14.not-sole", "CN-CAC-DRAFT-2023/14.alternative", "CN-GBT-41819/5.b2")},
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
		}, all(violated, "CN-FRT-2025/10", "CN-GBT-41819/5.b2", "CN-NDSR-DRAFT/25.not-sole")},
		"the way out is not declared": {
			gate(), func(w *world) { w.spec.Door = nil },
			all(unknown, "CN-SPC-2021/10.not-sole#leaving", "CN-CAC-DRAFT-2023/14.not-sole#leaving"),
		},

		// Consent.
		"no ground at all": {
			gate(), func(w *world) { w.spec.LawfulBasis = nil },
			with(all(unknown, "CN-FRT-2025/6", "CN-PIPL/13", "CN-PIPL/29.separate", "CN-SPC-2021/2.3-separate",
				"CN-SPC-2021/2.4", "CN-SPC-2021/10.consent", "CN-CAC-DRAFT-2023/5.consent", "CN-NDSR/22-24"),
				violated, "CN-FRT-2025/8.local"),
		},
		"a bundled consent": {
			gate(), func(w *world) { w.spec.LawfulBasis[0].Kind = v1alpha1.BasisConsent },
			all(violated, "CN-FRT-2025/6", "CN-FRT-2025/8.local", "CN-PIPL/13", "CN-PIPL/29.separate", "CN-PIPL/29.not-bundled",
				"CN-SPC-2021/2.3-separate", "CN-SPC-2021/2.3-written", "CN-SPC-2021/2.4", "CN-SPC-2021/4.bundling",
				"CN-SPC-2021/10.consent", "CN-CAC-DRAFT-2023/5.consent", "CN-NDSR/22-24"),
		},
		"a consent to two purposes at once": {gate(), func(w *world) {
			consent(w).Purposes = append(consent(w).Purposes, v1alpha1.PurposeMarketing)
		}, all(violated, "CN-PIPL/29.not-bundled")},
		"a consent to something else": {gate(), func(w *world) {
			consent(w).Purposes = []v1alpha1.PurposeCategory{v1alpha1.PurposeAttendance}
		}, all(violated, "CN-PIPL/29.separate", "CN-SPC-2021/2.4", "CN-FRT-2025/8.local")},
		"a consent that cannot be taken back": {
			gate(), func(w *world) { consent(w).Withdrawal = nil },
			all(unknown, "CN-FRT-2025/6", "CN-PIPL/15-16"),
		},
		"a consent without a form": {
			gate(), func(w *world) { consent(w).Evidence = "" },
			with(all(unknown, "CN-PIPL/29.separate", "CN-SPC-2021/2.3-separate", "CN-CAC-DRAFT-2023/5.consent"),
				violated, "CN-FRT-2025/8.local"),
		},
		"whoever does not consent is not served": {
			gate(), func(w *world) { consent(w).Service = v1alpha1.ConsentServiceConditional },
			all(violated, "CN-PIPL/15-16", "CN-SPC-2021/4.no-consent-no-service"),
		},
		"the service needs the face, and nothing shows it": {gate(), func(w *world) {
			consent(w).Service = v1alpha1.ConsentServiceNecessary
			w.lose("necessity")
		}, all(unknown, "CN-PIPL/15-16#necessary", "CN-SPC-2021/4.no-consent-no-service#necessary",
			"CN-CAC-DRAFT-2023/4.purpose", "CN-GBT-41819/5.b1")},
		"a consent for ever": {
			gate(), func(w *world) { consent(w).Term = v1alpha1.ConsentTermUnlimited },
			all(violated, "CN-SPC/11"),
		},
		"a law stands in for consent, and nothing shows it": {gate(), func(w *world) {
			w.spec.LawfulBasis = []v1alpha1.LawfulBasis{{
				Jurisdiction: "CN", Kind: v1alpha1.BasisStatutoryDuty,
				Statute: &v1alpha1.Statute{Law: "Residence Act", Article: "1"},
			}}
		}, with(all(unknown, "CN-PIPL/13#law"), violated, "CN-FRT-2025/8.local", "CN-SPC-2021/10.consent")},
		"a contract does not replace consent": {gate(), func(w *world) {
			w.spec.LawfulBasis = []v1alpha1.LawfulBasis{{
				Jurisdiction: "CN", Kind: v1alpha1.BasisContract,
				Statute: &v1alpha1.Statute{Law: "Personal Information Protection Law", Article: "13(2)"},
			}}
		}, all(violated, "CN-FRT-2025/8.local", "CN-PIPL/29.separate", "CN-SPC-2021/10.consent",
			"CN-CAC-DRAFT-2023/5.consent")},
		"a ground of another country": {
			gate(), func(w *world) { w.spec.LawfulBasis[0].Jurisdiction = "NL" },
			with(all(unknown, "CN-FRT-2025/6", "CN-PIPL/13", "CN-PIPL/29.separate", "CN-SPC-2021/2.3-separate",
				"CN-SPC-2021/2.4", "CN-SPC-2021/10.consent", "CN-CAC-DRAFT-2023/5.consent", "CN-NDSR/22-24"),
				violated, "CN-FRT-2025/8.local"),
		},
		"a third party sees faces and nobody agreed": {gate(), func(w *world) {
			w.spec.Recognition.Providers = []string{"match.example"}
		}, all(violated, "CN-SPC-2021/2.6", "CN-PIPL/21#providers")},
		"whoever declines is not served": {gate(), func(w *world) {
			w.spec.Purpose.Participation = v1alpha1.ParticipationRequired
		}, all(violated, "CN-FRT-2025/12", "CN-SPC-2021/4.coercion", "CN-GBT-41819/5.c-obstacle")},
		"a law is claimed to prescribe the face and not named": {gate(), func(w *world) {
			w.spec.Purpose.Participation = v1alpha1.ParticipationRequiredByLaw
		}, all(violated, "CN-FRT-2025/12")},

		// Notice.
		"no notice at all": {
			gate(), func(w *world) { w.spec.Notice = nil },
			all(unknown, "CN-FRT-2025/5", "CN-PIPL/29.enhanced-notice", "CN-PIPL/30", "CN-SPC-2021/2.2"),
		},
		"a notice without rights": {
			gate(), func(w *world) { w.spec.Notice.Covers = w.spec.Notice.Covers[:3] },
			all(violated, "CN-FRT-2025/5", "CN-PIPL/30"),
		},
		"nothing else was weighed": {
			gate(), func(w *world) { w.spec.Purpose.AlternativesConsidered = nil },
			with(all(violated, "CN-SPC-2021/2.8"), unknown, "CN-FRT-2025/4"),
		},

		// Public places.
		"a step-up device in a mall with a sign is only warned": {hotelLock(), func(w *world) {
			w.see("shopping-mall", v1alpha1.PublicAccessPublic)
			w.spec.Notice.Signs = v1alpha1.SignPosted
		}, all(violated, "CN-FRT-2025/13.public#open-premises-active", "CN-PIPL/26.necessity#open-premises-active",
			"CN-CAC-DRAFT-2023/7.necessity")},
		"the same without a word about a sign": {hotelLock(), func(w *world) {
			w.see("shopping-mall", v1alpha1.PublicAccessPublic)
		}, findings{
			"CN-FRT-2025/13.public#open-premises-active": violated,
			"CN-PIPL/26.necessity#open-premises-active":  violated,
			"CN-CAC-DRAFT-2023/7.necessity":              violated,
			"CN-FRT-2025/13.public#sign":                 unknown, "CN-PIPL/26.sign": unknown,
			"CN-VIDEO-799/13": unknown, "CN-CAC-DRAFT-2023/7.sign": unknown,
		}},
		"capture in passing in a mall": {hotelLock(), func(w *world) {
			w.see("shopping-mall", v1alpha1.PublicAccessPublic)
			w.spec.Notice.Signs = v1alpha1.SignPosted
			w.spec.Sources[0].Capture = ""
		}, all(violated, "CN-FRT-2025/13.public#open-premises", "CN-PIPL/26.necessity#open-premises",
			"CN-CAC-DRAFT-2023/7.necessity", "CN-CAC-DRAFT-2023/9.informed")},
		"a step-up device in the street": {hotelLock(), func(w *world) {
			w.see("public-place", v1alpha1.PublicAccessPublic)
			w.spec.Notice.Signs = v1alpha1.SignPosted
		}, all(violated, "CN-FRT-2025/13.public", "CN-PIPL/26.necessity", "CN-CAC-DRAFT-2023/7.necessity")},
		"a park is public although its zone says otherwise": {hotelLock(), func(w *world) {
			w.see("park", v1alpha1.PublicAccessRestricted)
			w.spec.Notice.Signs = v1alpha1.SignNone
		}, all(violated, "CN-FRT-2025/13.public", "CN-FRT-2025/13.public#sign", "CN-PIPL/26.necessity", "CN-PIPL/26.sign",
			"CN-VIDEO-799/13", "CN-CAC-DRAFT-2023/7.necessity", "CN-CAC-DRAFT-2023/7.sign")},
		"a compound that anybody walks through": {gate(), func(w *world) {
			w.see("residential-compound", v1alpha1.PublicAccessPublic)
			w.spec.Notice.Signs = v1alpha1.SignPosted
		}, all(violated, "CN-FRT-2025/13.public", "CN-PIPL/26.necessity", "CN-CAC-DRAFT-2023/7.necessity")},
		"public security in the street, with sign, ground and the law on record": {hotelLock(), func(w *world) {
			w.add("legal-note", "EV-LEGAL-BASIS", v1alpha1.EvidenceFacts{Law: "Counter-Terrorism Law", Article: "27"})
			w.assess(v1alpha1.PurposePublicSecurity)
			w.see("public-place", v1alpha1.PublicAccessPublic)
			w.spec.Notice.Signs = v1alpha1.SignPosted
			w.spec.Purpose.Category = v1alpha1.PurposePublicSecurity
			w.spec.LawfulBasis = []v1alpha1.LawfulBasis{{
				Jurisdiction: "CN", Kind: v1alpha1.BasisPublicSecurity,
				Statute: &v1alpha1.Statute{Law: "Counter-Terrorism Law", Article: "27"},
			}}
		}, nil},
		"public security is a word and nothing else": {gate(), func(w *world) {
			w.see("residential-compound", v1alpha1.PublicAccessPublic)
			w.spec.Notice.Signs = v1alpha1.SignPosted
			w.spec.Purpose.Category = v1alpha1.PurposePublicSecurity
			w.assess(v1alpha1.PurposePublicSecurity)
			consent(w).Purposes = []v1alpha1.PurposeCategory{v1alpha1.PurposePublicSecurity}
		}, all(unknown, "CN-PIPL/26.necessity#ground", "CN-FRT-2025/13.public#ground")},
		"nobody says under which article the cameras of a mall stand": {hotelLock(), func(w *world) {
			w.see("hotel", v1alpha1.PublicAccessPublic)
			w.spec.Notice.Signs = v1alpha1.SignPosted
			zone := w.zones["gate"]
			zone.VideoRegime = ""
			w.zones["gate"] = zone
			w.lose("capture-area")
		}, all(violated, "CN-VIDEO-799/7-9", "CN-VIDEO-799/13#area", "CN-FRT-2025/13.public#open-premises-active",
			"CN-PIPL/26.necessity#open-premises-active", "CN-CAC-DRAFT-2023/7.necessity")},
		"marketing to people in the street without their consent": {hotelLock(), func(w *world) {
			w.see("public-place", v1alpha1.PublicAccessPublic)
			w.spec.Notice.Signs = v1alpha1.SignPosted
			w.spec.Purpose.Category = v1alpha1.PurposeMarketing
		}, all(violated, "CN-FRT-2025/13.public", "CN-PIPL/26.necessity", "CN-PIPL/26.purpose-limit",
			"CN-PIPL/29.separate", "CN-SPC-2021/2.4", "CN-SPC-2021/covert-analytics", "CN-FRT-2025/8.local",
			"CN-FRT-2025/9.redo",
			"CN-CAC-DRAFT-2023/7.necessity", "CN-CAC-DRAFT-2023/7.purpose-limit", "CN-CAC-DRAFT-2023/15.redo",
			"CN-GBT-42574/public-non-security")},

		// A shop that reads mood.
		"a shop reads mood from passers-by": {hotelLock(), func(w *world) {
			w.see("retail-store", v1alpha1.PublicAccessPublic)
			w.spec.Purpose.Category = v1alpha1.PurposeMarketing
			w.spec.Purpose.Functions = []v1alpha1.Function{v1alpha1.FunctionEmotionRecognition}
			w.spec.Sources[0].Capture = v1alpha1.CapturePassive
			w.spec.Notice.Signs = v1alpha1.SignNone
			w.spec.LawfulBasis = nil
		}, findings{
			"CN-FRT-2025/13.public#open-premises": violated, "CN-PIPL/26.necessity#open-premises": violated,
			"CN-FRT-2025/13.public#sign": violated, "CN-PIPL/26.sign": violated,
			"CN-SPC-2021/covert-analytics": violated,
			"CN-PIPL/26.purpose-limit":     unknown, "CN-PIPL/29.separate": unknown, "CN-FRT-2025/6": unknown,
			"CN-SPC-2021/2.1": unknown, "CN-SPC-2021/2.3-separate": unknown, "CN-SPC-2021/2.4": unknown,
			"CN-CAC-DRAFT-2023/5.consent": unknown,
			"CN-VIDEO-799/13":             violated, "CN-PIPL/28#attributes": violated, "CN-FRT-2025/8.local": violated,
			"CN-PIPL/13": unknown, "CN-NDSR/22-24": unknown,
			// The assessment on record was made for another purpose and method.
			"CN-FRT-2025/9.redo": violated, "CN-CAC-DRAFT-2023/15.redo": violated,
			"CN-CAC-DRAFT-2023/7.necessity": violated, "CN-CAC-DRAFT-2023/7.purpose-limit": unknown,
			"CN-CAC-DRAFT-2023/7.sign": violated, "CN-GBT-42574/public-non-security": unknown,
		}},

		// Original images.
		"pictures are kept for a month": {gate(), func(w *world) {
			keep(w)
			w.spec.DataStores[1].Retention.Max = "P30D"
		}, all(violated, "CN-CAC-DRAFT-2023/17.no-raw", "CN-GBT-35273/6.3.c", "CN-GBT-41819/5.j")},
		"pictures are kept and people agreed to it": {gate(), func(w *world) {
			keep(w)
			consent(w).Scopes = append(consent(w).Scopes, v1alpha1.ScopeRawImageStorage)
			w.document("consent-form-2026", func(e *v1alpha1.ComplianceEvidenceSpec) {
				e.Facts.Clauses = append(slices.Clone(e.Facts.Clauses), v1alpha1.ClauseRawImageStorage)
			})
			// GB/T 35273 says "in principle" and knows no consent.
		}, all(violated, "CN-GBT-35273/6.3.c")},
		"faces of passers-by are kept for a month": {gate(), func(w *world) {
			w.spec.DataStores[0].Classes = append(w.spec.DataStores[0].Classes, v1alpha1.DataBystander)
		}, all(violated, "CN-NDSR/22-24#bystanders", "CN-CAC-DRAFT-2023/18.delete")},
		"an audit log is kept for a month": {gate(), func(w *world) {
			log := *w.spec.DataStores[0].DeepCopy()
			log.Name, log.Classes, log.Volume.ClaimName = "log", []v1alpha1.DataClass{v1alpha1.DataAuditLog}, "log"
			log.Retention = v1alpha1.Retention{Max: "P1M", Anchor: v1alpha1.AnchorCaptured, Reason: "Inspections."}
			w.spec.DataStores = append(w.spec.DataStores, log)
		}, all(violated, "CN-CSL-2026")},

		// Where faces are and how they are kept.
		"a form that does not name the server": {gate(), func(w *world) {
			w.document("consent-form-2026", func(e *v1alpha1.ComplianceEvidenceSpec) {
				e.Facts.Clauses = []v1alpha1.ConsentClause{v1alpha1.ClauseSinglePurpose, v1alpha1.ClauseSeparate}
			})
		}, all(violated, "CN-FRT-2025/8.local")},
		"faces reach the internet": {gate(), func(w *world) {
			w.spec.Network = v1alpha1.Network{Egress: []v1alpha1.EgressRule{{CIDR: "8.8.8.0/24"}}}
		}, all(violated, "CN-FRT-2025/8.local#internet")},
		"faces lie beside names and addresses": {gate(), func(w *world) {
			w.spec.DataStores[0].Identities = v1alpha1.IdentitiesCombined
		}, all(violated, "CN-GBT-35273/6.3.b", "CN-SPC-2021/10.linkage-risk")},
		"faces lie in the clear": {gate(), func(w *world) {
			w.spec.DataStores[0].Encryption.AtRest = v1alpha1.StatePlain
		}, all(violated, "CN-FRT-2025/14#encryption", "CN-PIPL/28", "CN-SPC-2021/2.5", "CN-GBT-35273/6.3.a")},
		"nobody notices intruders": {gate(), func(w *world) {
			w.spec.Protection.Measures = slices.DeleteFunc(w.spec.Protection.Measures, func(m v1alpha1.ProtectionMeasure) bool {
				return m == v1alpha1.MeasureIntrusionDetection
			})
		}, all(violated, "CN-FRT-2025/14", "CN-CAC-DRAFT-2023/19.protect")},
		"faces are given to a partner without consent": {gate(), func(w *world) {
			w.spec.Transfers = []v1alpha1.Transfer{{
				Name: "partner", Kind: v1alpha1.TransferProvided, Recipient: "partner.example",
				Classes: []v1alpha1.DataClass{v1alpha1.DataTemplate},
			}}
		}, all(unknown, "CN-PIPL/23")},
		"faces stand on a website": {gate(), func(w *world) {
			w.spec.Transfers = []v1alpha1.Transfer{{
				Name: "website", Kind: v1alpha1.TransferPublished, Classes: []v1alpha1.DataClass{v1alpha1.DataRawImage},
			}}
		}, all(violated, "CN-GBT-35273/9.4", "CN-GBT-35273/9.4.f")},
		"a processor without a contract": {gate(), func(w *world) {
			w.spec.Transfers = []v1alpha1.Transfer{{
				Name: "cloud", Kind: v1alpha1.TransferEntrusted, Recipient: "cloud.example",
				Classes: []v1alpha1.DataClass{v1alpha1.DataTemplate},
			}}
		}, all(unknown, "CN-PIPL/21")},
		"nothing is said about third parties": {gate(), func(w *world) {
			w.spec.Recognition.Providers, w.spec.Transfers = nil, nil
		}, all(unknown, "CN-SPC-2021/2.6", "CN-PIPL/21", "CN-PIPL/21#providers", "CN-PIPL/23", "CN-GBT-35273/9.4",
			"CN-GBT-35273/9.4.f")},

		// Children.
		"nothing is said about children": {
			gate(), func(w *world) { w.spec.Subjects.Minors = "" },
			all(unknown, append(guardians(), "CN-MINORS/correct-delete")...),
		},
		"children whose guardians are not asked": {gate(), func(w *world) {
			w.spec.Subjects.Minors = v1alpha1.MinorsWithoutGuardianConsent
		}, all(violated, guardians()...)},
		"children with guardians, and the form is lost": {
			gate(), func(w *world) { w.lose("guardian-consent-2026") }, all(unknown, guardians()...),
		},
		"children are declared away, and the rules for them are on record": {
			gate(), func(w *world) { w.spec.Subjects.Minors = v1alpha1.MinorsNone }, all(violated, guardians()...),
		},
		"children are declared away, and nothing is on record": {gate(), func(w *world) {
			w.spec.Subjects.Minors = v1alpha1.MinorsNone
			w.lose("rules-for-children")
		}, all(unknown, guardians()...)},
		"that there are no children is on record": {gate(), func(w *world) {
			w.spec.Subjects.Minors = v1alpha1.MinorsNone
			w.add("no-children", "EV-MINORS", v1alpha1.EvidenceFacts{})
		}, nil},

		// What is read from a face and who decides on it.
		"race is read from faces": {gate(), func(w *world) {
			w.spec.Recognition.Attributes = []v1alpha1.Attribute{v1alpha1.AttributeRace}
		}, all(violated, "CN-PIPL/28#attributes", "CN-CAC-DRAFT-2023/11.analysis")},
		"a machine alone decides on social assistance": {gate(), func(w *world) {
			w.spec.Purpose.Interests = []v1alpha1.MajorInterest{v1alpha1.InterestSocialAssistance}
			w.spec.Recognition.Decision = v1alpha1.DecisionAutomatic
		}, all(violated, "CN-PIPL/24", "CN-CAC-DRAFT-2023/12.no-replacement")},
		"nothing is said about what is at stake": {
			gate(), func(w *world) { w.spec.Purpose.Interests = nil },
			all(unknown, "CN-PIPL/24", "CN-CAC-DRAFT-2023/12.no-replacement"),
		},
		"a threshold below what the review recommends": {gate(), func(w *world) {
			w.spec.Recognition.MatchThreshold = "0.70"
		}, all(violated, "CN-CAC-DRAFT-2023/19.threshold")},

		// Asking people and answering them.
		"whoever declined is asked again after an hour": {gate(), func(w *world) {
			w.spec.Prompting.MinInterval = "PT1H"
		}, all(violated, "CN-GBT-41819/5.d")},
		"the face is preselected": {gate(), func(w *world) {
			w.spec.Prompting.Default = v1alpha1.PromptDefaultFace
		}, all(violated, "CN-GBT-41819/5.c-default")},
		"nobody answers": {
			gate(), func(w *world) { w.spec.Rights = nil },
			all(unknown, "CN-MINORS/correct-delete", "CN-PIPL/45-50", "CN-NDSR/22-24#requests"),
		},

		// Documents, numbers and authorities.
		"a review of the cameras from two years ago": {gate(), func(w *world) {
			w.document("device-review-2026", func(e *v1alpha1.ComplianceEvidenceSpec) { e.IssuedOn = "2024-11-01" })
		}, all(violated, "CN-CAC-DRAFT-2023/19.annual")},
		"an assessment without its risks": {gate(), func(w *world) {
			w.document("assessment-gates", func(e *v1alpha1.ComplianceEvidenceSpec) {
				e.Facts.Sections = slices.DeleteFunc(slices.Clone(e.Facts.Sections), func(s v1alpha1.AssessmentSection) bool {
					return s == v1alpha1.SectionRisks
				})
			})
			w.lose("assessment-attendance")
		}, all(violated, "CN-FRT-2025/9.content", "CN-CAC-DRAFT-2023/15.content-5", "CN-NDSR-DRAFT/25.assess")},
		"a hundred thousand people and no papers for the filing": {gate(), func(w *world) {
			w.spec.Subjects.EstimatedCount = ptr.To[int64](100_000)
		}, all(violated, "CN-FRT-2025/15.materials", "CN-GBT-45574/2025#officer", "CN-CAC-DRAFT-2023/16.material-1",
			"CN-CAC-DRAFT-2023/16.material-3")},
		"critical infrastructure that nobody tested": {gate(), func(w *world) {
			w.spec.ResponsibleParty.CriticalInfrastructure = v1alpha1.AnswerYes
		}, all(unknown, "CN-CII-REG/17.annual", "CN-CII-REG/17.fix-report", "CN-CAC-DRAFT-2023/17.cii")},
		"a major incident that nobody reported": {gate(), func(w *world) {
			w.spec.Incidents = []v1alpha1.Incident{{
				Name: "leak", Severity: v1alpha1.IncidentMajor,
				At: metav1.NewTime(time.Date(2026, time.June, 1, 0, 0, 0, 0, time.UTC)),
			}}
		}, with(all(unknown, "CN-PIPL/57"), violated, "CN-FRT-2025/9.redo", "CN-CAC-DRAFT-2023/15.redo")},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			tc.edit(tc.from)
			want := findings{}
			for id, state := range tc.want {
				want[id] = outcome(t, id, state)
			}
			if diff := cmp.Diff(want, bite(t, tc.from)); diff != "" {
				t.Errorf("rules that are not met (-want +got):\n%s", diff)
			}
		})
	}
}

// guardians are the rules that ask for the consent of guardians.
func guardians() []string {
	return []string{
		"CN-PIPL/31", "CN-FRT-2025/7", "CN-MINORS/consent-under-14", "CN-NDSR/22-24#minors", "CN-SPC-2021/minors.guardian",
		"CN-CAC-DRAFT/13",
	}
}

// keep puts the pictures on an encrypted volume.
func keep(w *world) {
	store := &w.spec.DataStores[1]
	store.Encryption = &v1alpha1.StoreEncryption{AtRest: v1alpha1.StateEncrypted}
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
