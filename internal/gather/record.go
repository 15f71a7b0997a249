// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// PartyField selects deployments by their responsible party, at the API server and in a cache that is indexed by it.
const PartyField = "spec.responsibleParty.id"

// IndexParties makes a cache find the deployments of a party. A Gatherer that reads through a cache needs it.
func IndexParties(ctx context.Context, indexer client.FieldIndexer) error {
	return indexer.IndexField(ctx, &v1alpha1.FaceRecognitionDeployment{}, PartyField, func(o client.Object) []string {
		return []string{o.(*v1alpha1.FaceRecognitionDeployment).Spec.ResponsibleParty.ID}
	})
}

// readEvidence reads the documents on record. Which of them speak of the deployment, the decision finds out.
func (r *reading) readEvidence() error {
	var list v1alpha1.ComplianceEvidenceList
	if err := r.Reader.List(r.ctx, &list, client.UnsafeDisableDeepCopy); err != nil {
		return fmt.Errorf("cannot list the evidence: %w", err)
	}
	r.snapshot.Evidence = make([]facts.Evidence, 0, len(list.Items))
	for i := range list.Items {
		r.snapshot.Evidence = append(r.snapshot.Evidence,
			facts.Evidence{Name: list.Items[i].Name, Spec: list.Items[i].Spec})
	}
	slices.SortFunc(r.snapshot.Evidence, func(a, b facts.Evidence) int { return cmp.Compare(a.Name, b.Name) })
	return nil
}

// readExceptions reads the exceptions on record.
func (r *reading) readExceptions() error {
	var list v1alpha1.RecognitionExceptionList
	if err := r.Reader.List(r.ctx, &list, client.UnsafeDisableDeepCopy); err != nil {
		return fmt.Errorf("cannot list the exceptions: %w", err)
	}
	for i := range list.Items {
		r.snapshot.Exceptions = append(r.snapshot.Exceptions,
			facts.Exception{Name: list.Items[i].Name, Spec: list.Items[i].Spec})
	}
	slices.SortFunc(r.snapshot.Exceptions, func(a, b facts.Exception) int { return cmp.Compare(a.Name, b.Name) })
	return nil
}

// readParty counts the people of the party's other deployments, and reads the clocks that they carry.
func (r *reading) readParty() error {
	self := r.snapshot.Deployment
	var list v1alpha1.FaceRecognitionDeploymentList
	err := r.Reader.List(r.ctx, &list,
		client.MatchingFields{PartyField: self.Spec.ResponsibleParty.ID}, client.UnsafeDisableDeepCopy)
	if err != nil {
		return fmt.Errorf("cannot list the deployments of the party: %w", err)
	}
	others := make([]*v1alpha1.FaceRecognitionDeployment, 0, len(list.Items))
	for i := range list.Items {
		if d := &list.Items[i]; d.Namespace != self.Namespace || d.Name != self.Name {
			others = append(others, d)
		}
	}
	r.snapshot.Party = facts.PartyOf(others)
	return nil
}
