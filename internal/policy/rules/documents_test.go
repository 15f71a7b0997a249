// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/law/period"
)

// filedAs changes the spec of a document.
func filedAs(e facts.Evidence, edit func(s *v1alpha1.ComplianceEvidenceSpec)) facts.Evidence {
	edit(&e.Spec)
	return e
}

// about makes a document speak for one thing.
func about(e facts.Evidence, s v1alpha1.EvidenceSubject) facts.Evidence {
	e.Spec.AppliesTo = []v1alpha1.EvidenceSubject{s}
	return e
}

// withPapers puts documents on record, after an edit.
func withPapers(edit func(s *facts.Snapshot), papers ...facts.Evidence) func(s *facts.Snapshot) {
	return func(s *facts.Snapshot) {
		if edit != nil {
			edit(s)
		}
		s.Evidence = append(s.Evidence, papers...)
	}
}

// seen is a gate of a known party with a camera of a known model and a provider.
func seen(s *facts.Snapshot) {
	s.Deployment.Name, s.Deployment.Namespace = "gate", "maple-court"
	s.Deployment.Spec.ResponsibleParty.ID = "party-1"
	s.Deployment.Spec.Sources[0].Devices = []string{"cam-1"}
	s.Deployment.Spec.Recognition.Providers = []string{"Match.example"}
	s.Deployment.Spec.Transfers = []v1alpha1.Transfer{{Name: "cloud", Recipient: "cloud.example"}}
	s.Zones[0].Spec.CaptureDevices = []v1alpha1.CaptureDevice{{Name: "cam-1", Model: "M-1"}}
	s.Namespace.Name = "maple-court"
	s.Zones[1].Spec.AllowedNamespaces = &v1alpha1.AllowedNamespaces{From: "Names", Names: []string{"maple-court"}}
	s.Zones = append(s.Zones, zone("vault", "internal-premises", v1alpha1.PublicAccessRestricted))
	s.Deployment.Spec.Placement.Zones = append(s.Deployment.Spec.Placement.Zones, "vault")
}

func TestWhatADocumentSpeaksFor(t *testing.T) {
	tests := map[string]struct {
		subject v1alpha1.EvidenceSubject
		want    bool
	}{
		"its party":   {v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForParty, Party: "party-1"}, true},
		"another one": {v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForParty, Party: "party-2"}, false},
		"no party":    {v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForParty}, false},
		"a zone in view of a camera": {
			v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForZone, Zone: "gate"}, true,
		},
		"a zone where pods may stand": {
			v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForZone, Zone: "server-room"}, true,
		},
		"a zone that does not admit the namespace": {
			v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForZone, Zone: "vault"}, false,
		},
		"a zone elsewhere": {v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForZone, Zone: "lobby"}, false},
		"the model of a camera": {
			v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForDevice, Device: &v1alpha1.DeviceReference{Model: "M-1"}}, true,
		},
		"another model": {
			v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForDevice, Device: &v1alpha1.DeviceReference{Model: "M-2"}}, false,
		},
		"no model": {v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForDevice}, false},
		"a provider, in whatever case": {
			v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForProvider, Provider: "match.EXAMPLE"}, true,
		},
		"a recipient": {
			v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForProvider, Provider: "cloud.example"}, true,
		},
		"another provider": {
			v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForProvider, Provider: "other.example"}, false,
		},
		"the deployment": {v1alpha1.EvidenceSubject{
			Kind: v1alpha1.EvidenceForDeployment, Deployment: &v1alpha1.DeploymentReference{Namespace: "maple-court", Name: "gate"},
		}, true},
		"one of the same name elsewhere": {v1alpha1.EvidenceSubject{
			Kind: v1alpha1.EvidenceForDeployment, Deployment: &v1alpha1.DeploymentReference{Namespace: "birch-lane", Name: "gate"},
		}, false},
		"its country": {v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForJurisdiction, Jurisdiction: "CN"}, true},
		"its city":    {v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForJurisdiction, Jurisdiction: "CN-SH"}, true},
		"another city": {
			v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForJurisdiction, Jurisdiction: "CN-BJ"}, false,
		},
		"a kind of subject that is not known": {v1alpha1.EvidenceSubject{Kind: "Planet"}, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			w := worldOf(withPapers(seen, about(paper("p", "EV-PIPIA", v1alpha1.EvidenceFacts{}), tc.subject)))
			if got := w.Document("p") != nil; got != tc.want {
				t.Errorf("speaks of the deployment: %v, want %v", got, tc.want)
			}
		})
	}
}

