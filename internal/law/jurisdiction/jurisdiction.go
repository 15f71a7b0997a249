// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package jurisdiction knows the places whose law can apply, and which of them lie within which.
//
// The vocabulary is closed and is data: jurisdictions.json holds the countries of ISO 3166-1, the subdivisions of
// ISO 3166-2 that have law of their own on faces or whose country is often named by them (China, the United States,
// Canada), and what ISO 3166 does not have: two sets (EU, EEA) and two cities (US-NYC, US-OR-PDX).
//
// # When a policy applies
//
// A deployment has effective jurisdictions S: those of its zones, of its responsible party and of the people it sees,
// and those that it declares, all taken together. A declaration can only add. A policy with jurisdictions P applies
// when P has a member in Expand(S), that is when a place of S is a place of P or lies within one:
//
//   - A policy for CN applies to a gate in CN-SH. A policy for CN-SH does not apply to a deployment of which no more is
//     known than CN, so a zone names the narrowest place that it stands in.
//   - Hong Kong (HK), Macao (MO) and Taiwan (TW) do not lie within CN here: the law of the mainland does not apply
//     there.
//   - EU and EEA stand for sets of rules, not for memberships: GDPR and the acts adopted with it also bind Norway,
//     Iceland and Liechtenstein, so every EEA state lies within both, and each of the two sets lies within the other.
//     Territories that are a part of the Union under a code of their own (such as RE) lie within both as well.
//   - Several policies may apply at once; the strictest rule wins. A place for which no policy is loaded adds no rule,
//     and no place takes the rules of another away.
package jurisdiction

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/facegov/facegov/internal/law/spelling"
)

// Kind says what a code stands for.
type Kind string

// The kinds of jurisdiction.
const (
	// Country is an ISO 3166-1 code.
	Country Kind = "Country"
	// Subdivision is an ISO 3166-2 code.
	Subdivision Kind = "Subdivision"
	// City is a code of facegov's own.
	City Kind = "City"
	// Set is a code of facegov's own for places that share rules.
	Set Kind = "Set"
)

// Name holds a name in the two languages that facegov speaks.
type Name struct {
	// English is the name in English.
	English string `json:"en"`
	// SimplifiedChinese is the name in Simplified Chinese.
	SimplifiedChinese string `json:"zh-Hans"`
}

// Jurisdiction is a place or set of places with law of its own.
type Jurisdiction struct {
	// Code is what objects write, such as CN-SH.
	Code string `json:"code"`
	// Kind says what the code stands for.
	Kind Kind `json:"kind"`
	// Name is how people call it.
	Name Name `json:"name"`

	within []string
	also   []string
	// reach is the place with everything that it lies within.
	reach Area
}

//go:embed jurisdictions.json
var source []byte

// vocabulary is built once from the embedded file; that the file is sound is held by this package's tests.
var vocabulary = mustRead(source)

type book struct {
	rows      []Jurisdiction
	byCode    map[string]int
	insteadOf map[string]string
	spelling  func() *spelling.Vocabulary
}

func mustRead(data []byte) book {
	b, err := read(data)
	if err != nil {
		panic(fmt.Sprintf("the embedded jurisdictions cannot be read: %v", err))
	}
	return b
}

func read(data []byte) (book, error) {
	var rows []struct {
		Jurisdiction
		Within []string `json:"within"`
		Also   []string `json:"also"`
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&rows); err != nil {
		return book{}, err
	}
	b := book{byCode: make(map[string]int, len(rows)), insteadOf: map[string]string{}}
	var candidates []spelling.Candidate
	for _, row := range rows {
		j := row.Jurisdiction
		j.within, j.also = row.Within, row.Also
		if _, twice := b.byCode[j.Code]; twice {
			return book{}, fmt.Errorf("jurisdiction %q is listed twice", j.Code)
		}
		b.byCode[j.Code] = len(b.rows)
		b.rows = append(b.rows, j)
		for _, also := range j.also {
			b.insteadOf[also] = j.Code
		}
		words := append([]string{j.Name.English, j.Name.SimplifiedChinese}, j.also...)
		candidates = append(candidates, spelling.Candidate{Word: j.Code, Also: words})
	}
	// Few programs ever see an unknown word.
	b.spelling = sync.OnceValue(func() *spelling.Vocabulary { return spelling.NewVocabulary(candidates) })
	if err := b.checkWithin(); err != nil {
		return book{}, err
	}
	return b, b.setReach()
}

