// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policies_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/catalogue"
)

// TestEveryRuleCitesARowOfItsOwnInstrument comes from a refusal to the text that asks for it: the row exists, belongs to
// the instrument that the policy holds, and is said to be enforced.
func TestEveryRuleCitesARowOfItsOwnInstrument(t *testing.T) {
	for name, p := range load(t) {
		t.Run(name, func(t *testing.T) {
			instrument, known := catalogue.InstrumentOf(name)
			if !known {
				t.Fatal("internal/law/catalogue/instruments.tsv knows no such policy")
			}
			if diff := cmp.Diff(instrument.Jurisdictions, p.Spec.Jurisdictions); diff != "" {
				t.Errorf("catalogue and policy apply in different places (-catalogue +policy):\n%s", diff)
			}
			for _, id := range citing(p) {
				row, known := catalogue.Lookup(catalogue.CitedBy(id))
				switch {
				case !known:
					t.Errorf("%s cites no row of the catalogue", id)
				case row.Instrument != instrument.ID:
					t.Errorf("%s cites a row of %s", id, row.Instrument)
				case row.Disposition != catalogue.Enforced:
					t.Errorf("%s cites a row that is said to be %s", id, row.Disposition)
				case row.HeldBy != "":
					t.Errorf("%s cites a row that is said to be held by %s", id, row.HeldBy)
				}
			}
		})
	}
}

// citing are the ids of the rules and exceptions of a policy.
func citing(p *v1alpha1.RecognitionPolicy) []string {
	var ids []string
	for i := range p.Spec.Rules {
		ids = append(ids, p.Spec.Rules[i].ID)
	}
	for i := range p.Spec.Exceptions {
		ids = append(ids, p.Spec.Exceptions[i].ID)
	}
	return ids
}

// TestWhatNobodyHasReadRefusesNobody keeps what is known from memory alone from refusing anything.
func TestWhatNobodyHasReadRefusesNobody(t *testing.T) {
	for _, p := range load(t) {
		for i := range p.Spec.Rules {
			rule := &p.Spec.Rules[i]
			row, _ := catalogue.Lookup(catalogue.CitedBy(rule.ID))
			if row.Verified == catalogue.FromMemory && (rule.OnViolation != v1alpha1.OnViolationWarn || rule.Hard) {
				t.Errorf("%s refuses, and its row was never read in a source", rule.ID)
			}
		}
	}
}

// TestEveryNamedPolicyIsShipped keeps the catalogue from promising a policy that does not exist.
func TestEveryNamedPolicyIsShipped(t *testing.T) {
	shipped := load(t)
	for _, instrument := range catalogue.Instruments() {
		for _, name := range instrument.Packs {
			if shipped[name] == nil {
				t.Errorf("%s names the policy %s, which is not shipped", instrument.ID, name)
			}
		}
	}
}
