// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package retention

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/facegov/facegov/internal/law/period"
)

func parsed(t *testing.T, text string) period.Period {
	t.Helper()
	p, err := period.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSchedule(t *testing.T) {
	// 12345 is minute 45 of hour 13 of a day, and lies within every shorter interval.
	const hash = 12345
	tests := map[string]struct {
		max, wantCron string
		wantInterval  time.Duration
	}{
		"five years are swept every day": {"P5Y", "45 13 * * *", 24 * time.Hour},
		"a year":                         {"P1Y", "45 13 * * *", 24 * time.Hour},
		"thirty days":                    {"P30D", "45 13 * * *", 24 * time.Hour},
		"a month, of which the shortest has 28 days":  {"P1M", "45 13 * * *", 24 * time.Hour},
		"twenty-four days are the shortest for a day": {"P24D", "45 13 * * *", 24 * time.Hour},
		"twenty-three days are swept twice a day":     {"P23D", "45 1-23/12 * * *", 12 * time.Hour},
		"two weeks":                 {"P2W", "45 1-23/12 * * *", 12 * time.Hour},
		"ten days":                  {"P10D", "45 5-23/8 * * *", 8 * time.Hour},
		"a week":                    {"P7D", "45 1-23/6 * * *", 6 * time.Hour},
		"five days":                 {"P5D", "45 1-23/4 * * *", 4 * time.Hour},
		"three days":                {"P3D", "45 1-23/3 * * *", 3 * time.Hour},
		"two days":                  {"P2D", "45 1-23/2 * * *", 2 * time.Hour},
		"a day is swept every hour": {"P1D", "45 * * * *", time.Hour},
		"twelve hours":              {"PT12H", "15-59/30 * * * *", 30 * time.Minute},
		"eight hours":               {"PT8H", "5-59/20 * * * *", 20 * time.Minute},
		"six hours":                 {"PT6H", "0-59/15 * * * *", 15 * time.Minute},
		"four hours":                {"PT4H", "5-59/10 * * * *", 10 * time.Minute},
		"two hours":                 {"PT2H", "0-59/5 * * * *", 5 * time.Minute},
		"an hour":                   {"PT1H", "1-59/2 * * * *", 2 * time.Minute},
		"twenty-four minutes are swept every minute":     {"PT24M", "* * * * *", time.Minute},
		"and so is a quarter of an hour":                 {"PT15M", "* * * * *", time.Minute},
		"and what is shorter than cron can count":        {"PT30S", "* * * * *", time.Minute},
		"a mixed period counts as a whole":               {"P1DT12H", "45 * * * *", time.Hour},
		"nothing at all is at least looked at as it can": {"PT0S", "* * * * *", time.Minute},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			cron, interval := Schedule(parsed(t, tc.max), hash)
			if cron != tc.wantCron || interval != tc.wantInterval {
				t.Errorf("Schedule(%s) = %q, %s, want %q, %s", tc.max, cron, interval, tc.wantCron, tc.wantInterval)
			}
		})
	}
}

// TestScheduleRunsJustAsOften looks at every minute of a week: between two runs lies the interval, at every hash, over
// midnight too.
func TestScheduleRunsJustAsOften(t *testing.T) {
	monday := time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)
	for _, interval := range intervals {
		for _, hash := range []uint32{0, 1, 59, 60, 61, 719, 1439, 1440, 987654321, 1<<32 - 1} {
			cron := cronOf(interval, hash)
			var last time.Time
			runs := 0
			for minute := range 7 * 24 * 60 {
				at := monday.Add(time.Duration(minute) * time.Minute)
				if !runsAt(t, cron, at) {
					continue
				}
				if runs++; !last.IsZero() && at.Sub(last) != interval {
					t.Fatalf("%q runs at %s and %s, which are not %s apart", cron, last, at, interval)
				}
				last = at
			}
			if want := int(7 * 24 * time.Hour / interval); runs != want {
				t.Errorf("%q runs %d times a week, want %d", cron, runs, want)
			}
		}
	}
}

func TestScheduleKeepsThePeriod(t *testing.T) {
	for _, longest := range []string{"PT24M", "PT1H", "PT5H", "P1D", "P3D", "P6D", "P1M", "P45D", "P1Y", "P10Y"} {
		p := parsed(t, longest)
		_, interval := Schedule(p, 7)
		start := time.Date(2025, time.February, 1, 0, 0, 0, 0, time.UTC)
		if length := p.AddTo(start).Sub(start); interval*sharesOfPeriod > length || interval > 24*time.Hour {
			t.Errorf("Schedule(%s) has %s between two runs", longest, interval)
		}
	}
}

func TestSchedulesOfAClusterSpread(t *testing.T) {
	year := parsed(t, "P1Y")
	seen := map[string]int{}
	for i := range 1000 {
		cron, _ := Schedule(year, hashOf("maple-court", fmt.Sprintf("gate-%d", i), "gallery"))
		seen[cron]++
	}
	if len(seen) < 500 {
		t.Errorf("1,000 sweeps begin at %d different minutes of the day", len(seen))
	}
}

func TestIntervalsAsDurations(t *testing.T) {
	for interval, want := range map[time.Duration]string{
		24 * time.Hour: "PT24H", time.Hour: "PT1H", 30 * time.Minute: "PT30M", time.Minute: "PT1M",
	} {
		if got := iso(interval); got != want {
			t.Errorf("iso(%s) = %s, want %s", interval, got, want)
		}
	}
	for _, interval := range intervals {
		start := time.Unix(0, 0).UTC()
		if length := parsed(t, iso(interval)).AddTo(start).Sub(start); length != interval {
			t.Errorf("iso(%s) is read as %s", interval, length)
		}
	}
}

// runsAt reads the part of the cron syntax that schedules are written in.
func runsAt(t *testing.T, cron string, at time.Time) bool {
	t.Helper()
	fields := strings.Fields(cron)
	if len(fields) != 5 || strings.Join(fields[2:], " ") != "* * *" {
		t.Fatalf("%q is not a daily schedule", cron)
	}
	return fits(t, fields[0], at.Minute()) && fits(t, fields[1], at.Hour())
}

func fits(t *testing.T, field string, value int) bool {
	t.Helper()
	if field == "*" {
		return true
	}
	span, step, isStepped := strings.Cut(field, "/")
	if !isStepped {
		return number(t, field) == value
	}
	first, last, _ := strings.Cut(span, "-")
	return value >= number(t, first) && value <= number(t, last) && (value-number(t, first))%number(t, step) == 0
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%q is not a number in a schedule", text)
	}
	return n
}
