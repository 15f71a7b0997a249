// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package plan

import (
	"slices"
	"strings"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan/record"
	"github.com/facegov/facegov/internal/plan/retention"
)

// longestErasure is how long a deleted deployment waits for its stores to be proven empty.
const longestErasure = 7 * 24 * time.Hour

// finalizer says what becomes of the erase finalizer. It is there while data may be unerased (PIPL article 47), and it
// ends: a deployment that cannot be deleted helps nobody.
func finalizer(s *facts.Snapshot) FinalizerChange {
	hasIt := slices.Contains(s.Deployment.Finalizers, v1alpha1.EraseFinalizer)
	isErased := s.Deployment.Spec.DeletionPolicy != v1alpha1.DeletionRetain && retention.HasStores(s)
	isDeleting := !s.Deployment.DeletionTimestamp.IsZero()
	switch {
	case !isDeleting && isErased && !hasIt:
		return FinalizerAdd
	case !isDeleting, !hasIt:
		return FinalizerKeep
	case !isErased:
		return FinalizerRelease
	}
	unproven := retention.Unproven(s)
	// What another deployment goes on using is not erased, and nobody waits for that.
	_, own := retention.KeptFor(s, unproven)
	switch {
	case len(unproven) == 0:
		return FinalizerRelease
	case isReleased(s), retention.AreOutOfReach(s, own):
		return FinalizerReleaseUnproven
	default:
		return FinalizerKeep
	}
}

// isReleased says that the deployment may go although its stores are not proven to be empty: nothing can be made in a
// namespace that goes, somebody who may approve it says so, or it has waited long enough.
func isReleased(s *facts.Snapshot) bool {
	return s.Namespace.Terminating ||
		strings.TrimSpace(s.Deployment.Annotations[v1alpha1.ReleaseDataAnnotation]) != "" ||
		!s.Now.Before(releaseAt(s))
}

// releaseAt returns when a deleted deployment has waited long enough, zero when it is not being deleted.
func releaseAt(s *facts.Snapshot) time.Time {
	if s.Deployment.DeletionTimestamp.IsZero() {
		return time.Time{}
	}
	return s.Deployment.DeletionTimestamp.Add(longestErasure)
}

// endOf says what goes on record when the deployment is let go in this pass.
func endOf(s *facts.Snapshot, change FinalizerChange) record.End {
	switch {
	case change == FinalizerReleaseUnproven:
		return record.End{Erasure: v1alpha1.ErasureUnproven, Reason: whyUnproven(s)}
	case change != FinalizerRelease:
		return record.End{}
	case s.Deployment.Spec.DeletionPolicy == v1alpha1.DeletionRetain && retention.HasStores(s):
		return record.End{Erasure: v1alpha1.ErasureUnproven, Reason: record.ReasonRetained}
	default:
		return record.End{Erasure: v1alpha1.ErasureVerified}
	}
}

// whyUnproven says why nobody waits for proof. The words of whoever released it are not repeated: they may name people.
func whyUnproven(s *facts.Snapshot) string {
	keeper, own := retention.KeptFor(s, retention.Unproven(s))
	switch {
	case s.Namespace.Terminating:
		return "the namespace was deleted with the deployment in it"
	case strings.TrimSpace(s.Deployment.Annotations[v1alpha1.ReleaseDataAnnotation]) != "":
		return "somebody who may approve it released it with the annotation " + v1alpha1.ReleaseDataAnnotation
	case !s.Now.Before(releaseAt(s)):
		return "its stores had not been emptied within seven days"
	case keeper != "" && len(own) == 0:
		return "FaceRecognitionDeployment " + keeper + " names its claims too, so what is on them was kept"
	case keeper != "":
		return "FaceRecognitionDeployment " + keeper + " names one of its claims too, so what is on it was kept; " +
			"the other stores could not be looked into: their claims do not exist or have no volume"
	default:
		return "its stores could not be looked into: their claims do not exist or have no volume"
	}
}
