// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package moment turns the dates of laws into moments. A law that applies from a date applies from the first moment of
// that date where the law holds, not in UTC and not where the cluster stands.
//
// Time zones come from time.LoadLocation; programs embed time/tzdata, so that none is missing on a bare machine.
package moment

import (
	"fmt"
	"regexp"
	"sync"
	"time"
)

// zoneName is the pattern of the API. It keeps out "", which Go reads as UTC, and paths.
var zoneName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$`)

const maxZoneName = 64

// zones are those that were loaded before. Each is read from a file otherwise, and every document and every law asks
// for its own; only names that exist are kept, so that nobody can fill the memory with others.
var zones sync.Map

// Zone returns the time zone with this IANA name. It refuses Local, which depends on the machine.
func Zone(name string) (*time.Location, error) {
	if known, ok := zones.Load(name); ok {
		if zone, ok := known.(*time.Location); ok {
			return zone, nil
		}
	}
	if len(name) > maxZoneName || !zoneName.MatchString(name) || name == "Local" {
		return nil, fmt.Errorf("time zone %.64q is no IANA name; write one such as Asia/Shanghai", name)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("time zone %q is not known; write an IANA name such as Asia/Shanghai", name)
	}
	zones.Store(name, zone)
	return zone, nil
}

// Midnight returns the first moment of a date (YYYY-MM-DD) in a time zone. Where the clocks are put forward at
// midnight, that is the moment after the change; where they are put back over it, the first of the two; where a whole
// day is left out of the calendar, the first moment of the next.
func Midnight(date, zone string) (time.Time, error) {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return time.Time{}, fmt.Errorf("date %.32q is no day of the calendar; write it as YYYY-MM-DD, "+
			"such as 2025-06-01", date)
	}
	location, err := Zone(zone)
	if err != nil {
		return time.Time{}, err
	}
	return firstMoment(day, location), nil
}

// FirstOf returns the first moment of a date in a time zone that is already at hand, by the same rules as Midnight.
func FirstOf(year int, month time.Month, day int, zone *time.Location) time.Time {
	return firstMoment(time.Date(year, month, day, 0, 0, 0, 0, time.UTC), zone)
}

// firstMoment finds the first moment that is not before local midnight. On the UTC time line local midnight lies within
// a day of the date's own midnight in UTC; the offset that holds there, or the change of offset, gives the moment.
func firstMoment(day time.Time, location *time.Location) time.Time {
	const mostOffset = 26 * time.Hour
	at := day.Add(-mostOffset).In(location)
	for {
		_, offset := at.Zone()
		// Where this offset holds at its own midnight, that is the moment.
		midnight := day.Add(-time.Duration(offset) * time.Second)
		_, end := at.ZoneBounds()
		if end.IsZero() || midnight.Before(end) {
			return later(at, midnight.In(location))
		}
		at = end.In(location)
	}
}

// later keeps a midnight that the clocks have jumped over from lying before the jump.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
