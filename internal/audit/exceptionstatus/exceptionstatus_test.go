// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package exceptionstatus

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// world is an exception that counts, and all that it rests on.
func world(change ...func(*Facts)) Facts {
	f := Facts{
		Exception: &v1alpha1.RecognitionException{
			ObjectMeta: metav1.ObjectMeta{Name: "fire", Generation: 2},
			Spec: v1alpha1.RecognitionExceptionSpec{
				Policy: "cn-spc-fr-2021", Exception: "CN-SPC-2021/5.1", Evidence: []string{"order"},
				From: metav1.NewTime(noon.Add(-time.Hour)), Until: metav1.NewTime(noon.Add(time.Hour)),
				RequestedBy: "dora", Approval: v1alpha1.ExceptionApproved, ApprovedBy: "dario",
			},
		},
		Policy: &v1alpha1.RecognitionPolicySpec{
			Exceptions: []v1alpha1.PolicyException{{
				ID: "CN-SPC-2021/5.1", Lifts: []string{"consent", "private"}, Needs: []string{"EV-EMERGENCY"},
			}},
			Rules: []v1alpha1.Rule{{ID: "private", Hard: true}, {ID: "sign"}, {ID: "consent"}},
		},
		Evidence: []v1alpha1.ComplianceEvidence{document("order", "EV-EMERGENCY")},
		Now:      noon,
	}
	for _, each := range change {
		each(&f)
	}
	return f
}

func document(name, kind string) v1alpha1.ComplianceEvidence {
	return v1alpha1.ComplianceEvidence{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec:       v1alpha1.ComplianceEvidenceSpec{Type: kind, IssuedOn: "2026-02-01", TimeZone: "UTC"},
	}
}

// said is what a status says, in a form that is easy to write.
type said struct {
	State    v1alpha1.ExceptionState
	Reason   string
	Approved string
	Pending  string
	Lifts    []string
	Next     time.Time
}

func read(status v1alpha1.RecognitionExceptionStatus, next time.Time) said {
	s := said{State: status.State, Lifts: status.Lifts, Next: next}
	for _, c := range status.Conditions {
		switch c.Type {
		case v1alpha1.ConditionReady:
			s.Reason = c.Reason
		case v1alpha1.ConditionApproved:
			s.Approved = c.Reason
		default:
			s.Pending += c.Type
		}
	}
	return s
}

