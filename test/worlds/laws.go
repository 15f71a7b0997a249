// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package worlds

import (
	"errors"
	"fmt"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

// Base is a law in force in China that everything meets.
func Base() facts.Policy {
	spec := instrument(v1alpha1.RankLaw)
	spec.Rules = []v1alpha1.Rule{rule("BASE/1", expression("true"))}
	return compile("base", spec)
}

// Law makes up a policy for China: of any weight, in force or not yet or no longer, softened or not, and now and then
// one that does not compile. Periods are asked for by one rank alone, because a higher rank's minimum beats a lower
// rank's maximum: the one way in which adding a law takes a demand away.
func (m Maker) Law(name string) facts.Policy {
	spec := instrument(one(m,
		v1alpha1.RankLaw, v1alpha1.RankDepartmentalRule, v1alpha1.RankRecommendedStandard,
		v1alpha1.RankHouse, v1alpha1.RankCommentary,
	))
	spec.Instrument.Status = one(m, v1alpha1.InstrumentInForce, v1alpha1.InstrumentInForce, v1alpha1.InstrumentDraft)
	spec.Enforcement = one(m, "", "", v1alpha1.EnforcementEnforce, v1alpha1.EnforcementWarn, v1alpha1.EnforcementOff)
	spec.Effective.From = one(m, "2024-01-01", "2024-01-01", "2026-11-21", "2026-11-24")
	spec.Effective.Until = one(m, "", "", "2026-11-25")
	if m.maybe(2) {
		spec.Softening = &v1alpha1.Softening{Reason: "Because.", Owner: "DPO", Until: m.moment()}
	}
	for i := range 1 + m.IntN(3) {
		spec.Rules = append(spec.Rules, m.rule(fmt.Sprintf("%s/%d", name, i), spec.Instrument.Rank))
	}
	m.except(&spec)
	if m.maybe(10) {
		return facts.Policy{Name: name, Generation: 1, NewestGeneration: 1, Spec: spec, Broken: "spec.rules[0]: no."}
	}
	return compile(name, spec)
}

func instrument(rank v1alpha1.Rank) v1alpha1.RecognitionPolicySpec {
	return v1alpha1.RecognitionPolicySpec{
		Instrument: v1alpha1.Instrument{
			Title: "An instrument", Authority: "Somebody", Rank: rank, Status: v1alpha1.InstrumentInForce, Source: "Made up",
		},
		Jurisdictions: []string{"CN"}, Effective: v1alpha1.Effective{From: "2024-01-01", TimeZone: "Asia/Shanghai"},
	}
}

func compile(name string, spec v1alpha1.RecognitionPolicySpec) facts.Policy {
	compiled, errs := policy.Compile(name, 1, &spec)
	if len(errs) > 0 {
		panic(fmt.Sprintf("a law that was made up does not compile: %v", errors.Join(errs...)))
	}
	return facts.Policy{Name: name, Generation: 1, NewestGeneration: 1, Spec: spec, Compiled: compiled}
}

func rule(id string, requires v1alpha1.Requirement) v1alpha1.Rule {
	return v1alpha1.Rule{
		ID: id, Article: "Article 1", Title: "A duty", Requires: requires,
		Text: map[string]v1alpha1.RuleText{"en": {Title: "A duty", Remedy: "Do as the rule says."}},
	}
}

func expression(cel string) v1alpha1.Requirement {
	return v1alpha1.Requirement{
		Type: v1alpha1.RequirementExpression, Expression: &v1alpha1.ExpressionRequirement{CEL: cel, Message: "It is not so."},
	}
}

func (m Maker) rule(id string, rank v1alpha1.Rank) v1alpha1.Rule {
	r := rule(id, m.demand(rank))
	r.OnViolation = one(m, "", v1alpha1.OnViolationRefuse, v1alpha1.OnViolationWarn)
	r.Hard = r.OnViolation != v1alpha1.OnViolationWarn && m.maybe(4)
	if m.maybe(2) {
		r.OnLapse = &v1alpha1.OnLapse{
			Effect: one(m, v1alpha1.LapseWarn, v1alpha1.LapseSuspend, v1alpha1.LapseEvict), Grace: one(m, "", "P3D", "P1M"),
		}
	}
	r.AppliesTo = one(m, nil, nil,
		&v1alpha1.AppliesTo{VenueClasses: []string{"property-managed-area"}},
		&v1alpha1.AppliesTo{PublicAccess: v1alpha1.PublicAccessPublic})
	r.When = one(m, "", "", "deployment.purpose.category != 'PublicSecurity'", "deployment.notice.url != ''")
	return r
}

func (m Maker) demand(rank v1alpha1.Rank) v1alpha1.Requirement {
	switch m.IntN(14) {
	case 0:
		return v1alpha1.Requirement{Type: v1alpha1.RequirementVenue, Venue: &v1alpha1.VenueRequirement{
			NotInClasses: []string{one(m, "prohibited-private-space", "public-place")},
		}}
	case 1:
		return v1alpha1.Requirement{Type: v1alpha1.RequirementFallback, Fallback: &v1alpha1.FallbackRequirement{
			MinMethods: m.Int32N(3), MinOutsideCluster: m.Int32N(2), MinWithoutSmartphone: m.Int32N(2),
		}}
	case 2:
		return v1alpha1.Requirement{Type: v1alpha1.RequirementEgress, Egress: &v1alpha1.EgressRequirement{Mode: "Free"}}
	case 3:
		return v1alpha1.Requirement{Type: v1alpha1.RequirementLawfulBasis, LawfulBasis: &v1alpha1.LawfulBasisRequirement{
			Kinds:   []v1alpha1.LawfulBasisKind{v1alpha1.BasisSeparateConsent},
			Consent: &v1alpha1.ConsentRequirement{Purpose: one(m, "", "Named"), Evidence: one(m, "", "Required")},
		}}
	case 4:
		if rank != v1alpha1.RankDepartmentalRule {
			break
		}
		asked := v1alpha1.RetentionRequirement{Max: one(m, "", "P7D", "P1M", "P1Y"), Min: one(m, "", "P1D")}
		if asked.Max == "" {
			asked.Min = one(m, "P30D", "P6M")
		}
		return v1alpha1.Requirement{Type: v1alpha1.RequirementRetention, Retention: &asked}
	case 5:
		return v1alpha1.Requirement{Type: "Telepathy"}
	case 6, 7, 8:
		return m.typedDemand()
	case 9, 10, 11, 12:
		return m.documentedDemand()
	}
	return expression(one(m,
		"deployment.purpose.participation == 'Voluntary'",
		"'Rights' in deployment.notice.covers",
		"deployment.recognition.providers.size() == 0",
		"places.all(p, p.publicAccess == 'Restricted')",
		"deployment.sources.all(s, s.capture == 'Active')",
	))
}
