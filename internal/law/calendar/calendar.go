// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package calendar counts working days as laws do, with public holidays and the weekend days that are worked instead.
//
// The calendars are data, one file per jurisdiction. The one of China (cn.json) repeats the yearly notices of the
// General Office of the State Council: a holiday runs from one date to another, and its make-up days (调休上班日) are
// the Saturdays and Sundays that are working days in return.
//
// # How days are counted
//
// The day of the event is not counted; counting starts with the next day, and the period ends when its last day ends
// (Civil Code of the People's Republic of China, articles 201 and 203; Regulation (EEC, Euratom) 1182/71, article 3,
// says the same in the Union). A deadline of thirty working days that starts on 2025-06-01 is due on 2025-07-14 and is
// kept until midnight between the 14th and the 15th in the time zone of the law.
//
// # Where the calendar ends
//
// Next year's holidays are known only from its notice, late in the year before. Outside the dates that a file covers
// every day counts as a working day, Saturday and Sunday too, and the answer says that it is not certain: it may be
// earlier than the law's date and is never later. Monday to Friday would not do: a make-up day that is not known yet
// brings the true date forward. Whoever adds a year also decides where the cover ends, since the notice after it may
// move the last days of December.
package calendar

import (
	"fmt"
	"slices"
	"time"

	"github.com/facegov/facegov/internal/law/jurisdiction"
	"github.com/facegov/facegov/internal/law/moment"
)

// Calendar knows the working days of one jurisdiction and the time zone of its dates. The zero value, which stands for
// a place without a calendar, covers no date, so that it counts every day; its time zone is UTC.
type Calendar struct {
	code       string
	zone       *time.Location
	from, end  Date          // The dates from, and before end, are covered.
	exceptions map[Date]bool // Whether a date is a working day, where its weekday does not tell.
	counting   Counting
	sources    []Source
}

// Counting says by which rule a calendar counts.
type Counting struct {
	// Rule is the rule in a sentence.
	Rule string `json:"rule"`
	// Source is the law that it comes from.
	Source string `json:"source"`
}

// Source is the instrument that fixes the holidays of a year.
type Source struct {
	// Year is the year whose holidays it fixes.
	Year int
	// Title is its title in the original.
	Title string
	// Number is its official number.
	Number string
	// Date is the day on which it was issued.
	Date Date
}

// ForJurisdiction returns the calendar of a jurisdiction, or of one that it lies within: CN-SH counts as CN does.
func ForJurisdiction(code string) (Calendar, bool) {
	if own, found := calendars()[code]; found {
		return own, true
	}
	// Backwards, since US-NY comes after US and lies closer to US-NYC.
	for _, outer := range slices.Backward(jurisdiction.Expand([]string{code})) {
		if calendar, found := calendars()[outer]; found {
			return calendar, true
		}
	}
	return Calendar{}, false
}

// Jurisdiction returns the code of the jurisdiction whose calendar this is: CN for CN-SH.
func (c Calendar) Jurisdiction() string { return c.code }

// Counting returns the rule by which the calendar counts.
func (c Calendar) Counting() Counting { return c.counting }

// Sources returns the instruments that fix the holidays, in the order of their years.
func (c Calendar) Sources() []Source { return slices.Clone(c.sources) }

// IsWorkingDay reports whether a date is a working day, and whether the calendar covers it. A date that is not covered
// counts as a working day, whatever its weekday.
func (c Calendar) IsWorkingDay(date Date) (working, known bool) {
	if !c.covers(date) {
		return true, false
	}
	if working, found := c.exceptions[date]; found {
		return working, true
	}
	return !date.isWeekend(), true
}

func (c Calendar) covers(date Date) bool { return !date.Before(c.from) && date.Before(c.end) }

// AddWorkingDays returns the last day of a period of n working days. The day of the event, start, is not counted. The
// date is certain when the calendar covers every day that was counted; the note says what was assumed when it does not,
// and is empty otherwise. With n of 0 or less, the period ends with start.
func (c Calendar) AddWorkingDays(start Date, n int) (due Date, certain bool, note string) {
	due, certain = start, true
	for n > 0 {
		next := due.Add(1)
		if c.covers(next) {
			due = next
			if working, _ := c.IsWorkingDay(due); working {
				n--
			}
			continue
		}
		certain = false
		counted := n
		if next.Before(c.from) {
			counted = min(n, c.from.Sub(next))
		}
		due = due.Add(counted)
		n -= counted
	}
	if !certain {
		note = c.assumption()
	}
	return due, certain, note
}

func (c Calendar) assumption() string {
	if c.from == c.end {
		return "there is no calendar of working days for this place; every day was counted as one, so that the date " +
			"may be too early and is never too late"
	}
	return fmt.Sprintf("the holidays of %s are known from %s to %s; every day outside was counted as a working day, so "+
		"that the date may be too early and is never too late; a release that holds the next notice gives the exact date",
		c.code, c.from, c.end.Add(-1))
}

// WorkingDays counts the working days after one date up to and including another, by the same assumption as
// AddWorkingDays, which it undoes. It is 0 when the second date does not lie after the first.
func (c Calendar) WorkingDays(after, upTo Date) int {
	days := max(0, upTo.Sub(after))
	for date := later(after.Add(1), c.from); date.Before(c.end) && !date.After(upTo); date = date.Add(1) {
		if working, _ := c.IsWorkingDay(date); !working {
			days--
		}
	}
	return days
}

func later(a, b Date) Date {
	if a.After(b) {
		return a
	}
	return b
}

// DateOf returns the date on which a moment falls in the time zone of the law.
func (c Calendar) DateOf(at time.Time) Date { return DateOf(at.In(c.location())) }

// Begin returns the first moment of a date in the time zone of the law.
func (c Calendar) Begin(date Date) time.Time {
	year, month, day := date.midnight().Date()
	return moment.FirstOf(year, month, day, c.location())
}

// End returns the moment at which a deadline that is due on a date is over: whatever lies before it is in time.
func (c Calendar) End(due Date) time.Time { return c.Begin(due.Add(1)) }

// Notices returns the moments at which to remind of a deadline, each the first moment of the day that lies so many
// calendar days before it, earliest first and without repetition.
func (c Calendar) Notices(due Date, daysBefore ...int) []time.Time {
	dates := make([]Date, 0, len(daysBefore))
	for _, days := range daysBefore {
		dates = append(dates, due.Add(-days))
	}
	slices.SortFunc(dates, Date.Compare)
	moments := make([]time.Time, 0, len(dates))
	for _, date := range slices.Compact(dates) {
		moments = append(moments, c.Begin(date))
	}
	return moments
}

func (c Calendar) location() *time.Location {
	if c.zone == nil {
		return time.UTC
	}
	return c.zone
}
