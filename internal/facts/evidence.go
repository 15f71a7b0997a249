// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package facts

import (
	"cmp"
	"slices"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Evidence is a document on record. Whether it speaks of the deployment, and whether it is current, the decision finds
// out from its spec and from Now, in the same way through every door.
type Evidence struct {
	// Name of the ComplianceEvidence.
	Name string
	// Spec of it, with the attesting user as admission stamped it.
	Spec v1alpha1.ComplianceEvidenceSpec
}

// Exception is a RecognitionException.
type Exception struct {
	// Name of the RecognitionException.
	Name string
	// Spec of it, with both people as admission stamped them.
	Spec v1alpha1.RecognitionExceptionSpec
}

// Party is what is known of the responsible party beyond this deployment: filing counts people over all of them (final
// measures article 15).
type Party struct {
	// OthersStored is how many people the party's other deployments in this cluster declare.
	OthersStored int64
	// OthersUndeclared are the party's other deployments that declare no number, as namespace/name, in alphabetical order.
	OthersUndeclared []string
	// Clocks are the deadlines that the party's other deployments carry, by rule and what. The earliest stands for the
	// party, so that a new deployment does not restart a clock.
	Clocks []Clock
}

// Clock is a deadline that another deployment of the party carries.
type Clock struct {
	// Rule that set it.
	Rule string
	// What happens then.
	What string
	// DueAt is the moment.
	DueAt time.Time
}

// PartyOf sums up the other deployments of a party.
func PartyOf(others []*v1alpha1.FaceRecognitionDeployment) Party {
	var p Party
	for _, d := range others {
		if count := d.Spec.Subjects.EstimatedCount; count != nil {
			p.OthersStored += *count
		} else {
			p.OthersUndeclared = append(p.OthersUndeclared, d.Namespace+"/"+d.Name)
		}
		for i := range d.Status.Deadlines {
			deadline := &d.Status.Deadlines[i]
			p.Clocks = append(p.Clocks, Clock{Rule: deadline.Rule, What: deadline.What, DueAt: deadline.DueAt.Time})
		}
	}
	slices.Sort(p.OthersUndeclared)
	slices.SortFunc(p.Clocks, func(a, b Clock) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.What, b.What), a.DueAt.Compare(b.DueAt))
	})
	// The earliest of each stands for the party.
	p.Clocks = slices.CompactFunc(p.Clocks, func(a, b Clock) bool { return a.Rule == b.Rule && a.What == b.What })
	return p
}
