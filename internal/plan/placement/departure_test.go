// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package placement

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

func running(name, zone string) facts.Pod {
	return facts.Pod{Name: name, UID: "uid-1", Node: "edge-1", Zone: zone, Running: true, NodeReachable: true}
}

func terminating(pod facts.Pod) facts.Pod {
	pod.Terminating = true
	return pod
}

// pending passed the gate and is not bound.
func pending(name string, zones ...string) facts.Pod {
	return facts.Pod{Name: name, UID: "uid-1", Affinity: facts.Narrow(nil, zones)}
}

// since is an eviction that began so long ago.
func since(ago time.Duration) func(*facts.Snapshot) {
	return func(s *facts.Snapshot) {
		s.Deployment.Status.Placement = &v1alpha1.PlacementStatus{
			LastEviction: &v1alpha1.Eviction{StartedAt: metav1.NewTime(now.Add(-ago))},
		}
	}
}

func withoutWayIn(s *facts.Snapshot) { s.WayIn.Ready = 0 }

// budgeted has a PodDisruptionBudget be about it.
func budgeted(pod facts.Pod) facts.Pod {
	pod.Budgeted = true
	return pod
}

// rendered has a template that facegov can render, so that it can scale the workload.
func rendered(s *facts.Snapshot) { s.Template.Spec = &corev1.PodSpec{} }

func evictions(how Manner, names ...string) []Eviction {
	var asked []Eviction
	for _, name := range names {
		asked = append(asked, Eviction{Name: name, UID: "uid-1", Manner: how})
	}
	return asked
}

type departureCase struct {
	pods    []facts.Pod
	changes []func(*facts.Snapshot)
	verdict *policy.Verdict
	want    Departure
}

func (tc departureCase) run(t *testing.T) {
	s := snapshot(tc.pods...)
	for _, change := range tc.changes {
		change(s)
	}
	if diff := cmp.Diff(tc.want, Depart(s, tc.verdict, digest)); diff != "" {
		t.Errorf("Depart (-want +got):\n%s", diff)
	}
}

