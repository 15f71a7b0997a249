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
	spec := &w.Facts.Deployment.Spec
	place, err := placeHours(w)
	if err != nil {
		return []Check{*err}
	}
	ways, err := offered(spec.Fallback.Methods)
	if err != nil {
		return []Check{*err}
	}
	checks := appendShortage(nil, "without a face", "TooFewWaysIn", f.Demand.MinMethods, place, ways.all)
	if len(ways.all) == 0 {
		return checks // where there is none, no more has to be said of what it lacks
	}
	checks = appendShortage(checks, "outside the cluster", "NoWayInOutsideCluster",
		f.Demand.MinOutsideCluster, place, ways.outside)
	checks = appendShortage(checks, "without a smartphone", "NoWayInWithoutSmartphone",
		f.Demand.MinWithoutSmartphone, place, ways.withoutPhone)
	if len(checks) > 0 {
		return checks
	}
	return []Check{{
		State: Met, Obligation: true, Basis: v1alpha1.BasisDeclared, Reason: "WayInOffered",
		FieldPath: "spec.fallback.methods",
		Message:   waysAre(len(ways.all)) + " offered without a face; the way in stays whatever the verdict",
	}}
}

// ways are the hours of the methods that are offered.
type ways struct{ all, outside, withoutPhone []hours.Week }

func offered(methods []v1alpha1.FallbackMethod) (ways, *Check) {
	var w ways
	for i := range methods {
		m := &methods[i]
		week, err := methodHours(m)
		if err != nil {
			return ways{}, &Check{
				State: Unknown, Basis: v1alpha1.BasisDeclared, Reason: "HoursUnreadable",
				FieldPath: fmt.Sprintf("spec.fallback.methods[%d].hours", i), Message: err.Error(),
			}
		}
		w.all = append(w.all, week)
		if Where(m) != v1alpha1.FallbackAtKiosk {
			w.outside = append(w.outside, week)
		}
		if m.Type != v1alpha1.FallbackQRCode && m.Type != v1alpha1.FallbackMobileApp {
			w.withoutPhone = append(w.withoutPhone, week)
		}
	}
	return w, nil
}

// WaysOutsideCluster returns how many ways in work without the cluster at every hour of the place. Hours that cannot be
// read count as never.
func WaysOutsideCluster(w *World) int {
	place, unreadable := placeHours(w)
	if unreadable != nil {
		return 0
	}
	ways, unreadable := offered(w.Facts.Deployment.Spec.Fallback.Methods)
	if unreadable != nil {
		return 0
	}
	fewest, _ := hours.FewestDuring(place, ways.outside)
	return fewest
}

func appendShortage(
	checks []Check, which, reason string, wanted int32, place hours.Week, offers []hours.Week,
) []Check {
	fewest, at := hours.FewestDuring(place, offers)
	if fewest >= int(wanted) {
		return checks
	}
	when := ""
	if at != "" && fewest < len(offers) {
		when = " on " + at
	}
	return append(checks, Check{
		State: Violated, Basis: v1alpha1.BasisDeclared, Reason: reason, FieldPath: "spec.fallback.methods",
		Message: fmt.Sprintf("%s offered %s%s; %d needed in all hours of the place",
			waysAre(fewest), which, when, wanted),
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
