// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/period"
)

// Evidence demands a document on record (PIPL articles 55 and 56; final measures article 9). One document that meets
// everything is enough for each thing that needs one.
type Evidence struct {
	// Demand is the requirement as written.
	Demand v1alpha1.EvidenceRequirement
	// Review is the longest age, empty when age alone does not matter.
	Review period.Period
	// Keep is how long the document must be kept, empty when the rule does not ask.
	Keep period.Period

	// missing says that no such document speaks of the deployment.
	missing string
}

var (
	evidenceOnRecord = Answer{
		Met, "EvidenceOnRecord", "%s is on record as %s", "", true,
	}
	evidenceNotNeeded = Answer{
		Met, "EvidenceNotNeeded", "there is no provider that needs a %s", "", false,
	}
	evidenceForUnknown = Answer{
		Unknown, "EvidenceSubjectUnknown", "it is not known for what a %s is needed: %s",
		"Declare what the document has to speak of: sources with their zones and devices, the model of each camera, and " +
			"recognition.providers.", false,
	}
)

var evidenceDescription = Description{
	Type: v1alpha1.RequirementEvidence,
	Demands: "A document of the type is on record, bound to the deployment, its party, its zones, its devices or its " +
		"providers, current, and as it must be. One document that meets everything is enough.",
	Facts: []Fact{
		{
			"ComplianceEvidence spec", "",
			"Unknown while none of the type speaks of the deployment; a violation when those that do are not as they must be",
		},
		{"ComplianceEvidence spec.validUntil", "", "the document names no end"},
		{"spec.purpose", "", "required"},
		{"spec.sources", "", "Unknown with each: Zone or each: Device"},
		{"RecognitionZone spec.captureDevices[].model", "", "Unknown with each: Device"},
		{"spec.recognition.providers", "", "Unknown with each: Provider; an empty list needs none"},
		{"spec.incidents", "", "no incident is known"},
	},
	Answers: []Answer{
		evidenceMissing, evidenceUnreadable, evidenceNotAsAsked, evidenceForUnknown, evidenceNotNeeded, evidenceOnRecord,
	},
	Merges: "The sections and clauses that all rules ask of one type are joined; the highest level, the shortest " +
		"review and the longest keep count.",
}

func compileEvidence(d *v1alpha1.EvidenceRequirement) (Requirement, []error) {
	e := &Evidence{Demand: *d, missing: fmt.Sprintf(evidenceMissing.Says, d.EvidenceType, wholeDeployment[0].what)}
	var errs []error
	for field, text := range map[string]string{"review": d.Review, "keep": d.Keep} {
		p, err := optionalPeriod(text)
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("evidence.%s: %w", field, err))
		case p == nil:
		case p.IsZero():
			errs = append(errs, fmt.Errorf("evidence.%s: %s is no time at all; give a longer one or leave it out", field, text))
		case field == "review":
			e.Review = *p
		default:
			e.Keep = *p
		}
	}
	switch d.Each {
	case "", v1alpha1.EvidencePerDeployment, v1alpha1.EvidencePerZone, v1alpha1.EvidencePerDevice,
		v1alpha1.EvidencePerProvider:
	default:
		errs = append(errs, fmt.Errorf("evidence.each: %q is not known; use Deployment, Zone, Device or Provider", d.Each))
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return e, errs
}

// Demands implements Demanding.
func (e *Evidence) Demands() []Demand {
	subject := e.Demand.EvidenceType
	demands := []Demand{required(subject)}
	demands = append(demands, allOf(subject+"/sections", e.Demand.Sections)...)
	demands = append(demands, allOf(subject+"/clauses", e.Demand.Clauses)...)
	demands = append(demands, allOf(subject+"/notClauses", e.Demand.NotClauses)...)
	if e.Demand.Passed == v1alpha1.DemandedRequired {
		demands = append(demands, required(subject+"/passed"))
	}
	if e.Demand.MinLevel > 0 {
		level := strconv.Itoa(int(e.Demand.MinLevel))
		demands = append(demands, Demand{Subject: subject + "/level", Value: level, Order: more})
	}
	if e.Demand.Review != "" {
		demands = append(demands, Demand{Subject: subject + "/review", Value: e.Demand.Review, Order: shorter})
	}
	if e.Demand.Keep != "" {
		demands = append(demands, Demand{Subject: subject + "/keep", Value: e.Demand.Keep, Order: longer})
	}
	return demands
}

