// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package offline

import (
	"fmt"
	"maps"
	"slices"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/cmd/facegov/internal/manifest"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
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

// refuseCrossedExceptions refuses exceptions that their law does not know. One whose law is not loaded is a note.
func (w *World) refuseCrossedExceptions() {
	for _, name := range slices.Sorted(maps.Keys(w.exceptions)) {
		x := w.exceptions[name]
		i := slices.IndexFunc(w.Policies, func(p *Policy) bool { return p.Value.Name == x.spec.Policy })
		if i < 0 {
			w.note(x.object.Position("spec.policy"), "%s names the policy %s, which is neither in the input nor loaded; load "+
				"it, or name the law whose rules are set aside", x.object, x.spec.Policy)
			continue
		}
		for _, fault := range policy.ValidateException(&x.spec, &w.Policies[i].Value.Spec) {
			w.fail(x.object, fault.Field, fault.Detail())
			delete(w.exceptions, name)
		}
	}
}

// refuseCircularSuccession refuses documents that took each other's place: which one counts nobody can say.
func (w *World) refuseCircularSuccession() {
	for _, name := range slices.Sorted(maps.Keys(w.evidence)) {
		if w.succeedsItself(name) {
			w.fail(w.evidence[name].object, "spec.supersededBy", fmt.Sprintf("following supersededBy from %s leads back to "+
				"it; name the document that counts now, or set state to Withdrawn", name))
		}
	}
}

func (w *World) succeedsItself(name string) bool {
	next := w.evidence[name]
	for range w.evidence {
		if next.spec.SupersededBy == name {
			return true
		}
		if next = w.evidence[next.spec.SupersededBy]; next == nil {
			return false
		}
	}
	return false
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
