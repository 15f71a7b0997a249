// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package worlds

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func (m Maker) spec() v1alpha1.FaceRecognitionDeploymentSpec {
	s := v1alpha1.FaceRecognitionDeploymentSpec{
		ResponsibleParty: v1alpha1.ResponsibleParty{
			ID: "1", Name: "Maple Court", EstablishedIn: "CN-SH", Contact: one(m, "", "dpo@maple-court.example"),
		},
		Jurisdictions: one(m, nil, nil, nil, []string{"NL"}, []string{"CN-31"}),
		Purpose: v1alpha1.Purpose{
			Category:    one(m, v1alpha1.PurposeAccessControl, v1alpha1.PurposeMarketing, v1alpha1.PurposePublicSecurity),
			Description: "It is used for something.", Participation: one(m, "", v1alpha1.ParticipationVoluntary),
			Functions: []v1alpha1.Function{one(m,
				v1alpha1.FunctionVerification, v1alpha1.FunctionVerification, v1alpha1.FunctionRemoteIdentification,
			)},
		},
		Sources: some(m,
			v1alpha1.Source{Name: "one", Zone: "zone-a", Devices: []string{"cam-1"}, Capture: v1alpha1.CaptureActive},
			v1alpha1.Source{
				Name: "two", Zone: "zone-b", Devices: []string{one(m, "cam-1", "cam-2")}, Capture: v1alpha1.CapturePassive,
			}),
		Placement: v1alpha1.Placement{Zones: some(m, "zone-a", "zone-b", "zone-c")},
		Recognition: v1alpha1.Recognition{
			Gallery: v1alpha1.GalleryEnrolment, Providers: one(m, nil, []string{}, []string{"match.example"}),
		},
		Door:        m.door(),
		Fallback:    v1alpha1.Fallback{Methods: m.methods(), Grace: one(m, "", "PT1M", "PT10M", "now")},
		LawfulBasis: m.grounds(),
		DataStores:  m.stores(),
		Workload:    v1alpha1.Workload{Type: v1alpha1.WorkloadTypeTemplate, Template: &v1alpha1.WorkloadTemplate{}},
		Suspend:     m.maybe(8),
	}
	if m.maybe(2) {
		s.Notice = &v1alpha1.Notice{
			URL:    "https://maple-court.example/face",
			Covers: some(m, v1alpha1.NoticeRights, v1alpha1.NoticePurposeMethodRetention),
		}
	}
	if m.maybe(2) {
		s.Recognition.Remote = &v1alpha1.RemoteIdentification{
			Window: v1alpha1.TimeWindow{From: m.moment(), Until: m.moment()},
		}
	}
	m.declare(&s)
	m.declareFor(&s)
	if m.maybe(8) {
		s.Workload.PodSecurity = &v1alpha1.PodSecurity{Profile: "Baseline", Reason: "A camera."}
	}
	return s
}

func (m Maker) door() *v1alpha1.Door {
	if m.maybe(6) {
		return nil
	}
	d := &v1alpha1.Door{
		Controls: one(m, v1alpha1.DoorControlsIn, v1alpha1.DoorControlsNone, v1alpha1.DoorControlsBoth),
		Egress:   one(m, "", v1alpha1.EgressFree, v1alpha1.EgressFree, v1alpha1.EgressFace),
	}
	if !m.maybe(4) {
		d.OnUnavailable = &v1alpha1.DoorUnavailable{In: "Staff", Out: one(m, "AlwaysOpen", "AlwaysOpen", "Closed")}
	}
	return d
}

func (m Maker) methods() []v1alpha1.FallbackMethod {
	return some(m,
		v1alpha1.FallbackMethod{Type: v1alpha1.FallbackPIN}, v1alpha1.FallbackMethod{Type: v1alpha1.FallbackAccessCard},
		v1alpha1.FallbackMethod{Type: v1alpha1.FallbackMobileApp},
		v1alpha1.FallbackMethod{Type: v1alpha1.FallbackStaff, Hours: one(m, "", "Mo-Fr 08:00-18:00", "by day")})
}

func (m Maker) grounds() []v1alpha1.LawfulBasis {
	consent := &v1alpha1.Consent{
		Purposes: []v1alpha1.PurposeCategory{v1alpha1.PurposeAccessControl}, Evidence: one(m, "", "form"),
	}
	return some(m,
		v1alpha1.LawfulBasis{Jurisdiction: "CN", Kind: v1alpha1.BasisSeparateConsent, Consent: one(m, nil, consent, consent)},
		v1alpha1.LawfulBasis{
			Jurisdiction: "CN-SH", Kind: v1alpha1.BasisContract, Statute: &v1alpha1.Statute{Law: "Law", Article: "1"},
		})
}

func (m Maker) stores() []v1alpha1.DataStore {
	var stores []v1alpha1.DataStore
	for i := range m.IntN(3) {
		s := v1alpha1.DataStore{
			Name: fmt.Sprintf("store-%d", i), Type: v1alpha1.DataStoreVolume, Location: v1alpha1.StoreOnSite,
			Classes: []v1alpha1.DataClass{one(m, v1alpha1.DataTemplate, v1alpha1.DataVideo)},
			Retention: v1alpha1.Retention{
				Max:    one(m, "P7D", "P30D", "P1M", "P1Y", "PT12H", "P0D", "forever"),
				Anchor: one(m, v1alpha1.AnchorEnrolled, v1alpha1.AnchorPurposeEnded),
			},
			Volume: &v1alpha1.VolumeStore{ClaimName: fmt.Sprintf("claim-%d", i)},
		}
		if m.maybe(4) {
			s.Type, s.Volume, s.Memory = v1alpha1.DataStoreMemory, nil, &v1alpha1.MemoryStore{VolumeName: "frames"}
		}
		stores = append(stores, s)
	}
	return stores
}

func (m Maker) template(spec *v1alpha1.FaceRecognitionDeploymentSpec) facts.Template {
	if m.maybe(12) {
		return facts.Template{Error: "spec.workload.template.spec: unknown field"}
	}
	pod := &corev1.PodSpec{Containers: []corev1.Container{{
		Name:  "recogniser",
		Image: "registry.example/recogniser@sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
	}}}
	for i := range spec.DataStores {
		if v := spec.DataStores[i].Volume; v != nil {
			pod.Volumes = append(pod.Volumes, corev1.Volume{Name: spec.DataStores[i].Name, VolumeSource: corev1.VolumeSource{
				PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: v.ClaimName},
			}})
		}
	}
	if !m.maybe(6) {
		pod.Volumes = append(pod.Volumes, corev1.Volume{Name: "frames", VolumeSource: corev1.VolumeSource{
			EmptyDir: &corev1.EmptyDirVolumeSource{Medium: one(m,
				corev1.StorageMediumMemory, corev1.StorageMediumMemory, corev1.StorageMediumDefault,
			)},
		}})
	}
	return facts.Template{Spec: pod}
}
