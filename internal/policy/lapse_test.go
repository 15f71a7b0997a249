// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

const day = 24 * time.Hour

// TestStartingIsNotLapsing holds what a rule that is not met does at a start, and what it does to what runs unchanged.
func TestStartingIsNotLapsing(t *testing.T) {
	lapse := func(effect v1alpha1.LapseEffect, grace string) *v1alpha1.OnLapse {
		return &v1alpha1.OnLapse{Effect: effect, Grace: grace}
	}
	due := func(what string, at time.Time) []v1alpha1.Deadline {
		return []v1alpha1.Deadline{{Rule: "LAW/1", What: what, DueAt: metav1.NewTime(at)}}
	}
	const suspended, evicted = "the face side is suspended", "the recogniser's pods are evicted"
	tests := map[string]struct {
		cel      string
		hard     bool
		onLapse  *v1alpha1.OnLapse
		runs     bool
		recorded []v1alpha1.Deadline
		want     brief
		action   policy.Action
		wantDue  []v1alpha1.Deadline
	}{
		"a start is refused":                {cel: "false", want: brief{"LAW/1", denied, "ExpressionFalse"}, action: policy.ActionStop},
		"a start with a fact missing waits": {cel: "deployment.notice.url != ''", want: brief{"LAW/1", unknown, "FactMissing"}, action: policy.ActionStop},
		"what runs is warned":               {cel: "false", runs: true, want: brief{"LAW/1", warning, "Lapsed"}, action: policy.ActionRun},
		"what runs with a fact missing is held": {
			cel: "deployment.notice.url != ''", runs: true, want: brief{"LAW/1", unknown, "FactMissing"}, action: policy.ActionHold,
			wantDue: []v1alpha1.Deadline{{Rule: "facegov/held-verdict", What: "the held verdict ends and the recogniser's pods are stopped", DueAt: metav1.NewTime(now.Add(7 * day))}},
		},
		"the hard list acts at once": {cel: "false", hard: true, runs: true, want: brief{"LAW/1", denied, "ExpressionFalse"}, action: policy.ActionEvict},
		"the hard list heeds no milder word": {
			cel: "false", hard: true, onLapse: lapse(v1alpha1.LapseWarn, ""), runs: true,
			want: brief{"LAW/1", denied, "ExpressionFalse"}, action: policy.ActionEvict,
		},
		"a suspension without grace is a minute away, so that all that one cause concerns are on record": {
			cel: "false", onLapse: lapse(v1alpha1.LapseSuspend, ""), runs: true, want: brief{"LAW/1", warning, "Lapsed"},
			action: policy.ActionRun, wantDue: due(suspended, now.Add(time.Minute)),
		},
		"a suspension with grace begins": {
			cel: "false", onLapse: lapse(v1alpha1.LapseSuspend, "P3D"), runs: true, want: brief{"LAW/1", warning, "Lapsed"},
			action: policy.ActionRun, wantDue: due(suspended, now.Add(3*day)),
		},
		"its moment does not move": {
			cel: "false", onLapse: lapse(v1alpha1.LapseSuspend, "P3D"), runs: true, recorded: due(suspended, now.Add(day)),
			want: brief{"LAW/1", warning, "Lapsed"}, action: policy.ActionRun, wantDue: due(suspended, now.Add(day)),
		},
		"and comes": {
			cel: "false", onLapse: lapse(v1alpha1.LapseSuspend, "P3D"), runs: true, recorded: due(suspended, now),
			want: brief{"LAW/1", denied, "Lapsed"}, action: policy.ActionStop, wantDue: due(suspended, now),
		},
		"an eviction after its grace": {
			cel: "false", onLapse: lapse(v1alpha1.LapseEvict, "PT1H"), runs: true, recorded: due(evicted, now.Add(-time.Minute)),
			want: brief{"LAW/1", denied, "Lapsed"}, action: policy.ActionEvict, wantDue: due(evicted, now.Add(-time.Minute)),
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			r := rule("LAW/1", expression(tc.cel))
			r.Hard, r.OnLapse = tc.hard, tc.onLapse
			s := gate(compiled(t, "law", law("law", v1alpha1.RankLaw, r)))
			if tc.runs {
				started(s)
			}
			s.Deployment.Status.Deadlines = tc.recorded
			v := policy.Evaluate(s)
			if diff := cmp.Diff([]brief{tc.want}, notMet(v)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.wantDue, v.Deadlines); diff != "" {
				t.Errorf("deadlines (-want +got):\n%s", diff)
			}
			if v.Action != tc.action {
				t.Errorf("%s, want %s", v.Action, tc.action)
			}
			if wantRule := tc.action == policy.ActionStop || tc.action == policy.ActionEvict; (v.ActionRule == "LAW/1") != wantRule {
				t.Errorf("the action is asked for by %q", v.ActionRule)
			}
		})
	}
}

