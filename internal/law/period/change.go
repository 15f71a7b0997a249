// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package period

import "time"

// horizon is how many days NextChange looks ahead: a year with its leap day, in which every month comes by once.
const horizon = 366

// NextChange returns the next moment at which Compare may give another answer than at t: months differ in length, so
// P30D and P1M change places several times a year. It is zero when the answer never changes, and the end of the year
// that it looks ahead when there is none within it.
func NextChange(a, b Period, t time.Time) time.Time {
	if a == b || a.allMonths() == 0 && b.allMonths() == 0 {
		return time.Time{}
	}
	year, month, day := t.Date()
	if alwaysShorter(a, b) || alwaysShorter(b, a) {
		end := time.Date(year, month, day+horizon, 0, 0, 0, 0, t.Location())
		return end.Add(max(a.clock()%(24*time.Hour), b.clock()%(24*time.Hour)))
	}
	now := Compare(a, b, t)
	var last time.Time
	for i := range horizon + 1 {
		midnight := time.Date(year, month, day+i, 0, 0, 0, 0, t.Location())
		// Clock time is taken off before months are, so a cut-off jumps when what is left passes midnight.
		first, second := midnight.Add(a.clock()%(24*time.Hour)), midnight.Add(b.clock()%(24*time.Hour))
		if second.Before(first) {
			first, second = second, first
		}
		for _, at := range []time.Time{midnight, first, second} {
			if at.After(t) && Compare(a, b, at) != now {
				return at
			}
			last = at
		}
	}
	return last
}

// alwaysShorter says that a is shorter than b in whatever months they fall, with two days to spare for clocks that are
// put forward and back.
func alwaysShorter(a, b Period) bool {
	const shortest, longest, spare = 28, 31, 2
	day := 24 * time.Hour
	most := time.Duration(a.allMonths()*longest+a.allDays()+spare)*day + a.clock()
	least := time.Duration(b.allMonths()*shortest+b.allDays())*day + b.clock()
	return most < least
}
