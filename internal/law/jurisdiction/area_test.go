// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import "testing"

// TestAreasSayWhatAppliesSays compares the two for every pair of the vocabulary.
func TestAreasSayWhatAppliesSays(t *testing.T) {
	for _, law := range All() {
		set := AreaOf([]string{law.Code})
		for _, place := range All() {
			reach := Reach(place.Code)
			if got, want := set.Meets(&reach), Applies([]string{law.Code}, []string{place.Code}); got != want {
				t.Errorf("the law of %s in %s: the areas say %t, Applies says %t", law.Code, place.Code, got, want)
			}
		}
	}
}

func TestWhatIsNotKnownIsInNoArea(t *testing.T) {
	set, reach := AreaOf([]string{"XX", "CN"}), Reach("XX")
	if set.Meets(&reach) {
		t.Error("XX is in an area")
	}
	if reach = Reach("XX", "CN-SH"); !set.Meets(&reach) {
		t.Error("XX keeps CN out")
	}
}
