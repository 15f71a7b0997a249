// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package retention

import (
	"slices"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

// Erasing is what empties stores for good.
type Erasing struct {
	// Jobs are jobs that do not exist yet. One that exists is left as it is, because a job cannot be changed.
	Jobs []*batchv1.Job
	// DoneSweeps are the names of CronJobs whose store is empty, or is declared under another name.
	DoneSweeps []string
	// DoneJobs are the names of jobs that have done their work, or have to be tried anew.
	DoneJobs []string
	// RecheckAt is when a job is to be tried anew, zero when none is.
	RecheckAt time.Time
}

// Erase says which stores are emptied for good: those that were removed from the spec, and all when the deployment is
// deleted with the policy Erase. The digest is that of the template that facegov renders from the spec: a pod that was
// born from another one may still write to a store that is no longer listed.
func Erase(s *facts.Snapshot, v *policy.Verdict, image, digest string) Erasing {
	e := erasing{facts: s, isAbandoned: !isAnyLeft(s, func(p facts.Pod) bool { return p.TemplateDigest != digest })}
	switch {
	case s.Deployment.DeletionTimestamp.IsZero():
		e.eraseRetired(image)
		e.removeStale()
	case s.Deployment.Spec.DeletionPolicy != v1alpha1.DeletionRetain && !isAnyLeft(s, isAny):
		e.eraseAll(v, image)
	}
	return e.Erasing
}

// Unproven returns the names of the stores that are not proven to be empty: declared ones on volumes, and retired ones.
func Unproven(s *facts.Snapshot) []string {
	var unproven []string
	for _, each := range storesOnVolumes(s) {
		if erasure, found := erasureNamed(s, each.name); !found || !erasure.Verified {
			unproven = append(unproven, each.name)
		}
	}
	return unproven
}

// KeptFor returns the deployment that goes on using a claim of one of these stores, empty when there is none, and the
// stores that are this deployment's alone to erase.
func KeptFor(s *facts.Snapshot, names []string) (keeper string, own []string) {
	for _, each := range storesOnVolumes(s) {
		if !slices.Contains(names, each.name) {
			continue
		}
		if other, isKept := s.Keeper(each.claim); isKept {
			keeper = other.Name
		} else {
			own = append(own, each.name)
		}
	}
	return keeper, own
}

// HasStores says that there are stores on volumes, declared or retired.
func HasStores(s *facts.Snapshot) bool { return len(storesOnVolumes(s)) > 0 }

// AreOutOfReach says that none of the stores can be looked into, because their claims do not exist or are bound to no
// volume. A claim that nobody looked for is within reach.
func AreOutOfReach(s *facts.Snapshot, names []string) bool {
	return !slices.ContainsFunc(storesOnVolumes(s), func(each storeOnVolume) bool {
		isGone := slices.ContainsFunc(s.Claims, func(c facts.Claim) bool {
			return c.Name == each.claim && (!c.Found || !c.Bound)
		})
		return slices.Contains(names, each.name) && !isGone
	})
}

type storeOnVolume struct{ name, claim string }

func storesOnVolumes(s *facts.Snapshot) []storeOnVolume {
	var all []storeOnVolume
	for i := range s.Deployment.Spec.DataStores {
		if store := &s.Deployment.Spec.DataStores[i]; isOnVolume(store) {
			all = append(all, storeOnVolume{store.Name, store.Volume.ClaimName})
		}
	}
	for i := range s.Retired {
		all = append(all, storeOnVolume{s.Retired[i].Name, s.Retired[i].ClaimName})
	}
	return all
}

// isAnyLeft says that there are pods of a kind that run or may soon. One that has ended, or that waits at the gate,
// writes to no store.
func isAnyLeft(s *facts.Snapshot, isOfKind func(facts.Pod) bool) bool {
	return slices.ContainsFunc(s.Pods, func(pod facts.Pod) bool {
		return (pod.Running || !pod.Gated && pod.Node == "") && isOfKind(pod)
	})
}

func isAny(facts.Pod) bool { return true }

func erasureNamed(s *facts.Snapshot, store string) (facts.Erasure, bool) {
	for i := range s.Erasures {
		if s.Erasures[i].Store == store {
			return s.Erasures[i], true
		}
	}
	return facts.Erasure{}, false
}

// erasing gathers what Erase answers.
type erasing struct {
	Erasing
	facts *facts.Snapshot
	// isAbandoned says that no pod is left that could write to a store which is no longer listed.
	isAbandoned bool
}

// eraseRetired empties stores that were removed from the spec; then their sweeps may go. What a declared store covers
// is that store's now: renaming a store deletes nothing. So is what is on a claim that another deployment goes on using.
func (e *erasing) eraseRetired(image string) {
	name := e.facts.Deployment.Name
	for i := range e.facts.Retired {
		store := &e.facts.Retired[i]
		paths, covered := pathsOfRetired(store), pathsDeclaredOn(e.facts, store.ClaimName)
		_, isKept := e.facts.Keeper(store.ClaimName)
		switch erasure, _ := erasureNamed(e.facts, store.Name); {
		case erasure.Verified, isKept, areCovered(paths, covered),
			e.facts.Deployment.Spec.DeletionPolicy == v1alpha1.DeletionRetain:
			e.DoneSweeps = append(e.DoneSweeps, SweepName(name, store.Name))
			e.finish(store.Name)
		case isEntangled(paths, covered):
			// A declared store lies within this one, so emptying it would empty that one. Its sweep goes on.
			e.finish(store.Name)
		case e.isAbandoned:
			if w, isKnown := erasureOfRetired(e.facts, store, covered, image); isKnown {
				e.run(w)
			}
		}
	}
}

// eraseAll empties every store of a deployment that is being deleted.
func (e *erasing) eraseAll(v *policy.Verdict, image string) {
	for i := range e.facts.Deployment.Spec.DataStores {
		if store := &e.facts.Deployment.Spec.DataStores[i]; isOnVolume(store) {
			e.run(erasureOf(e.facts, v, store, image))
		}
	}
	for i := range e.facts.Retired {
		if w, isKnown := erasureOfRetired(e.facts, &e.facts.Retired[i], nil, image); isKnown {
			e.run(w)
		}
	}
}

// run has the job of a visit made, or made anew when it ended without having emptied the store. On a claim that another
// deployment goes on using nothing is erased, and a job that has begun is taken away.
func (e *erasing) run(w visit) {
	erasure, exists := erasureNamed(e.facts, w.store)
	_, isKept := e.facts.Keeper(w.claim.Name)
	switch {
	case isKept && !erasure.Verified:
		e.finish(w.store)
	case exists && (erasure.Verified || !erasure.Finished):
		return
	case exists:
		if again := erasure.FinishedAt.Add(retryAfter); e.facts.Now.Before(again) {
			if e.RecheckAt.IsZero() || again.Before(e.RecheckAt) {
				e.RecheckAt = again
			}
			return
		}
		e.finish(w.store)
	case w.claim.Found && w.claim.Bound && !e.facts.Namespace.Terminating:
		e.Jobs = append(e.Jobs, w.job(e.facts))
	}
}

// removeStale removes jobs of stores that are declared again, or that are gone with their sweep.
func (e *erasing) removeStale() {
	for i := range e.facts.Erasures {
		store := e.facts.Erasures[i].Store
		isRetired := slices.ContainsFunc(e.facts.Retired, func(r facts.RetiredStore) bool { return r.Name == store })
		if !isRetired {
			e.finish(store)
		}
	}
}

// finish has the job of a store removed, if there is one.
func (e *erasing) finish(store string) {
	if _, exists := erasureNamed(e.facts, store); exists {
		e.DoneJobs = append(e.DoneJobs, EraseName(e.facts.Deployment.Name, store))
	}
}

// IsCovered says that declared stores cover every directory of a retired one, as after a change of name: what it held
// is theirs now.
func IsCovered(s *facts.Snapshot, store *facts.RetiredStore) bool {
	return areCovered(pathsOfRetired(store), pathsDeclaredOn(s, store.ClaimName))
}

// pathsDeclaredOn returns the directories of a claim that declared stores keep.
func pathsDeclaredOn(s *facts.Snapshot, claim string) []string {
	var paths []string
	for i := range s.Deployment.Spec.DataStores {
		store := &s.Deployment.Spec.DataStores[i]
		if !isOnVolume(store) || store.Volume.ClaimName != claim {
			continue
		}
		for _, path := range pathsOf(store) {
			paths = append(paths, path.Path)
		}
	}
	return paths
}

// areCovered says that nothing of a retired store is left that no declared store covers.
func areCovered(paths, covered []string) bool {
	isLeft := func(path string) bool { return !isCovered(path, covered) }
	return len(paths) > 0 && !slices.ContainsFunc(paths, isLeft)
}

// isEntangled says that a declared store lies within a directory of a retired one.
func isEntangled(paths, covered []string) bool {
	return slices.ContainsFunc(paths, func(path string) bool {
		return slices.ContainsFunc(covered, func(inner string) bool {
			return !isCovered(path, covered) && (path == wholeVolume || strings.HasPrefix(inner, path+"/"))
		})
	})
}
