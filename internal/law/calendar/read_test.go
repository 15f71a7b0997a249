// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package calendar

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestEveryFileIsReadUnderItsName(t *testing.T) {
	entries, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var names, want []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	for code := range calendars() {
		want = append(want, strings.ToLower(code)+".json")
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("a file is named by its jurisdiction (-want +got):\n%s", diff)
	}
}

// TestChinaGivesTheStatutoryHolidays recounts each year from outside: the weekdays off, less the weekend days worked in
// return, are the days that the Measures for Public Holidays grant: 11, and 13 from 2025 (State Council Order 795).
func TestChinaGivesTheStatutoryHolidays(t *testing.T) {
	c := china(t)
	for year := c.from.year(); year <= c.end.Add(-1).year(); year++ {
		weekdaysOff, makeUp := 0, 0
		for day := NewDate(year, time.January, 1); day.year() == year; day = day.Add(1) {
			working, known := c.IsWorkingDay(day)
			switch {
			case !known:
				t.Errorf("%s is not covered", day)
			case working && day.isWeekend():
				makeUp++
			case !working && !day.isWeekend():
				weekdaysOff++
			}
		}
		want := 13
		if year < 2025 {
			want = 11
		}
		if got := weekdaysOff - makeUp; got != want {
			t.Errorf("%d has %d weekdays off and %d make-up days, which grants %d days; want %d",
				year, weekdaysOff, makeUp, got, want)
		}
	}
}

