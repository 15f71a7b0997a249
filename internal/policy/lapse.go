// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/hours"
	"github.com/facegov/facegov/internal/law/moment"
)

// What a deadline says that a lapse does.
const (
	lapseSuspends = "the face side is suspended"
	lapseEvicts   = "the recogniser's pods are evicted"
)

// ReasonEvictionBraked is of findings about a lapse whose moment has come and that is held back, because it would stop
// too much at once and nobody has approved that.
const ReasonEvictionBraked = "EvictionBraked"

const (
	// lapseNotice is the least time from when a lapse is first seen until it takes effect: by then every deployment that
	// the same cause concerns has its own on record, and the brake sees them all.
	lapseNotice = time.Minute
	// atOnce is how far apart lapses are that count as happening at once.
	atOnce = 24 * time.Hour
	// brakeShare is the part of all recogniser pods, one in so many, that may be stopped at once.
	brakeShare = 10
)

// IsLapse says that a deadline is the moment at which a soft lapse takes effect.
func IsLapse(d *v1alpha1.Deadline) bool { return d.What == lapseSuspends || d.What == lapseEvicts }

// setLapsed is what follows when a rule ceases to be met while the deployment runs unchanged: never a night-time
// surprise. The moment at which a lapse takes effect is kept in the status, so that it does not move.
func (e *evaluation) setLapsed(f *finding, r *activeRule) {
	effect := v1alpha1.LapseWarn
	if r.source.OnLapse != nil {
		effect = r.source.OnLapse.Effect
	}
	f.Reason = "Lapsed"
	if effect == v1alpha1.LapseWarn {
		f.Result, f.action = v1alpha1.FindingWarning, ActionRun
		return
	}
	what := lapseSuspends
	if effect == v1alpha1.LapseEvict {
		what, f.action = lapseEvicts, ActionEvict
	}
	f.soft = true
	due := e.lapseDue(r, what)
	e.addDeadline(r.key.Rule, what, due)
	if e.facts.Now.Before(due) {
		f.Result, f.action = v1alpha1.FindingWarning, ActionRun
		f.Message = Shorten(fmt.Sprintf("%s; %s on %s",
			strings.TrimSuffix(f.Message, "."), what, due.UTC().Format(time.RFC3339)), maxText)
		return
	}
	if says := e.brake(r.key.Rule, due); says != "" {
		f.Result, f.action, f.Reason = v1alpha1.FindingWarning, ActionRun, ReasonEvictionBraked
		f.Message = Shorten(strings.TrimSuffix(f.Message, ".")+"; "+says, maxText)
	}
}

// lapseDue returns when a lapse takes effect: after its grace, while the place is open. A moment that has passed while
// nobody acted on it comes again at the next opening.
func (e *evaluation) lapseDue(r *activeRule, what string) time.Time {
	for _, d := range e.facts.Deployment.Status.Deadlines {
		if d.Rule != r.key.Rule || d.What != what {
			continue
		}
		if e.facts.Now.Before(d.DueAt.Time) || e.isStoppedAlready() {
			return d.DueAt.Time
		}
		if opens := e.whenOpen(e.facts.Now); opens.After(e.facts.Now) {
			return opens
		}
		return d.DueAt.Time
	}
	now := e.facts.Now.Truncate(time.Second)
	due := r.grace.AddTo(now)
	if first := now.Add(lapseNotice); due.Before(first) {
		due = first
	}
	return e.whenOpen(due)
}

// isStoppedAlready says that the last verdict let nothing run, so that a lapse has nothing left to stop and nothing
// starts again because a place closes.
func (e *evaluation) isStoppedAlready() bool {
	earlier := Verdict{Result: e.facts.Deployment.Status.Verdict}
	return !earlier.Permitted() && e.facts.Deployment.Status.HeldVerdict == nil
}

// whenOpen returns the first moment from at on at which one of the zones of placement is open. A zone that says no
// hours, or none that can be read, is always open.
func (e *evaluation) whenOpen(at time.Time) time.Time {
	var first time.Time
	for _, name := range e.facts.Deployment.Spec.Placement.Zones {
		zone := e.facts.Zone(name)
		if !zone.Found {
			continue
		}
		week, err := hours.Parse(zone.Spec.Hours)
		location, unknown := moment.Zone(zone.Spec.TimeZone)
		if zone.Spec.Hours == "" || cmp.Or(err, unknown) != nil {
			return at
		}
		if opens, ever := week.OpensAt(at.In(location)); ever && (first.IsZero() || opens.Before(first)) {
			first = opens
		}
	}
	if first.IsZero() {
		return at
	}
	return first.UTC()
}

// brake says why a lapse whose moment has come is held back, empty when it is not. One cause, such as a document that
// all deployments share, can stop a whole town; a person looks before that. The hard list knows no brake.
func (e *evaluation) brake(rule string, due time.Time) string {
	if e.isStoppedAlready() || e.facts.Deployment.Annotations[v1alpha1.ApproveLapseAnnotation] == rule {
		return ""
	}
	zones := map[string]bool{}
	deployments, pods := 0, int32(0)
	for _, lapse := range e.facts.Fleet.Lapses {
		if apart := lapse.DueAt.Sub(due).Abs(); apart > atOnce {
			continue
		}
		deployments++
		pods += lapse.Pods
		for _, zone := range lapse.Zones {
			zones[zone] = true
		}
	}
	isMany := deployments > 1 && pods*brakeShare > e.facts.Fleet.Pods
	if len(zones) <= 1 && !isMany {
		return ""
	}
	return fmt.Sprintf("held back, because %d deployments with %d of %d pods in %d zones would stop at once; "+
		"a second person approves with the annotation %s: %s", deployments, pods, e.facts.Fleet.Pods, len(zones),
		v1alpha1.ApproveLapseAnnotation, rule)
}
