// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy_test

import (
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy"
)

func TestPoliciesThatDoNotCompileSayWhereAndWhy(t *testing.T) {
	tests := map[string]struct {
		edit func(s *v1alpha1.RecognitionPolicySpec)
		want string
	}{
		"a jurisdiction that was withdrawn": {
			func(s *v1alpha1.RecognitionPolicySpec) { s.Jurisdictions = []string{"CN", "CN-31"} },
			`spec.jurisdictions[1]: jurisdiction "CN-31" is not in use; write CN-SH`,
		},
		"a rank that nobody knows": {
			func(s *v1alpha1.RecognitionPolicySpec) { s.Instrument.Rank = "Wish" },
			`spec.instrument.rank: "Wish" is not a rank`,
		},
		"a status that would silently weaken it": {
			func(s *v1alpha1.RecognitionPolicySpec) { s.Instrument.Status = "In force" },
			`spec.instrument.status: "In force" is not a status`,
		},
		"an Off that YAML read as no": {
			func(s *v1alpha1.RecognitionPolicySpec) { s.Enforcement = "false" },
			`spec.enforcement: "false" is not an enforcement; use Enforce, Warn, Report or "Off", which YAML needs in quotes`,
		},
		"a day that does not exist": {
			func(s *v1alpha1.RecognitionPolicySpec) { s.Effective.From = "2025-02-30" },
			`spec.effective.from: date "2025-02-30" is no day of the calendar`,
		},
		"a time zone that nobody knows": {
			func(s *v1alpha1.RecognitionPolicySpec) { s.Effective.TimeZone = "Asia/Shangri-La" },
			`spec.effective.from: time zone "Asia/Shangri-La" is not known`,
		},
		"an end before the beginning": {
			func(s *v1alpha1.RecognitionPolicySpec) { s.Effective.Until = "2023-12-31" },
			`spec.effective.until: 2023-12-31 is not later than from, 2024-01-01`,
		},
		"an end that is no day": {
			func(s *v1alpha1.RecognitionPolicySpec) { s.Effective.Until = "never" }, `spec.effective.until: date "never"`,
		},
		"a rule that stands twice": {
			func(s *v1alpha1.RecognitionPolicySpec) { s.Rules = append(s.Rules, s.Rules[0]) },
			`spec.rules[1] (LAW/1): id: LAW/1 stands twice`,
		},
		"a rule that takes an id of facegov's own": {
			func(s *v1alpha1.RecognitionPolicySpec) { s.Rules[0].ID = "facegov/law-loaded" },
			`spec.rules[0] (facegov/law-loaded): id: facegov/ is for facegov's own rules`,
		},
		"a class that nobody knows": {
			func(s *v1alpha1.RecognitionPolicySpec) {
				s.Rules[0].AppliesTo = &v1alpha1.AppliesTo{VenueClasses: []string{"business"}}
			},
			`spec.rules[0] (LAW/1): appliesTo.venueClasses[0]: "business" is not a class of venue`,
		},
		"a venue that nobody knows": {
			func(s *v1alpha1.RecognitionPolicySpec) {
				s.Rules[0].AppliesTo = &v1alpha1.AppliesTo{Venues: []string{"hotels"}}
			},
			`spec.rules[0] (LAW/1): appliesTo.venues[0]: "hotels" is not a venue; nearest: hotel`,
		},
		"a condition that does not compile": {
			func(s *v1alpha1.RecognitionPolicySpec) { s.Rules[0].When = "deployment.foo" },
			`spec.rules[0] (LAW/1): when: 1:11: deployment has no field "foo"`,
		},
		"a demand that does not compile": {
			func(s *v1alpha1.RecognitionPolicySpec) { s.Rules[0].Requires = expression("1 +") },
			`spec.rules[0] (LAW/1): requires.expression.cel: 1:4: Syntax error`,
		},
		"a grace that cannot be read": {
			func(s *v1alpha1.RecognitionPolicySpec) {
				s.Rules[0].OnLapse = &v1alpha1.OnLapse{Effect: v1alpha1.LapseSuspend, Grace: "3 days"}
			},
			`spec.rules[0] (LAW/1): onLapse.grace: period "3 days"`,
		},
		"a hard rule that only warns": {
			func(s *v1alpha1.RecognitionPolicySpec) {
				s.Rules[0].Hard, s.Rules[0].OnViolation = true, v1alpha1.OnViolationWarn
			},
			`spec.rules[0] (LAW/1): onViolation: what is on the hard list does not only warn`,
		},
		"no text in English": {
			func(s *v1alpha1.RecognitionPolicySpec) { s.Rules[0].Text = nil },
			`spec.rules[0] (LAW/1): text: a text in English (en) is required`,
		},
		"an exception to another law": {
			func(s *v1alpha1.RecognitionPolicySpec) {
				s.Exceptions = []v1alpha1.PolicyException{{ID: "LAW/5", Lifts: []string{"OTHER/1"}}}
			},
			`spec.exceptions[0] (LAW/5): lifts[0]: OTHER/1 is no rule of this policy; exceptions never cross instruments`,
		},
		"an exception to the hard list": {
			func(s *v1alpha1.RecognitionPolicySpec) {
				s.Rules[0].Hard = true
				s.Exceptions = []v1alpha1.PolicyException{{ID: "LAW/5", Lifts: []string{"LAW/1"}}}
			},
			`spec.exceptions[0] (LAW/5): lifts[0]: LAW/1 is on the hard list, which nothing lifts`,
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			spec := law("law", v1alpha1.RankLaw, rule("LAW/1", expression("true")))
			tc.edit(&spec)
			compiled, errs := policy.Compile("law", 1, &spec)
			if compiled != nil || len(errs) != 1 {
				t.Fatalf("compiled %v with the errors %v", compiled, errs)
			}
			if !strings.HasPrefix(errs[0].Error(), tc.want) {
				t.Errorf("error %q, want it to begin with %q", errs[0], tc.want)
			}
		})
	}
}

