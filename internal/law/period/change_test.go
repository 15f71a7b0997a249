// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package period

import (
	"math/rand/v2"
	"testing"
	"time"
)

func mustParse(t *testing.T, text string) Period {
	t.Helper()
	p, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestNextChangeKnowsTheCalendar(t *testing.T) {
	at := func(text string) time.Time {
		parsed, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	tests := map[string]struct{ a, b, from, want string }{
		// From 15 January a month back is 31 days, more than thirty.
		"thirty days outlive a month once February is behind": {"P30D", "P1M", "2027-01-15T08:00:00Z", "2027-03-01T00:00:00Z"},
		// A month back from 30 March is 28 February, held at its end, and thirty days back is that same day.
		"and both end together where February's end holds": {"P30D", "P1M", "2027-03-15T08:00:00Z", "2027-03-30T00:00:00Z"},
		"half a day moves the jump to noon":                {"P30DT1H", "P1MT12H", "2027-01-15T08:00:00Z", "2027-03-01T12:00:00Z"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			a, b := mustParse(t, tc.a), mustParse(t, tc.b)
			if got := NextChange(a, b, at(tc.from)); !got.Equal(at(tc.want)) {
				t.Errorf("NextChange(%s, %s, %s) = %s, want %s", tc.a, tc.b, tc.from, got.Format(time.RFC3339), tc.want)
			}
		})
	}
}

func TestNextChangeIsNeverForWhatTheCalendarDoesNotMove(t *testing.T) {
	for name, pair := range map[string][2]string{
		"days and hours":          {"P30D", "PT700H"},
		"the same months":         {"P6M", "P6M"},
		"nothing and thirty days": {"PT0S", "P30D"},
	} {
		t.Run(name, func(t *testing.T) {
			at := time.Date(2027, time.January, 15, 8, 0, 0, 0, time.UTC)
			if got := NextChange(mustParse(t, pair[0]), mustParse(t, pair[1]), at); !got.IsZero() {
				t.Errorf("%v changes at %s", pair, got)
			}
		})
	}
}

// Between two moments that NextChange names, Compare gives one answer.
func TestNextChangeMissesNoChange(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 26))
	units := []string{"P1M", "P30D", "P1Y", "P365D", "P4W", "P2M", "P61D", "P1MT6H", "P30DT18H", "P1Y1D", "P12M", "P366D"}
	for range 200 {
		a, b := mustParse(t, units[random.IntN(len(units))]), mustParse(t, units[random.IntN(len(units))])
		start := time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(4*365*24)) * time.Hour)
		end := NextChange(a, b, start)
		if end.IsZero() {
			end = start.AddDate(1, 0, 0)
		}
		want := Compare(a, b, start)
		for at := start; at.Before(end); at = at.Add(time.Hour) {
			if got := Compare(a, b, at); got != want {
				t.Fatalf("%s against %s is %d at %s and %d at %s, before the change at %s", a, b, want, start, got, at, end)
			}
		}
	}
}

// TestWhatIsAlwaysShorterNeverChangesPlaces looks at every midnight of a year, for many periods from a fixed seed.
func TestWhatIsAlwaysShorterNeverChangesPlaces(t *testing.T) {
	random, found := rand.New(rand.NewPCG(5, 9)), 0
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	for range 2_000 {
		a, b := anyPeriod(random), anyPeriod(random)
		if !alwaysShorter(a, b) {
			continue
		}
		found++
		for day := range 367 {
			if at := time.Date(2027, time.March, day, 2, 30, 0, 0, zone); Compare(a, b, at) >= 0 {
				t.Fatalf("%s is not shorter than %s at %s", a, b, at)
			}
		}
	}
	if found < 500 {
		t.Errorf("only %d pairs were of different length", found)
	}
}