// lapsing is a gate that runs while a rule lapses whose moment has come.
func lapsing(t *testing.T, due time.Time) *facts.Snapshot {
	t.Helper()
	r := rule("LAW/1", expression("false"))
	r.OnLapse = &v1alpha1.OnLapse{Effect: v1alpha1.LapseEvict, Grace: "PT1H"}
	s := started(gate(compiled(t, "law", law("law", v1alpha1.RankLaw, r))))
	s.Deployment.Status.Verdict = v1alpha1.VerdictPermittedWithObligations
	s.Deployment.Status.Deadlines = []v1alpha1.Deadline{
		{Rule: "LAW/1", What: "the recogniser's pods are evicted", DueAt: metav1.NewTime(due)},
	}
	return s
}

// TestALapseTakesEffectWhileThePlaceIsOpen: now is Saturday 2026-11-21, 12:00 in Shanghai.
func TestALapseTakesEffectWhileThePlaceIsOpen(t *testing.T) {
	monday := time.Date(2026, time.November, 23, 1, 0, 0, 0, time.UTC) // 09:00 in Shanghai
	tests := map[string]struct {
		hours    string
		recorded time.Time
		stopped  bool
		want     policy.Action
		wantDue  time.Time
	}{
		"open now":                     {"Mo-Su 08:00-20:00", now, false, policy.ActionEvict, now},
		"no hours":                     {"", now, false, policy.ActionEvict, now},
		"hours that cannot be read":    {"always", now, false, policy.ActionEvict, now},
		"closed until Monday":          {"Mo-Fr 09:00-18:00", now, false, policy.ActionRun, monday},
		"closed, and its day not come": {"Mo-Fr 09:00-18:00", now.Add(time.Hour), false, policy.ActionRun, now.Add(time.Hour)},
		"closed, and stopped already":  {"Mo-Fr 09:00-18:00", now, true, policy.ActionEvict, now},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := lapsing(t, tc.recorded)
			if tc.stopped {
				s.Deployment.Status.Verdict = v1alpha1.VerdictDenied
			}
			for i := range s.Zones {
				s.Zones[i].Spec.Hours = tc.hours
			}
			v := policy.Evaluate(s)
			var due []time.Time
			for _, d := range v.Deadlines {
				due = append(due, d.DueAt.Time)
			}
			if diff := cmp.Diff([]time.Time{tc.wantDue}, due); diff != "" {
				t.Errorf("deadlines (-want +got):\n%s", diff)
			}
			if v.Action != tc.want || v.Action == policy.ActionEvict && !v.Soft {
				t.Errorf("%s (soft %t), want %s", v.Action, v.Soft, tc.want)
			}
		})
	}
}

