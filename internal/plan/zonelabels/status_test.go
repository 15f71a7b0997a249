// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package zonelabels

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	kstatus "github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/facegov/facegov/api/v1alpha1"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestStatus(t *testing.T) {
	cases := map[string]struct {
		spec     func(*v1alpha1.RecognitionZoneSpec)
		standing Standing
		// want are the conditions as type=status(reason), in alphabetical order.
		want        []string
		wantMessage string
		wantClass   string
	}{
		"nodes that all carry the label": {
			standing:    Standing{Labelled: 2},
			want:        []string{"NodesLabelled=True(Labelled)", "Ready=True(Labelled)"},
			wantMessage: "2 nodes stand here",
			wantClass:   "property-managed-area",
		},
		"named nodes of which one does not exist": {
			standing:    Standing{Labelled: 1, Missing: []string{"gone"}},
			want:        []string{"NodesLabelled=True(Labelled)", "Ready=True(Labelled)"},
			wantMessage: "1 node stands here; the node gone of spec.nodes.names does not exist",
			wantClass:   "property-managed-area",
		},
		"no node that exists": {
			standing:    Standing{Missing: []string{"gone", "lost"}},
			want:        []string{"NodesLabelled=False(NoNodes)", "Ready=False(NoNodes)", "Reconciling=True(NoNodes)"},
			wantMessage: "The nodes gone, lost of spec.nodes.names do not exist; the zone waits",
			wantClass:   "property-managed-area",
		},
		"a selector that selects nothing": {
			spec:        func(s *v1alpha1.RecognitionZoneSpec) { s.Nodes = byLabel(siteLabel, "north") },
			want:        []string{"NodesLabelled=False(NoNodes)", "Ready=False(NoNodes)", "Reconciling=True(NoNodes)"},
			wantMessage: "spec.nodes.selector selects no node; the zone waits for one",
			wantClass:   "property-managed-area",
		},
		"a selector that looks at the label that it causes": {
			spec:        func(s *v1alpha1.RecognitionZoneSpec) { s.Nodes = byLabel(v1alpha1.ZoneNodeLabel, "gate") },
			want:        []string{"NodesLabelled=False(InvalidSelector)", "Ready=False(InvalidSelector)", "Stalled=True(InvalidSelector)"},
			wantMessage: "the label that it causes",
			wantClass:   "property-managed-area",
		},
		"a zone that only cameras see": {
			spec:        func(s *v1alpha1.RecognitionZoneSpec) { s.Nodes = nil },
			want:        []string{"NodesLabelled=True(CameraOnly)", "Ready=True(CameraOnly)"},
			wantMessage: "only cameras see it",
			wantClass:   "property-managed-area",
		},
		"nodes that another zone claims too": {
			standing:    Standing{Labelled: 1, Overlapping: []string{"edge"}, Rivals: []string{"hotel"}},
			want:        []string{"NodesLabelled=False(NodeOverlap)", "Ready=False(NodeOverlap)", "Stalled=True(NodeOverlap)"},
			wantMessage: "Claimed twice: node edge, by zone hotel too",
			wantClass:   "property-managed-area",
		},
		"labels still on their way": {
			standing:    Standing{Labelled: 1, Pending: 2},
			want:        []string{"NodesLabelled=False(Progressing)", "Ready=False(Progressing)", "Reconciling=True(Progressing)"},
			wantMessage: "2 nodes do not carry the right label yet",
			wantClass:   "property-managed-area",
		},
		"a venue that nobody knows": {
			spec:        func(s *v1alpha1.RecognitionZoneSpec) { s.Venue = "hotel-guestroom" },
			standing:    Standing{Labelled: 2},
			want:        []string{"NodesLabelled=True(Labelled)", "Ready=False(UnknownVenue)", "Stalled=True(UnknownVenue)"},
			wantMessage: "hotel-guest-room",
		},
		"a jurisdiction that was withdrawn": {
			spec:        func(s *v1alpha1.RecognitionZoneSpec) { s.Jurisdiction = "CN-31" },
			standing:    Standing{Labelled: 2},
			want:        []string{"NodesLabelled=True(Labelled)", "Ready=False(UnknownJurisdiction)", "Stalled=True(UnknownJurisdiction)"},
			wantMessage: "write CN-SH",
			wantClass:   "property-managed-area",
		},
		"a time zone that nobody knows": {
			spec:        func(s *v1alpha1.RecognitionZoneSpec) { s.TimeZone = "Asia/Pudong" },
			standing:    Standing{Labelled: 2},
			want:        []string{"NodesLabelled=True(Labelled)", "Ready=False(UnknownTimeZone)", "Stalled=True(UnknownTimeZone)"},
			wantMessage: "spec.timeZone",
			wantClass:   "property-managed-area",
		},
		"hours that cannot be read": {
			spec:        func(s *v1alpha1.RecognitionZoneSpec) { s.Hours = "always" },
			standing:    Standing{Labelled: 2},
			want:        []string{"NodesLabelled=True(Labelled)", "Ready=False(InvalidHours)", "Stalled=True(InvalidHours)"},
			wantMessage: "spec.hours",
			wantClass:   "property-managed-area",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			z := zone("gate", byName("edge"))
			if tc.spec != nil {
				tc.spec(&z.Spec)
			}
			status := Status(&z, tc.standing, noon)
			var got []string
			for _, c := range status.Conditions {
				got = append(got, fmt.Sprintf("%s=%s(%s)", c.Type, c.Status, c.Reason))
				if c.ObservedGeneration != z.Generation {
					t.Errorf("%s speaks of generation %d, want %d", c.Type, c.ObservedGeneration, z.Generation)
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("conditions (-want +got):\n%s", diff)
			}
			ready := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionReady)
			if got, want := kstatusOf(t, z, status), wantKstatus(tc.want); got != want {
				t.Errorf("kstatus: got %s, want %s", got, want)
			}
			if !strings.Contains(ready.Message, tc.wantMessage) {
				t.Errorf("Ready says %q, want it to say %q", ready.Message, tc.wantMessage)
			}
			if status.Class != tc.wantClass {
				t.Errorf("class: got %q, want %q", status.Class, tc.wantClass)
			}
		})
	}
}

