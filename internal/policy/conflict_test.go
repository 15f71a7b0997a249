// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

// TestEqualsThatAcceptNothingInCommonGoToAHuman: whatever the deployer declares, one of them refuses, and no remedy of
// either helps.
func TestEqualsThatAcceptNothingInCommonGoToAHuman(t *testing.T) {
	const national, ministry, standard = v1alpha1.RankLaw, v1alpha1.RankDepartmentalRule, v1alpha1.RankRecommendedStandard
	const one, other = v1alpha1.DecisionTwoHumans, v1alpha1.DecisionHumanReviewed
	decides := func(interest v1alpha1.MajorInterest, modes ...v1alpha1.DecisionMode) v1alpha1.Requirement {
		demand := v1alpha1.HumanReviewRequirement{Modes: modes}
		if interest != "" {
			demand.Interests = []v1alpha1.MajorInterest{interest}
		}
		return v1alpha1.Requirement{Type: v1alpha1.RequirementHumanReview, HumanReview: &demand}
	}
	at := func(class v1alpha1.DataClass, location v1alpha1.StoreLocation) v1alpha1.Requirement {
		return v1alpha1.Requirement{Type: v1alpha1.RequirementStorage, Storage: &v1alpha1.StorageRequirement{
			Classes: []v1alpha1.DataClass{class}, Locations: []v1alpha1.StoreLocation{location},
		}}
	}
	type demanding struct {
		rank     v1alpha1.Rank
		requires v1alpha1.Requirement
	}
	conflict := func(message, path string, result v1alpha1.FindingResult) []v1alpha1.Finding {
		return []v1alpha1.Finding{{
			Rule: "facegov/no-conflict-of-laws", Result: result, Basis: v1alpha1.BasisObserved, Reason: "ConflictOfLaws",
			Message: message, FieldPath: path, Citation: "facegov: equals that cannot both be met go to a human",
			Remedy: "Have the data protection officer decide which of the rules yields, and say so in its policy.",
		}}
	}
	const decision = "spec.recognition.decision"
	const about = "A/0 accepts only TwoHumans; A/1 accepts only HumanReviewed; they have the same rank, so a human must decide"
	tests := map[string]struct {
		demands []demanding
		edit    func(s *facts.Snapshot)
		want    []v1alpha1.Finding
	}{
		"the one is met and the other is not": {
			demands: []demanding{{national, decides("", one)}, {national, decides("", other)}},
			edit:    func(s *facts.Snapshot) { s.Deployment.Spec.Recognition.Decision = one },
			want:    conflict(about, decision, v1alpha1.FindingDenied),
		},
		"nobody says who decides, and no answer would do": {
			demands: []demanding{{national, decides("", one)}, {national, decides("", other)}},
			edit:    func(s *facts.Snapshot) { s.Deployment.Spec.Recognition.Decision = "" },
			want:    conflict(about, decision, v1alpha1.FindingDenied),
		},
		"what runs is held": {
			demands: []demanding{{national, decides("", one)}, {national, decides("", other)}},
			edit: func(s *facts.Snapshot) {
				s.Deployment.Spec.Recognition.Decision = one
				started(s)
			},
			want: conflict(about, decision, v1alpha1.FindingUnknown),
		},
		"two of three overlap, and all three do not": {
			demands: []demanding{
				{ministry, decides("", one, other)},
				{ministry, decides("", other, v1alpha1.DecisionAssisted)},
				{ministry, decides("", v1alpha1.DecisionAssisted, one)},
			},
			edit: func(s *facts.Snapshot) { s.Deployment.Spec.Recognition.Decision = one },
			want: conflict("A/0 accepts only TwoHumans, HumanReviewed; A/1 accepts only HumanReviewed, Assisted; "+
				"A/2 accepts only Assisted, TwoHumans; they have the same rank, so a human must decide",
				decision, v1alpha1.FindingDenied),
		},
		"another rank is no equal: the strictest wins": {
			demands: []demanding{{national, decides("", one)}, {ministry, decides("", other)}},
			edit:    func(s *facts.Snapshot) { s.Deployment.Spec.Recognition.Decision = one },
		},
		"what only warns binds nobody": {
			demands: []demanding{{standard, decides("", one)}, {standard, decides("", other)}},
			edit:    func(s *facts.Snapshot) { s.Deployment.Spec.Recognition.Decision = one },
		},
		"they speak of different interests": {
			demands: []demanding{
				{national, decides(v1alpha1.InterestEmployment, one)},
				{national, decides(v1alpha1.InterestSocialAssistance, other)},
			},
			edit: func(s *facts.Snapshot) {
				s.Deployment.Spec.Recognition.Decision = one
				s.Deployment.Spec.Purpose.Interests = []v1alpha1.MajorInterest{v1alpha1.InterestEmployment}
			},
		},
		"a store that no place is good for": {
			demands: []demanding{
				{national, at(v1alpha1.DataTemplate, v1alpha1.StoreOnDevice)},
				{national, at(v1alpha1.DataTemplate, v1alpha1.StoreRemote)},
			},
			want: conflict("A/0 accepts only Device; A/1 accepts only Remote; they have the same rank, so a human must decide",
				"spec.dataStores[0].location", v1alpha1.FindingDenied),
		},
		"no store keeps what they speak of": {
			demands: []demanding{
				{national, at(v1alpha1.DataMetadata, v1alpha1.StoreOnDevice)},
				{national, at(v1alpha1.DataMetadata, v1alpha1.StoreRemote)},
			},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := gate(base(t))
			for i, d := range tc.demands {
				id := "A/" + string(rune('0'+i))
				s.Policies = append(s.Policies, compiled(t, "law-"+id[2:], law(id, d.rank, rule(id, d.requires))))
			}
			if tc.edit != nil {
				tc.edit(s)
			}
			v := policy.Evaluate(s)
			var got []v1alpha1.Finding
			for _, f := range v.Findings {
				if f.Rule == "facegov/no-conflict-of-laws" {
					f.Policy = ""
					got = append(got, f)
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("conflicts (-want +got):\n%s", diff)
			}
			if len(tc.want) > 0 && tc.want[0].Result == v1alpha1.FindingDenied && v.Permitted() {
				t.Errorf("it starts: %s", v.Result)
			}
		})
	}
}