func TestTheBrakeHoldsBackWhatWouldStopATown(t *testing.T) {
	at := func(after time.Duration, pods int32, zones ...string) facts.Lapse {
		return facts.Lapse{DueAt: now.Add(after), Pods: pods, Zones: zones}
	}
	tests := map[string]struct {
		fleet    facts.Fleet
		approved string
		stopped  bool
		hard     bool
		want     policy.Action
	}{
		"one of few, in one zone": {facts.Fleet{Pods: 2, Lapses: []facts.Lapse{at(0, 2, "gate")}}, "", false, false, policy.ActionEvict},
		"one of two zones": {
			facts.Fleet{Pods: 90, Lapses: []facts.Lapse{at(0, 2, "gate"), at(time.Hour, 2, "lobby")}}, "", false, false, policy.ActionRun,
		},
		"more than a tenth": {
			facts.Fleet{Pods: 39, Lapses: []facts.Lapse{at(0, 2, "gate"), at(0, 2, "gate")}}, "", false, false, policy.ActionRun,
		},
		"a tenth": {
			facts.Fleet{Pods: 40, Lapses: []facts.Lapse{at(0, 2, "gate"), at(0, 2, "gate")}}, "", false, false, policy.ActionEvict,
		},
		"others weeks ago": {
			facts.Fleet{Pods: 9, Lapses: []facts.Lapse{at(0, 2, "gate"), at(-14*day, 2, "lobby")}}, "", false, false, policy.ActionEvict,
		},
		"many, and a second person approves": {
			facts.Fleet{Pods: 4, Lapses: []facts.Lapse{at(0, 2, "gate"), at(0, 2, "lobby")}}, "LAW/1", false, false, policy.ActionEvict,
		},
		"many, and another rule is approved": {
			facts.Fleet{Pods: 4, Lapses: []facts.Lapse{at(0, 2, "gate"), at(0, 2, "lobby")}}, "LAW/2", false, false, policy.ActionRun,
		},
		"many, and it stands still already": {
			facts.Fleet{Pods: 4, Lapses: []facts.Lapse{at(0, 2, "gate"), at(0, 2, "lobby")}}, "", true, false, policy.ActionEvict,
		},
		"many, by the hard list": {
			facts.Fleet{Pods: 4, Lapses: []facts.Lapse{at(0, 2, "gate"), at(0, 2, "lobby")}}, "", false, true, policy.ActionEvict,
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := lapsing(t, now)
			if tc.hard {
				spec := law("law", v1alpha1.RankLaw, rule("LAW/1", expression("false")))
				spec.Rules[0].Hard = true
				s.Policies = []facts.Policy{compiled(t, "law", spec)}
			}
			s.Fleet = tc.fleet
			s.Deployment.Annotations = map[string]string{v1alpha1.ApproveLapseAnnotation: tc.approved}
			if tc.stopped {
				s.Deployment.Status.Verdict = v1alpha1.VerdictDenied
			}
			v := policy.Evaluate(s)
			if v.Action != tc.want {
				t.Errorf("%s, want %s: %+v", v.Action, tc.want, notMet(v))
			}
			want := []brief{{"LAW/1", warning, policy.ReasonEvictionBraked}}
			if diff := cmp.Diff(want, notMet(v)); tc.want == policy.ActionRun && diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNothingLiftsTheHardList(t *testing.T) {
	until := metav1.NewTime(now.Add(day))
	tests := map[string]struct {
		edit func(s *v1alpha1.RecognitionPolicySpec)
		want policy.Action
	}{
		"as it stands": {func(*v1alpha1.RecognitionPolicySpec) {}, policy.ActionEvict},
		"softened to a warning": {func(s *v1alpha1.RecognitionPolicySpec) {
			s.Enforcement = v1alpha1.EnforcementWarn
		}, policy.ActionEvict},
		"switched off":   {func(s *v1alpha1.RecognitionPolicySpec) { s.Enforcement = v1alpha1.EnforcementOff }, policy.ActionEvict},
		"before its day": {func(s *v1alpha1.RecognitionPolicySpec) { s.Effective.From = "2027-01-01" }, policy.ActionRun},
		"after its end":  {func(s *v1alpha1.RecognitionPolicySpec) { s.Effective.Until = "2026-11-01" }, policy.ActionRun},
		"of a draft that warns": {func(s *v1alpha1.RecognitionPolicySpec) {
			s.Instrument.Status = v1alpha1.InstrumentDraft
		}, policy.ActionRun},
		"of house rules that were put down": {func(s *v1alpha1.RecognitionPolicySpec) {
			s.Instrument.Rank, s.Enforcement = v1alpha1.RankHouse, v1alpha1.EnforcementOff
		}, policy.ActionRun},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			spec := law("law", v1alpha1.RankLaw, rule("LAW/1", expression("false")), rule("LAW/2", expression("false")))
			spec.Softening = &v1alpha1.Softening{Reason: "Because.", Owner: "DPO", Until: until}
			spec.Rules[0].Hard = true
			tc.edit(&spec)
			if v := policy.Evaluate(started(gate(base(t), compiled(t, "law", spec)))); v.Action != tc.want {
				t.Errorf("%s, want %s: %+v", v.Action, tc.want, notMet(v))
			}
		})
	}
}

func TestAnEditIsAStart(t *testing.T) {
	s := started(gate(compiled(t, "law", law("law", v1alpha1.RankLaw, rule("LAW/1", expression("false"))))))
	s.Deployment.Generation = 2
	if v := policy.Evaluate(s); v.Result != v1alpha1.VerdictDenied || v.Action != policy.ActionStop {
		t.Errorf("%s, %s", v.Result, v.Action)
	}
}

func TestALawWhoseDayHasNotComeWarnsAndSaysTheDay(t *testing.T) {
	spec := law("law", v1alpha1.RankLaw, rule("LAW/1", expression("false")))
	spec.Effective.From, spec.Rules[0].Hard = "2027-01-01", true
	v := policy.Evaluate(gate(base(t), compiled(t, "law", spec)))
	if len(v.Findings) == 0 || v.Findings[0].Message != "From 2027-01-01: LAW/1: It is not so." || !v.MayStart() {
		t.Errorf("%+v", v.Findings)
	}
	if want := time.Date(2026, time.December, 31, 16, 0, 0, 0, time.UTC); !v.NextChange.Equal(want) {
		t.Errorf("next change %s, want %s", v.NextChange, want)
	}
}

func TestWhatRunsIsHeldWhileInputsAreBroken(t *testing.T) {
	broken := func(s *facts.Snapshot) {
		s.Policies = append(s.Policies, facts.Policy{
			Name: "house", Spec: v1alpha1.RecognitionPolicySpec{Jurisdictions: []string{"CN"}}, Broken: "spec.rules[0]: no.",
		})
	}
	since := func(d time.Duration) *v1alpha1.HeldVerdict {
		return &v1alpha1.HeldVerdict{
			Verdict: v1alpha1.VerdictPermitted, Since: metav1.NewTime(now.Add(-d)), Until: metav1.NewTime(now.Add(7*day - d)),
		}
	}
	tests := map[string]struct {
		edit   func(s *facts.Snapshot)
		action policy.Action
		until  time.Time
	}{
		"a broken policy":  {broken, policy.ActionHold, now.Add(7 * day)},
		"a missing zone":   {func(s *facts.Snapshot) { s.Zones[0].Found = false }, policy.ActionHold, now.Add(7 * day)},
		"a venue unlearnt": {func(s *facts.Snapshot) { s.Zones[0].Spec.Venue = "bathroom" }, policy.ActionHold, now.Add(7 * day)},
		"no law any more":  {func(s *facts.Snapshot) { s.Policies = nil }, policy.ActionHold, now.Add(7 * day)},
		"a missing zone after an edit: the zone broke, not the deployment": {func(s *facts.Snapshot) {
			s.Zones[0].Found = false
			s.Deployment.Generation = 2
		}, policy.ActionHold, now.Add(7 * day)},
		"a hold that began goes on, and does not move": {func(s *facts.Snapshot) {
			broken(s)
			s.Deployment.Status.Verdict, s.Deployment.Status.HeldVerdict = v1alpha1.VerdictUnknown, since(3*day)
		}, policy.ActionHold, now.Add(4 * day)},
		"after seven days it is over": {func(s *facts.Snapshot) {
			broken(s)
			s.Deployment.Status.Verdict, s.Deployment.Status.HeldVerdict = v1alpha1.VerdictUnknown, since(7*day)
		}, policy.ActionStop, time.Time{}},
		"once over, it does not begin again": {func(s *facts.Snapshot) {
			broken(s)
			s.Deployment.Status.Verdict = v1alpha1.VerdictUnknown
		}, policy.ActionStop, time.Time{}},
		"what was denied is not held": {func(s *facts.Snapshot) {
			broken(s)
			s.Deployment.Status.Verdict = v1alpha1.VerdictDenied
		}, policy.ActionStop, time.Time{}},
		"what does not run is not held": {func(s *facts.Snapshot) {
			broken(s)
			s.Pods = nil
		}, policy.ActionStop, time.Time{}},
		"a refusal is not held against": {func(s *facts.Snapshot) {
			broken(s)
			s.Zones[0].Spec.AllowedNamespaces = nil
		}, policy.ActionStop, time.Time{}},
		"an edit that leaves a fact out is not held": {func(s *facts.Snapshot) {
			broken(s)
			s.Deployment.Generation, s.Deployment.Spec.Sources = 2, nil
		}, policy.ActionStop, time.Time{}},
		"the way in itself is never held against": {func(s *facts.Snapshot) {
			broken(s)
			s.WayIn.Ready, s.Pods[0].FallbackReady = 0, false
			s.Deployment.Spec.Fallback.Methods = s.Deployment.Spec.Fallback.Methods[:1]
			s.Deployment.Status.Fallback = &v1alpha1.FallbackStatus{UnavailableSince: &metav1.Time{Time: now.Add(-time.Hour)}}
		}, policy.ActionStop, time.Time{}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := started(gate(base(t)))
			tc.edit(s)
			v := policy.Evaluate(s)
			if v.Action != tc.action || (v.Held != nil) != (tc.action == policy.ActionHold) || v.MayStart() {
				t.Fatalf("%s, held %v: %+v", v.Action, v.Held, notMet(v))
			}
			if v.Held == nil {
				return
			}
			if !v.Held.Until.Equal(&metav1.Time{Time: tc.until}) || v.Held.Verdict != v1alpha1.VerdictPermitted || v.Held.Because == "" {
				t.Errorf("held %+v, want until %s", v.Held, tc.until)
			}
			if !v.NextChange.Equal(tc.until) {
				t.Errorf("next change %s, want %s", v.NextChange, tc.until)
			}
		})
	}
}