func TestWhatIsOnTheHardListLeavesAtOnce(t *testing.T) {
	evict := &policy.Verdict{Action: policy.ActionEvict, ActionRule: "CN-FRT-2025/13.private"}
	leaving := func(names ...string) Departure {
		return Departure{Leaving: names, Rule: evict.ActionRule, RecheckAt: now.Add(nextLook)}
	}
	asked := func(how Manner, names ...string) Departure {
		d := leaving(names...)
		d.Evictions = evictions(how, names...)
		return d
	}
	ended := running("e", "gate")
	ended.Running = false
	pod, guarded := []facts.Pod{running("a", "gate")}, []facts.Pod{budgeted(running("a", "gate"))}
	atNothing := func(observed bool) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) { s.Workload.Replicas, s.Workload.ObservedCurrent = 0, observed }
	}
	reference := func(s *facts.Snapshot) { s.Deployment.Spec.Workload.Type = v1alpha1.WorkloadTypeReference }
	broken := func(s *facts.Snapshot) { s.Template = facts.Template{Error: "unknown field"} }
	gone := func(s *facts.Snapshot) { s.Workload = facts.Workload{} }
	over := func(s *facts.Snapshot) {
		s.Deployment.Status.Placement.LastEviction.FinishedAt = &metav1.Time{Time: now.Add(-time.Minute)}
	}
	tests := map[string]struct {
		pods    []facts.Pod
		changes []func(*facts.Snapshot)
		want    Departure
	}{
		"nothing is there": {},
		"what runs and what could be bound any moment goes with its workload": {
			pods: []facts.Pod{running("a", "gate"), pending("b", "gate"), gated("c"), ended},
			want: asked(MannerScaled, "a", "b", "e"),
		},
		"a pod with a budget is evicted": {pods: guarded, want: asked(MannerEvicted, "a")},
		"and then its workload is not scaled, so the others are deleted": {
			pods: []facts.Pod{budgeted(running("a", "gate")), running("b", "gate")},
			want: func() Departure {
				d := leaving("a", "b")
				d.Evictions = append(evictions(MannerEvicted, "a"), evictions(MannerDeleted, "b")...)
				return d
			}(),
		},
		"a pod of somebody else's workload is deleted": {
			pods: pod, changes: []func(*facts.Snapshot){reference}, want: asked(MannerDeleted, "a"),
		},
		"and so is one whose template cannot be rendered": {
			pods: pod, changes: []func(*facts.Snapshot){broken}, want: asked(MannerDeleted, "a"),
		},
		"and one whose workload is gone": {pods: pod, changes: []func(*facts.Snapshot){gone}, want: asked(MannerDeleted, "a")},
		"while the way in is not there, what runs waits": {
			pods: pod, changes: []func(*facts.Snapshot){withoutWayIn}, want: leaving("a"),
		},
		"and it still waits a moment before the bound": {
			pods: pod, changes: []func(*facts.Snapshot){withoutWayIn, since(29 * time.Second)}, want: leaving("a"),
		},
		"leaving is free without facegov, so it goes on at the bound": {
			pods: pod, changes: []func(*facts.Snapshot){withoutWayIn, since(30 * time.Second)}, want: asked(MannerDeleted, "a"),
		},
		"a workload that was scaled has a moment to delete its pods": {
			pods: pod, changes: []func(*facts.Snapshot){atNothing(true), since(time.Second)}, want: asked(MannerScaled, "a"),
		},
		"what it has not come to by then is deleted": {
			pods: pod, changes: []func(*facts.Snapshot){atNothing(true), since(2 * time.Second)}, want: asked(MannerDeleted, "a"),
		},
		"but not before its controller has seen it, which would make others in their place": {
			pods: pod, changes: []func(*facts.Snapshot){atNothing(false), since(29 * time.Second)}, want: asked(MannerScaled, "a"),
		},
		"unless that takes too long": {
			pods: pod, changes: []func(*facts.Snapshot){atNothing(false), since(30 * time.Second)}, want: asked(MannerDeleted, "a"),
		},
		"a budget is respected before the bound": {
			pods: guarded, changes: []func(*facts.Snapshot){since(29 * time.Second)}, want: asked(MannerEvicted, "a"),
		},
		"a budget is not respected for longer": {
			pods: guarded, changes: []func(*facts.Snapshot){since(30 * time.Second)}, want: asked(MannerDeleted, "a"),
		},
		"an eviction that is over does not count": {
			pods: guarded, changes: []func(*facts.Snapshot){since(time.Hour), over}, want: asked(MannerEvicted, "a"),
		},
		"a pod that ends is not asked again, and counts until it is gone": {
			pods:    []facts.Pod{terminating(running("a", "gate"))},
			changes: []func(*facts.Snapshot){since(10 * time.Second)},
			want:    Departure{Leaving: []string{"a"}, Rule: evict.ActionRule},
		},
		"a pod that ended by itself was not sent away": {pods: []facts.Pod{terminating(running("a", "gate"))}},
	}
	for name, tc := range tests {
		t.Run(name, departureCase{
			pods: tc.pods, changes: append([]func(*facts.Snapshot){rendered}, tc.changes...), verdict: evict, want: tc.want,
		}.run)
	}
}

