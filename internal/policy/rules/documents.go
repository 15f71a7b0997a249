// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/jurisdiction"
	"github.com/facegov/facegov/internal/law/moment"
	"github.com/facegov/facegov/internal/law/period"
)

// The types of document that demands of more than one kind ask for.
const (
	evidenceConsentForm  = "EV-CONSENT-FORM"
	evidenceLegalBasis   = "EV-LEGAL-BASIS"
	evidenceIncident     = "EV-INCIDENT"
	evidenceFiling       = "EV-FILING-RECEIPT"
	evidenceSubjectCount = "EV-SUBJECT-COUNT"
)

// Document is a document on record that speaks of the deployment: for itself, its party, one of its zones, a model of
// its cameras, a provider or recipient, or a jurisdiction that it claims.
type Document struct {
	// Name of the ComplianceEvidence.
	Name string
	// Spec of it.
	Spec *v1alpha1.ComplianceEvidenceSpec
	// State at the moment of the decision. Empty when its dates cannot be read, so that it does not count.
	State v1alpha1.EvidenceState
	// Why it does not count, empty when it does.
	Why string
	// Issued is the first moment of its day of issue, in the time zone of the document.
	Issued time.Time
	// Ends is the moment from which its own dates no longer let it count, zero when they name no end.
	Ends time.Time

	// keepUntil is until when it must be kept by its own word, zero when it does not say.
	keepUntil time.Time
	// What several rules say of it is formed once, when the first of them does.
	renewal, named string
	own            []DocumentUse
}

// DocumentUse is a document that a decision relied on.
type DocumentUse struct {
	// Name of the ComplianceEvidence.
	Name string
	// Type of document, such as EV-PIPIA.
	Type string
	// SHA256 of the document.
	SHA256 string
	// KeepUntil is until when it must be kept by its own word or by a rule that asked for it, zero when nothing asks.
	KeepUntil time.Time
}

// Documents are those on record that speak of the deployment, by name. They are looked up once for each decision, and
// not at all when nobody asks.
func (w *World) Documents() []Document {
	if w.hasRead {
		return w.documents
	}
	w.hasRead = true
	for i := range w.Facts.Evidence {
		e := &w.Facts.Evidence[i]
		if slices.ContainsFunc(e.Spec.AppliesTo, w.isAbout) {
			w.documents = append(w.documents, ReadDocument(e.Name, &e.Spec, w.Now))
		}
	}
	slices.SortFunc(w.documents, func(a, b Document) int { return cmp.Compare(a.Name, b.Name) })
	return w.documents
}

// file is what is on record of one type, put together once for all rules that ask for the type.
type file struct {
	evidenceType string
	// all are in alphabetical order, whether they count now or not; current are those that do.
	all, current []*Document
	// next is the next moment at which one of them begins or ceases to count, zero when there is none.
	next time.Time
}

// nothingOnFile is of a type of which nothing is on record.
var nothingOnFile file

// fileOf returns what is on record of a type. Nobody changes what it holds.
func (w *World) fileOf(evidenceType string) *file {
	if w.files == nil {
		w.files = fileByType(w.Documents(), w.Now)
	}
	for i := range w.files {
		if w.files[i].evidenceType == evidenceType {
			return &w.files[i]
		}
	}
	return &nothingOnFile
}

func fileByType(documents []Document, now time.Time) []file {
	files := make([]file, 0, len(documents))
	const lists = 2 // each document stands in at most as many
	room := make([]*Document, 0, lists*len(documents))
	for i := range documents {
		evidenceType := documents[i].Spec.Type
		if slices.ContainsFunc(files, func(f file) bool { return f.evidenceType == evidenceType }) {
			continue
		}
		f := file{evidenceType: evidenceType, all: room[len(room):]}
		for j := i; j < len(documents); j++ {
			if d := &documents[j]; d.Spec.Type == evidenceType {
				f.all, f.next = append(f.all, d), sooner(f.next, d.Next(now))
			}
		}
		room = room[:len(room)+len(f.all)]
		f.current = room[len(room):]
		for _, d := range f.all {
			if d.Counts() {
				f.current = append(f.current, d)
			}
		}
		room = room[:len(room)+len(f.current)]
		files = append(files, f)
	}
	return files
}

