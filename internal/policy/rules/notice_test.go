// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"testing"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func TestNotice(t *testing.T) {
	const path = "spec.notice"
	notice := func(n v1alpha1.Notice) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) { s.Deployment.Spec.Notice = &n }
	}
	in := func(languages ...string) func(*facts.Snapshot) { return notice(v1alpha1.Notice{Languages: languages}) }
	tells := func(items ...v1alpha1.NoticeItem) func(*facts.Snapshot) {
		return notice(v1alpha1.Notice{Covers: items})
	}
	met := []brief{{Met, "PeopleTold", path}}
	rights, party := v1alpha1.NoticeRights, v1alpha1.NoticePartyAndContact
	covers := v1alpha1.NoticeRequirement{Covers: []v1alpha1.NoticeItem{rights, party}}
	signs := v1alpha1.NoticeRequirement{Signs: v1alpha1.SignPosted}
	chinese := v1alpha1.NoticeRequirement{Languages: []string{"zh"}}
	for name, tc := range map[string]struct {
		demand v1alpha1.NoticeRequirement
		ruleCase
	}{
		"no notice":                        {covers, ruleCase{nil, []brief{{Unknown, "NoticeUnknown", path}}}},
		"no notice, nor a sign":            {signs, ruleCase{nil, []brief{{Unknown, "NoticeUnknown", path}}}},
		"it tells everything":              {covers, ruleCase{tells(party, rights), met}},
		"it leaves something out":          {covers, ruleCase{tells(party), []brief{{Violated, "NoticeIncomplete", path + ".covers"}}}},
		"it is not said what it tells":     {covers, ruleCase{tells(), []brief{{Unknown, "NoticeContentUnknown", path + ".covers"}}}},
		"a sign stands":                    {signs, ruleCase{notice(v1alpha1.Notice{Signs: v1alpha1.SignPosted}), met}},
		"no sign stands":                   {signs, ruleCase{notice(v1alpha1.Notice{Signs: v1alpha1.SignNone}), []brief{{Violated, "SignsMissing", path + ".signs"}}}},
		"nothing said of signs":            {signs, ruleCase{notice(v1alpha1.Notice{}), []brief{{Unknown, "SignsUnknown", path + ".signs"}}}},
		"in simplified characters":         {chinese, ruleCase{in("en", "zh-Hans"), met}},
		"the case of a tag is no matter":   {chinese, ruleCase{in("ZH-hans-CN"), met}},
		"in another language":              {chinese, ruleCase{in("en"), []brief{{Violated, "NoticeLanguageMissing", path + ".languages"}}}},
		"a longer tag is another language": {chinese, ruleCase{in("zha"), []brief{{Violated, "NoticeLanguageMissing", path + ".languages"}}}},
	} {
		t.Run(name, func(t *testing.T) { tc.run(t, Notice{Demand: tc.demand}) })
	}
}
