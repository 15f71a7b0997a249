// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// paper is a current document on record that speaks for the mainland.
func paper(name, kind string, said v1alpha1.EvidenceFacts) facts.Evidence {
	return facts.Evidence{Name: name, Spec: v1alpha1.ComplianceEvidenceSpec{
		Type: kind, Title: "A document", IssuedOn: "2026-01-01", TimeZone: "Asia/Shanghai", Facts: said,
		AppliesTo: []v1alpha1.EvidenceSubject{{Kind: v1alpha1.EvidenceForJurisdiction, Jurisdiction: "CN"}},
	}}
}
