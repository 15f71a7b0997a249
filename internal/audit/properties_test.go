// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package audit_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/test/schema"
	"github.com/facegov/facegov/test/worlds"
)

// positive are the conditions that are there from the first write on.
var positive = []string{
	v1alpha1.ConditionFallbackAvailable, v1alpha1.ConditionPermitted, v1alpha1.ConditionPlacementAllowed,
	v1alpha1.ConditionPolicyEvaluated, v1alpha1.ConditionReady, v1alpha1.ConditionRetentionEnforced,
}

// manyWorlds runs a check over worlds that nobody would think of, after applying that went well or did not.
func manyWorlds(t *testing.T, check func(t *testing.T, s *facts.Snapshot, o plan.Outcome)) {
	t.Helper()
	outcomes := []plan.Outcome{
		{},
		{},
		{Applied: 3},
		{Failures: []plan.Failure{{Kind: "CronJob", Name: "gate-store-0-sweep", Message: "timeout"}}},
		{Failures: []plan.Failure{{Kind: "Deployment", Name: "gate", Invalid: true, Message: "spec: Invalid value"}}},
	}
	for seed := range uint64(250) {
		m := worlds.New(seed)
		laws := []facts.Policy{worlds.Base()}
		for i := range m.IntN(3) {
			laws = append(laws, m.Law(fmt.Sprintf("law-%d", i)))
		}
		s := m.World(laws...)
		t.Run(fmt.Sprintf("world %d", seed), func(t *testing.T) { check(t, s, outcomes[m.IntN(len(outcomes))]) })
	}
}

func statusFaults(t *testing.T, kind *schema.Kind, s *facts.Snapshot, written v1alpha1.FaceRecognitionDeploymentStatus) []string {
	t.Helper()
	d := s.Deployment.DeepCopy()
	d.Status = written
	faults, err := kind.Faults(d)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(faults, func(fault string) bool { return !strings.HasPrefix(fault, "status") })
}

func TestEveryStatusCanBeWritten(t *testing.T) {
	kind, err := schema.Of("FaceRecognitionDeployment")
	if err != nil {
		t.Fatal(err)
	}
	manyWorlds(t, func(t *testing.T, s *facts.Snapshot, o plan.Outcome) {
		if faults := statusFaults(t, kind, s, decide(s, o).status); len(faults) > 0 {
			t.Errorf("%q", faults)
		}
	})
}

// TestTheLargestStatusCanBeWritten has more of everything than a status holds, in the longest words that the API takes.
func TestTheLargestStatusCanBeWritten(t *testing.T) {
	kind, err := schema.Of("FaceRecognitionDeployment")
	if err != nil {
		t.Fatal(err)
	}
	s := running()
	s.Deployment.Generation = 2
	for i := range 70 {
		s.Policies = append(s.Policies, longLaw(t, i))
	}
	for i := range 60 {
		name := fmt.Sprintf("zone-%02d-%s", i, strings.Repeat("z", 55))
		s.Deployment.Spec.Placement.Zones = append(s.Deployment.Spec.Placement.Zones, name)
	}
	d := decide(s, plan.Outcome{})
	if faults := statusFaults(t, kind, s, d.status); len(faults) > 0 {
		t.Errorf("%q", faults)
	}
	if got := len(d.status.Findings); got != 64 || d.status.FindingsTotal <= 64 || len(d.status.Policies) != 64 {
		t.Errorf("%d findings of %d, %d policies", got, d.status.FindingsTotal, len(d.status.Policies))
	}
	if worst := d.status.Findings[0].Result; worst != v1alpha1.FindingDenied {
		t.Errorf("the worst finding is not first but %s", worst)
	}
}

// longLaw is a law whose every word is as long as the API lets it be.
func longLaw(t *testing.T, i int) facts.Policy {
	t.Helper()
	long := func(n int) string { return fmt.Sprintf("%03d", i) + strings.Repeat("长", n-3) }
	id := func(part string) string {
		return fmt.Sprintf("LAW-%03d/%s", i, part) + strings.Repeat("x", 128-9-len(part))
	}
	text := map[string]v1alpha1.RuleText{"en": {Title: long(256), Remedy: long(512)}}
	spec := v1alpha1.RecognitionPolicySpec{
		Instrument: v1alpha1.Instrument{
			Title: long(512), Authority: "Somebody", Rank: v1alpha1.RankLaw, Status: v1alpha1.InstrumentInForce, Source: "Made up",
		},
		Jurisdictions: []string{"CN"}, Effective: v1alpha1.Effective{From: "2024-01-01", Until: "2027-01-01", TimeZone: "Asia/Shanghai"},
		Rules: []v1alpha1.Rule{
			{ID: id("a"), Article: long(128), Text: text, Requires: v1alpha1.Requirement{
				Type:       v1alpha1.RequirementExpression,
				Expression: &v1alpha1.ExpressionRequirement{CEL: "false", Message: long(512), FieldPath: strings.Repeat("spec.", 51)},
			}},
			{ID: id("b"), Article: long(128), Text: text, Requires: v1alpha1.Requirement{
				Type: v1alpha1.RequirementRetention, Retention: &v1alpha1.RetentionRequirement{Max: fmt.Sprintf("P%dD", 40+i)},
			}},
			{ID: id("c"), Article: long(128), Text: text, Requires: v1alpha1.Requirement{
				Type: v1alpha1.RequirementFallback, Fallback: &v1alpha1.FallbackRequirement{MinMethods: 1 + int32(i%8)},
			}},
		},
	}
	name := fmt.Sprintf("law-%03d-%s", i, strings.Repeat("x", 240))
	compiled, errs := policy.Compile(name, 1, &spec)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return facts.Policy{Name: name, Generation: 1, NewestGeneration: 1, Spec: spec, Compiled: compiled}
}