func TestWhatTheDatesOfADocumentSay(t *testing.T) {
	hour := metav1.NewTime(now.Add(time.Hour))
	past := metav1.NewTime(now)
	tests := map[string]struct {
		edit  func(s *v1alpha1.ComplianceEvidenceSpec)
		state v1alpha1.EvidenceState
		next  time.Time
	}{
		"without an end":    {func(*v1alpha1.ComplianceEvidenceSpec) {}, v1alpha1.EvidenceCurrent, time.Time{}},
		"on its first day":  {func(s *v1alpha1.ComplianceEvidenceSpec) { s.IssuedOn = "2026-11-21" }, v1alpha1.EvidenceCurrent, time.Time{}},
		"the day before it": {func(s *v1alpha1.ComplianceEvidenceSpec) { s.IssuedOn = "2026-11-22" }, v1alpha1.EvidenceNotYet, at("2026-11-21T16:00:00Z")},
		"where the day begins later": {func(s *v1alpha1.ComplianceEvidenceSpec) {
			s.IssuedOn, s.TimeZone = "2026-11-21", "America/New_York"
		}, v1alpha1.EvidenceNotYet, at("2026-11-21T05:00:00Z")},
		"before its end":     {func(s *v1alpha1.ComplianceEvidenceSpec) { s.ValidUntil = "2026-11-22" }, v1alpha1.EvidenceCurrent, at("2026-11-21T16:00:00Z")},
		"on the day it ends": {func(s *v1alpha1.ComplianceEvidenceSpec) { s.ValidUntil = "2026-11-21" }, v1alpha1.EvidenceExpired, time.Time{}},
		"whose grant ends in an hour": {func(s *v1alpha1.ComplianceEvidenceSpec) {
			s.ValidUntil, s.Facts.Expires = "2027-01-01", &hour
		}, v1alpha1.EvidenceCurrent, hour.UTC()},
		"whose grant ends now": {func(s *v1alpha1.ComplianceEvidenceSpec) { s.Facts.Expires = &past }, v1alpha1.EvidenceExpired, time.Time{}},
		"withdrawn":            {func(s *v1alpha1.ComplianceEvidenceSpec) { s.State = v1alpha1.EvidenceWithdrawn }, v1alpha1.EvidenceWithdrawn, time.Time{}},
		"superseded": {func(s *v1alpha1.ComplianceEvidenceSpec) {
			s.State, s.SupersededBy = v1alpha1.EvidenceSuperseded, "newer"
		}, v1alpha1.EvidenceSuperseded, time.Time{}},
		"with the digest of a template": {func(s *v1alpha1.ComplianceEvidenceSpec) {
			s.Document.SHA256 = strings.Repeat("0", 64)
		}, "", time.Time{}},
		"in a state that nobody knows": {func(s *v1alpha1.ComplianceEvidenceSpec) { s.State = "Eaten" }, "", time.Time{}},
		"in a time zone that nobody knows": {
			func(s *v1alpha1.ComplianceEvidenceSpec) { s.TimeZone = "Asia/Atlantis" }, "", time.Time{},
		},
		"with an end that is no day": {func(s *v1alpha1.ComplianceEvidenceSpec) { s.ValidUntil = "2027-02-30" }, "", time.Time{}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			d := worldOf(withPapers(nil, filedAs(paper("p", "EV-PIPIA", v1alpha1.EvidenceFacts{}), tc.edit))).Document("p")
			if d.State != tc.state || d.Counts() != (tc.state == v1alpha1.EvidenceCurrent) || (d.Why == "") != d.Counts() {
				t.Errorf("it is %q because %q, want %q", d.State, d.Why, tc.state)
			}
			if next := d.Next(now); !next.Equal(tc.next) {
				t.Errorf("it changes at %s, want %s", next, tc.next)
			}
		})
	}
}

