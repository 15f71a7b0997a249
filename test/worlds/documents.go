// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package worlds

import (
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// evidenceTypes are those that the demands below ask for. The first two add duties: forgetting them may loosen.
var evidenceTypes = []string{
	"EV-SUBJECT-COUNT", "EV-INCIDENT", "EV-CONSENT-FORM", "EV-LEGAL-BASIS", "EV-PIPIA", "EV-FILING-RECEIPT", "EV-MINORS",
	"EV-GUARDIAN-CONSENT", "EV-DATASET-PROVENANCE", "EV-HUMAN-REVIEW", "EV-REMOTE-ID-REQUEST",
}

// Loosens says that a document of the type can only make more permitted.
func Loosens(evidenceType string) bool {
	return evidenceType != evidenceTypes[0] && evidenceType != evidenceTypes[1]
}

// papers makes up documents on record: about this deployment or another, current or not, saying this or that.
func (m Maker) papers() []facts.Evidence {
	papers := []facts.Evidence{m.paper("form", "EV-CONSENT-FORM")}
	for i, evidenceType := range evidenceTypes {
		if m.maybe(2) {
			papers = append(papers, m.paper(fmt.Sprintf("paper-%d", i), evidenceType))
		}
	}
	return papers
}

func (m Maker) paper(name, evidenceType string) facts.Evidence {
	spec := v1alpha1.ComplianceEvidenceSpec{
		Type: evidenceType, Title: "A document", Document: v1alpha1.Document{SHA256: "abc"},
		IssuedOn: one(m, "2025-01-01", "2026-06-01", "2026-06-01", "2026-11-21", "2026-11-22", "2026-02-31"),
		TimeZone: one(m, "Asia/Shanghai", "Asia/Shanghai", "Asia/Shanghai", "Asia/Shanghai", "Asia/Atlantis"),
		State:    one(m, "", "", "", v1alpha1.EvidenceCurrent, v1alpha1.EvidenceWithdrawn),
		Facts: v1alpha1.EvidenceFacts{
			Sections: some(m, v1alpha1.SectionRisks),
			Clauses:  some(m, v1alpha1.ClauseOffDeviceStorage, v1alpha1.ClauseTransfer, v1alpha1.ClauseSpecialRulesForMinors),
			Purpose:  one(m, "", v1alpha1.PurposeAccessControl), Law: one(m, "", "A law"), Article: one(m, "", "Article 1"),
			SubmittedOn: one(m, "", "2026-06-01", "2026-11-23"),
			Severity:    one(m, v1alpha1.IncidentMajor, v1alpha1.IncidentMinor),
			Count:       one(m, nil, new(int64(50_000)), new(int64(100_000))), CountedOn: one(m, "", "2026-06-01", "2026-11-20"),
			Ground: one(m, "", v1alpha1.RemoteForVictimSearch), Requester: one(m, "", v1alpha1.RequestedByCompetentAuthority),
		},
		AppliesTo: []v1alpha1.EvidenceSubject{one(m,
			v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForParty, Party: "1"},
			v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForParty, Party: "2"},
			v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForZone, Zone: "zone-a"},
			v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForJurisdiction, Jurisdiction: "CN"},
			v1alpha1.EvidenceSubject{Kind: v1alpha1.EvidenceForDeployment, Deployment: &v1alpha1.DeploymentReference{
				Namespace: "maple-court", Name: "gate",
			}},
		)},
	}
	spec.ValidUntil = one(m, "", "", "2026-11-21", "2026-11-24", "2027-06-01")
	if m.maybe(6) {
		spec.Facts.Expires = new(m.moment())
	}
	return facts.Evidence{Name: name, Spec: spec}
}

