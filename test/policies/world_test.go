// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policies_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/utils/ptr"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/law/rank"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/test/cases/caseload"
)

// world is a deployment with the zones that it names and the documents on record.
type world struct {
	spec     v1alpha1.FaceRecognitionDeploymentSpec
	zones    map[string]v1alpha1.RecognitionZoneSpec
	evidence map[string]v1alpha1.ComplianceEvidenceSpec
}

// document changes a document on record.
func (w *world) document(name string, change func(*v1alpha1.ComplianceEvidenceSpec)) {
	spec, found := w.evidence[name]
	if !found {
		panic("there is no document " + name)
	}
	change(&spec)
	w.evidence[name] = spec
}

// assess makes the assessment on record one for this purpose.
func (w *world) assess(purpose v1alpha1.PurposeCategory) {
	w.document("assessment-gates", func(e *v1alpha1.ComplianceEvidenceSpec) { e.Facts.Purpose = purpose })
}

// lose takes documents off the record.
func (w *world) lose(names ...string) {
	for _, name := range names {
		w.document(name, func(*v1alpha1.ComplianceEvidenceSpec) {})
		delete(w.evidence, name)
	}
}

// add puts a document of the party on record.
func (w *world) add(name, evidenceType string, facts v1alpha1.EvidenceFacts) {
	w.document("necessity", func(like *v1alpha1.ComplianceEvidenceSpec) {
		spec := *like.DeepCopy()
		spec.Type, spec.Title, spec.Facts = evidenceType, name, facts
		w.evidence[name] = spec
	})
}

func (w *world) see(venue string, access v1alpha1.PublicAccess) {
	w.zones["gate"] = place(venue, access)
}

func place(venue string, access v1alpha1.PublicAccess) v1alpha1.RecognitionZoneSpec {
	return v1alpha1.RecognitionZoneSpec{
		Venue: venue, PublicAccess: access, Jurisdiction: "CN-SH", TimeZone: "Asia/Shanghai",
		AllowedNamespaces: &v1alpha1.AllowedNamespaces{From: "Names", Names: []string{"maple-court"}},
		VideoRegime:       v1alpha1.VideoArticle9,
		CaptureDevices:    []v1alpha1.CaptureDevice{{Name: "cam-1", Model: "VisionGate 3", Catalogued: v1alpha1.AnswerNo}},
	}
}