func TestWhatStandsInTheWrongPlaceLeaves(t *testing.T) {
	const rule = "CN-FRT-2025/13.private"
	run := verdict(policy.ActionRun, "gate")
	run.RefusedZones = []string{"lobby"}
	run.Findings = []v1alpha1.Finding{
		{Rule: "mild", Result: v1alpha1.FindingPermitted, FieldPath: "spec.placement.zones[1]"},
		{Rule: "elsewhere", Result: v1alpha1.FindingWarning, FieldPath: "spec.placement.zones[0]"},
		{Rule: rule, Result: v1alpha1.FindingWarning, FieldPath: "spec.placement.zones[1]"},
	}
	hold := *run
	hold.Action = policy.ActionHold
	missing := *run
	missing.MissingZones, missing.UnknownZones = []string{"lobby"}, []string{"lobby"}
	soon := now.Add(nextLook)
	leaves := func(rule string) Departure {
		return Departure{Leaving: []string{"a"}, Rule: rule, Evictions: evictions(MannerDeleted, "a"), RecheckAt: soon}
	}
	overlap := func(s *facts.Snapshot) { s.Zones[0].Overlapping = []string{"edge-1"} }
	heldUnknown := hold
	heldUnknown.UnknownZones = []string{"lobby"}
	tests := map[string]departureCase{
		"in an allowed zone it stays":    {pods: []facts.Pod{running("a", "gate")}, verdict: run},
		"in a refused zone it leaves":    {pods: []facts.Pod{running("a", "lobby")}, verdict: run, want: leaves(rule)},
		"in a zone never asked for, too": {pods: []facts.Pod{running("a", "mall")}, verdict: run, want: leaves(ruleDeclared)},
		"by force after the bound": {
			pods: []facts.Pod{running("a", "lobby")}, verdict: run, changes: []func(*facts.Snapshot){since(time.Minute)},
			want: Departure{Leaving: []string{"a"}, Rule: rule, Evictions: evictions(MannerDeleted, "a"), RecheckAt: soon},
		},
		"in no zone it leaves": {pods: []facts.Pod{running("a", "")}, verdict: run, want: leaves(ruleDeclared)},
		"in no zone while one is missing it is held": {
			pods: []facts.Pod{running("a", "")}, verdict: &missing,
		},
		"in a zone that is missing and still on the node's label it is held": {
			pods: []facts.Pod{running("a", "lobby")}, verdict: &missing,
		},
		"on a node that two zones claim it is held": {
			pods: []facts.Pod{running("a", "")}, verdict: run, changes: []func(*facts.Snapshot){overlap},
		},
		"bound for an allowed zone it stays": {pods: []facts.Pod{pending("a", "gate")}, verdict: run},
		"bound for a zone that has been refused since it leaves": {
			pods: []facts.Pod{pending("a", "gate", "lobby")}, verdict: run, want: leaves(ruleDeclared),
		},
		"at the gate it does nothing":               {pods: []facts.Pod{gated("a")}, verdict: run},
		"held in a refused zone it leaves":          {pods: []facts.Pod{running("a", "lobby")}, verdict: &hold, want: leaves(rule)},
		"held in a zone never asked for it stays":   {pods: []facts.Pod{running("a", "mall")}, verdict: &hold},
		"held in no zone it stays":                  {pods: []facts.Pod{running("a", "")}, verdict: &hold},
		"held in a zone that is not known it stays": {pods: []facts.Pod{running("a", "lobby")}, verdict: &heldUnknown},
		"held and bound for a refused zone, stays":  {pods: []facts.Pod{pending("a", "lobby")}, verdict: &hold},
	}
	for name, tc := range tests {
		t.Run(name, tc.run)
	}
}

// TestWhatWasThereBeforeItWasGoverned: pods of somebody else's workload that were there before run on until something is
// refused. What is merely not known yet sends nobody away on the first day.
func TestWhatWasThereBeforeItWasGoverned(t *testing.T) {
	was := func(pods ...facts.Pod) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) {
			s.Deployment.Spec.Workload.Type = v1alpha1.WorkloadTypeReference
			s.Reference.Ungoverned = pods
		}
	}
	suspend := func(s *facts.Snapshot) { s.Deployment.Spec.Suspend = true }
	deleting := func(s *facts.Snapshot) { s.Deployment.DeletionTimestamp = &metav1.Time{Time: now} }
	here := was(running("a", "gate"))
	run := verdict(policy.ActionRun, "gate")
	refusing := *run
	refusing.RefusedZones = []string{"lobby"}
	refused := &policy.Verdict{Result: v1alpha1.VerdictDenied, Action: policy.ActionStop, ActionRule: "CN-PIPL/26"}
	unknown := &policy.Verdict{Result: v1alpha1.VerdictUnknown, Action: policy.ActionStop}
	hard := &policy.Verdict{Result: v1alpha1.VerdictDenied, Action: policy.ActionEvict, ActionRule: "CN-FRT-2025/13.private"}
	leaves := func(rule string) Departure {
		return Departure{Leaving: []string{"a"}, Rule: rule, Evictions: evictions(MannerDeleted, "a"), RecheckAt: now.Add(nextLook)}
	}
	tests := map[string]departureCase{
		"permitted":         {verdict: run, changes: []func(*facts.Snapshot){here}},
		"outside its zones": {verdict: run, changes: []func(*facts.Snapshot){was(running("a", "mall"))}},
		"in a refused zone": {verdict: &refusing, changes: []func(*facts.Snapshot){was(running("a", "lobby"))}, want: leaves(ruleDeclared)},
		"refused":           {verdict: refused, changes: []func(*facts.Snapshot){here}, want: leaves(refused.ActionRule)},
		"not known":         {verdict: unknown, changes: []func(*facts.Snapshot){here}},
		"not known when an observation is over": {
			verdict: unknown, want: leaves(""),
			changes: []func(*facts.Snapshot){here, func(s *facts.Snapshot) { s.Deployment.Spec.Observation = &v1alpha1.Observation{} }},
		},
		"held":                          {verdict: verdict(policy.ActionHold), changes: []func(*facts.Snapshot){here}},
		"on the hard list":              {verdict: hard, changes: []func(*facts.Snapshot){here}, want: leaves(hard.ActionRule)},
		"stopped by its owner":          {verdict: run, changes: []func(*facts.Snapshot){here, suspend}, want: leaves("")},
		"the deployment goes":           {verdict: run, changes: []func(*facts.Snapshot){here, deleting}},
		"refused and the pod is ending": {verdict: refused, changes: []func(*facts.Snapshot){was(terminating(running("a", "gate")))}},
	}
	for name, tc := range tests {
		t.Run(name, tc.run)
	}
}

