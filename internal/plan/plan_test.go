// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package plan

import (
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan/recogniser"
	"github.com/facegov/facegov/internal/policy"
)

var (
	now      = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	settings = Settings{
		FallbackAuthImage: "facegov.example/fallback-auth@sha256:1",
		RetentionImage:    "facegov.example/retention@sha256:2",
	}
)

// snapshot is a deployment at a residential gate that was permitted before: two pods run and one waits at the gate.
func snapshot(changes ...func(*facts.Snapshot)) *facts.Snapshot {
	s := &facts.Snapshot{
		Now:        now,
		Deployment: deployment(),
		Namespace:  facts.Namespace{Name: "maple-court"},
		Zones: []facts.Zone{
			{Name: "maple-lobby", Found: true, Spec: v1alpha1.RecognitionZoneSpec{TimeZone: "Asia/Shanghai"}},
			{Name: "maple-north-gate", Found: true, Spec: v1alpha1.RecognitionZoneSpec{
				TimeZone: "Asia/Shanghai",
				CaptureDevices: []v1alpha1.CaptureDevice{
					{Name: "cam-1", Addresses: []string{"192.0.2.10/32"}}, {Name: "cam-2", Addresses: []string{"192.0.2.20/32"}},
				},
			}},
		},
		Template: facts.Template{Spec: podSpec()},
		WayIn:    facts.WayIn{Exists: true, Wanted: 2, Ready: 2},
		Workload: facts.Workload{Exists: true, Replicas: 3, ReadyReplicas: 2, ObservedCurrent: true},
		Claims: []facts.Claim{
			{Name: "gallery", Found: true, Bound: true, AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce}},
			{Name: "match-log", Found: true, AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteMany}},
		},
	}
	digest := recogniser.Digest(recogniser.Template(s, settings.FallbackAuthImage))
	s.Pods = []facts.Pod{
		{
			Name: "north-gate-a", UID: "pod-a", Node: "edge-1", Zone: "maple-north-gate", Running: true, Ready: true,
			NodeReachable: true, FallbackReady: true, TemplateDigest: digest,
		},
		{
			Name: "north-gate-b", UID: "pod-b", Node: "edge-2", Zone: "maple-lobby", Running: true, Ready: true,
			NodeReachable: true, FallbackReady: true, TemplateDigest: digest,
		},
		{Name: "north-gate-c", UID: "pod-c", ResourceVersion: "7", Gated: true, TemplateDigest: digest},
	}
	for _, change := range changes {
		change(s)
	}
	return s
}

func deployment() *v1alpha1.FaceRecognitionDeployment {
	return &v1alpha1.FaceRecognitionDeployment{
		ObjectMeta: metav1.ObjectMeta{
			Name: "north-gate", Namespace: "maple-court", UID: "uid-1", Generation: 3,
			Finalizers: []string{v1alpha1.EraseFinalizer},
		},
		Spec: v1alpha1.FaceRecognitionDeploymentSpec{
			Sources:   []v1alpha1.Source{{Name: "gate-camera", Zone: "maple-north-gate", Devices: []string{"cam-1"}}},
			Placement: v1alpha1.Placement{Zones: []string{"maple-north-gate", "maple-lobby"}},
			DataStores: []v1alpha1.DataStore{
				{
					Name: "gallery", Type: v1alpha1.DataStoreVolume, Classes: []v1alpha1.DataClass{v1alpha1.DataTemplate},
					Location: v1alpha1.StoreOnSite, Retention: v1alpha1.Retention{Max: "P1Y", Anchor: v1alpha1.AnchorPurposeEnded},
					Volume: &v1alpha1.VolumeStore{
						ClaimName: "gallery", Paths: []v1alpha1.StorePath{{Path: "faces", Class: v1alpha1.DataTemplate}},
						RunAs: &v1alpha1.RunAs{User: 1000, FSGroup: new(int64(1000))},
					},
				},
				{
					Name: "match-log", Type: v1alpha1.DataStoreVolume, Classes: []v1alpha1.DataClass{v1alpha1.DataMatchLog},
					Location: v1alpha1.StoreOnSite, Retention: v1alpha1.Retention{Max: "PT12H", Anchor: v1alpha1.AnchorCaptured},
					Volume: &v1alpha1.VolumeStore{ClaimName: "match-log"},
				},
				{
					Name: "frames", Type: v1alpha1.DataStoreMemory, Classes: []v1alpha1.DataClass{v1alpha1.DataRawImage},
					Location: v1alpha1.StoreOnSite, Retention: v1alpha1.Retention{Max: "PT1M", Anchor: v1alpha1.AnchorCaptured},
					Memory: &v1alpha1.MemoryStore{VolumeName: "frames"},
				},
			},
			Fallback: v1alpha1.Fallback{
				Methods:     []v1alpha1.FallbackMethod{{Type: v1alpha1.FallbackPIN}, {Type: v1alpha1.FallbackStaff}},
				Credentials: &v1alpha1.FallbackCredentials{SecretName: "north-gate-fallback"},
			},
			Network: v1alpha1.Network{Egress: []v1alpha1.EgressRule{
				{CIDR: "198.51.100.7/32", Ports: []int32{443}, Reason: "licence server"},
			}},
			Workload: v1alpha1.Workload{
				Type: v1alpha1.WorkloadTypeTemplate, Template: &v1alpha1.WorkloadTemplate{Replicas: new(int32(3))},
			},
			DeletionPolicy: v1alpha1.DeletionErase,
		},
	}
}

