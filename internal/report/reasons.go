// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy"
)

// Place is a place that counts for a deployment.
type Place struct {
	// Zone is the name of the place.
	Zone string
	// Role says what brings it in: a camera that sees it, or pods that may stand there.
	Role string
	// Venue and Class of the place, empty when they are not known.
	Venue, Class string
	// Access says whether it is open to the public.
	Access string
	// Jurisdiction of the place.
	Jurisdiction string
}

// Reasons says why a deployment got its verdict: the places and the law that count, every rule with the fact that
// decided and how it is known, and what the laws demand together.
func Reasons(r *Report, d *Deployment, places []Place, o TextOptions) []byte {
	w := &writer{report: r, width: cmp.Or(o.Width, 100), colour: o.Colour}
	w.line("%s", w.paint(colourOf(d.Verdict.Result)+bold, fmt.Sprintf("%s/%s: %s", d.Namespace, d.Name, d.Verdict.Result)))
	w.heading("Places that count, of cameras and of pods")
	w.places(places)
	w.heading("Law that counts")
	w.wrap("  ", "Jurisdictions: "+strings.Join(d.Verdict.Jurisdictions, ", "))
	for _, p := range d.Verdict.Policies {
		state := p.State
		if loaded := r.policy(p.Name); loaded != nil {
			state = Standing(loaded.Spec, policy.State(state))
		}
		w.wrap("  - ", fmt.Sprintf("%s: %s", p.Name, state))
	}
	w.heading("What decided, worst first")
	for i := range d.Verdict.Findings {
		w.decided(d, &d.Verdict.Findings[i])
	}
	for i := range d.Verdict.Reported {
		w.decided(d, &d.Verdict.Reported[i])
	}
	w.heading("What the laws demand together")
	w.effective(&d.Verdict.Effective)
	if len(d.Verdict.Deadlines) > 0 {
		w.heading("What changes by itself")
		for _, deadline := range d.Verdict.Deadlines {
			w.wrap("  - ", fmt.Sprintf("%s: %s (%s)", moment(deadline.DueAt.Time), deadline.What, deadline.Rule))
		}
	}
	if len(d.Verdict.Documents) > 0 {
		w.heading("Documents that the verdict relied on")
		w.documents(d.Verdict.Documents)
	}
	w.line("")
	w.wrap("", fmt.Sprintf("As at %s.", moment(r.Now)))
	w.wrap("", Statement)
	return []byte(w.text.String())
}

func (w *writer) heading(text string) {
	w.line("")
	w.line("%s", w.paint(bold, text))
}

func (w *writer) places(places []Place) {
	if len(places) == 0 {
		w.line("  none is declared")
		return
	}
	rows := [][]string{{"  ZONE", "BY", "VENUE", "CLASS", "ACCESS", "LAW OF"}}
	for _, p := range places {
		rows = append(rows, []string{
			"  " + p.Zone, p.Role, cmp.Or(p.Venue, "not known"), cmp.Or(p.Class, "not known"), cmp.Or(p.Access, "not known"),
			cmp.Or(p.Jurisdiction, "not known"),
		})
	}
	w.rows(rows, nil)
}

// decided says what one rule found, by which fact, and how that is known.
func (w *writer) decided(d *Deployment, f *v1alpha1.Finding) {
	result := w.paint(colourOfFinding(f.Result), string(f.Result))
	w.line("  %s  %s: %s%s", result, w.paint(bold, f.Rule), f.Reason, basis(f.Basis))
	w.wrap("    ", f.Message)
	if f.FieldPath != "" {
		w.wrap("    by ", where(d, f.FieldPath))
	}
}

func (w *writer) documents(documents []policy.DocumentUse) {
	rows := [][]string{{"  DOCUMENT", "TYPE", "SHA256", "KEPT UNTIL"}}
	for i := range documents {
		d := &documents[i]
		keep := "nothing asks for a time"
		if !d.KeepUntil.IsZero() {
			keep = moment(d.KeepUntil)
		}
		rows = append(rows, []string{"  " + d.Name, d.Type, d.SHA256[:min(12, len(d.SHA256))], keep})
	}
	w.rows(rows, nil)
}

func (w *writer) effective(e *v1alpha1.EffectiveObligations) {
	for _, demand := range demandsOf(e) {
		w.wrap("  - ", demand.text)
		if len(demand.from) > 0 {
			w.wrap("      won: ", strings.Join(demand.from, ", "))
		}
		for _, loser := range demand.losers {
			w.wrap("      lost: ", loser)
		}
	}
}

// demand is one thing that the laws demand together.
type demand struct {
	text         string
	from, losers []string
}

func demandsOf(e *v1alpha1.EffectiveObligations) []demand {
	var demands []demand
	add := func(from, losers []string, format string, args ...any) {
		demands = append(demands, demand{fmt.Sprintf(format, args...), from, losers})
	}
	for i := range e.Retention {
		r := &e.Retention[i]
		add(r.From, r.Losers, "%s is kept%s", r.Class, period(r))
	}
	if f := e.Fallback; f != nil {
		add(f.From, f.Losers, "ways in without a face at every hour of the place: %d, of them outside the cluster: %d, "+
			"without a smartphone: %d", f.MinMethods, f.MinOutsideCluster, f.MinWithoutSmartphone)
	}
	if e.Egress != nil && e.Egress.Free {
		add(e.Egress.From, nil, "the way out is free: doors open from inside without means")
	}
	for i := range e.RefusedVenueClasses {
		add(e.RefusedVenueClasses[i].From, nil, "nothing looks at or stands in a place of the class %s",
			e.RefusedVenueClasses[i].Class)
	}
	for i := range e.LawfulBasis {
		l := &e.LawfulBasis[i]
		kinds := make([]string, 0, len(l.Kinds))
		for _, kind := range l.Kinds {
			kinds = append(kinds, string(kind))
		}
		grounds := cmp.Or(strings.Join(kinds, ", "), "none is accepted")
		add(l.From, nil, "in %s one of these grounds: %s", l.Jurisdiction, grounds)
	}
	return demands
}

func period(r *v1alpha1.EffectiveRetention) string {
	var parts []string
	if r.Min != "" {
		parts = append(parts, "at least "+r.Min)
	}
	if r.Max != "" {
		parts = append(parts, "at most "+r.Max)
	}
	for _, anchor := range r.Anchors {
		parts = append(parts, "from "+string(anchor))
	}
	if len(parts) == 0 {
		return " as long as the purpose needs"
	}
	return " " + strings.Join(parts, ", ")
}
