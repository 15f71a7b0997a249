// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package evidencestatus says of a document on record, as a value, whether it counts now, how many deployments rely on
// it, and until when it must be kept. It is pure.
package evidencestatus

import (
	"fmt"
	"slices"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/moment"
	"github.com/facegov/facegov/internal/law/period"
	"github.com/facegov/facegov/internal/plan/conditions"
	"github.com/facegov/facegov/internal/policy/rules"
)

// Types of document that are kept whatever policies are loaded: impact assessments and records of processing, three
// years at least (PIPL article 56; final measures article 9).
var keptByLaw = map[string]string{"EV-PIPIA": "P3Y", "EV-PROCESSING-RECORD": "P3Y"}

// Facts are what the status of a document follows from.
type Facts struct {
	// Evidence is the document with the status of the last look.
	Evidence *v1alpha1.ComplianceEvidence
	// Policies are all policies: their rules say how long documents are kept.
	Policies []v1alpha1.RecognitionPolicy
	// Records are all records: they say who relies on which document.
	Records []v1alpha1.RecognitionRecord
	// SuccessorMissing says that there is no document of the name that this one gives as its successor.
	SuccessorMissing bool
	// Now is the moment of the look.
	Now time.Time
}

// Of returns the status of a document and the next moment at which it changes by itself, zero when there is none.
func Of(f Facts) (v1alpha1.ComplianceEvidenceStatus, time.Time) {
	evidence := f.Evidence
	document := rules.ReadDocument(evidence.Name, &evidence.Spec, f.Now)
	use := useOf(evidence, f.Records)
	keepUntil := f.keepUntil(use)

	status := v1alpha1.ComplianceEvidenceStatus{
		ObservedGeneration: evidence.Generation,
		State:              document.State,
		UsedBy:             use.deployments,
	}
	if !keepUntil.IsZero() {
		until := conditions.Moment(keepUntil)
		status.KeepUntil = &until
	}
	states := map[string]conditions.State{v1alpha1.ConditionDeletable: f.deletable(use, keepUntil)}
	ready, needsPerson := f.readiness(&document)
	conditions.Ready(states, ready, needsPerson)
	seen := conditions.Seen{Conditions: evidence.Status.Conditions, Generation: evidence.Generation, Now: f.Now}
	status.Conditions = seen.List(states)
	return status, conditions.Soonest(f.Now, document.Next(f.Now), keepUntil)
}

// readiness says whether the document counts, or stands as its issuer wants it. A document that has ended needs a
// person, and so does one whose successor is nowhere: either its name is misspelt, or nobody put it on record.
func (f Facts) readiness(d *rules.Document) (ready conditions.State, needsPerson bool) {
	if d.State == v1alpha1.EvidenceSuperseded && f.SuccessorMissing {
		return conditions.False(v1alpha1.ReasonSuccessorMissing, fmt.Sprintf("It no longer counts, and there is no "+
			"ComplianceEvidence %s that takes its place; put it on record, or correct supersededBy", d.Spec.SupersededBy)), true
	}
	switch d.State {
	case v1alpha1.EvidenceCurrent:
		message := "It has counted since " + d.Spec.IssuedOn
		if !d.Ends.IsZero() {
			message += ", until " + d.Ends.Format(time.RFC3339)
		}
		return conditions.True(string(d.State), message), false
	case v1alpha1.EvidenceWithdrawn, v1alpha1.EvidenceSuperseded:
		return conditions.True(string(d.State), "It no longer counts: "+d.Why), false
	case v1alpha1.EvidenceNotYet:
		return conditions.False(string(d.State), "It does not count yet: "+d.Why), false
	case v1alpha1.EvidenceExpired:
		return conditions.False(string(d.State), "It no longer counts: "+d.Why+
			"; put a new one on record and set this one to Superseded"), true
	default:
		return conditions.False(v1alpha1.ReasonUnreadable, d.Why), true
	}
}

// use is who relied on a document.
type use struct {
	// deployments is how many rely on it now.
	deployments int32
	// last is when one last did, zero when none has, or while one does.
	last time.Time
}

func useOf(evidence *v1alpha1.ComplianceEvidence, records []v1alpha1.RecognitionRecord) use {
	var u use
	for i := range records {
		for _, e := range records[i].Status.Evidence {
			if e.Name != evidence.Name || e.SHA256 != evidence.Spec.Document.SHA256 {
				continue
			}
			switch {
			case e.UsedUntil == nil:
				u.deployments++
			case e.UsedUntil.After(u.last):
				u.last = e.UsedUntil.Time
			}
		}
	}
	if u.deployments > 0 {
		u.last = time.Time{}
	}
	return u
}

// keepUntil is the latest of what the issuer says, and what the law asks, counted from the day of issue and from the
// last use. It is zero when nothing asks to keep the document.
func (f Facts) keepUntil(u use) time.Time {
	spec := &f.Evidence.Spec
	zone, err := moment.Zone(spec.TimeZone)
	if err != nil {
		zone = time.UTC // The status says that the zone cannot be read; what must be kept is kept all the same.
	}
	until := midnight(spec.KeepUntil, zone)
	issued := midnight(spec.IssuedOn, zone)
	for _, keep := range f.periods() {
		until = later(until, keep.AddTo(issued))
		if !u.last.IsZero() {
			until = later(until, keep.AddTo(u.last.In(zone)))
		}
	}
	return until
}

// periods are those for which laws ask to keep a document of this type.
func (f Facts) periods() []period.Period {
	texts := []string{keptByLaw[f.Evidence.Spec.Type]}
	for i := range f.Policies {
		for j := range f.Policies[i].Spec.Rules {
			asked := f.Policies[i].Spec.Rules[j].Requires.Evidence
			if asked != nil && asked.EvidenceType == f.Evidence.Spec.Type {
				texts = append(texts, asked.Keep)
			}
		}
	}
	slices.Sort(texts)
	var periods []period.Period
	for _, text := range slices.Compact(texts) {
		// A policy that asks for a period that cannot be read does not compile, and says so itself.
		if keep, err := period.Parse(text); err == nil && text != "" {
			periods = append(periods, keep)
		}
	}
	return periods
}

func (f Facts) deletable(u use, keepUntil time.Time) conditions.State {
	switch day := keepUntil.Format(time.DateOnly); {
	case keepUntil.IsZero():
		return conditions.True(v1alpha1.ReasonNothingToKeep, "No law asks to keep a document of this type")
	case u.deployments > 0:
		return conditions.False(v1alpha1.ReasonInUse, fmt.Sprintf(
			"%d deployments rely on it; the time for which it must be kept begins to run when none does", u.deployments))
	case f.Now.Before(keepUntil):
		return conditions.False(v1alpha1.ReasonMustBeKept, "It must be kept until "+day)
	default:
		return conditions.True(v1alpha1.ReasonKept, "It was kept until "+day)
	}
}

// midnight is the first moment of a day of the API, zero for none.
func midnight(day string, zone *time.Location) time.Time {
	date, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return time.Time{}
	}
	return moment.FirstOf(date.Year(), date.Month(), date.Day(), zone)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
