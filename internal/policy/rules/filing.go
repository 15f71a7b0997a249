// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/calendar"
	"github.com/facegov/facegov/internal/law/moment"
)

// Filing demands that an authority is told within a time after the duty arises (final measures article 15; draft
// provisions 2023 article 16). Filing means submitting: a receipt that is not yet issued is not a lapse.
type Filing struct {
	// Demand is the requirement as written.
	Demand v1alpha1.FilingRequirement
	// Calendar counts the days, that of the instrument's first jurisdiction that has one.
	Calendar calendar.Calendar
}

var (
	filingNotNeeded = Answer{Met, "FilingNotNeeded", "nothing has to be filed with %s: %s", "", false}
	filingNear      = Answer{
		Met, "FilingNear", "the faces of %d people are stored; from %d on it has to be filed with %s", "", true,
	}
	filingCountUnknown = Answer{
		Unknown, "SubjectCountUnknown", "it is not known how many people's faces the party stores: %s",
		"Give subjects.estimatedCount in every deployment of the party, and renew the totals of other clusters on record " +
			"(EV-SUBJECT-COUNT).", false,
	}
	filingPlaceUnknown = Answer{
		Unknown, "PlaceUnknown", "it is not known whether a camera sees a place open to the public",
		"Declare spec.sources with zones that exist.", false,
	}
	filed = Answer{
		Met, "Filed", "it was filed with %s on %s, on record as %s", "", true,
	}
	filingRunning = Answer{
		Met, "FilingDue", "it has to be filed with %s, and the time for it runs", "", true,
	}
	filingOverdue = Answer{
		Violated, "FilingOverdue", "it had to be filed with %s before %s, and no receipt is on record%s",
		"File now, and put the receipt on record with the day on which it was handed in.", false,
	}
	changeRunning = Answer{
		Met, "ChangeFilingDue", "purpose or functions are not those that were filed as %s; the change has to be filed with " +
			"%s, and the time for it runs", "", true,
	}
	changeOverdue = Answer{
		Violated, "ChangeFilingOverdue", "purpose or functions are not those that were filed as %s; the change had to be " +
			"filed with %s before %s%s",
		"File the change now, and put the new receipt on record with its purpose and functions.", false,
	}
	filingFirst = Answer{
		Violated, "FilingFirst",
		"it has to be filed with %s at least %d days before it is used, and no receipt is on record%s",
		"File first, and put the receipt on record with the day on which it was handed in.", false,
	}
	filingTooFresh = Answer{
		Violated, "FilingTooFresh", "it was filed with %s on %s; it may be used %d days later, from %s",
		"Wait: it starts by itself.", false,
	}
)

var filingDescription = Description{
	Type: v1alpha1.RequirementFiling,
	Demands: "An authority is told in time. People are counted over all deployments of the party, with the totals of " +
		"other clusters on record. While the clock runs the rule is met.",
	Facts: []Fact{
		{"spec.subjects.estimatedCount", "", "Unknown where people are counted, unless those that are known are enough"},
		{"ComplianceEvidence EV-SUBJECT-COUNT", "", "no other cluster stores faces of the party"},
		{"ComplianceEvidence EV-FILING-RECEIPT spec.facts.submittedOn", "", "nothing is filed"},
		{"spec.sources", "", "Unknown where a public place begins the duty"},
		{"status.deadlines", "", "the clock starts now"},
	},
	Answers: []Answer{
		filingCountUnknown, filingPlaceUnknown, filingOverdue, changeOverdue, filingFirst, filingTooFresh, filingRunning,
		changeRunning, filed, filingNear, filingNotNeeded,
	},
	Merges: "For each authority the lowest number of people and the fewest days count; each rule keeps its own clock.",
}

// What the deadlines of filings say: a clock is known again by its rule and by these.
const (
	dueFiling       = "the filing has to be handed in"
	dueChangeFiling = "the filing of the change has to be handed in"
)

// mostDays bounds the days of a clock, as the API does.
const mostDays = 366