// Document returns the named document, nil when none of that name speaks of the deployment.
func (w *World) Document(name string) *Document {
	all := w.Documents()
	at, found := slices.BinarySearchFunc(all, name, func(d Document, n string) int { return cmp.Compare(d.Name, n) })
	if !found {
		return nil
	}
	return &all[at]
}

// documentsOf returns those of one type, whether they count now or not.
func (w *World) documentsOf(evidenceType string) []*Document { return w.fileOf(evidenceType).all }

// currentOf returns those of one type that count now.
func (w *World) currentOf(evidenceType string) []*Document { return w.fileOf(evidenceType).current }

// ReadDocument finds what the dates and the issuer of a document say of it now.
func ReadDocument(name string, spec *v1alpha1.ComplianceEvidenceSpec, now time.Time) Document {
	d := Document{Name: name, Spec: spec, keepUntil: keptByItsOwnWord(spec)}
	if err := d.readDates(); err != nil {
		d.Why = fmt.Sprintf("it does not count, because its dates cannot be read: %v", err)
		return d
	}
	switch {
	case IsUnfilled(spec.Document.SHA256):
		d.Why = "it does not count, because its sha256 is still the mark of a template: nobody has put the document on record"
	case spec.State == v1alpha1.EvidenceWithdrawn:
		d.State, d.Why = v1alpha1.EvidenceWithdrawn, "it was withdrawn"
	case spec.State == v1alpha1.EvidenceSuperseded:
		d.State, d.Why = v1alpha1.EvidenceSuperseded, "it was superseded by "+spec.SupersededBy
	case spec.State != "" && spec.State != v1alpha1.EvidenceCurrent:
		d.Why = fmt.Sprintf("it does not count, because its state %q is not known", spec.State)
	case now.Before(d.Issued):
		d.State, d.Why = v1alpha1.EvidenceNotYet, "it counts only from "+spec.IssuedOn
	case !d.Ends.IsZero() && !now.Before(d.Ends):
		d.State, d.Why = v1alpha1.EvidenceExpired, "it ended on "+d.day(d.Ends)
	default:
		d.State = v1alpha1.EvidenceCurrent
	}
	return d
}

// IsUnfilled says that a digest is the mark that a template leaves to a person: nothing but zeros, which no document
// has.
func IsUnfilled(sha256 string) bool {
	return sha256 != "" && strings.Trim(sha256, "0") == ""
}

func (d *Document) readDates() error {
	var err error
	if d.Issued, err = moment.Midnight(d.Spec.IssuedOn, d.Spec.TimeZone); err != nil {
		return err
	}
	if d.Spec.ValidUntil != "" {
		if d.Ends, err = moment.Midnight(d.Spec.ValidUntil, d.Spec.TimeZone); err != nil {
			return err
		}
	}
	if expires := d.Spec.Facts.Expires; expires != nil {
		d.Ends = sooner(d.Ends, expires.In(d.Issued.Location()))
	}
	return nil
}

// Counts says that a rule may rely on the document now.
func (d *Document) Counts() bool { return d.State == v1alpha1.EvidenceCurrent }

// Use is the document as a decision that relies on it records it.
func (d *Document) Use() DocumentUse { return d.keptFor(period.Period{}) }

// keptByItsOwnWord is until when a document says itself that it must be kept, zero when it does not say.
func keptByItsOwnWord(spec *v1alpha1.ComplianceEvidenceSpec) time.Time {
	if spec.KeepUntil == "" {
		return time.Time{}
	}
	until, err := moment.Midnight(spec.KeepUntil, spec.TimeZone)
	if err != nil {
		return time.Time{}
	}
	return until.UTC()
}

// keptFor is the document as a decision records it when a rule asks to keep it for a period after its day of issue
// (PIPL article 56: three years).
func (d *Document) keptFor(keep period.Period) DocumentUse {
	use := DocumentUse{Name: d.Name, Type: d.Spec.Type, SHA256: d.Spec.Document.SHA256, KeepUntil: d.keepUntil}
	if keep.IsZero() {
		return use
	}
	if until := keep.AddTo(d.Issued); until.After(use.KeepUntil) {
		use.KeepUntil = until.UTC()
	}
	return use
}

