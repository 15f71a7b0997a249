// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package calendar

import (
	"math"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
)

func date(t testing.TB, text string) Date {
	t.Helper()
	d, err := ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func china(t testing.TB) Calendar {
	t.Helper()
	c, found := ForJurisdiction("CN")
	if !found {
		t.Fatal("there is no calendar for CN")
	}
	return c
}

func TestForJurisdiction(t *testing.T) {
	tests := map[string]struct {
		code, want string
		wantFound  bool
	}{
		"China":                                  {"CN", "CN", true},
		"a city in China counts as China":        {"CN-SH", "CN", true},
		"Hong Kong keeps other holidays":         {"HK", "", false},
		"the withdrawn code is no place":         {"CN-31", "", false},
		"a place without a file":                 {"NL", "", false},
		"a place that is not in the vocabulary":  {"Atlantis", "", false},
		"no place":                               {"", "", false},
		"the file is not found by its own name":  {"cn", "", false},
		"a path does not lead to a file":         {"../calendar/CN", "", false},
		"a city in a country without a calendar": {"US-NYC", "", false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, found := ForJurisdiction(tc.code)
			if got.Jurisdiction() != tc.want || found != tc.wantFound {
				t.Errorf("the calendar is that of %q, %t; want %q, %t", got.Jurisdiction(), found, tc.want, tc.wantFound)
			}
		})
	}
}

func TestAddWorkingDays(t *testing.T) {
	tests := map[string]struct {
		start         string
		n             int
		want          string
		wantUncertain bool
	}{
		"the authority's own date: thirty days from the day the measures began": {"2025-06-01", 30, "2025-07-14", false},
		"Dragon Boat Monday is the reason that it is not the 11th":              {"2025-06-01", 1, "2025-06-03", false},
		"twenty days for a change under the draft":                              {"2025-06-01", 20, "2025-06-30", false},
		"no days end with the day of the event":                                 {"2025-06-01", 0, "2025-06-01", false},
		"a negative number is none":                                             {"2025-06-01", -5, "2025-06-01", false},
		"the day of the event is not counted":                                   {"2025-06-03", 1, "2025-06-04", false},
		"a plain weekend is not counted":                                        {"2025-06-06", 1, "2025-06-09", false},

		"the Sunday before National Day 2025 is worked":     {"2025-09-26", 1, "2025-09-28", false},
		"the last day before National Day 2025":             {"2025-09-26", 3, "2025-09-30", false},
		"National Day and Mid-Autumn 2025 are eight days":   {"2025-09-26", 4, "2025-10-09", false},
		"the Saturday after National Day 2025 is worked":    {"2025-09-26", 6, "2025-10-11", false},
		"the Sunday after it is not":                        {"2025-09-26", 7, "2025-10-13", false},
		"an event within the holiday":                       {"2025-10-03", 1, "2025-10-09", false},
		"two make-up days in a row after National Day 2023": {"2023-09-28", 3, "2023-10-09", false},

		"the Sunday before Spring Festival 2024 is worked": {"2024-02-02", 1, "2024-02-04", false},
		"New Year's Eve of 2024 was a working day":         {"2024-02-02", 6, "2024-02-09", false},
		"the Sunday that ends Spring Festival 2024":        {"2024-02-02", 7, "2024-02-18", false},
		"New Year's Eve of 2025 is a holiday":              {"2025-01-27", 1, "2025-02-05", false},
		"the Saturday before Spring Festival 2026":         {"2026-02-13", 1, "2026-02-14", false},
		"Spring Festival 2026 is nine days":                {"2026-02-13", 2, "2026-02-24", false},
		"and its second make-up day":                       {"2026-02-13", 6, "2026-02-28", false},

		"the turn of 2023":                              {"2023-12-29", 1, "2024-01-02", false},
		"the turn of 2024":                              {"2024-12-31", 1, "2025-01-02", false},
		"the turn of 2025 ends with a worked Sunday":    {"2025-12-31", 1, "2026-01-04", false},
		"thirty days over the turn of 2025":             {"2025-12-01", 30, "2026-01-13", false},
		"the leap day of 2024":                          {"2024-02-28", 1, "2024-02-29", false},
		"the last day that is covered":                  {"2026-12-30", 1, "2026-12-31", false},
		"the first day that is not covered":             {"2026-12-30", 2, "2027-01-01", true},
		"a weekend that is not covered counts":          {"2026-12-30", 4, "2027-01-03", true},
		"thirty days over the end of the cover":         {"2026-12-01", 30, "2027-01-08", true},
		"wholly beyond the cover":                       {"2027-03-01", 30, "2027-03-31", true},
		"before the cover":                              {"2022-12-30", 1, "2022-12-31", true},
		"from before the cover into it":                 {"2022-12-30", 2, "2023-01-03", true},
		"the day before the cover is not counted":       {"2022-12-31", 1, "2023-01-03", false},
		"a flood of days ends with the calendar itself": {"2025-06-01", math.MaxInt, "9999-12-31", true},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, certain, note := china(t).AddWorkingDays(date(t, tc.start), tc.n)
			if got.String() != tc.want || certain == tc.wantUncertain {
				t.Errorf("%d working days after %s end on %s, certain %t; want %s, certain %t",
					tc.n, tc.start, got, certain, tc.want, !tc.wantUncertain)
			}
			if certain != (note == "") {
				t.Errorf("certain %t comes with the note %q", certain, note)
			}
			if !certain && !strings.Contains(note, "known from 2023-01-01 to 2026-12-31") {
				t.Errorf("the note %q does not say what is known", note)
			}
		})
	}
}

