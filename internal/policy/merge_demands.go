// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy/rules"
)

// The bounds of status.effective.demands.
const (
	maxDemands = 64
	maxDemand  = 8
	maxSubject = 253
)

// asked is what one rule asks for of one subject.
type asked struct {
	place  place
	rule   *activeRule
	demand *compiledDemand
}

// compiledDemand is a demand with what is known of it before anybody else asks for anything.
type compiledDemand struct {
	rules.Demand
	place place
	// alone is what it comes to where no other rule asks for anything about the subject, without the rule.
	alone v1alpha1.EffectiveDemand
	// needsOthers says that alone is not known, because the demand accepts nothing at all.
	needsOthers bool
}

// place is where a demand stands among all, as far as the first bytes of its type and its subject tell.
type place struct{ kind, subject prefix }

func compileDemands(kind v1alpha1.RequirementType, r rules.Requirement) []compiledDemand {
	var demands []compiledDemand
	for _, d := range rules.DemandsOf(r) {
		compiled := compiledDemand{
			Demand: d, place: place{prefixOf(string(kind)), prefixOf(d.Subject)},
			alone: v1alpha1.EffectiveDemand{
				Type: kind, Subject: Shorten(d.Subject, maxSubject), Value: Shorten(d.Value, maxShortText),
			},
		}
		switch one := []asked{{demand: &compiled}}; {
		case d.All != nil:
			compiled.alone.Value = Shorten(valueTogether(one), maxShortText)
		case d.Among != nil:
			compiled.alone.Value = Shorten(valueTogether(one), maxShortText)
			compiled.needsOthers = len(d.Among) == 0
		}
		demands = append(demands, compiled)
	}
	return demands
}

// mergeDemands joins what all binding rules ask for. A subject with an order has one value, the strictest of all;
// values without an order stand side by side. They all push one way, so a rank sets nothing aside: it only comes
// first. Equals that accept nothing in common are a conflict.
func (m *merged) mergeDemands(active []activeRule, now time.Time) {
	all := m.space.collectDemands(active)
	subjects := 0
	for i := range all {
		if i == 0 || !all[i].competesWith(&all[i-1]) {
			subjects++
		}
	}
	if subjects == 0 {
		return
	}
	m.effective.DemandsTotal = int32(subjects)
	m.effective.Demands = make([]v1alpha1.EffectiveDemand, 0, min(subjects, maxDemands))
	names := make([]string, len(all)) // of the rules, one piece for each demand
	for len(all) > 0 && len(m.effective.Demands) < maxDemands {
		n := 1
		for n < len(all) && all[n].competesWith(&all[0]) {
			n++
		}
		m.effective.Demands = append(m.effective.Demands, m.strictest(all[:n], names[:0:n], now))
		all, names = all[n:], names[n:]
	}
}

// collectDemands returns what the binding rules ask for, by type and subject, of the highest rank first.
func (s *workspace) collectDemands(active []activeRule) []asked {
	all := s.asked[:0]
	for i := range active {
		if !active[i].binds() {
			continue
		}
		for j := range active[i].demands {
			demand := &active[i].demands[j]
			all = append(all, asked{demand.place, &active[i], demand})
		}
	}
	slices.SortFunc(all, compareAsked)
	s.asked = all
	return all
}

// compareAsked looks at texts only where what comes before is equal.
func compareAsked(a, b asked) int {
	switch {
	case a.place.kind != b.place.kind:
		return a.place.kind.compare(b.place.kind)
	case a.kind() != b.kind():
		return strings.Compare(string(a.kind()), string(b.kind()))
	case a.place.subject != b.place.subject:
		return a.place.subject.compare(b.place.subject)
	case a.demand.Subject != b.demand.Subject:
		return strings.Compare(a.demand.Subject, b.demand.Subject)
	case (!a.isOrdered() || !b.isOrdered()) && a.demand.Value != b.demand.Value:
		return strings.Compare(a.demand.Value, b.demand.Value)
	default:
		return cmp.Or(-compareRank(a.rule, b.rule), compareKey(a.rule, b.rule), cmp.Compare(a.demand.Value, b.demand.Value))
	}
}

