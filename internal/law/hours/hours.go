// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package hours reads when something is open in an ordinary week, such as "Mo-Fr 08:00-18:00; Sa 09:00-12:00".
//
// A way in without a face must be offered in the hours of the place. A week has no date, no holiday and no time zone
// here: both sides of a comparison are of the same place.
package hours

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	day  = 24 * 60
	week = 7 * day
)

// Week is the opening hours of an ordinary week. The zero value is never open.
type Week struct {
	// spans are in minutes from Monday 00:00, merged, in order, within one week.
	spans []span
}

type span struct{ from, to int }

var days = [...]string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"}

// Always is open at every minute.
func Always() Week { return Week{spans: []span{{0, week}}} }

// Parse reads rules parted by semicolons, each a list of days or ranges of days and a list of times:
// "Mo-Fr 08:00-12:00,13:00-18:00; Sa 09:00-12:00". A time that ends before it begins runs past midnight.
func Parse(text string) (Week, error) {
	spans := make([]span, 0, 2*len(days))
	for rule := range strings.SplitSeq(text, ";") {
		rule = strings.TrimSpace(rule)
		dayPart, timePart, found := strings.Cut(rule, " ")
		if !found {
			return Week{}, fmt.Errorf("%q is not days and times, such as %q", rule, "Mo-Su 08:00-20:00")
		}
		open, err := parseDays(dayPart)
		if err != nil {
			return Week{}, err
		}
		for times := range strings.SplitSeq(timePart, ",") {
			from, to, err := parseTimes(strings.TrimSpace(times))
			if err != nil {
				return Week{}, err
			}
			for d := range days {
				if open&(1<<d) != 0 {
					spans = appendSpan(spans, d*day+from, d*day+to)
				}
			}
		}
	}
	return Week{spans: merge(spans)}, nil
}

// parseDays returns the days as bits, Monday's the lowest.
func parseDays(text string) (open uint8, err error) {
	for part := range strings.SplitSeq(text, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			last = first
		}
		from, to := slices.Index(days[:], first), slices.Index(days[:], last)
		if from < 0 || to < 0 {
			return 0, fmt.Errorf("%q is not a day or a range of days; use Mo, Tu, We, Th, Fr, Sa, Su", part)
		}
		for d := from; ; d = (d + 1) % 7 {
			open |= 1 << d
			if d == to {
				break
			}
		}
	}
	return open, nil
}

func parseTimes(text string) (from, to int, err error) {
	first, last, found := strings.Cut(text, "-")
	if !found {
		return 0, 0, fmt.Errorf("%q is not a time span, such as 08:00-20:00", text)
	}
	if from, err = parseTime(first); err != nil {
		return 0, 0, err
	}
	if to, err = parseTime(last); err != nil {
		return 0, 0, err
	}
	if from == day || from == to {
		return 0, 0, fmt.Errorf("%q is empty; a whole day is 00:00-24:00", text)
	}
	if to < from {
		to += day
	}
	return from, to, nil
}

func parseTime(text string) (int, error) {
	text = strings.TrimSpace(text)
	if len(text) != 5 || text[2] != ':' {
		return 0, fmt.Errorf("%q is not a time; write it as 08:00", text)
	}
	for _, i := range []int{0, 1, 3, 4} {
		if text[i] < '0' || text[i] > '9' {
			return 0, fmt.Errorf("%q is not a time; write it as 08:00", text)
		}
	}
	hour := int(text[0]-'0')*10 + int(text[1]-'0')
	minute := int(text[3]-'0')*10 + int(text[4]-'0')
	if minute > 59 || hour > 24 || (hour == 24 && minute != 0) {
		return 0, fmt.Errorf("%q is not a time between 00:00 and 24:00", text)
	}
	return hour*60 + minute, nil
}

// appendSpan carries what runs past Sunday's midnight over to Monday.
func appendSpan(spans []span, from, to int) []span {
	if to <= week {
		return append(spans, span{from, to})
	}
	return append(spans, span{from, week}, span{0, to - week})
}

// merge joins what touches. It uses the list that it is given.
func merge(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return a.from - b.from })
	merged := spans[:0]
	for _, s := range spans {
		if n := len(merged); n > 0 && s.from <= merged[n-1].to {
			merged[n-1].to = max(merged[n-1].to, s.to)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}

// Union is open whenever one of the weeks is.
func Union(weeks ...Week) Week {
	var spans []span
	for _, w := range weeks {
		spans = append(spans, w.spans...)
	}
	return Week{spans: merge(spans)}
}

// isOpen says whether the week is open in the minute that begins at m.
func (w Week) isOpen(m int) bool {
	for _, s := range w.spans {
		if m >= s.from && m < s.to {
			return true
		}
	}
	return false
}

// OpensAt returns the first moment from a local moment on at which the week is open, and whether there is ever one.
func (w Week) OpensAt(local time.Time) (time.Time, bool) {
	weekday := (int(local.Weekday()) + 6) % 7 // Monday is the first day
	now := weekday*day + local.Hour()*60 + local.Minute()
	if len(w.spans) == 0 || w.isOpen(now) {
		return local, len(w.spans) > 0
	}
	next := w.spans[0].from + week
	for _, s := range w.spans {
		if s.from > now {
			next = s.from
			break
		}
	}
	year, month, date := local.Date()
	days, minutes := next/day-weekday, next%day
	return time.Date(year, month, date+days, minutes/60, minutes%60, 0, 0, local.Location()), true
}

// FewestDuring returns the smallest number of offers that are open at once at any minute of the place's hours, and the
// first minute at which it is that small, as "Mo 22:00". A place that is never open returns every offer.
func FewestDuring(place Week, offers []Week) (fewest int, at string) {
	edges := appendEdges(make([]int, 0, 2*(1+len(offers))), place)
	for _, offer := range offers {
		edges = appendEdges(edges, offer)
	}
	slices.Sort(edges)
	fewest = len(offers)
	first := -1
	for _, m := range slices.Compact(edges) {
		if !place.isOpen(m) {
			continue
		}
		open := 0
		for _, o := range offers {
			if o.isOpen(m) {
				open++
			}
		}
		if open < fewest {
			fewest, first = open, m
		}
	}
	if first < 0 {
		return fewest, ""
	}
	return fewest, fmt.Sprintf("%s %02d:%02d", days[first/day], first%day/60, first%60)
}

func appendEdges(edges []int, w Week) []int {
	for _, s := range w.spans {
		edges = append(edges, s.from, s.to%week)
	}
	return edges
}