// Sentences implements Says.
func (e *Evidence) Sentences() []string { return []string{e.missing} }

// subject is one thing that needs a document.
type subject struct {
	what string
	// covers says whether a document speaks for it. Without it every one does that speaks of the deployment.
	covers   func(d *Document) bool
	declared string
}

// wholeDeployment is the one thing that needs a document where a demand names no others.
var wholeDeployment = []subject{{what: "for this deployment"}}

// Check implements Requirement: one check for each thing without a document as it must be, or one that names them all.
func (e *Evidence) Check(w *World, _ RuleKey) []Check {
	subjects, checks := e.subjects(w)
	if len(subjects) == 0 && len(checks) == 0 {
		return w.one(evidenceNotNeeded.is("spec.recognition.providers", e.Demand.EvidenceType))
	}
	if len(subjects) == 1 && len(checks) == 0 {
		d, missing := e.find(w, &subjects[0])
		if d == nil {
			return w.one(missing)
		}
		return w.one(e.relyingOn(d))
	}
	var found []*Document
	for i := range subjects {
		d, missing := e.find(w, &subjects[i])
		if d == nil {
			checks = append(checks, missing)
			continue
		}
		found = append(found, d)
	}
	if len(checks) > 0 {
		return checks
	}
	slices.SortFunc(found, func(a, b *Document) int { return cmp.Compare(a.Name, b.Name) })
	return w.one(e.relyingOn(slices.Compact(found)...))
}

func (e *Evidence) relyingOn(found ...*Document) Check {
	c := evidenceOnRecord.saying(e.sayOnRecord(found), "")
	c.Basis = v1alpha1.BasisAttested
	for _, d := range found {
		c.endsWith(d, e.ends(d))
	}
	if len(found) == 1 && e.Keep.IsZero() {
		c.Documents = found[0].usedAlone()
		return c
	}
	c.Documents = make([]DocumentUse, 0, len(found))
	for _, d := range found {
		c.Documents = append(c.Documents, d.keptFor(e.Keep))
	}
	return c
}

// sayOnRecord names the documents found. Of one alone every rule says the same.
func (e *Evidence) sayOnRecord(found []*Document) string {
	if len(found) == 1 {
		d := found[0]
		if d.named == "" {
			d.named = fmt.Sprintf(evidenceOnRecord.Says, d.Spec.Type, d.Name)
		}
		return d.named
	}
	names := make([]string, 0, len(found))
	for _, d := range found {
		names = append(names, d.Name)
	}
	return fmt.Sprintf(evidenceOnRecord.Says, e.Demand.EvidenceType, quoteList(names))
}

// ends is the moment from which a document no longer counts by its own dates or by the longest age.
func (e *Evidence) ends(d *Document) time.Time {
	if e.Review.IsZero() {
		return d.Ends
	}
	return sooner(d.Ends, e.Review.AddTo(d.Issued))
}

// find returns the document for a thing that lasts longest, or what is missing.
func (e *Evidence) find(w *World, s *subject) (*Document, Check) {
	var best *Document
	var faults []string
	unreadable := true
	for _, d := range w.documentsOf(e.Demand.EvidenceType) {
		if s.covers != nil && !s.covers(d) {
			continue
		}
		if !d.Counts() {
			faults, unreadable = append(faults, d.fault()), unreadable && d.State == ""
			continue
		}
		if wrong := e.faultsOf(w, d); len(wrong) > 0 {
			faults, unreadable = append(faults, d.Name+": "+strings.Join(wrong, ", ")), false
			continue
		}
		if best == nil || outlasts(e.ends(d), e.ends(best)) {
			best = d
		}
	}
	switch {
	case best != nil:
		return best, Check{}
	case len(faults) == 0 && s.covers == nil:
		return nil, evidenceMissing.saying(e.missing, s.declared)
	default:
		return nil, notOnRecord(e.Demand.EvidenceType, s.declared, s.what, faults, unreadable)
	}
}