func TestWhatIsScaledDownIsNotEvicted(t *testing.T) {
	stop := &policy.Verdict{Action: policy.ActionStop, ActionRule: "CN-PIPL/26"}
	run := verdict(policy.ActionRun, "gate")
	pod := []facts.Pod{running("a", "gate")}
	soon := now.Add(nextLook)
	leaves := func(rule string) Departure {
		return Departure{Leaving: []string{"a"}, Rule: rule, Evictions: evictions(MannerDeleted, "a"), RecheckAt: soon}
	}
	reference := func(s *facts.Snapshot) { s.Deployment.Spec.Workload.Type = v1alpha1.WorkloadTypeReference }
	suspend := func(s *facts.Snapshot) { s.Deployment.Spec.Suspend = true }
	deleting := func(s *facts.Snapshot) { s.Deployment.DeletionTimestamp = &metav1.Time{Time: now} }
	atNothing := func(s *facts.Snapshot) { s.Workload.Replicas = 0 }
	tests := map[string]departureCase{
		"refused":         {pods: pod, verdict: stop},
		"stopped":         {pods: pod, verdict: run, changes: []func(*facts.Snapshot){suspend}},
		"deleted":         {pods: pod, verdict: run, changes: []func(*facts.Snapshot){deleting}},
		"on its way down": {pods: []facts.Pod{terminating(pod[0])}, verdict: stop, changes: []func(*facts.Snapshot){atNothing}},
		"scaled down and not seen yet": {pods: pod, verdict: stop, changes: []func(*facts.Snapshot){
			atNothing, func(s *facts.Snapshot) { s.Workload.ObservedCurrent = false },
		}},
		"but what stays when all is scaled down leaves": {
			pods: pod, verdict: stop, changes: []func(*facts.Snapshot){atNothing}, want: leaves(stop.ActionRule),
		},
		"and what no Deployment of facegov's owns": {
			pods: pod, verdict: stop, want: leaves(stop.ActionRule),
			changes: []func(*facts.Snapshot){func(s *facts.Snapshot) { s.Workload = facts.Workload{} }},
		},
		"and what somebody else's workload owns": {
			pods: pod, verdict: stop, changes: []func(*facts.Snapshot){reference}, want: leaves(stop.ActionRule),
		},
		"also when its owner stops it": {
			pods: pod, verdict: run, changes: []func(*facts.Snapshot){reference, suspend}, want: leaves(""),
		},
		"an action that nobody knows stops": {
			pods: pod, verdict: verdict("Perhaps", "gate"), changes: []func(*facts.Snapshot){reference}, want: leaves(""),
		},
	}
	for name, tc := range tests {
		t.Run(name, tc.run)
	}
}

func TestALapseWaitsForTheWayIn(t *testing.T) {
	evict := func(soft bool) *policy.Verdict {
		return &policy.Verdict{Action: policy.ActionEvict, ActionRule: "CN-PIPL/28", Soft: soft}
	}
	started := metav1.NewTime(now.Add(-patience))
	overdue := func(s *facts.Snapshot) {
		s.Deployment.Status.Placement = &v1alpha1.PlacementStatus{LastEviction: &v1alpha1.Eviction{StartedAt: started}}
	}
	tests := map[string]struct {
		verdict *policy.Verdict
		change  func(*facts.Snapshot)
		want    []Eviction
	}{
		"the hard list has waited long enough": {evict(false), withoutWayIn, evictions(MannerDeleted, "a")},
		"a lapse waits on":                     {evict(true), withoutWayIn, nil},
		"until the way in is there":            {evict(true), func(*facts.Snapshot) {}, evictions(MannerDeleted, "a")},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := snapshot(running("a", "gate"))
			overdue(s)
			tc.change(s)
			if diff := cmp.Diff(tc.want, Depart(s, tc.verdict, digest).Evictions); diff != "" {
				t.Errorf("evictions (-want +got):\n%s", diff)
			}
		})
	}
}
