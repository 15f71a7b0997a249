// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"slices"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
)

// LawfulBasis demands a ground for processing in the instrument's jurisdictions (PIPL articles 13 and 29; final
// measures article 6). One ground of an accepted kind that is as it must be is enough.
type LawfulBasis struct {
	// Demand is the requirement as written.
	Demand v1alpha1.LawfulBasisRequirement
	// Jurisdictions of the instrument.
	Jurisdictions []string
}

var (
	consentFormMissing = Answer{
		Unknown, "ConsentFormMissing", "no consent form is on record: %s",
		"Put the form on record as a ComplianceEvidence of type EV-CONSENT-FORM that applies to this deployment, and name " +
			"it as the consent's evidence.", false,
	}
	consentFormUnreadable = Answer{
		Unknown, "ConsentFormUnreadable", "the consent form does not count: %s",
		"Issue the evidence anew with a time zone that is known, such as Asia/Shanghai.", false,
	}
	consentFormNotCurrent = Answer{
		Violated, "ConsentFormNotCurrent", "the consent form does not count: %s",
		"Have people asked with a form that counts, and put that one on record.", false,
	}
	consentBundled = Answer{
		Violated, "ConsentBundled", "the consent is not a separate one: the same act consents to %s",
		"Ask for faces alone, apart from everything else.", false,
	}
	consentFormOnRecord = Answer{
		Met, "ConsentOnRecord", "%s is declared for %s, with the consent form on record as %s", "", true,
	}
	groundMissing = Answer{
		Unknown, "GroundMissing", "no lawful basis is declared for %s",
		"Declare the ground under lawfulBasis, for that jurisdiction.", false,
	}
	groundNotAccepted = Answer{
		Violated, "GroundNotAccepted", "%s is declared, and the rule accepts only %s",
		"Rely on a ground that the law accepts, or do not run.", false,
	}
	statuteMissing = Answer{
		Unknown, "StatuteMissing", "%s is declared without the law and article relied on",
		"Name the law and the article under lawfulBasis[].statute.", false,
	}
	consentMissing = Answer{
		Unknown, "ConsentMissing", "%s is declared without what was consented to",
		"Say what was consented to under lawfulBasis[].consent.", false,
	}
	purposeNotConsented = Answer{
		Violated, "PurposeNotConsented", "the consent does not name the purpose %s",
		"Ask for consent to this purpose, then list it under consent.purposes.", false,
	}
	scopeNotConsented = Answer{
		Violated, "ScopeNotConsented", "the consent does not name %s",
		"Ask for consent to it, then list it under consent.scopes.", false,
	}
	withdrawalMissing = Answer{
		Unknown, "WithdrawalMissing", "it is not declared how a person takes the consent back",
		"Give consent.withdrawal: a page, a place, or both.", false,
	}
	groundDeclared = Answer{Met, "GroundDeclared", "%s is declared for %s", "", true}
)

var lawfulBasisDescription = Description{
	Type: v1alpha1.RequirementLawfulBasis,
	Demands: "A ground that the law accepts is declared in its jurisdiction, and a consent is as the law asks. One " +
		"ground is enough.",
	Facts: []Fact{
		{"spec.lawfulBasis", "", "Unknown"},
		{"spec.lawfulBasis[].consent.purposes", "", "required"},
		{"spec.lawfulBasis[].consent.scopes", "", "not consented to: violated"},
		{"spec.lawfulBasis[].consent.withdrawal", "", "Unknown where the rule asks for it"},
		{"spec.lawfulBasis[].consent.bundledWith", "none", "a separate consent is separate"},
		{"spec.lawfulBasis[].consent.evidence", "", "Unknown where the rule asks for a form on record"},
		{"ComplianceEvidence EV-CONSENT-FORM", "", "Unknown where the rule asks for a form on record"},
		{"spec.lawfulBasis[].statute", "", "Unknown for a ground other than consent"},
	},
	Answers: []Answer{
		groundMissing, groundNotAccepted, statuteMissing, consentMissing, purposeNotConsented, scopeNotConsented,
		withdrawalMissing, consentBundled, consentFormMissing, consentFormUnreadable, consentFormNotCurrent,
		consentFormOnRecord, groundDeclared,
	},
	Merges: "The grounds that every rule of a jurisdiction accepts: status.effective.lawfulBasis.",
}

// Check implements Requirement.
func (l LawfulBasis) Check(w *World, _ RuleKey) []Check {
	bases := w.Facts.Deployment.Spec.LawfulBasis
	var best []Check
	var others []string
	for i := range bases {
		b := &bases[i]
		if !concerns(l.Jurisdictions, b.Jurisdiction) {
			continue
		}
		if !slices.Contains(l.Demand.Kinds, b.Kind) {
			others = append(others, string(b.Kind))
			continue
		}
		path := groundPath(i)
		checks := l.checkGround(w, b, path)
		if len(checks) == 0 {
			return w.one(l.met(w, b, path))
		}
		if best == nil || nearer(checks, best) {
			best = checks
		}
	}
	switch {
	case best != nil:
		return best
	case len(others) > 0:
		return w.one(groundNotAccepted.is("spec.lawfulBasis", quoteList(others), names(l.Demand.Kinds)))
	default:
		return w.one(groundMissing.is("spec.lawfulBasis", quoteList(l.Jurisdictions)))
	}
}

// groundPath is where a ground stands among those of the deployment. It is written only where something is found.
type groundPath int