func compileFiling(d *v1alpha1.FilingRequirement, jurisdictions []string) (Requirement, []error) {
	f := Filing{Demand: *d}
	var errs []error
	if d.People == nil && d.PublicPlace == "" && d.Always == "" {
		errs = append(errs, errors.New("filing: nothing begins the duty; give people, publicPlace or always"))
	}
	if (d.WorkingDays == nil) == (d.Days == nil) {
		errs = append(errs, errors.New("filing: give either workingDays or days"))
	}
	for _, n := range []*int32{d.WorkingDays, d.Days, d.ChangeWorkingDays} {
		if n != nil && (*n > mostDays || *n < -mostDays) {
			errs = append(errs, fmt.Errorf("filing: %d days are more than %d", *n, mostDays))
		}
	}
	for _, code := range jurisdictions {
		if found, ok := calendar.ForJurisdiction(code); ok {
			f.Calendar = found
			break
		}
	}
	return f, errs
}

// Demands implements Demanding.
func (f Filing) Demands() []Demand {
	var demands []Demand
	number := func(what string, n int64) {
		demands = append(demands, Demand{
			Subject: f.Demand.Authority + "/" + what, Value: strconv.FormatInt(n, 10), Order: fewer,
		})
	}
	if f.Demand.People != nil {
		number("people", *f.Demand.People)
	}
	if f.Demand.PublicPlace == v1alpha1.DemandedRequired {
		demands = append(demands, required(f.Demand.Authority+"/publicPlace"))
	}
	if f.Demand.Always == v1alpha1.DemandedRequired {
		demands = append(demands, required(f.Demand.Authority+"/always"))
	}
	for what, n := range map[string]*int32{
		"workingDays": f.Demand.WorkingDays, "days": f.Demand.Days, "changeWorkingDays": f.Demand.ChangeWorkingDays,
	} {
		if n != nil {
			number(what, int64(*n))
		}
	}
	return demands
}

// Check implements Requirement.
func (f Filing) Check(w *World, rule RuleKey) []Check {
	receipts, faults := f.receipts(w)
	if before := f.daysBefore(); before > 0 {
		return w.one(f.checkBefore(w, receipts, faults, before))
	}
	if len(receipts) > 0 {
		return w.one(f.checkFiled(w, rule, receipts))
	}
	since, open := f.arises(w)
	if open != nil {
		return w.one(*open)
	}
	due, note := f.due(w, rule, dueFiling, since, f.Demand.WorkingDays, f.Demand.Days)
	if w.Now.Before(due) {
		c := filingRunning.is("", f.Demand.Authority)
		c.DueAt, c.Due, c.DueNote = due, dueFiling, note
		return w.one(c)
	}
	c := filingOverdue.is("", f.Demand.Authority, f.day(due), note+faults)
	c.DueAt, c.Due = due, dueFiling
	return w.one(c)
}

// receipt is a filing on record.
type receipt struct {
	*Document
	submitted time.Time
}

// receipts returns the filings that were handed in, newest first, and why others do not count.
func (f Filing) receipts(w *World) ([]receipt, string) {
	var receipts []receipt
	var faults []string
	for _, d := range w.documentsOf(evidenceFiling) {
		said := &d.Spec.Facts
		submitted, err := moment.Midnight(said.SubmittedOn, d.Spec.TimeZone)
		switch {
		case !d.Counts() && d.State != v1alpha1.EvidenceNotYet:
			faults = append(faults, d.fault())
		case said.Authority != "" && !isAuthority(said.Authority, f.Demand.Authority):
			faults = append(faults, fmt.Sprintf("%s: it is a filing with %s", d.Name, said.Authority))
		case err != nil:
			faults = append(faults, d.Name+": it does not say on what day it was handed in")
		case w.Now.Before(submitted):
			faults = append(faults, fmt.Sprintf("%s: it is handed in only on %s", d.Name, said.SubmittedOn))
		default:
			receipts = append(receipts, receipt{d, submitted})
		}
	}
	slices.SortFunc(receipts, func(a, b receipt) int {
		return cmp.Or(b.submitted.Compare(a.submitted), cmp.Compare(a.Name, b.Name))
	})
	if len(faults) == 0 {
		return receipts, ""
	}
	return receipts, " (" + strings.Join(faults, "; ") + ")"
}

// isAuthority says whether a receipt's authority is that of the rule: one name contains the other, in whatever case.
func isAuthority(said, asked string) bool {
	plain := func(name string) string { return strings.TrimPrefix(strings.ToLower(strings.TrimSpace(name)), "the ") }
	said, asked = plain(said), plain(asked)
	return strings.Contains(said, asked) || strings.Contains(asked, said)
}

