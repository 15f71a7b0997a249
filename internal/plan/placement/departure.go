// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package placement

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/types"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

const (
	// patience is how long a PodDisruptionBudget is respected and an absent way in is waited for. With the pods' own
	// time to end it stays within 90 seconds from the decision until the last pod is gone.
	patience = 30 * time.Second
	// scaling is how long a workload that was scaled to nothing is given to delete its pods by itself.
	scaling = 2 * time.Second
	// nextLook is when pods that have to leave are looked at again, should nothing tell of them meanwhile.
	nextLook = 2 * time.Second
)

// Manner is how a pod is sent away.
type Manner string

const (
	// MannerEvicted asks for an eviction, which respects PodDisruptionBudgets.
	MannerEvicted Manner = "Evicted"
	// MannerDeleted deletes the pod: no PodDisruptionBudget is about it, or none is respected any more.
	MannerDeleted Manner = "Deleted"
	// MannerScaled leaves the pod to its workload's controller: the workload is scaled to nothing, so that nothing is made
	// in the pod's place.
	MannerScaled Manner = "Scaled"
)

// Eviction sends one pod away.
type Eviction struct {
	// Name of the pod.
	Name string
	// UID of the pod.
	UID types.UID
	// Manner is how it is sent away.
	Manner Manner
	// Intrusion says how it came in, when facegov did not let it in.
	Intrusion Intrusion
}

// Departure is which pods have to leave and how.
type Departure struct {
	// Leaving are the names of the pods that have to leave and are still there.
	Leaving []string
	// Rule is the rule that asks for it, empty when it is no rule of a law.
	Rule string
	// Evictions are the pods that are asked to leave now.
	Evictions []Eviction
	// RecheckAt is when to look again, zero when there is nothing to look for.
	RecheckAt time.Time
}

// Depart says which pods have to leave and how. Before any eviction the way in without a face is Ready, or has been
// waited for. The digest is that of the template that facegov renders.
func Depart(s *facts.Snapshot, v *policy.Verdict, digest string) Departure {
	scales := ScalesAtOnce(s, v)
	var departure Departure
	var asked []Eviction
	for i := range s.Pods {
		pod := &s.Pods[i]
		intrusion := IntrusionOf(s, pod, digest)
		// Nobody stops a static pod through the API: it is reported, and never deleted in a loop.
		if intrusion == IntrusionStatic || intrusion == IntrusionNone && !mustLeave(s, v, pod) {
			continue
		}
		departure.Leaving = append(departure.Leaving, pod.Name)
		departure.Rule = cmp.Or(departure.Rule, ruleAgainst(s, v, pod, intrusion))
		if !pod.Terminating {
			asked = append(asked, Eviction{
				Name: pod.Name, UID: pod.UID, Manner: mannerOf(s, pod, scales && intrusion == IntrusionNone), Intrusion: intrusion,
			})
		}
	}
	for i := range s.Reference.Ungoverned {
		pod := &s.Reference.Ungoverned[i]
		if !mustLeaveUngoverned(s, v, pod) {
			continue
		}
		departure.Leaving = append(departure.Leaving, pod.Name)
		departure.Rule = cmp.Or(departure.Rule, ruleAgainst(s, v, pod, IntrusionNone))
		if !pod.Terminating {
			asked = append(asked, Eviction{Name: pod.Name, UID: pod.UID, Manner: mannerOf(s, pod, false)})
		}
	}
	if len(asked) == 0 {
		if _, isUnderWay := startOfEviction(s); !isUnderWay {
			return Departure{} // They end by themselves; nobody sent them away.
		}
		return departure
	}
	departure.RecheckAt = s.Now.Add(nextLook)
	if s.WayIn.Ready > 0 || IsOverdue(s) && !waitsForWayIn(v, asked) {
		departure.Evictions = asked
	}
	return departure
}

// ScalesAtOnce says that what has to leave is all of a workload that facegov renders and nobody's PodDisruptionBudget
// is about it: then scaling the workload to nothing sends the pods away and makes none in their place. Scaling respects
// no budget, so where there is one the pods are evicted first. Before either the way in is Ready.
func ScalesAtOnce(s *facts.Snapshot, v *policy.Verdict) bool {
	isBudgeted := func(pod facts.Pod) bool { return pod.Budgeted }
	return v.Action == policy.ActionEvict && s.WayIn.Ready > 0 &&
		s.Deployment.Spec.Workload.Type == v1alpha1.WorkloadTypeTemplate && s.Template.Spec != nil && s.Workload.Exists &&
		!slices.ContainsFunc(s.Pods, isBudgeted)
}

// mannerOf says how a pod is sent away.
func mannerOf(s *facts.Snapshot, pod *facts.Pod, scales bool) Manner {
	switch {
	case IsOverdue(s):
		return MannerDeleted
	case pod.Budgeted:
		return MannerEvicted
	case scales && !wasScaledInVain(s):
		return MannerScaled
	default:
		return MannerDeleted
	}
}

// wasScaledInVain says that pods are still there although their workload's controller has seen for a while that it is
// scaled to nothing. It may be slower than the law allows, so they are deleted besides.
func wasScaledInVain(s *facts.Snapshot) bool {
	start, isUnderWay := startOfEviction(s)
	return isUnderWay && !s.Now.Before(start.Add(scaling)) && outlivesScaling(s)
}

