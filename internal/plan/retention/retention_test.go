// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package retention

import (
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

const (
	image  = "facegov.example/retention@sha256:1"
	digest = "0123456789abcdef0123"
)

var now = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// gallery is a store of templates.
func gallery() v1alpha1.DataStore {
	return v1alpha1.DataStore{
		Name: "gallery", Type: v1alpha1.DataStoreVolume, Classes: []v1alpha1.DataClass{v1alpha1.DataTemplate},
		Retention: v1alpha1.Retention{Max: "P1Y", Anchor: v1alpha1.AnchorPurposeEnded},
		Volume: &v1alpha1.VolumeStore{
			ClaimName: "gallery",
			Paths:     []v1alpha1.StorePath{{Path: "faces", Class: v1alpha1.DataTemplate}},
		},
	}
}

// matches is a store on a claim of its own that holds nothing else.
func matches() v1alpha1.DataStore {
	return v1alpha1.DataStore{
		Name: "matches", Type: v1alpha1.DataStoreVolume,
		Classes:   []v1alpha1.DataClass{v1alpha1.DataMatchLog, v1alpha1.DataMetadata},
		Retention: v1alpha1.Retention{Max: "P30D", Anchor: v1alpha1.AnchorCaptured},
		Volume:    &v1alpha1.VolumeStore{ClaimName: "matches"},
	}
}

func frames() v1alpha1.DataStore {
	return v1alpha1.DataStore{
		Name: "frames", Type: v1alpha1.DataStoreMemory, Classes: []v1alpha1.DataClass{v1alpha1.DataRawImage},
		Retention: v1alpha1.Retention{Max: "PT1M", Anchor: v1alpha1.AnchorCaptured},
		Memory:    &v1alpha1.MemoryStore{VolumeName: "frames"},
	}
}

func bound(name string, modes ...corev1.PersistentVolumeAccessMode) facts.Claim {
	return facts.Claim{Name: name, Found: true, Bound: true, AccessModes: modes}
}

func snapshot(stores ...v1alpha1.DataStore) *facts.Snapshot {
	return &facts.Snapshot{
		Now: now,
		Deployment: &v1alpha1.FaceRecognitionDeployment{
			ObjectMeta: metav1.ObjectMeta{Name: "north-gate", Namespace: "maple-court", UID: "uid-1"},
			Spec: v1alpha1.FaceRecognitionDeploymentSpec{
				Sources:        []v1alpha1.Source{{Name: "gate-camera", Zone: "gate"}},
				Placement:      v1alpha1.Placement{Zones: []string{"lobby"}},
				DataStores:     stores,
				DeletionPolicy: v1alpha1.DeletionErase,
			},
		},
		Zones: []facts.Zone{
			{Name: "gate", Found: true, Spec: v1alpha1.RecognitionZoneSpec{TimeZone: "Asia/Shanghai"}},
			{Name: "lobby", Found: true, Spec: v1alpha1.RecognitionZoneSpec{TimeZone: "Europe/Amsterdam"}},
		},
		Claims: []facts.Claim{bound("gallery", corev1.ReadWriteOnce), bound("matches", corev1.ReadWriteMany)},
	}
}

func permitted() *policy.Verdict {
	return &policy.Verdict{Result: v1alpha1.VerdictPermitted, Action: policy.ActionRun}
}

func with(s *facts.Snapshot, changes ...func(*facts.Snapshot)) *facts.Snapshot {
	for _, change := range changes {
		change(s)
	}
	return s
}