// isOrdered says that of two values one is stricter, or both together are.
func (a *asked) isOrdered() bool {
	return a.demand.Order != nil || a.demand.Among != nil || a.demand.All != nil
}

func (a *asked) kind() v1alpha1.RequirementType { return a.rule.source.Requires.Type }

// competesWith says that two demands are about one thing, so that one of them or both together win.
func (a *asked) competesWith(b *asked) bool {
	return a.place == b.place && a.kind() == b.kind() && a.demand.Subject == b.demand.Subject &&
		(a.isOrdered() && b.isOrdered() || a.demand.Value == b.demand.Value)
}

// strictest returns the strictest of demands about one thing, with the rules that ask for it and those that ask for
// less. It notes when the calendar may decide otherwise. From has room for the names.
func (m *merged) strictest(all []asked, from []string, now time.Time) v1alpha1.EffectiveDemand {
	if len(all) == 1 && !all[0].demand.needsOthers {
		e := all[0].demand.alone
		e.From = append(from, all[0].rule.key.Rule)
		return e
	}
	if all[0].demand.Among != nil {
		m.noteDisjoint(all)
	}
	if all[0].demand.Among != nil || all[0].demand.All != nil {
		return together(all, from)
	}
	first := &all[0]
	for i := range all {
		if all[i].demand.Value != first.demand.Value && all[i].compare(first, now) > 0 {
			first = &all[i]
		}
	}
	e := v1alpha1.EffectiveDemand{
		Type: first.kind(), Subject: Shorten(first.demand.Subject, maxSubject),
		Value: Shorten(first.demand.Value, maxShortText), From: from,
	}
	for i := range all {
		a := &all[i]
		if a.demand.Value == first.demand.Value {
			e.From = appendUnique(e.From, a.rule.key.Rule)
			continue
		}
		m.nextChange = earliest(m.nextChange, a.demand.Order.NextChange(a.demand.Value, first.demand.Value, now))
		if a.compare(first, now) == 0 {
			e.From = appendUnique(e.From, a.rule.key.Rule)
			continue
		}
		e.Losers = appendUnique(e.Losers, Shorten(a.rule.key.Rule+": "+a.demand.Value, maxShortText))
	}
	e.From, e.Losers = truncate(e.From, maxDemand), truncate(e.Losers, maxDemand)
	return e
}

// together returns what all rules ask for: the values that each of them accepts, or those that any of them demands.
func together(all []asked, from []string) v1alpha1.EffectiveDemand {
	for i := range all {
		from = appendUnique(from, all[i].rule.key.Rule)
	}
	return v1alpha1.EffectiveDemand{
		Type: all[0].kind(), Subject: Shorten(all[0].demand.Subject, maxSubject), Value: Shorten(valueTogether(all), maxShortText),
		From: truncate(from, maxDemand),
	}
}

func valueTogether(all []asked) string {
	if all[0].demand.All != nil {
		return strings.Join(demanded(all), ", ")
	}
	if values := accepted(all); len(values) > 0 {
		return "One of " + strings.Join(values, ", ")
	}
	return "None: the rules accept nothing in common"
}

func demanded(all []asked) []string {
	var values []string
	for i := range all {
		values = append(values, all[i].demand.All...)
	}
	slices.Sort(values)
	return slices.Compact(values)
}

func accepted(all []asked) []string {
	values := slices.Clone(all[0].demand.Among)
	for i := range all {
		values = slices.DeleteFunc(values, func(v string) bool { return !slices.Contains(all[i].demand.Among, v) })
	}
	slices.Sort(values)
	return values
}

func (a *asked) compare(b *asked, now time.Time) int {
	return a.demand.Order.Compare(a.demand.Value, b.demand.Value, now)
}
