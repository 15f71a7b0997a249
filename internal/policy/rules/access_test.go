// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"testing"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func TestAccess(t *testing.T) {
	const path = "spec.protection.measures"
	protected := func(measures ...v1alpha1.ProtectionMeasure) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) { s.Deployment.Spec.Protection = &v1alpha1.Protection{Measures: measures} }
	}
	audit, control := v1alpha1.MeasureSecurityAudit, v1alpha1.MeasureAccessControl
	for name, tc := range map[string]ruleCase{
		"nothing said":                     {nil, []brief{{Unknown, "MeasuresUnknown", "spec.protection"}}},
		"both in place":                    {protected(control, audit), []brief{{Met, "MeasuresTaken", path}}},
		"one is missing":                   {protected(audit), []brief{{Violated, "MeasureMissing", path}}},
		"what is not listed is not there":  {protected(), []brief{{Violated, "MeasureMissing", path}}},
		"another one does not stand in":    {protected(audit, v1alpha1.MeasureIntrusionDetection), []brief{{Violated, "MeasureMissing", path}}},
		"more than is asked is no mistake": {protected(audit, control, v1alpha1.MeasureAccessReason), []brief{{Met, "MeasuresTaken", path}}},
	} {
		t.Run(name, func(t *testing.T) {
			tc.run(t, Access{Demand: v1alpha1.AccessRequirement{Measures: []v1alpha1.ProtectionMeasure{audit, control}}})
		})
	}
}
