// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package moment

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
)

func TestMidnight(t *testing.T) {
	tests := map[string]struct{ date, zone, want string }{
		"the final measures begin at midnight in Shanghai": {"2025-06-01", "Asia/Shanghai", "2025-05-31T16:00:00Z"},
		"UTC":                 {"2025-06-01", "UTC", "2025-06-01T00:00:00Z"},
		"summer in Amsterdam": {"2026-08-02", "Europe/Amsterdam", "2026-08-01T22:00:00Z"},
		"winter in Amsterdam": {"2026-01-01", "Europe/Amsterdam", "2025-12-31T23:00:00Z"},
		"behind UTC":          {"2026-01-01", "America/Chicago", "2026-01-01T06:00:00Z"},
		"the day on which summer time begins at two": {"2026-03-29", "Europe/Amsterdam", "2026-03-28T23:00:00Z"},
		"the day on which summer time ends at three": {"2026-10-25", "Europe/Amsterdam", "2026-10-24T22:00:00Z"},
		"midnight was skipped, the day began at one": {"2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z"},
		"the hour before midnight came twice":        {"2018-02-18", "America/Sao_Paulo", "2018-02-18T03:00:00Z"},
		"midnight came twice, the first counts":      {"2024-11-03", "America/Havana", "2024-11-03T04:00:00Z"},
		"the day was left out, the next one begins":  {"2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00Z"},
		"the farthest east":                          {"2026-01-01", "Pacific/Kiritimati", "2025-12-31T10:00:00Z"},
		"a leap day":                                 {"2024-02-29", "Asia/Shanghai", "2024-02-28T16:00:00Z"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Midnight(tc.date, tc.zone)
			if err != nil {
				t.Fatal(err)
			}
			if text := got.UTC().Format(time.RFC3339); text != tc.want {
				t.Errorf("Midnight(%s, %s) = %s, want %s", tc.date, tc.zone, text, tc.want)
			}
			day, err := time.Parse(time.DateOnly, tc.date)
			if err != nil {
				t.Fatal(err)
			}
			zone, err := Zone(tc.zone)
			if err != nil {
				t.Fatal(err)
			}
			if first := FirstOf(day.Year(), day.Month(), day.Day(), zone); !first.Equal(got) {
				t.Errorf("FirstOf(%s, %s) = %s, and Midnight gives %s", tc.date, tc.zone, first, got)
			}
		})
	}
}

// TestMidnightIsTheFirstMoment checks every day of thirty years in zones with odd changes: the moment is on that date
// or later, and the moment before it is on an earlier date.
func TestMidnightIsTheFirstMoment(t *testing.T) {
	for _, zone := range []string{
		"Asia/Shanghai", "America/Sao_Paulo", "America/Havana", "Asia/Beirut", "Asia/Amman", "Africa/Cairo",
		"Europe/Amsterdam", "Australia/Lord_Howe",
	} {
		t.Run(zone, func(t *testing.T) {
			for day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2030; day = day.AddDate(0, 0, 1) {
				date := day.Format(time.DateOnly)
				got, err := Midnight(date, zone)
				if err != nil {
					t.Fatal(err)
				}
				before := got.Add(-time.Nanosecond).Format(time.DateOnly)
				if got.Format(time.DateOnly) < date || before >= date {
					t.Fatalf("the first moment of %s is given as %s", date, got)
				}
			}
		})
	}
}

func TestMidnightRefuses(t *testing.T) {
	tests := map[string]struct{ date, zone, want string }{
		"a day that does not exist":   {"2025-02-30", "Asia/Shanghai", "no day of the calendar"},
		"another way to write it":     {"01.06.2025", "Asia/Shanghai", "write it as YYYY-MM-DD"},
		"a date with a time":          {"2025-06-01T00:00:00Z", "Asia/Shanghai", "write it as YYYY-MM-DD"},
		"no date":                     {"", "Asia/Shanghai", "write it as YYYY-MM-DD"},
		"no zone, which Go calls UTC": {"2025-06-01", "", "no IANA name"},
		"the zone of the machine":     {"2025-06-01", "Local", "no IANA name"},
		"a path":                      {"2025-06-01", "../../etc/passwd", "no IANA name"},
		"a zone that does not exist":  {"2025-06-01", "Asia/Pudong", "is not known"},
		"a flood":                     {"2025-06-01", strings.Repeat("A", 1<<20), "no IANA name"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Midnight(tc.date, tc.zone)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("error %v, want it to say %q", err, tc.want)
			}
			if len(err.Error()) > 300 {
				t.Errorf("the error has %d characters", len(err.Error()))
			}
		})
	}
}
