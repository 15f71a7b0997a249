// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// AsSelector gives the selector in the form that matches. A nil or empty selector matches nothing.
func (s *NodeLabelSelector) AsSelector() (labels.Selector, error) {
	if s == nil {
		return labels.Nothing(), nil
	}
	return asSelector(s.MatchLabels, s.MatchExpressions)
}

// AsSelector gives the selector in the form that matches. A nil or empty selector matches nothing.
func (s *NamespaceLabelSelector) AsSelector() (labels.Selector, error) {
	if s == nil {
		return labels.Nothing(), nil
	}
	return asSelector(s.MatchLabels, s.MatchExpressions)
}

// asSelector matches nothing when there is no condition: nobody claims every node, or admits every namespace, by
// leaving something out.
func asSelector[R NodeLabelRequirement | NamespaceLabelRequirement](
	values map[string]LabelValue, requirements []R,
) (labels.Selector, error) {
	if len(values) == 0 && len(requirements) == 0 {
		return labels.Nothing(), nil
	}
	s := metav1.LabelSelector{MatchLabels: make(map[string]string, len(values))}
	for k, v := range values {
		s.MatchLabels[k] = string(v)
	}
	for _, r := range requirements {
		s.MatchExpressions = append(s.MatchExpressions, metav1.LabelSelectorRequirement(r))
	}
	return metav1.LabelSelectorAsSelector(&s)
}
