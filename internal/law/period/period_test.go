// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package period

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
)

func TestParseReadsWhatLawsWrite(t *testing.T) {
	tests := map[string]struct {
		text, wantString string
		want             Period
	}{
		"a year":                             {"P1Y", "P1Y", Period{years: 1}},
		"six months":                         {"P6M", "P6M", Period{months: 6}},
		"thirty days":                        {"P30D", "P30D", Period{days: 30}},
		"two weeks stay weeks":               {"P2W", "P2W", Period{weeks: 2}},
		"M after T is minutes":               {"PT15M", "PT15M", Period{minutes: 15}},
		"at once":                            {"PT0S", "PT0S", Period{}},
		"no days is also at once":            {"P0D", "PT0S", Period{}},
		"a year and a half":                  {"P1Y6M", "P1Y6M", Period{years: 1, months: 6}},
		"every unit but weeks":               {"P1Y2M3DT4H5M6S", "P1Y2M3DT4H5M6S", Period{1, 2, 0, 3, 4, 5, 6}},
		"both kinds of M":                    {"P1MT1M", "P1MT1M", Period{months: 1, minutes: 1}},
		"leading zeros are read as a number": {"P030D", "P30D", Period{days: 30}},
		"the longest period":                 {"P100Y", "P100Y", Period{years: 100}},
		"an empty part is dropped":           {"P1Y0M", "P1Y", Period{years: 1}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Parse(tc.text)
			if err != nil {
				t.Fatal(err)
			}
			if got != tc.want || got.String() != tc.wantString {
				t.Errorf("Parse(%q) = %+v, %s; want %+v, %s", tc.text, got, got, tc.want, tc.wantString)
			}
		})
	}
}

func TestParseSaysWhatIsWrong(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"nothing":                       {"", "is empty"},
		"a bare P":                      {"P", `has nothing after "P"`},
		"a bare T":                      {"P1DT", `has nothing after "T"`},
		"a minus sign":                  {"-P1D", "has a sign"},
		"a plus sign":                   {"+P1D", "has a sign"},
		"a sign inside":                 {"P-1D", `has "-" where a number belongs`},
		"a fraction with a point":       {"P0.5Y", "has a fraction"},
		"a fraction with a comma":       {"PT1,5S", "has a fraction"},
		"a Go duration":                 {"720h", `does not begin with "P"`},
		"lower case":                    {"p1d", `does not begin with "P"`},
		"a lower case unit":             {"P1d", `has the unit "d" where one of Y M W D can stand`},
		"a number without its unit":     {"P30", `has a number "30" without a unit`},
		"a unit without its number":     {"PY", `has "Y" where a number belongs`},
		"hours without T":               {"P1H", `has the unit "H"`},
		"days after T":                  {"PT1D", `has the unit "D" where one of H M S can stand`},
		"units out of order":            {"P1M1Y", `has the unit "Y"`},
		"a unit twice":                  {"P1Y1Y", `has the unit "Y"`},
		"weeks with days":               {"P1W1D", "mixes weeks with other units"},
		"weeks with hours":              {"P1WT1H", "mixes weeks with other units"},
		"a blank":                       {"P1Y 6M", `has " " where a number belongs`},
		"a trailing newline":            {"P1Y\n", `has "\n" where a number belongs`},
		"a number with too many digits": {"P1000000D", "more than 6 digits"},
		"longer than a hundred years":   {"P101Y", "is longer than a hundred years"},
		"a hundred years in minutes":    {"P99YT999999H", "is longer than a hundred years"},
		"a flood":                       {"P" + strings.Repeat("1", 1<<20) + "D", "is longer than 32 characters"},
		"digits of another script":      {"P٣D", "where a number belongs"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Parse(tc.text)
			if err == nil {
				t.Fatalf("Parse(%q) = %s, want an error", tc.text, got)
			}
			if !strings.Contains(err.Error(), tc.want) || !strings.HasSuffix(err.Error(), example) {
				t.Errorf("error %q, want it to say %q and to end with an example", err, tc.want)
			}
			if len(err.Error()) > 300 {
				t.Errorf("the error has %d characters; it must not echo the input without bound", len(err.Error()))
			}
			if got != (Period{}) {
				t.Errorf("a failed Parse returned %s", got)
			}
		})
	}
}

