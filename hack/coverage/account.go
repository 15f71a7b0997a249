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
	// bites are the cases in which it refuses, warns or is unknown; content are those in which it is met. An exception
	// bites where a rule that it lifts is not met, and is met where it sets one aside.
	bites, content []string
}

// accountFor accounts for every row, in the order of the rows.
func accountFor(rows []catalogue.Row, packs []*v1alpha1.RecognitionPolicy, verdicts []verdict) []account {
	cited := map[string][]provision{}
	for _, pack := range packs {
		for _, provision := range provisionsOf(pack) {
			provision.show(verdicts)
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

// show finds the cases that show the provision.
func (p *provision) show(verdicts []verdict) {
	for _, v := range verdicts {
		bites, content := slices.Contains(v.notMet, p.id), slices.Contains(v.met, p.id)
		if len(p.lifts) > 0 {
			bites = slices.ContainsFunc(p.lifts, func(rule string) bool { return slices.Contains(v.notMet, rule) })
			content = v.excepts(p.id, p.lifts)
		}
		if bites {
			p.bites = append(p.bites, v.name)
		}
		if content {
			p.content = append(p.content, v.name)
		}
	}
}

// gaps says what is missing before the row is what its disposition promises.
func (a *account) gaps() []string {
	if a.row.Disposition != catalogue.Enforced {
		if len(a.provisions) > 0 {
			return []string{a.provisions[0].id + " cites it, and it is said to be " + string(a.row.Disposition)}
		}
		return nil
	}
	if len(a.provisions) == 0 {
		return []string{"no rule enforces it"}
	}
	var gaps []string
	for i := range a.provisions {
		gaps = append(gaps, a.provisions[i].gaps(a.row.Verified)...)
	}
	return gaps
}

// gaps says what is missing before the provision does what a row promises that is verified as far as said.
func (p *provision) gaps(verified catalogue.Verification) []string {
	var gaps []string
	for _, check := range []struct {
		missing bool
		gap     string
	}{
		{!p.reach, "is in no set of jurisdictions and places"},
		{verified == catalogue.FromMemory && p.refuses(), "refuses, and its row was never read in a source"},
		{len(p.bites) == 0, "has no case in which it refuses or warns"},
		{len(p.content) == 0, "has no case in which it permits"},
	} {
		if check.missing {
			gaps = append(gaps, p.id+" "+check.gap)
		}
	}
	return gaps
}

func (p *provision) refuses() bool { return p.effect == "refuses" || p.effect == "refuses at once" }
