// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package worlds

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// Gate is a residential gate that facegov's own rules are content with, under the given laws.
func Gate(laws ...facts.Policy) *facts.Snapshot {
	return &facts.Snapshot{
		Now: Now, Policies: laws,
		Namespace: facts.Namespace{Name: "maple-court", Labels: map[string]string{"site": "maple-court"}},
		Zones:     []facts.Zone{place("gate", "residential-compound")},
		WayIn:     facts.WayIn{Exists: true, Wanted: 2, Ready: 2},
		Template: facts.Template{Spec: &corev1.PodSpec{Volumes: []corev1.Volume{{
			Name: "gallery", VolumeSource: corev1.VolumeSource{
				PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "gallery"},
			},
		}}}},
		Deployment: &v1alpha1.FaceRecognitionDeployment{
			TypeMeta:   metav1.TypeMeta{APIVersion: v1alpha1.GroupVersion.String(), Kind: "FaceRecognitionDeployment"},
			ObjectMeta: metav1.ObjectMeta{Name: "gate", Namespace: "maple-court", UID: "uid", Generation: 1},
			Spec: v1alpha1.FaceRecognitionDeploymentSpec{
				ResponsibleParty: v1alpha1.ResponsibleParty{EstablishedIn: "CN-SH"},
				Purpose: v1alpha1.Purpose{
					Category: v1alpha1.PurposeAccessControl, Functions: []v1alpha1.Function{v1alpha1.FunctionVerification},
				},
				Sources:   []v1alpha1.Source{{Name: "camera", Zone: "gate", Capture: v1alpha1.CaptureActive}},
				Placement: v1alpha1.Placement{Zones: []string{"gate"}},
				DataStores: []v1alpha1.DataStore{{
					Name: "gallery", Type: v1alpha1.DataStoreVolume, Classes: []v1alpha1.DataClass{v1alpha1.DataTemplate},
					Retention: v1alpha1.Retention{Max: "P30D", Anchor: v1alpha1.AnchorPurposeEnded},
					Volume:    &v1alpha1.VolumeStore{ClaimName: "gallery"},
				}},
				Fallback: v1alpha1.Fallback{Methods: []v1alpha1.FallbackMethod{
					{Type: v1alpha1.FallbackPIN}, {Type: v1alpha1.FallbackAccessCard},
				}},
				Door:     &v1alpha1.Door{Controls: v1alpha1.DoorControlsIn},
				Workload: v1alpha1.Workload{Type: v1alpha1.WorkloadTypeTemplate, Template: &v1alpha1.WorkloadTemplate{}},
			},
		},
	}
}

func place(name, venue string) facts.Zone {
	return facts.Zone{Name: name, Found: true, NodeCount: 1, Spec: v1alpha1.RecognitionZoneSpec{
		Venue: venue, PublicAccess: v1alpha1.PublicAccessRestricted, Jurisdiction: "CN-SH", TimeZone: "Asia/Shanghai",
		AllowedNamespaces: &v1alpha1.AllowedNamespaces{From: "Names", Names: []string{"maple-court"}},
	}}
}

// Started turns a gate into one that runs and was permitted as it is.
func Started(s *facts.Snapshot) *facts.Snapshot {
	s.Deployment.Status.Verdict = v1alpha1.VerdictPermitted
	s.Deployment.Status.DecidedGeneration = s.Deployment.Generation
	s.Pods = []facts.Pod{{
		Name: "gate-1", Running: true, Node: "node", Zone: "gate", NodeReachable: true, FallbackReady: true,
	}}
	return s
}
