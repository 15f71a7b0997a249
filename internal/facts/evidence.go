// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package facts

import (
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