// usedAlone is the list of this document alone. Nobody changes it: rules share it.
func (d *Document) usedAlone() []DocumentUse {
	if d.own == nil {
		d.own = []DocumentUse{d.Use()}
	}
	return d.own
}

// day is the day of a moment where the document was made.
func (d *Document) day(at time.Time) string { return at.In(d.Issued.Location()).Format(time.DateOnly) }

// fault says why a document does not count, with its name.
func (d *Document) fault() string { return d.Name + ": " + d.Why }

// nextOf returns the next moment at which a document of the type begins or ceases to count, zero when there is none.
func (w *World) nextOf(evidenceType string) time.Time {
	return w.fileOf(evidenceType).next
}

// Next returns the next moment at which the dates of a document say something else, zero when there is none.
func (d *Document) Next(now time.Time) time.Time {
	switch {
	case d.State == v1alpha1.EvidenceNotYet:
		return d.Issued
	case d.State == v1alpha1.EvidenceCurrent && d.Ends.After(now):
		return d.Ends
	default:
		return time.Time{}
	}
}

// isAbout says whether a document that speaks for a subject speaks of the deployment.
func (w *World) isAbout(s v1alpha1.EvidenceSubject) bool {
	if w.isAboutAll(s) {
		return true
	}
	switch s.Kind {
	case v1alpha1.EvidenceForZone:
		return w.uses(s.Zone)
	case v1alpha1.EvidenceForDevice:
		models, _ := w.deviceModels()
		return s.Device != nil && slices.Contains(models, s.Device.Model)
	case v1alpha1.EvidenceForProvider:
		return slices.ContainsFunc(w.others(), func(name string) bool { return strings.EqualFold(name, s.Provider) })
	default:
		return false
	}
}

// isAboutAll says whether a subject is the whole deployment, its party, or a law that it stands under.
func (w *World) isAboutAll(s v1alpha1.EvidenceSubject) bool {
	switch s.Kind {
	case v1alpha1.EvidenceForParty:
		return s.Party != "" && s.Party == w.Facts.Deployment.Spec.ResponsibleParty.ID
	case v1alpha1.EvidenceForDeployment:
		return s.Deployment != nil && s.Deployment.Name == w.Facts.Deployment.Name &&
			s.Deployment.Namespace == w.Facts.Deployment.Namespace
	case v1alpha1.EvidenceForJurisdiction:
		return jurisdiction.Applies([]string{s.Jurisdiction}, w.Claimed)
	default:
		return false
	}
}

// coversAll says that a document speaks for everything that the deployment does.
func (w *World) coversAll(d *Document) bool {
	return slices.ContainsFunc(d.Spec.AppliesTo, w.isAboutAll)
}

// uses says whether the deployment uses a zone: a camera sees it, or pods may stand in it. A zone of placement whose
// owner does not admit the namespace is left out, so that naming it brings none of its documents.
func (w *World) uses(name string) bool {
	spec := &w.Facts.Deployment.Spec
	if slices.ContainsFunc(spec.Sources, func(s v1alpha1.Source) bool { return s.Zone == name }) {
		return true
	}
	if !slices.Contains(spec.Placement.Zones, name) {
		return false
	}
	zone := w.Facts.Zone(name)
	return zone.Found && Admits(&zone.Spec, &w.Facts.Namespace)
}

// others are the third parties that see faces: providers and recipients of transfers.
func (w *World) others() []string {
	spec := &w.Facts.Deployment.Spec
	names := slices.Clone(spec.Recognition.Providers)
	for i := range spec.Transfers {
		if spec.Transfers[i].Recipient != "" {
			names = append(names, spec.Transfers[i].Recipient)
		}
	}
	return names
}

// deviceModels returns the models of the cameras that the sources use, and the cameras whose model is not known, both
// in alphabetical order.
func (w *World) deviceModels() (models, unknown []string) {
	sources := w.Facts.Deployment.Spec.Sources
	for i := range sources {
		devices := w.Facts.Zone(sources[i].Zone).Spec.CaptureDevices
		for _, name := range sources[i].Devices {
			at := slices.IndexFunc(devices, func(d v1alpha1.CaptureDevice) bool { return d.Name == name })
			if at < 0 || devices[at].Model == "" {
				unknown = append(unknown, sources[i].Zone+"/"+name)
				continue
			}
			models = append(models, devices[at].Model)
		}
		if len(sources[i].Devices) == 0 {
			unknown = append(unknown, "those of source "+sources[i].Name)
		}
	}
	slices.Sort(models)
	slices.Sort(unknown)
	return slices.Compact(models), slices.Compact(unknown)
}

