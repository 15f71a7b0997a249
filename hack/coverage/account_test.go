// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/catalogue"
)

// enforced is a row that a rule of law should hold.
func enforced(id string) catalogue.Row {
	return catalogue.Row{ID: id, Verified: catalogue.Verified, Disposition: catalogue.Enforced}
}

// law is a policy in force with one rule.
func law(rule string, changes ...func(*v1alpha1.RecognitionPolicySpec)) *v1alpha1.RecognitionPolicy {
	p := &v1alpha1.RecognitionPolicy{Spec: v1alpha1.RecognitionPolicySpec{
		Instrument:    v1alpha1.Instrument{Rank: v1alpha1.RankLaw, Status: v1alpha1.InstrumentInForce},
		Jurisdictions: []string{"CN"},
		Rules:         []v1alpha1.Rule{{ID: rule}},
	}}
	p.Name = "law"
	for _, change := range changes {
		change(&p.Spec)
	}
	return p
}

// bothSides are cases that show the rule X/1 where it bites and where it is met.
var bothSides = []verdict{{name: "cn/a", notMet: []string{"X/1"}}, {name: "cn/b", met: []string{"X/1"}}}

func TestGaps(t *testing.T) {
	exception := func(spec *v1alpha1.RecognitionPolicySpec) {
		spec.Exceptions = []v1alpha1.PolicyException{{ID: "X/2", Lifts: []string{"X/1"}}}
	}
	tests := map[string]struct {
		row      catalogue.Row
		law      *v1alpha1.RecognitionPolicy
		verdicts []verdict
		want     []string
	}{
		"a rule and a case on either side": {enforced("X/1"), law("X/1"), bothSides, nil},
		"one part of the row is shown and the other is not": {
			enforced("X/1"), law("X/1", func(spec *v1alpha1.RecognitionPolicySpec) {
				spec.Rules = append(spec.Rules, v1alpha1.Rule{ID: "X/1#part"})
			}), append(bothSides, verdict{name: "cn/c", notMet: []string{"X/1#part"}}),
			[]string{"X/1#part has no case in which it permits"},
		},
		"a part of the row is enough": {enforced("X/1"), law("X/1#part"), partly(bothSides), nil},
		"no rule cites it":            {enforced("X/1"), law("X/11"), bothSides, []string{"no rule enforces it"}},
		"nothing shows that it bites": {
			enforced("X/1"), law("X/1"), bothSides[1:], []string{"X/1 has no case in which it refuses or warns"},
		},
		"nothing shows that it permits": {
			enforced("X/1"), law("X/1"), bothSides[:1], []string{"X/1 has no case in which it permits"},
		},
		"the rule of another row holds it": {heldBy(enforced("X/2"), "X/1"), law("X/1"), bothSides, nil},
		"the row that should hold it has no rule": {
			heldBy(enforced("X/2"), "X/3"), law("X/1"), bothSides, []string{"no rule enforces it"},
		},
		"an exception that sets a rule aside": {
			enforced("X/2"), law("X/1", exception), append(bothSides, verdict{exceptions: []string{"X/2"}, excepted: []string{"X/1"}}), nil,
		},
		"an exception that no case relies on": {
			enforced("X/2"), law("X/1", exception), append(bothSides, verdict{excepted: []string{"X/1"}}), []string{"X/2 has no case in which it permits"},
		},
		"an attested row": {
			catalogue.Row{ID: "X/1", Disposition: catalogue.Attested}, law("X/2"), nil, nil,
		},
		"an attested row that a rule cites": {
			catalogue.Row{ID: "X/1", Disposition: catalogue.Attested}, law("X/1"), bothSides, []string{"X/1 cites it, and it is said to be attested"},
		},
		"a row that is out of reach and has a rule": {
			catalogue.Row{ID: "X/1", Disposition: catalogue.OutOfReach}, law("X/1"), bothSides, []string{"X/1 cites it, and it is said to be outOfReach"},
		},
		"a refusal that nobody has read in a source": {
			fromMemory(enforced("X/1")), law("X/1"), bothSides, []string{"X/1 refuses, and its row was never read in a source"},
		},
		"a warning that nobody has read in a source": {fromMemory(enforced("X/1")), law("X/1", warn), bothSides, nil},
		"a law of no place": {
			enforced("X/1"), law("X/1", func(spec *v1alpha1.RecognitionPolicySpec) { spec.Jurisdictions = nil }), bothSides,
			[]string{"X/1 is in no set of jurisdictions and places"},
		},
		"a rule for a kind of place that does not exist": {
			enforced("X/1"), law("X/1", func(spec *v1alpha1.RecognitionPolicySpec) {
				spec.Rules[0].AppliesTo = &v1alpha1.AppliesTo{VenueClasses: []string{"public-place"}, Venues: []string{"hotel"}}
			}), bothSides, []string{"X/1 is in no set of jurisdictions and places"},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			accounts := accountFor([]catalogue.Row{tc.row}, []*v1alpha1.RecognitionPolicy{tc.law}, tc.verdicts)
			if diff := cmp.Diff(tc.want, accounts[0].gaps()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func warn(spec *v1alpha1.RecognitionPolicySpec) { spec.Rules[0].OnViolation = v1alpha1.OnViolationWarn }

func heldBy(row catalogue.Row, holder string) catalogue.Row {
	row.HeldBy = holder
	return row
}

func fromMemory(row catalogue.Row) catalogue.Row {
	row.Verified = catalogue.FromMemory
	return row
}

// partly says the same of a part of the rule.
func partly(verdicts []verdict) []verdict {
	var parts []verdict
	for _, v := range verdicts {
		part := verdict{name: v.name}
		for _, id := range v.notMet {
			part.notMet = append(part.notMet, id+"#part")
		}
		for _, id := range v.met {
			part.met = append(part.met, id+"#part")
		}
		parts = append(parts, part)
	}
	return parts
}

func TestEffectOf(t *testing.T) {
	tests := map[string]struct {
		change func(*v1alpha1.RecognitionPolicySpec)
		want   string
	}{
		"a law in force refuses": {func(*v1alpha1.RecognitionPolicySpec) {}, "refuses"},
		"a rule may warn only":   {warn, "warns"},
		"the hard list": {
			func(s *v1alpha1.RecognitionPolicySpec) { s.Rules[0].Hard = true }, "refuses at once",
		},
		"a draft warns": {
			func(s *v1alpha1.RecognitionPolicySpec) { s.Instrument.Status = v1alpha1.InstrumentDraft }, "warns",
		},
		"commentary is reported": {
			func(s *v1alpha1.RecognitionPolicySpec) { s.Instrument.Rank = v1alpha1.RankCommentary }, "reports",
		},
		"a policy may say itself": {
			func(s *v1alpha1.RecognitionPolicySpec) { s.Enforcement = v1alpha1.EnforcementWarn }, "warns",
		},
		"a warning does not rise": {
			func(s *v1alpha1.RecognitionPolicySpec) { s.Enforcement = v1alpha1.EnforcementEnforce; warn(s) }, "warns",
		},
		"a decision binds one": {
			func(s *v1alpha1.RecognitionPolicySpec) { s.Instrument.Rank = v1alpha1.RankDecision }, "warns",
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			spec := law("X/1", tc.change).Spec
			if got := effectOf(&spec, &spec.Rules[0]); got != tc.want {
				t.Errorf("it %s, want %s", got, tc.want)
			}
		})
	}
}

func TestVerdictsAreReadFromTheirCase(t *testing.T) {
	got := verdict{name: "cn/a-gate"}
	err := errors.Join(got.readFindings([]byte(`
verdict: Denied
notMet:
  - rule: CN-PIPL/26.sign
    result: Warning
met:
  - 'CN-FRT-2025/10 (to be kept up: WayInOffered)'
  - 'CN-SPC-2021/2.4 (to be kept up: ExceptionGranted)'
  - CN-FRT-2025/13.public#sign
`)), got.readExceptions([]byte("exceptions: [{spec: {policy: cn-spc-fr-2021, exception: CN-SPC-2021/5.1}}]")))
	if err != nil {
		t.Fatal(err)
	}
	want := verdict{
		name: "cn/a-gate", notMet: []string{"CN-PIPL/26.sign"},
		met:      []string{"CN-FRT-2025/10", "CN-SPC-2021/2.4", "CN-FRT-2025/13.public#sign"},
		excepted: []string{"CN-SPC-2021/2.4"}, exceptions: []string{"CN-SPC-2021/5.1"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(verdict{})); diff != "" {
		t.Error(diff)
	}
	if got.readFindings([]byte("met: {")) == nil || got.readExceptions([]byte("exceptions: {")) == nil {
		t.Error("a broken file is read")
	}
}

func TestThePageHasEveryRow(t *testing.T) {
	accounts, err := accountOf("../..")
	if err != nil {
		t.Fatal(err)
	}
	text := page(catalogue.Instruments(), accounts)
	for _, row := range catalogue.Rows() {
		if strings.Count(text, "\n| `"+row.ID+"` |") != 1 {
			t.Errorf("%s has no line of its own", row.ID)
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		if columns := strings.Count(line, "|"); strings.HasPrefix(line, "| ") && columns != 7 {
			t.Errorf("a line has %d bars: %s", columns, line)
		}
	}
}
