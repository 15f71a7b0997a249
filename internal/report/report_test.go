// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy"
)

// law is a policy with one rule, which says what it asks for in two languages.
func law(name string, rank v1alpha1.Rank, state policy.State, from, rule, title string) Policy {
	return Policy{
		Name: name, State: state, Enforcement: v1alpha1.EnforcementEnforce, Shipped: name != "house-rules",
		Spec: &v1alpha1.RecognitionPolicySpec{
			Instrument: v1alpha1.Instrument{
				Title: "Law of " + name, OriginalTitle: "法律", Authority: "Somebody", Number: "No. 1", Rank: rank,
				Status: v1alpha1.InstrumentInForce, Source: "https://law.example/" + name,
			},
			Jurisdictions: []string{"CN"},
			Effective:     v1alpha1.Effective{From: from, TimeZone: "Asia/Shanghai"},
			Rules: []v1alpha1.Rule{{
				ID: rule, Article: "Article 10", Title: title, Hard: name == "order",
				Text: map[string]v1alpha1.RuleText{"en": {Title: title, Demand: title + ", it says.", Remedy: "Offer a card."}},
			}},
		},
	}
}

func found(result v1alpha1.FindingResult, law, rule, title, message, field string) v1alpha1.Finding {
	f := v1alpha1.Finding{
		Rule: rule, Policy: law, Result: result, Basis: v1alpha1.BasisDeclared, Reason: "Because", FieldPath: field,
		Message: strings.TrimPrefix(title+": "+message, ": "), Citation: "Law of " + law + ", Article 10", Remedy: "Offer a card.",
	}
	if result == v1alpha1.FindingUnknown {
		f.Basis = v1alpha1.BasisMissing
	}
	return f
}

// world is a report that has one of everything.
func world() *Report {
	const way, sign, log, later = "Another way in", "A sign", "Less is kept", "Everybody is asked"
	on := time.Date(2026, time.November, 21, 4, 0, 0, 0, time.UTC)
	return &Report{
		Version: "v1.2.3", Now: on,
		Policies: []Policy{
			law("order", v1alpha1.RankAdministrativeRegulation, policy.StateInForce, "2025-04-01", "O/10", way),
			law("measures", v1alpha1.RankDepartmentalRule, policy.StatePreview, "2027-01-01", "M/5", later),
			law("house-rules", v1alpha1.RankHouse, policy.StateBroken, "2026-01-01", "H/1", sign),
		},
		Deployments: []Deployment{
			{
				Position: Position{"site/south gate.yaml", 4, 1}, Namespace: "maple", Name: "south-gate",
				Positions: map[string]Position{
					"spec.fallback.methods": {"site/south gate.yaml", 64, 5}, "spec.notice": {"site/south gate.yaml", 35, 3},
				},
				Verdict: policy.Verdict{
					Result: v1alpha1.VerdictDenied, Jurisdictions: []string{"CN", "CN-SH"},
					Findings: []v1alpha1.Finding{
						found(v1alpha1.FindingDenied, "order", "O/10", way, "0 ways in, 2 needed", "spec.fallback.methods"),
						found(v1alpha1.FindingDenied, "order", "O/10", way, "none without a smartphone", "spec.fallback.methods"),
						found(v1alpha1.FindingUnknown, "house-rules", "H/1", sign, "it is not known whether a sign <stands> there & where", "spec.notice"),
						found(v1alpha1.FindingWarning, "measures", "M/5", later, "From 2027-01-01: nobody is asked", "spec.lawfulBasis"),
						found(v1alpha1.FindingWarning, "order", "O/12", "", "a draft asks for more", ""),
						found(v1alpha1.FindingPermittedWithObligations, "order", "O/8", log, "every store keeps its data within the period", "spec.dataStores"),
						found(v1alpha1.FindingPermitted, "order", "O/13", "", "no camera looks into a room", "spec.sources"),
					},
					Reported: []v1alpha1.Finding{
						found(v1alpha1.FindingDenied, "order", "O/99", "", "commentary would refuse", ""),
						found(v1alpha1.FindingPermitted, "order", "O/98", "", "commentary is content", ""),
					},
					Deadlines: []v1alpha1.Deadline{
						{Rule: "facegov/law-dates", What: "measures takes effect", DueAt: metav1.NewTime(on.AddDate(0, 1, 10))},
					},
					Effective: v1alpha1.EffectiveObligations{
						Retention: []v1alpha1.EffectiveRetention{{
							Class: v1alpha1.DataTemplate, Max: "P30D", Anchors: []v1alpha1.RetentionAnchor{v1alpha1.AnchorPurposeEnded},
							From: []string{"O/8"}, Losers: []string{"M/8: at most P1Y"},
						}},
						Fallback: &v1alpha1.EffectiveFallback{MinMethods: 2, MinOutsideCluster: 1, From: []string{"O/10"}},
						Egress:   &v1alpha1.EffectiveEgress{Free: true, From: []string{"facegov/never-in-the-way-out"}},
						RefusedVenueClasses: []v1alpha1.EffectiveVenueClass{
							{Class: "prohibited-private-space", From: []string{"O/13"}},
						},
						LawfulBasis: []v1alpha1.EffectiveLawfulBasis{
							{Jurisdiction: "CN", Kinds: []v1alpha1.LawfulBasisKind{v1alpha1.BasisSeparateConsent}, From: []string{"M/5"}},
						},
					},
					Policies: []v1alpha1.ConsultedPolicy{
						{Name: "order", Generation: 1, Digest: "00", State: "InForce"}, {Name: "house-rules", State: "Broken"},
					},
					AllowedZones: []string{"gate"}, RefusedZones: []string{"room"},
				},
			},
			{
				Namespace: "maple", Name: "north-gate", Position: Position{"stdin", 1, 1},
				Verdict: policy.Verdict{Result: v1alpha1.VerdictPermitted, AllowedZones: []string{"gate"}},
			},
		},
		Problems: []Problem{{
			Position: Position{"site/zone.yaml", 7, 3}, Object: "RecognitionZone gate", Field: "spec.timezone",
			Message: `unknown field "spec.timezone"; correct the spelling or remove it`,
		}, {Position: Position{File: "site/nothing.yaml"}, Message: "there is no such file or folder"}},
		Notes:   []Note{{Position{"site/zone.yaml", 1, 1}, "zone gate has none of the nodes of the input"}},
		Skipped: []Skipped{{"PersistentVolumeClaim", 2}, {"Secret", 1}},
	}
}

// quiet is the report without faults, notes and anything skipped.
func quiet() *Report {
	r := world()
	r.Problems, r.Notes, r.Skipped = nil, nil, nil
	return r
}
