// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package offline

import (
	"maps"
	"slices"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/cmd/facegov/internal/manifest"
	"github.com/facegov/facegov/internal/facts"
)

// paper is a document on record or an exception of the input.
type paper[Spec any] struct {
	spec   Spec
	object *manifest.Object
}

func (c *candidate) takeEvidence(raw []byte) {
	value := &v1alpha1.ComplianceEvidence{}
	if c.decode(raw, value) && len(c.faulty) == 0 {
		c.evidence[value.Name] = &paper[v1alpha1.ComplianceEvidenceSpec]{spec: value.Spec, object: c.object}
	}
}

func (c *candidate) takeException(raw []byte) {
	value := &v1alpha1.RecognitionException{}
	if c.decode(raw, value) && len(c.faulty) == 0 {
		c.exceptions[value.Name] = &paper[v1alpha1.RecognitionExceptionSpec]{spec: value.Spec, object: c.object}
	}
}

// documents are those of the input, by name.
func (w *World) documents() []facts.Evidence {
	documents := make([]facts.Evidence, 0, len(w.evidence))
	for _, name := range slices.Sorted(maps.Keys(w.evidence)) {
		documents = append(documents, facts.Evidence{Name: name, Spec: w.evidence[name].spec})
	}
	return documents
}

// granted are the exceptions of the input, by name. Who asked and who approved is what the files say: a cluster stamps
// both at admission.
func (w *World) granted() []facts.Exception {
	exceptions := make([]facts.Exception, 0, len(w.exceptions))
	for _, name := range slices.Sorted(maps.Keys(w.exceptions)) {
		exceptions = append(exceptions, facts.Exception{Name: name, Spec: w.exceptions[name].spec})
	}
	return exceptions
}

// partyOf sums up the other deployments of the input that have the same responsible party. What other clusters hold is
// on record as evidence.
func (w *World) partyOf(d *Deployment) facts.Party {
	var others []*v1alpha1.FaceRecognitionDeployment
	for _, other := range w.Deployments {
		if other != d && other.Value.Spec.ResponsibleParty.ID == d.Value.Spec.ResponsibleParty.ID {
			others = append(others, other.Value)
		}
	}
	return facts.PartyOf(others)
}