func (p groundPath) of(field string) string { return elementPath("spec.lawfulBasis", int(p), field) }

// consentEvidence is the field of a ground that names the consent form.
const consentEvidence = ".consent.evidence"

// met says on what a ground stands: on the consent form on record where the rule asks for one, else on what is
// declared.
func (l LawfulBasis) met(w *World, b *v1alpha1.LawfulBasis, path groundPath) Check {
	if form, _ := l.consentForm(w, b, path); form != nil {
		return consentFormOnRecord.is(path.of(""), b.Kind, b.Jurisdiction, form.Name).relyingOn(form)
	}
	c := groundDeclared.is(path.of(""), b.Kind, b.Jurisdiction)
	c.Obligation = b.Consent != nil
	return c
}

// asksForForm says that the rule asks for a consent form on record.
func (l LawfulBasis) asksForForm() bool {
	return l.Demand.Consent != nil && l.Demand.Consent.Evidence == "Required"
}

// consentForm returns the consent form that a ground names, when the rule asks for one, or what is wrong with it. A
// form that does not speak of this deployment is none.
func (l LawfulBasis) consentForm(w *World, b *v1alpha1.LawfulBasis, path groundPath) (*Document, []Check) {
	if !l.asksForForm() || b.Consent == nil {
		return nil, nil
	}
	if b.Consent.Evidence == "" {
		return nil, []Check{consentFormMissing.is(path.of(consentEvidence), "the consent names none")}
	}
	form := w.Document(b.Consent.Evidence)
	switch {
	case form == nil:
		return nil, []Check{consentFormMissing.is(path.of(consentEvidence),
			fmt.Sprintf("there is no %s that speaks of this deployment", b.Consent.Evidence))}
	case form.Spec.Type != evidenceConsentForm:
		return nil, []Check{consentFormMissing.is(path.of(consentEvidence), fmt.Sprintf("%s is an %s", form.Name, form.Spec.Type))}
	case form.State == "":
		return nil, []Check{consentFormUnreadable.on(v1alpha1.BasisAttested, path.of(consentEvidence), form.fault())}
	case !form.Counts():
		return nil, []Check{consentFormNotCurrent.on(v1alpha1.BasisAttested, path.of(consentEvidence), form.fault())}
	case !w.fitsUse(form):
		return nil, []Check{consentFormNotCurrent.on(v1alpha1.BasisAttested, path.of(consentEvidence),
			form.Name+": it was made for another purpose or for other functions")}
	default:
		return form, nil
	}
}

// NextChange implements Timed: consent forms begin and cease to count.
func (l LawfulBasis) NextChange(w *World) time.Time {
	if !l.asksForForm() {
		return time.Time{}
	}
	return w.nextOf(evidenceConsentForm)
}

// nearer says that a ground lacks less than another: fewer things, and among equals what is not known rather than what
// is known to be wrong.
func nearer(a, b []Check) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	violated := func(checks []Check) (n int) {
		for i := range checks {
			if checks[i].State == Violated {
				n++
			}
		}
		return n
	}
	return violated(a) < violated(b)
}

// checkGround finds what a ground lacks. The API asks for a consent or a statute; what came in without one says
// nothing.
func (l LawfulBasis) checkGround(w *World, b *v1alpha1.LawfulBasis, path groundPath) []Check {
	switch {
	case !isConsent(b.Kind) && b.Statute == nil:
		return []Check{statuteMissing.is(path.of(".statute"), b.Kind)}
	case !isConsent(b.Kind):
		return nil
	case b.Consent == nil:
		return []Check{consentMissing.is(path.of(".consent"), b.Kind)}
	default:
		_, checks := l.consentForm(w, b, path)
		return append(l.checkConsent(w, b, path), checks...)
	}
}

func isConsent(kind v1alpha1.LawfulBasisKind) bool {
	switch kind {
	case v1alpha1.BasisSeparateConsent, v1alpha1.BasisWrittenConsent, v1alpha1.BasisConsent, v1alpha1.BasisExplicitConsent:
		return true
	default:
		return false
	}
}

// mustBeSeparate says that a kind of consent is to this processing alone: consent that is bundled with anything is not
// a separate one (SPC interpretation of 2021 article 4; PIPL article 29).
func mustBeSeparate(kind v1alpha1.LawfulBasisKind) bool {
	return kind == v1alpha1.BasisSeparateConsent || kind == v1alpha1.BasisWrittenConsent
}

func (l LawfulBasis) checkConsent(w *World, b *v1alpha1.LawfulBasis, path groundPath) []Check {
	consent, demand := b.Consent, l.Demand.Consent
	var checks []Check
	if mustBeSeparate(b.Kind) && len(consent.BundledWith) > 0 {
		checks = append(checks, consentBundled.is(path.of(".consent.bundledWith"), quoteList(consent.BundledWith)))
	}
	if demand == nil {
		return checks
	}
	category := w.Facts.Deployment.Spec.Purpose.Category
	if demand.Purpose == "Named" && !slices.Contains(consent.Purposes, category) {
		checks = append(checks, purposeNotConsented.is(path.of(".consent.purposes"), category))
	}
	for _, scope := range demand.Scopes {
		if !slices.Contains(consent.Scopes, scope) {
			checks = append(checks, scopeNotConsented.is(path.of(".consent.scopes"), scope))
		}
	}
	if demand.Withdrawal == "Required" && consent.Withdrawal == nil {
		checks = append(checks, withdrawalMissing.is(path.of(".consent.withdrawal")))
	}
	return checks
}