// waitsForWayIn says that nobody leaves before the way in is Ready, however long that takes: so it is when nothing but
// a lapse asks for it.
func waitsForWayIn(v *policy.Verdict, asked []Eviction) bool {
	return v.Soft && !slices.ContainsFunc(asked, func(e Eviction) bool { return e.Intrusion != IntrusionNone })
}

// IsOverdue says whether pods that have to leave have been given all the time that there is.
func IsOverdue(s *facts.Snapshot) bool {
	start, isUnderWay := startOfEviction(s)
	return isUnderWay && !s.Now.Before(start.Add(patience))
}

// startOfEviction returns when the eviction began that is not over yet, and whether there is one.
func startOfEviction(s *facts.Snapshot) (time.Time, bool) {
	placement := s.Deployment.Status.Placement
	if placement == nil || placement.LastEviction == nil || placement.LastEviction.FinishedAt != nil {
		return time.Time{}, false
	}
	return placement.LastEviction.StartedAt.Time, true
}

// mustLeave says whether a pod has to leave by eviction. What is scaled down is not evicted.
func mustLeave(s *facts.Snapshot, v *policy.Verdict, pod *facts.Pod) bool {
	if pod.AtGate() {
		return false
	}
	switch {
	case v.Action == policy.ActionEvict:
		return true
	case isStopped(s, v):
		return outlivesScaling(s)
	case v.Action == policy.ActionHold:
		return slices.Contains(v.RefusedZones, pod.Zone) && !slices.Contains(v.UnknownZones, pod.Zone)
	default:
		return isMisplaced(s, v, pod)
	}
}

// mustLeaveUngoverned says whether a pod has to leave that was there before its workload was governed. What is merely
// not known sends none of them away, unless an observation gave the time to make it known, and neither does the end
// of the deployment; what is refused does.
func mustLeaveUngoverned(s *facts.Snapshot, v *policy.Verdict, pod *facts.Pod) bool {
	switch {
	case v.Action == policy.ActionEvict:
		return true
	case !s.Deployment.DeletionTimestamp.IsZero():
		return false
	case isStopped(s, v):
		spec := &s.Deployment.Spec
		return spec.Suspend || spec.Observation != nil || v.Result == v1alpha1.VerdictDenied
	default:
		return slices.Contains(v.RefusedZones, pod.Zone) && !slices.Contains(v.UnknownZones, pod.Zone)
	}
}

// isStopped says that no pod may be there, with time to end in an orderly way.
func isStopped(s *facts.Snapshot, v *policy.Verdict) bool {
	return !v.MayStart() && v.Action != policy.ActionHold || s.Deployment.Spec.Suspend ||
		!s.Deployment.DeletionTimestamp.IsZero()
}

// outlivesScaling says that scaling to nothing does not remove the pods: they belong to a workload that somebody else
// owns, or they are there although facegov's own has been at nothing for a while.
func outlivesScaling(s *facts.Snapshot) bool {
	if s.Deployment.Spec.Workload.Type == v1alpha1.WorkloadTypeReference {
		return true
	}
	return !s.Workload.Exists || s.Workload.Replicas == 0 && s.Workload.ObservedCurrent
}

// isMisplaced says that a pod stands where it may not, or could still be sent there.
func isMisplaced(s *facts.Snapshot, v *policy.Verdict, pod *facts.Pod) bool {
	switch {
	case pod.Node == "":
		return !facts.IsWithin(pod.Affinity, v.AllowedZones)
	case pod.Zone != "":
		return !slices.Contains(v.AllowedZones, pod.Zone) && !slices.Contains(v.UnknownZones, pod.Zone)
	default:
		return isKnownToBeNowhere(s, v, pod.Node)
	}
}

// isKnownToBeNowhere says that a node is in no zone, rather than in one that is not known for now: a zone that is
// missing, or several that claim the node, are broken inputs, and what runs is held.
func isKnownToBeNowhere(s *facts.Snapshot, v *policy.Verdict, node string) bool {
	isClaimedTwice := func(zone facts.Zone) bool { return slices.Contains(zone.Overlapping, node) }
	return len(v.MissingZones) == 0 && !slices.ContainsFunc(s.Zones, isClaimedTwice)
}

// ruleDeclared is facegov's own rule that pods stand where the deployment says, and nowhere else.
const ruleDeclared = "facegov/placement-declared"

// ruleAgainst names the rule that sends a pod away: the one that the verdict acts on, or the worst finding about the
// pod's zone. It is empty when the owner sends it away.
func ruleAgainst(s *facts.Snapshot, v *policy.Verdict, pod *facts.Pod, intrusion Intrusion) string {
	if intrusion != IntrusionNone {
		return policy.RuleLetIn
	}
	if v.ActionRule != "" || isStopped(s, v) {
		return v.ActionRule
	}
	zone := slices.Index(s.Deployment.Spec.Placement.Zones, pod.Zone)
	if zone < 0 {
		return ruleDeclared
	}
	path := fmt.Sprintf("spec.placement.zones[%d]", zone)
	for i := range v.Findings {
		f := &v.Findings[i]
		if policy.FindingSeverity(f.Result) >= policy.FindingSeverity(v1alpha1.FindingWarning) &&
			strings.HasPrefix(f.FieldPath, path) {
			return f.Rule
		}
	}
	return ruleDeclared
}
