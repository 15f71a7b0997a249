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
		return []Check{*ways.unreadable}
	}
	checks := appendShortage(nil, "without a face", "TooFewWaysIn", f.Demand.MinMethods, ways.all)
	if ways.all.offered == 0 {
		return checks // where there is none, no more has to be said of what it lacks
	}
	checks = appendShortage(checks, "outside the cluster", "NoWayInOutsideCluster", f.Demand.MinOutsideCluster, ways.outside)
	checks = appendShortage(checks, "without a smartphone", "NoWayInWithoutSmartphone",
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
			return &waysIn{unreadable: &Check{
				State: Unknown, Basis: v1alpha1.BasisDeclared, Reason: "HoursUnreadable",
				FieldPath: elementPath("spec.fallback.methods", i, ".hours"), Message: err.Error(),
			}}
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
		met: []Check{{
			State: Met, Obligation: true, Basis: v1alpha1.BasisDeclared, Reason: "WayInOffered",
			FieldPath: "spec.fallback.methods",
			Message:   waysAre(len(all)) + " offered without a face; the way in stays whatever the verdict",
		}},
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

func appendShortage(checks []Check, which, reason string, wanted int32, o offer) []Check {
	if o.fewest >= int(wanted) {
		return checks
	}
	when := ""
	if o.at != "" && o.fewest < o.offered {
		when = " on " + o.at
	}
	return append(checks, Check{
		State: Violated, Basis: v1alpha1.BasisDeclared, Reason: reason, FieldPath: "spec.fallback.methods",
		Message: fmt.Sprintf("%s offered %s%s; %d needed in all hours of the place",
			waysAre(o.fewest), which, when, wanted),
	})
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
			return hours.Week{}, &Check{
				State: Unknown, Basis: v1alpha1.BasisDeclared, Reason: "HoursUnreadable", FieldPath: w.Places[i].FieldPath,
				Message: fmt.Sprintf("the hours of zone %s cannot be read: %v", w.Places[i].Zone, err),
			}
		}
		weeks = append(weeks, week)
	}
	if len(weeks) == 0 {
		return hours.Always(), nil
	}
	return hours.Union(weeks...), nil
}
