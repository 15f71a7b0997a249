// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/internal/policy"
)

// Event is something that happened, to be told after the status that says so was written.
type Event struct {
	// Type is Normal or Warning.
	Type string
	// Reason is the case in one CamelCase word.
	Reason string
	// Action is what facegov did.
	Action string
	// Note says it in a sentence, without any personal datum.
	Note string
}

const maxNote = 1024

// Events are what changed from one status to the next and what applying did. An unchanged world has none.
func Events(before, after *v1alpha1.FaceRecognitionDeploymentStatus, o *plan.Outcome) []Event {
	var n news
	n.addVerdict(before, after)
	n.addPods(after, o)
	n.addReverted(o)
	n.addHeldBack(before, after)
	n.addChanges(before, after)
	n.addFailures(before, after, o)
	return n
}

// news are the events of one pass, in the order in which they are told.
type news []Event

func (n *news) add(kind, reason, action, note string) {
	*n = append(*n, Event{Type: kind, Reason: reason, Action: action, Note: policy.Shorten(note, maxNote)})
}

func (n *news) addVerdict(before, after *v1alpha1.FaceRecognitionDeploymentStatus) {
	if before.Verdict == after.Verdict && (before.HeldVerdict == nil) == (after.HeldVerdict == nil) {
		return
	}
	kind := corev1.EventTypeNormal
	if after.Verdict == v1alpha1.VerdictDenied || after.Verdict == v1alpha1.VerdictUnknown {
		kind = corev1.EventTypeWarning
	}
	judged := find(after.Conditions, v1alpha1.ConditionPermitted)
	n.add(kind, judged.Reason, "Evaluate", judged.Message)
}

// addPods says which pods were let in, and which were asked to leave.
func (n *news) addPods(after *v1alpha1.FaceRecognitionDeploymentStatus, o *plan.Outcome) {
	if len(o.Lifted) > 0 {
		n.add(corev1.EventTypeNormal, "GateLifted", "LiftGate",
			fmt.Sprintf("Let %s start in %s", pods(len(o.Lifted)), strings.Join(zones(after), ", ")))
	}
	if len(o.Evicted) > 0 {
		n.add(corev1.EventTypeWarning, "Evicted", "Evict",
			fmt.Sprintf("Asked %s to leave: %s", pods(len(o.Evicted)), evictionRule(after)))
	}
	if len(o.Blocked) > 0 {
		n.add(corev1.EventTypeWarning, "EvictionBlocked", "Evict",
			fmt.Sprintf("A PodDisruptionBudget keeps %s; after 30 seconds it is no longer asked", pods(len(o.Blocked))))
	}
}

func pods(n int) string {
	if n == 1 {
		return "1 pod"
	}
	return fmt.Sprintf("%d pods", n)
}

// addReverted says what somebody else had changed and is as it should be again.
func (n *news) addReverted(o *plan.Outcome) {
	if len(o.Reverted) > 0 {
		kinds := slices.Clone(o.Reverted)
		slices.Sort(kinds)
		n.add(corev1.EventTypeWarning, "EditReverted", "Apply",
			"Put back what somebody else had changed: "+strings.Join(slices.Compact(kinds), ", "))
	}
}

// addHeldBack says which lapses began to be held back by the brake, and that static pods were found.
func (n *news) addHeldBack(before, after *v1alpha1.FaceRecognitionDeploymentStatus) {
	for i := range after.Findings {
		f := &after.Findings[i]
		wasBraked := func(old v1alpha1.Finding) bool { return old.Rule == f.Rule && old.Reason == f.Reason }
		if f.Reason == policy.ReasonEvictionBraked && !slices.ContainsFunc(before.Findings, wasBraked) {
			n.add(corev1.EventTypeWarning, f.Reason, "Brake", f.Rule+": "+f.Message)
		}
	}
	placed := find(after.Conditions, v1alpha1.ConditionPlacementAllowed)
	if placed.Reason == v1alpha1.ReasonStaticPods &&
		find(before.Conditions, v1alpha1.ConditionPlacementAllowed).Reason != v1alpha1.ReasonStaticPods {
		n.add(corev1.EventTypeWarning, placed.Reason, "Observe", placed.Message)
	}
}

// addChanges says which of the duties that go on all the time began to fail, and which are met again.
func (n *news) addChanges(before, after *v1alpha1.FaceRecognitionDeploymentStatus) {
	for _, kind := range []string{v1alpha1.ConditionFallbackAvailable, v1alpha1.ConditionRetentionEnforced} {
		old, now := find(before.Conditions, kind), find(after.Conditions, kind)
		if old.Status == metav1.ConditionTrue && now.Status == metav1.ConditionFalse {
			n.add(corev1.EventTypeWarning, now.Reason, "Observe", now.Message)
		}
		if old.Status == metav1.ConditionFalse && now.Status == metav1.ConditionTrue {
			n.add(corev1.EventTypeNormal, now.Reason, "Observe", now.Message)
		}
	}
}

// addFailures says what the API server refuses to run, and which stores are not proven to be empty.
func (n *news) addFailures(before, after *v1alpha1.FaceRecognitionDeploymentStatus, o *plan.Outcome) {
	stalled := find(after.Conditions, v1alpha1.ConditionStalled)
	if stalled.Reason == v1alpha1.ReasonWorkloadInvalid &&
		find(before.Conditions, v1alpha1.ConditionStalled).Reason != v1alpha1.ReasonWorkloadInvalid {
		n.add(corev1.EventTypeWarning, stalled.Reason, "Apply", stalled.Message)
	}
	ready := find(after.Conditions, v1alpha1.ConditionReady)
	if ready.Reason == v1alpha1.ReasonErasureUnproven &&
		(o.Released || find(before.Conditions, v1alpha1.ConditionReady).Reason != v1alpha1.ReasonErasureUnproven) {
		n.add(corev1.EventTypeWarning, ready.Reason, "Erase", ready.Message)
	}
}

func zones(s *v1alpha1.FaceRecognitionDeploymentStatus) []string {
	if s.Placement == nil {
		return nil
	}
	return s.Placement.AllowedZones
}

func evictionRule(s *v1alpha1.FaceRecognitionDeploymentStatus) string {
	if s.Placement == nil || s.Placement.LastEviction == nil {
		return "placement"
	}
	return s.Placement.LastEviction.Rule
}

func find(list []metav1.Condition, kind string) metav1.Condition {
	for i := range list {
		if list[i].Type == kind {
			return list[i]
		}
	}
	return metav1.Condition{}
}
