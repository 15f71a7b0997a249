// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"strings"
	"testing"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func TestExpressionsThatDoNotCompileSayWhereAndWhy(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"a field that deployments do not have": {
			"deployment.purpose.category == 'AccessControl' && deployment.cameras.size() > 0",
			`1:61: deployment has no field "cameras"; it has responsibleParty`,
		},
		"a field deeper down": {
			"true &&\n  deployment.notice.sign == 'Posted'", `2:20: deployment has no field "notice.sign"; it has url`,
		},
		"has() of such a field":           {"has(deployment.foo)", `1:4: deployment has no field "foo"`},
		"a name that nobody declared":     {"cameras.size() > 0", "1:1: undeclared reference to 'cameras'"},
		"a sentence that ends too soon":   {"deployment.purpose ==", "1:22: Syntax error"},
		"types that cannot be compared":   {"now > 3", "1:5: found no matching overload"},
		"an answer that is not yes or no": {"deployment.sources.size()", "1:1: the expression gives int; it must give true or false"},
		"a pattern that is none":          {"'a'.matches('[')", "1:13: invalid matches argument"},
		"loops inside loops inside loops": {
			"places.all(a, places.all(b, places.all(c, places.all(d, places.all(e, a.zone + b.zone + c.zone + d.zone == e.zone)))))",
			"1:1: the expression may cost too much",
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := CompileProgram(tc.text)
			if err == nil {
				t.Fatal("it compiles")
			}
			if !strings.HasPrefix(err.Error(), tc.want) {
				t.Errorf("error %q, want it to begin with %q", err, tc.want)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("the error takes several lines: %q", err)
			}
		})
	}
}

func TestExpressions(t *testing.T) {
	tests := map[string]struct {
		text string
		edit func(s *facts.Snapshot)
		want []brief
	}{
		"true is met": {"deployment.purpose.category == 'AccessControl'", nil, []brief{{Met, "ExpressionTrue", "spec.here"}}},
		"false is violated": {
			"deployment.purpose.category == 'Marketing'", nil, []brief{{Violated, "ExpressionFalse", "spec.here"}},
		},
		"a missing fact is unknown": {"deployment.notice.url != ''", nil, []brief{{Unknown, "FactMissing", "spec.here"}}},
		"what has() asks for may be missing": {
			"!has(deployment.notice)", nil, []brief{{Met, "ExpressionTrue", "spec.here"}},
		},
		"a list that says none by not being there": {
			"deployment.dataStores.size() == 0 && deployment.network.egress.size() == 0", nil,
			[]brief{{Met, "ExpressionTrue", "spec.here"}},
		},
		"places have class, access and role": {
			"places.exists(p, p.role == 'Camera' && p['class'] == 'property-managed-area' && p.publicAccess == 'Restricted')", nil,
			[]brief{{Met, "ExpressionTrue", "spec.here"}},
		},
		"jurisdictions are expanded": {"'CN' in jurisdictions", nil, []brief{{Met, "ExpressionTrue", "spec.here"}}},
		"the time is a fact": {
			"now == timestamp('2026-11-21T04:00:00Z')", nil, []brief{{Met, "ExpressionTrue", "spec.here"}},
		},
		"an answer that turns out to be no answer": {
			"deployment.purpose.description", nil, []brief{{Unknown, "FactMissing", "spec.here"}},
		},
		"what costs too much while it runs is unknown": {
			"deployment.workload.template.spec.list.all(a, deployment.workload.template.spec.list.all(b, a == b))",
			func(s *facts.Snapshot) {
				s.Deployment.Spec.Workload.Template = &v1alpha1.WorkloadTemplate{}
				s.Deployment.Spec.Workload.Template.Spec.Raw = []byte(`{"list": [` + strings.Repeat("1,", 4000) + `1]}`)
			},
			[]brief{{Unknown, "FactMissing", "spec.here"}},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			r, errs := compileExpression(&v1alpha1.ExpressionRequirement{CEL: tc.text, Message: "It is not so.", FieldPath: "spec.here"})
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			ruleCase{tc.edit, tc.want}.run(t, r)
		})
	}
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"a field":         {"'Rights' in deployment.notice.covers", "notice is not declared, and the rule needs it"},
		"an index":        {"deployment.sources[7].zone == 'x'", "the rule cannot be evaluated: index out of bounds: 7"},
		"a place's field": {"places.all(p, p.capture == 'Active')", "capture is not declared, and the rule needs it"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			program, err := CompileProgram(tc.text)
			if err != nil {
				t.Fatal(err)
			}
			if _, err = program.Run(worldOf(nil)); err == nil {
				t.Fatal("nothing is missing")
			}
			if got := MissingFact(err); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

func TestExpressionsThatLookAtTheClockAreLookedAtAgain(t *testing.T) {
	for text, want := range map[string]time.Time{
		"now < timestamp('2027-01-01T00:00:00Z')":        now.Add(time.Minute),
		"places.all(p, now.getHours() < 8)":              now.Add(time.Minute),
		"deployment.purpose.category == 'AccessControl'": {},
	} {
		t.Run(text, func(t *testing.T) {
			program, err := CompileProgram(text)
			if err != nil {
				t.Fatal(err)
			}
			w := worldOf(func(s *facts.Snapshot) { s.Now = now.Add(17 * time.Second) })
			if got := program.NextChange(w); !got.Equal(want) {
				t.Errorf("NextChange is %s, want %s", got, want)
			}
		})
	}
}

func FuzzCompileProgram(f *testing.F) {
	for _, seed := range []string{
		"", "true", "deployment.purpose.category == 'AccessControl'", "deployment.foo", "places.exists(p, p.venue == 'hotel')",
		"now > timestamp('2026-01-01T00:00:00Z')", "deployment.?notice.?url.orValue('') != ''", "has(deployment.door.egress)",
		"sets.contains(jurisdictions, ['CN'])", "'a'.matches('(a+)+$')", "[1,2,3].all(x, x > 0", "deployment['purpose']['category']",
		"jurisdictions.all(a, jurisdictions.all(b, a == b))", "\x00", "deployment.purpose.description",
		"deployment.sources.map(s, s.zone).join(',').size() > 100000",
	} {
		f.Add(seed)
	}
	w := worldOf(nil)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4096 {
			return // the API's bound
		}
		program, err := CompileProgram(text)
		if (program == nil) == (err == nil) {
			t.Fatalf("program %v, error %v", program, err)
		}
		if err != nil {
			if err.Error() == "" {
				t.Error("an error says nothing")
			}
			return
		}
		answer, err := program.Run(w)
		if answer && err != nil {
			t.Errorf("%q is true and fails: %v", text, err)
		}
		again, errAgain := program.Run(w)
		if answer != again || (err == nil) != (errAgain == nil) {
			t.Errorf("%q gives two answers: %t and %t", text, answer, again)
		}
	})
}