// kstatusOf is what tools that wait for objects make of a zone.
func kstatusOf(t *testing.T, z v1alpha1.RecognitionZone, s v1alpha1.RecognitionZoneStatus) kstatus.Status {
	t.Helper()
	z.Status = s
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(&z)
	if err != nil {
		t.Fatal(err)
	}
	result, err := kstatus.Compute(&unstructured.Unstructured{Object: content})
	if err != nil {
		t.Fatal(err)
	}
	return result.Status
}

// wantKstatus: what a person has to mend has failed, what will come by itself is on its way.
func wantKstatus(conditions []string) kstatus.Status {
	switch last := conditions[len(conditions)-1]; {
	case strings.HasPrefix(last, "Stalled=True"):
		return kstatus.FailedStatus
	case strings.HasPrefix(last, "Reconciling=True"):
		return kstatus.InProgressStatus
	default:
		return kstatus.CurrentStatus
	}
}

func TestStatusOfAnUnchangedZoneIsUnchanged(t *testing.T) {
	z := zone("gate", byName("edge"))
	standing := Standing{Overlapping: []string{"edge"}, Rivals: []string{"hotel"}}
	z.Status = Status(&z, standing, noon)
	later := Status(&z, standing, noon.Add(time.Hour))
	if diff := cmp.Diff(z.Status, later); diff != "" {
		t.Errorf("status an hour later (-before +later):\n%s", diff)
	}
}

func TestStatusDatesWhatChanges(t *testing.T) {
	z := zone("gate", byName("edge"))
	z.Status = Status(&z, Standing{Labelled: 1}, noon)
	evening := noon.Add(6 * time.Hour)
	status := Status(&z, Standing{Overlapping: []string{"edge"}, Rivals: []string{"hotel"}}, evening)
	for _, kind := range []string{v1alpha1.ConditionReady, v1alpha1.ConditionNodesLabelled, v1alpha1.ConditionStalled} {
		if at := meta.FindStatusCondition(status.Conditions, kind).LastTransitionTime; !at.Equal(&metav1.Time{Time: evening}) {
			t.Errorf("%s changed at %s, want %s", kind, at, evening)
		}
	}
}

func TestStatusIsBounded(t *testing.T) {
	var many []string
	for i := range 500 {
		many = append(many, fmt.Sprintf("node-%03d-%s", i, strings.Repeat("x", 240)))
	}
	slices.Sort(many)
	z := zone("gate", byName("edge"))
	status := Status(&z, Standing{Overlapping: many, Rivals: many, Missing: many}, noon)
	if len(status.OverlappingNodes) != maxOverlapping {
		t.Errorf("%d overlapping nodes are listed, want %d", len(status.OverlappingNodes), maxOverlapping)
	}
	for _, c := range status.Conditions {
		if len(c.Message) > 32768 {
			t.Errorf("%s has a message of %d bytes, more than the API takes", c.Type, len(c.Message))
		}
	}
}