// fitsUse says whether a document that loosens was made for what the deployment does. What it does not say binds it to
// nothing; what it says must fit (final measures article 9; PIPL article 14: consent is asked again when purpose or
// method changes).
func (w *World) fitsUse(d *Document) bool {
	purpose, made := &w.Facts.Deployment.Spec.Purpose, &d.Spec.Facts
	return (made.Purpose == "" || made.Purpose == purpose.Category) &&
		(len(made.Functions) == 0 || containsAll(made.Functions, purpose.Functions))
}

func containsAll[T comparable](all, asked []T) bool {
	return !slices.ContainsFunc(asked, func(item T) bool { return !slices.Contains(all, item) })
}

// consentOnRecord returns the current consent form behind a separate consent that names a scope, in a legal order that
// the given jurisdictions know, nil when there is none. The deployer's word alone never lifts a demand.
func (w *World) consentOnRecord(scope v1alpha1.ConsentScope, jurisdictions []string) *Document {
	bases := w.Facts.Deployment.Spec.LawfulBasis
	for i := range bases {
		b := &bases[i]
		if !concerns(jurisdictions, b.Jurisdiction) || !isSeparate(b) || !slices.Contains(b.Consent.Scopes, scope) ||
			!slices.Contains(b.Consent.Purposes, w.Facts.Deployment.Spec.Purpose.Category) {
			continue
		}
		form := w.Document(b.Consent.Evidence)
		if form != nil && form.Spec.Type == evidenceConsentForm && form.Counts() && w.fitsUse(form) &&
			slices.Contains(form.Spec.Facts.Clauses, v1alpha1.ConsentClause(scope)) {
			return form
		}
	}
	return nil
}

// isSeparate says that a ground is a consent to this processing alone (PIPL article 29; SPC 2021 article 4).
func isSeparate(b *v1alpha1.LawfulBasis) bool {
	return b.Kind != v1alpha1.BasisConsent && isConsent(b.Kind) && b.Consent != nil && len(b.Consent.BundledWith) == 0
}

// concerns says whether something claimed in a jurisdiction speaks to an instrument: it lies within one of the
// instrument's jurisdictions, or one of them lies within it.
func concerns(instrument []string, code string) bool {
	return jurisdiction.Applies(instrument, []string{code}) || jurisdiction.Applies([]string{code}, instrument)
}

// statuteOnRecord returns a current legal note that names a law and its article, nil when there is none. A note about a
// law of elsewhere lifts nothing here, although the deployment claims both.
func (w *World) statuteOnRecord(jurisdictions []string) *Document {
	speaks := func(s v1alpha1.EvidenceSubject) bool {
		return w.isAbout(s) && (s.Kind != v1alpha1.EvidenceForJurisdiction || concerns(jurisdictions, s.Jurisdiction))
	}
	for _, note := range w.currentOf(evidenceLegalBasis) {
		if note.Spec.Facts.Law != "" && note.Spec.Facts.Article != "" && w.fitsUse(note) &&
			slices.ContainsFunc(note.Spec.AppliesTo, speaks) {
			return note
		}
	}
	return nil
}

// lift is what lifts a demand: a separate consent to a scope, or a statute, each with its document.
type lift struct {
	scope         v1alpha1.ConsentScope
	statute       v1alpha1.Acceptance
	jurisdictions []string
}

// String says what lifts the demand, empty when nothing does.
func (l lift) String() string {
	switch {
	case l.scope != "" && l.statute == v1alpha1.AcceptanceAccepted:
		return fmt.Sprintf("consent to %s or a statute", l.scope)
	case l.scope != "":
		return fmt.Sprintf("consent to %s", l.scope)
	case l.statute == v1alpha1.AcceptanceAccepted:
		return "a statute"
	default:
		return ""
	}
}

