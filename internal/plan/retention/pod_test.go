// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package retention

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func podOf(s *facts.Snapshot) corev1.PodTemplateSpec {
	return Sweeps(s, permitted(), image)[0].Spec.JobTemplate.Spec.Template
}

func TestPodMountsTheStoreAlone(t *testing.T) {
	spec := podOf(snapshot(gallery())).Spec
	wantVolumes := []corev1.Volume{{Name: "store", VolumeSource: corev1.VolumeSource{
		PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "gallery"},
	}}}
	if diff := cmp.Diff(wantVolumes, spec.Volumes); diff != "" {
		t.Errorf("volumes (-want +got):\n%s", diff)
	}
	if len(spec.Containers) != 1 || len(spec.InitContainers) != 0 {
		t.Fatalf("containers = %v", spec.Containers)
	}
	wantMounts := []corev1.VolumeMount{{Name: "store", MountPath: "/stores/gallery"}}
	if diff := cmp.Diff(wantMounts, spec.Containers[0].VolumeMounts); diff != "" {
		t.Errorf("mounts (-want +got):\n%s", diff)
	}
	if spec.Containers[0].Name != facts.SweepContainer || spec.Containers[0].Image != image {
		t.Errorf("container = %s, %s", spec.Containers[0].Name, spec.Containers[0].Image)
	}
}

func TestPodKnowsItsJob(t *testing.T) {
	want := []corev1.EnvVar{{Name: "JOB_NAME", ValueFrom: &corev1.EnvVarSource{FieldRef: &corev1.ObjectFieldSelector{
		APIVersion: "v1", FieldPath: "metadata.labels['batch.kubernetes.io/job-name']",
	}}}}
	if diff := cmp.Diff(want, podOf(snapshot(gallery())).Spec.Containers[0].Env); diff != "" {
		t.Errorf("environment (-want +got):\n%s", diff)
	}
}

func TestPodRunsAsTheVolumesOwner(t *testing.T) {
	onRootMismatch := corev1.FSGroupChangeOnRootMismatch
	tests := map[string]struct {
		runAs                 *v1alpha1.RunAs
		wantUser, wantGroup   int64
		wantFSGroup           *int64
		wantFSGroupChangeMode *corev1.PodFSGroupChangePolicy
	}{
		"facegov's own when none is named": {nil, 65532, 65532, nil, nil},
		"the same group when only a user":  {&v1alpha1.RunAs{User: 1000}, 1000, 1000, nil, nil},
		"a group of its own":               {&v1alpha1.RunAs{User: 1000, Group: new(int64(2000))}, 1000, 2000, nil, nil},
		"the group of the files": {
			&v1alpha1.RunAs{User: 1000, FSGroup: new(int64(3000))}, 1000, 1000, new(int64(3000)), &onRootMismatch,
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			store := gallery()
			store.Volume.RunAs = tc.runAs
			want := &corev1.PodSecurityContext{
				RunAsNonRoot: new(true), RunAsUser: &tc.wantUser, RunAsGroup: &tc.wantGroup, FSGroup: tc.wantFSGroup,
				FSGroupChangePolicy: tc.wantFSGroupChangeMode,
				SeccompProfile:      &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
			}
			if diff := cmp.Diff(want, podOf(snapshot(store)).Spec.SecurityContext); diff != "" {
				t.Errorf("security context (-want +got):\n%s", diff)
			}
		})
	}
}

// selectorOf returns what the pod stands beside, nil when it may stand anywhere.
func selectorOf(t *testing.T, pod corev1.PodTemplateSpec) labels.Selector {
	t.Helper()
	if pod.Spec.Affinity == nil {
		return nil
	}
	terms := pod.Spec.Affinity.PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution
	if len(terms) != 1 || terms[0].TopologyKey != corev1.LabelHostname {
		t.Fatalf("terms = %v", terms)
	}
	selector, err := metav1.LabelSelectorAsSelector(terms[0].LabelSelector)
	if err != nil {
		t.Fatal(err)
	}
	return selector
}

func TestPodStandsWhereItsVolumeIs(t *testing.T) {
	once, many := corev1.ReadWriteOnce, corev1.ReadWriteMany
	tests := map[string]struct {
		modes []corev1.PersistentVolumeAccessMode
		want  bool
	}{
		"one node can mount it":    {[]corev1.PersistentVolumeAccessMode{once}, true},
		"every node can mount it":  {[]corev1.PersistentVolumeAccessMode{once, many}, false},
		"nobody knows who can yet": {nil, true},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := snapshot(gallery())
			s.Claims = []facts.Claim{bound("gallery", tc.modes...)}
			if selector := selectorOf(t, podOf(s)); (selector != nil) != tc.want {
				t.Errorf("it stands beside %v", selector)
			}
		})
	}
}

func TestPodStandsBesideWhatMountsItsVolume(t *testing.T) {
	same, other := renamed("thumbs"), matches()
	pod := podOf(snapshot(gallery(), same, other))
	selector := selectorOf(t, pod)
	mounts := func(store string) labels.Set {
		return labels.Set{v1alpha1.MountsLabel: "north-gate", v1alpha1.StoreLabel: store}
	}
	tests := map[string]struct {
		labels labels.Set
		want   bool
	}{
		// Its own term is one that a pod must fit to stand anywhere when there is no other.
		"itself":                         {labels.Set(pod.Labels), true},
		"the recogniser":                 {labels.Set{v1alpha1.MountsLabel: "north-gate"}, true},
		"a sweep of the same volume":     {mounts(same.Name), true},
		"a sweep of another volume":      {mounts(other.Name), false},
		"the recogniser of another gate": {labels.Set{v1alpha1.MountsLabel: "south-gate"}, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := selector.Matches(tc.labels); got != tc.want {
				t.Errorf("%s matches %v: %t, want %t", selector, tc.labels, got, tc.want)
			}
		})
	}
}

func TestPodStandsWhereTheRecogniserIsLetTo(t *testing.T) {
	s := snapshot(gallery())
	if tolerations := podOf(s).Spec.Tolerations; tolerations != nil {
		t.Errorf("tolerations = %v without a template", tolerations)
	}
	camera := []corev1.Toleration{{Key: "camera", Operator: corev1.TolerationOpExists}}
	s.Template.Spec = &corev1.PodSpec{Tolerations: camera}
	pod := podOf(s)
	if diff := cmp.Diff(camera, pod.Spec.Tolerations); diff != "" {
		t.Errorf("tolerations (-want +got):\n%s", diff)
	}
	pod.Spec.Tolerations[0].Key = "changed"
	if camera[0].Key != "camera" {
		t.Error("the pod shares its tolerations with the template")
	}
}

func TestPodMayDoLittle(t *testing.T) {
	spec := podOf(snapshot(gallery())).Spec
	if spec.ServiceAccountName != "north-gate-sweep" || *spec.AutomountServiceAccountToken || *spec.EnableServiceLinks {
		t.Errorf("it runs as %s, token: %t", spec.ServiceAccountName, *spec.AutomountServiceAccountToken)
	}
	security := spec.Containers[0].SecurityContext
	if *security.Privileged || *security.AllowPrivilegeEscalation || !*security.ReadOnlyRootFilesystem ||
		!*security.RunAsNonRoot || !cmp.Equal(security.Capabilities.Drop, []corev1.Capability{"ALL"}) {
		t.Errorf("security context = %v", security)
	}
	if spec.RestartPolicy != corev1.RestartPolicyNever || spec.HostNetwork || len(spec.SchedulingGates) != 0 {
		t.Errorf("pod = %v", spec)
	}
}
