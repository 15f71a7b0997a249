// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package venue knows the kinds of place where a camera may look, and the class that each belongs to.
//
// The vocabulary is closed and is data: venues.json holds the places that the laws name, in the words in which they
// name them. A zone carries one venue; its class follows from the venue and is never set by hand. A venue that is not
// in the vocabulary is unknown, and unknown is not permitted.
package venue

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/facegov/facegov/internal/law/spelling"
)

// Class is the class of a venue; rules are written for classes.
type Class string

// The classes. ProhibitedPrivateSpace beats every other; the duties of the rest add up.
const (
	// ProhibitedPrivateSpace takes no camera at all: Order 799 article 8, CAC and MPS Order 19 article 13.
	ProhibitedPrivateSpace Class = "prohibited-private-space"
	// BusinessPremises are open to customers and run by a business: SPC provisions article 2(1).
	BusinessPremises Class = "business-premises"
	// PublicPlace is open to the public: PIPL article 26.
	PublicPlace Class = "public-place"
	// PropertyManagedArea is run by a building manager: SPC provisions article 10.
	PropertyManagedArea Class = "property-managed-area"
	// InternalManagement is used by an organisation for its own people.
	InternalManagement Class = "internal-management"
)

// Access says what a venue tells about who may enter. The zone states the fact itself.
type Access string

// What a venue tells about access.
const (
	// AccessStated leaves it to the zone.
	AccessStated Access = ""
	// AccessUsuallyPublic expects Public; a zone that says Restricted deserves a second look.
	AccessUsuallyPublic Access = "UsuallyPublic"
	// AccessPublic is Public whatever the zone says.
	AccessPublic Access = "Public"
)

// Name holds a name in the words of the law and in the two languages that facegov speaks.
type Name struct {
	// Original is the wording of the instrument; empty where the place comes from facegov's own reading.
	Original string `json:"original,omitempty"`
	// English is the name in English.
	English string `json:"en"`
	// SimplifiedChinese is the name in Simplified Chinese.
	SimplifiedChinese string `json:"zh-Hans"`
}

// Venue is a kind of place.
type Venue struct {
	// ID is what a zone writes; it is a Kubernetes label value.
	ID string `json:"id"`
	// Class follows from the id.
	Class Class `json:"class"`
	// Access says whether the place is public by its nature.
	Access Access `json:"access,omitempty"`
	// Name is how laws and people call it.
	Name Name `json:"name"`

	also []string
}

// ClassInfo describes a class.
type ClassInfo struct {
	// ID is the class.
	ID Class `json:"id"`
	// Name is how people call it.
	Name Name `json:"name"`
	// Meaning is one or two sentences on what the class brings with it.
	Meaning string `json:"meaning"`
}

//go:embed venues.json
var source []byte

// vocabulary is built once from the embedded file; that the file is sound is held by this package's tests.
var vocabulary = mustRead(source)

type book struct {
	classes  []ClassInfo
	venues   []Venue
	byID     map[string]int
	spelling func() *spelling.Vocabulary
}

func mustRead(data []byte) book {
	b, err := read(data)
	if err != nil {
		panic(fmt.Sprintf("the embedded venue vocabulary cannot be read: %v", err))
	}
	return b
}

func read(data []byte) (book, error) {
	var file struct {
		Classes []ClassInfo `json:"classes"`
		Venues  []struct {
			Venue
			Also []string `json:"also"`
		} `json:"venues"`
	}
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		return book{}, err
	}
	b := book{classes: file.Classes, byID: make(map[string]int, len(file.Venues))}
	var candidates []spelling.Candidate
	for _, row := range file.Venues {
		v := row.Venue
		v.also = row.Also
		if _, twice := b.byID[v.ID]; twice {
			return book{}, fmt.Errorf("venue %q is listed twice", v.ID)
		}
		if !slices.ContainsFunc(b.classes, func(c ClassInfo) bool { return c.ID == v.Class }) {
			return book{}, fmt.Errorf("venue %q has the unknown class %q", v.ID, v.Class)
		}
		b.byID[v.ID] = len(b.venues)
		b.venues = append(b.venues, v)
		names := []string{v.Name.Original, v.Name.English, v.Name.SimplifiedChinese}
		candidates = append(candidates, spelling.Candidate{Word: v.ID, Also: append(names, v.also...)})
	}
	// Few programs ever see an unknown word.
	b.spelling = sync.OnceValue(func() *spelling.Vocabulary { return spelling.NewVocabulary(candidates) })
	return b, nil
}

// Lookup returns the venue with this id. It knows ids alone: an everyday word such as "bathroom" is not a venue, and
// Nearest says which ids it may stand for.
func Lookup(id string) (Venue, bool) {
	at, known := vocabulary.byID[id]
	if !known {
		return Venue{}, false
	}
	return vocabulary.venues[at], true
}

// All returns every venue, prohibited private spaces first, in the order of the vocabulary.
func All() []Venue { return slices.Clone(vocabulary.venues) }

// Classes returns every class, the strictest first.
func Classes() []ClassInfo { return slices.Clone(vocabulary.classes) }

// KnownClass reports whether the class is one of the vocabulary.
func KnownClass(class Class) bool {
	return slices.ContainsFunc(vocabulary.classes, func(c ClassInfo) bool { return c.ID == class })
}

// Nearest returns at most n ids that an unknown id may stand for, best first; it may return none.
func Nearest(id string, n int) []string { return vocabulary.spelling().Nearest(id, n) }
