// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package wayin

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
)

func named(names ...string) []corev1.Container {
	var containers []corev1.Container
	for _, name := range names {
		containers = append(containers, corev1.Container{Name: name})
	}
	return containers
}

func namesOf(containers []corev1.Container) []string {
	var names []string
	for i := range containers {
		names = append(names, containers[i].Name)
	}
	return names
}

func TestAddSidecar(t *testing.T) {
	tests := map[string]struct {
		spec                     corev1.PodSpec
		wantInit, wantContainers []string
	}{
		"to a pod with one container": {
			corev1.PodSpec{Containers: named("recogniser")}, []string{"fallback-auth"}, []string{"recogniser"},
		},
		"before what the pod begins with": {
			corev1.PodSpec{InitContainers: named("download", "warm-up"), Containers: named("recogniser")},
			[]string{"fallback-auth", "download", "warm-up"},
			[]string{"recogniser"},
		},
		"in place of containers of its name": {
			corev1.PodSpec{
				InitContainers: named("download", "fallback-auth"), Containers: named("fallback-auth", "recogniser"),
			},
			[]string{"fallback-auth", "download"},
			[]string{"recogniser"},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			before := tc.spec.DeepCopy()
			got := AddSidecar(&tc.spec, deployment(), image)
			if diff := cmp.Diff(tc.wantInit, namesOf(got.InitContainers)); diff != "" {
				t.Errorf("init containers (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.wantContainers, namesOf(got.Containers)); diff != "" {
				t.Errorf("containers (-want +got):\n%s", diff)
			}
			sidecar := got.InitContainers[0]
			if sidecar.RestartPolicy == nil || *sidecar.RestartPolicy != corev1.ContainerRestartPolicyAlways {
				t.Errorf("restart policy = %v, so that it ends before the recogniser starts", sidecar.RestartPolicy)
			}
			if sidecar.Image != image || sidecar.StartupProbe == nil {
				t.Errorf("sidecar = %v", sidecar)
			}
			if diff := cmp.Diff(got, AddSidecar(got, deployment(), image)); diff != "" {
				t.Errorf("adding twice differs from once:\n%s", diff)
			}
			if diff := cmp.Diff(before, &tc.spec); diff != "" {
				t.Errorf("the template was changed:\n%s", diff)
			}
		})
	}
}

func TestRecogniserDoesNotReadTheHashes(t *testing.T) {
	data := corev1.VolumeMount{Name: "data", MountPath: "/data"}
	stolen := corev1.VolumeMount{Name: volumeName, MountPath: "/stolen"}
	mounting := []corev1.Container{{Name: "recogniser", VolumeMounts: []corev1.VolumeMount{stolen, data}}}
	spec := &corev1.PodSpec{
		InitContainers: mounting[:1:1], Containers: mounting,
		Volumes: []corev1.Volume{{Name: volumeName}, {Name: "data"}},
	}
	got := AddSidecar(spec, deployment(), image)
	for _, c := range []corev1.Container{got.InitContainers[1], got.Containers[0]} {
		if diff := cmp.Diff([]corev1.VolumeMount{data}, c.VolumeMounts); diff != "" {
			t.Errorf("mounts (-want +got):\n%s", diff)
		}
	}
	if len(got.Volumes) != 2 || got.Volumes[0].Name != "data" || got.Volumes[1].Secret == nil {
		t.Errorf("volumes = %v", got.Volumes)
	}
}
