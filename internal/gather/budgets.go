// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"fmt"

	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// budgets are the PodDisruptionBudgets of a namespace, as what they select.
type budgets []labels.Selector

// readBudgets reads them, whoever made them.
func (r *reading) readBudgets() (budgets, error) {
	var list policyv1.PodDisruptionBudgetList
	if err := r.list(&list, nil); err != nil {
		return nil, err
	}
	found := make(budgets, 0, len(list.Items))
	for i := range list.Items {
		// Without a selector it selects nothing, with an empty one every pod, as the API server reads it.
		selector, err := metav1.LabelSelectorAsSelector(list.Items[i].Spec.Selector)
		if err != nil {
			return nil, fmt.Errorf("cannot read the selector of PodDisruptionBudget %s: %w", list.Items[i].Name, err)
		}
		found = append(found, selector)
	}
	return found, nil
}

// guard says that one of them is about a pod with these labels.
func (b budgets) guard(pod labels.Set) bool {
	for _, selector := range b {
		if selector.Matches(pod) {
			return true
		}
	}
	return false
}