func podSpec() *corev1.PodSpec {
	volume := func(name string, source corev1.VolumeSource) corev1.Volume {
		return corev1.Volume{Name: name, VolumeSource: source}
	}
	return &corev1.PodSpec{
		InitContainers: []corev1.Container{{Name: "warm-up", Image: "registry.example/recogniser@sha256:3"}},
		Containers: []corev1.Container{{
			Name: "recogniser", Image: "registry.example/recogniser@sha256:3",
			Ports: []corev1.ContainerPort{{ContainerPort: 9000, Protocol: corev1.ProtocolTCP}},
			Resources: corev1.ResourceRequirements{Limits: corev1.ResourceList{
				corev1.ResourceMemory: resource.MustParse("2Gi"),
			}},
			VolumeMounts: []corev1.VolumeMount{{Name: "gallery", MountPath: "/gallery"}, {Name: "frames", MountPath: "/frames"}},
		}},
		Tolerations: []corev1.Toleration{{Key: "camera", Operator: corev1.TolerationOpExists}},
		Volumes: []corev1.Volume{
			volume("gallery", corev1.VolumeSource{
				PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "gallery"},
			}),
			volume("frames", corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{Medium: corev1.StorageMediumMemory}}),
		},
	}
}

// verdictOf is a verdict with an action, both zones allowed when pods may start.
func verdictOf(action policy.Action) *policy.Verdict {
	v := &policy.Verdict{Result: v1alpha1.VerdictDenied, Action: action, RefusedZones: []string{"maple-lobby", "maple-north-gate"}}
	if action == policy.ActionRun {
		v.Result, v.RefusedZones = v1alpha1.VerdictPermitted, nil
		v.AllowedZones = []string{"maple-lobby", "maple-north-gate"}
	}
	return v
}

// everyAction is what can follow from a verdict, and something that no version knows.
var everyAction = []policy.Action{policy.ActionRun, policy.ActionHold, policy.ActionStop, policy.ActionEvict, "Perhaps"}

func suspended(s *facts.Snapshot) { s.Deployment.Spec.Suspend = true }

func deleted(ago time.Duration) func(*facts.Snapshot) {
	return func(s *facts.Snapshot) { s.Deployment.DeletionTimestamp = &metav1.Time{Time: now.Add(-ago)} }
}

func withoutFinalizer(s *facts.Snapshot) { s.Deployment.Finalizers = nil }

func evictedFor(d time.Duration) func(*facts.Snapshot) {
	return func(s *facts.Snapshot) {
		s.Deployment.Status.Placement = &v1alpha1.PlacementStatus{
			LastEviction: &v1alpha1.Eviction{StartedAt: metav1.NewTime(now.Add(-d))},
		}
	}
}

func asReference(kind, name string) func(*facts.Snapshot) {
	return func(s *facts.Snapshot) {
		s.Deployment.Spec.Workload = v1alpha1.Workload{
			Type: v1alpha1.WorkloadTypeReference, Reference: &v1alpha1.WorkloadReference{Kind: kind, Name: name},
		}
		s.Template = facts.Template{}
	}
}

func unreadable(s *facts.Snapshot) { s.Template = facts.Template{Error: "unknown field \"contaners\""} }
