// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy_test

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

const (
	denied  = v1alpha1.FindingDenied
	unknown = v1alpha1.FindingUnknown
	warning = v1alpha1.FindingWarning
)

// TestWhatFacegovPromisesWhateverLawIsLoaded is about facegov's own rules, one edit of a good gate at a time.
func TestWhatFacegovPromisesWhateverLawIsLoaded(t *testing.T) {
	spec := func(edit func(s *v1alpha1.FaceRecognitionDeploymentSpec)) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) { edit(&s.Deployment.Spec) }
	}
	store := func(edit func(s *v1alpha1.DataStore)) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) { edit(&s.Deployment.Spec.DataStores[0]) }
	}
	place := func(edit func(z *v1alpha1.RecognitionZoneSpec)) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) { edit(&s.Zones[0].Spec) }
	}
	// A zone is named by the camera and by the placement, and a fault of it is found at both.
	twice := func(rule, reason string, result v1alpha1.FindingResult) []brief {
		return []brief{{rule, result, reason}, {rule, result, reason}}
	}
	const known, admits, law = "facegov/zones-known", "facegov/zone-admits-namespace", "facegov/law-loaded"
	tests := map[string]struct {
		edit func(s *facts.Snapshot)
		want []brief
	}{
		"a good gate": {func(*facts.Snapshot) {}, nil},

		"no camera": {
			spec(func(s *v1alpha1.FaceRecognitionDeploymentSpec) { s.Sources = nil }),
			[]brief{{"facegov/sources-declared", unknown, "SourcesMissing"}},
		},
		"nowhere to stand": {
			spec(func(s *v1alpha1.FaceRecognitionDeploymentSpec) { s.Placement.Zones = nil }),
			[]brief{{"facegov/placement-declared", unknown, "PlacementMissing"}},
		},
		"a camera that the zone does not list": {spec(func(s *v1alpha1.FaceRecognitionDeploymentSpec) {
			s.Sources[0].Devices = []string{"cam-9"}
		}), []brief{{"facegov/devices-known", unknown, "DeviceUnknown"}}},
		"a zone that does not exist": {func(s *facts.Snapshot) { s.Zones[0].Found = false }, twice(known, "ZoneMissing", unknown)},
		"a venue that nobody knows":  {place(func(z *v1alpha1.RecognitionZoneSpec) { z.Venue = "zzzz" }), twice(known, "VenueUnknown", unknown)},
		"a place that does not say who may enter": {
			place(func(z *v1alpha1.RecognitionZoneSpec) { z.PublicAccess = "" }),
			twice(known, "AccessUnknown", unknown),
		},
		"a place in no country": {
			place(func(z *v1alpha1.RecognitionZoneSpec) { z.Jurisdiction = "ZZ" }),
			twice(known, "JurisdictionUnknown", unknown),
		},
		"an owner who admits nobody": {
			place(func(z *v1alpha1.RecognitionZoneSpec) { z.AllowedNamespaces = nil }),
			twice(admits, "NamespaceNotAdmitted", denied),
		},
		"an owner who admits others": {
			place(func(z *v1alpha1.RecognitionZoneSpec) { z.AllowedNamespaces.Names = []string{"birch-lane"} }),
			twice(admits, "NamespaceNotAdmitted", denied),
		},
		"an owner who admits by label": {place(func(z *v1alpha1.RecognitionZoneSpec) {
			z.AllowedNamespaces = &v1alpha1.AllowedNamespaces{From: "Selector", Selector: &v1alpha1.NamespaceLabelSelector{
				MatchLabels: map[string]v1alpha1.LabelValue{"site": "maple-court"},
			}}
		}), nil},
		"an empty selector admits nobody": {place(func(z *v1alpha1.RecognitionZoneSpec) {
			z.AllowedNamespaces = &v1alpha1.AllowedNamespaces{From: "Selector", Selector: &v1alpha1.NamespaceLabelSelector{}}
		}), twice(admits, "NamespaceNotAdmitted", denied)},
		"a way of admitting that nobody knows": {
			place(func(z *v1alpha1.RecognitionZoneSpec) { z.AllowedNamespaces.From = "Everybody" }),
			twice(admits, "NamespaceNotAdmitted", denied),
		},

		"a code that is no jurisdiction": {
			spec(func(s *v1alpha1.FaceRecognitionDeploymentSpec) { s.Jurisdictions = []string{"CN-31"} }),
			[]brief{{law, unknown, "JurisdictionUnknown"}},
		},
		"a ground in no country": {spec(func(s *v1alpha1.FaceRecognitionDeploymentSpec) {
			s.LawfulBasis = []v1alpha1.LawfulBasis{{Jurisdiction: "ZZ"}}
		}), []brief{{law, unknown, "JurisdictionUnknown"}}},
		"a country whose law is not loaded": {
			spec(func(s *v1alpha1.FaceRecognitionDeploymentSpec) { s.Jurisdictions = []string{"NL"} }),
			[]brief{{law, unknown, "NoPolicyInForce"}},
		},
		"no law at all": {func(s *facts.Snapshot) { s.Policies = nil }, []brief{{law, unknown, "NoPolicyInForce"}}},

		"leaving by face": {spec(func(s *v1alpha1.FaceRecognitionDeploymentSpec) {
			s.Door = &v1alpha1.Door{
				Controls: v1alpha1.DoorControlsBoth, Egress: v1alpha1.EgressFace,
				OnUnavailable: &v1alpha1.DoorUnavailable{In: "Open", Out: "AlwaysOpen"},
			}
		}), []brief{{"facegov/never-in-the-way-out", denied, "WayOutNotFree"}}},
		"leaving is not spoken of": {
			spec(func(s *v1alpha1.FaceRecognitionDeploymentSpec) { s.Door = nil }),
			[]brief{{"facegov/never-in-the-way-out", unknown, "WayOutUnknown"}},
		},

		"a workload that somebody else owns and that nobody names": {spec(func(s *v1alpha1.FaceRecognitionDeploymentSpec) {
			s.Workload.Type = v1alpha1.WorkloadTypeReference
		}), []brief{{"facegov/workload-readable", unknown, "ReferenceMissing"}}},
		"a template that cannot be read": {
			func(s *facts.Snapshot) { s.Template = facts.Template{Error: "unknown field"} },
			[]brief{{"facegov/workload-readable", unknown, "TemplateUnreadable"}},
		},
		"no template": {
			func(s *facts.Snapshot) { s.Template = facts.Template{} },
			[]brief{{"facegov/workload-readable", unknown, "TemplateMissing"}},
		},
		"an image that is named by a tag": {func(s *facts.Snapshot) {
			s.Template.Spec.InitContainers = []corev1.Container{{Name: "warm-up", Image: "registry.example/r@sha256:1"}}
			s.Template.Spec.Containers = []corev1.Container{{Name: "recogniser", Image: "registry.example/r:v1"}}
		}, []brief{{"facegov/images-pinned", warning, "ImageNotPinned"}}},
		"a looser pod security": {spec(func(s *v1alpha1.FaceRecognitionDeploymentSpec) {
			s.Workload.PodSecurity = &v1alpha1.PodSecurity{Profile: "Privileged", Reason: "A GPU."}
		}), []brief{{"facegov/pod-security", warning, "ProfileLoosened"}}},

		"a template that asks for more than is given": {func(s *facts.Snapshot) {
			pod := s.Template.Spec
			pod.NodeName, pod.HostNetwork, pod.ServiceAccountName = "edge-1", true, "admin"
			pod.Containers = []corev1.Container{{SecurityContext: &corev1.SecurityContext{Privileged: new(true)}}}
		}, []brief{{"facegov/pod-security", warning, "FieldsLeftOut"}}},
		"a template that asks for what its profile gives": {func(s *facts.Snapshot) {
			s.Template.Spec.HostNetwork = true
			s.Deployment.Spec.Workload.PodSecurity = &v1alpha1.PodSecurity{Profile: "Privileged", Reason: "Multicast."}
		}, []brief{{"facegov/pod-security", warning, "ProfileLoosened"}}},

		"a directory that nobody declares": {func(s *facts.Snapshot) {
			s.Template.Spec.Volumes = append(s.Template.Spec.Volumes, corev1.Volume{
				Name: "scratch", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}},
			})
		}, []brief{{"facegov/volumes-declared", unknown, "VolumeUndeclared"}}},
		"a directory said to hold no face": {func(s *facts.Snapshot) {
			s.Template.Spec.Volumes = append(s.Template.Spec.Volumes, corev1.Volume{
				Name: "scratch", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}},
			})
			s.Deployment.Spec.Workload.OtherVolumes = []v1alpha1.OtherVolume{{Name: "scratch", Reason: "Compiled kernels."}}
		}, nil},
		"a ConfigMap needs no word": {func(s *facts.Snapshot) {
			s.Template.Spec.Volumes = append(s.Template.Spec.Volumes, corev1.Volume{
				Name: "config", VolumeSource: corev1.VolumeSource{ConfigMap: &corev1.ConfigMapVolumeSource{}},
			})
		}, nil},
		"a memory store on a disk": {func(s *facts.Snapshot) {
			d := &s.Deployment.Spec.DataStores[0]
			d.Type, d.Volume, d.Memory = v1alpha1.DataStoreMemory, nil, &v1alpha1.MemoryStore{VolumeName: "gallery"}
		}, []brief{{"facegov/memory-is-memory", denied, "NotInMemory"}}},
		"a store that is nowhere": {func(s *facts.Snapshot) {
			s.Deployment.Spec.DataStores[0].Volume = nil
			s.Template.Spec.Volumes = nil
		}, []brief{{"facegov/volumes-declared", unknown, "StoreUndescribed"}}},
		"kept for no days":    {store(func(s *v1alpha1.DataStore) { s.Retention.Max = "P0D" }), []brief{{"facegov/retention-period", denied, "PeriodZero"}}},
		"kept for no minutes": {store(func(s *v1alpha1.DataStore) { s.Retention.Max = "PT0M" }), []brief{{"facegov/retention-period", denied, "PeriodZero"}}},
		"kept for nobody knows how long": {
			store(func(s *v1alpha1.DataStore) { s.Retention.Max = "P200Y" }),
			[]brief{{"facegov/retention-period", unknown, "PeriodUnreadable"}},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := gate(base(t))
			tc.edit(s)
			v := policy.Evaluate(s)
			if diff := cmp.Diff(tc.want, notMet(v)); diff != "" {
				t.Errorf("findings (-want +got):\n%s\n%+v", diff, v.Findings)
			}
			wantStart := len(tc.want) == 0 || tc.want[0].Result == warning
			if v.MayStart() != wantStart {
				t.Errorf("may start: %t", v.MayStart())
			}
			for _, f := range v.Findings[:len(tc.want)] {
				if f.Remedy == "" || f.Citation == "" || (f.FieldPath == "" && f.Rule != law) {
					t.Errorf("a finding lacks remedy, citation or field: %+v", f)
				}
			}
		})
	}
}

