// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package placement

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

var declared = &corev1.PodSpec{Containers: []corev1.Container{{Name: "recogniser", Image: "r:1"}}}

// asDeclared is a pod whose containers are those of the template, with the way in.
func asDeclared(pod facts.Pod) facts.Pod {
	pod.TemplateDigest = digest
	pod.Origin.Images = map[string]string{"recogniser": "r:1", facts.FallbackContainer: "f:1"}
	return pod
}

func TestIntrusions(t *testing.T) {
	tests := map[string]struct {
		change    func(*facts.Pod)
		reference bool
		want      Intrusion
	}{
		"as it was let in": {func(*facts.Pod) {}, false, IntrusionNone},
		"nobody has looked at the containers": {
			func(p *facts.Pod) { p.Origin.Images = nil }, false, IntrusionNone,
		},
		"static":               {func(p *facts.Pod) { p.Origin = facts.Origin{Static: true, Unowned: true} }, false, IntrusionStatic},
		"of another workload":  {func(p *facts.Pod) { p.Origin.Unowned = true }, false, IntrusionUnowned},
		"without the way in":   {func(p *facts.Pod) { p.Origin.WithoutWayIn = true }, false, IntrusionWithoutWayIn},
		"gate lifted by hand":  {func(p *facts.Pod) { p.Origin.Unnarrowed = true }, false, IntrusionUngated},
		"an image swapped":     {func(p *facts.Pod) { p.Origin.Images["recogniser"] = "r:2" }, false, IntrusionOtherImage},
		"a container added":    {func(p *facts.Pod) { p.Origin.Images["debug"] = "sh:1" }, false, IntrusionOtherImage},
		"a container left out": {func(p *facts.Pod) { delete(p.Origin.Images, "recogniser") }, false, IntrusionOtherImage},
		"of an earlier template": {
			func(p *facts.Pod) { p.TemplateDigest, p.Origin.Images["recogniser"] = "earlier", "r:0" }, false, IntrusionNone,
		},
		"of somebody else's workload, whose template may be newer": {
			func(p *facts.Pod) { p.TemplateDigest, p.Origin.Images["recogniser"] = "", "r:0" }, true, IntrusionNone,
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			pod := asDeclared(running("a", "gate"))
			tc.change(&pod)
			s := snapshot(pod)
			s.Template.Spec = declared
			if tc.reference {
				s.Deployment.Spec.Workload.Type = v1alpha1.WorkloadTypeReference
			}
			if got := IntrusionOf(s, &pod, digest); got != tc.want {
				t.Errorf("intrusion %q, want %q", got, tc.want)
			}
		})
	}
}

func TestWhatFacegovDidNotLetInLeaves(t *testing.T) {
	run := verdict(policy.ActionRun, "gate")
	gone := func(pod facts.Pod, how Intrusion) Departure {
		return Departure{
			Leaving: []string{pod.Name}, Rule: policy.RuleLetIn, RecheckAt: now.Add(nextLook),
			Evictions: []Eviction{{Name: pod.Name, UID: pod.UID, Manner: MannerDeleted, Intrusion: how}},
		}
	}
	intruder, waiting, static := running("a", "gate"), gated("b"), running("c", "gate")
	intruder.Origin.Unnarrowed, waiting.Origin.Unowned, static.Origin.Static = true, true, true
	tests := map[string]struct {
		pod  facts.Pod
		want Departure
	}{
		"also from an allowed zone":                 {intruder, gone(intruder, IntrusionUngated)},
		"also from the gate, which it never passes": {waiting, gone(waiting, IntrusionUnowned)},
		"but no static pod, which would come back":  {static, Departure{}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := snapshot(tc.pod)
			if diff := cmp.Diff(tc.want, Depart(s, run, digest)); diff != "" {
				t.Errorf("departure (-want +got):\n%s", diff)
			}
			if lifts := Lifts(s, run, digest); len(lifts) > 0 {
				t.Errorf("it is let in: %+v", lifts)
			}
		})
	}
	if diff := cmp.Diff([]string{"c"}, Static(snapshot(intruder, static))); diff != "" {
		t.Errorf("static pods (-want +got):\n%s", diff)
	}
}
