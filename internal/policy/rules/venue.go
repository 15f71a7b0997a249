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
		c := Check{
			State: Violated, Basis: v1alpha1.BasisDeclared, Reason: "PlaceRefused", FieldPath: p.FieldPath,
			Message: fmt.Sprintf("a camera looks into %s: %s (%s)", p.Zone, p.Venue.Name.English, p.Venue.Class),
		}
		if p.Role == Node {
			c.Zone = p.Zone
			c.Message = fmt.Sprintf("pods may not stand in %s: %s (%s)", p.Zone, p.Venue.Name.English, p.Venue.Class)
		}
		checks = append(checks, c)
	}
	switch {
	case len(checks) > 0:
		return checks
	case len(w.Unseen) > 0:
		return []Check{{
			State: Unknown, Basis: v1alpha1.BasisMissing, Reason: "PlaceUnknown", FieldPath: "spec.sources", InputBroken: true,
			Message: "it is not known what place a camera sees: " + quoteList(w.Unseen),
		}}
	case !w.sees():
		return []Check{{
			State: Unknown, Basis: v1alpha1.BasisMissing, Reason: "PlaceUnknown", FieldPath: "spec.sources",
			Message: "it is not known which places the cameras see",
		}}
	default:
		return placesAllowed
	}
}

// placesAllowed is what most rules say of most places. What is the same each time is made once; nobody changes it.
var placesAllowed = []Check{{
	State: Met, Basis: v1alpha1.BasisDeclared, Reason: "PlaceAllowed", FieldPath: "spec.sources",
	Message: "no camera looks into and no pod stands in a place that the rule refuses",
}}

func (v Venue) refuses(p *Place) bool {
	class := string(p.Venue.Class)
	return slices.Contains(v.Demand.NotInClasses, class) ||
		slices.Contains(v.Demand.NotInVenues, p.Venue.ID) ||
		len(v.Demand.OnlyInClasses) > 0 && !slices.Contains(v.Demand.OnlyInClasses, class)
}
