// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy"
)

func findings(n int, result v1alpha1.FindingResult) []v1alpha1.Finding {
	var list []v1alpha1.Finding
	for i := range n {
		list = append(list, v1alpha1.Finding{
			Rule: fmt.Sprintf("LAW/%d", i), Result: result, Message: "it is so", FieldPath: "spec.door", Remedy: "Do otherwise.",
			Citation: "Law, Article 1",
		})
	}
	return list
}

func TestWarnings(t *testing.T) {
	cases := map[string]struct {
		findings  []v1alpha1.Finding
		wantCount int
		wantFirst string
		wantLast  string
	}{
		"nothing is said of what is met": {findings: findings(3, v1alpha1.FindingPermitted)},
		"nothing is said of obligations": {findings: findings(3, v1alpha1.FindingPermittedWithObligations)},
		"one reason has one line": {
			findings: findings(1, v1alpha1.FindingDenied), wantCount: 1,
			wantFirst: "LAW/0: it is so (spec.door)", wantLast: "LAW/0: it is so (spec.door)",
		},
		"twelve reasons have twelve lines": {
			findings: findings(12, v1alpha1.FindingWarning), wantCount: 12,
			wantFirst: "LAW/0: it is so (spec.door)", wantLast: "LAW/11: it is so (spec.door)",
		},
		"thirteen reasons have twelve lines, of which one says where to read on": {
			findings: findings(13, v1alpha1.FindingUnknown), wantCount: 12,
			wantFirst: "LAW/0: it is so (spec.door)", wantLast: "+2 more: facegov explain frd/gate",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got := warnings("gate", tc.findings)
			if len(got) != tc.wantCount {
				t.Fatalf("%d warnings, want %d: %q", len(got), tc.wantCount, got)
			}
			if tc.wantCount > 0 {
				if diff := cmp.Diff([]string{tc.wantFirst, tc.wantLast}, []string{got[0], got[len(got)-1]}); diff != "" {
					t.Errorf("first and last (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestALineStaysWithinItsBounds(t *testing.T) {
	cases := map[string]struct {
		finding  v1alpha1.Finding
		wantTail string
	}{
		"a long message is cut, the field stays": {
			finding:  v1alpha1.Finding{Rule: "LAW/1", Message: strings.Repeat("長い", 400), FieldPath: "spec.sources[0].zone"},
			wantTail: "… (spec.sources[0].zone)",
		},
		"a long field is cut too": {
			finding:  v1alpha1.Finding{Rule: "LAW/1", Message: "it is so", FieldPath: "spec." + strings.Repeat("é", 200)},
			wantTail: "é…)",
		},
		"a rule as long as rules may be": {
			finding:  v1alpha1.Finding{Rule: strings.Repeat("L", 128), Message: strings.Repeat("m", 300), FieldPath: strings.Repeat("f", 300)},
			wantTail: "m…",
		},
		"no field is no brackets": {finding: v1alpha1.Finding{Rule: "LAW/1", Message: "it is so"}, wantTail: "LAW/1: it is so"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got := line(&tc.finding)
			if len(got) > maxLine || !utf8.ValidString(got) {
				t.Errorf("%d bytes, or broken: %q", len(got), got)
			}
			if !strings.HasPrefix(got, tc.finding.Rule+": ") || !strings.HasSuffix(got, tc.wantTail) {
				t.Errorf("line %q, want it to end with %q", got, tc.wantTail)
			}
		})
	}
}

func TestARefusalIsBounded(t *testing.T) {
	verdict := policy.Verdict{Result: v1alpha1.VerdictDenied, Findings: append(
		findings(100, v1alpha1.FindingDenied), findings(5, v1alpha1.FindingWarning)...)}
	verdict.Findings[0].Message = strings.Repeat("x", 10_000)
	var status apierrors.APIStatus
	if !errors.As(forbidden("gate", &verdict), &status) {
		t.Fatal("the refusal has no status")
	}
	message, causes := status.Status().Message, status.Status().Details.Causes
	if n := strings.Count(message, "\n- "); n != maxLines || !strings.HasSuffix(message, "\n- +89 more: facegov check") {
		t.Errorf("%d lines: %s", n, message)
	}
	if len(causes) != maxCauses {
		t.Errorf("%d causes", len(causes))
	}
	for _, cause := range causes {
		if len(cause.Message) > maxDetail {
			t.Errorf("a cause of %d bytes", len(cause.Message))
		}
	}
	if want := "LAW/1 (Law, Article 1): it is so Do otherwise."; causes[1].Message != want {
		t.Errorf("cause %q, want %q", causes[1].Message, want)
	}
}

func TestFaultsAreBoundedAndRepeatNoValue(t *testing.T) {
	var faults []policy.Fault
	for i := range 40 {
		faults = append(faults, policy.Fault{Field: fmt.Sprintf("spec.rules[%d]", i), Message: strings.Repeat("y", 2000)})
	}
	err := invalid("RecognitionPolicy", "cn-pipl", faults)
	if !apierrors.IsInvalid(err) {
		t.Fatal(err)
	}
	var status apierrors.APIStatus
	errors.As(err, &status)
	causes := status.Status().Details.Causes
	if len(causes) != maxFaults+1 || !strings.Contains(causes[maxFaults].Message, "24 more faults") {
		t.Errorf("%d causes, the last: %+v", len(causes), causes[len(causes)-1])
	}
	if n := len(err.Error()); n > (maxFaults+1)*(maxDetail+64) {
		t.Errorf("the message has %d bytes", n)
	}
}