func TestEveryConditionIsThereAndIsReadAsItIsMeant(t *testing.T) {
	manyWorlds(t, func(t *testing.T, s *facts.Snapshot, o plan.Outcome) {
		d := decide(s, o)
		said := brief(d.status.Conditions)
		for _, kind := range positive {
			if said[kind] == "" {
				t.Errorf("%s is not there", kind)
			}
		}
		if !slices.IsSortedFunc(d.status.Conditions, func(a, b metav1.Condition) int { return strings.Compare(a.Type, b.Type) }) {
			t.Error("the conditions are in no order")
		}
		ready := strings.HasPrefix(said[v1alpha1.ConditionReady], "True")
		_, reconciling := said[v1alpha1.ConditionReconciling]
		_, stalled := said[v1alpha1.ConditionStalled]
		spoken := 0
		for _, speaks := range []bool{ready, reconciling, stalled} {
			if speaks {
				spoken++
			}
		}
		if spoken != 1 {
			t.Errorf("of Ready, Reconciling and Stalled exactly one speaks: %v", said)
		}
		want := status.InProgressStatus
		switch {
		case s.Deployment.DeletionTimestamp != nil:
			want = status.TerminatingStatus
		case d.verdict.Result == v1alpha1.VerdictDenied, stalled:
			want = status.FailedStatus
		case ready:
			want = status.CurrentStatus
		}
		if got := kstatusOf(t, s, d.status); got != want {
			t.Errorf("read as %s, want %s: %v", got, want, said)
		}
		if d.verdict.Result == v1alpha1.VerdictUnknown && (ready || stalled && !strings.Contains(said[v1alpha1.ConditionStalled], "WorkloadInvalid")) {
			t.Errorf("unknown, and %v", said)
		}
	})
}

func TestAnUnchangedWorldGivesTheSameStatus(t *testing.T) {
	manyWorlds(t, func(t *testing.T, s *facts.Snapshot, o plan.Outcome) {
		first := decide(s, o)
		s.Deployment.Status = first.status
		if diff := cmp.Diff(first.status, decide(s, o).status); diff != "" {
			t.Fatalf("at once (-first +second):\n%s", diff)
		}
		later := s.Now.AddDate(0, 2, 0)
		if due := first.plan.RecheckAt; !due.IsZero() {
			later = due.Add(-1)
		}
		s.Now = later
		if diff := cmp.Diff(first.status, decide(s, o).status); diff != "" {
			t.Errorf("at %s (-first +later):\n%s", later, diff)
		}
	})
}

func TestWhatProtectsPeopleOutlivesPermission(t *testing.T) {
	manyWorlds(t, func(t *testing.T, s *facts.Snapshot, o plan.Outcome) {
		d := decide(s, o)
		if w := d.plan.WayIn; w.Deployment == nil || w.Service == nil || w.PodDisruptionBudget == nil || *w.Deployment.Spec.Replicas < 1 {
			t.Errorf("the way in is not whole: %+v", w)
		}
		volumes := 0
		for i := range s.Deployment.Spec.DataStores {
			if s.Deployment.Spec.DataStores[i].Volume != nil {
				volumes++
			}
		}
		if len(d.plan.Sweeps) != volumes {
			t.Errorf("%d sweeps for %d volumes", len(d.plan.Sweeps), volumes)
		}
		if !d.verdict.MayStart() && len(d.plan.Lifts) > 0 {
			t.Errorf("%s lets %+v start", d.verdict.Action, d.plan.Lifts)
		}
		for _, removal := range d.plan.Removals {
			if removal.Kind == "Service" || strings.HasSuffix(removal.Name, "-way-in") {
				t.Errorf("removes %+v", removal)
			}
		}
	})
}
