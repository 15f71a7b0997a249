// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy"
)

func TestDemandsAreTakenTogether(t *testing.T) {
	const national, ministry, standard = v1alpha1.RankLaw, v1alpha1.RankDepartmentalRule, v1alpha1.RankRecommendedStandard
	type demand = v1alpha1.EffectiveDemand
	threshold := func(least string) v1alpha1.Requirement {
		return v1alpha1.Requirement{Type: v1alpha1.RequirementThreshold, Threshold: &v1alpha1.ThresholdRequirement{Min: least}}
	}
	interval := func(least string) v1alpha1.Requirement {
		return v1alpha1.Requirement{Type: v1alpha1.RequirementPrompting, Prompting: &v1alpha1.PromptingRequirement{MinInterval: least}}
	}
	answer := func(most string) v1alpha1.Requirement {
		return v1alpha1.Requirement{Type: v1alpha1.RequirementSubjectRights, SubjectRights: &v1alpha1.SubjectRightsRequirement{MaxResponse: most}}
	}
	not := func(unless string, functions ...v1alpha1.Function) v1alpha1.Requirement {
		return v1alpha1.Requirement{Type: v1alpha1.RequirementFunctions, Functions: &v1alpha1.FunctionsRequirement{
			NotFunctions: functions, UnlessEvidence: unless,
		}}
	}
	in := func(languages ...string) v1alpha1.Requirement {
		return v1alpha1.Requirement{Type: v1alpha1.RequirementNotice, Notice: &v1alpha1.NoticeRequirement{Languages: languages}}
	}
	level := func(least int32) v1alpha1.Requirement {
		return v1alpha1.Requirement{Type: v1alpha1.RequirementEvidence, Evidence: &v1alpha1.EvidenceRequirement{
			EvidenceType: "EV-MLPS", MinLevel: least,
		}}
	}
	sections := func(of ...v1alpha1.AssessmentSection) v1alpha1.Requirement {
		return v1alpha1.Requirement{Type: v1alpha1.RequirementEvidence, Evidence: &v1alpha1.EvidenceRequirement{
			EvidenceType: "EV-PIPIA", Sections: of,
		}}
	}
	file := func(people int64, days int32) v1alpha1.Requirement {
		return v1alpha1.Requirement{Type: v1alpha1.RequirementFiling, Filing: &v1alpha1.FilingRequirement{
			Authority: "the office", People: &people, WorkingDays: &days,
		}}
	}
	decides := func(modes ...v1alpha1.DecisionMode) v1alpha1.Requirement {
		return v1alpha1.Requirement{Type: v1alpha1.RequirementHumanReview, HumanReview: &v1alpha1.HumanReviewRequirement{Modes: modes}}
	}
	type asked struct {
		id       string
		rank     v1alpha1.Rank
		requires v1alpha1.Requirement
	}
	const count, mood = v1alpha1.FunctionCounting, v1alpha1.FunctionEmotionRecognition
	tests := map[string]struct {
		asked []asked
		want  []demand
	}{
		"the highest threshold, compared as a number": {
			asked: []asked{{"A", national, threshold("0.9")}, {"B", ministry, threshold("0.85")}, {"C", ministry, threshold("0.900")}},
			want: []demand{{
				Type: "Threshold", Subject: "MatchThreshold", Value: "0.9", From: []string{"A", "C"}, Losers: []string{"B: 0.85"},
			}},
		},
		"any number is stricter than any that is declared": {
			asked: []asked{{"A", national, threshold("")}, {"B", ministry, threshold("0.1")}},
			want: []demand{{
				Type: "Threshold", Subject: "MatchThreshold", Value: "0.1", From: []string{"B"}, Losers: []string{"A: Declared"},
			}},
		},
		"the longest time between prompts": {
			asked: []asked{{"A", national, interval("PT48H")}, {"B", ministry, interval("P3D")}, {"C", ministry, interval("P2D")}},
			want: []demand{{
				Type: "Prompting", Subject: "PromptInterval", Value: "P3D", From: []string{"B"}, Losers: []string{"A: PT48H", "C: P2D"},
			}},
		},
		"the shortest time to an answer": {
			asked: []asked{{"A", national, answer("P1M")}, {"B", ministry, answer("P15D")}},
			want: []demand{{
				Type: "SubjectRights", Subject: "ResponseTime", Value: "P15D", From: []string{"B"}, Losers: []string{"A: P1M"},
			}},
		},
		"prohibitions are joined, and what nothing lifts is stricter": {
			asked: []asked{{"A", national, not("EV-ORDER", mood, count)}, {"B", ministry, not("", mood)}},
			want: []demand{
				{Type: "Functions", Subject: "Counting", Value: "Forbidden unless EV-ORDER", From: []string{"A"}},
				{
					Type: "Functions", Subject: "EmotionRecognition", Value: "Forbidden", From: []string{"B"},
					Losers: []string{"A: Forbidden unless EV-ORDER"},
				},
			},
		},
		"values without an order stand side by side": {
			asked: []asked{{"A", national, in("zh")}, {"B", ministry, in("en", "fr")}, {"C", ministry, in("zh")}},
			want: []demand{
				{Type: "Notice", Subject: "Language", Value: "One of en, fr", From: []string{"B"}},
				{Type: "Notice", Subject: "Language", Value: "One of zh", From: []string{"A", "C"}},
			},
		},
		"the highest level of a document": {
			asked: []asked{{"A", national, level(2)}, {"B", ministry, level(3)}},
			want: []demand{
				{Type: "Evidence", Subject: "EV-MLPS", Value: "Required", From: []string{"A", "B"}},
				{Type: "Evidence", Subject: "EV-MLPS/level", Value: "3", From: []string{"B"}, Losers: []string{"A: 2"}},
			},
		},
		"the lowest number of people and the fewest days of a filing": {
			asked: []asked{{"A", national, file(100000, 30)}, {"B", ministry, file(10000, 60)}},
			want: []demand{
				{Type: "Filing", Subject: "the office/people", Value: "10000", From: []string{"B"}, Losers: []string{"A: 100000"}},
				{Type: "Filing", Subject: "the office/workingDays", Value: "30", From: []string{"A"}, Losers: []string{"B: 60"}},
			},
		},
		"the sections that any rule asks for": {
			asked: []asked{
				{"A", national, sections(v1alpha1.SectionRisks, v1alpha1.SectionNecessity)},
				{"B", ministry, sections(v1alpha1.SectionRisks, v1alpha1.SectionMeasures)},
			},
			want: []demand{
				{Type: "Evidence", Subject: "EV-PIPIA", Value: "Required", From: []string{"A", "B"}},
				{
					Type: "Evidence", Subject: "EV-PIPIA/sections", Value: "Measures, Necessity, Risks", From: []string{"A", "B"},
				},
			},
		},
		"what all rules accept": {
			asked: []asked{
				{"A", national, decides(v1alpha1.DecisionTwoHumans, v1alpha1.DecisionHumanReviewed)},
				{"B", ministry, decides(v1alpha1.DecisionAssisted, v1alpha1.DecisionTwoHumans)},
			},
			want: []demand{{Type: "HumanReview", Subject: "Modes", Value: "One of TwoHumans", From: []string{"A", "B"}}},
		},
		"nothing that all rules accept": {
			asked: []asked{{"A", national, decides(v1alpha1.DecisionTwoHumans)}, {"B", ministry, decides(v1alpha1.DecisionAssisted)}},
			want: []demand{{
				Type: "HumanReview", Subject: "Modes", Value: "None: the rules accept nothing in common", From: []string{"A", "B"},
			}},
		},
		"what only warns asks for nothing": {asked: []asked{{"A", standard, threshold("0.9")}}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := gate(base(t))
			for _, a := range tc.asked {
				s.Policies = append(s.Policies, compiled(t, "law-of-"+a.id, law(a.id, a.rank, rule(a.id, a.requires))))
			}
			v := policy.Evaluate(s)
			if diff := cmp.Diff(tc.want, v.Effective.Demands); diff != "" {
				t.Errorf("demands (-want +got):\n%s", diff)
			}
			if int(v.Effective.DemandsTotal) != len(tc.want) {
				t.Errorf("%d demands are counted, want %d", v.Effective.DemandsTotal, len(tc.want))
			}
		})
	}
}

