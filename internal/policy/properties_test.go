// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/test/worlds"
)

// manyWorlds runs a check over worlds that nobody would think of, the same ones each time.
func manyWorlds(t *testing.T, check func(t *testing.T, m worlds.Maker, s *facts.Snapshot)) {
	t.Helper()
	for seed := range uint64(300) {
		m := worlds.New(seed)
		laws := []facts.Policy{worlds.Base()}
		for i := range m.IntN(4) {
			laws = append(laws, m.Law(fmt.Sprintf("law-%d", i)))
		}
		t.Run(fmt.Sprintf("world %d", seed), func(t *testing.T) { check(t, m, m.World(laws...)) })
	}
}

var metaNow = metav1.NewTime(worlds.Now)

func actionOrder(a policy.Action) int {
	return slices.Index([]policy.Action{policy.ActionRun, policy.ActionHold, policy.ActionStop, policy.ActionEvict}, a)
}

func encoded(t *testing.T, v policy.Verdict) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTheSameFactsGiveTheSameBytesInAnyOrder(t *testing.T) {
	manyWorlds(t, func(t *testing.T, m worlds.Maker, s *facts.Snapshot) {
		want := encoded(t, policy.Evaluate(s))
		if got := encoded(t, policy.Evaluate(s)); got != want {
			t.Fatalf("twice (-first +second):\n%s", cmp.Diff(want, got))
		}
		m.Shuffle(len(s.Policies), func(i, j int) { s.Policies[i], s.Policies[j] = s.Policies[j], s.Policies[i] })
		m.Shuffle(len(s.Zones), func(i, j int) { s.Zones[i], s.Zones[j] = s.Zones[j], s.Zones[i] })
		m.Shuffle(len(s.Pods), func(i, j int) { s.Pods[i], s.Pods[j] = s.Pods[j], s.Pods[i] })
		m.Shuffle(len(s.Evidence), func(i, j int) { s.Evidence[i], s.Evidence[j] = s.Evidence[j], s.Evidence[i] })
		m.Shuffle(len(s.Exceptions), func(i, j int) { s.Exceptions[i], s.Exceptions[j] = s.Exceptions[j], s.Exceptions[i] })
		if got := encoded(t, policy.Evaluate(s)); got != want {
			t.Errorf("shuffled (-before +after):\n%s", cmp.Diff(want, got))
		}
	})
}