var (
	liftedByConsent = Answer{
		Met, "LiftedByConsent", "a separate consent to %s lifts it, with the consent form on record as %s", "", true,
	}
	liftedByStatute = Answer{
		Met, "LiftedByStatute", "%s, %s, lifts it, with the legal note on record as %s", "", true,
	}
)

// check returns a check that the demand is lifted, naming the document by which, and whether it is.
func (l lift) check(w *World) (Check, bool) {
	if l.scope != "" {
		if form := w.consentOnRecord(l.scope, l.jurisdictions); form != nil {
			return liftedByConsent.is("spec.lawfulBasis", l.scope, form.Name).relyingOn(form), true
		}
	}
	if l.statute == v1alpha1.AcceptanceAccepted {
		if note := w.statuteOnRecord(l.jurisdictions); note != nil {
			law := &note.Spec.Facts
			return liftedByStatute.is("spec.lawfulBasis", law.Law, law.Article, note.Name).relyingOn(note), true
		}
	}
	return Check{}, false
}

// next returns the next moment at which a document that may lift the demand begins or ceases to count.
func (l lift) next(w *World) time.Time {
	var next time.Time
	if l.scope != "" {
		next = sooner(next, w.nextOf(evidenceConsentForm))
	}
	if l.statute == v1alpha1.AcceptanceAccepted {
		next = sooner(next, w.nextOf(evidenceLegalBasis))
	}
	return next
}

// relyingOn makes a check one that holds for as long as documents count. Their earliest end is its deadline.
func (c Check) relyingOn(documents ...*Document) Check {
	c.Basis = v1alpha1.BasisAttested
	for _, d := range documents {
		c.endsWith(d, d.Ends)
	}
	if len(documents) == 1 {
		c.Documents = documents[0].usedAlone()
		return c
	}
	c.Documents = make([]DocumentUse, 0, len(documents))
	for _, d := range documents {
		c.Documents = append(c.Documents, d.Use())
	}
	return c
}

// endsWith makes the end of a document the deadline of a check, when it is the earliest.
func (c *Check) endsWith(d *Document, at time.Time) {
	if !at.IsZero() && (c.DueAt.IsZero() || at.Before(c.DueAt)) {
		if d.renewal == "" {
			d.renewal = d.Spec.Type + " " + d.Name + " has to be renewed"
		}
		c.DueAt, c.Due = at, d.renewal
	}
}

// onRecord asks for a current document of a type. It returns the first that counts and is as it must be, or a check
// that says what is missing: nothing on record is not known; what is there and does not count is a violation.
func (w *World) onRecord(evidenceType, path, why string, fits func(d *Document) string) (*Document, Check) {
	var faults []string
	unreadable := true
	for _, d := range w.documentsOf(evidenceType) {
		if !d.Counts() {
			faults, unreadable = append(faults, d.fault()), unreadable && d.State == ""
			continue
		}
		fault := ""
		if fits != nil {
			fault = fits(d)
		}
		if fault == "" {
			return d, Check{}
		}
		faults, unreadable = append(faults, d.Name+": "+fault), false
	}
	return nil, notOnRecord(evidenceType, path, why, faults, unreadable)
}

// The answers of a demand that needs a document.
var (
	evidenceMissing = Answer{
		Unknown, "EvidenceMissing", "no %s %s is on record",
		"Put the document on record as a ComplianceEvidence of that type that applies to this deployment.", false,
	}
	evidenceUnreadable = Answer{
		Unknown, "EvidenceUnreadable", "no %s %s counts: %s",
		"Issue the evidence anew with a time zone that is known, such as Asia/Shanghai.", false,
	}
	evidenceNotAsAsked = Answer{
		Violated, "EvidenceNotAsAsked", "no %s %s is as it must be: %s",
		"Have the document renewed or completed, and put the new one on record.", false,
	}
)

// notOnRecord says that no document is as it must be.
func notOnRecord(evidenceType, path, why string, faults []string, unreadable bool) Check {
	switch {
	case len(faults) == 0:
		return evidenceMissing.is(path, evidenceType, why)
	case unreadable:
		return evidenceUnreadable.on(v1alpha1.BasisAttested, path, evidenceType, why, strings.Join(faults, "; "))
	default:
		return evidenceNotAsAsked.on(v1alpha1.BasisAttested, path, evidenceType, why, strings.Join(faults, "; "))
	}
}