// gate is a residential gate that every shipped rule is content with.
func gate() *world {
	w := &world{
		evidence: binder(),
		zones: map[string]v1alpha1.RecognitionZoneSpec{
			"gate":        place("residential-compound", v1alpha1.PublicAccessRestricted),
			"server-room": place("internal-premises", v1alpha1.PublicAccessRestricted),
		},
		spec: v1alpha1.FaceRecognitionDeploymentSpec{
			ResponsibleParty: v1alpha1.ResponsibleParty{
				ID: "91310000MA1FL00000", Name: "Maple Court", Contact: "privacy@maple-court.example", EstablishedIn: "CN-SH",
				Kind: v1alpha1.PartyCommercial,
			},
			Purpose: v1alpha1.Purpose{
				Category: v1alpha1.PurposeAccessControl, Description: "Residents open the gate.",
				Functions:              []v1alpha1.Function{v1alpha1.FunctionVerification},
				AlternativesConsidered: []string{"AccessCard"}, Participation: v1alpha1.ParticipationVoluntary,
				Necessity: "Residents asked for a way in with both hands full.", Audience: v1alpha1.AudienceMembers,
				Interests: []v1alpha1.MajorInterest{},
			},
			LawfulBasis: []v1alpha1.LawfulBasis{{
				Jurisdiction: "CN", Kind: v1alpha1.BasisSeparateConsent, Consent: &v1alpha1.Consent{
					Purposes: []v1alpha1.PurposeCategory{v1alpha1.PurposeAccessControl}, Evidence: "consent-form-2026",
					Withdrawal: &v1alpha1.Withdrawal{Where: "front desk"},
					Scopes:     []v1alpha1.ConsentScope{v1alpha1.ScopeOffDeviceStorage},
					Service:    v1alpha1.ConsentServiceUnaffected, Term: v1alpha1.ConsentTermLimited,
				},
			}},
			Notice: &v1alpha1.Notice{
				URL: "https://maple-court.example/face",
				Covers: []v1alpha1.NoticeItem{
					v1alpha1.NoticePartyAndContact, v1alpha1.NoticePurposeMethodRetention, v1alpha1.NoticeNecessityAndEffect,
					v1alpha1.NoticeRights,
				},
			},
			Sources: []v1alpha1.Source{{
				Name: "camera", Zone: "gate", Devices: []string{"cam-1"}, Capture: v1alpha1.CaptureActive,
				Area:    "The two steps before the gate.",
				Display: v1alpha1.DisplayScreen,
			}},
			Placement: v1alpha1.Placement{Zones: []string{"server-room"}},
			Subjects: v1alpha1.Subjects{
				Groups: []v1alpha1.SubjectGroup{v1alpha1.SubjectResidents}, EstimatedCount: ptr.To[int64](1200),
				Minors: v1alpha1.MinorsWithGuardianConsent,
			},
			Recognition: v1alpha1.Recognition{
				Gallery: v1alpha1.GalleryEnrolment, MatchThreshold: "0.82", Providers: []string{},
				Attributes: []v1alpha1.Attribute{}, Decision: v1alpha1.DecisionAssisted,
				ReferenceSource: v1alpha1.ReferenceOwnEnrolment,
			},
			Transfers: []v1alpha1.Transfer{},
			Protection: &v1alpha1.Protection{
				Measures: []v1alpha1.ProtectionMeasure{
					v1alpha1.MeasureSecurityAudit, v1alpha1.MeasureAccessControl, v1alpha1.MeasureAuthorisationManagement,
					v1alpha1.MeasureIntrusionDetection, v1alpha1.MeasureAccessReason, v1alpha1.MeasureCaptureTrigger,
				},
				InTransit: v1alpha1.StateEncrypted,
			},
			Prompting: &v1alpha1.Prompting{
				Default: v1alpha1.PromptDefaultNone, MinInterval: "PT48H", AtCapture: v1alpha1.CapturePromptVoice,
			},
			Rights: &v1alpha1.Rights{
				Contact: "privacy@maple-court.example", MaxResponse: "P15D", Ways: []v1alpha1.SubjectRight{
					v1alpha1.RightAccess, v1alpha1.RightCorrection, v1alpha1.RightErasure, v1alpha1.RightWithdrawal,
				},
			},
			DataStores: []v1alpha1.DataStore{
				{
					Name: "gallery", Type: v1alpha1.DataStoreVolume, Classes: []v1alpha1.DataClass{v1alpha1.DataTemplate},
					Location: v1alpha1.StoreOnSite, Identities: v1alpha1.IdentitiesSeparate,
					Encryption: &v1alpha1.StoreEncryption{AtRest: v1alpha1.StateEncrypted},
					Retention:  v1alpha1.Retention{Max: "P1Y", Anchor: v1alpha1.AnchorPurposeEnded, Reason: "Complaints."},
					Volume:     &v1alpha1.VolumeStore{ClaimName: "gallery"},
				},
				{
					Name: "frames", Type: v1alpha1.DataStoreMemory, Classes: []v1alpha1.DataClass{v1alpha1.DataRawImage},
					Location: v1alpha1.StoreOnSite, Identities: v1alpha1.IdentitiesNone,
					Retention: v1alpha1.Retention{Max: "PT1M", Anchor: v1alpha1.AnchorCaptured, Reason: "One comparison."},
					Memory:    &v1alpha1.MemoryStore{VolumeName: "frames"},
				},
			},
			Fallback: v1alpha1.Fallback{Methods: []v1alpha1.FallbackMethod{
				{Type: v1alpha1.FallbackPIN}, {Type: v1alpha1.FallbackAccessCard},
			}},
			Door: &v1alpha1.Door{
				Controls: v1alpha1.DoorControlsBoth, Egress: v1alpha1.EgressFree,
				OnUnavailable: &v1alpha1.DoorUnavailable{In: "Staff", Out: "AlwaysOpen"},
			},
		},
	}
	w.add("capture-area", "EV-CAPTURE-AREA-PLAN", v1alpha1.EvidenceFacts{})
	return w
}

// binder is what a careful property manager has on record, the same that the golden cases use.
func binder() map[string]v1alpha1.ComplianceEvidenceSpec {
	documents, err := caseload.Binder("../cases", "maple-court")
	if err != nil {
		panic(err)
	}
	record := map[string]v1alpha1.ComplianceEvidenceSpec{}
	for i := range documents {
		record[documents[i].Name] = documents[i].Spec
	}
	return record
}

