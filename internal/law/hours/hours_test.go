// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package hours

import (
	"testing"
	"time"
)

func mustParse(t *testing.T, text string) Week {
	t.Helper()
	w, err := Parse(text)
	if err != nil {
		t.Fatalf("Parse(%q): %v", text, err)
	}
	return w
}

func TestFewestDuring(t *testing.T) {
	tests := map[string]struct {
		place  string
		offers []string
		want   int
		wantAt string
	}{
		"a card at all hours covers a place that never closes": {
			place: "Mo-Su 00:00-24:00", offers: []string{"Mo-Su 00:00-24:00"}, want: 1,
		},
		"a desk that closes at night leaves a gap at midnight": {
			place: "Mo-Su 00:00-24:00", offers: []string{"Mo-Su 08:00-22:00"}, want: 0, wantAt: "Mo 00:00",
		},
		"a desk that covers the office's hours is enough": {
			place: "Mo-Fr 09:00-17:00", offers: []string{"Mo-Su 08:00-22:00", "Mo-Fr 09:00-17:00"}, want: 2,
		},
		"two desks that take turns are one at any time": {
			place: "Mo-Su 00:00-24:00", offers: []string{"Mo-Su 06:00-18:00", "Mo-Su 18:00-06:00"}, want: 1, wantAt: "Mo 00:00",
		},
		"a night shift runs past Sunday's midnight into Monday": {
			place: "Mo 00:00-02:00", offers: []string{"Su 22:00-03:00"}, want: 1,
		},
		"a break at noon is a gap": {
			place: "Mo 08:00-18:00", offers: []string{"Mo 08:00-12:00,13:00-18:00"}, want: 0, wantAt: "Mo 12:00",
		},
		"a range of days may run over the weekend": {
			place: "Mo 08:00-09:00", offers: []string{"Sa-Mo 08:00-09:00"}, want: 1,
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			var offers []Week
			for _, o := range tc.offers {
				offers = append(offers, mustParse(t, o))
			}
			got, at := FewestDuring(mustParse(t, tc.place), offers)
			if got != tc.want || at != tc.wantAt {
				t.Errorf("got %d at %q, want %d at %q", got, at, tc.want, tc.wantAt)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	tests := map[string]string{
		"nothing":              "",
		"days without times":   "Mo-Fr",
		"a day that is none":   "Xx 08:00-09:00",
		"an hour that is none": "Mo 25:00-26:00",
		"a minute too many":    "Mo 08:61-09:00",
		"a span without end":   "Mo 08:00",
		"an empty span":        "Mo 08:00-08:00",
		"words":                "Mo noon-late",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			if w, err := Parse(text); err == nil {
				t.Errorf("Parse(%q) = %v, want an error", text, w)
			}
		})
	}
}

func TestOpensAt(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	// 2026-03-28 is the Saturday before the clocks go forward.
	saturday := time.Date(2026, time.March, 28, 21, 30, 0, 0, berlin)
	tests := map[string]struct {
		hours string
		want  time.Time
	}{
		"open":                                 {"Mo-Su 08:00-22:00", saturday},
		"opens later that day":                 {"Sa 22:15-23:00", time.Date(2026, time.March, 28, 22, 15, 0, 0, berlin)},
		"opens on the day the clocks change":   {"Su 08:00-12:00", time.Date(2026, time.March, 29, 8, 0, 0, 0, berlin)},
		"opens next week":                      {"Sa 08:00-20:00", time.Date(2026, time.April, 4, 8, 0, 0, 0, berlin)},
		"opens on Monday, the first of a week": {"Mo-Fr 09:00-18:00", time.Date(2026, time.March, 30, 9, 0, 0, 0, berlin)},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			week, err := Parse(tc.hours)
			if err != nil {
				t.Fatal(err)
			}
			if got, ever := week.OpensAt(saturday); !ever || !got.Equal(tc.want) {
				t.Errorf("opens at %s (%t), want %s", got, ever, tc.want)
			}
		})
	}
	if _, ever := (Week{}).OpensAt(saturday); ever {
		t.Error("a week that is never open opens")
	}
}