// TestAddWorkingDaysAndBack counts from every date of the cover and around it, forth and back.
func TestAddWorkingDaysAndBack(t *testing.T) {
	c := china(t)
	for start := c.from.Add(-60); start.Before(c.end.Add(60)); start = start.Add(1) {
		before := start
		for n := 1; n <= 45; n++ {
			due, certain, _ := c.AddWorkingDays(start, n)
			if !due.After(before) {
				t.Fatalf("%d working days after %s end on %s, not after %d days on %s", n, start, due, n-1, before)
			}
			if next, _, _ := c.AddWorkingDays(start.Add(1), n); next.Before(due) {
				t.Fatalf("%d working days end on %s from %s and on %s from the day after", n, due, start, next)
			}
			if working, known := c.IsWorkingDay(due); !working || certain && !known {
				t.Fatalf("%d working days after %s end on %s, which is none", n, start, due)
			}
			if got := c.WorkingDays(start, due); got != n {
				t.Fatalf("%s is %d working days after %s, counted back %d", due, n, start, got)
			}
			if got := c.WorkingDays(start, due.Add(-1)); got != n-1 {
				t.Fatalf("the day before %s is %d working days after %s, want %d", due, got, start, n-1)
			}
			before = due
		}
	}
}

func TestWorkingDaysOfNothing(t *testing.T) {
	c := china(t)
	day := date(t, "2025-06-03")
	if got := c.WorkingDays(day, day); got != 0 {
		t.Errorf("there are %d working days between a day and itself", got)
	}
	if got := c.WorkingDays(day, day.Add(-30)); got != 0 {
		t.Errorf("there are %d working days until an earlier day", got)
	}
}