func TestAllErrorsAreNamedAtOnce(t *testing.T) {
	spec := law("law", "Wish", rule("LAW/1", expression("1 +")), rule("LAW/2", expression("true")))
	spec.Jurisdictions = []string{"XX"}
	spec.Rules[1].Text = nil
	if _, errs := policy.Compile("law", 1, &spec); len(errs) != 4 {
		t.Errorf("%d errors, want 4: %v", len(errs), errs)
	}
}

func TestADigestIsOfTheWholeSpec(t *testing.T) {
	spec := law("law", v1alpha1.RankLaw, rule("LAW/1", expression("true")))
	first := compiled(t, "law", spec).Compiled.Digest()
	if again := compiled(t, "other", spec).Compiled.Digest(); again != first || len(first) != 64 {
		t.Errorf("digests %q and %q", first, again)
	}
	spec.Rules[0].Text["en"] = v1alpha1.RuleText{Title: "another"}
	if changed := compiled(t, "law", spec).Compiled.Digest(); changed == first {
		t.Error("a changed text leaves the digest as it is")
	}
}

func TestWhatAViolationDoes(t *testing.T) {
	const enforce, warn, report, off = v1alpha1.EnforcementEnforce, v1alpha1.EnforcementWarn, v1alpha1.EnforcementReport,
		v1alpha1.EnforcementOff
	soften := func(until time.Time) *v1alpha1.Softening {
		return &v1alpha1.Softening{Reason: "Card readers arrive.", Owner: "DPO", Until: metav1.NewTime(until)}
	}
	tomorrow := now.Add(24 * time.Hour)
	draft := func(s *v1alpha1.RecognitionPolicySpec) {
		s.Instrument.Rank, s.Instrument.Status = v1alpha1.RankDraft, v1alpha1.InstrumentDraft
	}
	tests := map[string]struct {
		edit      func(s *v1alpha1.RecognitionPolicySpec)
		want      v1alpha1.Enforcement
		wantState policy.State
		wantNext  time.Time
	}{
		"law in force refuses": {func(*v1alpha1.RecognitionPolicySpec) {}, enforce, policy.StateInForce, time.Time{}},
		"a draft warns":        {draft, warn, policy.StateInForce, time.Time{}},
		"a draft that somebody enforces refuses": {func(s *v1alpha1.RecognitionPolicySpec) {
			draft(s)
			s.Enforcement = enforce
		}, enforce, policy.StateInForce, time.Time{}},
		"a repealed law warns": {func(s *v1alpha1.RecognitionPolicySpec) {
			s.Instrument.Status = v1alpha1.InstrumentRepealed
		}, warn, policy.StateInForce, time.Time{}},
		"commentary is reported, whatever somebody says": {func(s *v1alpha1.RecognitionPolicySpec) {
			s.Instrument.Rank, s.Enforcement = v1alpha1.RankCommentary, enforce
		}, report, policy.StateInForce, time.Time{}},
		"house rules may be put down by whoever wrote them": {func(s *v1alpha1.RecognitionPolicySpec) {
			s.Instrument.Rank, s.Enforcement = v1alpha1.RankHouse, off
		}, off, policy.StateOff, time.Time{}},
		"what is switched off is not waited for": {func(s *v1alpha1.RecognitionPolicySpec) {
			s.Instrument.Rank, s.Enforcement, s.Effective.Until = v1alpha1.RankHouse, off, "2027-01-01"
		}, off, policy.StateOff, time.Time{}},
		"house rules refuse": {func(s *v1alpha1.RecognitionPolicySpec) { s.Instrument.Rank = v1alpha1.RankHouse }, enforce, policy.StateInForce, time.Time{}},
		"a recommended standard warns, and may be switched off by anybody": {func(s *v1alpha1.RecognitionPolicySpec) {
			s.Instrument.Rank, s.Enforcement = v1alpha1.RankRecommendedStandard, off
		}, off, policy.StateOff, time.Time{}},
		"law in force is not softened without reason, owner and end": {func(s *v1alpha1.RecognitionPolicySpec) {
			s.Enforcement = off
		}, enforce, policy.StateInForce, time.Time{}},
		"nor by nobody": {func(s *v1alpha1.RecognitionPolicySpec) {
			s.Enforcement, s.Softening = warn, &v1alpha1.Softening{Reason: "Because.", Until: metav1.NewTime(tomorrow)}
		}, enforce, policy.StateInForce, time.Time{}},
		"it is softened until the end": {func(s *v1alpha1.RecognitionPolicySpec) {
			s.Enforcement, s.Softening = warn, soften(tomorrow)
		}, warn, policy.StateInForce, tomorrow},
		"and not beyond": {func(s *v1alpha1.RecognitionPolicySpec) {
			s.Enforcement, s.Softening = warn, soften(now)
		}, enforce, policy.StateInForce, time.Time{}},
		"switched off until the end": {func(s *v1alpha1.RecognitionPolicySpec) {
			s.Enforcement, s.Softening = off, soften(tomorrow)
		}, off, policy.StateOff, tomorrow},
		"before its day it previews, and the day is local": {func(s *v1alpha1.RecognitionPolicySpec) {
			s.Effective.From = "2026-11-22"
		}, enforce, policy.StatePreview, time.Date(2026, time.November, 21, 16, 0, 0, 0, time.UTC)},
		"on its day it acts": {func(s *v1alpha1.RecognitionPolicySpec) {
			s.Effective.From = "2026-11-21"
		}, enforce, policy.StateInForce, time.Time{}},
		"before its end it acts, and the end is known": {func(s *v1alpha1.RecognitionPolicySpec) {
			s.Effective.Until = "2026-11-22"
		}, enforce, policy.StateInForce, time.Date(2026, time.November, 21, 16, 0, 0, 0, time.UTC)},
		"on its end it is over": {func(s *v1alpha1.RecognitionPolicySpec) {
			s.Effective.Until = "2026-11-21"
		}, enforce, policy.StateEnded, time.Time{}},
		"what comes first counts": {func(s *v1alpha1.RecognitionPolicySpec) {
			s.Enforcement, s.Softening, s.Effective.Until = warn, soften(tomorrow), "2027-01-01"
		}, warn, policy.StateInForce, tomorrow},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			spec := law("law", v1alpha1.RankLaw, rule("LAW/1", expression("true")))
			tc.edit(&spec)
			c, errs := policy.Compile("law", 1, &spec)
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			got, state, next := c.EnforcementAt(now)
			if got != tc.want || state != tc.wantState || !next.Equal(tc.wantNext) {
				t.Errorf("%s, %s, next %s; want %s, %s, next %s", got, state, next, tc.want, tc.wantState, tc.wantNext)
			}
		})
	}
}
