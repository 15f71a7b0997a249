// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"cmp"
	"slices"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/period"
	"github.com/facegov/facegov/internal/policy/rules"
)

// checkWayOut holds facegov's promise that it is never in the way out, whatever law is loaded.
func (h *house) checkWayOut() {
	for _, c := range (rules.Egress{}).Check(h.world, rules.RuleKey{Rule: ruleWayOut}) {
		var f *finding
		switch c.State {
		case rules.Violated:
			f = h.denied(ruleWayOut, c.Reason, c.FieldPath, c.Message,
				"Let the door open from inside without means, also while the recogniser is away: "+
					"egress Free and onUnavailable.out AlwaysOpen.")
		case rules.Unknown:
			f = h.unknown(ruleWayOut, c.Reason, c.FieldPath, c.Message,
				"Declare spec.door: what the recogniser controls and how people leave.")
		default:
			continue
		}
		f.Citation = "facegov: never in the way out (GB 55037-2022, 7.1.7)"
	}
}

// checkWindow ends remote identification at its hour. The end is on the hard list.
func (h *house) checkWindow() {
	spec := &h.facts.Deployment.Spec
	if !slices.Contains(spec.Purpose.Functions, v1alpha1.FunctionRemoteIdentification) {
		return
	}
	const path = "spec.recognition.remote.window"
	if spec.Recognition.Remote == nil {
		h.denied(ruleWindow, "WindowMissing", path, "remote identification has no window", "Give the window with its end.")
		return
	}
	window, now := &spec.Recognition.Remote.Window, h.facts.Now
	switch {
	case !window.From.Before(&window.Until):
		h.denied(ruleWindow, "WindowEmpty", path, "the window of remote identification ends before it begins",
			"Give a from that is earlier than until.")
	case !now.Before(window.Until.Time):
		f := h.denied(ruleWindow, "WindowEnded", path+".until", "the window of remote identification has ended",
			"Stop here, or have a new window approved.")
		f.action = ActionEvict
	case now.Before(window.From.Time):
		h.denied(ruleWindow, "WindowNotYet", path+".from", "the window of remote identification has not begun",
			"Wait: it starts by itself.")
		h.addDeadline(ruleWindow, "the window of remote identification begins", window.From.Time)
	default:
		h.addDeadline(ruleWindow, "the window of remote identification ends and the recogniser's pods are evicted",
			window.Until.Time)
	}
}

// checkWayIn suspends the face side when the way in without a face has been gone for longer than its grace and no other
// is left at some hour of the place. Recognisers that pull video do not notice a lost endpoint, so it is said here.
func (h *house) checkWayIn() {
	if h.facts.WayInAnswers() {
		return
	}
	spec, since := &h.facts.Deployment.Spec, h.world.Now
	if status := h.facts.Deployment.Status.Fallback; status != nil && status.UnavailableSince != nil {
		since = status.UnavailableSince.UTC()
	}
	grace, err := period.Parse(cmp.Or(spec.Fallback.Grace, "PT1M"))
	if err != nil {
		h.unknown(ruleWayIn, "GraceUnreadable", "spec.fallback.grace", err.Error(), "Write the grace as PT1M.")
		return
	}
	elsewhere := rules.WaysOutsideCluster(h.world) > 0
	due := grace.AddTo(since)
	const citation = "facegov: the way in without a face comes first (final measures article 10)"
	switch {
	case h.facts.Now.Before(due) && elsewhere:
		h.changeAt(due)
	case h.facts.Now.Before(due):
		h.addDeadline(ruleWayIn, "the face side is suspended unless the way in answers again", due)
	case elsewhere:
		f := h.warning(ruleWayIn, "WayInUnavailable", "spec.fallback",
			"no pod of the way in answers; people still get in at the door or desk", "Look at the pods of the way in.")
		f.Basis, f.Citation = v1alpha1.BasisObserved, citation
	default:
		f := h.unknown(ruleWayIn, "WayInUnavailable", "spec.fallback",
			"no pod of the way in has answered for longer than its grace, and no other way in is left",
			"Look at the pods of the way in; the face side comes back by itself when one is Ready.")
		f.Basis, f.Citation, f.neverHeld = v1alpha1.BasisObserved, citation, true
	}
}