// outlasts says that one end comes later than another, where zero stands for never.
func outlasts(a, b time.Time) bool { return !b.IsZero() && (a.IsZero() || a.After(b)) }

// faultsOf says in what a current document is not as it must be. Nearly every one is, so a fault is put in words only
// where there is one.
func (e *Evidence) faultsOf(w *World, d *Document) []string {
	demand, said := &e.Demand, &d.Spec.Facts
	var faults []string
	fault := func(text string) { faults = append(faults, text) }
	if !e.Review.IsZero() {
		if ends := e.Review.AddTo(d.Issued); !w.Now.Before(ends) {
			fault("it was due for review on " + d.day(ends))
		}
	}
	faults = append(faults, e.wrongParts(said)...)
	if demand.MinLevel > 0 && (said.Level == nil || *said.Level < demand.MinLevel) {
		fault(fmt.Sprintf("it does not grant level %d or higher", demand.MinLevel))
	}
	if demand.Number == v1alpha1.DemandedRequired && said.Number == "" {
		fault("it states no number")
	}
	if demand.Passed == v1alpha1.DemandedRequired && said.Result != v1alpha1.ReviewPassed {
		fault("it says of no test passed")
	}
	faults = append(faults, e.otherUse(w, said)...)
	if demand.AfterIncidents == v1alpha1.DemandedRequired && !d.Issued.After(lastMajorIncident(w)) {
		fault("it is older than the last major incident")
	}
	return faults
}

// wrongParts names the sections and clauses that a document lacks, and the clauses that it must not have.
func (e *Evidence) wrongParts(said *v1alpha1.EvidenceFacts) []string {
	var faults []string
	for _, section := range e.Demand.Sections {
		if !slices.Contains(said.Sections, section) {
			faults = append(faults, fmt.Sprintf("the section %s is missing", section))
		}
	}
	for _, clause := range e.Demand.Clauses {
		if !slices.Contains(said.Clauses, clause) {
			faults = append(faults, fmt.Sprintf("the clause %s is missing", clause))
		}
	}
	for _, clause := range e.Demand.NotClauses {
		if slices.Contains(said.Clauses, clause) {
			faults = append(faults, fmt.Sprintf("the clause %s is void", clause))
		}
	}
	return faults
}

// otherUse says for what a document was not made, where it has to be.
func (e *Evidence) otherUse(w *World, said *v1alpha1.EvidenceFacts) []string {
	var faults []string
	purpose := &w.Facts.Deployment.Spec.Purpose
	if slices.Contains(e.Demand.MadeFor, v1alpha1.EvidenceForPurpose) && said.Purpose != purpose.Category {
		faults = append(faults, fmt.Sprintf("it was not made for the purpose %s", purpose.Category))
	}
	if slices.Contains(e.Demand.MadeFor, v1alpha1.EvidenceForMethod) && !containsAll(said.Functions, purpose.Functions) {
		faults = append(faults, "it was not made for all of the functions")
	}
	return faults
}

// lastMajorIncident returns when the last major incident was found, by what is declared and what is on record; zero
// when none is known.
func lastMajorIncident(w *World) time.Time {
	var last time.Time
	for i := range w.Facts.Deployment.Spec.Incidents {
		incident := &w.Facts.Deployment.Spec.Incidents[i]
		if incident.Severity != v1alpha1.IncidentMinor && incident.At.After(last) {
			last = incident.At.Time
		}
	}
	for _, d := range w.documentsOf(evidenceIncident) {
		happened := d.Counts() || d.State == v1alpha1.EvidenceExpired
		if happened && d.Spec.Facts.Severity != v1alpha1.IncidentMinor && d.Issued.After(last) {
			last = d.Issued
		}
	}
	return last
}

