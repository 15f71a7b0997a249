// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policystatus

import (
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy"
)

// TestASofteningThatDoesNotCountIsSaid: admission refuses it; this is for what came in while no admission stood.
func TestASofteningThatDoesNotCountIsSaid(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	until := metav1.NewTime(now.Add(time.Hour))
	cases := map[string]struct {
		softening  *v1alpha1.Softening
		wantReady  bool
		wantReason string
	}{
		"a softening that counts": {
			&v1alpha1.Softening{Reason: "New readers come.", Owner: "DPO", Until: until}, true, v1alpha1.ReasonCompiled,
		},
		"a softening by nobody": {
			&v1alpha1.Softening{Reason: "New readers come.", Until: until}, false, v1alpha1.ReasonSofteningIgnored,
		},
		"no word on a softening": {nil, false, v1alpha1.ReasonSofteningIgnored},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			p := &v1alpha1.RecognitionPolicy{ObjectMeta: metav1.ObjectMeta{Name: "law", Generation: 3}}
			p.Spec.Instrument = v1alpha1.Instrument{Title: "A law", Rank: v1alpha1.RankLaw, Status: v1alpha1.InstrumentInForce}
			p.Spec.Effective = v1alpha1.Effective{From: "2020-01-01", TimeZone: "UTC"}
			p.Spec.Enforcement, p.Spec.Softening = v1alpha1.EnforcementWarn, tc.softening
			compiled, errs := policy.Compile(p.Name, p.Generation, &p.Spec)
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			status, _ := Of(Facts{Policy: p, Newest: compiled, InForce: compiled, Now: now})
			ready := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionReady)
			if (ready.Status == metav1.ConditionTrue) != tc.wantReady || ready.Reason != tc.wantReason {
				t.Errorf("Ready is %s, %s: %s", ready.Status, ready.Reason, ready.Message)
			}
			if !tc.wantReady && (!strings.Contains(ready.Message, "Generation 3 is enforced as if it were not softened") ||
				!strings.Contains(ready.Message, "spec.softening.")) {
				t.Errorf("the message does not say what is missing: %s", ready.Message)
			}
			if tc.wantReady == meta.IsStatusConditionTrue(status.Conditions, v1alpha1.ConditionStalled) {
				t.Error("kstatus does not say whether a human is needed")
			}
		})
	}
}
