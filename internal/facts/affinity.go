// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package facts

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Narrow returns the affinity with the zones added to every node-selector term. Terms are ORed, so one term without the
// zones would be a way around them. Terms only grow and keep their order, because the API server lets a gated pod's
// affinity be tightened and nothing else. A term without any condition matches no node; it stays as it is, for a
// condition would make it match some. Narrowing twice is narrowing once.
func Narrow(affinity *corev1.NodeAffinity, zones []string) *corev1.NodeAffinity {
	narrowed := affinity.DeepCopy()
	if narrowed == nil {
		narrowed = &corev1.NodeAffinity{}
	}
	required := narrowed.RequiredDuringSchedulingIgnoredDuringExecution
	if required == nil {
		required = &corev1.NodeSelector{}
		narrowed.RequiredDuringSchedulingIgnoredDuringExecution = required
	}
	condition := zoneCondition(zones)
	if len(required.NodeSelectorTerms) == 0 {
		required.NodeSelectorTerms = []corev1.NodeSelectorTerm{
			{MatchExpressions: []corev1.NodeSelectorRequirement{condition}},
		}
		return narrowed
	}
	for i := range required.NodeSelectorTerms {
		term := &required.NodeSelectorTerms[i]
		if !matchesNothing(term) && !hasCondition(term, condition) {
			term.MatchExpressions = append(term.MatchExpressions, condition)
		}
	}
	return narrowed
}

// IsWithin says whether every way that the affinity leaves open leads into one of the zones.
func IsWithin(affinity *corev1.NodeAffinity, zones []string) bool {
	if affinity == nil || affinity.RequiredDuringSchedulingIgnoredDuringExecution == nil {
		return false
	}
	terms := affinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms
	for i := range terms {
		if !matchesNothing(&terms[i]) && !slices.ContainsFunc(terms[i].MatchExpressions, leadsInto(zones)) {
			return false
		}
	}
	return true
}

func leadsInto(zones []string) func(corev1.NodeSelectorRequirement) bool {
	return func(r corev1.NodeSelectorRequirement) bool {
		isOther := func(zone string) bool { return !slices.Contains(zones, zone) }
		return r.Key == v1alpha1.ZoneNodeLabel && r.Operator == corev1.NodeSelectorOpIn &&
			!slices.ContainsFunc(r.Values, isOther)
	}
}

func zoneCondition(zones []string) corev1.NodeSelectorRequirement {
	return corev1.NodeSelectorRequirement{
		Key: v1alpha1.ZoneNodeLabel, Operator: corev1.NodeSelectorOpIn, Values: slices.Sorted(slices.Values(zones)),
	}
}

func matchesNothing(term *corev1.NodeSelectorTerm) bool {
	return len(term.MatchExpressions) == 0 && len(term.MatchFields) == 0
}

func hasCondition(term *corev1.NodeSelectorTerm, condition corev1.NodeSelectorRequirement) bool {
	return slices.ContainsFunc(term.MatchExpressions, func(r corev1.NodeSelectorRequirement) bool {
		return r.Key == condition.Key && r.Operator == condition.Operator && slices.Equal(r.Values, condition.Values)
	})
}
