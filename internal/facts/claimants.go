// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package facts

import (
	"cmp"
	"slices"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Claimant is another deployment of the namespace that names a PersistentVolumeClaim of the deployment at hand.
type Claimant struct {
	// Claim that both name.
	Claim string
	// Name of the other deployment.
	Name string
	// First says that it had the claim first.
	First bool
	// Keeps says that what is on the claim is not the deployment's alone to erase: the other goes on using it.
	Keeps bool
}

// ClaimantsOf returns who else names one of these claims of a deployment, by claim. Of several that make no difference
// to a decision the first by name stands for all, so that the list is never longer than four for each claim.
func ClaimantsOf(
	mine *v1alpha1.FaceRecognitionDeployment, claims []string, all []*v1alpha1.FaceRecognitionDeployment,
) []Claimant {
	var claimants []Claimant
	for _, other := range all {
		if other.Namespace != mine.Namespace || other.Name == mine.Name {
			continue
		}
		named := ClaimsNamed(other)
		for _, claim := range ClaimsHeld(other) {
			isNamed, isFirst := slices.Contains(named, claim), hadFirst(other, mine, claim)
			// A store that the other gives up concerns only who wants the claim after it.
			if slices.Contains(claims, claim) && (isNamed || isFirst) {
				claimants = append(claimants, Claimant{
					Claim: claim, Name: other.Name, First: isFirst, Keeps: isNamed && staysBeside(other, mine),
				})
			}
		}
	}
	slices.SortFunc(claimants, func(a, b Claimant) int {
		return cmp.Or(cmp.Compare(a.Claim, b.Claim), first(a.First, b.First), first(a.Keeps, b.Keeps),
			cmp.Compare(a.Name, b.Name))
	})
	return slices.CompactFunc(claimants, func(a, b Claimant) bool {
		return a.Claim == b.Claim && a.First == b.First && a.Keeps == b.Keeps
	})
}

// hadFirst says that one deployment had a claim before another: the older, unless one alone holds it. A deployment that
// adds a store later is no less second for being older.
func hadFirst(a, b *v1alpha1.FaceRecognitionDeployment, claim string) bool {
	if Holds(a, claim) != Holds(b, claim) {
		return Holds(a, claim)
	}
	return IsOlder(a, b)
}

// Holds says that a deployment has been seen to have a store on a claim, and was not refused it.
func Holds(d *v1alpha1.FaceRecognitionDeployment, claim string) bool {
	return slices.ContainsFunc(d.Status.Stores, func(seen v1alpha1.StoreStatus) bool {
		if seen.State == v1alpha1.StoreRetiring {
			return seen.ClaimName == claim
		}
		isOnClaim := func(s v1alpha1.DataStore) bool {
			return s.Name == seen.Name && s.Volume != nil && s.Volume.ClaimName == claim
		}
		return seen.State != v1alpha1.StoreClaimShared && slices.ContainsFunc(d.Spec.DataStores, isOnClaim)
	})
}

// first brings what is true to the front.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	default:
		return 1
	}
}

// staysBeside says that a deployment goes on using its claims when another one goes. One that is itself deleted with
// its faces does not, or two that go together would each leave the faces to the other (PIPL article 47). Nor does one
// that was made after the other's deletion had begun: it has been refused since, and holds nothing.
func staysBeside(other, mine *v1alpha1.FaceRecognitionDeployment) bool {
	if other.DeletionTimestamp != nil {
		return other.Spec.DeletionPolicy == v1alpha1.DeletionRetain
	}
	return mine.DeletionTimestamp == nil || !mine.DeletionTimestamp.Before(&other.CreationTimestamp)
}

// ClaimsHeld returns the claims that a deployment answers for, in alphabetical order: those that its stores name, and
// those of stores that were removed from its spec and are being emptied.
func ClaimsHeld(d *v1alpha1.FaceRecognitionDeployment) []string {
	names := ClaimsNamed(d)
	for i := range d.Status.Stores {
		if s := &d.Status.Stores[i]; s.State == v1alpha1.StoreRetiring && s.ClaimName != "" {
			names = append(names, s.ClaimName)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// IsOlder says that one deployment was there before another. One that asks to be admitted has no date yet.
func IsOlder(a, b *v1alpha1.FaceRecognitionDeployment) bool {
	switch {
	case a.CreationTimestamp.IsZero() != b.CreationTimestamp.IsZero():
		return b.CreationTimestamp.IsZero()
	case a.CreationTimestamp.Equal(&b.CreationTimestamp):
		return a.Name < b.Name
	default:
		return a.CreationTimestamp.Before(&b.CreationTimestamp)
	}
}

// Claimant returns who else names a claim: the one that had it first, else one that came later.
func (s *Snapshot) Claimant(claim string) (Claimant, bool) {
	return s.claimant(func(c Claimant) bool { return c.Claim == claim })
}

// Keeper returns another deployment that goes on using a claim, so that nothing on it may be erased for good.
func (s *Snapshot) Keeper(claim string) (Claimant, bool) {
	return s.claimant(func(c Claimant) bool { return c.Claim == claim && c.Keeps })
}

func (s *Snapshot) claimant(is func(Claimant) bool) (Claimant, bool) {
	if at := slices.IndexFunc(s.Claimants, is); at >= 0 {
		return s.Claimants[at], true
	}
	return Claimant{}, false
}
