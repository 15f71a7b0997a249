// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"slices"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/period"
)

// Retention bounds how long data is kept (final measures article 8; PIPL article 19). Periods compare by the cut-offs
// that they give from now: P30D and P1M differ with the month.
type Retention struct {
	// Classes of data that it binds.
	Classes []v1alpha1.DataClass
	// Max is the longest permitted period, nil when the rule sets none.
	Max *period.Period
	// Min is the shortest permitted period, nil when the rule sets none.
	Min *period.Period
	// Anchors are the moments from which a period may count. Empty means any.
	Anchors []v1alpha1.RetentionAnchor
	// ReasonRequired says that a store must say why its period is the shortest.
	ReasonRequired bool
}

// AllClasses are the classes whose periods merge, and those that a rule binds when it names none: all that can be traced
// to a person.
var AllClasses = []v1alpha1.DataClass{
	v1alpha1.DataTemplate, v1alpha1.DataRawImage, v1alpha1.DataBystander, v1alpha1.DataVideo, v1alpha1.DataMatchLog,
	v1alpha1.DataAuditLog, v1alpha1.DataMetadata,
}

var (
	keptTooLong = Answer{
		Violated, "KeptTooLong", "store %s keeps %s for %s; at most %s is permitted",
		"Shorten the store's retention.max.", false,
	}
	keptTooShort = Answer{
		Violated, "KeptTooShort", "store %s keeps %s for %s; at least %s is required",
		"Lengthen the store's retention.max.", false,
	}
	wrongAnchor = Answer{
		Violated, "WrongAnchor", "store %s counts the period of %s from %s; the rule counts from %v",
		"Set the store's retention.anchor to one that the rule names.", false,
	}
	periodUnreadable = Answer{
		Unknown, "PeriodUnreadable", "the period of store %s cannot be read: %v",
		"Write the store's retention.max as an ISO 8601 duration such as P30D.", false,
	}
	periodUnreasoned = Answer{
		Unknown, "ReasonMissing", "store %s does not say why %s is the shortest period that the purpose needs",
		"Give the store's retention.reason.", false,
	}
	periodKept = Answer{
		Met, "PeriodKept", "every store keeps its data within the period; the sweeps hold it to that", "", true,
	}
	periodSetAside = Answer{
		Met, "SetAside",
		"%s of store %s is not what this rule asks for, but %s, which weighs more, asks for something else", "", true,
	}
)

var retentionDescription = Description{
	Type:    v1alpha1.RequirementRetention,
	Demands: "Data is kept no longer and no shorter than a law says, counted from the right moment. Memory keeps nothing.",
	Facts: []Fact{
		{"spec.dataStores[].classes", "", "required"},
		{"spec.dataStores[].retention.max", "", "required"},
		{"spec.dataStores[].retention.anchor", "", "required"},
		{"spec.dataStores[].retention.reason", "", "Unknown where the rule asks for a reason"},
	},
	Answers: []Answer{
		keptTooLong, keptTooShort, wrongAnchor, periodUnreadable, periodUnreasoned, periodKept, periodSetAside,
		facesNotStored,
	},
	Merges: "The shortest max and the longest min count for each class, by the cut-offs that they give from now; a " +
		"higher rank's minimum sets a lower rank's maximum aside; equals that cannot both be met are a conflict: " +
		"status.effective.retention.",
}

func compileRetention(d *v1alpha1.RetentionRequirement) (Requirement, []error) {
	r := Retention{Classes: d.Classes, Anchors: d.Anchors, ReasonRequired: d.Reason == "Required"}
	if len(r.Classes) == 0 {
		r.Classes = AllClasses
	}
	var errs []error
	var err error
	if r.Max, err = optionalPeriod(d.Max); err != nil {
		errs = append(errs, fmt.Errorf("retention.max: %w", err))
	}
	if r.Min, err = optionalPeriod(d.Min); err != nil {
		errs = append(errs, fmt.Errorf("retention.min: %w", err))
	}
	if r.Max != nil && r.Min != nil && emptyInterval(*r.Min, *r.Max) {
		errs = append(errs, fmt.Errorf("retention.min: %s is longer than max %s: nothing could be kept lawfully; "+
			"lower min or raise max", d.Min, d.Max))
	}
	return r, errs
}