func TestEvaluationChangesNoFact(t *testing.T) {
	manyWorlds(t, func(t *testing.T, _ worlds.Maker, s *facts.Snapshot) {
		before := *s
		before.Deployment, before.Zones = s.Deployment.DeepCopy(), slices.Clone(s.Zones)
		before.Policies, before.Pods = slices.Clone(s.Policies), slices.Clone(s.Pods)
		before.Evidence, before.Exceptions = slices.Clone(s.Evidence), slices.Clone(s.Exceptions)
		policy.Evaluate(s)
		if diff := cmp.Diff(&before, s, cmpopts.IgnoreFields(facts.Policy{}, "Compiled")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAddingALawNeverLoosens(t *testing.T) {
	manyWorlds(t, func(t *testing.T, m worlds.Maker, s *facts.Snapshot) {
		before := policy.Evaluate(s)
		added := m.Law("added")
		s.Policies = append(s.Policies, added)
		after := policy.Evaluate(s)
		if policy.Severity(after.Result) < policy.Severity(before.Result) {
			t.Errorf("%s becomes %s by %+v", before.Result, after.Result, added.Spec)
		}
		if actionOrder(after.Action) < actionOrder(before.Action) {
			t.Errorf("%s becomes %s by %+v", before.Action, after.Action, added.Spec)
		}
		for _, zone := range after.AllowedZones {
			if !slices.Contains(before.AllowedZones, zone) {
				t.Errorf("zone %s is allowed by adding %+v", zone, added.Spec)
			}
		}
	})
}

func TestWhatIsUnknownNeverStarts(t *testing.T) {
	manyWorlds(t, func(t *testing.T, _ worlds.Maker, s *facts.Snapshot) {
		v := policy.Evaluate(s)
		isUnknown := slices.ContainsFunc(v.Findings, func(f v1alpha1.Finding) bool { return f.Result == v1alpha1.FindingUnknown })
		isRefused := slices.ContainsFunc(v.Findings, func(f v1alpha1.Finding) bool { return f.Result == v1alpha1.FindingDenied })
		if (isUnknown || isRefused) && (v.Permitted() || v.MayStart()) {
			t.Errorf("%s, %s with %+v", v.Result, v.Action, notMet(v))
		}
		if len(v.AllowedZones) == 0 && v.MayStart() {
			t.Errorf("starts nowhere: %+v", notMet(v))
		}
		if isRefused && v.Held != nil {
			t.Errorf("held against a refusal: %+v", notMet(v))
		}
		if v.Held != nil && v.Action != policy.ActionHold || v.Action == policy.ActionHold && v.Held == nil {
			t.Errorf("%s with the held verdict %+v", v.Action, v.Held)
		}
	})
}

// TestForgettingAFactNeverPermits takes facts away one at a time: what could not start before cannot start then.
func TestForgettingAFactNeverPermits(t *testing.T) {
	forget := map[string]func(s *facts.Snapshot){
		"the notice":   func(s *facts.Snapshot) { s.Deployment.Spec.Notice = nil },
		"the grounds":  func(s *facts.Snapshot) { s.Deployment.Spec.LawfulBasis = nil },
		"the cameras":  func(s *facts.Snapshot) { s.Deployment.Spec.Sources = nil },
		"the door":     func(s *facts.Snapshot) { s.Deployment.Spec.Door = nil },
		"the places":   func(s *facts.Snapshot) { s.Deployment.Spec.Placement.Zones = nil },
		"the template": func(s *facts.Snapshot) { s.Template = facts.Template{} },
		"a zone":       func(s *facts.Snapshot) { s.Zones[0] = facts.Zone{Name: s.Zones[0].Name} },
		"a venue":      func(s *facts.Snapshot) { s.Zones[1].Spec.Venue = "" },
		"who may enter": func(s *facts.Snapshot) {
			for i := range s.Zones {
				s.Zones[i].Spec.PublicAccess = ""
			}
		},
		"how policies compile": func(s *facts.Snapshot) {
			for i := range s.Policies {
				s.Policies[i].Compiled, s.Policies[i].Broken = nil, "forgotten"
			}
		},
		"the law": func(s *facts.Snapshot) { s.Policies = nil },
		"the documents that loosen": func(s *facts.Snapshot) {
			s.Evidence = slices.DeleteFunc(slices.Clone(s.Evidence), func(e facts.Evidence) bool { return worlds.Loosens(e.Spec.Type) })
		},
		"the exceptions":            func(s *facts.Snapshot) { s.Exceptions = nil },
		"how many people there are": func(s *facts.Snapshot) { s.Deployment.Spec.Subjects.EstimatedCount = nil },
	}
	manyWorlds(t, func(t *testing.T, _ worlds.Maker, s *facts.Snapshot) {
		if v := policy.Evaluate(s); v.MayStart() {
			return
		}
		for what, edit := range forget {
			c := *s
			c.Deployment, c.Zones, c.Policies = s.Deployment.DeepCopy(), slices.Clone(s.Zones), slices.Clone(s.Policies)
			edit(&c)
			if v := policy.Evaluate(&c); v.MayStart() {
				t.Errorf("forgetting %s permits: %+v", what, notMet(v))
			}
		}
	})
}

// TestNothingChangesBeforeItsMoment evaluates just before the next change: the answer is the same.
func TestNothingChangesBeforeItsMoment(t *testing.T) {
	moved := 0
	manyWorlds(t, func(t *testing.T, _ worlds.Maker, s *facts.Snapshot) {
		before := policy.Evaluate(s)
		if before.NextChange.IsZero() {
			return
		}
		if !before.NextChange.After(s.Now) {
			t.Fatalf("the next change %s is not to come", before.NextChange)
		}
		moved++
		// What counts from the first look, such as a grace, is in the status by then.
		s.Deployment.Status.Deadlines, s.Deployment.Status.HeldVerdict = before.Deadlines, before.Held
		s.Deployment.Status.Verdict = before.Result
		if since := s.Deployment.Status.Fallback; since == nil && !s.WayInAnswers() {
			s.Deployment.Status.Fallback = &v1alpha1.FallbackStatus{UnavailableSince: &metaNow}
		}
		s.Now = before.NextChange.Add(-1)
		after := policy.Evaluate(s)
		if diff := cmp.Diff(before, after, cmpopts.IgnoreFields(policy.Verdict{}, "NextChange")); diff != "" {
			t.Errorf("before %s (-first +later):\n%s", before.NextChange, diff)
		}
	})
	if moved < 30 {
		t.Errorf("only %d worlds had anything to wait for", moved)
	}
}
