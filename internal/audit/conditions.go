// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"fmt"
	"slices"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/internal/policy"
)

const maxMessage = 1024

// state is what a condition says before it is stamped.
type state struct {
	status  metav1.ConditionStatus
	reason  string
	message string
}

func isTrue(reason, message string) state  { return state{metav1.ConditionTrue, reason, message} }
func isFalse(reason, message string) state { return state{metav1.ConditionFalse, reason, message} }

// conditions are the state in the usual form, in alphabetical order of type. The positive ones are always there;
// Reconciling and Stalled are there only while they are True.
func conditions(
	f *facts.Snapshot, v *policy.Verdict, p *plan.Plan, o *plan.Outcome, s *v1alpha1.FaceRecognitionDeploymentStatus,
) []metav1.Condition {
	parts := map[string]state{
		v1alpha1.ConditionPolicyEvaluated:   policyEvaluated(f, v),
		v1alpha1.ConditionPermitted:         permitted(v),
		v1alpha1.ConditionPlacementAllowed:  placementAllowed(f, v, p),
		v1alpha1.ConditionRetentionEnforced: retentionEnforced(s, o),
		v1alpha1.ConditionFallbackAvailable: fallbackAvailable(f, o),
	}
	for kind, demands := range demandsOf {
		parts[kind] = standing(v, demands)
	}
	ready, reconciling, stalled := summarise(f, v, p, o, parts)
	parts[v1alpha1.ConditionReady] = ready
	if reconciling != nil {
		parts[v1alpha1.ConditionReconciling] = *reconciling
	}
	if stalled != nil {
		parts[v1alpha1.ConditionStalled] = *stalled
	}
	list := make([]metav1.Condition, 0, len(parts))
	for kind, part := range parts {
		list = append(list, stamp(f, kind, part))
	}
	slices.SortFunc(list, func(a, b metav1.Condition) int { return strings.Compare(a.Type, b.Type) })
	return list
}

// stamp keeps the transition time of a condition that says the same as before.
func stamp(f *facts.Snapshot, kind string, part state) metav1.Condition {
	c := metav1.Condition{
		Type: kind, Status: part.status, Reason: part.reason, Message: policy.Shorten(part.message, maxMessage),
		ObservedGeneration: f.Deployment.Generation,
		LastTransitionTime: metav1.NewTime(f.Now.UTC().Truncate(time.Second)),
	}
	for i := range f.Deployment.Status.Conditions {
		old := &f.Deployment.Status.Conditions[i]
		if old.Type == kind && old.Status == part.status {
			c.LastTransitionTime = old.LastTransitionTime
		}
	}
	return c
}

func policyEvaluated(f *facts.Snapshot, v *policy.Verdict) state {
	for i := range v.Findings {
		finding := &v.Findings[i]
		if finding.Reason == v1alpha1.ReasonPolicyBroken || finding.Reason == v1alpha1.ReasonNoPolicyInForce {
			return isFalse(finding.Reason, finding.Message)
		}
	}
	var older []string
	for i := range f.Policies {
		p := &f.Policies[i]
		if p.Broken != "" && p.Compiled != nil && consulted(v, p.Name) {
			older = append(older, fmt.Sprintf("%s (generation %d does not compile, %d stays in force)",
				p.Name, p.NewestGeneration, p.Generation))
		}
	}
	if len(older) > 0 {
		return isTrue(v1alpha1.ReasonLastValidGeneration, "Judged by "+strings.Join(older, ", "))
	}
	return isTrue(v1alpha1.ReasonEvaluated, fmt.Sprintf("%d policies took part", len(v.Policies)))
}

func consulted(v *policy.Verdict, name string) bool {
	return slices.ContainsFunc(v.Policies, func(c v1alpha1.ConsultedPolicy) bool { return c.Name == name })
}

func permitted(v *policy.Verdict) state {
	switch {
	case v.Held != nil:
		return isFalse(v1alpha1.ReasonHeld, fmt.Sprintf(
			"What runs keeps the verdict %s until %s; nothing new starts: %s",
			v.Held.Verdict, v.Held.Until.UTC().Format(time.RFC3339), v.Held.Because))
	case v.Result == v1alpha1.VerdictPermitted:
		return isTrue(v1alpha1.ReasonPermitted, "Permitted by the rules loaded on this date")
	case v.Result == v1alpha1.VerdictPermittedWithObligations:
		return isTrue(v1alpha1.ReasonPermittedWithObligations,
			"Permitted by the rules loaded on this date while the listed obligations are kept")
	case v.Result == v1alpha1.VerdictUnknown:
		return isFalse(v1alpha1.ReasonUnknown, reasons(v, v1alpha1.FindingUnknown))
	default:
		return isFalse(v1alpha1.ReasonDenied, reasons(v, v1alpha1.FindingDenied))
	}
}

// reasons lists every finding of one result with its rule, in the order of the findings. What is found at several
// fields is said once; the findings have the fields.
func reasons(v *policy.Verdict, result v1alpha1.FindingResult) string {
	var texts []string
	for i := range v.Findings {
		text := v.Findings[i].Rule + ": " + v.Findings[i].Message
		if v.Findings[i].Result == result && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, "; ")
}