// podSpec is a recogniser that keeps pictures in memory and templates on a volume.
func podSpec() *corev1.PodSpec {
	return &corev1.PodSpec{Volumes: []corev1.Volume{
		{Name: "gallery", VolumeSource: corev1.VolumeSource{
			PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "gallery"},
		}},
		{Name: "frames", VolumeSource: corev1.VolumeSource{
			EmptyDir: &corev1.EmptyDirVolumeSource{Medium: corev1.StorageMediumMemory},
		}},
	}}
}

// hotelLock is a hotel door on the corridor's side that guests step up to.
func hotelLock() *world {
	w := gate()
	w.see("hotel", v1alpha1.PublicAccessRestricted)
	w.spec.Fallback.Methods = []v1alpha1.FallbackMethod{{Type: v1alpha1.FallbackAccessCard}}
	return w
}

func consent(w *world) *v1alpha1.Consent { return w.spec.LawfulBasis[0].Consent }

// decide evaluates the world under all shipped laws.
func decide(t *testing.T, w *world) policy.Verdict {
	t.Helper()
	snapshot := &facts.Snapshot{
		Now:        time.Date(2026, time.November, 21, 4, 0, 0, 0, time.UTC),
		Deployment: &v1alpha1.FaceRecognitionDeployment{Spec: w.spec},
		Namespace:  facts.Namespace{Name: "maple-court"},
		Template:   facts.Template{Spec: podSpec()},
	}
	for _, name := range slices.Sorted(maps.Keys(w.zones)) {
		snapshot.Zones = append(snapshot.Zones, facts.Zone{Name: name, Found: true, Spec: w.zones[name]})
	}
	for _, name := range slices.Sorted(maps.Keys(w.evidence)) {
		snapshot.Evidence = append(snapshot.Evidence, facts.Evidence{Name: name, Spec: w.evidence[name]})
	}
	laws, err := compiledPacks()
	if err != nil {
		t.Fatal(err)
	}
	snapshot.Policies = laws
	return policy.Evaluate(snapshot)
}

// compiledPacks compiles the shipped laws once for all cases.
var compiledPacks = sync.OnceValues(func() ([]facts.Policy, error) {
	loaded, err := read()
	if err != nil {
		return nil, err
	}
	var laws []facts.Policy
	for name, p := range loaded {
		compiled, errs := policy.Compile(name, 1, &p.Spec)
		if len(errs) > 0 {
			return nil, fmt.Errorf("%s does not compile: %w", name, errors.Join(errs...))
		}
		laws = append(laws, facts.Policy{Name: name, Generation: 1, NewestGeneration: 1, Spec: p.Spec, Compiled: compiled})
	}
	return laws, nil
})

// bite says which of the shipped rules refuse, warn or do not know.
func bite(t *testing.T, w *world) map[string]v1alpha1.FindingResult {
	t.Helper()
	got := map[string]v1alpha1.FindingResult{}
	for _, finding := range decide(t, w).Findings {
		met := policy.FindingSeverity(finding.Result) < policy.FindingSeverity(v1alpha1.FindingWarning)
		worse := policy.FindingSeverity(finding.Result) > policy.FindingSeverity(got[finding.Rule])
		if finding.Policy != "" && !met && (got[finding.Rule] == "" || worse) {
			got[finding.Rule] = finding.Result
		}
	}
	return got
}

// outcome is what a rule that is not met should give: what only warns, and every instrument that does, gives a warning.
func outcome(t *testing.T, id string, state v1alpha1.FindingResult) v1alpha1.FindingResult {
	t.Helper()
	laws, err := compiledPacks()
	if err != nil {
		t.Fatal(err)
	}
	for i := range laws {
		at := slices.IndexFunc(laws[i].Spec.Rules, func(rule v1alpha1.Rule) bool { return rule.ID == id })
		if at < 0 {
			continue
		}
		p := &v1alpha1.RecognitionPolicy{Spec: laws[i].Spec}
		if enforcementOf(p) == rank.Warn || laws[i].Spec.Rules[at].OnViolation == v1alpha1.OnViolationWarn {
			return v1alpha1.FindingWarning
		}
		return state
	}
	t.Errorf("no shipped law has a rule %s", id)
	return state
}
