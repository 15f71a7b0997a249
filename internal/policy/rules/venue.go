// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/venue"
)

// Venue demands something of places: what cameras see and where pods stand, together. No consent and no exception lifts
// a prohibited private space (Order 799 article 8; final measures article 13).
type Venue struct {
	// Demand is the requirement as written.
	Demand v1alpha1.VenueRequirement
}

var (
	placeRefused = Answer{
		Violated, "PlaceRefused", "%s %s: %s (%s)",
		"Move the camera, or take the zone out of placement.zones.", false,
	}
	placeUnknown = Answer{
		Unknown, "PlaceUnknown", "it is not known %s", "Declare sources whose zones exist and whose venue is known.", false,
	}
	placeAllowed = Answer{
		Met, "PlaceAllowed", "no camera looks into and no pod stands in a place that the rule refuses", "", false,
	}
)

var venueDescription = Description{
	Type:    v1alpha1.RequirementVenue,
	Demands: "No camera looks into, and no pod stands in, a place that a law refuses. The stricter of both counts.",
	Facts: []Fact{
		{"spec.sources[].zone", "", "Unknown"},
		{"spec.placement.zones", "", "no pod stands anywhere"},
		{"RecognitionZone spec.venue", "", "Unknown for what a camera sees; a zone of placement is left out"},
	},
	Answers: []Answer{
		placeRefused, placeUnknown, placeAllowed,
	},
	Merges: "What any rule refuses is refused: status.effective.refusedVenueClasses.",
}

func compileVenue(d *v1alpha1.VenueRequirement) (Requirement, []error) {
	var errs []error
	for field, classes := range map[string][]string{
		"venue.notInClasses": d.NotInClasses, "venue.onlyInClasses": d.OnlyInClasses,
	} {
		for i, class := range classes {
			if !venue.KnownClass(venue.Class(class)) {
				errs = append(errs, fmt.Errorf("%s[%d]: %q is not a class of venue; use one of %s",
					field, i, class, quoteList(classNames())))
			}
		}
	}
	for i, id := range d.NotInVenues {
		if _, ok := venue.Lookup(id); !ok {
			errs = append(errs, fmt.Errorf("venue.notInVenues[%d]: %q is not a venue; nearest: %s",
				i, id, quoteList(venue.Nearest(id, 3))))
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return Venue{Demand: *d}, errs
}

func classNames() []string {
	var names []string
	for _, c := range venue.Classes() {
		names = append(names, string(c.ID))
	}
	return names
}

// Check implements Requirement: one check for every place that is refused, or one that all are fine.
func (v Venue) Check(w *World, _ RuleKey) []Check {
	var checks []Check
	for i := range w.Places {
		p := &w.Places[i]
		if !v.refuses(p) {
			continue
		}
		checks = append(checks, refused(p))
	}
	switch {
	case len(checks) > 0:
		return checks
	case len(w.Unseen) > 0:
		c := placeUnknown.is("spec.sources", "what place a camera sees: "+quoteList(w.Unseen))
		c.InputBroken = true
		return w.one(c)
	case !w.sees():
		return w.one(placeUnknown.is("spec.sources", "which places the cameras see"))
	default:
		return placesAllowed
	}
}

// placesAllowed is what most rules say of most places. What is the same each time is made once; nobody changes it.
var placesAllowed = []Check{placeAllowed.is("spec.sources")}

// refused says that a place is refused. A place where pods may stand can be left out by itself.
func refused(p *Place) Check {
	does := "a camera looks into"
	if p.Role == Node {
		does = "pods may not stand in"
	}
	c := placeRefused.is(p.FieldPath, does, p.Zone, p.Venue.Name.English, p.Venue.Class)
	if p.Role == Node {
		c.Zone = p.Zone
	}
	return c
}

func (v Venue) refuses(p *Place) bool {
	class := string(p.Venue.Class)
	return slices.Contains(v.Demand.NotInClasses, class) ||
		slices.Contains(v.Demand.NotInVenues, p.Venue.ID) ||
		len(v.Demand.OnlyInClasses) > 0 && !slices.Contains(v.Demand.OnlyInClasses, class)
}
