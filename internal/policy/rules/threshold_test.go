// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"testing"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func TestThreshold(t *testing.T) {
	const path = "spec.recognition.matchThreshold"
	declared := func(threshold string) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) { s.Deployment.Spec.Recognition.MatchThreshold = threshold }
	}
	review := func(name, model, issued, recommends string) facts.Evidence {
		e := paper(name, evidenceDeviceReview, v1alpha1.EvidenceFacts{Model: model, RecommendedThreshold: recommends})
		e.Spec.IssuedOn = issued
		return e
	}
	reviewed := func(threshold string, reviews ...facts.Evidence) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) {
			s.Deployment.Spec.Recognition.MatchThreshold, s.Evidence = threshold, reviews
		}
	}
	met := []brief{{Met, "ThresholdKept", path}}
	low := []brief{{Violated, "ThresholdTooLow", path}}
	least := func(text string) v1alpha1.ThresholdRequirement { return v1alpha1.ThresholdRequirement{Min: text} }
	recommended := v1alpha1.ThresholdRequirement{Recommended: v1alpha1.DemandedRequired}
	below := []brief{{Violated, "ThresholdBelowReview", path}}
	for name, tc := range map[string]struct {
		demand v1alpha1.ThresholdRequirement
		ruleCase
	}{
		"nothing said":                     {least(""), ruleCase{nil, []brief{{Unknown, "ThresholdMissing", path}}}},
		"any will do where none is asked":  {least(""), ruleCase{declared("0"), met}},
		"as high as asked":                 {least("0.82"), ruleCase{declared("0.82"), met}},
		"as high, written longer":          {least("0.82"), ruleCase{declared("0.8200"), met}},
		"lower in the sixth digit":         {least("0.82"), ruleCase{declared("0.819999"), low}},
		"0.3 is 0.3, not a float near it":  {least("0.3"), ruleCase{declared("0.300000"), met}},
		"one is the highest":               {least("1.0"), ruleCase{declared("1"), met}},
		"what cannot be read":              {least("0.5"), ruleCase{declared("high"), []brief{{Unknown, "ThresholdUnreadable", path}}}},
		"more than one":                    {least("0.5"), ruleCase{declared("1.1"), []brief{{Unknown, "ThresholdUnreadable", path}}}},
		"no review asks for nothing":       {recommended, ruleCase{declared("0.1"), met}},
		"below what the review recommends": {recommended, ruleCase{reviewed("0.6", review("r", "cam", "2026-01-01", "0.7")), below}},
		"the last review of a model counts": {
			recommended, ruleCase{reviewed("0.6", review("a", "cam", "2025-01-01", "0.9"), review("b", "cam", "2026-01-01", "0.5")), met},
		},
		"the reviews of all models count": {
			recommended, ruleCase{reviewed("0.6", review("a", "cam", "2025-01-01", "0.9"), review("b", "dome", "2026-01-01", "0.5")), below},
		},
		"a review that has not come yet": {recommended, ruleCase{reviewed("0.6", review("r", "cam", "2027-01-01", "0.7")), met}},
	} {
		t.Run(name, func(t *testing.T) {
			r, errs := compileThreshold(&tc.demand)
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			tc.run(t, r)
		})
	}
}

func TestAThresholdThatCannotBeReadDoesNotCompile(t *testing.T) {
	for _, text := range []string{"2", ".5", "0.", "0.1234567", "-0.1", "1.000001", "00.5", "0,5", "1e-1"} {
		if _, errs := compileThreshold(&v1alpha1.ThresholdRequirement{Min: text}); len(errs) == 0 {
			t.Errorf("%q compiles", text)
		}
	}
}
