// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/client-go/tools/events"
	"sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/audit/guardstatus"
	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/internal/plan/patrol"
	"github.com/facegov/facegov/internal/plan/placement"
	"github.com/facegov/facegov/internal/policy"
)

// series returns the value of every series of facegov's own, by its name and the values of its labels.
func series(t *testing.T) map[string]float64 {
	t.Helper()
	families, err := metrics.Registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]float64{}
	for _, family := range families {
		if !strings.HasPrefix(family.GetName(), "facegov_") {
			continue
		}
		for _, m := range family.GetMetric() {
			name := []string{family.GetName()}
			for _, label := range m.GetLabel() {
				name = append(name, label.GetValue())
			}
			values[strings.Join(name, " ")] = m.GetCounter().GetValue() + m.GetGauge().GetValue()
		}
	}
	return values
}

func TestOnePassIsCounted(t *testing.T) {
	held := &v1alpha1.HeldVerdict{}
	braked := []v1alpha1.Finding{{Rule: "LAW/1", Reason: policy.ReasonEvictionBraked}}
	tests := map[string]struct {
		plan          plan.Plan
		outcome       plan.Outcome
		before, after v1alpha1.FaceRecognitionDeploymentStatus
		want          map[string]float64
	}{
		"two pods are let in": {
			outcome: plan.Outcome{Lifted: []string{"a", "b"}}, want: map[string]float64{"facegov_gates_lifted_total": 2},
		},
		"of two pods one is evicted and one is kept by a budget": {
			plan:    plan.Plan{Evictions: []plan.Eviction{{Name: "a", Manner: placement.MannerEvicted}, {Name: "b"}}},
			outcome: plan.Outcome{Evicted: []string{"a"}, Blocked: []string{"b"}},
			want:    map[string]float64{"facegov_evictions_total Evicted": 1, "facegov_evictions_blocked_total": 1},
		},
		"an intruder is deleted against a budget": {
			plan: plan.Plan{Evictions: []plan.Eviction{
				{Name: "a", Manner: placement.MannerDeleted, Intrusion: placement.IntrusionWithoutWayIn},
			}},
			outcome: plan.Outcome{Evicted: []string{"a"}},
			want: map[string]float64{
				"facegov_evictions_total Deleted": 1, "facegov_intruders_removed_total Pod WithoutWayIn": 1,
			},
		},
		"an edit is put back": {
			outcome: plan.Outcome{Reverted: []string{"CronJob"}},
			want:    map[string]float64{"facegov_edits_reverted_total CronJob": 1},
		},
		"a verdict begins to be held": {
			after: v1alpha1.FaceRecognitionDeploymentStatus{HeldVerdict: held},
			want:  map[string]float64{"facegov_verdicts_held_total": 1},
		},
		"a verdict is still held": {
			before: v1alpha1.FaceRecognitionDeploymentStatus{HeldVerdict: held},
			after:  v1alpha1.FaceRecognitionDeploymentStatus{HeldVerdict: held},
		},
		"a lapse begins to be braked": {
			after: v1alpha1.FaceRecognitionDeploymentStatus{Findings: braked},
			want:  map[string]float64{"facegov_evictions_braked_total": 1},
		},
		"nothing happens": {},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			before := series(t)
			count(&tc.plan, &tc.outcome, &tc.before, &tc.after)
			moved := map[string]float64{}
			for name, value := range series(t) {
				if by := value - before[name]; by != 0 {
					moved[name] = by
				}
			}
			want := tc.want
			if want == nil {
				want = map[string]float64{}
			}
			if diff := cmp.Diff(want, moved); diff != "" {
				t.Errorf("what moved (-want +got):\n%s", diff)
			}
		})
	}
}

// TestEveryMetricIsDocumented keeps docs/reference/metrics.md whole.
func TestEveryMetricIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../docs/reference/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("metrics.go")
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(source), `"facegov_`)
	if len(parts) < 9 {
		t.Fatalf("metrics.go has only %d metrics; are they written elsewhere?", len(parts)-1)
	}
	for _, part := range parts[1:] {
		name, _, _ := strings.Cut(part, `"`)
		if !strings.Contains(string(text), "`facegov_"+name) {
			t.Errorf("facegov_%s is not in docs/reference/metrics.md", name)
		}
	}
}

func TestWhatIsLeftAloneIsCountedUntilItIsGone(t *testing.T) {
	const name = "facegov_intruders_reported Pod maple-court UngovernedRecogniser"
	r := &PatrolReconciler{Events: &events.FakeRecorder{}}
	found := patrol.Finding{Kind: patrol.KindPod, Name: "a", UID: "1", Reason: patrol.ReasonUngoverned}
	other := patrol.Finding{Kind: patrol.KindPod, Name: "b", UID: "2", Reason: patrol.ReasonUngoverned}
	steps := []struct {
		findings []patrol.Finding
		want     float64
	}{{[]patrol.Finding{found, other}, 2}, {[]patrol.Finding{found, other}, 2}, {[]patrol.Finding{other}, 1}, {nil, 0}}
	for i, step := range steps {
		r.report("maple-court", step.findings)
		if got := series(t)[name]; got != step.want {
			t.Errorf("step %d: %v, want %v", i, got, step.want)
		}
	}
}

func TestAMissingGuardIsCountedUntilItIsBack(t *testing.T) {
	const name = "facegov_admission_guard_missing ValidatingAdmissionPolicy facegov-pod-lift"
	r := &AdmissionReconciler{Events: &events.FakeRecorder{}, Alarm: NewAlarm()}
	fault := guardstatus.Fault{
		Key: guardstatus.Key{Kind: "ValidatingAdmissionPolicy", Name: "facegov-pod-lift"}, Says: "is missing",
	}
	for _, faults := range [][]guardstatus.Fault{{fault}, {fault}, nil} {
		condition := guardstatus.Condition(faults, 1)
		r.tell(t.Context(), faults, &condition)
		value, shown := series(t)[name]
		if isMissing := len(faults) > 0; shown != isMissing || r.Alarm.isOn() != isMissing || isMissing && value != 1 {
			t.Errorf("with %d faults: %v, shown %t, alarm %t", len(faults), value, shown, r.Alarm.isOn())
		}
	}
	select {
	case <-r.Alarm.rang:
	default:
		t.Error("nobody heard the alarm")
	}
}