func TestOf(t *testing.T) {
	until := noon.Add(time.Hour)
	cases := map[string]struct {
		facts Facts
		want  said
	}{
		"one that has everything counts until its end, and lifts no hard rule": {
			world(), said{State: "Active", Reason: "Active", Approved: "Approved", Lifts: []string{"consent"}, Next: until},
		},
		"one of tomorrow waits by itself": {
			world(func(f *Facts) {
				f.Exception.Spec.From = metav1.NewTime(noon.Add(time.Minute))
			}),
			said{State: "Pending", Reason: "NotYet", Approved: "Approved", Pending: "Reconciling", Next: noon.Add(time.Minute)},
		},
		"one that ended is over": {
			world(func(f *Facts) { f.Exception.Spec.Until = metav1.NewTime(noon) }),
			said{State: "Expired", Reason: "Expired", Approved: "Approved", Pending: "Stalled"},
		},
		"one that nobody approved waits for a person": {
			world(func(f *Facts) { f.Exception.Spec.Approval, f.Exception.Spec.ApprovedBy = "", "" }),
			said{State: "Pending", Reason: "NotApproved", Approved: "NotApproved", Pending: "Stalled", Next: until},
		},
		"one that was approved by nobody knows whom is not approved": {
			world(func(f *Facts) { f.Exception.Spec.ApprovedBy = "" }),
			said{State: "Pending", Reason: "NotApproved", Approved: "NotApproved", Pending: "Stalled", Next: until},
		},
		"one that was approved by whoever asked is refused": {
			world(func(f *Facts) { f.Exception.Spec.ApprovedBy = "dora" }),
			said{State: "Refused", Reason: "SamePerson", Approved: "SamePerson", Pending: "Stalled", Next: until},
		},
		"one of a law that is not loaded waits": {
			world(func(f *Facts) { f.Policy = nil }),
			said{State: "Pending", Reason: "PolicyMissing", Approved: "Approved", Pending: "Stalled", Next: until},
		},
		"one that its law does not know is refused": {
			world(func(f *Facts) { f.Exception.Spec.Exception = "CN-PIPL/13" }),
			said{State: "Refused", Reason: "NotKnownToLaw", Approved: "Approved", Pending: "Stalled", Next: until},
		},
		"one from hard rules alone is refused": {
			world(func(f *Facts) { f.Policy.Exceptions[0].Lifts = []string{"private"} }),
			said{State: "Refused", Reason: "OnlyHardRules", Approved: "Approved", Pending: "Stalled", Next: until},
		},
		"one for half a year is refused": {
			world(func(f *Facts) { f.Exception.Spec.Until = metav1.NewTime(noon.AddDate(0, 6, 0)) }),
			said{State: "Refused", Reason: "TooLong", Approved: "Approved", Pending: "Stalled", Next: noon.AddDate(0, 6, 0)},
		},
		"without its evidence it waits": {
			world(func(f *Facts) { f.Evidence = nil }),
			said{State: "Pending", Reason: "EvidenceMissing", Approved: "Approved", Pending: "Stalled", Next: until},
		},
		"evidence of another type does not help": {
			world(func(f *Facts) { f.Evidence = []v1alpha1.ComplianceEvidence{document("order", "EV-OTHER")} }),
			said{State: "Pending", Reason: "EvidenceMissing", Approved: "Approved", Pending: "Stalled", Next: until},
		},
		"evidence that counts from tomorrow is looked at then": {
			world(func(f *Facts) {
				f.Exception.Spec.Until = metav1.NewTime(noon.AddDate(0, 0, 3))
				f.Evidence[0].Spec.IssuedOn = "2026-03-02"
			}),
			said{
				State: "Pending", Reason: "EvidenceMissing", Approved: "Approved", Pending: "Stalled",
				Next: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC),
			},
		},
		"one document that counts is enough": {
			world(func(f *Facts) {
				old := document("old", "EV-EMERGENCY")
				old.Spec.State = v1alpha1.EvidenceWithdrawn
				f.Evidence = append([]v1alpha1.ComplianceEvidence{old}, f.Evidence...)
			}),
			said{State: "Active", Reason: "Active", Approved: "Approved", Lifts: []string{"consent"}, Next: until},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			status, next := Of(tc.facts)
			got := read(status, next.UTC())
			if next.IsZero() {
				got.Next = time.Time{}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("status (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMessagesSayTheWayOut(t *testing.T) {
	cases := map[string]struct {
		change func(*Facts)
		want   string
	}{
		"not known to the law": {
			func(f *Facts) { f.Exception.Spec.Exception = "x" },
			"cn-spc-fr-2021 knows no exception x. Name one of the exceptions that the policy itself lists",
		},
		"withdrawn evidence": {
			func(f *Facts) { f.Evidence[0].Spec.State = v1alpha1.EvidenceWithdrawn },
			"EV-EMERGENCY order does not count: it was withdrawn; put it on record and name it in spec.evidence",
		},
		"nobody approved": {func(f *Facts) { f.Exception.Spec.Approval = "" }, "Have a second person approve it."},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			status, _ := Of(world(tc.change))
			ready := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionReady)
			if !strings.Contains(ready.Message, tc.want) {
				t.Errorf("it says %q, want %q", ready.Message, tc.want)
			}
			for _, name := range []string{"dora", "dario"} {
				if strings.Contains(ready.Message, name) {
					t.Errorf("it names a person: %s", ready.Message)
				}
			}
		})
	}
}