func TestRemoteIdentificationHasItsHours(t *testing.T) {
	at := func(d time.Duration) metav1.Time { return metav1.NewTime(now.Add(d)) }
	tests := map[string]struct {
		window   *v1alpha1.TimeWindow
		want     []brief
		action   policy.Action
		wantNext time.Time
	}{
		"no window": {nil, []brief{{"facegov/remote-window", denied, "WindowMissing"}}, policy.ActionStop, time.Time{}},
		"before it": {&v1alpha1.TimeWindow{From: at(time.Hour), Until: at(2 * time.Hour)}, []brief{{"facegov/remote-window", denied, "WindowNotYet"}}, policy.ActionStop, now.Add(time.Hour)},
		"it ends before it begins": {
			&v1alpha1.TimeWindow{From: at(2 * time.Hour), Until: at(time.Hour)},
			[]brief{{"facegov/remote-window", denied, "WindowEmpty"}},
			policy.ActionStop,
			time.Time{},
		},
		"within it":       {&v1alpha1.TimeWindow{From: at(0), Until: at(time.Hour)}, nil, policy.ActionRun, now.Add(time.Hour)},
		"at its very end": {&v1alpha1.TimeWindow{From: at(-time.Hour), Until: at(0)}, []brief{{"facegov/remote-window", denied, "WindowEnded"}}, policy.ActionEvict, time.Time{}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := gate(base(t))
			s.Deployment.Spec.Purpose.Functions = []v1alpha1.Function{v1alpha1.FunctionRemoteIdentification}
			if tc.window != nil {
				s.Deployment.Spec.Recognition.Remote = &v1alpha1.RemoteIdentification{Window: *tc.window}
			}
			v := policy.Evaluate(s)
			if diff := cmp.Diff(tc.want, notMet(v)); diff != "" {
				t.Error(diff)
			}
			if v.Action != tc.action || !v.NextChange.Equal(tc.wantNext) || len(v.Deadlines) > 0 == tc.wantNext.IsZero() {
				t.Errorf("%s, next %s, deadlines %v", v.Action, v.NextChange, v.Deadlines)
			}
		})
	}
}

func TestWhatIsLeftOutOfATemplateIsNamed(t *testing.T) {
	s := gate(base(t))
	s.Template.Spec.NodeName, s.Template.Spec.HostPID = "edge-1", true
	s.Template.Spec.Containers = []corev1.Container{{Ports: []corev1.ContainerPort{{ContainerPort: 8080, HostPort: 80}}}}
	v := policy.Evaluate(s)
	want := "the pods are made without what the template says under containers[0].ports.hostPort, hostPID, nodeName"
	if v.Findings[0].Message != want {
		t.Errorf("got  %q\nwant %q", v.Findings[0].Message, want)
	}
}
