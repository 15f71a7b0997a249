// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/period"
	"github.com/facegov/facegov/internal/policy/rules"
)

// bound is a period that a rule sets as a minimum or a maximum.
type bound struct {
	rule   *activeRule
	period period.Period
}

// collectRetention returns the rules that bound how long data is kept, those too that only warn.
func collectRetention(active []activeRule) []demandOf[rules.Retention] {
	var demands []demandOf[rules.Retention]
	for i := range active {
		if r, ok := active[i].requirement.(rules.Retention); ok {
			demands = append(demands, demandOf[rules.Retention]{&active[i], r})
		}
	}
	return demands
}

// mergeRetention takes together what all rules ask of one class of data.
func (m *merged) mergeRetention(demands []demandOf[rules.Retention], now time.Time, class v1alpha1.DataClass) {
	r := retentionMerge{merged: m, now: now, effective: v1alpha1.EffectiveRetention{Class: class}}
	r.collect(demands, class)
	r.watchCalendar()
	r.dropOutrankedMinima()
	// The longest minimum first; among equals the highest rank.
	slices.SortFunc(r.minima, func(a, b bound) int {
		return cmp.Or(-period.Compare(a.period, b.period, now), -compareRank(a.rule, b.rule), compareKey(a.rule, b.rule))
	})
	// The shortest maximum first; among equals the highest rank.
	slices.SortFunc(r.maxima, func(a, b bound) int {
		return cmp.Or(period.Compare(a.period, b.period, now), -compareRank(a.rule, b.rule), compareKey(a.rule, b.rule))
	})
	if len(r.minima) > 0 {
		r.effective.Min = r.minima[0].period.String()
		r.addFrom(r.minima[0].rule)
	}
	for _, maximum := range r.maxima {
		r.settle(maximum)
	}
	for _, minimum := range r.minima[min(1, len(r.minima)):] {
		r.addLoser("%s: at least %s", minimum.rule.key.Rule, minimum.period)
	}
	e := &r.effective
	if e.Max != "" || e.Min != "" || len(e.From) > 0 || len(e.Losers) > 0 {
		e.From, e.Losers = truncate(e.From, 8), truncate(e.Losers, 16)
		m.effective.Retention = append(m.effective.Retention, *e)
	}
}

// retentionMerge is the merge of one class on its way.
type retentionMerge struct {
	*merged
	now            time.Time
	minima, maxima []bound
	effective      v1alpha1.EffectiveRetention
}

// collect gathers what the rules ask for. A maximum that only warns takes part, so that it is seen to lose; a minimum
// that only warns must not set a maximum aside.
func (r *retentionMerge) collect(demands []demandOf[rules.Retention], class v1alpha1.DataClass) {
	anchored := false
	for i := range demands {
		rule, demand := demands[i].rule, &demands[i].requirement
		if !slices.Contains(demand.Classes, class) {
			continue
		}
		if demand.Max != nil {
			r.maxima = append(r.maxima, bound{rule, *demand.Max})
		}
		if !rule.binds() {
			continue
		}
		if demand.Min != nil {
			r.minima = append(r.minima, bound{rule, *demand.Min})
		}
		if len(demand.Anchors) == 0 {
			continue
		}
		if !anchored {
			anchored, r.effective.Anchors = true, slices.Clone(demand.Anchors)
		}
		r.effective.Anchors = slices.DeleteFunc(r.effective.Anchors, func(a v1alpha1.RetentionAnchor) bool {
			return !slices.Contains(demand.Anchors, a)
		})
		r.addFrom(rule)
	}
	slices.Sort(r.effective.Anchors)
}

// watchCalendar notes when the calendar may turn a minimum and a maximum around.
func (r *retentionMerge) watchCalendar() {
	for _, minimum := range r.minima {
		for _, maximum := range r.maxima {
			r.nextChange = earliest(r.nextChange, period.NextChange(minimum.period, maximum.period, r.now))
		}
	}
}

// dropOutrankedMinima leaves out the minima that a binding maximum of a higher rank forbids.
func (r *retentionMerge) dropOutrankedMinima() {
	r.minima = slices.DeleteFunc(r.minima, func(minimum bound) bool {
		for _, maximum := range r.maxima {
			if maximum.rule.binds() && compareRank(maximum.rule, minimum.rule) > 0 &&
				period.Compare(minimum.period, maximum.period, r.now) > 0 {
				r.putAside(minimum.rule.key, r.effective.Class, maximum.rule.key)
				r.addLoser("%s: at least %s, set aside by %s", minimum.rule.key.Rule, minimum.period, maximum.rule.key.Rule)
				return true
			}
		}
		return false
	})
}

// settle says what becomes of one maximum: a minimum of a higher rank sets it aside, one of the same rank is in
// conflict with it, and of those that stand the shortest counts.
func (r *retentionMerge) settle(maximum bound) {
	rule, class := maximum.rule, r.effective.Class
	winner := r.against(maximum)
	switch {
	case winner != nil && compareRank(winner.rule, rule) == 0 && rule.binds():
		r.conflicts = append(r.conflicts, conflict{
			minimum: winner.rule.key, maximum: rule.key, class: class,
			message: fmt.Sprintf("%s asks to keep %s for at least %s and %s for at most %s; both have the same rank, "+
				"so a human must decide", winner.rule.key.Rule, class, winner.period, rule.key.Rule, maximum.period),
		})
		r.addLoser("%s: at most %s, in conflict with %s", rule.key.Rule, maximum.period, winner.rule.key.Rule)
	case winner != nil && compareRank(winner.rule, rule) >= 0:
		r.putAside(rule.key, class, winner.rule.key)
		r.addLoser("%s: at most %s, set aside by %s", rule.key.Rule, maximum.period, winner.rule.key.Rule)
	case r.effective.Max == "" && rule.binds():
		r.effective.Max = maximum.period.String()
		r.addFrom(rule)
	default:
		r.addLoser("%s: at most %s", rule.key.Rule, maximum.period)
	}
}

// against returns the minimum that a maximum stands against, the one of highest rank.
func (r *retentionMerge) against(maximum bound) *bound {
	var winner *bound
	for i := range r.minima {
		if period.Compare(r.minima[i].period, maximum.period, r.now) <= 0 {
			continue
		}
		if winner == nil || compareRank(r.minima[i].rule, winner.rule) > 0 {
			winner = &r.minima[i]
		}
	}
	return winner
}

func (r *retentionMerge) addFrom(rule *activeRule) {
	r.effective.From = appendUnique(r.effective.From, rule.key.Rule)
}

func (r *retentionMerge) addLoser(format string, args ...any) {
	r.effective.Losers = append(r.effective.Losers, Shorten(fmt.Sprintf(format, args...), maxShortText))
}

func (m *merged) putAside(loser rules.RuleKey, class v1alpha1.DataClass, winner rules.RuleKey) {
	if m.setAside == nil {
		m.setAside = map[rules.RuleKey]map[v1alpha1.DataClass]rules.RuleKey{}
	}
	if m.setAside[loser] == nil {
		m.setAside[loser] = map[v1alpha1.DataClass]rules.RuleKey{}
	}
	m.setAside[loser][class] = winner
}
