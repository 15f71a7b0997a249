// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package worlds

import "github.com/facegov/facegov/api/v1alpha1"

// typedDemand makes up a demand whose values merge with those of other rules.
func (m Maker) typedDemand() v1alpha1.Requirement {
	const need = v1alpha1.DemandedRequired
	return one(m,
		v1alpha1.Requirement{Type: v1alpha1.RequirementProvider, Provider: &v1alpha1.ProviderRequirement{
			NotProviders: []string{one(m, "match.example", "example", "other.example")}, Declared: one(m, "", need),
		}},
		v1alpha1.Requirement{Type: v1alpha1.RequirementAttributes, Attributes: &v1alpha1.AttributesRequirement{
			NotAttributes: []v1alpha1.Attribute{one(m, v1alpha1.AttributeEmotion, v1alpha1.AttributeRace)},
			UnlessConsent: one(m, "", v1alpha1.AcceptanceAccepted),
		}},
		v1alpha1.Requirement{Type: v1alpha1.RequirementFunctions, Functions: &v1alpha1.FunctionsRequirement{
			OnlyFunctions: []v1alpha1.Function{
				v1alpha1.FunctionVerification,
				one(m, v1alpha1.FunctionIdentification, v1alpha1.FunctionRemoteIdentification),
			},
			UnlessEvidence: one(m, "", "EV-AUTHORITY-ORDER"),
		}},
		v1alpha1.Requirement{Type: v1alpha1.RequirementSeparation, Separation: &v1alpha1.SeparationRequirement{}},
		v1alpha1.Requirement{Type: v1alpha1.RequirementEncryption, Encryption: &v1alpha1.EncryptionRequirement{
			AtRest: need, KeyCustody: one(m, "", v1alpha1.KeyHeldByParty, v1alpha1.KeyHeldByDataSubject),
		}},
		v1alpha1.Requirement{Type: v1alpha1.RequirementAccess, Access: &v1alpha1.AccessRequirement{
			Measures: []v1alpha1.ProtectionMeasure{one(m, v1alpha1.MeasureAccessControl, v1alpha1.MeasureSecurityAudit)},
		}},
		v1alpha1.Requirement{Type: v1alpha1.RequirementThreshold, Threshold: &v1alpha1.ThresholdRequirement{
			Min: one(m, "", "0.8", "0.80", "0.95"), Recommended: one(m, "", need),
		}},
		v1alpha1.Requirement{Type: v1alpha1.RequirementPrompting, Prompting: &v1alpha1.PromptingRequirement{
			MinInterval: one(m, "PT48H", "P30D", "P1M"), FaceDefault: one(m, "", v1alpha1.ProhibitionForbidden),
		}},
		v1alpha1.Requirement{Type: v1alpha1.RequirementSubjectRights, SubjectRights: &v1alpha1.SubjectRightsRequirement{
			Ways: []v1alpha1.SubjectRight{v1alpha1.RightErasure}, MaxResponse: one(m, "", "P15D", "P30D", "P1M"),
		}},
		v1alpha1.Requirement{Type: v1alpha1.RequirementNotice, Notice: &v1alpha1.NoticeRequirement{
			Covers: []v1alpha1.NoticeItem{one(m, v1alpha1.NoticeRights, v1alpha1.NoticePurposeMethodRetention)},
			Signs:  one(m, "", v1alpha1.SignPosted), Languages: []string{one(m, "zh", "en")},
		}},
	)
}

// declare makes up what typed demands look at, or leaves it out.
func (m Maker) declare(s *v1alpha1.FaceRecognitionDeploymentSpec) {
	s.Recognition.MatchThreshold = one(m, "", "0.8", "0.90")
	s.Recognition.Attributes = one(m, nil, []v1alpha1.Attribute{}, []v1alpha1.Attribute{v1alpha1.AttributeAge})
	if m.maybe(2) {
		s.Protection = &v1alpha1.Protection{
			Measures: some(m, v1alpha1.MeasureAccessControl, v1alpha1.MeasureSecurityAudit),
		}
	}
	if m.maybe(2) {
		s.Prompting = &v1alpha1.Prompting{
			MinInterval: one(m, "", "PT48H", "P30D"), Default: one(m, v1alpha1.PromptDefaultNone, v1alpha1.PromptDefaultFace),
		}
	}
	if m.maybe(2) {
		s.Rights = &v1alpha1.Rights{
			Contact: "Front desk", Ways: some(m, v1alpha1.RightErasure), MaxResponse: one(m, "", "P15D", "P30D"),
		}
	}
	if s.Notice != nil {
		s.Notice.Signs, s.Notice.Languages = one(m, "", v1alpha1.SignPosted), []string{one(m, "zh-Hans", "en")}
	}
	for i := range s.DataStores {
		s.DataStores[i].Identities = one(m, "", v1alpha1.IdentitiesSeparate, v1alpha1.IdentitiesCombined)
		s.DataStores[i].Encryption = one(m, nil, &v1alpha1.StoreEncryption{AtRest: v1alpha1.StateEncrypted})
	}
}
