// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package zonelabels

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

const siteLabel = "site.node-restriction.kubernetes.io/gate"

func zone(name string, nodes *v1alpha1.NodeSelection) v1alpha1.RecognitionZone {
	return v1alpha1.RecognitionZone{
		ObjectMeta: metav1.ObjectMeta{Name: name, Generation: 3},
		Spec: v1alpha1.RecognitionZoneSpec{
			Venue: "residential-compound", Jurisdiction: "CN-SH", TimeZone: "Asia/Shanghai", Nodes: nodes,
		},
	}
}

func byName(names ...string) *v1alpha1.NodeSelection { return &v1alpha1.NodeSelection{Names: names} }

func byLabel(key, value string) *v1alpha1.NodeSelection {
	return &v1alpha1.NodeSelection{Selector: &v1alpha1.NodeLabelSelector{
		MatchLabels: map[string]v1alpha1.LabelValue{key: v1alpha1.LabelValue(value)},
	}}
}

func byExpression(key string, operator metav1.LabelSelectorOperator, values ...string) *v1alpha1.NodeSelection {
	return &v1alpha1.NodeSelection{Selector: &v1alpha1.NodeLabelSelector{
		MatchExpressions: []v1alpha1.NodeLabelRequirement{{Key: key, Operator: operator, Values: values}},
	}}
}

func TestLabel(t *testing.T) {
	cases := map[string]struct {
		zones []v1alpha1.RecognitionZone
		node  Node
		want  string
	}{
		"a node that no zone claims stands in none": {
			zones: []v1alpha1.RecognitionZone{zone("gate", byName("other"))},
			node:  Node{Name: "edge"},
		},
		"a node claimed by name stands there": {
			zones: []v1alpha1.RecognitionZone{zone("gate", byName("edge"))},
			node:  Node{Name: "edge"},
			want:  "gate",
		},
		"a node claimed by label stands there": {
			zones: []v1alpha1.RecognitionZone{zone("gate", byLabel(siteLabel, "north"))},
			node:  Node{Name: "edge", Labels: map[string]string{siteLabel: "north"}},
			want:  "gate",
		},
		"a node with another value does not": {
			zones: []v1alpha1.RecognitionZone{zone("gate", byLabel(siteLabel, "north"))},
			node:  Node{Name: "edge", Labels: map[string]string{siteLabel: "south"}},
		},
		"a node claimed by two zones stands in none": {
			zones: []v1alpha1.RecognitionZone{zone("gate", byName("edge")), zone("hotel", byLabel(siteLabel, "north"))},
			node:  Node{Name: "edge", Labels: map[string]string{siteLabel: "north"}},
		},
		"a node claimed twice by the same zone stands there": {
			zones: []v1alpha1.RecognitionZone{zone("gate", byName("edge", "edge"))},
			node:  Node{Name: "edge"},
			want:  "gate",
		},
		"a zone that only cameras see claims nothing": {
			zones: []v1alpha1.RecognitionZone{zone("gate", nil)},
			node:  Node{Name: "edge"},
		},
		"an empty selector claims nothing rather than everything": {
			zones: []v1alpha1.RecognitionZone{zone("gate", &v1alpha1.NodeSelection{Selector: &v1alpha1.NodeLabelSelector{}})},
			node:  Node{Name: "edge"},
		},
		"a selector by expression claims": {
			zones: []v1alpha1.RecognitionZone{zone("gate", byExpression(siteLabel, metav1.LabelSelectorOpIn, "north", "west"))},
			node:  Node{Name: "edge", Labels: map[string]string{siteLabel: "west"}},
			want:  "gate",
		},
		"the label that somebody wrote by hand gives no claim": {
			zones: []v1alpha1.RecognitionZone{zone("gate", byName("other"))},
			node:  Node{Name: "edge", Labels: map[string]string{v1alpha1.ZoneNodeLabel: "gate"}},
		},
		"a zone cannot choose nodes by the label that it causes": {
			zones: []v1alpha1.RecognitionZone{zone("gate", byLabel(v1alpha1.ZoneNodeLabel, "gate"))},
			node:  Node{Name: "edge", Labels: map[string]string{v1alpha1.ZoneNodeLabel: "gate"}},
		},
		"nor by its absence": {
			zones: []v1alpha1.RecognitionZone{zone("gate", byExpression(v1alpha1.ZoneNodeLabel, metav1.LabelSelectorOpDoesNotExist))},
			node:  Node{Name: "edge"},
		},
		"a selector that cannot be read claims nothing": {
			zones: []v1alpha1.RecognitionZone{zone("gate", byExpression(siteLabel, "Like", "n*"))},
			node:  Node{Name: "edge", Labels: map[string]string{siteLabel: "north"}},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := NewClaims(tc.zones).Label(tc.node.Name, tc.node.Labels); got != tc.want {
				t.Errorf("zone of the node: got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestStanding(t *testing.T) {
	gate := zone("gate", byName("a", "b", "c", "gone"))
	hotel := zone("hotel", byName("c"))
	nodes := []Node{
		{Name: "a", Labels: map[string]string{v1alpha1.ZoneNodeLabel: "gate"}},
		{Name: "b"},
		{Name: "c", Labels: map[string]string{v1alpha1.ZoneNodeLabel: "gate"}},
		{Name: "d", Labels: map[string]string{v1alpha1.ZoneNodeLabel: "gate"}},
	}
	want := Standing{
		Labelled:    3, // a, c and d carry the label now
		Pending:     3, // b lacks it, c and d should not have it
		Overlapping: []string{"c"},
		Rivals:      []string{"hotel"},
		Missing:     []string{"gone"},
	}
	got := NewClaims([]v1alpha1.RecognitionZone{hotel, gate}).Standing(&gate, nodes)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("standing (-want +got):\n%s", diff)
	}
}
