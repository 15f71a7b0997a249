// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/facegov/facegov/api/v1alpha1"
)

func TestNamespaceLabelSelector(t *testing.T) {
	labelled := labels.Set{"site": "maple-court", "tier": "gate"}
	cases := map[string]struct {
		selector *v1alpha1.NamespaceLabelSelector
		want     bool
	}{
		"no selector matches nothing":       {nil, false},
		"an empty selector matches nothing": {&v1alpha1.NamespaceLabelSelector{}, false},
		"every label must fit": {
			&v1alpha1.NamespaceLabelSelector{MatchLabels: map[string]v1alpha1.LabelValue{"site": "maple-court", "tier": "gate"}}, true,
		},
		"one label that does not fit is enough to fail": {
			&v1alpha1.NamespaceLabelSelector{MatchLabels: map[string]v1alpha1.LabelValue{"site": "maple-court", "tier": "office"}}, false,
		},
		"an expression narrows the labels": {
			&v1alpha1.NamespaceLabelSelector{
				MatchLabels: map[string]v1alpha1.LabelValue{"site": "maple-court"},
				MatchExpressions: []v1alpha1.NamespaceLabelRequirement{
					{Key: "tier", Operator: metav1.LabelSelectorOpNotIn, Values: []string{"gate"}},
				},
			}, false,
		},
		"an expression alone is a condition": {
			&v1alpha1.NamespaceLabelSelector{
				MatchExpressions: []v1alpha1.NamespaceLabelRequirement{{Key: "tier", Operator: metav1.LabelSelectorOpExists}},
			}, true,
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			selector, err := tc.selector.AsSelector()
			if err != nil {
				t.Fatal(err)
			}
			if got := selector.Matches(labelled); got != tc.want {
				t.Errorf("%s matches %v: %t, want %t", selector, labelled, got, tc.want)
			}
		})
	}
}

func TestNodeLabelSelector(t *testing.T) {
	const area = "lotus.node-restriction.kubernetes.io/area"
	atrium := labels.Set{area: "atrium"}
	cases := map[string]struct {
		selector *v1alpha1.NodeLabelSelector
		want     bool
	}{
		"no selector matches nothing":       {nil, false},
		"an empty selector matches nothing": {&v1alpha1.NodeLabelSelector{}, false},
		"a label that fits": {
			&v1alpha1.NodeLabelSelector{MatchLabels: map[string]v1alpha1.LabelValue{area: "atrium"}}, true,
		},
		"an expression that does not fit": {
			&v1alpha1.NodeLabelSelector{MatchExpressions: []v1alpha1.NodeLabelRequirement{
				{Key: area, Operator: metav1.LabelSelectorOpDoesNotExist},
			}}, false,
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			selector, err := tc.selector.AsSelector()
			if err != nil {
				t.Fatal(err)
			}
			if got := selector.Matches(atrium); got != tc.want {
				t.Errorf("%s matches %v: %t, want %t", selector, atrium, got, tc.want)
			}
		})
	}
}

func TestSelectorThatCannotBeRead(t *testing.T) {
	selector := &v1alpha1.NamespaceLabelSelector{MatchLabels: map[string]v1alpha1.LabelValue{"not a key": "x"}}
	if got, err := selector.AsSelector(); err == nil {
		t.Errorf("a malformed key gives %v, want an error", got)
	}
}
