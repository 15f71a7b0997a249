// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package zonelabels says which zone each node stands in. A node stands in the one zone that claims it; a node that two
// zones claim stands in none, because nobody can say which law holds there, and one that none claims stays unlabelled.
package zonelabels

import (
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/selection"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Claims are the claims of all zones on nodes.
type Claims struct {
	byName    map[string][]string
	selectors []selectorClaim
}

type selectorClaim struct {
	zone     string
	selector labels.Selector
}

// NewClaims reads the claims of zones.
func NewClaims(zones []v1alpha1.RecognitionZone) *Claims {
	c := &Claims{byName: map[string][]string{}}
	for i := range zones {
		nodes := zones[i].Spec.Nodes
		if nodes == nil {
			continue
		}
		for _, name := range nodes.Names {
			c.byName[name] = append(c.byName[name], zones[i].Name)
		}
		if selector, ok := Selector(nodes.Selector); ok {
			c.selectors = append(c.selectors, selectorClaim{zone: zones[i].Name, selector: selector})
		}
	}
	return c
}

// Of returns the zones that claim a node, in alphabetical order.
func (c *Claims) Of(name string, nodeLabels map[string]string) []string {
	claimants := slices.Clone(c.byName[name])
	for _, each := range c.selectors {
		if each.selector.Matches(labels.Set(nodeLabels)) {
			claimants = append(claimants, each.zone)
		}
	}
	slices.Sort(claimants)
	return slices.Compact(claimants)
}

// Label returns the value that the zone label of a node should have, or "" when it should have none.
func (c *Claims) Label(name string, nodeLabels map[string]string) string {
	if claimants := c.Of(name, nodeLabels); len(claimants) == 1 {
		return claimants[0]
	}
	return ""
}

// Selector returns a zone's selector in the form that matches. There is none when it is empty, when it cannot be
// read, or when it looks at facegov's own zone label: a zone that is chosen by the label that it causes has no nodes.
func Selector(s *v1alpha1.NodeLabelSelector) (labels.Selector, bool) {
	if s == nil || (len(s.MatchLabels) == 0 && len(s.MatchExpressions) == 0) {
		return nil, false
	}
	selector := labels.NewSelector()
	for key, value := range s.MatchLabels {
		requirement, err := labels.NewRequirement(key, selection.Equals, []string{string(value)})
		if err != nil || key == v1alpha1.ZoneNodeLabel {
			return nil, false
		}
		selector = selector.Add(*requirement)
	}
	for i := range s.MatchExpressions {
		expression := &s.MatchExpressions[i]
		requirement, err := labels.NewRequirement(expression.Key, operator(expression.Operator), expression.Values)
		if err != nil || expression.Key == v1alpha1.ZoneNodeLabel {
			return nil, false
		}
		selector = selector.Add(*requirement)
	}
	return selector, true
}

// operator returns the operator under the name that matching knows it by. An unknown one is an error there.
func operator(o metav1.LabelSelectorOperator) selection.Operator {
	switch o {
	case metav1.LabelSelectorOpIn:
		return selection.In
	case metav1.LabelSelectorOpNotIn:
		return selection.NotIn
	case metav1.LabelSelectorOpExists:
		return selection.Exists
	case metav1.LabelSelectorOpDoesNotExist:
		return selection.DoesNotExist
	default:
		return selection.Operator(o)
	}
}
