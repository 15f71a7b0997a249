// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"testing"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func TestSubjectRights(t *testing.T) {
	const path = "spec.rights"
	said := func(r v1alpha1.Rights) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) { s.Deployment.Spec.Rights = &r }
	}
	met := []brief{{Met, "RightsOffered", path}}
	ways := v1alpha1.SubjectRightsRequirement{Ways: []v1alpha1.SubjectRight{v1alpha1.RightErasure, v1alpha1.RightAccess}}
	contact := v1alpha1.SubjectRightsRequirement{Contact: v1alpha1.DemandedRequired}
	month := v1alpha1.SubjectRightsRequirement{MaxResponse: "P1M"}
	within := func(text string) func(*facts.Snapshot) { return said(v1alpha1.Rights{MaxResponse: text}) }
	for name, tc := range map[string]struct {
		demand v1alpha1.SubjectRightsRequirement
		ruleCase
	}{
		"nothing said":             {ways, ruleCase{nil, []brief{{Unknown, "RightsUnknown", path}}}},
		"both ways":                {ways, ruleCase{said(v1alpha1.Rights{Ways: []v1alpha1.SubjectRight{v1alpha1.RightAccess, v1alpha1.RightErasure}}), met}},
		"one way":                  {ways, ruleCase{said(v1alpha1.Rights{Ways: []v1alpha1.SubjectRight{v1alpha1.RightAccess}}), []brief{{Violated, "RightMissing", path + ".ways"}}}},
		"no way":                   {ways, ruleCase{said(v1alpha1.Rights{}), []brief{{Violated, "RightMissing", path + ".ways"}}}},
		"a place to turn to":       {contact, ruleCase{said(v1alpha1.Rights{Contact: "https://rights.example"}), met}},
		"no place to turn to":      {contact, ruleCase{said(v1alpha1.Rights{}), []brief{{Unknown, "RightsContactUnknown", path + ".contact"}}}},
		"in time":                  {month, ruleCase{within("P30D"), met}},
		"nothing said of the time": {month, ruleCase{within(""), []brief{{Unknown, "ResponseTimeUnknown", path + ".maxResponse"}}}},
		"too late":                 {month, ruleCase{within("P32D"), []brief{{Violated, "AnsweredTooLate", path + ".maxResponse"}}}},
		"thirty days are more than a month in March": {month, ruleCase{func(s *facts.Snapshot) {
			within("P30D")(s)
			s.Now = time.Date(2027, time.March, 15, 0, 0, 0, 0, time.UTC)
		}, []brief{{Violated, "AnsweredTooLate", path + ".maxResponse"}}}},
		"a time that cannot be read": {month, ruleCase{within("soon"), []brief{{Unknown, "ResponseTimeUnreadable", path + ".maxResponse"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			r, errs := compileSubjectRights(&tc.demand)
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			tc.run(t, r)
		})
	}
}
