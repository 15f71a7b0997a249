// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package plan

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

func TestADeploymentThatCannotBeScaledDownIsRemoved(t *testing.T) {
	removed := []Removal{{Kind: "Deployment", Name: "north-gate"}}
	gone := func(s *facts.Snapshot) { s.Workload = facts.Workload{} }
	quiet := func(s *facts.Snapshot) { s.Pods = nil }
	tests := map[string]struct {
		action  policy.Action
		changes []func(*facts.Snapshot)
		want    []Removal
	}{
		"one that is scaled down stays":                 {policy.ActionStop, nil, nil},
		"refused with a template that does not decode":  {policy.ActionStop, []func(*facts.Snapshot){unreadable}, removed},
		"held with such a template it stays as it is":   {policy.ActionHold, []func(*facts.Snapshot){unreadable}, nil},
		"permitted with such a template too":            {policy.ActionRun, []func(*facts.Snapshot){unreadable}, nil},
		"unless its owner stops it":                     {policy.ActionRun, []func(*facts.Snapshot){unreadable, suspended}, removed},
		"or deletes it":                                 {policy.ActionHold, []func(*facts.Snapshot){unreadable, deleted(time.Hour)}, removed},
		"one that is not there":                         {policy.ActionStop, []func(*facts.Snapshot){unreadable, gone}, nil},
		"at once: eviction goes first":                  {policy.ActionEvict, []func(*facts.Snapshot){unreadable}, nil},
		"at once: when nothing runs":                    {policy.ActionEvict, []func(*facts.Snapshot){unreadable, quiet}, removed},
		"at once: when pods are overdue":                {policy.ActionEvict, []func(*facts.Snapshot){unreadable, evictedFor(time.Minute)}, removed},
		"another's workload has taken its place":        {policy.ActionRun, []func(*facts.Snapshot){asReference("StatefulSet", "faces")}, removed},
		"one of the same name and another kind too":     {policy.ActionRun, []func(*facts.Snapshot){asReference("StatefulSet", "north-gate")}, removed},
		"another has taken over the Deployment as such": {policy.ActionRun, []func(*facts.Snapshot){asReference("Deployment", "north-gate")}, nil},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got := Build(snapshot(tc.changes...), verdictOf(tc.action), settings).Removals
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("removals (-want +got):\n%s", diff)
			}
		})
	}
}

func TestASweepGoesBeforeTheJobThatEmptiedItsStore(t *testing.T) {
	s := snapshot(func(s *facts.Snapshot) {
		s.Retired = []facts.RetiredStore{{Name: "old", ClaimName: "old"}}
		s.Erasures = []facts.Erasure{{Store: "old", Finished: true, Verified: true}}
	})
	want := []Removal{{Kind: "CronJob", Name: "north-gate-old-sweep"}, {Kind: "Job", Name: "north-gate-old-erase"}}
	if diff := cmp.Diff(want, Build(s, verdictOf(policy.ActionStop), settings).Removals); diff != "" {
		t.Errorf("removals (-want +got):\n%s", diff)
	}
}
