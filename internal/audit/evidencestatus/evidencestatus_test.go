// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package evidencestatus

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

var (
	shanghai = time.FixedZone("CST", 8*60*60)
	noon     = at("2026-03-01").Add(12 * time.Hour)
	sum      = strings.Repeat("0a", 32)
)

// at is the first moment of a day in Shanghai.
func at(day string) time.Time {
	date, err := time.ParseInLocation(time.DateOnly, day, shanghai)
	if err != nil {
		panic(err)
	}
	return date
}

// said is what a status says, in a form that is easy to write.
type said struct {
	State     v1alpha1.EvidenceState
	Ready     string
	Deletable string
	Pending   string
	KeepUntil string
	UsedBy    int32
	Next      string
}

func day(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(shanghai).Format("2006-01-02 15:04")
}

func read(status v1alpha1.ComplianceEvidenceStatus, next time.Time) said {
	condition := func(kind string) string {
		c := meta.FindStatusCondition(status.Conditions, kind)
		if c == nil {
			return ""
		}
		return string(c.Status) + " " + c.Reason
	}
	s := said{
		State: status.State, Ready: condition(v1alpha1.ConditionReady), Deletable: condition(v1alpha1.ConditionDeletable),
		UsedBy: status.UsedBy, Next: day(next),
	}
	if status.KeepUntil != nil {
		s.KeepUntil = day(status.KeepUntil.Time)
	}
	for _, kind := range []string{v1alpha1.ConditionReconciling, v1alpha1.ConditionStalled} {
		if meta.IsStatusConditionTrue(status.Conditions, kind) {
			s.Pending += kind
		}
	}
	return s
}

func certificate(change ...func(*v1alpha1.ComplianceEvidenceSpec)) *v1alpha1.ComplianceEvidence {
	evidence := &v1alpha1.ComplianceEvidence{
		ObjectMeta: metav1.ObjectMeta{Name: "paper", Generation: 4},
		Spec: v1alpha1.ComplianceEvidenceSpec{
			Type: "EV-DEVICE-CERT", Document: v1alpha1.Document{SHA256: sum}, IssuedOn: "2026-01-05", TimeZone: "Asia/Shanghai",
		},
	}
	for _, each := range change {
		each(&evidence.Spec)
	}
	return evidence
}

func assessment(spec *v1alpha1.ComplianceEvidenceSpec) { spec.Type = "EV-PIPIA" }

// usedBy is a record that names a document, used until a day, or now for "".
func usedBy(name, digest, until string) v1alpha1.RecognitionRecord {
	entry := v1alpha1.EvidenceRecord{Name: name, SHA256: digest}
	if until != "" {
		moment := metav1.NewTime(at(until))
		entry.UsedUntil = &moment
	}
	return v1alpha1.RecognitionRecord{Status: v1alpha1.RecognitionRecordStatus{Evidence: []v1alpha1.EvidenceRecord{entry}}}
}

