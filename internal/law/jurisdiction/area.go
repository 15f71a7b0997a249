// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import "fmt"

// Area is a set of jurisdictions of the vocabulary, in the form in which many questions are answered quickly. What is
// not in the vocabulary is in no area.
type Area [areaWords]uint64

// areaWords leaves room for half as many codes again as the vocabulary has.
const areaWords = 8

// AreaOf returns these codes and nothing that they lie within: the jurisdictions of a policy.
func AreaOf(codes []string) Area {
	var a Area
	for _, code := range codes {
		if at, known := vocabulary.byCode[code]; known {
			a.add(at)
		}
	}
	return a
}

// Reach returns these codes with everything that they lie within: whose law they are under.
func Reach(codes ...string) Area {
	var a Area
	for _, code := range codes {
		at, known := vocabulary.byCode[code]
		if !known {
			continue
		}
		for i, word := range vocabulary.rows[at].reach {
			a[i] |= word
		}
	}
	return a
}

// Meets reports whether the two have a jurisdiction in common. A policy applies where its area meets the reach of the
// effective jurisdictions, the same as Applies says.
func (a *Area) Meets(other *Area) bool {
	for i, word := range a {
		if word&other[i] != 0 {
			return true
		}
	}
	return false
}

func (a *Area) add(at int) { a[at/64] |= 1 << (at % 64) }

func (b book) setReach() error {
	if len(b.rows) > 64*areaWords {
		return fmt.Errorf("%d jurisdictions do not fit into an area of %d", len(b.rows), 64*areaWords)
	}
	for i := range b.rows {
		j := &b.rows[i]
		j.reach.add(i)
		for _, outer := range j.within {
			j.reach.add(b.byCode[outer])
		}
	}
	return nil
}
