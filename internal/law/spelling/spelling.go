// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package spelling finds the known words nearest to an unknown one, so that a refusal can say what was probably meant.
package spelling

import (
	"cmp"
	"slices"
	"strings"
)

// maxRunes bounds the work for one hostile word; the longest Kubernetes label value has 63 characters.
const maxRunes = 64

// Candidate is a known word with the other words that people use for it.
type Candidate struct {
	Word string
	Also []string
}

// Nearest returns at most n of the candidates' words that the given word may stand for, best first. A candidate counts
// when one of its words differs in no more than two of five letters, or when one holds all parts of the other
// ("guest-room" and "hotel-guest-room"). Where the word itself is known, no others are given; where nothing is similar,
// the list is empty, since a wild guess helps nobody.
func Nearest(word string, candidates []Candidate, n int) []string {
	if n <= 0 || word == "" {
		return nil
	}
	asked := fold(word)
	type hit struct {
		word  string
		score int
	}
	var hits []hit
	for _, candidate := range candidates {
		best := score(asked, fold(candidate.Word))
		for _, also := range candidate.Also {
			best = min(best, score(asked, fold(also)))
		}
		if best < tooFar {
			hits = append(hits, hit{candidate.Word, best})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.score, b.score), cmp.Compare(a.word, b.word))
	})
	// Who knows the very word needs no guesses beside it.
	if exact := slices.IndexFunc(hits, func(h hit) bool { return h.score > 0 }); exact > 0 {
		hits = hits[:exact]
	}
	words := make([]string, 0, min(n, len(hits)))
	for _, each := range hits[:min(n, len(hits))] {
		words = append(words, each.word)
	}
	return words
}

// tooFar is worse than any score that counts as similar.
const tooFar = 1 << 20

// fold makes case, blanks and underscores irrelevant and bounds the length.
func fold(word string) []rune {
	runes := []rune(word[:min(len(word), 4*maxRunes)])
	runes = runes[:min(len(runes), maxRunes)]
	folded := strings.ToLower(strings.TrimSpace(string(runes)))
	return []rune(separators.Replace(folded))
}

var separators = strings.NewReplacer("_", "-", " ", "-")

// score is 0 for the same word, then the number of edits, at 1 or above. Words that share whole parts rank as one edit.
func score(asked, known []rune) int {
	edits := distance(asked, known)
	if edits == 0 {
		return 0
	}
	if holdsParts(asked, known) || holdsParts(known, asked) {
		return 1
	}
	if edits*5 > 2*max(len(asked), len(known)) {
		return tooFar
	}
	return edits
}

// holdsParts reports whether every part of the inner word is a part of the outer one.
func holdsParts(outer, inner []rune) bool {
	parts := strings.Split(string(outer), "-")
	for part := range strings.SplitSeq(string(inner), "-") {
		if part == "" || !slices.Contains(parts, part) {
			return false
		}
	}
	return true
}

// distance is the number of letters to insert, drop or replace to turn a into b (Levenshtein), row by row.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