func at(text string) time.Time {
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return moment
}

// consented is a gate whose people consent to a scope with a form.
func consented(scope v1alpha1.ConsentScope, edit func(b *v1alpha1.LawfulBasis)) func(s *facts.Snapshot) {
	return func(s *facts.Snapshot) {
		basis := v1alpha1.LawfulBasis{Jurisdiction: "CN", Kind: v1alpha1.BasisSeparateConsent, Consent: &v1alpha1.Consent{
			Purposes: []v1alpha1.PurposeCategory{v1alpha1.PurposeAccessControl}, Scopes: []v1alpha1.ConsentScope{scope},
			Evidence: "form",
		}}
		if edit != nil {
			edit(&basis)
		}
		s.Deployment.Spec.LawfulBasis = []v1alpha1.LawfulBasis{basis}
	}
}

func form(clauses ...v1alpha1.ConsentClause) facts.Evidence {
	return paper("form", "EV-CONSENT-FORM", v1alpha1.EvidenceFacts{Clauses: clauses})
}

func TestAConsentLiftsNothingOnTheDeployersWordAlone(t *testing.T) {
	const scope = v1alpha1.ScopeOffDeviceStorage
	good := form(v1alpha1.ClauseOffDeviceStorage)
	tests := map[string]struct {
		edit  func(b *v1alpha1.LawfulBasis)
		paper facts.Evidence
		want  bool
	}{
		"with the form on record":        {nil, good, true},
		"in writing":                     {func(b *v1alpha1.LawfulBasis) { b.Kind = v1alpha1.BasisWrittenConsent }, good, true},
		"that is not separate":           {func(b *v1alpha1.LawfulBasis) { b.Kind = v1alpha1.BasisConsent }, good, false},
		"bundled with something":         {func(b *v1alpha1.LawfulBasis) { b.Consent.BundledWith = []string{"Terms of use"} }, good, false},
		"on a ground that is no consent": {func(b *v1alpha1.LawfulBasis) { b.Kind, b.Consent = v1alpha1.BasisContract, nil }, good, false},
		"to another purpose": {func(b *v1alpha1.LawfulBasis) {
			b.Consent.Purposes = []v1alpha1.PurposeCategory{v1alpha1.PurposeMarketing}
		}, good, false},
		"that does not name the scope":    {func(b *v1alpha1.LawfulBasis) { b.Consent.Scopes = nil }, good, false},
		"that names no form":              {func(b *v1alpha1.LawfulBasis) { b.Consent.Evidence = "" }, good, false},
		"that names a form nobody knows":  {func(b *v1alpha1.LawfulBasis) { b.Consent.Evidence = "other" }, good, false},
		"under another law":               {func(b *v1alpha1.LawfulBasis) { b.Jurisdiction = "NL" }, good, false},
		"in the city alone":               {func(b *v1alpha1.LawfulBasis) { b.Jurisdiction = "CN-SH" }, good, true},
		"with a form without the clause":  {nil, form(v1alpha1.ClauseTransfer), false},
		"with a form of another type":     {nil, paper("form", "EV-PIPIA", good.Spec.Facts), false},
		"with a form that was withdrawn":  {nil, filedAs(good, func(s *v1alpha1.ComplianceEvidenceSpec) { s.State = v1alpha1.EvidenceWithdrawn }), false},
		"with a form of somebody else":    {nil, about(good, v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForParty, Party: "party-2"}), false},
		"with a form for another purpose": {nil, filedAs(good, func(s *v1alpha1.ComplianceEvidenceSpec) { s.Facts.Purpose = v1alpha1.PurposeMarketing }), false},
		"with a form for other functions": {nil, filedAs(good, func(s *v1alpha1.ComplianceEvidenceSpec) {
			s.Facts.Functions = []v1alpha1.Function{v1alpha1.FunctionCounting}
		}), false},
		"with a form for more functions": {nil, filedAs(good, func(s *v1alpha1.ComplianceEvidenceSpec) {
			s.Facts.Functions = []v1alpha1.Function{v1alpha1.FunctionCounting, v1alpha1.FunctionVerification}
		}), true},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			w := worldOf(withPapers(consented(scope, tc.edit), tc.paper))
			if got := w.consentOnRecord(scope, []string{"CN"}) != nil; got != tc.want {
				t.Errorf("it lifts: %v, want %v", got, tc.want)
			}
		})
	}
}

