// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/law/jurisdiction"
	"github.com/facegov/facegov/internal/law/venue"
)

// World is the facts in the form that demands ask for: places with their classes, and the jurisdictions that count.
type World struct {
	// Facts are what everything here was made from.
	Facts *facts.Snapshot
	// Now is the moment of the decision in UTC, so that calendars read the same through every door.
	Now time.Time
	// Places are what cameras see and where pods may stand. Zones that are missing or whose venue is not known are not
	// among them.
	Places []Place
	// Unseen are the zones of cameras that are missing or whose venue is not known. Such zones of placement are left out
	// and need no list.
	Unseen []string
	// Claimed are the legal orders that the deployment and its zones name, in alphabetical order.
	Claimed []string
	// Jurisdictions are the legal orders that count: the claimed ones with everything above them.
	Jurisdictions []string
	// SetAside are the periods that a higher rank sets aside: rule and class, to the rule that beats it.
	SetAside map[RuleKey]map[v1alpha1.DataClass]RuleKey

	// What several rules look at is worked out once, when the first of them asks.
	view      *view
	answers   [maxAnswers]answer
	documents []Document
	// hasRead says that documents are those of the facts.
	hasRead bool
	files   []file
	// only is the memory of the answer that one returns.
	only [1]Check
	ways *waysIn
	kept []keeping
}

// Role says why a place counts.
type Role string

// The roles of a place.
const (
	// Camera means that a camera sees the place.
	Camera Role = "Camera"
	// Node means that pods may stand there.
	Node Role = "Node"
)

// Place is a place that counts.
type Place struct {
	// Zone is the RecognitionZone.
	Zone string
	// Venue is its venue.
	Venue venue.Venue
	// Public says that anybody may enter.
	Public bool
	// Role says why it counts.
	Role Role
	// Capture is how its cameras capture, for the role Camera.
	Capture v1alpha1.CaptureMode
	// FieldPath is where the deployment names it.
	FieldPath string
}

// NewWorld makes the world of a snapshot.
func NewWorld(f *facts.Snapshot) *World {
	w := &World{}
	w.Look(f)
	return w
}

// Look makes an empty world that of a snapshot.
func (w *World) Look(f *facts.Snapshot) {
	w.Facts, w.Now, w.Claimed = f, f.Now.UTC().Truncate(time.Second), claimedJurisdictions(f)
	w.Jurisdictions = jurisdiction.Expand(w.Claimed)
	spec := &f.Deployment.Spec
	for i := range spec.Sources {
		s := &spec.Sources[i]
		capture := s.Capture
		if capture == "" {
			capture = v1alpha1.CapturePassive
		}
		w.addPlace(Place{Zone: s.Zone, Role: Camera, Capture: capture, FieldPath: elementPath("spec.sources", i, ".zone")})
	}
	for i, zone := range spec.Placement.Zones {
		w.addPlace(Place{Zone: zone, Role: Node, FieldPath: elementPath("spec.placement.zones", i, "")})
	}
}

// Forget makes the world an empty one, which has room for as much as it held.
func (w *World) Forget() {
	clear(w.Places)
	clear(w.documents)
	*w = World{Places: w.Places[:0], documents: w.documents[:0]}
}

// sees says that it is known what a camera sees.
func (w *World) sees() bool {
	for i := range w.Places {
		if w.Places[i].Role == Camera {
			return true
		}
	}
	return false
}

func (w *World) addPlace(p Place) {
	zone := w.Facts.Zone(p.Zone)
	v, known := venue.Lookup(zone.Spec.Venue)
	if !zone.Found || !known {
		if p.Role == Camera && !slices.Contains(w.Unseen, p.Zone) {
			w.Unseen = append(w.Unseen, p.Zone)
		}
		return
	}
	p.Venue = v
	p.Public = zone.Spec.PublicAccess != v1alpha1.PublicAccessRestricted || v.Access == venue.AccessPublic
	w.Places = append(w.Places, p)
}

// claimedJurisdictions joins those of the zones, the party and the people with those that are declared: a declaration
// can only add. A ground names where it is claimed and brings no law with it.
func claimedJurisdictions(f *facts.Snapshot) []string {
	spec := &f.Deployment.Spec
	codes := make([]string, 0, 1+len(spec.Jurisdictions)+len(spec.Subjects.Jurisdictions)+len(f.Zones))
	codes = append(codes, spec.ResponsibleParty.EstablishedIn)
	codes = append(codes, spec.Jurisdictions...)
	codes = append(codes, spec.Subjects.Jurisdictions...)
	for i := range f.Zones {
		if f.Zones[i].Found {
			codes = append(codes, f.Zones[i].Spec.Jurisdiction)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// one is the answer of a demand that finds one thing. The next one of the same world lies in the same place, so nobody
// keeps it.
func (w *World) one(c Check) []Check {
	w.only[0] = c
	return w.only[:]
}

// sight is the world as CEL sees it.
func (w *World) sight() *view {
	if w.view == nil {
		w.view = &view{world: w}
	}
	return w.view
}

// Fits says whether one of the places that are known is one that a rule is narrowed to.
func (w *World) Fits(a *v1alpha1.AppliesTo) bool {
	if a == nil {
		return true
	}
	for i := range w.Places {
		if fits(a, &w.Places[i]) {
			return true
		}
	}
	return false
}

func fits(a *v1alpha1.AppliesTo, p *Place) bool {
	if len(a.VenueClasses) > 0 && !slices.Contains(a.VenueClasses, string(p.Venue.Class)) {
		return false
	}
	if len(a.Venues) > 0 && !slices.Contains(a.Venues, p.Venue.ID) {
		return false
	}
	return a.PublicAccess == "" || (a.PublicAccess == v1alpha1.PublicAccessPublic) == p.Public
}

// elementPath is the field of an element of a list, such as spec.sources[0].zone.
func elementPath(list string, i int, field string) string {
	return list + "[" + strconv.Itoa(i) + "]" + field
}

// quoteList joins names for a sentence.
func quoteList(names []string) string { return strings.Join(names, ", ") }