// checkFiled looks whether what was filed is still so.
func (f Filing) checkFiled(w *World, rule RuleKey, receipts []receipt) Check {
	for _, r := range receipts {
		if f.Demand.ChangeWorkingDays == nil || w.fitsUse(r.Document) {
			return filed.is("", f.Demand.Authority, r.Spec.Facts.SubmittedOn, r.Name).relyingOn(r.Document)
		}
	}
	newest := receipts[0]
	due, note := f.due(w, rule, dueChangeFiling, time.Time{}, f.Demand.ChangeWorkingDays, nil)
	c := changeRunning.on(v1alpha1.BasisAttested, "spec.purpose", newest.Name, f.Demand.Authority)
	if !w.Now.Before(due) {
		c = changeOverdue.on(v1alpha1.BasisAttested, "spec.purpose", newest.Name, f.Demand.Authority, f.day(due), note)
	}
	c.Documents = []DocumentUse{newest.Use()}
	c.DueAt, c.Due, c.DueNote = due, dueChangeFiling, note
	return c
}

// daysBefore is how many days before the start it has to be filed, 0 when it is filed after it.
func (f Filing) daysBefore() int {
	if f.Demand.Days == nil {
		return 0
	}
	return max(0, -int(*f.Demand.Days))
}

func (f Filing) checkBefore(w *World, receipts []receipt, faults string, before int) Check {
	if len(receipts) == 0 {
		if _, open := f.arises(w); open != nil {
			return *open
		}
		return filingFirst.is("", f.Demand.Authority, before, faults)
	}
	// The oldest of those that fit opens the way first.
	first := receipts[len(receipts)-1]
	from := first.submitted.AddDate(0, 0, before)
	if w.Now.Before(from) {
		return filingTooFresh.on(v1alpha1.BasisAttested, "",
			f.Demand.Authority, first.Spec.Facts.SubmittedOn, before, first.day(from))
	}
	return filed.is("", f.Demand.Authority, first.Spec.Facts.SubmittedOn, first.Name).relyingOn(first.Document)
}

// arises finds whether there is a duty to file, and since when as far as documents say; the check is nil when there is.
func (f Filing) arises(w *World) (since time.Time, open *Check) {
	if f.Demand.Always == v1alpha1.DemandedRequired {
		return time.Time{}, nil
	}
	var why []string
	if f.Demand.PublicPlace == v1alpha1.DemandedRequired {
		switch {
		case slices.ContainsFunc(w.Places, func(p Place) bool { return p.Role == Camera && p.Public }):
			return time.Time{}, nil
		case len(w.Unseen) > 0 || !w.sees():
			c := filingPlaceUnknown.is("spec.sources")
			open = &c
		}
		why = append(why, "no camera sees a place open to the public")
	}
	if f.Demand.People != nil {
		count := w.countPeople(*f.Demand.People)
		if count.known >= *f.Demand.People {
			return count.since, nil
		}
		if c := f.checkCount(count); c.State != Met || c.Warn {
			open = first(open, c)
		}
		why = append(why, fmt.Sprintf("%d people are fewer than %d", count.known, *f.Demand.People))
	}
	return time.Time{}, first(open, filingNotNeeded.is("", f.Demand.Authority, strings.Join(why, ", and ")))
}

func first(c *Check, other Check) *Check {
	if c != nil {
		return c
	}
	return &other
}

// checkCount says of a number that is too small whether it is known, and whether it is near.
func (f Filing) checkCount(count headcount) Check {
	const path = "spec.subjects.estimatedCount"
	const nearPercent = 90
	threshold := *f.Demand.People
	if len(count.unknown) > 0 {
		return filingCountUnknown.is(path, strings.Join(count.unknown, "; "))
	}
	if count.known*100 < threshold*nearPercent {
		return Check{State: Met}
	}
	c := filingNear.is(path, count.known, threshold, f.Demand.Authority)
	c.Warn = true
	return c
}

// headcount is how many people's faces a party stores.
type headcount struct {
	known   int64
	unknown []string
	// since is the day on which documents alone already counted enough, zero when they did not.
	since time.Time
}

