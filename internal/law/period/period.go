// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package period reads ISO 8601 durations as calendar periods.
//
// Laws count in months and years, and a month has no fixed length. A period therefore has no length of its own: it has
// one only when it is added to, or taken from, a moment. One datum is past its period when AddTo of its anchor is not
// after Now, which is what HasPassed answers. SubFrom gives the cut-off for a whole store and never lies so late that a
// datum before it would still be within its period; around the end of a month it can lie up to three days earlier than
// the datum's own end, so a sweep that must be exact asks HasPassed for each datum.
//
// Days keep the wall clock of the moment's location, hours do not: in a zone with summer time P1D and PT24H differ.
package period

import (
	"strconv"
	"strings"
	"time"
)

// Period is a span of calendar and clock time. The zero value is the empty period. Periods compare with == as written:
// P12M and P1Y are different values that Compare finds equal.
type Period struct {
	years, months, weeks, days int32
	hours, minutes, seconds    int32
}

// monthsPerYear is the number of months in a year of the Gregorian calendar.
const monthsPerYear = 12

// IsZero reports whether the period is empty, as PT0S and P0D are.
func (p Period) IsZero() bool { return p == Period{} }

// String returns the period in its shortest ISO 8601 form; the empty period is PT0S.
func (p Period) String() string {
	if p.IsZero() {
		return "PT0S"
	}
	var out strings.Builder
	out.WriteByte('P')
	writeParts(&out, part{p.years, 'Y'}, part{p.months, 'M'}, part{p.weeks, 'W'}, part{p.days, 'D'})
	if p.clock() != 0 {
		out.WriteByte('T')
		writeParts(&out, part{p.hours, 'H'}, part{p.minutes, 'M'}, part{p.seconds, 'S'})
	}
	return out.String()
}

type part struct {
	value int32
	unit  byte
}

func writeParts(out *strings.Builder, parts ...part) {
	for _, each := range parts {
		if each.value != 0 {
			out.WriteString(strconv.Itoa(int(each.value)))
			out.WriteByte(each.unit)
		}
	}
}

// MarshalText returns the period as String does.
func (p Period) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText sets the period to what Parse reads.
func (p *Period) UnmarshalText(text []byte) error {
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*p = parsed
	return nil
}

// AddTo returns the moment one period after t, counted on the calendar of t's location: first years and months, held at
// the last day of a shorter month (31 January and P1M give 28 or 29 February), then weeks and days, then clock time.
// The time of day stays, so later dates never end before earlier ones, but two moments held at the same last day may
// change their order within it.
func (p Period) AddTo(t time.Time) time.Time {
	t = addMonths(t, p.allMonths())
	return addDays(t, p.allDays()).Add(p.clock())
}

// SubFrom returns the moment one period before t. It undoes the steps of AddTo in reverse order, so that
// AddTo(SubFrom(t)) is never after t: what is older than the cut-off is past its period.
func (p Period) SubFrom(t time.Time) time.Time {
	t = addDays(t.Add(-p.clock()), -p.allDays())
	return addMonths(t, -p.allMonths())
}

// HasPassed reports whether the period that began at the anchor is over now. Its last moment is the one at which it
// is over, so that PT0S is over at once.
func (p Period) HasPassed(anchor, now time.Time) bool { return !p.AddTo(anchor).After(now) }

// Compare orders two periods by the cut-offs that they give from one moment: it is negative when data kept for a is
// gone before data kept for b, positive when it lives longer, and 0 when both end together. P30D is longer than P1M
// seen from 15 March and shorter seen from 15 January.
func Compare(a, b Period, at time.Time) int { return b.SubFrom(at).Compare(a.SubFrom(at)) }

func (p Period) allMonths() int { return int(p.years)*monthsPerYear + int(p.months) }

func (p Period) allDays() int { return int(p.weeks)*7 + int(p.days) }

func (p Period) clock() time.Duration {
	return time.Duration(p.hours)*time.Hour + time.Duration(p.minutes)*time.Minute + time.Duration(p.seconds)*time.Second
}

// addDays leaves the moment untouched when there is nothing to add: setting the wall clock again would move a moment
// inside the hour that is repeated when summer time ends.
func addDays(t time.Time, days int) time.Time {
	if days == 0 {
		return t
	}
	return t.AddDate(0, 0, days)
}

func addMonths(t time.Time, months int) time.Time {
	if months == 0 {
		return t
	}
	year, month, day := t.Date()
	// The first of a month exists in every month, so this cannot roll over.
	first := time.Date(year, month+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	year, month, day = first.Year(), first.Month(), min(day, daysIn(first.Year(), first.Month()))
	hour, minute, second := t.Clock()
	return time.Date(year, month, day, hour, minute, second, t.Nanosecond(), t.Location())
}

// daysIn counts the days of a month: day 0 of the next one is its last.
func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
