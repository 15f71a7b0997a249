// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package calendar

import (
	"math"
	"strings"
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	for _, text := range []string{"0001-01-01", "1969-12-31", "1970-01-01", "2024-02-29", "2025-06-01", "9999-12-31"} {
		if got := date(t, text); got.String() != text {
			t.Errorf("%s is read as %s", text, got)
		}
	}
	tests := map[string]string{
		"a day that does not exist": "2025-02-29",
		"another way to write it":   "1.6.2025",
		"a date with a time":        "2025-06-01T00:00:00Z",
		"the year 0":                "0000-01-01",
		"nothing":                   "",
		"a flood":                   strings.Repeat("2025-06-01", 1<<16),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := ParseDate(text)
			if err == nil || !strings.Contains(err.Error(), "write it as YYYY-MM-DD") || len(err.Error()) > 300 {
				t.Errorf("%.32q is read as %s with the error %v", text, got, err)
			}
		})
	}
}

func TestDateAgreesWithTime(t *testing.T) {
	midnight := time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC)
	for got := firstDate; got.Before(lastDate); got, midnight = got.Add(9973), midnight.AddDate(0, 0, 9973) {
		if want := midnight.Format(time.DateOnly); got != lastDate && got.String() != want {
			t.Fatalf("%d days after the first date it is %s, want %s", got.Sub(firstDate), got, want)
		}
		if got.Weekday() != midnight.Weekday() || NewDate(midnight.Date()) != got {
			t.Fatalf("%s is a %s, want %s", got, got.Weekday(), midnight.Weekday())
		}
	}
}

func TestDateArithmetic(t *testing.T) {
	june := NewDate(2025, time.June, 1)
	if got := NewDate(2025, time.May, 32); got != june {
		t.Errorf("32 May is %s", got)
	}
	if got := june.Add(-1); got.String() != "2025-05-31" || june.Sub(got) != 1 || !got.Before(june) || !june.After(got) ||
		june.Compare(got) <= 0 || got.Compare(june) >= 0 || june.Compare(june) != 0 {
		t.Errorf("the day before %s is %s", june, got)
	}
	if got := june.Add(math.MaxInt); got != lastDate {
		t.Errorf("the calendar ends on %s", got)
	}
	if got := june.Add(math.MinInt); got != firstDate {
		t.Errorf("the calendar begins on %s", got)
	}
	if got := DateOf(time.Date(12025, 1, 1, 0, 0, 0, 0, time.UTC)); got != lastDate {
		t.Errorf("a moment beyond the calendar falls on %s", got)
	}
}

func TestDateOfKeepsTheLocation(t *testing.T) {
	at := time.Date(2025, 6, 1, 0, 30, 0, 0, time.FixedZone("east", 8*60*60))
	if got := DateOf(at); got.String() != "2025-06-01" {
		t.Errorf("%s falls on %s", at, got)
	}
	if got := DateOf(at.UTC()); got.String() != "2025-05-31" {
		t.Errorf("%s falls on %s", at.UTC(), got)
	}
}
