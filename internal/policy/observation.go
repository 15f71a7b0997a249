// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// longestObservation is for how long an installation that was there before may be observed: thirty days from the
// creation of the deployment that adopts it.
const longestObservation = 30 * 24 * time.Hour

const observationPath = "spec.observation.until"

// ValidateObservation finds an observation that is longer than any may be. Admission refuses it; one that came in while
// no admission stood ends after thirty days.
func ValidateObservation(d *v1alpha1.FaceRecognitionDeployment) []Fault {
	if d.Spec.Observation == nil || d.CreationTimestamp.IsZero() {
		return nil
	}
	latest := d.CreationTimestamp.Add(longestObservation)
	if !d.Spec.Observation.Until.After(latest) {
		return nil
	}
	return []Fault{{
		Field: observationPath, Code: "ObservationTooLong", rule: ruleObservation,
		Message: fmt.Sprintf("an observation lasts at most thirty days, here until %s", latest.UTC().Format(time.RFC3339)),
		Remedy:  "Give an earlier moment.",
	}}
}

// observationOf returns when the observation of a deployment ends, and whether it lasts. A deployment that does not
// exist yet is created now. One that was deleted and made again is as old as what is on record of its name.
func observationOf(s *facts.Snapshot) (end time.Time, lasts bool) {
	d := s.Deployment
	if d.Spec.Observation == nil || !facts.IsReference(d) {
		return time.Time{}, false
	}
	created := d.CreationTimestamp.Time
	if created.IsZero() {
		created = s.Now
	}
	if s.Record != nil && !s.Record.CreationTimestamp.IsZero() && s.Record.CreationTimestamp.Time.Before(created) {
		created = s.Record.CreationTimestamp.Time
	}
	end = d.Spec.Observation.Until.Time
	if latest := created.Add(longestObservation); end.After(latest) {
		end = latest
	}
	return end, s.Now.Before(end)
}

// isObserved says that a finding refuses, and that it does not act while an observation lasts. The hard list acts all
// the same; whom a zone admits, who governs a workload and whose a claim is, is not for the installation to say.
func (f *finding) isObserved() bool {
	action := f.action
	if f.zone != "" {
		action = f.fullAction
	}
	isTaken := f.Rule == ruleGoverned || f.Rule == ruleOneStore
	isOthers := f.Rule == ruleNamespaces || isTaken && f.Result == v1alpha1.FindingDenied
	return action == ActionStop && !f.reported && !isOthers
}

// announce says, while an observation lasts, from which day on what refuses will act. It returns whether anything does.
func (e *evaluation) announce() bool {
	end, lasts := observationOf(e.facts)
	if !lasts || !slices.ContainsFunc(e.findings, func(f finding) bool { return f.isObserved() }) {
		return false
	}
	day := end.UTC().Format(time.RFC3339)
	for i := range e.findings {
		if f := &e.findings[i]; f.isObserved() {
			f.Message = Shorten("From "+day+": "+f.Message, maxText)
		}
	}
	(&house{e}).warning(ruleObservation, "Observed", observationPath,
		fmt.Sprintf("until %s an installation that was there before is observed: what refuses is shown and does not act, "+
			"but for the hard list", day),
		"Make good what the other findings name before that day; it cannot be moved.").
		Citation = "facegov: an existing installation gets thirty days at most"
	e.addDeadline(ruleObservation, "the observation ends, and what refuses acts", end)
	return true
}

// observe lets what runs go on and start again while an observation lasts. The result stays what the law says.
func (e *evaluation) observe(v *Verdict) {
	v.Observed = true
	acting := slices.DeleteFunc(slices.Clone(e.sorted), func(f *finding) bool { return f.isObserved() })
	isRefused := func(zone string) bool {
		return slices.ContainsFunc(acting, func(f *finding) bool { return f.zone == zone })
	}
	for _, zone := range v.RefusedZones {
		if !isRefused(zone) {
			v.AllowedZones = append(v.AllowedZones, zone)
		}
	}
	slices.Sort(v.AllowedZones)
	v.RefusedZones = slices.DeleteFunc(v.RefusedZones, func(zone string) bool { return !isRefused(zone) })
	if len(v.AllowedZones) > 0 { // what speaks of one zone does so, now that others are left
		acting = slices.DeleteFunc(acting, func(f *finding) bool { return f.zone != "" })
	}
	v.Action, v.ActionRule = worstAction(acting)
	v.Soft = isSoft(acting, v.Action)
}