func TestAddToCountsOnTheCalendar(t *testing.T) {
	tests := map[string]struct{ from, period, zone, want string }{
		"a month from 31 January ends on 28 February":      {"2025-01-31T08:00:00", "P1M", "UTC", "2025-02-28T08:00:00Z"},
		"a month from 31 January ends on 29 in leap years": {"2024-01-31T08:00:00", "P1M", "UTC", "2024-02-29T08:00:00Z"},
		"a year from 29 February ends on 28 February":      {"2024-02-29T00:00:00", "P1Y", "UTC", "2025-02-28T00:00:00Z"},
		"thirteen months cross the year":                   {"2024-12-31T00:00:00", "P13M", "UTC", "2026-01-31T00:00:00Z"},
		"months are clamped before days are added":         {"2025-01-31T00:00:00", "P1M1D", "UTC", "2025-03-01T00:00:00Z"},
		"two weeks are fourteen days":                      {"2025-02-20T00:00:00", "P2W", "UTC", "2025-03-06T00:00:00Z"},
		"nothing leaves the moment":                        {"2025-02-20T00:00:00", "PT0S", "UTC", "2025-02-20T00:00:00Z"},
		"the month ends where the place is, not in UTC": {
			"2025-01-31T02:00:00", "P1M", "Asia/Shanghai", "2025-02-28T02:00:00+08:00",
		},
		"a day keeps the wall clock when summer time begins": {
			"2026-03-28T12:00:00", "P1D", "Europe/Amsterdam", "2026-03-29T12:00:00+02:00",
		},
		"24 hours do not": {
			"2026-03-28T12:00:00", "PT24H", "Europe/Amsterdam", "2026-03-29T13:00:00+02:00",
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got := must(t, tc.period).AddTo(at(t, tc.from, tc.zone)).Format(time.RFC3339)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSubFromGivesTheCutOff(t *testing.T) {
	tests := map[string]struct{ from, period, want string }{
		"a month before 31 March is the last of February": {"2025-03-31T08:00:00", "P1M", "2025-02-28T08:00:00Z"},
		"days go before months":                           {"2025-03-01T00:00:00", "P1M2D", "2025-01-27T00:00:00Z"},
		"a year before 29 February":                       {"2024-02-29T00:00:00", "P1Y", "2023-02-28T00:00:00Z"},
		"across the year":                                 {"2025-01-15T00:00:00", "P1M", "2024-12-15T00:00:00Z"},
		"a quarter of an hour":                            {"2025-01-01T00:05:00", "PT15M", "2024-12-31T23:50:00Z"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got := must(t, tc.period).SubFrom(at(t, tc.from, "UTC")).Format(time.RFC3339)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHasPassed(t *testing.T) {
	tests := map[string]struct {
		period, anchor, now string
		want                bool
	}{
		"not a second before":             {"P1M", "2025-01-31T08:00:00", "2025-02-28T07:59:59", false},
		"at its last moment":              {"P1M", "2025-01-31T08:00:00", "2025-02-28T08:00:00", true},
		"at once":                         {"PT0S", "2025-01-31T08:00:00", "2025-01-31T08:00:00", true},
		"an anchor in the future is kept": {"PT0S", "2025-01-31T08:00:01", "2025-01-31T08:00:00", false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got := must(t, tc.period).HasPassed(at(t, tc.anchor, "UTC"), at(t, tc.now, "UTC"))
			if got != tc.want {
				t.Errorf("HasPassed = %t, want %t", got, tc.want)
			}
		})
	}
}

func TestCompareAsksWhichDataLivesLonger(t *testing.T) {
	tests := map[string]struct {
		a, b, at string
		want     int
	}{
		"a month of 31 days is longer than 30 days":  {"P1M", "P30D", "2025-01-15T00:00:00", 1},
		"a month of 28 days is shorter than 30 days": {"P1M", "P30D", "2025-03-15T00:00:00", -1},
		"a month of 30 days is equal to 30 days":     {"P1M", "P30D", "2025-05-15T00:00:00", 0},
		"twelve months are a year":                   {"P12M", "P1Y", "2025-05-15T00:00:00", 0},
		"a leap year is longer than 365 days":        {"P1Y", "P365D", "2025-01-15T00:00:00", 1},
		"nothing is shorter than a second":           {"PT0S", "PT1S", "2025-01-15T00:00:00", -1},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			moment := at(t, tc.at, "UTC")
			if got := Compare(must(t, tc.a), must(t, tc.b), moment); got != tc.want {
				t.Errorf("Compare(%s, %s) = %d, want %d", tc.a, tc.b, got, tc.want)
			}
			if got := Compare(must(t, tc.b), must(t, tc.a), moment); got != -tc.want {
				t.Errorf("Compare(%s, %s) = %d, want %d", tc.b, tc.a, got, -tc.want)
			}
		})
	}
}

func TestTextRoundTrip(t *testing.T) {
	var got Period
	if err := got.UnmarshalText([]byte("P1Y6M")); err != nil {
		t.Fatal(err)
	}
	text, err := got.MarshalText()
	if err != nil || string(text) != "P1Y6M" {
		t.Errorf("MarshalText = %q, %v", text, err)
	}
	if err := got.UnmarshalText([]byte("6M")); err == nil || got.String() != "P1Y6M" {
		t.Errorf("a bad text gave error %v and changed the period to %s", err, got)
	}
}

// TestProperties holds what every caller relies on, for many periods and moments from a fixed seed.
func TestProperties(t *testing.T) {
	random := rand.New(rand.NewPCG(31, 7))
	for range 20_000 {
		p, q := anyPeriod(random), anyPeriod(random)
		early := time.Unix(random.Int64N(4_000_000_000), 0).UTC()
		late := early.Add(time.Duration(random.Int64N(int64(90 * 24 * time.Hour))))
		if back, err := Parse(p.String()); err != nil || back != p {
			t.Fatalf("Parse(%s) = %s, %v", p, back, err)
		}
		laterDate := early.AddDate(0, 0, random.IntN(90))
		if p.AddTo(laterDate).Before(p.AddTo(early)) {
			t.Fatalf("%s after %s is before %s after %s", p, laterDate, p, early)
		}
		if p.SubFrom(laterDate).Before(p.SubFrom(early)) {
			t.Fatalf("%s before %s is before %s before %s", p, laterDate, p, early)
		}
		if p.AddTo(early).Before(early) || p.SubFrom(early).After(early) {
			t.Fatalf("%s runs backwards at %s", p, early)
		}
		older := p.SubFrom(late).Add(-time.Duration(random.Int64N(int64(40 * 24 * time.Hour))))
		if !p.HasPassed(p.SubFrom(late), late) || !p.HasPassed(older, late) {
			t.Fatalf("data at or before the cut-off of %s from %s is still within its period", p, late)
		}
		if Compare(p, q, late) != -Compare(q, p, late) || Compare(p, p, late) != 0 {
			t.Fatalf("Compare(%s, %s) has no opposite", p, q)
		}
	}
}

func anyPeriod(random *rand.Rand) Period {
	if random.IntN(5) == 0 {
		return Period{weeks: random.Int32N(200)}
	}
	p := Period{years: random.Int32N(9), months: random.Int32N(30), days: random.Int32N(70)}
	if random.IntN(2) == 0 {
		p.hours, p.minutes, p.seconds = random.Int32N(50), random.Int32N(100), random.Int32N(100)
	}
	return p
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"P1Y", "P6M", "P30D", "P2W", "PT15M", "PT0S", "P1Y6M", "P1DT2H", "", "P", "-P1D"} {
		f.Add(seed)
	}
	moment := time.Date(2026, time.January, 31, 23, 59, 59, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse(text)
		if err != nil {
			if !strings.HasSuffix(err.Error(), example) {
				t.Errorf("Parse(%q) fails without an example: %v", text, err)
			}
			return
		}
		if back, err := Parse(p.String()); err != nil || back != p {
			t.Errorf("Parse(%q) = %s, which reads back as %s, %v", text, p, back, err)
		}
		if end := p.AddTo(moment); end.Before(moment) || end.Year() > 9999 {
			t.Errorf("%s after %s is %s", p, moment, end)
		}
	})
}

func must(t *testing.T, text string) Period {
	t.Helper()
	p, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func at(t *testing.T, text, zone string) time.Time {
	t.Helper()
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	moment, err := time.ParseInLocation("2006-01-02T15:04:05", text, location)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}
