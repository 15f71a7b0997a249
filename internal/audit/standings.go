// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"slices"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy"
)

// demandsOf says which kinds of demand each condition speaks of.
var demandsOf = map[string][]v1alpha1.RequirementType{
	v1alpha1.ConditionEvidenceCurrent: {v1alpha1.RequirementEvidence, v1alpha1.RequirementMinors},
	v1alpha1.ConditionFilingCurrent:   {v1alpha1.RequirementFiling},
	v1alpha1.ConditionDataProtected: {
		v1alpha1.RequirementStorage, v1alpha1.RequirementEncryption, v1alpha1.RequirementSeparation,
		v1alpha1.RequirementNetwork, v1alpha1.RequirementTransfer, v1alpha1.RequirementAccess,
	},
	v1alpha1.ConditionRightsServed: {v1alpha1.RequirementSubjectRights, v1alpha1.RequirementNotice},
}

// standing is what a condition says about its kinds of demand: the worst of what binding rules say. Standings come
// worst first.
func standing(v *policy.Verdict, kinds []v1alpha1.RequirementType) state {
	at := slices.IndexFunc(v.Standings, func(s policy.Standing) bool { return slices.Contains(kinds, s.Kind) })
	if at < 0 {
		return isTrue(v1alpha1.ReasonNotRequired, "No binding rule asks for anything here")
	}
	worst := &v.Standings[at]
	said := worst.Rule + ": " + worst.Message
	switch worst.Result {
	case v1alpha1.FindingPermitted, v1alpha1.FindingPermittedWithObligations:
		return isTrue(v1alpha1.ReasonCurrent, "What binding rules ask for is there")
	case v1alpha1.FindingUnknown:
		return isFalse(v1alpha1.ReasonNotKnown, said)
	default:
		return isFalse(v1alpha1.ReasonNotMet, said)
	}
}