func placementAllowed(f *facts.Snapshot, v *policy.Verdict, p *plan.Plan) state {
	nodes := int32(0)
	for _, name := range v.AllowedZones {
		nodes += f.Zone(name).NodeCount
	}
	unreachable := 0
	for i := range f.Pods {
		if slices.Contains(p.Leaving, f.Pods[i].Name) && f.Pods[i].Node != "" && !f.Pods[i].NodeReachable {
			unreachable++
		}
	}
	switch {
	case unreachable > 0:
		return isFalse(v1alpha1.ReasonPodsUnreachable, fmt.Sprintf(
			"%d pods have to leave and stand on nodes that do not answer; they count as running", unreachable))
	case len(p.Static) > 0:
		return isFalse(v1alpha1.ReasonStaticPods, fmt.Sprintf("%d pods with this deployment's label are static: they run, "+
			"and only whoever manages the files of %s stops them", len(p.Static), strings.Join(nodesOf(f, p.Static), ", ")))
	case len(p.Leaving) > 0:
		return isFalse(v1alpha1.ReasonEvicting, fmt.Sprintf("%d pods have to leave: %s", len(p.Leaving), p.LeavingRule))
	case len(v.AllowedZones) == 0 && len(v.MissingZones) > 0:
		return isFalse(v1alpha1.ReasonZoneMissing, "Zones do not exist: "+strings.Join(v.MissingZones, ", "))
	case len(v.AllowedZones) == 0:
		return isFalse(v1alpha1.ReasonNoZoneAllowed, "No zone asked for is allowed; refused or not known: "+
			strings.Join(v.RefusedZones, ", "))
	case nodes == 0:
		return isFalse(v1alpha1.ReasonZoneWithoutNodes, "No node stands in "+strings.Join(v.AllowedZones, ", "))
	case len(v.RefusedZones) > 0:
		return isTrue(v1alpha1.ReasonSomeZonesRefused, "Pods stand only in "+strings.Join(v.AllowedZones, ", ")+
			"; refused or not known: "+strings.Join(v.RefusedZones, ", "))
	default:
		return isTrue(v1alpha1.ReasonZonesAllowed, "Pods may stand in "+strings.Join(v.AllowedZones, ", "))
	}
}

// nodesOf returns the nodes of the named pods, in alphabetical order.
func nodesOf(f *facts.Snapshot, pods []string) []string {
	var nodes []string
	for i := range f.Pods {
		if slices.Contains(pods, f.Pods[i].Name) && f.Pods[i].Node != "" {
			nodes = append(nodes, f.Pods[i].Node)
		}
	}
	slices.Sort(nodes)
	return slices.Compact(nodes)
}

func retentionEnforced(s *v1alpha1.FaceRecognitionDeploymentStatus, o *plan.Outcome) state {
	for _, failure := range o.Failures {
		if failure.Kind == "CronJob" {
			return isFalse(v1alpha1.ReasonNotApplied, "The sweep "+failure.Name+" could not be written: "+failure.Message)
		}
	}
	volumes, swept := 0, 0
	for i := range s.Stores {
		store := &s.Stores[i]
		switch store.State {
		case v1alpha1.StoreInMemory, v1alpha1.StoreRetiring:
			continue
		case v1alpha1.StoreClaimMissing, v1alpha1.StoreClaimPending, v1alpha1.StoreVolumeNotShareable,
			v1alpha1.StoreClaimShared, v1alpha1.StoreClockDoubt:
			return isFalse(string(store.State), "Store "+store.Name+": "+store.Message)
		case v1alpha1.StoreFailed:
			return isFalse(v1alpha1.ReasonSweepFailed, "Store "+store.Name+": "+store.Message)
		case v1alpha1.StoreSwept:
			swept++
		case v1alpha1.StoreScheduled, v1alpha1.StoreSweeping:
		}
		volumes++
	}
	switch {
	case volumes == 0:
		return isTrue(v1alpha1.ReasonNothingStored, "No store keeps data on a volume")
	case swept == volumes:
		return isTrue(v1alpha1.ReasonSwept, "The last sweep of every store deleted and verified all that was due")
	default:
		return isTrue(v1alpha1.ReasonScheduled,
			fmt.Sprintf("%d of %d stores have been swept; the others are scheduled", swept, volumes))
	}
}

func fallbackAvailable(f *facts.Snapshot, o *plan.Outcome) state {
	for _, name := range []string{f.Deployment.Name + "-way-in"} {
		for _, kind := range []string{"Deployment", "Service"} {
			if failure, failed := o.Failed(kind, name); failed {
				return isFalse(v1alpha1.ReasonNotApplied, "The way in could not be written: "+failure.Message)
			}
		}
	}
	ready := fmt.Sprintf("%d of %d pods of the way in are Ready", f.WayIn.Ready, f.WayIn.Wanted)
	switch {
	case f.WayIn.Ready > 0:
		return isTrue(v1alpha1.ReasonAvailable, ready)
	case f.WayInAnswers():
		return isTrue(v1alpha1.ReasonAvailable, ready+"; the sidecars of the recogniser answer")
	case wasAvailable(f):
		return isFalse(v1alpha1.ReasonUnavailable, ready)
	default:
		return isFalse(v1alpha1.ReasonStarting, ready)
	}
}

func wasAvailable(f *facts.Snapshot) bool {
	return slices.ContainsFunc(f.Deployment.Status.Conditions, func(c metav1.Condition) bool {
		return c.Type == v1alpha1.ConditionFallbackAvailable &&
			(c.Status == metav1.ConditionTrue || c.Reason == v1alpha1.ReasonUnavailable)
	})
}