// exceptions makes up exceptions from some of the laws, in order and not.
func (m Maker) exceptions(laws []facts.Policy) []facts.Exception {
	var all []facts.Exception
	for i := range laws {
		if m.maybe(2) {
			continue
		}
		from := m.moment()
		all = append(all, facts.Exception{Name: "exception-from-" + laws[i].Name, Spec: v1alpha1.RecognitionExceptionSpec{
			Policy: laws[i].Name, Exception: one(m, "exception", "exception", "exception", "other"), Reason: "Because.",
			AppliesTo: []v1alpha1.ExceptionSubject{one(m,
				v1alpha1.ExceptionSubject{Kind: v1alpha1.ExceptionForParty, Party: "1"},
				v1alpha1.ExceptionSubject{Kind: v1alpha1.ExceptionForZone, Zone: "zone-a"},
			)},
			Evidence: some(m, "form"), From: from,
			Until:       metav1.NewTime(from.Add(time.Duration(one(m, 1, 30, 90, 91)) * 24 * time.Hour)),
			RequestedBy: "ann", Approval: one(m, "", v1alpha1.ExceptionApproved, v1alpha1.ExceptionApproved),
			ApprovedBy: one(m, "", "ann", "ben", "ben", "ben"),
		}})
	}
	return all
}

// except lets a law know an exception from its rules that are not hard.
func (m Maker) except(spec *v1alpha1.RecognitionPolicySpec) {
	var lifts []string
	for i := range spec.Rules {
		if !spec.Rules[i].Hard {
			lifts = append(lifts, spec.Rules[i].ID)
		}
	}
	if len(lifts) > 0 {
		spec.Exceptions = []v1alpha1.PolicyException{{ID: "exception", Lifts: lifts, Needs: some(m, "EV-CONSENT-FORM")}}
	}
}

// party makes up what is known of the party beyond this deployment.
func (m Maker) party(laws []facts.Policy) facts.Party {
	p := facts.Party{OthersStored: one(m, int64(0), 10_000, 100_000), OthersUndeclared: some(m, "birch-lane/gate")}
	for _, law := range laws {
		for _, rule := range law.Spec.Rules {
			if m.maybe(6) {
				p.Clocks = append(p.Clocks, facts.Clock{
					Rule: rule.ID, What: "the filing has to be handed in", DueAt: m.moment().UTC(),
				})
			}
		}
	}
	return p
}

// documentedDemand makes up a demand that looks at documents, clocks or recipients.
func (m Maker) documentedDemand() v1alpha1.Requirement {
	required := v1alpha1.DemandedRequired
	switch m.IntN(9) {
	case 0:
		return v1alpha1.Requirement{Type: v1alpha1.RequirementEvidence, Evidence: &v1alpha1.EvidenceRequirement{
			EvidenceType: "EV-PIPIA", Sections: some(m, v1alpha1.SectionRisks), Review: one(m, "", "P1Y", "P6M"),
			Keep: one(m, "", "P3Y"), MadeFor: some(m, v1alpha1.EvidenceForPurpose), AfterIncidents: one(m, "", required),
			Each: one(m, "", v1alpha1.EvidencePerZone, v1alpha1.EvidencePerDevice, v1alpha1.EvidencePerProvider),
		}}
	case 1:
		filing := v1alpha1.FilingRequirement{
			Authority: "Somebody", PublicPlace: one(m, "", required), People: new(int64(100_000)),
		}
		if m.maybe(2) {
			filing.Days = new(one[int32](m, -60, 0, 14))
		} else {
			filing.WorkingDays, filing.ChangeWorkingDays = new(int32(30)), new(int32(30))
		}
		return v1alpha1.Requirement{Type: v1alpha1.RequirementFiling, Filing: &filing}
	case 2:
		return v1alpha1.Requirement{Type: v1alpha1.RequirementStorage, Storage: &v1alpha1.StorageRequirement{
			NotStored: one(m, "", required), Locations: []v1alpha1.StoreLocation{v1alpha1.StoreOnDevice},
			UnlessConsent: one(m, "", v1alpha1.ScopeOffDeviceStorage), UnlessStatute: one(m, "", v1alpha1.AcceptanceAccepted),
		}}
	case 3:
		return v1alpha1.Requirement{Type: v1alpha1.RequirementNetwork, Network: &v1alpha1.NetworkRequirement{
			Internet: v1alpha1.ProhibitionForbidden, UnlessConsent: one(m, "", v1alpha1.ScopeTransfer),
		}}
	case 4:
		return v1alpha1.Requirement{Type: v1alpha1.RequirementTransfer, Transfer: &v1alpha1.TransferRequirement{
			Paid: v1alpha1.ProhibitionForbidden, Consent: one(m, "", required), Evidence: one(m, "", "EV-LEGAL-BASIS"),
		}}
	case 5:
		return v1alpha1.Requirement{Type: v1alpha1.RequirementMinors, Minors: &v1alpha1.MinorsRequirement{
			GuardianConsent: required, SpecialRules: one(m, "", required), Statement: one(m, "", required),
		}}
	case 6:
		return v1alpha1.Requirement{Type: v1alpha1.RequirementGallery, Gallery: &v1alpha1.GalleryRequirement{
			NotOrigins: []v1alpha1.GalleryOrigin{v1alpha1.GalleryScraped}, Provenance: one(m, "", required),
		}}
	case 7:
		return v1alpha1.Requirement{Type: v1alpha1.RequirementHumanReview, HumanReview: &v1alpha1.HumanReviewRequirement{
			Modes: []v1alpha1.DecisionMode{v1alpha1.DecisionHumanReviewed}, Procedure: one(m, "", required),
		}}
	default:
		return v1alpha1.Requirement{Type: v1alpha1.RequirementActiveWindow, ActiveWindow: &v1alpha1.ActiveWindowRequirement{
			Grounds: []v1alpha1.RemoteGround{v1alpha1.RemoteForVictimSearch}, MaxDuration: one(m, "", "P7D"),
			Request: one(m, "", required), Linking: v1alpha1.ProhibitionForbidden,
		}}
	}
}

