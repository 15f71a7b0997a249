// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

// adopted is a good gate whose recogniser is a workload of somebody else's, of which one pod runs.
func adopted(t testing.TB, kind string) *facts.Snapshot {
	t.Helper()
	s := gate(base(t))
	s.Deployment.Spec.Workload = v1alpha1.Workload{
		Type: v1alpha1.WorkloadTypeReference, Reference: &v1alpha1.WorkloadReference{Kind: kind, Name: "frigate"},
	}
	s.Template.Spec.Containers = []corev1.Container{{Name: "frigate", Image: "ghcr.io/blakeblackshear/frigate@sha256:1"}}
	s.Template.Spec.NodeSelector = map[string]string{v1alpha1.ZoneNodeLabel: "gate"}
	s.Reference = facts.Reference{Workload: facts.Workload{Exists: true, Replicas: 1, ObservedCurrent: true}, Pods: 1}
	s.Pods = []facts.Pod{{Name: "frigate-0", Running: true, Node: "node", Zone: "gate", NodeReachable: true}}
	return s
}

func TestWhatIsFoundInAWorkloadOfSomebodyElses(t *testing.T) {
	scratch := corev1.Volume{Name: "scratch", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}}
	tests := map[string]struct {
		kind string
		edit func(s *facts.Snapshot)
		want []brief
		says string // in the first message
	}{
		"it is there and nothing is wrong with it": {"Deployment", func(*facts.Snapshot) {}, nil, ""},
		"it is not there": {"StatefulSet", func(s *facts.Snapshot) {
			s.Reference, s.Template, s.Pods = facts.Reference{}, facts.Template{}, nil
		}, []brief{{"facegov/workload-readable", unknown, "WorkloadMissing"}}, "no StatefulSet frigate in namespace maple-court"},
		"an older deployment governs it": {"Deployment", func(s *facts.Snapshot) {
			s.Reference.Governors = []facts.Governor{{Name: "hall", Older: true}}
		}, []brief{{"facegov/governed-once", denied, "WorkloadGovernedTwice"}}, "hall governs Deployment frigate too and was there first"},
		"a younger deployment governs it": {"Deployment", func(s *facts.Snapshot) {
			s.Reference.Governors = []facts.Governor{{Name: "hall"}}
		}, []brief{{"facegov/governed-once", unknown, "WorkloadGovernedTwice"}}, "hall governs Deployment frigate too"},
		"it mounts what nobody declares": {"StatefulSet", func(s *facts.Snapshot) {
			s.Template.Spec.Volumes = append(s.Template.Spec.Volumes, scratch)
		}, []brief{{"facegov/volumes-declared", unknown, "VolumeUndeclared"}}, "volume scratch"},
		"it runs in the network of its node": {
			"Deployment", func(s *facts.Snapshot) { s.Template.Spec.HostNetwork = true },
			[]brief{{"facegov/pod-security", unknown, "NodeShared"}},
			"the template of Deployment frigate",
		},
		"its image is named by a tag": {"Deployment", func(s *facts.Snapshot) {
			s.Template.Spec.Containers[0].Image = "ghcr.io/blakeblackshear/frigate:stable"
		}, []brief{{"facegov/images-pinned", warning, "ImageNotPinned"}}, "container frigate runs image ghcr.io/blakeblackshear/frigate:stable"},
		"pods run that were there before": {
			"Deployment", func(s *facts.Snapshot) { s.Reference.Pods = 3 },
			[]brief{{"facegov/governed-once", warning, "PodsNotGoverned"}},
			"2 pods of Deployment frigate",
		},
		"a pod that ends is not counted": {"Deployment", func(s *facts.Snapshot) {
			s.Pods[0].Terminating = true
		}, []brief{{"facegov/governed-once", warning, "PodsNotGoverned"}}, "1 pods of Deployment frigate"},
		"a DaemonSet that stays in its zones": {"DaemonSet", func(*facts.Snapshot) {}, nil, ""},
		"a DaemonSet that stays in its zones by affinity": {"DaemonSet", func(s *facts.Snapshot) {
			s.Template.Spec.NodeSelector = nil
			s.Template.Spec.Affinity = &corev1.Affinity{NodeAffinity: facts.Narrow(nil, []string{"gate"})}
		}, nil, ""},
		"a DaemonSet for every node": {
			"DaemonSet", func(s *facts.Snapshot) { s.Template.Spec.NodeSelector = nil },
			[]brief{{"facegov/daemonset-selects-zones", warning, "TemplateMustSelectZone"}},
			"DaemonSet frigate",
		},
		"a DaemonSet for another zone": {
			"DaemonSet", func(s *facts.Snapshot) { s.Template.Spec.NodeSelector[v1alpha1.ZoneNodeLabel] = "lobby" },
			[]brief{{"facegov/daemonset-selects-zones", warning, "TemplateMustSelectZone"}},
			"DaemonSet frigate",
		},
		"a pod of an earlier template waits at the gate": {"Deployment", func(s *facts.Snapshot) {
			s.Pods = append(s.Pods, facts.Pod{Name: "frigate-1", Gated: true, Volumes: []corev1.Volume{scratch}})
			s.Reference.Pods = 2
		}, []brief{{"facegov/volumes-declared", warning, "PodVolumeUndeclared"}}, "pod frigate-1 stays at the gate"},
		"a pod of an earlier template that has passed the gate": {"Deployment", func(s *facts.Snapshot) {
			s.Pods[0].Volumes = []corev1.Volume{scratch}
		}, nil, ""},
		"a pod whose memory is on a disk waits at the gate": {"Deployment", func(s *facts.Snapshot) {
			frames := scratch
			frames.Name = "frames"
			s.Pods = append(s.Pods, facts.Pod{Name: "frigate-1", Gated: true, Volumes: []corev1.Volume{frames}})
			s.Reference.Pods = 2
			frames.EmptyDir = &corev1.EmptyDirVolumeSource{Medium: corev1.StorageMediumMemory}
			s.Template.Spec.Volumes = append(s.Template.Spec.Volumes, frames)
			s.Deployment.Spec.DataStores = append(s.Deployment.Spec.DataStores, v1alpha1.DataStore{
				Name: "frames", Type: v1alpha1.DataStoreMemory, Memory: &v1alpha1.MemoryStore{VolumeName: "frames"},
				Retention: v1alpha1.Retention{Max: "PT1M"},
			})
		}, []brief{{"facegov/volumes-declared", warning, "PodVolumeUndeclared"}}, "volume frames"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := adopted(t, tc.kind)
			tc.edit(s)
			v := policy.Evaluate(s)
			if diff := cmp.Diff(tc.want, notMet(v)); diff != "" {
				t.Fatalf("findings (-want +got):\n%s\n%+v", diff, v.Findings)
			}
			for _, f := range v.Findings[:len(tc.want)] {
				if f.Remedy == "" || len(f.Remedy) > 512 || f.Citation == "" || f.FieldPath == "" || !strings.Contains(f.Message, tc.says) {
					t.Errorf("%+v, want %q in the message", f, tc.says)
				}
			}
		})
	}
}

