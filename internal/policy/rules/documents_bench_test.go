// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"testing"

	"github.com/facegov/facegov/api/v1alpha1"
)

func BenchmarkReadDocument(b *testing.B) {
	spec := paper("p", "EV-PIPIA", v1alpha1.EvidenceFacts{}).Spec
	spec.ValidUntil = "2027-01-01"
	b.ReportAllocs()
	for b.Loop() {
		ReadDocument("p", &spec, now)
	}
}
