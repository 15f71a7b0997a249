// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package calendar

import (
	"cmp"
	"fmt"
	"time"
)

// Date is a day of the Gregorian calendar without a time or a zone. Dates compare with ==. They lie in the years 1 to
// 9999: what would lead out of them stops at the first or the last day. The zero value is 1970-01-01.
type Date struct{ days int }

const secondsPerDay = 24 * 60 * 60

var (
	firstDate = dateFrom(time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC))
	lastDate  = dateFrom(time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC))
)

// dateFrom takes a midnight in UTC.
func dateFrom(midnight time.Time) Date { return Date{days: int(midnight.Unix() / secondsPerDay)} }

// NewDate returns the date with this year, month and day; as in time.Date, 32 January is 1 February.
func NewDate(year int, month time.Month, day int) Date {
	return dateFrom(time.Date(year, month, day, 0, 0, 0, 0, time.UTC)).Add(0)
}

// ParseDate reads YYYY-MM-DD.
func ParseDate(text string) (Date, error) {
	midnight, err := time.Parse(time.DateOnly, text)
	if err != nil || midnight.Year() < 1 {
		return Date{}, fmt.Errorf("date %.32q is no day of the calendar; write it as YYYY-MM-DD, such as 2025-06-01", text)
	}
	return dateFrom(midnight), nil
}

// DateOf returns the date of a moment in the location that the moment carries. Calendar.DateOf gives the one in the
// time zone of the law, which is what a deadline starts from.
func DateOf(moment time.Time) Date { return NewDate(moment.Date()) }

// String returns the date as YYYY-MM-DD.
func (d Date) String() string { return d.midnight().Format(time.DateOnly) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.midnight().Weekday() }

// Add returns the date that lies some days later, or earlier when the number is negative.
func (d Date) Add(days int) Date {
	switch {
	case days > lastDate.days-d.days:
		return lastDate
	case days < firstDate.days-d.days:
		return firstDate
	}
	return Date{days: d.days + days}
}

// Sub returns the number of days from the other date to this one.
func (d Date) Sub(other Date) int { return d.days - other.days }

// Compare is negative when the date lies before the other, positive when it lies after it, and 0 when they are equal.
func (d Date) Compare(other Date) int { return cmp.Compare(d.days, other.days) }

// Before reports whether the date lies before the other.
func (d Date) Before(other Date) bool { return d.days < other.days }

// After reports whether the date lies after the other.
func (d Date) After(other Date) bool { return d.days > other.days }

func (d Date) midnight() time.Time { return time.Unix(int64(d.days)*secondsPerDay, 0).UTC() }

func (d Date) isWeekend() bool {
	weekday := d.Weekday()
	return weekday == time.Saturday || weekday == time.Sunday
}