func TestAStatuteLiftsWithItsArticleOnRecord(t *testing.T) {
	tests := map[string]struct {
		said v1alpha1.EvidenceFacts
		want bool
	}{
		"with law and article": {v1alpha1.EvidenceFacts{Law: "A law", Article: "Article 1"}, true},
		"without an article":   {v1alpha1.EvidenceFacts{Law: "A law"}, false},
		"without a law":        {v1alpha1.EvidenceFacts{Article: "Article 1"}, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := worldOf(withPapers(nil, paper("note", "EV-LEGAL-BASIS", tc.said))).statuteOnRecord([]string{"CN"}) != nil; got != tc.want {
				t.Errorf("it lifts: %v, want %v", got, tc.want)
			}
		})
	}
}

func TestHowLongADocumentIsKept(t *testing.T) {
	keep, err := period.Parse("P3Y")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		keepUntil string
		keep      period.Period
		want      time.Time
	}{
		"nobody asks":                {"", period.Period{}, time.Time{}},
		"the rule asks":              {"", keep, at("2028-12-31T16:00:00Z")},
		"its own word asks for more": {"2030-01-01", keep, at("2029-12-31T16:00:00Z")},
		"its own word asks for less": {"2027-01-01", keep, at("2028-12-31T16:00:00Z")},
		"its own word alone":         {"2027-01-01", period.Period{}, at("2026-12-31T16:00:00Z")},
		"its own word is no day":     {"2027-13-01", keep, at("2028-12-31T16:00:00Z")},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			e := filedAs(paper("p", "EV-PIPIA", v1alpha1.EvidenceFacts{}), func(s *v1alpha1.ComplianceEvidenceSpec) {
				s.KeepUntil, s.Document.SHA256 = tc.keepUntil, "abc"
			})
			got := worldOf(withPapers(nil, e)).Document("p").keptFor(tc.keep)
			want := DocumentUse{Name: "p", Type: "EV-PIPIA", SHA256: "abc", KeepUntil: tc.want}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAStatuteOfElsewhereLiftsNothing(t *testing.T) {
	note := about(paper("note", "EV-LEGAL-BASIS", v1alpha1.EvidenceFacts{Law: "A law", Article: "1"}),
		v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForJurisdiction, Jurisdiction: "NL"})
	w := worldOf(withPapers(func(s *facts.Snapshot) { s.Deployment.Spec.Jurisdictions = []string{"NL"} }, note))
	if w.Document("note") == nil {
		t.Fatal("the note does not speak of the deployment, which claims its law")
	}
	if d := w.statuteOnRecord([]string{"CN"}); d != nil {
		t.Errorf("%s lifts what another law demands", d.Name)
	}
	if d := w.statuteOnRecord([]string{"EU"}); d == nil {
		t.Error("it does not lift what its own law demands")
	}
}
