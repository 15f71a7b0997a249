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
	// Word that is given back.
	Word string
	// Also are other words for it.
	Also []string
}

// Vocabulary is a list of candidates in the form in which many words are looked for.
type Vocabulary struct {
	candidates []prepared
}

type prepared struct {
	word  string
	known []folded
}

// NewVocabulary prepares candidates.
func NewVocabulary(candidates []Candidate) *Vocabulary {
	v := &Vocabulary{candidates: make([]prepared, len(candidates))}
	for i, c := range candidates {
		v.candidates[i] = prepared{c.Word, []folded{fold(c.Word)}}
		for _, also := range c.Also {
			v.candidates[i].known = append(v.candidates[i].known, fold(also))
		}
	}
	return v
}

// Nearest returns at most n of the candidates' words that the given word may stand for, best first. A candidate counts
// when one of its words differs in no more than two of five letters, or when one holds all parts of the other
// ("guest-room" and "hotel-guest-room"). Where the word itself is known, no others are given; where nothing is similar,
// the list is empty, since a wild guess helps nobody.
func Nearest(word string, candidates []Candidate, n int) []string {
	return NewVocabulary(candidates).Nearest(word, n)
}

// Nearest is Nearest over the candidates of the vocabulary.
func (v *Vocabulary) Nearest(word string, n int) []string {
	if n <= 0 || word == "" {
		return nil
	}
	asked := fold(word)
	type hit struct {
		word  string
		score int
	}
	var hits []hit
	for _, candidate := range v.candidates {
		best := tooFar
		for _, known := range candidate.known {
			best = min(best, score(asked, known))
		}
		if best < tooFar {
			hits = append(hits, hit{candidate.word, best})
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

// folded is a word without what is irrelevant, and its parts.
type folded struct {
	runes []rune
	parts []string
}

// fold makes case, blanks and underscores irrelevant and bounds the length.
func fold(word string) folded {
	runes := []rune(word[:min(len(word), 4*maxRunes)])
	runes = runes[:min(len(runes), maxRunes)]
	text := separators.Replace(strings.ToLower(strings.TrimSpace(string(runes))))
	return folded{runes: []rune(text), parts: strings.Split(text, "-")}
}

var separators = strings.NewReplacer("_", "-", " ", "-")

// score is 0 for the same word, then the number of edits, at 1 or above. Words that share whole parts rank as one edit.
func score(asked, known folded) int {
	if slices.Equal(asked.runes, known.runes) {
		return 0
	}
	if holdsParts(asked, known) || holdsParts(known, asked) {
		return 1
	}
	longer, shorter := max(len(asked.runes), len(known.runes)), min(len(asked.runes), len(known.runes))
	if (longer-shorter)*5 > 2*longer {
		return tooFar // so many letters are missing that the rest need not be compared
	}
	edits := distance(asked.runes, known.runes)
	if edits*5 > 2*longer {
		return tooFar
	}
	return edits
}

// holdsParts reports whether every part of the inner word is a part of the outer one.
func holdsParts(outer, inner folded) bool {
	for _, part := range inner.parts {
		if part == "" || !slices.Contains(outer.parts, part) {
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