// TestWhatWasPermittedIsHeldWhileAWorkloadIsGovernedTwice: the older of two deployments keeps what runs and starts
// nothing; the younger is refused.
func TestWhatWasPermittedIsHeldWhileAWorkloadIsGovernedTwice(t *testing.T) {
	tests := map[string]struct {
		older  bool
		status v1alpha1.Verdict
		want   policy.Action
	}{
		"the first, permitted before":        {false, v1alpha1.VerdictPermitted, policy.ActionHold},
		"the first, never permitted":         {false, "", policy.ActionStop},
		"the second, whatever it was before": {true, v1alpha1.VerdictPermitted, policy.ActionStop},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := adopted(t, "Deployment")
			s.Reference.Governors = []facts.Governor{{Name: "hall", Older: tc.older}}
			s.Deployment.Status.Verdict = tc.status
			if v := policy.Evaluate(s); v.Action != tc.want {
				t.Errorf("%s, want %s: %+v", v.Action, tc.want, v.Findings)
			}
		})
	}
}

// TestThePatchOfADaemonSetIsExact takes the patch from the remedy, as somebody would who pastes it.
func TestThePatchOfADaemonSetIsExact(t *testing.T) {
	gpu := corev1.NodeSelectorRequirement{Key: "gpu", Operator: corev1.NodeSelectorOpExists}
	zones := corev1.NodeSelectorRequirement{
		Key: v1alpha1.ZoneNodeLabel, Operator: corev1.NodeSelectorOpIn, Values: []string{"gate", "lobby"},
	}
	ofTerm := func(r ...corev1.NodeSelectorRequirement) *corev1.NodeSelector {
		return &corev1.NodeSelector{NodeSelectorTerms: []corev1.NodeSelectorTerm{{MatchExpressions: r}}}
	}
	tests := map[string]struct {
		zones        []string
		required     *corev1.NodeSelector
		wantSelector map[string]string
		wantRequired *corev1.NodeSelector
	}{
		"one zone is a line in the node selector": {
			zones: []string{"gate"}, required: ofTerm(gpu), wantSelector: map[string]string{v1alpha1.ZoneNodeLabel: "gate"},
		},
		"several zones are a condition": {zones: []string{"lobby", "gate"}, wantRequired: ofTerm(zones)},
		"several zones are a condition beside those of the owner": {
			zones: []string{"lobby", "gate"}, required: ofTerm(gpu), wantRequired: ofTerm(gpu, zones),
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := adopted(t, "DaemonSet")
			s.Deployment.Spec.Placement.Zones = tc.zones
			s.Template.Spec.NodeSelector = nil
			if tc.required != nil {
				s.Template.Spec.Affinity = &corev1.Affinity{
					NodeAffinity: &corev1.NodeAffinity{RequiredDuringSchedulingIgnoredDuringExecution: tc.required},
				}
			}
			patch, found := strings.CutPrefix(remedyOf(policy.Evaluate(s), "TemplateMustSelectZone"),
				"kubectl -n maple-court patch daemonset frigate --type=merge -p '")
			var patched struct {
				Spec struct{ Template corev1.PodTemplateSpec }
			}
			if err := json.Unmarshal([]byte(strings.TrimSuffix(patch, "'")), &patched); err != nil || !found {
				t.Fatalf("the remedy is %s: %v", patch, err)
			}
			got := &patched.Spec.Template.Spec
			if diff := cmp.Diff(tc.wantSelector, got.NodeSelector); diff != "" {
				t.Errorf("node selector (-want +got):\n%s", diff)
			}
			var required *corev1.NodeSelector
			if got.Affinity != nil {
				required = got.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution
			}
			if diff := cmp.Diff(tc.wantRequired, required); diff != "" {
				t.Errorf("required (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAPatchThatIsTooLongIsSaidInWords: half a patch is worse than none.
func TestAPatchThatIsTooLongIsSaidInWords(t *testing.T) {
	s := adopted(t, "DaemonSet")
	s.Template.Spec.NodeSelector = nil
	for _, letter := range "abcdef" {
		s.Deployment.Spec.Placement.Zones = append(s.Deployment.Spec.Placement.Zones, strings.Repeat(string(letter), 63))
	}
	if got := remedyOf(policy.Evaluate(s), "TemplateMustSelectZone"); !strings.HasPrefix(got, "Add to every node-selector term") {
		t.Errorf("the remedy is %s", got)
	}
}

func remedyOf(v policy.Verdict, reason string) string {
	for _, f := range v.Findings {
		if f.Reason == reason {
			return f.Remedy
		}
	}
	return ""
}