// subjects are the things that need a document each, and checks of those that are not known.
func (e *Evidence) subjects(w *World) ([]subject, []Check) {
	spec := &w.Facts.Deployment.Spec
	unknown := func(path, why string) []Check {
		return w.one(evidenceForUnknown.is(path, e.Demand.EvidenceType, why))
	}
	switch e.Demand.Each {
	case v1alpha1.EvidencePerZone:
		if len(spec.Sources) == 0 {
			return nil, unknown("spec.sources", "it is not declared which places the cameras see")
		}
		return zonesInView(w), nil
	case v1alpha1.EvidencePerDevice:
		if len(spec.Sources) == 0 {
			return nil, unknown("spec.sources", "it is not declared which cameras there are")
		}
		models, unnamed := w.deviceModels()
		subjects := make([]subject, 0, len(models))
		for _, model := range models {
			subjects = append(subjects, deviceModel(w, model))
		}
		if len(unnamed) > 0 {
			return subjects, unknown("spec.sources", "the model of these cameras is not declared: "+quoteList(unnamed))
		}
		return subjects, nil
	case v1alpha1.EvidencePerProvider:
		if spec.Recognition.Providers == nil {
			return nil, unknown("spec.recognition.providers", "it is not declared who else sees faces")
		}
		subjects := make([]subject, 0, len(spec.Recognition.Providers))
		for _, name := range spec.Recognition.Providers {
			subjects = append(subjects, otherParty(w, name, "spec.recognition.providers"))
		}
		return subjects, nil
	default:
		return wholeDeployment, nil
	}
}

func zonesInView(w *World) []subject {
	var subjects []subject
	seen := map[string]bool{}
	for i := range w.Facts.Deployment.Spec.Sources {
		zone := w.Facts.Deployment.Spec.Sources[i].Zone
		if seen[zone] {
			continue
		}
		seen[zone] = true
		subjects = append(subjects, subject{
			what: "for zone " + zone, declared: fmt.Sprintf("spec.sources[%d].zone", i),
			covers: func(d *Document) bool {
				return w.coversAll(d) || slices.ContainsFunc(d.Spec.AppliesTo, func(s v1alpha1.EvidenceSubject) bool {
					return s.Kind == v1alpha1.EvidenceForZone && s.Zone == zone
				})
			},
		})
	}
	return subjects
}

// deviceModel is a model of camera. A document that names the model that it is about speaks of no other.
func deviceModel(w *World, model string) subject {
	return subject{
		what: "for the camera " + model, declared: "spec.sources",
		covers: func(d *Document) bool {
			if about := d.Spec.Facts.Model; about != "" && about != model {
				return false
			}
			return w.coversAll(d) || slices.ContainsFunc(d.Spec.AppliesTo, func(s v1alpha1.EvidenceSubject) bool {
				return s.Kind == v1alpha1.EvidenceForDevice && s.Device != nil && s.Device.Model == model
			})
		},
	}
}

// otherParty is a provider, or a recipient of a transfer.
func otherParty(w *World, name, path string) subject {
	return subject{
		what: "for " + name, declared: path,
		covers: func(d *Document) bool {
			return w.coversAll(d) || slices.ContainsFunc(d.Spec.AppliesTo, func(s v1alpha1.EvidenceSubject) bool {
				return s.Kind == v1alpha1.EvidenceForProvider && strings.EqualFold(s.Provider, name)
			})
		},
	}
}

// NextChange implements Timed: documents begin and cease to count, and grow too old.
func (e *Evidence) NextChange(w *World) time.Time {
	next := w.nextOf(e.Demand.EvidenceType)
	if !e.Review.IsZero() {
		for _, d := range w.documentsOf(e.Demand.EvidenceType) {
			if review := e.Review.AddTo(d.Issued); review.After(w.Now) && d.State != "" {
				next = sooner(next, review)
			}
		}
	}
	if e.Demand.AfterIncidents == v1alpha1.DemandedRequired {
		next = sooner(next, w.nextOf(evidenceIncident))
	}
	return next
}
