// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy/rules"
)

// conflict is a minimum and a maximum of equals that cannot both be met: a matter for a human.
type conflict struct {
	minimum, maximum rules.RuleKey
	class            v1alpha1.DataClass
	message          string
}

// disjoint are rules of equal rank that accept nothing in common: a matter for a human too.
type disjoint struct {
	rules   []rules.RuleKey
	message string
}

// noteDisjoint notes the ranks whose rules accept nothing in common. The demands come by rank.
func (m *merged) noteDisjoint(all []asked) {
	for len(all) > 0 {
		n := 1
		for n < len(all) && compareRank(all[n].rule, all[0].rule) == 0 {
			n++
		}
		if len(accepted(all[:n])) == 0 {
			m.disjoint = append(m.disjoint, disjointOf(all[:n]))
		}
		all = all[n:]
	}
}

func disjointOf(equals []asked) disjoint {
	var d disjoint
	texts := make([]string, 0, len(equals))
	for i := range equals {
		d.rules = append(d.rules, equals[i].rule.key)
		texts = append(texts, equals[i].rule.key.Rule+" accepts only "+strings.Join(equals[i].demand.Among, ", "))
	}
	d.message = fmt.Sprintf("%s; they have the same rank, so a human must decide", strings.Join(texts, "; "))
	return d
}

// addConflicts names demands of equal rank that cannot both be met, where a store has to meet them.
func (e *evaluation) addConflicts(conflicts []conflict) {
	for _, c := range conflicts {
		at := slices.IndexFunc(e.facts.Deployment.Spec.DataStores, func(s v1alpha1.DataStore) bool {
			return slices.Contains(s.Classes, c.class) && s.Type != v1alpha1.DataStoreMemory
		})
		if at >= 0 {
			e.addConflict(c.maximum.Policy, c.message, fmt.Sprintf("spec.dataStores[%d].retention.max", at))
		}
	}
}

// addDisjoint names rules of equal rank that accept nothing in common, where one of them is not met: the others are why
// it cannot be.
func (e *evaluation) addDisjoint(all []disjoint) {
	for _, d := range all {
		at := slices.IndexFunc(e.findings, func(f finding) bool {
			return FindingSeverity(f.Result) >= FindingSeverity(v1alpha1.FindingWarning) &&
				slices.Contains(d.rules, rules.RuleKey{Policy: f.Policy, Rule: f.Rule})
		})
		if at >= 0 {
			e.addConflict(e.findings[at].Policy, d.message, e.findings[at].FieldPath)
		}
	}
}

// addConflict refuses a start until a human has decided; what runs is held, because the law changed and not the
// deployment.
func (e *evaluation) addConflict(policy, message, fieldPath string) {
	f := finding{Finding: v1alpha1.Finding{
		Rule: ruleConflict, Policy: policy, Result: v1alpha1.FindingDenied, Basis: v1alpha1.BasisObserved,
		Reason: "ConflictOfLaws", Message: Shorten(message, maxText), FieldPath: fieldPath,
		Citation: "facegov: equals that cannot both be met go to a human",
		Remedy:   "Have the data protection officer decide which of the rules yields, and say so in its policy.",
	}, action: ActionStop, order: houseOrder}
	if e.facts.Started() {
		f.Result, f.inputBroken = v1alpha1.FindingUnknown, true
	}
	e.findings = append(e.findings, f)
}