// TestUncertainIsNeverLate takes the later years away and compares with what their notices then brought: the date of a
// shorter calendar is never after the true one. Monday to Friday would be late from 2025-02-05, for one, whose
// third working day is a Saturday.
func TestUncertainIsNeverLate(t *testing.T) {
	whole := china(t)
	for _, end := range []string{"2023-01-01", "2024-01-01", "2025-01-01", "2026-01-01"} {
		short := whole
		short.end = date(t, end)
		uncertain := 0
		for start := whole.from; start.Before(whole.end.Add(-90)); start = start.Add(1) {
			for _, n := range []int{1, 3, 10, 20, 30, 45} {
				want, _, _ := whole.AddWorkingDays(start, n)
				got, certain, _ := short.AddWorkingDays(start, n)
				if got.After(want) || certain && got != want {
					t.Fatalf("until %s, %d working days after %s end on %s, certain %t; they end on %s",
						end, n, start, got, certain, want)
				}
				if !certain {
					uncertain++
				}
			}
		}
		if uncertain == 0 {
			t.Errorf("no date was uncertain with a calendar until %s", end)
		}
	}
}

func TestIsWorkingDay(t *testing.T) {
	tests := map[string]struct {
		date        string
		wantWorking bool
		wantKnown   bool
	}{
		"a Tuesday":                           {"2025-06-03", true, true},
		"a Saturday":                          {"2025-06-07", false, true},
		"a Sunday":                            {"2025-06-08", false, true},
		"a Monday off":                        {"2025-06-02", false, true},
		"a Sunday within a holiday":           {"2025-06-01", false, true},
		"a Sunday that is worked":             {"2025-09-28", true, true},
		"a Saturday that is worked":           {"2026-05-09", true, true},
		"the first day":                       {"2023-01-01", false, true},
		"the last day":                        {"2026-12-31", true, true},
		"a day off in the year before":        {"2022-12-31", true, false},
		"New Year's Day of the year after":    {"2027-01-01", true, false},
		"a Sunday when nothing is known":      {"2027-01-03", true, false},
		"a day of a notice of the last years": {"2023-06-25", true, true},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			working, known := china(t).IsWorkingDay(date(t, tc.date))
			if working != tc.wantWorking || known != tc.wantKnown {
				t.Errorf("%s: working %t, known %t; want %t, %t", tc.date, working, known, tc.wantWorking, tc.wantKnown)
			}
		})
	}
}

func TestZeroCalendarCountsEveryDay(t *testing.T) {
	var none Calendar
	due, certain, note := none.AddWorkingDays(date(t, "2025-06-01"), 30)
	if due.String() != "2025-07-01" || certain || !strings.Contains(note, "no calendar of working days") {
		t.Errorf("due %s, certain %t, note %q", due, certain, note)
	}
	if got := none.WorkingDays(date(t, "2025-06-01"), due); got != 30 {
		t.Errorf("counted back %d, want 30", got)
	}
	if got, want := none.End(due), time.Date(2025, 7, 2, 0, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("it ends at %s, want %s", got, want)
	}
}

func TestMoments(t *testing.T) {
	c := china(t)
	reached := time.Date(2025, 5, 31, 16, 0, 0, 0, time.UTC) // Midnight in Shanghai: the first moment of 1 June.
	start := c.DateOf(reached)
	if start.String() != "2025-06-01" || c.DateOf(reached.Add(-time.Nanosecond)).String() != "2025-05-31" {
		t.Fatalf("in Shanghai %s is %s", reached, start)
	}
	if got := c.Begin(start); !got.Equal(reached) {
		t.Errorf("%s begins at %s, want %s", start, got, reached)
	}
	due, _, _ := c.AddWorkingDays(start, 30)
	got := map[string][]string{
		"end":     inUTC(c.End(due)),
		"notices": inUTC(c.Notices(due, 1, 7, 30, 7)...),
		"none":    inUTC(c.Notices(due)...),
	}
	want := map[string][]string{
		"end":     {"2025-07-14T16:00:00Z"},
		"notices": {"2025-06-13T16:00:00Z", "2025-07-06T16:00:00Z", "2025-07-12T16:00:00Z"},
		"none":    nil,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("moments (-want +got):\n%s", diff)
	}
}

func inUTC(moments ...time.Time) []string {
	var texts []string
	for _, at := range moments {
		texts = append(texts, at.UTC().Format(time.RFC3339))
	}
	return texts
}