// TestChinaMakeUpDays holds the weekend days that are worked against a list of their own.
func TestChinaMakeUpDays(t *testing.T) {
	want := []string{
		"2023-01-28", "2023-01-29", "2023-04-23", "2023-05-06", "2023-06-25", "2023-10-07", "2023-10-08",
		"2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29", "2024-10-12",
		"2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
		"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
	}
	c := china(t)
	var got []string
	for day := c.from; day.Before(c.end); day = day.Add(1) {
		if working, _ := c.IsWorkingDay(day); working && day.isWeekend() {
			got = append(got, day.String())
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("weekend days that are worked (-want +got):\n%s", diff)
	}
}

func TestChinaNamesItsSources(t *testing.T) {
	c := china(t)
	if got := c.Counting(); !strings.Contains(got.Source, "201") || got.Rule == "" {
		t.Errorf("the calendar counts by %+v", got)
	}
	year := c.from.year()
	for _, source := range c.Sources() {
		if source.Year != year || !strings.Contains(source.Title, fmt.Sprint(year)) {
			t.Errorf("the source of %d is %+v", year, source)
		}
		// Each notice was issued in the year before, and its number names that year.
		if source.Date.year() != year-1 || !strings.Contains(source.Number, fmt.Sprint(year-1)) {
			t.Errorf("the notice for %d has the number %s and is of %s", year, source.Number, source.Date)
		}
		year++
	}
	if year != c.end.year() {
		t.Errorf("the sources end before %d, the cover ends before %s", year, c.end)
	}
	sources := c.Sources()
	sources[0].Title = "changed"
	if c.Sources()[0].Title == "changed" {
		t.Error("the sources of a calendar can be changed from outside")
	}
}

const oneYear = `{
	"jurisdiction": "CN", "timeZone": "Asia/Shanghai", "from": "2025-01-01 Wed", "to": "2025-12-31 Wed",
	"counting": {"rule": "a rule", "source": "a law"},
	"years": [{
		"year": 2025, "source": {"title": "a notice", "number": "12", "date": "2024-11-12"},
		"holidays": [
			{"name": "A", "from": "2025-01-28 Tue", "to": "2025-02-04 Tue", "makeUp": ["2025-01-26 Sun", "2025-02-08 Sat"]},
			{"name": "B", "from": "2025-04-04 Fri", "to": "2025-04-06 Sun"}
		]
	}]
}`

func TestReadRefuses(t *testing.T) {
	_, holidays, _ := strings.Cut(oneYear, `"holidays": [`)
	_, years, _ := strings.Cut(oneYear, `"years": [`)
	noHolidays, noYears := [2]string{holidays, "]}]}"}, [2]string{years, "]}"}
	tests := map[string]struct{ old, new, want string }{
		"a wrong weekday":             {"2025-04-04 Fri", "2025-04-04 Thu", "the calendar says 2025-04-04 Fri"},
		"no weekday":                  {"2025-04-04 Fri", "2025-04-04", "write it with its weekday"},
		"a day that does not exist":   {"2025-04-04 Fri", "2025-04-31 Thu", "is no day"},
		"a field that it cannot read": {`"timeZone"`, `"zone"`, "unknown field"},
		"a second document":           {`"CN", "timeZone"`, `"CN"} {"timeZone"`, "goes on after its end"},
		"an unknown place":            {`"CN"`, `"CN-31"`, "write CN-SH"},
		"an unknown time zone":        {"Asia/Shanghai", "Asia/Pudong", "timeZone:"},
		"no rule of counting":         {"a rule", "", "counting needs"},
		"no source":                   {"a notice", "", "source needs a title"},
		"a broken date of the source": {"2024-11-12", "12.11.2024", "source: date"},
		"a year that is left out":     {`"years": [{`, `"years": [{"year": 2023}, {`, "year 2025 follows 2023"},
		"a cover beyond the years":    {"2025-12-31 Wed", "2026-12-31 Thu", "must begin in 2025 and end in 2025"},
		"a cover that runs backwards": {"2025-01-01 Wed", "2026-01-01 Thu", "must begin in 2025"},
		"a holiday without a name":    {`"name": "A"`, `"name": " "`, "has no name"},
		"a holiday backwards":         {"2025-04-06 Sun", "2025-04-03 Thu", "in order"},
		"a holiday of another year":   {"2025-04-06 Sun", "2026-04-06 Mon", "in order"},
		"holidays out of order":       {"2025-04-04 Fri", "2025-02-03 Mon", "before the one above it is over"},
		"a make-up day in the week":   {"2025-02-08 Sat", "2025-02-07 Fri", "no Saturday or Sunday"},
		"a make-up day of next year":  {"2025-02-08 Sat", "2026-02-07 Sat", "no Saturday or Sunday of 2025"},
		"a make-up day twice":         {"2025-02-08 Sat", "2025-01-26 Sun", "not listed in order"},
		"a make-up day off":           {"2025-02-08 Sat", "2025-02-01 Sat", "2025-02-01 is listed twice"},
		"a year without holidays":     {noHolidays[0], noHolidays[1], "no year is without one"},
		"no years":                    {noYears[0], noYears[1], "list at least one year"},
		"not JSON":                    {`"CN"`, "CN", "invalid character"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			broken := strings.Replace(oneYear, tc.old, tc.new, 1)
			if broken == oneYear {
				t.Fatalf("%q does not occur", tc.old)
			}
			_, err := read([]byte(broken))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want it to say %q", err, tc.want)
			}
		})
	}
}

// FuzzRead reads any bytes: they are refused, or give a calendar that counts forth and back alike.
func FuzzRead(f *testing.F) {
	data, err := files.ReadFile("cn.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data, 30)
	f.Add([]byte(oneYear), 5)
	f.Add([]byte(strings.ReplaceAll(oneYear, "2025", "9999")), 400)
	f.Add([]byte(`{"years":[{"year":-9223372036854775808}]}`), 1)
	f.Fuzz(func(t *testing.T, data []byte, n int) {
		c, err := read(data)
		if err != nil {
			return
		}
		n &= 1<<10 - 1
		for _, start := range []Date{c.from.Add(-1), c.from.Add(10), c.end.Add(-5)} {
			due, _, _ := c.AddWorkingDays(start, n)
			if got := c.WorkingDays(start, due); got != n && due != lastDate {
				t.Errorf("%s is %d working days after %s, counted back %d", due, n, start, got)
			}
		}
	})
}
