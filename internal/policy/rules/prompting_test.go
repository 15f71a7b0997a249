// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"testing"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func TestPrompting(t *testing.T) {
	const path = "spec.prompting"
	said := func(p v1alpha1.Prompting) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) { s.Deployment.Spec.Prompting = &p }
	}
	met := []brief{{Met, "PromptingProper", path}}
	interval := v1alpha1.PromptingRequirement{MinInterval: "PT48H"}
	noDefault := v1alpha1.PromptingRequirement{FaceDefault: v1alpha1.ProhibitionForbidden}
	capture := v1alpha1.PromptingRequirement{AtCapture: v1alpha1.DemandedRequired}
	all := v1alpha1.PromptingRequirement{
		MinInterval: "PT48H", FaceDefault: v1alpha1.ProhibitionForbidden, AtCapture: v1alpha1.DemandedRequired,
	}
	for name, tc := range map[string]struct {
		demand v1alpha1.PromptingRequirement
		ruleCase
	}{
		"nothing said is said for each": {all, ruleCase{nil, []brief{
			{Unknown, "PromptIntervalUnknown", path + ".minInterval"},
			{Unknown, "PromptDefaultUnknown", path + ".default"},
			{Unknown, "CapturePromptUnknown", path + ".atCapture"},
		}}},
		"two days":                      {interval, ruleCase{said(v1alpha1.Prompting{MinInterval: "P2D"}), met}},
		"a minute less":                 {interval, ruleCase{said(v1alpha1.Prompting{MinInterval: "PT47H59M"}), []brief{{Violated, "PromptedTooSoon", path + ".minInterval"}}}},
		"a week":                        {interval, ruleCase{said(v1alpha1.Prompting{MinInterval: "P1W"}), met}},
		"a time that cannot be read":    {interval, ruleCase{said(v1alpha1.Prompting{MinInterval: "P1W2D"}), []brief{{Unknown, "PromptIntervalUnreadable", path + ".minInterval"}}}},
		"the face comes first":          {noDefault, ruleCase{said(v1alpha1.Prompting{Default: v1alpha1.PromptDefaultFace}), []brief{{Violated, "FacePreselected", path + ".default"}}}},
		"nothing comes first":           {noDefault, ruleCase{said(v1alpha1.Prompting{Default: v1alpha1.PromptDefaultNone}), met}},
		"another way comes first":       {noDefault, ruleCase{said(v1alpha1.Prompting{Default: v1alpha1.PromptDefaultAlternative}), met}},
		"a word that nobody knows":      {noDefault, ruleCase{said(v1alpha1.Prompting{Default: "Nose"}), []brief{{Unknown, "PromptDefaultUnknown", path + ".default"}}}},
		"told by voice":                 {capture, ruleCase{said(v1alpha1.Prompting{AtCapture: v1alpha1.CapturePromptVoice}), met}},
		"told by text":                  {capture, ruleCase{said(v1alpha1.Prompting{AtCapture: v1alpha1.CapturePromptText}), met}},
		"not told":                      {capture, ruleCase{said(v1alpha1.Prompting{AtCapture: v1alpha1.CapturePromptNone}), []brief{{Violated, "CaptureUnannounced", path + ".atCapture"}}}},
		"what is not asked is not read": {capture, ruleCase{said(v1alpha1.Prompting{AtCapture: v1alpha1.CapturePromptVoiceAndText, Default: v1alpha1.PromptDefaultFace}), met}},
	} {
		t.Run(name, func(t *testing.T) {
			r, errs := compilePrompting(&tc.demand)
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			tc.run(t, r)
		})
	}
}

func TestPeriodsInDemandsAreLookedAtAgainWhenTheCalendarTurns(t *testing.T) {
	prompting, errs := compilePrompting(&v1alpha1.PromptingRequirement{MinInterval: "P1M"})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	rights, errs := compileSubjectRights(&v1alpha1.SubjectRightsRequirement{MaxResponse: "P1M"})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	said := func(s *facts.Snapshot) {
		s.Deployment.Spec.Prompting = &v1alpha1.Prompting{MinInterval: "P30D"}
		s.Deployment.Spec.Rights = &v1alpha1.Rights{MaxResponse: "P30D"}
	}
	// From 21 November a month is 31 days. From the first of December it is 30.
	want := time.Date(2026, time.December, 1, 0, 0, 0, 0, time.UTC)
	for name, r := range map[string]Requirement{"prompting": prompting, "rights": rights} {
		t.Run(name, func(t *testing.T) {
			if got := r.(Timed).NextChange(worldOf(said)); !got.Equal(want) {
				t.Errorf("NextChange is %s, want %s", got, want)
			}
			if got := r.(Timed).NextChange(worldOf(nil)); !got.IsZero() {
				t.Errorf("silence changes at %s", got)
			}
		})
	}
}