// emptyInterval says that min is longer than max in every month of a year, so that it is no matter of the calendar.
func emptyInterval(minimum, maximum period.Period) bool {
	for month := time.January; month <= time.December; month++ {
		if period.Compare(minimum, maximum, time.Date(2024, month, 28, 0, 0, 0, 0, time.UTC)) <= 0 {
			return false
		}
	}
	return true
}

func optionalPeriod(text string) (*period.Period, error) {
	if text == "" {
		return nil, nil
	}
	p, err := period.Parse(text)
	if err != nil {
		return nil, err
	}
	return &p, nil
}

// NextChange implements Timed: months differ in length, so what is too long in March may not be in April.
func (r Retention) NextChange(w *World) time.Time {
	var next time.Time
	for i := range w.Facts.Deployment.Spec.DataStores {
		s := &w.Facts.Deployment.Spec.DataStores[i]
		if s.Type == v1alpha1.DataStoreMemory || !slices.ContainsFunc(s.Classes, r.binds) {
			continue
		}
		declared := w.keeping(i)
		if declared.err != nil {
			continue
		}
		for _, limit := range [...]*period.Period{r.Max, r.Min} {
			if limit != nil {
				next = sooner(next, period.NextChange(declared.period, *limit, w.Now))
			}
		}
	}
	return next
}

func (r Retention) binds(class v1alpha1.DataClass) bool { return slices.Contains(r.Classes, class) }

// sooner returns the earlier of two moments, where zero stands for never.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Check implements Requirement: one check for every store that keeps too long, too short or from the wrong moment.
func (r Retention) Check(w *World, rule RuleKey) []Check {
	stores := w.Facts.Deployment.Spec.DataStores
	var checks []Check
	bound := false
	for i := range stores {
		s := &stores[i]
		for _, class := range s.Classes {
			if !r.binds(class) || s.Type == v1alpha1.DataStoreMemory {
				continue
			}
			bound = true
			checks = append(checks, r.checkStore(w, rule, i, class)...)
		}
	}
	switch {
	case len(checks) > 0:
		return checks
	case bound:
		return periodsKept
	default:
		return nothingStored
	}
}

var (
	periodsKept   = []Check{periodKept.is("spec.dataStores")}
	nothingStored = []Check{facesNotStored.is("spec.dataStores")}
)

// keeping is how long a store keeps its data, as far as it can be read.
type keeping struct {
	period period.Period
	err    error
}

// keeping reads the period of a store of the deployment, once for all rules.
func (w *World) keeping(store int) *keeping {
	if w.kept == nil {
		stores := w.Facts.Deployment.Spec.DataStores
		w.kept = make([]keeping, len(stores))
		for i := range stores {
			w.kept[i].period, w.kept[i].err = period.Parse(stores[i].Retention.Max)
		}
	}
	return &w.kept[store]
}

func (r Retention) checkStore(w *World, rule RuleKey, store int, class v1alpha1.DataClass) []Check {
	s, kept := &w.Facts.Deployment.Spec.DataStores[store], w.keeping(store)
	path := func(field string) string { return elementPath("spec.dataStores", store, ".retention"+field) }
	if kept.err != nil {
		return []Check{periodUnreadable.on(v1alpha1.BasisDeclared, path(".max"), s.Name, kept.err)}
	}
	declared := kept.period
	var checks []Check
	tooLong := r.Max != nil && period.Compare(declared, *r.Max, w.Now) > 0
	tooShort := r.Min != nil && period.Compare(declared, *r.Min, w.Now) < 0
	winner, aside := w.SetAside[rule][class]
	switch {
	case (tooLong || tooShort) && aside:
		checks = append(checks, periodSetAside.is(path(".max"), s.Retention.Max, s.Name, winner.Rule))
	case tooLong:
		checks = append(checks, keptTooLong.is(path(".max"), s.Name, class, s.Retention.Max, r.Max))
	case tooShort:
		checks = append(checks, keptTooShort.is(path(".max"), s.Name, class, s.Retention.Max, r.Min))
	}
	if len(r.Anchors) > 0 && !slices.Contains(r.Anchors, s.Retention.Anchor) {
		checks = append(checks, wrongAnchor.is(path(".anchor"), s.Name, class, s.Retention.Anchor, r.Anchors))
	}
	if r.ReasonRequired && s.Retention.Reason == "" {
		checks = append(checks, periodUnreasoned.is(path(".reason"), s.Name, s.Retention.Max))
	}
	return checks
}
