// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"slices"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/catalogue"
	"github.com/facegov/facegov/internal/law/rank"
	"github.com/facegov/facegov/internal/law/venue"
)

// account is what facegov does with a row, and what shows it.
type account struct {
	row catalogue.Row
	// provisions are the rules and exceptions that cite the row, or the row that holds it.
	provisions []provision
	// bites are the cases in which one of the rules refuses, warns or is unknown; content are those in which one is met.
	bites, content []string
}

// provision is a rule or an exception of a shipped policy.
type provision struct {
	id string
	// pack is the name of the policy.
	pack string
	// effect is what a violation does; for an exception it is that the exception lifts.
	effect string
	// lifts are the rules that an exception lifts. A rule lifts nothing.
	lifts []string
	// reach says whether the rule applies in at least one jurisdiction and kind of place.
	reach bool
}

// accountFor accounts for every row, in the order of the rows.
func accountFor(rows []catalogue.Row, packs []*v1alpha1.RecognitionPolicy, verdicts []verdict) []account {
	cited := map[string][]provision{}
	for _, pack := range packs {
		for _, provision := range provisionsOf(pack) {
			row := catalogue.CitedBy(provision.id)
			cited[row] = append(cited[row], provision)
		}
	}
	accounts := make([]account, 0, len(rows))
	for _, row := range rows {
		a := account{row: row, provisions: cited[row.ID]}
		if a.held() {
			a.provisions = cited[row.HeldBy]
		}
		for _, v := range verdicts {
			a.show(v)
		}
		accounts = append(accounts, a)
	}
	return accounts
}

func provisionsOf(pack *v1alpha1.RecognitionPolicy) []provision {
	var provisions []provision
	for i := range pack.Spec.Rules {
		rule := &pack.Spec.Rules[i]
		provisions = append(provisions, provision{
			id: rule.ID, pack: pack.Name, effect: effectOf(&pack.Spec, rule), reach: reaches(&pack.Spec, rule.AppliesTo),
		})
	}
	for _, exception := range pack.Spec.Exceptions {
		provisions = append(provisions, provision{
			id: exception.ID, pack: pack.Name, effect: "lifts", lifts: exception.Lifts, reach: len(pack.Spec.Jurisdictions) > 0,
		})
	}
	return provisions
}

// effectOf says in a word what a violation of a rule does: as much as the rule asks for and the instrument allows.
func effectOf(spec *v1alpha1.RecognitionPolicySpec, rule *v1alpha1.Rule) string {
	enforcement := string(spec.Enforcement)
	if enforcement == "" {
		enforcement = rank.DefaultEnforcement(string(spec.Instrument.Rank), string(spec.Instrument.Status))
	}
	switch {
	case enforcement == rank.Report:
		return "reports"
	case enforcement != rank.Enforce || rule.OnViolation == v1alpha1.OnViolationWarn:
		return "warns"
	case rule.Hard:
		return "refuses at once"
	default:
		return "refuses"
	}
}

// reaches says whether there is a place for which a rule with this scope was written.
func reaches(spec *v1alpha1.RecognitionPolicySpec, to *v1alpha1.AppliesTo) bool {
	if len(spec.Jurisdictions) == 0 {
		return false
	}
	return to == nil || slices.ContainsFunc(venue.All(), func(v venue.Venue) bool {
		return (len(to.VenueClasses) == 0 || slices.Contains(to.VenueClasses, string(v.Class))) &&
			(len(to.Venues) == 0 || slices.Contains(to.Venues, v.ID))
	})
}

// held says whether the rules of another row hold this one.
func (a *account) held() bool { return a.row.HeldBy != "" }

// show adds what a case shows of the row. An exception bites where a rule that it lifts is not met.
func (a *account) show(v verdict) {
	for _, p := range a.provisions {
		bites, content := slices.Contains(v.notMet, p.id), slices.Contains(v.met, p.id)
		if len(p.lifts) > 0 {
			bites = slices.ContainsFunc(p.lifts, func(rule string) bool { return slices.Contains(v.notMet, rule) })
			content = v.excepts(p.id, p.lifts)
		}
		if bites && !slices.Contains(a.bites, v.name) {
			a.bites = append(a.bites, v.name)
		}
		if content && !slices.Contains(a.content, v.name) {
			a.content = append(a.content, v.name)
		}
	}
}

// gaps says what is missing before the row is what its disposition promises.
func (a *account) gaps() []string {
	if a.row.Disposition != catalogue.Enforced {
		if len(a.provisions) > 0 {
			return []string{"is " + string(a.row.Disposition) + ", but " + a.provisions[0].id + " cites it"}
		}
		return nil
	}
	if len(a.provisions) == 0 {
		return []string{"has no rule"}
	}
	var gaps []string
	if !slices.ContainsFunc(a.provisions, func(p provision) bool { return p.reach }) {
		gaps = append(gaps, "is in no set of jurisdictions and places")
	}
	if a.row.Verified == catalogue.FromMemory && slices.ContainsFunc(a.provisions, provision.refuses) {
		gaps = append(gaps, "was never read in a source, but refuses")
	}
	if len(a.bites) == 0 {
		gaps = append(gaps, "has no case in which it refuses or warns")
	}
	if len(a.content) == 0 {
		gaps = append(gaps, "has no case in which it permits")
	}
	return gaps
}

func (p provision) refuses() bool { return p.effect == "refuses" || p.effect == "refuses at once" }
