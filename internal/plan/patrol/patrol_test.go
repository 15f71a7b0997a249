// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package patrol

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

var (
	enrolled = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	before   = enrolled.Add(-time.Hour)
	since    = enrolled.Add(time.Hour)
)

func pod(created time.Time, image string, labels map[string]string) Pod {
	return Pod{Object: Object{Name: "pod", CreatedAt: created, Labels: labels}, Images: []string{"registry.example/c:1", image}}
}

func with(p Pod, change func(*Pod)) Pod {
	change(&p)
	return p
}

func TestWhatCameInMeanwhile(t *testing.T) {
	const server = "registry.example/mirror/exadel/compreface-core:1.2.0"
	governed := map[string]string{v1alpha1.DeploymentLabel: "gate", v1alpha1.ComponentLabel: "recogniser"}
	set := func(owner Owner, labels map[string]string) Facts {
		return Facts{ReplicaSets: []ReplicaSet{{
			Object: Object{Name: "set", CreatedAt: since, Owner: owner}, TemplateLabels: labels,
		}}}
	}
	rule := func(created time.Time, allows bool, owner Owner, labels map[string]string) Facts {
		return Facts{
			Pods: []Pod{pod(since, "", governed)},
			NetworkPolicies: []NetworkPolicy{{
				Object: Object{Name: "rule", CreatedAt: created, Owner: owner}, Allows: allows,
				Selector: metav1.LabelSelector{MatchLabels: labels},
			}},
		}
	}
	none := Owner{}
	tests := map[string]struct {
		facts Facts
		want  []string
	}{
		"a face server without a deployment is removed": {
			Facts{Pods: []Pod{pod(since, server, nil)}}, []string{"remove Pod UngovernedRecogniser"},
		},
		"one that was there before the namespace was enrolled is reported": {
			Facts{Pods: []Pod{pod(before, server, nil)}}, []string{"report Pod UngovernedRecogniser"},
		},
		"a static one is reported": {
			Facts{Pods: []Pod{with(pod(since, server, nil), func(p *Pod) { p.Static = true })}},
			[]string{"report Pod UngovernedRecogniser"},
		},
		"one that is leaving or has ended is left alone": {
			Facts{Pods: []Pod{
				with(pod(since, server, nil), func(p *Pod) { p.Leaving = true }),
				with(pod(since, server, nil), func(p *Pod) { p.Ended = true }),
			}}, nil,
		},
		"an image that only ends like one is nobody's business": {
			Facts{Pods: []Pod{pod(since, "registry.example/notexadel/compreface-core:1", nil)}}, nil,
		},
		"a governed pod is its deployment's business": {Facts{Pods: []Pod{pod(since, server, governed)}}, nil},
		"a static one is reported, because no deployment sends it away": {
			Facts{Pods: []Pod{with(pod(since, "", governed), func(p *Pod) { p.Static = true })}},
			[]string{"report Pod StaticPod"},
		},
		"a pod of a deployment that does not exist is removed": {
			Facts{Pods: []Pod{pod(before, "", map[string]string{v1alpha1.DeploymentLabel: "nothing"})}},
			[]string{"remove Pod Orphaned"},
		},
		"and reported when it is static": {
			Facts{Pods: []Pod{with(pod(since, "", map[string]string{v1alpha1.DeploymentLabel: "nothing"}),
				func(p *Pod) { p.Static = true })}}, []string{"report Pod Orphaned"},
		},
		"a pod of nobody's behind a way in is removed": {
			Facts{Pods: []Pod{pod(since, "", map[string]string{v1alpha1.WayInLabel: "gate"})}},
			[]string{"remove Pod PosesAsFacegov"},
		},
		"and reported when a kubelet runs it": {
			Facts{Pods: []Pod{with(pod(since, "", map[string]string{v1alpha1.WayInLabel: "gate"}),
				func(p *Pod) { p.Static = true })}}, []string{"report Pod PosesAsFacegov"},
		},
		"one of another's ReplicaSet as well": {
			Facts{Pods: []Pod{with(pod(since, "", map[string]string{v1alpha1.WayInLabel: "gate"}),
				func(p *Pod) { p.Owner = Owner{"ReplicaSet", "gate-6d5f"} })}}, []string{"remove Pod PosesAsFacegov"},
		},
		"a pod of the way in stays": {
			Facts{Pods: []Pod{with(pod(since, "", map[string]string{v1alpha1.WayInLabel: "gate"}),
				func(p *Pod) { p.Owner = Owner{"ReplicaSet", "gate-way-in-6d5f"} })}}, nil,
		},
		"a pod of nobody's that passes for a sweep is removed": {
			Facts{Pods: []Pod{pod(since, "", map[string]string{v1alpha1.MountsLabel: "gate"})}},
			[]string{"remove Pod PosesAsFacegov"},
		},
		"a pod of a sweep stays": {
			Facts{Pods: []Pod{with(pod(since, "", map[string]string{v1alpha1.MountsLabel: "gate"}),
				func(p *Pod) { p.Owner = Owner{"Job", "gate-gallery-sweep-1"} })}}, nil,
		},
		"a ReplicaSet of facegov's Deployment stays": {set(Owner{"Deployment", "gate"}, governed), nil},
		"a ReplicaSet of nobody's with facegov's labels is removed": {
			set(none, governed), []string{"remove ReplicaSet ForgedReplicaSet"},
		},
		"so is one of another Deployment": {
			set(Owner{"Deployment", "mine"}, governed), []string{"remove ReplicaSet ForgedReplicaSet"},
		},
		"and one that passes for the way in": {
			set(Owner{"Deployment", "gate"}, map[string]string{v1alpha1.WayInLabel: "gate"}),
			[]string{"remove ReplicaSet ForgedReplicaSet"},
		},
		"the way in's own stays":             {set(Owner{"Deployment", "gate-way-in"}, map[string]string{v1alpha1.WayInLabel: "gate"}), nil},
		"a ReplicaSet of other people stays": {set(none, map[string]string{"app": "shop"}), nil},
		"a NetworkPolicy that allows something to a governed pod is removed": {
			rule(since, true, none, nil), []string{"remove NetworkPolicy OpensGovernedPods"},
		},
		"one that was there before is reported": {
			rule(before, true, none, nil), []string{"report NetworkPolicy OpensGovernedPods"},
		},
		"one that allows nothing stays":          {rule(since, false, none, nil), nil},
		"one for other pods stays":               {rule(since, true, none, map[string]string{"app": "shop"}), nil},
		"one that facegov made for a gate stays": {rule(since, true, Owner{"FaceRecognitionDeployment", "gate"}, nil), nil},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			tc.facts.EnrolledSince, tc.facts.Deployments = enrolled, []string{"gate"}
			tc.facts.KnownImages = []string{"exadel/compreface-"}
			plan := Build(&tc.facts)
			var got []string
			for _, f := range plan.Removals {
				got = append(got, fmt.Sprintf("remove %s %s", f.Kind, f.Reason))
			}
			for _, f := range plan.Reports {
				got = append(got, fmt.Sprintf("report %s %s", f.Kind, f.Reason))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("what follows (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhenEnrolmentIsNotKnownPodsAreLeftAlone(t *testing.T) {
	plan := Build(&Facts{KnownImages: []string{"a/b"}, Pods: []Pod{pod(since, "a/b:1", nil)}})
	if len(plan.Removals) != 0 || len(plan.Reports) != 1 {
		t.Errorf("plan %+v, want one report", plan)
	}
}

func TestOnePassIsBounded(t *testing.T) {
	facts := Facts{EnrolledSince: enrolled, KnownImages: []string{"a/b"}}
	for range MaxRemovals + 1 {
		facts.Pods = append(facts.Pods, pod(since, "a/b:1", nil))
	}
	if plan := Build(&facts); len(plan.Removals) != MaxRemovals || !plan.More {
		t.Errorf("%d removals, more %t; want %d and more", len(plan.Removals), plan.More, MaxRemovals)
	}
}