func TestABrokenPolicyIsNeverAbsent(t *testing.T) {
	tests := map[string]struct {
		jurisdictions []string
		want          v1alpha1.Verdict
	}{
		"for here":                             {[]string{"CN"}, v1alpha1.VerdictUnknown},
		"for elsewhere":                        {[]string{"NL"}, v1alpha1.VerdictPermitted},
		"for nobody knows where":               {[]string{"CHN"}, v1alpha1.VerdictUnknown},
		"for elsewhere and nobody knows where": {[]string{"NL", "Narnia"}, v1alpha1.VerdictUnknown},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := gate(base(t))
			s.Policies = append(s.Policies, facts.Policy{
				Name: "broken", Broken: "no", Spec: v1alpha1.RecognitionPolicySpec{Jurisdictions: tc.jurisdictions},
			})
			if v := policy.Evaluate(s); v.Result != tc.want {
				t.Errorf("%s, want %s: %+v", v.Result, tc.want, notMet(v))
			}
		})
	}
}

func TestTheWayInComesFirst(t *testing.T) {
	gone := func(d time.Duration) *v1alpha1.FallbackStatus {
		return &v1alpha1.FallbackStatus{UnavailableSince: &metav1.Time{Time: now.Add(-d)}}
	}
	kiosk := func(s *facts.Snapshot) { s.Deployment.Spec.Fallback.Methods = s.Deployment.Spec.Fallback.Methods[:1] }
	tests := map[string]struct {
		edit     func(s *facts.Snapshot)
		want     []brief
		wantNext time.Time
	}{
		"gone this moment and nothing else left": {kiosk, nil, now.Add(time.Minute)},
		"gone this moment and a card left":       {func(*facts.Snapshot) {}, nil, now.Add(time.Minute)},
		"gone for its grace and nothing else left": {func(s *facts.Snapshot) {
			kiosk(s)
			s.Deployment.Status.Fallback = gone(time.Minute)
		}, []brief{{"facegov/way-in-available", unknown, "WayInUnavailable"}}, time.Time{}},
		"gone for its grace and a card left": {func(s *facts.Snapshot) {
			s.Deployment.Status.Fallback = gone(time.Minute)
		}, []brief{{"facegov/way-in-available", warning, "WayInUnavailable"}}, time.Time{}},
		"gone for its grace and a person by day alone": {func(s *facts.Snapshot) {
			s.Deployment.Spec.Fallback.Methods[1] = v1alpha1.FallbackMethod{Type: v1alpha1.FallbackStaff, Hours: "Mo-Su 08:00-20:00"}
			s.Deployment.Status.Fallback = gone(time.Minute)
		}, []brief{{"facegov/way-in-available", unknown, "WayInUnavailable"}}, time.Time{}},
		"a grace of its own": {func(s *facts.Snapshot) {
			kiosk(s)
			s.Deployment.Spec.Fallback.Grace, s.Deployment.Status.Fallback = "PT10M", gone(9*time.Minute)
		}, nil, now.Add(time.Minute)},
		"a sidecar answers": {func(s *facts.Snapshot) {
			kiosk(s)
			s.Pods, s.Deployment.Status.Fallback = []facts.Pod{{Name: "gate-1", FallbackReady: true}}, gone(time.Hour)
		}, nil, time.Time{}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := gate(base(t))
			s.WayIn.Ready = 0
			tc.edit(s)
			v := policy.Evaluate(s)
			if diff := cmp.Diff(tc.want, notMet(v)); diff != "" || !v.NextChange.Equal(tc.wantNext) {
				t.Errorf("next change %s, findings (-want +got):\n%s", v.NextChange, diff)
			}
		})
	}
}