func TestDemandsBeyondTheListAreCounted(t *testing.T) {
	s := gate(base(t))
	for i := range 70 {
		id := fmt.Sprintf("A/%02d", i)
		s.Policies = append(s.Policies, compiled(t, fmt.Sprintf("law-%02d", i), law(id, v1alpha1.RankLaw,
			rule(id, v1alpha1.Requirement{Type: v1alpha1.RequirementProvider, Provider: &v1alpha1.ProviderRequirement{
				NotProviders: []string{fmt.Sprintf("provider-%02d.example", i)},
			}}))))
	}
	v := policy.Evaluate(s)
	if len(v.Effective.Demands) != 64 || v.Effective.DemandsTotal != 70 {
		t.Errorf("%d demands are listed and %d counted, want 64 and 70", len(v.Effective.Demands), v.Effective.DemandsTotal)
	}
}

func TestAMergeIsLookedAtAgainWhenTheCalendarTurns(t *testing.T) {
	s := gate(base(t))
	for id, most := range map[string]string{"A": "P30D", "B": "P1M"} {
		s.Policies = append(s.Policies, compiled(t, "law-of-"+id, law(id, v1alpha1.RankLaw, rule(id, v1alpha1.Requirement{
			Type: v1alpha1.RequirementSubjectRights, SubjectRights: &v1alpha1.SubjectRightsRequirement{MaxResponse: most},
		}))))
	}
	// In the middle of March a month back is 28 days; from the end of the month on it is as long as thirty, or longer.
	s.Now = time.Date(2027, time.March, 15, 8, 0, 0, 0, time.UTC)
	before := policy.Evaluate(s)
	if got := before.Effective.Demands[0].Value; got != "P1M" {
		t.Errorf("in March %s is the shorter", got)
	}
	if before.NextChange.IsZero() || before.NextChange.Month() != time.March {
		t.Errorf("looked at again at %s, want in March", before.NextChange)
	}
	s.Now = time.Date(2027, time.April, 15, 8, 0, 0, 0, time.UTC)
	if got := policy.Evaluate(s).Effective.Demands[0].Value; got != "P30D" {
		t.Errorf("in April %s is the shorter", got)
	}
}