// countPeople adds up this deployment, the party's others in this cluster, and the totals of other clusters on record.
// A document about this deployment alone can only raise its own estimate.
func (w *World) countPeople(threshold int64) headcount {
	var count headcount
	own := w.Facts.Deployment.Spec.Subjects.EstimatedCount
	var totals []*Document
	for _, d := range w.documentsOf(evidenceSubjectCount) {
		said := d.Spec.Facts.Count
		isTotal := slices.ContainsFunc(d.Spec.AppliesTo, func(s v1alpha1.EvidenceSubject) bool {
			return s.Kind == v1alpha1.EvidenceForParty
		})
		switch {
		case d.State == v1alpha1.EvidenceWithdrawn || d.State == v1alpha1.EvidenceSuperseded:
		case !d.Counts():
			count.unknown = append(count.unknown, d.fault())
		case said == nil:
			count.unknown = append(count.unknown, d.Name+": it states no count")
		case isTotal:
			totals = append(totals, d)
			count.known += *said
		case own == nil || *said > *own:
			own = said
		}
	}
	if own == nil {
		count.unknown = append(count.unknown, "this deployment declares no number")
	} else {
		count.known += *own
	}
	count.known += w.Facts.Party.OthersStored
	if others := w.Facts.Party.OthersUndeclared; len(others) > 0 {
		count.unknown = append(count.unknown, fmt.Sprintf("%d other deployments declare no number, %s the first",
			len(others), others[0]))
	}
	count.since = sinceCounted(totals, threshold)
	return count
}

// sinceCounted returns the day on which the totals of other clusters alone reached a number, zero when they do not or
// do not say when they were counted.
func sinceCounted(totals []*Document, threshold int64) time.Time {
	days := map[*Document]time.Time{}
	for _, d := range totals {
		if day, err := moment.Midnight(d.Spec.Facts.CountedOn, d.Spec.TimeZone); err == nil {
			days[d] = day
		}
	}
	slices.SortStableFunc(totals, func(a, b *Document) int { return days[a].Compare(days[b]) })
	var sum int64
	for _, d := range totals {
		day, dated := days[d]
		if !dated {
			continue
		}
		if sum += *d.Spec.Facts.Count; sum >= threshold {
			return day
		}
	}
	return time.Time{}
}

// due is when a clock runs out: the earliest of what this deployment or another of the party already carries, and of
// what is counted from a day on record; without either it is counted from now. The note says what is uncertain.
func (f Filing) due(
	w *World, rule RuleKey, what string, since time.Time, workingDays, days *int32,
) (due time.Time, note string) {
	for _, d := range w.Facts.Deployment.Status.Deadlines {
		if d.Rule == rule.Rule && d.What == what {
			due = sooner(due, d.DueAt.UTC())
		}
	}
	for _, c := range w.Facts.Party.Clocks {
		if c.Rule == rule.Rule && c.What == what {
			due = sooner(due, c.DueAt.UTC())
		}
	}
	switch {
	case !since.IsZero():
		due = sooner(due, f.count(since, workingDays, days))
	case due.IsZero():
		due = f.count(w.Now, workingDays, days)
	}
	// Said of the date and not of the counting, so that a clock that is carried on reads the same.
	_, known := f.Calendar.IsWorkingDay(f.Calendar.DateOf(due).Add(-1))
	if workingDays != nil && !known {
		note = "; the public holidays until then are not known, so the date may be too early and is never too late"
	}
	return due, note
}

// count adds the days of a clock to the day of a moment. The day of the event is not counted.
func (f Filing) count(since time.Time, workingDays, days *int32) time.Time {
	day := f.Calendar.DateOf(since)
	switch {
	case workingDays != nil:
		day, _, _ = f.Calendar.AddWorkingDays(day, int(*workingDays))
	case days != nil:
		day = day.Add(int(*days))
	}
	return f.Calendar.End(day).UTC()
}

// day is the day that begins at a moment, in the time zone of the law.
func (f Filing) day(at time.Time) string { return f.Calendar.DateOf(at).String() }

// NextChange implements Timed: receipts are handed in, and documents begin and cease to count.
func (f Filing) NextChange(w *World) time.Time {
	next := sooner(w.nextOf(evidenceFiling), w.nextOf(evidenceSubjectCount))
	for _, d := range w.documentsOf(evidenceFiling) {
		submitted, err := moment.Midnight(d.Spec.Facts.SubmittedOn, d.Spec.TimeZone)
		if err != nil {
			continue
		}
		for _, at := range []time.Time{submitted, submitted.AddDate(0, 0, f.daysBefore())} {
			if at.After(w.Now) {
				next = sooner(next, at)
			}
		}
	}
	return next
}
