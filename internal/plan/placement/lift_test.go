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

const digest = "0123456789abcdef0123"

var now = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// snapshot is a deployment that stands in two zones, with a standing way in.
func snapshot(pods ...facts.Pod) *facts.Snapshot {
	return &facts.Snapshot{
		Now: now,
		Deployment: &v1alpha1.FaceRecognitionDeployment{
			ObjectMeta: metav1.ObjectMeta{Name: "north-gate", Namespace: "maple-court"},
			Spec: v1alpha1.FaceRecognitionDeploymentSpec{
				Placement: v1alpha1.Placement{Zones: []string{"gate", "lobby"}},
				Workload:  v1alpha1.Workload{Type: v1alpha1.WorkloadTypeTemplate},
			},
		},
		Zones:    []facts.Zone{{Name: "gate", Found: true}, {Name: "lobby", Found: true}},
		WayIn:    facts.WayIn{Exists: true, Wanted: 2, Ready: 2},
		Workload: facts.Workload{Exists: true, Replicas: 2, ObservedCurrent: true},
		Pods:     pods,
	}
}

// amongNewLaws lets a law have come a second ago.
func amongNewLaws(s *facts.Snapshot) *facts.Snapshot {
	s.Policies = []facts.Policy{{Name: "cn-pipl", Created: s.Now.Add(-time.Second)}}
	return s
}

func gated(name string) facts.Pod {
	return facts.Pod{Name: name, UID: "uid-" + "1", ResourceVersion: "7", Gated: true, TemplateDigest: digest}
}

func verdict(action policy.Action, allowed ...string) *policy.Verdict {
	return &policy.Verdict{Action: action, AllowedZones: allowed}
}

// reference lets a deployment refer to a workload and declare what one claim of it keeps.
func reference(s *facts.Snapshot) {
	s.Deployment.Spec.Workload.Type = v1alpha1.WorkloadTypeReference
	s.Deployment.Spec.DataStores = []v1alpha1.DataStore{{
		Name: "gallery", Type: v1alpha1.DataStoreVolume, Volume: &v1alpha1.VolumeStore{ClaimName: "gallery"},
	}}
}

// mounting is a pod at the gate that mounts claims.
func mounting(name string, claims ...string) facts.Pod {
	pod := gated(name)
	for _, claim := range claims {
		pod.Volumes = append(pod.Volumes, corev1.Volume{Name: claim, VolumeSource: corev1.VolumeSource{
			PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: claim},
		}})
	}
	return pod
}

// required is a node affinity of one term.
func required(expressions ...corev1.NodeSelectorRequirement) *corev1.NodeAffinity {
	return &corev1.NodeAffinity{RequiredDuringSchedulingIgnoredDuringExecution: &corev1.NodeSelector{
		NodeSelectorTerms: []corev1.NodeSelectorTerm{{MatchExpressions: expressions}},
	}}
}

func in(key string, values ...string) corev1.NodeSelectorRequirement {
	return corev1.NodeSelectorRequirement{Key: key, Operator: corev1.NodeSelectorOpIn, Values: values}
}

func inZones(names ...string) corev1.NodeSelectorRequirement {
	return in(v1alpha1.ZoneNodeLabel, names...)
}

func TestLifts(t *testing.T) {
	terminating, running, older := gated("b"), gated("c"), gated("d")
	terminating.Terminating = true
	running.Gated, running.Running, running.Node = false, true, "edge-1"
	older.TemplateDigest = "another"
	foreign := gated("e")
	foreign.OtherGates = []corev1.PodSchedulingGate{{Name: "kueue.x-k8s.io/admission"}}
	foreign.Affinity = required(in("gpu", "yes"))

	lift := Lift{Name: "a", UID: "uid-1", ResourceVersion: "7", NodeAffinity: required(inZones("gate", "lobby"))}
	liftForeign := Lift{
		Name: "e", UID: "uid-1", ResourceVersion: "7",
		NodeAffinity:    required(in("gpu", "yes"), inZones("gate", "lobby")),
		SchedulingGates: foreign.OtherGates,
	}
	run := verdict(policy.ActionRun, "gate", "lobby")
	tests := map[string]struct {
		facts   *facts.Snapshot
		verdict *policy.Verdict
		digest  string
		want    []Lift
	}{
		"a pod at the gate starts":                  {snapshot(gated("a")), run, digest, []Lift{lift}},
		"no pod starts while laws are still coming": {amongNewLaws(snapshot(gated("a"))), run, digest, nil},
		"the gates and conditions of others stay": {
			snapshot(gated("a"), foreign), run, digest, []Lift{lift, liftForeign},
		},
		"a pod that ends, one that runs and one of an older template do not": {
			snapshot(terminating, running, older), run, digest, nil,
		},
		"no pod starts while there is no template to compare with": {
			snapshot(facts.Pod{Name: "a", Gated: true}), run, "", nil,
		},
		"a pod of somebody else's workload has no template to compare with": {
			with(snapshot(older), reference), run, digest,
			[]Lift{{Name: "d", UID: "uid-1", ResourceVersion: "7", NodeAffinity: lift.NodeAffinity}},
		},
		"a pod of somebody else's workload mounts what is declared": {
			with(snapshot(mounting("a", "gallery")), reference), run, "", []Lift{lift},
		},
		"a pod of somebody else's workload mounts what nobody declares": {
			with(snapshot(mounting("a", "gallery", "hoard"), mounting("b", "hoard")), reference), run, "", nil,
		},
		"a pod of an observed workload starts all the same": {
			with(snapshot(mounting("a", "hoard")), reference),
			&policy.Verdict{Action: policy.ActionRun, AllowedZones: []string{"gate", "lobby"}, Observed: true}, "",
			[]Lift{lift},
		},
		"no zone is allowed": {snapshot(gated("a")), verdict(policy.ActionRun), digest, nil},
		"the owner stopped it": {
			with(snapshot(gated("a")), func(s *facts.Snapshot) { s.Deployment.Spec.Suspend = true }), run, digest, nil,
		},
		"it is being deleted": {
			with(snapshot(gated("a")), func(s *facts.Snapshot) {
				s.Deployment.DeletionTimestamp = &metav1.Time{Time: now}
			}), run, digest, nil,
		},
		"what runs is held":     {snapshot(gated("a")), verdict(policy.ActionHold, "gate"), digest, nil},
		"it is refused":         {snapshot(gated("a")), verdict(policy.ActionStop, "gate"), digest, nil},
		"it is refused at once": {snapshot(gated("a")), verdict(policy.ActionEvict, "gate"), digest, nil},
		"the action is one that nobody knows": {
			snapshot(gated("a")), verdict("Perhaps", "gate"), digest, nil,
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, Lifts(tc.facts, tc.verdict, tc.digest)); diff != "" {
				t.Errorf("Lifts (-want +got):\n%s", diff)
			}
		})
	}
}

func with(s *facts.Snapshot, change func(*facts.Snapshot)) *facts.Snapshot {
	change(s)
	return s
}
