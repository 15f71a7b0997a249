// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

// observed is an adopted workload that a law refuses, since so long, and observed until then.
func observed(t testing.TB, since, until time.Duration) *facts.Snapshot {
	t.Helper()
	s := adopted(t, "Deployment")
	s.Policies = append(s.Policies, compiled(t, "soft", law("soft", v1alpha1.RankLaw, rule("SOFT/1", expression("false")))))
	s.Deployment.CreationTimestamp = metav1.NewTime(now.Add(-since))
	s.Deployment.Spec.Observation = &v1alpha1.Observation{Until: metav1.NewTime(now.Add(until))}
	return s
}

func TestAnExistingInstallationIsObserved(t *testing.T) {
	hard := rule("HARD/1", expression("false"))
	hard.Hard = true
	tests := map[string]struct {
		since, until time.Duration
		edit         func(t *testing.T, s *facts.Snapshot)
		action       policy.Action
		ends         time.Duration // from now, zero when nothing is observed
	}{
		"what refuses does not act before its day": {day, 20 * day, nil, policy.ActionRun, 20 * day},
		"what refuses acts on its day":             {day, 0, nil, policy.ActionStop, 0},
		"an observation that is over":              {20 * day, -day, nil, policy.ActionStop, 0},
		"more than thirty days count as thirty":    {20 * day, 300 * day, nil, policy.ActionRun, 10 * day},
		"and are over after thirty":                {30 * day, 300 * day, nil, policy.ActionStop, 0},
		"a deployment that does not exist yet begins now": {0, 40 * day, func(_ *testing.T, s *facts.Snapshot) {
			s.Deployment.CreationTimestamp = metav1.Time{}
		}, policy.ActionRun, 30 * day},
		"a deployment that is made again is as old as its record": {day, 20 * day, func(_ *testing.T, s *facts.Snapshot) {
			s.Record = &v1alpha1.RecognitionRecord{}
			s.Record.CreationTimestamp = metav1.NewTime(now.Add(-25 * day))
		}, policy.ActionRun, 5 * day},
		"a record that is younger changes nothing": {day, 20 * day, func(_ *testing.T, s *facts.Snapshot) {
			s.Record = &v1alpha1.RecognitionRecord{}
			s.Record.CreationTimestamp = metav1.NewTime(now)
		}, policy.ActionRun, 20 * day},
		"what is not known does not act either": {day, 20 * day, func(_ *testing.T, s *facts.Snapshot) {
			s.Policies = s.Policies[:1]
			s.Deployment.Spec.Sources = nil
		}, policy.ActionRun, 20 * day},
		"the hard list acts at once": {day, 20 * day, func(t *testing.T, s *facts.Snapshot) {
			t.Helper()
			s.Policies = append(s.Policies, compiled(t, "hard", law("hard", v1alpha1.RankLaw, hard)))
		}, policy.ActionEvict, 20 * day},
		"a workload that another deployment governed first": {day, 20 * day, func(_ *testing.T, s *facts.Snapshot) {
			s.Reference.Governors = []facts.Governor{{Name: "hall", Older: true}}
		}, policy.ActionStop, 20 * day},
		"a claim that another deployment named first": {day, 20 * day, func(_ *testing.T, s *facts.Snapshot) {
			s.Claimants = []facts.Claimant{{Claim: "gallery", Name: "hall", First: true}}
		}, policy.ActionStop, 20 * day},
		"a younger deployment for the same workload disturbs nothing": {day, 20 * day, func(_ *testing.T, s *facts.Snapshot) {
			s.Reference.Governors = []facts.Governor{{Name: "hall"}}
		}, policy.ActionRun, 20 * day},
		"what facegov renders itself is never observed": {day, 20 * day, func(t *testing.T, s *facts.Snapshot) {
			t.Helper()
			s.Deployment.Spec.Workload = gate().Deployment.Spec.Workload
		}, policy.ActionStop, 0},
		"where nothing refuses nothing is said": {day, 20 * day, func(_ *testing.T, s *facts.Snapshot) {
			s.Policies = s.Policies[:1]
		}, policy.ActionRun, 0},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := observed(t, tc.since, tc.until)
			if tc.edit != nil {
				tc.edit(t, s)
			}
			v := policy.Evaluate(s)
			if v.Action != tc.action || v.Observed != (tc.ends != 0) {
				t.Errorf("%s, observed %t, by %s; want %s", v.Action, v.Observed, v.ActionRule, tc.action)
			}
			if v.Observed && (v.Permitted() || v.Held != nil) {
				t.Errorf("what is observed is called %s, held %v", v.Result, v.Held)
			}
			var ends []time.Duration
			for _, d := range v.Deadlines {
				if d.Rule == "facegov/observation" {
					ends = append(ends, d.DueAt.Sub(now))
				}
			}
			var want []time.Duration
			if tc.ends != 0 {
				want = []time.Duration{tc.ends}
			}
			if diff := cmp.Diff(want, ends); diff != "" {
				t.Errorf("ends of the observation (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatIsObservedSaysTheDayFromWhichItActs(t *testing.T) {
	v := policy.Evaluate(observed(t, day, 20*day))
	end := now.Add(20 * day).UTC().Format(time.RFC3339)
	for _, f := range v.Findings {
		switch f.Rule {
		case "SOFT/1":
			if f.Result != denied || !strings.HasPrefix(f.Message, "From "+end+": ") {
				t.Errorf("%s: %s", f.Result, f.Message)
			}
		case "facegov/observation":
			if f.Result != warning || !strings.Contains(f.Message, end) {
				t.Errorf("%s: %s", f.Result, f.Message)
			}
		}
	}
	if v.Result != v1alpha1.VerdictDenied || len(v.Findings) < 2 || !v.NextChange.Equal(now.Add(20*day)) {
		t.Errorf("%s, %d findings, next change %s", v.Result, len(v.Findings), v.NextChange)
	}
}

// TestZonesOfWhatIsObserved holds that pods may stand where only soft rules refuse, and nowhere else.
func TestZonesOfWhatIsObserved(t *testing.T) {
	hardPlaces := rule("HARD/1", v1alpha1.Requirement{
		Type: v1alpha1.RequirementVenue, Venue: &v1alpha1.VenueRequirement{NotInClasses: []string{"prohibited-private-space"}},
	})
	hardPlaces.Hard = true
	tests := map[string]struct {
		venue            string
		names            []string // that the zone admits
		allowed, refused []string
		action           policy.Action
	}{
		"a venue that is not filled in": {"fill-in", []string{"maple-court"}, []string{"gate"}, nil, policy.ActionRun},
		"a changing room":               {"changing-room", []string{"maple-court"}, nil, []string{"gate"}, policy.ActionEvict},
		"a zone of somebody else's":     {"residential-compound", []string{"another"}, nil, []string{"gate"}, policy.ActionStop},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := observed(t, day, 20*day)
			s.Policies = append(s.Policies, compiled(t, "hard", law("hard", v1alpha1.RankLaw, hardPlaces)))
			s.Zones[0].Spec.Venue = tc.venue
			s.Zones[0].Spec.AllowedNamespaces = &v1alpha1.AllowedNamespaces{From: "Names", Names: tc.names}
			v := policy.Evaluate(s)
			if diff := cmp.Diff([][]string{tc.allowed, tc.refused}, [][]string{v.AllowedZones, v.RefusedZones}, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("zones (-want +got):\n%s", diff)
			}
			if v.Action != tc.action {
				t.Errorf("%s by %s, want %s", v.Action, v.ActionRule, tc.action)
			}
		})
	}
}

func TestAnObservationThatIsTooLongIsRefusedAtAdmission(t *testing.T) {
	for name, tc := range map[string]struct {
		until time.Duration
		want  int
	}{"thirty days": {30 * day, 0}, "a second more": {30*day + time.Second, 1}} {
		d := observed(t, 0, tc.until).Deployment
		if faults := policy.ValidateObservation(d); len(faults) != tc.want {
			t.Errorf("%s: %v", name, faults)
		}
		d.CreationTimestamp = metav1.Time{}
		if faults := policy.ValidateObservation(d); len(faults) != 0 {
			t.Errorf("%s, before the object is: %v", name, faults)
		}
	}
}

func TestTheWordsOfATemplateSayNothing(t *testing.T) {
	s := adopted(t, "Deployment")
	s.Deployment.Spec.ResponsibleParty.Name = "FILL IN: registered name"
	s.Deployment.Spec.Workload.PodSecurity = &v1alpha1.PodSecurity{Profile: "Restricted", Reason: "FILL IN: why"}
	s.Deployment.Spec.Notice = &v1alpha1.Notice{SHA256: strings.Repeat("0", 64)}
	v := policy.Evaluate(s)
	filledIn := brief{"facegov/filled-in", unknown, "NotFilledIn"}
	want := []brief{filledIn, filledIn, filledIn}
	if diff := cmp.Diff(want, notMet(v)); diff != "" || v.MayStart() {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
