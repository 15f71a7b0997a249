// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

// said is what one rule asks of how long templates are kept.
type said struct {
	id            string
	rank          v1alpha1.Rank
	shortest, max string
	warns         bool
}

func (r said) law(t *testing.T) facts.Policy {
	t.Helper()
	made := rule(r.id, keep(r.shortest, r.max))
	made.Requires.Retention.Classes = []v1alpha1.DataClass{v1alpha1.DataTemplate}
	if r.warns {
		made.OnViolation = v1alpha1.OnViolationWarn
	}
	return compiled(t, "law-of-"+r.id, law(r.id, r.rank, made))
}

func TestPeriodsAreTakenTogether(t *testing.T) {
	const ministry, council, draft = v1alpha1.RankDepartmentalRule, v1alpha1.RankAdministrativeRegulation, v1alpha1.RankDraft
	court := v1alpha1.RankJudicialInterpretation
	tests := map[string]struct {
		kept       string
		said       []said
		want       v1alpha1.EffectiveRetention
		wantNotMet []brief
	}{
		"the shortest longest wins": {
			kept: "P7D", said: []said{{"A", ministry, "", "P30D", false}, {"B", council, "", "P7D", false}},
			want: v1alpha1.EffectiveRetention{Max: "P7D", From: []string{"B"}, Losers: []string{"A: at most P30D"}},
		},
		"the longest shortest wins": {
			kept: "P90D", said: []said{{"A", ministry, "P30D", "", false}, {"B", ministry, "P60D", "", false}},
			want: v1alpha1.EffectiveRetention{Min: "P60D", From: []string{"B"}, Losers: []string{"A: at least P30D"}},
		},
		"a higher rank's minimum beats a lower rank's maximum": {
			kept: "P30D", said: []said{{"A", council, "P30D", "", false}, {"B", ministry, "", "P7D", false}},
			want: v1alpha1.EffectiveRetention{Min: "P30D", From: []string{"A"}, Losers: []string{"B: at most P7D, set aside by A"}},
		},
		"a higher rank's maximum beats a lower rank's minimum": {
			kept: "P7D", said: []said{{"A", council, "", "P7D", false}, {"B", ministry, "P30D", "", false}},
			want: v1alpha1.EffectiveRetention{Max: "P7D", From: []string{"A"}, Losers: []string{"B: at least P30D, set aside by A"}},
		},
		"equals that cannot both be met go to a human": {
			kept: "P30D", said: []said{{"A", ministry, "P30D", "", false}, {"B", ministry, "", "P7D", false}},
			want:       v1alpha1.EffectiveRetention{Min: "P30D", From: []string{"A"}, Losers: []string{"B: at most P7D, in conflict with A"}},
			wantNotMet: []brief{{"facegov/no-conflict-of-laws", denied, "ConflictOfLaws"}, {"B", denied, "KeptTooLong"}},
		},
		"a court and a ministry are equals": {
			kept: "P7D", said: []said{{"A", court, "P30D", "", false}, {"B", ministry, "", "P7D", false}},
			want:       v1alpha1.EffectiveRetention{Min: "P30D", From: []string{"A"}, Losers: []string{"B: at most P7D, in conflict with A"}},
			wantNotMet: []brief{{"facegov/no-conflict-of-laws", denied, "ConflictOfLaws"}, {"A", denied, "KeptTooShort"}},
		},
		"what only warns beats nothing": {
			kept: "P7D", said: []said{{"A", council, "P30D", "", true}, {"B", ministry, "", "P7D", false}},
			want:       v1alpha1.EffectiveRetention{Max: "P7D", From: []string{"B"}},
			wantNotMet: []brief{{"A", warning, "KeptTooShort"}},
		},
		"a draft yields to a law and does not even warn": {
			kept: "P30D", said: []said{{"A", ministry, "P30D", "", false}, {"B", draft, "", "PT0S", false}},
			want: v1alpha1.EffectiveRetention{Min: "P30D", From: []string{"A"}, Losers: []string{"B: at most PT0S, set aside by A"}},
		},
		"a minimum that is set aside sets nothing aside": {
			kept: "P7D", said: []said{{"A", council, "", "P10D", false}, {"B", ministry, "P30D", "", false}, {"C", draft, "", "P5D", false}},
			want: v1alpha1.EffectiveRetention{Max: "P10D", From: []string{"A"}, Losers: []string{
				"B: at least P30D, set aside by A", "C: at most P5D",
			}},
			wantNotMet: []brief{{"C", warning, "KeptTooLong"}},
		},
		"a rule that asks for both keeps what is left of it": {
			kept: "P30D", said: []said{{"A", council, "P30D", "", false}, {"B", ministry, "P1D", "P7D", false}},
			want: v1alpha1.EffectiveRetention{Min: "P30D", From: []string{"A"}, Losers: []string{"B: at most P7D, set aside by A", "B: at least P1D"}},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := gate(base(t))
			s.Deployment.Spec.DataStores[0].Retention.Max = tc.kept
			for _, r := range tc.said {
				s.Policies = append(s.Policies, r.law(t))
			}
			v := policy.Evaluate(s)
			tc.want.Class = v1alpha1.DataTemplate
			if diff := cmp.Diff([]v1alpha1.EffectiveRetention{tc.want}, v.Effective.Retention); diff != "" {
				t.Errorf("demands (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.wantNotMet, notMet(v)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAConflictConcernsWhatIsStoredAlone(t *testing.T) {
	s := gate(base(t), said{"A", v1alpha1.RankLaw, "P30D", "", false}.law(t), said{"B", v1alpha1.RankLaw, "", "P7D", false}.law(t))
	s.Deployment.Spec.DataStores = nil
	if v := policy.Evaluate(s); len(notMet(v)) > 0 && notMet(v)[0].Reason == "ConflictOfLaws" {
		t.Errorf("%+v", notMet(v))
	}
}

func TestTheCalendarBetweenAMinimumAndAMaximumIsWatched(t *testing.T) {
	s := gate(base(t), said{"A", v1alpha1.RankLaw, "P30D", "", false}.law(t), said{"B", v1alpha1.RankLaw, "", "P1M", false}.law(t))
	s.Deployment.Spec.DataStores = nil
	// Thirty days are within a month while the month before has thirty-one.
	if v, want := policy.Evaluate(s), time.Date(2026, time.December, 1, 0, 0, 0, 0, time.UTC); !v.NextChange.Equal(want) {
		t.Errorf("next change %s, want %s", v.NextChange, want)
	}
}

func TestAnchorsAreWhatEveryRuleAccepts(t *testing.T) {
	from := func(id string, anchors ...v1alpha1.RetentionAnchor) facts.Policy {
		r := rule(id, v1alpha1.Requirement{Type: v1alpha1.RequirementRetention, Retention: &v1alpha1.RetentionRequirement{
			Anchors: anchors, Classes: []v1alpha1.DataClass{v1alpha1.DataTemplate},
		}})
		return compiled(t, "law-of-"+id, law(id, v1alpha1.RankLaw, r))
	}
	const ended, enrolled, captured = v1alpha1.AnchorPurposeEnded, v1alpha1.AnchorEnrolled, v1alpha1.AnchorCaptured
	s := gate(base(t), from("A", ended, enrolled), from("B", captured), from("C", enrolled))
	got := policy.Evaluate(s).Effective.Retention
	// No moment suits all three, and a third rule does not bring one back.
	want := []v1alpha1.EffectiveRetention{{Class: v1alpha1.DataTemplate, Anchors: []v1alpha1.RetentionAnchor{}, From: []string{"A", "B", "C"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOtherDemandsAreTakenTogether(t *testing.T) {
	ways := func(id string, f v1alpha1.FallbackRequirement) v1alpha1.Rule {
		return rule(id, v1alpha1.Requirement{Type: v1alpha1.RequirementFallback, Fallback: &f})
	}
	grounds := func(id string, kinds ...v1alpha1.LawfulBasisKind) v1alpha1.Rule {
		return rule(id, v1alpha1.Requirement{
			Type: v1alpha1.RequirementLawfulBasis, LawfulBasis: &v1alpha1.LawfulBasisRequirement{Kinds: kinds},
		})
	}
	places := func(id string, classes ...string) v1alpha1.Rule {
		return rule(id, v1alpha1.Requirement{Type: v1alpha1.RequirementVenue, Venue: &v1alpha1.VenueRequirement{NotInClasses: classes}})
	}
	exit := rule("EXIT", v1alpha1.Requirement{Type: v1alpha1.RequirementEgress, Egress: &v1alpha1.EgressRequirement{Mode: "Free"}})
	mild := ways("MILD", v1alpha1.FallbackRequirement{MinMethods: 8})
	mild.OnViolation = v1alpha1.OnViolationWarn
	s := gate(compiled(t, "law", law("law", v1alpha1.RankLaw,
		ways("ONE", v1alpha1.FallbackRequirement{MinMethods: 1}), ways("TWO", v1alpha1.FallbackRequirement{MinMethods: 2, MinWithoutSmartphone: 1}),
		mild, exit, places("PLACE-1", "public-place", "prohibited-private-space"), places("PLACE-2", "public-place"),
		grounds("GROUND-1", v1alpha1.BasisSeparateConsent, v1alpha1.BasisContract, v1alpha1.BasisStatutoryDuty),
		grounds("GROUND-2", v1alpha1.BasisStatutoryDuty, v1alpha1.BasisSeparateConsent),
	)))
	want := v1alpha1.EffectiveObligations{
		Fallback: &v1alpha1.EffectiveFallback{MinMethods: 2, MinWithoutSmartphone: 1, From: []string{"TWO"}, Losers: []string{"ONE: at least 1"}},
		Egress:   &v1alpha1.EffectiveEgress{Free: true, From: []string{"facegov/never-in-the-way-out", "EXIT"}},
		RefusedVenueClasses: []v1alpha1.EffectiveVenueClass{
			{Class: "prohibited-private-space", From: []string{"PLACE-1"}}, {Class: "public-place", From: []string{"PLACE-1", "PLACE-2"}},
		},
		LawfulBasis: []v1alpha1.EffectiveLawfulBasis{{
			Jurisdiction: "CN", Kinds: []v1alpha1.LawfulBasisKind{v1alpha1.BasisSeparateConsent, v1alpha1.BasisStatutoryDuty},
			From: []string{"GROUND-1", "GROUND-2"},
		}},
	}
	if diff := cmp.Diff(want, policy.Evaluate(s).Effective); diff != "" {
		t.Error(diff)
	}
}
