// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"slices"

	"k8s.io/apimachinery/pkg/labels"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// Admits says whether the zone's owner admits the namespace. Omitted means nobody's.
func Admits(zone *v1alpha1.RecognitionZoneSpec, ns *facts.Namespace) bool {
	allowed := zone.AllowedNamespaces
	if allowed == nil {
		return false
	}
	switch allowed.From {
	case "Names":
		return slices.Contains(allowed.Names, ns.Name)
	case "Selector":
		return selects(allowed.Selector, ns.Labels)
	default:
		return false
	}
}

// selects says whether a selector matches. One that asks for labels alone, as nearly all do, needs no parsing.
func selects(s *v1alpha1.NamespaceLabelSelector, have map[string]string) bool {
	if s == nil || len(s.MatchLabels) == 0 || len(s.MatchExpressions) > 0 {
		selector, err := s.AsSelector()
		return err == nil && selector.Matches(labels.Set(have))
	}
	for key, value := range s.MatchLabels {
		if got, there := have[key]; !there || got != string(value) {
			return false
		}
	}
	return true
}
