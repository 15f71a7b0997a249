// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/hours"
)

// Fallback demands ways in without a face, at every hour of the place (final measures article 10; SPC 2021 article 10).
type Fallback struct {
	// Demand is the requirement as written.
	Demand v1alpha1.FallbackRequirement
}

var (
	tooFewWaysIn = Answer{
		Violated, "TooFewWaysIn", "%s offered %s; %d needed in all hours of the place",
		"Offer another way in without a face in those hours, and declare it under fallback.methods.", false,
	}
	tooFewOutsideCluster = Answer{
		Violated, "NoWayInOutsideCluster", "%s offered %s; %d needed in all hours of the place",
		"Offer a way that needs no cluster, such as a card reader or a person, in those hours.", false,
	}
	tooFewWithoutPhone = Answer{
		Violated, "NoWayInWithoutSmartphone", "%s offered %s; %d needed in all hours of the place",
		"Offer a way that needs no smartphone in those hours.", false,
	}
	hoursUnreadable = Answer{
		Unknown, "HoursUnreadable", "%v", "Write hours as in OpenStreetMap, such as Mo-Fr 08:00-18:00.", false,
	}
	wayInOffered = Answer{
		Met, "WayInOffered", "%s offered without a face; the way in stays whatever the verdict", "", true,
	}
)

var fallbackDescription = Description{
	Type: v1alpha1.RequirementFallback,
	Demands: "People get in without a face at every hour of the place: in enough ways, some of which need no cluster " +
		"and no smartphone.",
	Facts: []Fact{
		{"spec.fallback.methods", "", "required"},
		{"spec.fallback.methods[].hours", "always", "the way is offered always"},
		{
			"spec.fallback.methods[].where", "Desk for Staff, Door for AccessCard and Key, Kiosk for the others", "the default",
		},
		{"RecognitionZone spec.hours", "always", "the place is always in use"},
	},
	Answers: []Answer{
		tooFewWaysIn, tooFewOutsideCluster, tooFewWithoutPhone, hoursUnreadable, wayInOffered,
	},
	Merges: "The highest of each number counts: status.effective.fallback.",
}

// compileFallback asks for one way at least: a demand that names no number is not a demand for none.
func compileFallback(d *v1alpha1.FallbackRequirement) Requirement {
	demand := *d
	demand.MinMethods = max(demand.MinMethods, 1)
	return Fallback{Demand: demand}
}

// Check implements Requirement: one check for each number that is not reached.
func (f Fallback) Check(w *World, _ RuleKey) []Check {
	ways := w.waysIn()
	if ways.unreadable != nil {
		return w.one(*ways.unreadable)
	}
	checks := appendShortage(nil, tooFewWaysIn, "without a face", f.Demand.MinMethods, ways.all)
	if ways.all.offered == 0 {
		return checks // where there is none, no more has to be said of what it lacks
	}
	checks = appendShortage(checks, tooFewOutsideCluster, "outside the cluster", f.Demand.MinOutsideCluster, ways.outside)
	checks = appendShortage(checks, tooFewWithoutPhone, "without a smartphone",
		f.Demand.MinWithoutSmartphone, ways.withoutPhone)
	if len(checks) > 0 {
		return checks
	}
	return ways.met
}

// waysIn are the methods that are offered, in the hours of the place.
type waysIn struct {
	all, outside, withoutPhone offer
	// unreadable is what keeps them from being known, nil when nothing does.
	unreadable *Check
	// met says that they are enough.
	met []Check
}

// offer is how many methods of a kind are offered.
type offer struct {
	offered int
	// fewest at any time of the place's hours.
	fewest int
	// at is the first time at which it is that few, empty when it is never fewer than all.
	at string
}

// waysIn counts the ways in without a face, once for all rules.
func (w *World) waysIn() *waysIn {
	if w.ways == nil {
		w.ways = countWays(w)
	}
	return w.ways
}

func countWays(w *World) *waysIn {
	place, unreadable := placeHours(w)
	if unreadable != nil {
		return &waysIn{unreadable: unreadable}
	}
	methods := w.Facts.Deployment.Spec.Fallback.Methods
	all, outside, withoutPhone := make([]hours.Week, 0, len(methods)), []hours.Week(nil), []hours.Week(nil)
	for i := range methods {
		m := &methods[i]
		week, err := methodHours(m)
		if err != nil {
			unreadable := hoursUnreadable.on(v1alpha1.BasisDeclared, elementPath("spec.fallback.methods", i, ".hours"), err)
			return &waysIn{unreadable: &unreadable}
		}
		all = append(all, week)
		if Where(m) != v1alpha1.FallbackAtKiosk {
			outside = append(outside, week)
		}
		if m.Type != v1alpha1.FallbackQRCode && m.Type != v1alpha1.FallbackMobileApp {
			withoutPhone = append(withoutPhone, week)
		}
	}
	return &waysIn{
		all: offerOf(place, all), outside: offerOf(place, outside), withoutPhone: offerOf(place, withoutPhone),
		met: []Check{wayInOffered.is("spec.fallback.methods", waysAre(len(all)))},
	}
}

func offerOf(place hours.Week, weeks []hours.Week) offer {
	fewest, at := hours.FewestDuring(place, weeks)
	return offer{offered: len(weeks), fewest: fewest, at: at}
}

// WaysOutsideCluster returns how many ways in work without the cluster at every hour of the place. Hours that cannot be
// read count as never.
func WaysOutsideCluster(w *World) int {
	if ways := w.waysIn(); ways.unreadable == nil {
		return ways.outside.fewest
	}
	return 0
}

func appendShortage(checks []Check, short Answer, which string, wanted int32, o offer) []Check {
	if o.fewest >= int(wanted) {
		return checks
	}
	when := ""
	if o.at != "" && o.fewest < o.offered {
		when = " on " + o.at
	}
	return append(checks, short.is("spec.fallback.methods", waysAre(o.fewest), which+when, wanted))
}

func waysAre(n int) string {
	if n == 1 {
		return "1 way in is"
	}
	return fmt.Sprintf("%d ways in are", n)
}

// Where is where a method is answered, with what omission means.
func Where(m *v1alpha1.FallbackMethod) v1alpha1.FallbackWhere {
	switch {
	case m.Where != "":
		return m.Where
	case m.Type == v1alpha1.FallbackStaff:
		return v1alpha1.FallbackAtDesk
	case m.Type == v1alpha1.FallbackAccessCard || m.Type == v1alpha1.FallbackKey:
		return v1alpha1.FallbackAtDoor
	default:
		return v1alpha1.FallbackAtKiosk
	}
}

func methodHours(m *v1alpha1.FallbackMethod) (hours.Week, error) {
	if m.Hours == "" {
		return hours.Always(), nil
	}
	return hours.Parse(m.Hours)
}

// placeHours joins the hours of the places that cameras see. A place that states none is always in use.
func placeHours(w *World) (hours.Week, *Check) {
	var weeks []hours.Week
	for i := range w.Places {
		if w.Places[i].Role != Camera {
			continue
		}
		text := w.Facts.Zone(w.Places[i].Zone).Spec.Hours
		if text == "" {
			return hours.Always(), nil
		}
		week, err := hours.Parse(text)
		if err != nil {
			unreadable := hoursUnreadable.on(v1alpha1.BasisDeclared, w.Places[i].FieldPath,
				fmt.Sprintf("the hours of zone %s cannot be read: %v", w.Places[i].Zone, err))
			return hours.Week{}, &unreadable
		}
		weeks = append(weeks, week)
	}
	if len(weeks) == 0 {
		return hours.Always(), nil
	}
	return hours.Union(weeks...), nil
}