// declareFor makes up what the demands above look at beyond documents.
func (m Maker) declareFor(s *v1alpha1.FaceRecognitionDeploymentSpec) {
	s.Subjects.EstimatedCount = one(m, nil, new(int64(500)), new(int64(95_000)), new(int64(100_000)))
	s.Subjects.Minors = one(m, "", v1alpha1.MinorsNone, v1alpha1.MinorsWithGuardianConsent)
	s.Recognition.Gallery = one(m, v1alpha1.GalleryEnrolment, v1alpha1.GalleryEnrolment, v1alpha1.GalleryScraped)
	s.Recognition.Decision = one(m, "", v1alpha1.DecisionAutomatic, v1alpha1.DecisionHumanReviewed)
	for _, cidr := range some(m, "10.0.0.0/8", "0.0.0.0/0") {
		s.Network.Egress = append(s.Network.Egress, v1alpha1.EgressRule{CIDR: cidr, Reason: "It is needed."})
	}
	if m.maybe(2) {
		s.Transfers = append([]v1alpha1.Transfer{}, some(m, v1alpha1.Transfer{
			Name: "cloud", Kind: v1alpha1.TransferProvided, Recipient: "cloud.example",
			Consideration: one(m, "", v1alpha1.ConsiderationPaid, v1alpha1.ConsiderationUnpaid),
			Ground:        one(m, "", v1alpha1.BasisSeparateConsent, v1alpha1.BasisStatutoryDuty),
		})...)
	}
	if m.maybe(6) {
		s.Incidents = []v1alpha1.Incident{{Name: "leak", Severity: v1alpha1.IncidentMajor, At: m.moment()}}
	}
	for i := range s.LawfulBasis {
		if consent := s.LawfulBasis[i].Consent; consent != nil {
			consent.Scopes = some(m, v1alpha1.ScopeOffDeviceStorage, v1alpha1.ScopeTransfer)
		}
	}
	if remote := s.Recognition.Remote; remote != nil {
		remote.Ground = one(m, "", v1alpha1.RemoteForVictimSearch)
		remote.Requester = one(m, "", v1alpha1.RequestedByCompetentAuthority)
		remote.LinkedSources = one(m, nil, []string{})
	}
}
