// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package wayin

import (
	"testing"

	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/facegov/facegov/api/v1alpha1"
)

func TestPodDisruptionBudgetIsAboutStandingPodsAlone(t *testing.T) {
	frd := deployment()
	budget := PodDisruptionBudget(frd)
	selector := labels.SelectorFromSet(budget.Spec.Selector.MatchLabels)
	if !selector.Matches(labels.Set(Deployment(frd, image).Spec.Template.Labels)) {
		t.Errorf("%v does not select the standing pods", budget.Spec.Selector.MatchLabels)
	}
	beside := labels.Set(Labels(frd))
	beside[v1alpha1.ComponentLabel] = v1alpha1.ComponentRecogniser
	if selector.Matches(beside) {
		t.Error("the budget would hold up a recogniser that has to leave")
	}
	if budget.Spec.MaxUnavailable.IntVal != 1 || *budget.Spec.UnhealthyPodEvictionPolicy != policyv1.AlwaysAllow {
		t.Errorf("budget = %v", budget.Spec)
	}
}
