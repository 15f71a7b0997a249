// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy_test

import (
	"errors"
	"testing"
	_ "time/tzdata"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/test/worlds"
)

var now = worlds.Now

// gate is a good gate under the given laws.
func gate(laws ...facts.Policy) *facts.Snapshot { return worlds.Gate(laws...) }

// started turns a gate into one that runs and was permitted as it is.
func started(s *facts.Snapshot) *facts.Snapshot { return worlds.Started(s) }

// law is an instrument in force in China with the given rules.
func law(name string, rank v1alpha1.Rank, rules ...v1alpha1.Rule) v1alpha1.RecognitionPolicySpec {
	return v1alpha1.RecognitionPolicySpec{
		Instrument: v1alpha1.Instrument{
			Title: name, Authority: "Somebody", Rank: rank, Status: v1alpha1.InstrumentInForce, Source: "Written for a test",
		},
		Jurisdictions: []string{"CN"},
		Effective:     v1alpha1.Effective{From: "2024-01-01", TimeZone: "Asia/Shanghai"},
		Rules:         rules,
	}
}

// rule is a rule with a text in English.
func rule(id string, requires v1alpha1.Requirement) v1alpha1.Rule {
	return v1alpha1.Rule{
		ID: id, Article: "Article 1", Title: id, Requires: requires, OnViolation: v1alpha1.OnViolationRefuse,
		Text: map[string]v1alpha1.RuleText{"en": {Title: id, Remedy: "Do as the rule says."}},
	}
}

// demands that a gate meets, or does not.
func expression(cel string) v1alpha1.Requirement {
	return v1alpha1.Requirement{
		Type: v1alpha1.RequirementExpression, Expression: &v1alpha1.ExpressionRequirement{CEL: cel, Message: "It is not so."},
	}
}

func keep(shortest, longest string) v1alpha1.Requirement {
	return v1alpha1.Requirement{
		Type: v1alpha1.RequirementRetention, Retention: &v1alpha1.RetentionRequirement{Min: shortest, Max: longest},
	}
}

// compiled is a law as a decision sees it.
func compiled(t testing.TB, name string, spec v1alpha1.RecognitionPolicySpec) facts.Policy {
	t.Helper()
	c, errs := policy.Compile(name, 1, &spec)
	if len(errs) > 0 {
		t.Fatal(errors.Join(errs...))
	}
	return facts.Policy{Name: name, Generation: 1, NewestGeneration: 1, Spec: spec, Compiled: c}
}

// base is a law in force that every gate meets.
func base(t testing.TB) facts.Policy {
	t.Helper()
	return compiled(t, "base", law("base", v1alpha1.RankLaw, rule("BASE/1", expression("true"))))
}

// brief is what a test compares of a finding.
type brief struct {
	Rule   string
	Result v1alpha1.FindingResult
	Reason string
}

// notMet are the findings that refuse, are unknown or warn.
func notMet(v policy.Verdict) []brief {
	var all []brief
	for _, f := range v.Findings {
		if policy.FindingSeverity(f.Result) >= policy.FindingSeverity(v1alpha1.FindingWarning) {
			all = append(all, brief{f.Rule, f.Result, f.Reason})
		}
	}
	return all
}
