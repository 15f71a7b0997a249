// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"slices"
	"strings"

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
		path := elementPath("spec.lawfulBasis", i, "")
		checks := l.checkGround(w, b, path)
		if len(checks) == 0 {
			return []Check{{
				State: Met, Obligation: b.Consent != nil, Basis: v1alpha1.BasisDeclared, Reason: "GroundDeclared",
				FieldPath: path, Message: string(b.Kind) + " is declared for " + b.Jurisdiction,
			}}
		}
		if best == nil || nearer(checks, best) {
			best = checks
		}
	}
	switch {
	case best != nil:
		return best
	case len(others) > 0:
		return []Check{{
			State: Violated, Basis: v1alpha1.BasisDeclared, Reason: "GroundNotAccepted", FieldPath: "spec.lawfulBasis",
			Message: fmt.Sprintf("%s is declared, and the rule accepts only %s",
				quoteList(others), quoteList(kindNames(l.Demand.Kinds))),
		}}
	default:
		return []Check{{
			State: Unknown, Basis: v1alpha1.BasisMissing, Reason: "GroundMissing", FieldPath: "spec.lawfulBasis",
			Message: fmt.Sprintf("no lawful basis is declared for %s", quoteList(l.Jurisdictions)),
		}}
	}
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
func (l LawfulBasis) checkGround(w *World, b *v1alpha1.LawfulBasis, path string) []Check {
	missing := func(field, reason, message string) []Check {
		return []Check{{
			State: Unknown, Basis: v1alpha1.BasisMissing, Reason: reason, FieldPath: path + field, Message: message,
		}}
	}
	switch {
	case !isConsent(b.Kind) && b.Statute == nil:
		return missing(".statute", "StatuteMissing",
			fmt.Sprintf("%s is declared without the law and article relied on", b.Kind))
	case !isConsent(b.Kind):
		return nil
	case b.Consent == nil:
		return missing(".consent", "ConsentMissing", fmt.Sprintf("%s is declared without what was consented to", b.Kind))
	default:
		return l.checkConsent(w, b.Consent, path+".consent")
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

func (l LawfulBasis) checkConsent(w *World, consent *v1alpha1.Consent, path string) []Check {
	demand := l.Demand.Consent
	if demand == nil {
		return nil
	}
	var checks []Check
	category := w.Facts.Deployment.Spec.Purpose.Category
	if demand.Purpose == "Named" && !slices.Contains(consent.Purposes, category) {
		checks = append(checks, Check{
			State: Violated, Basis: v1alpha1.BasisDeclared, Reason: "PurposeNotConsented", FieldPath: path + ".purposes",
			Message: fmt.Sprintf("the consent does not name the purpose %s", category),
		})
	}
	for _, scope := range demand.Scopes {
		if !slices.Contains(consent.Scopes, scope) {
			checks = append(checks, Check{
				State: Violated, Basis: v1alpha1.BasisDeclared, Reason: "ScopeNotConsented", FieldPath: path + ".scopes",
				Message: fmt.Sprintf("the consent does not name %s", scope),
			})
		}
	}
	if demand.Withdrawal == "Required" && consent.Withdrawal == nil {
		checks = append(checks, Check{
			State: Unknown, Basis: v1alpha1.BasisMissing, Reason: "WithdrawalMissing", FieldPath: path + ".withdrawal",
			Message: "it is not declared how a person takes the consent back",
		})
	}
	if demand.Evidence == "Required" && consent.Evidence == "" {
		checks = append(checks, Check{
			State: Unknown, Basis: v1alpha1.BasisMissing, Reason: "ConsentFormMissing", FieldPath: path + ".evidence",
			Message: "no consent form is on record",
		})
	}
	return checks
}

func kindNames(kinds []v1alpha1.LawfulBasisKind) []string {
	names := make([]string, 0, len(kinds))
	for _, k := range kinds {
		names = append(names, string(k))
	}
	slices.SortFunc(names, strings.Compare)
	return names
}
