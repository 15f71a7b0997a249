// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package offline

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/facegov/facegov/cmd/facegov/internal/manifest"
	"github.com/facegov/facegov/config/policies"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/law/jurisdiction"
	"github.com/facegov/facegov/internal/report"
)

// noteNamespaces says whose labels are not known where a zone asks for labels.
func (w *World) noteNamespaces() {
	noted := map[string]bool{}
	for _, d := range w.Deployments {
		namespace := d.Value.Namespace
		if _, known := w.namespaces[namespace]; known || noted[namespace] {
			continue
		}
		for _, name := range facts.ZonesNamed(d.Value) {
			z, found := w.zones[name]
			if !found || z.value.Spec.AllowedNamespaces == nil || z.value.Spec.AllowedNamespaces.Selector == nil {
				continue
			}
			w.note(d.object.Position("metadata.namespace"), "namespace %s is not in the input, so its labels are not known, "+
				"and zone %s admits by labels; add the Namespace", namespace, name)
			noted[namespace] = true
			break
		}
	}
}

// noteMissingEvidence says which documents are named and not in the input.
func (w *World) noteMissingEvidence() {
	for _, d := range w.Deployments {
		for i := range d.Value.Spec.LawfulBasis {
			if consent := d.Value.Spec.LawfulBasis[i].Consent; consent != nil {
				w.noteEvidence(d.object, fmt.Sprintf("spec.lawfulBasis[%d].consent.evidence", i), consent.Evidence)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(w.exceptions)) {
		x := w.exceptions[name]
		for i, evidence := range x.spec.Evidence {
			w.noteEvidence(x.object, fmt.Sprintf("spec.evidence[%d]", i), evidence)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(w.evidence)) {
		w.noteEvidence(w.evidence[name].object, "spec.supersededBy", w.evidence[name].spec.SupersededBy)
	}
}

func (w *World) noteEvidence(o *manifest.Object, field, name string) {
	if name != "" && w.evidence[name] == nil {
		w.note(o.Position(field), "%s names the document %s, which is not in the input; add its ComplianceEvidence", o, name)
	}
}

// noteSets says which sets of shipped laws hold where a deployment is and were not loaded at all.
func (w *World) noteSets(d *report.Deployment) []report.Note {
	var notes []report.Note
	for _, set := range policies.Sets() {
		if slices.ContainsFunc(set.Policies, w.has) || !jurisdiction.Applies(placesOfSets()[set.Name], d.Verdict.Jurisdictions) {
			continue
		}
		notes = append(notes, report.Note{Position: d.Position, Message: fmt.Sprintf(
			"laws of the set %[3]s hold for %[1]s/%[2]s and are not loaded; add %[3]s to --packs",
			d.Namespace, d.Name, set.Name)})
	}
	return notes
}

func (w *World) has(policy string) bool {
	return slices.ContainsFunc(w.Policies, func(p *Policy) bool { return p.Value.Name == policy })
}

// placesOfSets returns where the laws of each set hold.
var placesOfSets = sync.OnceValue(func() map[string][]string {
	places := map[string][]string{}
	for _, set := range policies.Sets() {
		for _, name := range set.Policies {
			if p, err := policies.Decode(name); err == nil { // that each can be read is held by the tests of the laws
				places[set.Name] = append(places[set.Name], p.Spec.Jurisdictions...)
			}
		}
	}
	return places
})
