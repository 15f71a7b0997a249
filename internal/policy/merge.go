// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy/rules"
)

// activeRule is a rule that applies to the deployment, with what a violation of it does now.
type activeRule struct {
	*compiledRule
	enforcement v1alpha1.Enforcement
	preview     bool
}

// binds says whether a violation refuses: only what binds takes part in the merged demands.
func (r *activeRule) binds() bool {
	return !r.preview && r.enforcement == v1alpha1.EnforcementEnforce && r.source.OnViolation != v1alpha1.OnViolationWarn
}

// merged is what the law demands when every rule that applies is taken together.
type merged struct {
	space     *workspace
	effective v1alpha1.EffectiveObligations
	setAside  map[rules.RuleKey]map[v1alpha1.DataClass]rules.RuleKey
	conflicts []conflict
	disjoint  []disjoint
	// nextChange is when the calendar may decide otherwise between two periods, zero when it may not.
	nextChange time.Time
}

// merge takes all rules together: the strictest wins; a higher rank's minimum beats a lower rank's maximum; equals that
// cannot both be met are a conflict. The losers stay on record.
func merge(space *workspace, w *rules.World) merged {
	m, active := merged{space: space}, space.active
	if demands := collectRetention(active); len(demands) > 0 {
		for _, class := range rules.AllClasses {
			m.mergeRetention(demands, w.Now, class)
		}
	}
	m.mergeFallback(active)
	m.mergeEgress(active)
	m.mergeVenues(active)
	m.mergeLawfulBasis(active)
	m.mergeDemands(active, w.Now)
	return m
}

func (m *merged) mergeFallback(active []activeRule) {
	var e v1alpha1.EffectiveFallback
	demands := collect[rules.Fallback](active)
	for _, d := range demands {
		e.MinMethods = max(e.MinMethods, d.requirement.Demand.MinMethods)
		e.MinOutsideCluster = max(e.MinOutsideCluster, d.requirement.Demand.MinOutsideCluster)
		e.MinWithoutSmartphone = max(e.MinWithoutSmartphone, d.requirement.Demand.MinWithoutSmartphone)
	}
	for _, d := range demands {
		r := d.requirement.Demand
		if r.MinMethods == e.MinMethods || r.MinOutsideCluster == e.MinOutsideCluster && r.MinOutsideCluster > 0 ||
			r.MinWithoutSmartphone == e.MinWithoutSmartphone && r.MinWithoutSmartphone > 0 {
			e.From = appendUnique(e.From, d.rule.key.Rule)
			continue
		}
		e.Losers = append(e.Losers, Shorten(fmt.Sprintf("%s: at least %d", d.rule.key.Rule, r.MinMethods), maxShortText))
	}
	if len(demands) > 0 {
		e.From, e.Losers = truncate(e.From, 8), truncate(e.Losers, 16)
		m.effective.Fallback = &e
	}
}

func (m *merged) mergeEgress(active []activeRule) {
	// facegov's own rule always stands: it is never in the way out.
	e := v1alpha1.EffectiveEgress{Free: true, From: []string{ruleWayOut}}
	for _, d := range collect[rules.Egress](active) {
		e.From = appendUnique(e.From, d.rule.key.Rule)
	}
	e.From = truncate(e.From, 8)
	m.effective.Egress = &e
}

func (m *merged) mergeVenues(active []activeRule) {
	for _, d := range collect[rules.Venue](active) {
		for _, class := range d.requirement.Demand.NotInClasses {
			i := slices.IndexFunc(m.effective.RefusedVenueClasses, func(e v1alpha1.EffectiveVenueClass) bool {
				return e.Class == class
			})
			if i < 0 {
				i = len(m.effective.RefusedVenueClasses)
				m.effective.RefusedVenueClasses = append(m.effective.RefusedVenueClasses,
					v1alpha1.EffectiveVenueClass{Class: class})
			}
			e := &m.effective.RefusedVenueClasses[i]
			e.From = truncate(appendUnique(e.From, d.rule.key.Rule), 8)
		}
	}
	slices.SortFunc(m.effective.RefusedVenueClasses, func(a, b v1alpha1.EffectiveVenueClass) int {
		return cmp.Compare(a.Class, b.Class)
	})
}

// mergeLawfulBasis keeps the grounds that every binding rule of a jurisdiction accepts.
func (m *merged) mergeLawfulBasis(active []activeRule) {
	for _, d := range collect[rules.LawfulBasis](active) {
		for _, code := range d.requirement.Jurisdictions {
			i := slices.IndexFunc(m.effective.LawfulBasis, func(e v1alpha1.EffectiveLawfulBasis) bool {
				return e.Jurisdiction == code
			})
			if i < 0 {
				i = len(m.effective.LawfulBasis)
				kinds := slices.Clone(d.requirement.Demand.Kinds)
				slices.Sort(kinds)
				m.effective.LawfulBasis = append(m.effective.LawfulBasis,
					v1alpha1.EffectiveLawfulBasis{Jurisdiction: code, Kinds: kinds})
			}
			e := &m.effective.LawfulBasis[i]
			e.Kinds = slices.DeleteFunc(e.Kinds, func(k v1alpha1.LawfulBasisKind) bool {
				return !slices.Contains(d.requirement.Demand.Kinds, k)
			})
			e.From = truncate(appendUnique(e.From, d.rule.key.Rule), 8)
		}
	}
	slices.SortFunc(m.effective.LawfulBasis, func(a, b v1alpha1.EffectiveLawfulBasis) int {
		return cmp.Compare(a.Jurisdiction, b.Jurisdiction)
	})
	m.effective.LawfulBasis = truncate(m.effective.LawfulBasis, 16)
}

type demandOf[R rules.Requirement] struct {
	rule        *activeRule
	requirement R
}

// collect returns the binding rules whose demand is of one type.
func collect[R rules.Requirement](active []activeRule) []demandOf[R] {
	var demands []demandOf[R]
	for i := range active {
		if r, ok := active[i].requirement.(R); ok && active[i].binds() {
			demands = append(demands, demandOf[R]{&active[i], r})
		}
	}
	return demands
}

func compareRank(a, b *activeRule) int {
	return cmp.Compare(a.policy.weight.order, b.policy.weight.order)
}

func compareKey(a, b *activeRule) int {
	if a.key.Rule != b.key.Rule {
		return cmp.Compare(a.key.Rule, b.key.Rule)
	}
	return cmp.Compare(a.key.Policy, b.key.Policy)
}

func appendUnique(list []string, item string) []string {
	if slices.Contains(list, item) {
		return list
	}
	return append(list, item)
}

func truncate[T any](list []T, n int) []T { return list[:min(n, len(list))] }
