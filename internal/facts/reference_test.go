// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package facts

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func claim(name string) corev1.PersistentVolumeClaim {
	return corev1.PersistentVolumeClaim{ObjectMeta: metav1.ObjectMeta{Name: name}}
}

func emptyDir(name string) corev1.Volume {
	return corev1.Volume{Name: name, VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}}
}

// TestTheClaimsOfAStatefulSetAreVolumes: what its controller adds to each pod is mounted like anything else.
func TestTheClaimsOfAStatefulSetAreVolumes(t *testing.T) {
	tests := map[string]struct {
		replicas *int32
		start    int32
		volumes  []corev1.Volume
		claims   []corev1.PersistentVolumeClaim
		want     []string // volume, or volume=claim
	}{
		"no claims": {new(int32(2)), 0, []corev1.Volume{emptyDir("scratch")}, nil, []string{"scratch"}},
		"one claim for each pod": {
			new(int32(2)), 0,
			[]corev1.Volume{emptyDir("scratch")},
			[]corev1.PersistentVolumeClaim{claim("faces")},
			[]string{"scratch", "faces=faces-frigate-0", "faces=faces-frigate-1"},
		},
		"one pod unless somebody says how many": {
			nil, 0, nil, []corev1.PersistentVolumeClaim{claim("faces")}, []string{"faces=faces-frigate-0"},
		},
		"what was there before it was scaled to nothing": {
			new(int32(0)), 0, nil, []corev1.PersistentVolumeClaim{claim("faces")}, []string{"faces=faces-frigate-0"},
		},
		"ordinals that begin elsewhere": {
			new(int32(1)), 5, nil, []corev1.PersistentVolumeClaim{claim("faces")}, []string{"faces=faces-frigate-5"},
		},
		"a claim takes the place of a volume of its name": {
			new(int32(1)), 0,
			[]corev1.Volume{emptyDir("faces")},
			[]corev1.PersistentVolumeClaim{claim("faces")},
			[]string{"faces=faces-frigate-0"},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			set := &appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Name: "frigate"}, Spec: appsv1.StatefulSetSpec{
				Replicas: tc.replicas, VolumeClaimTemplates: tc.claims, Ordinals: &appsv1.StatefulSetOrdinals{Start: tc.start},
			}}
			set.Spec.Template.Spec.Volumes = tc.volumes
			_, template := ReferToStatefulSet(set)
			var got []string
			for _, v := range template.Spec.Volumes {
				if v.PersistentVolumeClaim != nil {
					v.Name += "=" + v.PersistentVolumeClaim.ClaimName
				}
				got = append(got, v.Name)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("volumes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestManyPodsOfAStatefulSetAreMoreThanStoresCanBe(t *testing.T) {
	set := &appsv1.StatefulSet{Spec: appsv1.StatefulSetSpec{
		Replicas: new(int32(1000)), VolumeClaimTemplates: []corev1.PersistentVolumeClaim{claim("faces")},
	}}
	if _, template := ReferToStatefulSet(set); len(template.Spec.Volumes) != maxOrdinals {
		t.Errorf("%d volumes, want %d", len(template.Spec.Volumes), maxOrdinals)
	}
}

// TestHowFarAWorkloadOfSomebodyElsesIs reads the counts of each kind, which have other names in each.
func TestHowFarAWorkloadOfSomebodyElsesIs(t *testing.T) {
	want := Reference{
		Workload: Workload{Exists: true, Replicas: 4, ReadyReplicas: 2, UpdatedReplicas: 3, ObservedCurrent: true}, Pods: 5,
	}
	deployment, _ := ReferToDeployment(&appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Generation: 7}, Spec: appsv1.DeploymentSpec{Replicas: new(int32(4))},
		Status: appsv1.DeploymentStatus{ObservedGeneration: 7, Replicas: 5, ReadyReplicas: 2, UpdatedReplicas: 3},
	})
	set, _ := ReferToStatefulSet(&appsv1.StatefulSet{
		ObjectMeta: metav1.ObjectMeta{Generation: 7}, Spec: appsv1.StatefulSetSpec{Replicas: new(int32(4))},
		Status: appsv1.StatefulSetStatus{ObservedGeneration: 7, Replicas: 5, ReadyReplicas: 2, UpdatedReplicas: 3},
	})
	daemons, _ := ReferToDaemonSet(&appsv1.DaemonSet{
		ObjectMeta: metav1.ObjectMeta{Generation: 7},
		Status: appsv1.DaemonSetStatus{
			ObservedGeneration: 7, DesiredNumberScheduled: 4, CurrentNumberScheduled: 3, NumberMisscheduled: 2, NumberReady: 2,
			UpdatedNumberScheduled: 3,
		},
	})
	behind, _ := ReferToDeployment(&appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Generation: 8}, Status: appsv1.DeploymentStatus{ObservedGeneration: 7},
	})
	for kind, got := range map[string]Reference{"Deployment": deployment, "StatefulSet": set, "DaemonSet": daemons} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", kind, diff)
		}
	}
	if behind.ObservedCurrent || behind.Replicas != 1 {
		t.Errorf("a Deployment that its controller has not seen yet: %+v", behind)
	}
}
