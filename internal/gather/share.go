// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"unique"

	toolscache "k8s.io/client-go/tools/cache"

	"github.com/facegov/facegov/api/v1alpha1"
)

// shareTexts makes the statuses in memory share their texts: under the same laws a thousand deployments say the same
// sentences, and each would keep its own copy of them.
func shareTexts(object any) (any, error) {
	if gone, ok := object.(toolscache.DeletedFinalStateUnknown); ok {
		return gone, nil
	}
	d, ok := object.(*v1alpha1.FaceRecognitionDeployment)
	if !ok {
		return object, nil
	}
	d.ManagedFields = nil
	for i := range d.Status.Findings {
		f := &d.Status.Findings[i]
		for _, text := range []*string{
			&f.Rule, &f.Policy, &f.Reason, &f.Message, &f.FieldPath, &f.Citation, &f.Remedy,
		} {
			*text = shared(*text)
		}
		f.Result, f.Basis = shared(f.Result), shared(f.Basis)
	}
	if effective := d.Status.Effective; effective != nil {
		for i := range effective.Demands {
			demand := &effective.Demands[i]
			demand.Subject, demand.Value = shared(demand.Subject), shared(demand.Value)
			shareAll(demand.From)
			shareAll(demand.Losers)
		}
	}
	for i := range d.Status.Policies {
		p := &d.Status.Policies[i]
		p.Name, p.Digest, p.State = shared(p.Name), shared(p.Digest), shared(p.State)
	}
	return d, nil
}

func shareAll(texts []string) {
	for i := range texts {
		texts[i] = shared(texts[i])
	}
}

// shared returns the one copy of a text that is kept for as long as anybody has it.
func shared[T ~string](text T) T { return unique.Make(text).Value() }