func TestOf(t *testing.T) {
	const free = "True NothingToKeep"
	cases := map[string]struct {
		evidence *v1alpha1.ComplianceEvidence
		records  []v1alpha1.RecognitionRecord
		policies []v1alpha1.RecognitionPolicy
		want     said

		successorMissing bool
	}{
		"a certificate without end counts for good": {
			evidence: certificate(),
			want:     said{State: "Current", Ready: "True Current", Deletable: free},
		},
		"one with an end is looked at when it comes": {
			evidence: certificate(func(s *v1alpha1.ComplianceEvidenceSpec) { s.ValidUntil = "2027-01-05" }),
			want:     said{State: "Current", Ready: "True Current", Deletable: free, Next: "2027-01-05 00:00"},
		},
		"one of tomorrow waits": {
			evidence: certificate(func(s *v1alpha1.ComplianceEvidenceSpec) { s.IssuedOn = "2026-03-02" }),
			want:     said{State: "NotYet", Ready: "False NotYet", Pending: "Reconciling", Deletable: free, Next: "2026-03-02 00:00"},
		},
		"one that ended needs a person": {
			evidence: certificate(func(s *v1alpha1.ComplianceEvidenceSpec) { s.ValidUntil = "2026-03-01" }),
			want:     said{State: "Expired", Ready: "False Expired", Pending: "Stalled", Deletable: free},
		},
		"one that was withdrawn is as its issuer wants it": {
			evidence: certificate(func(s *v1alpha1.ComplianceEvidenceSpec) { s.State = v1alpha1.EvidenceWithdrawn }),
			want:     said{State: "Withdrawn", Ready: "True Withdrawn", Deletable: free},
		},
		"one that was superseded too": {
			evidence: certificate(func(s *v1alpha1.ComplianceEvidenceSpec) {
				s.State, s.SupersededBy = v1alpha1.EvidenceSuperseded, "newer"
			}),
			want: said{State: "Superseded", Ready: "True Superseded", Deletable: free},
		},
		"one whose successor is nowhere needs a person": {
			evidence: certificate(func(s *v1alpha1.ComplianceEvidenceSpec) {
				s.State, s.SupersededBy = v1alpha1.EvidenceSuperseded, "newer"
			}),
			successorMissing: true,
			want:             said{State: "Superseded", Ready: "False SuccessorMissing", Pending: "Stalled", Deletable: free},
		},
		"one in a time zone that nobody knows does not count": {
			evidence: certificate(func(s *v1alpha1.ComplianceEvidenceSpec) { s.TimeZone = "Nowhere" }),
			want:     said{Ready: "False Unreadable", Pending: "Stalled", Deletable: free},
		},
		"its issuer's own date is kept": {
			evidence: certificate(func(s *v1alpha1.ComplianceEvidenceSpec) { s.KeepUntil = "2026-06-01" }),
			want: said{
				State: "Current", Ready: "True Current", Deletable: "False MustBeKept",
				KeepUntil: "2026-06-01 00:00", Next: "2026-06-01 00:00",
			},
		},
		"and over at some time": {
			evidence: certificate(func(s *v1alpha1.ComplianceEvidenceSpec) { s.KeepUntil = "2026-03-01" }),
			want:     said{State: "Current", Ready: "True Current", Deletable: "True Kept", KeepUntil: "2026-03-01 00:00"},
		},
		"an assessment is kept three years": {
			evidence: certificate(assessment),
			want: said{
				State: "Current", Ready: "True Current", Deletable: "False MustBeKept",
				KeepUntil: "2029-01-05 00:00", Next: "2029-01-05 00:00",
			},
		},
		"an assessment in an unknown time zone is kept too": {
			evidence: certificate(assessment, func(s *v1alpha1.ComplianceEvidenceSpec) { s.TimeZone = "Nowhere" }),
			want: said{
				Ready: "False Unreadable", Pending: "Stalled", Deletable: "False MustBeKept",
				KeepUntil: "2029-01-05 08:00", Next: "2029-01-05 08:00",
			},
		},
		"an earlier date of its issuer shortens nothing": {
			evidence: certificate(assessment, func(s *v1alpha1.ComplianceEvidenceSpec) { s.KeepUntil = "2026-06-01" }),
			want: said{
				State: "Current", Ready: "True Current", Deletable: "False MustBeKept",
				KeepUntil: "2029-01-05 00:00", Next: "2029-01-05 00:00",
			},
		},
		"an old assessment that is used is in use": {
			evidence: certificate(assessment, func(s *v1alpha1.ComplianceEvidenceSpec) { s.IssuedOn = "2020-01-05" }),
			records:  []v1alpha1.RecognitionRecord{usedBy("paper", sum, ""), usedBy("paper", sum, "2026-02-01"), usedBy("paper", sum, "")},
			want: said{
				State: "Current", Ready: "True Current", Deletable: "False InUse", KeepUntil: "2023-01-05 00:00", UsedBy: 2,
			},
		},
		"three years run from the last use": {
			evidence: certificate(assessment, func(s *v1alpha1.ComplianceEvidenceSpec) { s.IssuedOn = "2020-01-05" }),
			records:  []v1alpha1.RecognitionRecord{usedBy("paper", sum, "2026-02-01"), usedBy("paper", sum, "2025-02-01")},
			want: said{
				State: "Current", Ready: "True Current", Deletable: "False MustBeKept",
				KeepUntil: "2029-02-01 00:00", Next: "2029-02-01 00:00",
			},
		},
		"the use of another document of the name is not its own": {
			evidence: certificate(),
			records:  []v1alpha1.RecognitionRecord{usedBy("paper", "another", ""), usedBy("other", sum, "")},
			want:     said{State: "Current", Ready: "True Current", Deletable: free},
		},
		"a law that asks for longer is heard": {
			evidence: certificate(),
			policies: []v1alpha1.RecognitionPolicy{asking("EV-DEVICE-CERT", "P1Y"), asking("EV-DEVICE-CERT", "P6M"), asking("EV-MINORS", "P9Y")},
			want: said{
				State: "Current", Ready: "True Current", Deletable: "False MustBeKept",
				KeepUntil: "2027-01-05 00:00", Next: "2027-01-05 00:00",
			},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got := read(Of(Facts{
				Evidence: tc.evidence, Policies: tc.policies, Records: tc.records, SuccessorMissing: tc.successorMissing, Now: noon,
			}))
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("status (-want +got):\n%s", diff)
			}
		})
	}
}

// asking is a policy with a rule that asks to keep documents of a type.
func asking(evidenceType, keep string) v1alpha1.RecognitionPolicy {
	return v1alpha1.RecognitionPolicy{Spec: v1alpha1.RecognitionPolicySpec{Rules: []v1alpha1.Rule{
		{Requires: v1alpha1.Requirement{Type: v1alpha1.RequirementVenue}},
		{Requires: v1alpha1.Requirement{Evidence: &v1alpha1.EvidenceRequirement{EvidenceType: evidenceType, Keep: keep}}},
	}}}
}

func TestMessagesNameDayAndRemedy(t *testing.T) {
	expired := certificate(assessment, func(s *v1alpha1.ComplianceEvidenceSpec) { s.ValidUntil = "2026-03-01" })
	status, _ := Of(Facts{Evidence: expired, Now: noon})
	for kind, want := range map[string]string{
		v1alpha1.ConditionReady:     "put a new one on record and set this one to Superseded",
		v1alpha1.ConditionDeletable: "It must be kept until 2029-01-05",
	} {
		if c := meta.FindStatusCondition(status.Conditions, kind); !strings.Contains(c.Message, want) || c.ObservedGeneration != 4 {
			t.Errorf("%s says %q of generation %d, want %q of 4", kind, c.Message, c.ObservedGeneration, want)
		}
	}
}

func TestAnUnchangedWorldGivesAnEqualStatus(t *testing.T) {
	evidence := certificate(assessment)
	first, _ := Of(Facts{Evidence: evidence, Now: noon})
	evidence.Status = first
	second, _ := Of(Facts{Evidence: evidence, Now: noon.Add(time.Hour)})
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("an hour later (-first +second):\n%s", diff)
	}
}