// checkWithin holds that a row names every place that it lies within, also the indirect ones: Expand is one step.
func (b book) checkWithin() error {
	for _, j := range b.rows {
		for _, outer := range j.within {
			at, known := b.byCode[outer]
			if !known {
				return fmt.Errorf("jurisdiction %q lies within %q, which is not listed", j.Code, outer)
			}
			for _, outermost := range b.rows[at].within {
				if outermost != j.Code && !slices.Contains(j.within, outermost) {
					return fmt.Errorf("jurisdiction %q lies within %q but not within its %q", j.Code, outer, outermost)
				}
			}
		}
	}
	return nil
}

// Lookup returns the jurisdiction with this code.
func Lookup(code string) (Jurisdiction, bool) {
	at, known := vocabulary.byCode[code]
	if !known {
		return Jurisdiction{}, false
	}
	return vocabulary.rows[at], true
}

// Known reports whether the code is one of the vocabulary.
func Known(code string) bool {
	_, known := vocabulary.byCode[code]
	return known
}

// All returns every jurisdiction in the order of the vocabulary.
func All() []Jurisdiction { return slices.Clone(vocabulary.rows) }

// Check returns nil for a known code, and otherwise an error that says what to write instead.
func Check(code string) error {
	if Known(code) {
		return nil
	}
	if instead, ok := vocabulary.insteadOf[code]; ok {
		return fmt.Errorf("jurisdiction %q is not in use; write %s (%s)", code, instead, nameOf(instead))
	}
	if nearest := Nearest(code, 3); len(nearest) > 0 {
		return fmt.Errorf("jurisdiction %s is not known; did you mean %s?", quote(code), strings.Join(nearest, ", "))
	}
	return fmt.Errorf("jurisdiction %s is not known; write an ISO 3166 code such as CN-SH, NL or US-IL, or one of "+
		"EU, EEA, US-NYC and US-OR-PDX", quote(code))
}

// quote keeps a hostile code from filling a message.
func quote(code string) string {
	const most = 32
	if len(code) > most {
		return fmt.Sprintf("%q…", code[:most])
	}
	return fmt.Sprintf("%q", code)
}

func nameOf(code string) string { return vocabulary.rows[vocabulary.byCode[code]].Name.English }

// Nearest returns at most n codes that an unknown code or a name may stand for, best first; it may return none. A
// withdrawn code such as CN-31 gives the one that took its place.
func Nearest(code string, n int) []string { return vocabulary.spelling().Nearest(code, n) }

// Expand returns the codes and everything that they lie within, sorted and without repetition: CN-SH brings CN, NL and
// NO bring EEA and EU. A code that is not known is kept as it is, so that nothing is lost on the way to whoever
// reports it.
func Expand(codes []string) []string {
	var expanded []string
	for _, code := range codes {
		expanded = append(expanded, code)
		if at, known := vocabulary.byCode[code]; known {
			expanded = append(expanded, vocabulary.rows[at].within...)
		}
	}
	slices.Sort(expanded)
	return slices.Compact(expanded)
}

// Applies reports whether a policy with these jurisdictions applies to a deployment with these effective ones. The
// effective ones need not be expanded. A policy without a jurisdiction applies nowhere.
func Applies(policy, effective []string) bool {
	for _, code := range effective {
		if slices.Contains(policy, code) {
			return true
		}
		at, known := vocabulary.byCode[code]
		if known && slices.ContainsFunc(vocabulary.rows[at].within, func(outer string) bool {
			return slices.Contains(policy, outer)
		}) {
			return true
		}
	}
	return false
}
