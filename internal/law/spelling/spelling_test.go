// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package spelling

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestNearest(t *testing.T) {
	known := []Candidate{
		{Word: "toilet", Also: []string{"bathroom", "washroom", "卫生间"}},
		{Word: "public-bath", Also: []string{"bathroom"}},
		{Word: "hotel-guest-room"},
		{Word: "hotel"},
		{Word: "park"},
	}
	tests := map[string]struct {
		word string
		n    int
		want []string
	}{
		"an everyday word gives every id it may mean":   {"bathroom", 3, []string{"public-bath", "toilet"}},
		"the very word needs no guesses beside it":      {"hotel", 3, []string{"hotel"}},
		"a slip of the finger":                          {"hotle", 3, []string{"hotel"}},
		"a part of an id":                               {"guest-room", 3, []string{"hotel-guest-room"}},
		"an id with a word too many":                    {"city-park", 3, []string{"park"}},
		"capitals, blanks and underscores do not count": {"Hotel_Guest Room", 1, []string{"hotel-guest-room"}},
		"another language":                              {"卫生间", 1, []string{"toilet"}},
		"no more than asked for":                        {"bathroom", 1, []string{"public-bath"}},
		"none asked for":                                {"bathroom", 0, nil},
		"nothing similar gives no wild guess":           {"submarine", 3, nil},
		"an empty word":                                 {"", 3, nil},
		"a flood":                                       {strings.Repeat("hotel-", 1<<18), 3, []string{"hotel"}},
		"broken text":                                   {"hotel\xff", 1, []string{"hotel"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, Nearest(tc.word, known, tc.n), cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDistance(t *testing.T) {
	tests := map[string]struct {
		a, b string
		want int
	}{
		"the same word":            {"park", "park", 0},
		"one letter replaced":      {"park", "perk", 1},
		"one letter dropped":       {"park", "par", 1},
		"two letters swapped":      {"hotel", "hotle", 2},
		"nothing to something":     {"", "park", 4},
		"letters count, not bytes": {"更衣室", "更衣间", 1},
		"the textbook example":     {"kitten", "sitting", 3},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := distance([]rune(tc.a), []rune(tc.b)); got != tc.want {
				t.Errorf("distance(%q, %q) = %d, want %d", tc.a, tc.b, got, tc.want)
			}
			if got := distance([]rune(tc.b), []rune(tc.a)); got != tc.want {
				t.Errorf("distance(%q, %q) = %d, want %d", tc.b, tc.a, got, tc.want)
			}
		})
	}
}
