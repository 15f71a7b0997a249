// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy"
)

func TestTheWorstCountsAndBadInputBeatsAll(t *testing.T) {
	cases := map[string]struct {
		verdicts []v1alpha1.Verdict
		problems int
		want     Outcome
	}{
		"nothing at all is permitted":           {want: OutcomePermitted},
		"obligations are permitted":             {verdicts: []v1alpha1.Verdict{"Permitted", "PermittedWithObligations"}, want: OutcomePermitted},
		"unknown beats permitted":               {verdicts: []v1alpha1.Verdict{"Unknown", "Permitted"}, want: OutcomeUnknown},
		"denied beats unknown":                  {verdicts: []v1alpha1.Verdict{"Denied", "Unknown"}, want: OutcomeDenied},
		"bad input beats denied":                {verdicts: []v1alpha1.Verdict{"Denied"}, problems: 1, want: OutcomeBadInput},
		"bad input beats permitted":             {verdicts: []v1alpha1.Verdict{"Permitted"}, problems: 1, want: OutcomeBadInput},
		"a verdict that nobody knows is denied": {verdicts: []v1alpha1.Verdict{"Perhaps"}, want: OutcomeDenied},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			r := &Report{Problems: make([]Problem, tc.problems)}
			for _, v := range tc.verdicts {
				r.Deployments = append(r.Deployments, Deployment{Verdict: policy.Verdict{Result: v}})
			}
			if got := r.Outcome(); got != tc.want {
				t.Errorf("the outcome is %s, want %s", got, tc.want)
			}
		})
	}
}

// TestWhatIsObservedBlocksLater holds that no report calls blocked what goes on, nor permitted what is only observed.
func TestWhatIsObservedBlocksLater(t *testing.T) {
	for action, want := range map[policy.Action]string{
		policy.ActionRun: "Blocks when the observation ends", policy.ActionEvict: "Blocks now",
	} {
		r := quiet()
		r.Deployments[0].Verdict.Observed, r.Deployments[0].Verdict.Action = true, action
		if text := string(Text(r, TextOptions{})); !strings.Contains(text, "  "+want) || !strings.Contains(text, "south-gate: Denied") {
			t.Errorf("%s does not say %q:\n%s", action, want, text)
		}
		text, err := JSON(r)
		if err != nil || strings.Count(string(text), `"observed": true`) != 1 {
			t.Errorf("%v\n%s", err, text)
		}
	}
}

func TestYAMLSaysWhatJSONSays(t *testing.T) {
	fromJSON, fromYAML := map[string]any{}, map[string]any{}
	text, err := JSON(world())
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &fromJSON); err != nil {
		t.Fatal(err)
	}
	if text, err = YAML(world()); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, &fromYAML); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fromJSON, fromYAML); diff != "" {
		t.Error(diff)
	}
}

// TestSARIFIsSound holds what SARIF 2.1.0 asks of every log and what code scanning needs beyond it.
func TestSARIFIsSound(t *testing.T) {
	text, err := SARIF(world())
	if err != nil {
		t.Fatal(err)
	}
	var log sarifLog
	if err := json.Unmarshal(text, &log); err != nil {
		t.Fatal(err)
	}
	if log.Version != "2.1.0" || len(log.Runs) != 1 {
		t.Fatalf("version %q with %d runs", log.Version, len(log.Runs))
	}
	run := log.Runs[0]
	ids, prints := map[string]bool{}, map[string]bool{}
	for _, rule := range run.Tool.Driver.Rules {
		if ids[rule.ID] || rule.ShortDescription == nil || rule.ShortDescription.Text == "" {
			t.Errorf("rule %q stands twice or says nothing", rule.ID)
		}
		ids[rule.ID] = true
	}
	levels := map[string]int{}
	for _, result := range run.Results {
		if run.Tool.Driver.Rules[result.RuleIndex].ID != result.RuleID {
			t.Errorf("the index %d is not that of %s", result.RuleIndex, result.RuleID)
		}
		fingerprint := result.Fingerprints["facegov/v1"]
		levels[result.Level]++
		if result.Message.Text == "" || len(result.Locations) != 1 || len(fingerprint) != 64 {
			t.Errorf("result of %s lacks a message, a location or a fingerprint", result.RuleID)
		}
		prints[result.RuleID+fingerprint] = true
	}
	if diff := cmp.Diff(map[string]int{"error": 5, "warning": 2, "note": 1}, levels); diff != "" {
		t.Errorf("results by level (-want +got):\n%s", diff)
	}
	if run.Invocations[0].ExecutionSuccessful {
		t.Error("input with faults is called a success")
	}
}

func TestAFindingKeepsItsFingerprintWhenLinesMove(t *testing.T) {
	printsOf := func(r *Report) []string {
		text, err := SARIF(r)
		if err != nil {
			t.Fatal(err)
		}
		var log sarifLog
		if err := json.Unmarshal(text, &log); err != nil {
			t.Fatal(err)
		}
		var prints []string
		for _, result := range log.Runs[0].Results {
			prints = append(prints, result.Fingerprints["facegov/v1"])
		}
		return prints
	}
	moved := world()
	for field, at := range moved.Deployments[0].Positions {
		at.Line += 10
		moved.Deployments[0].Positions[field] = at
	}
	if diff := cmp.Diff(printsOf(world()), printsOf(moved)); diff != "" {
		t.Error(diff)
	}
	renamed := world()
	renamed.Deployments[0].Name = "west-gate"
	if cmp.Equal(printsOf(world()), printsOf(renamed)) {
		t.Error("another deployment has the same fingerprints")
	}
}

func TestPathsBecomeAddresses(t *testing.T) {
	for file, want := range map[string]string{
		"site/gate.yaml":       "site/gate.yaml",
		"site/south gate.yaml": "site/south%20gate.yaml",
		"a:b.yaml":             "./a:b.yaml",
		"/srv/gate.yaml":       "file:///srv/gate.yaml",
		"stdin":                "stdin",
		"../site/gate.yaml":    "../site/gate.yaml",
	} {
		if got := uri(file); got != want {
			t.Errorf("the address of %q is %q, want %q", file, got, want)
		}
	}
}

func TestJUnitCountsWhatItHolds(t *testing.T) {
	text, err := JUnit(world())
	if err != nil {
		t.Fatal(err)
	}
	var all junitSuites
	if err := xml.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	var tests, failures, errs int
	for _, suite := range all.Suites {
		tests += len(suite.Cases)
		for _, c := range suite.Cases {
			if c.Failure != nil {
				failures++
			}
			if c.Error != nil {
				errs++
			}
		}
	}
	want := []int{12, 2, 3}
	if diff := cmp.Diff(want, []int{tests, failures, errs}); diff != "" {
		t.Errorf("cases, failures, errors (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, []int{all.Tests, all.Failures, all.Errors}); diff != "" {
		t.Errorf("cases, failures, errors as counted (-want +got):\n%s", diff)
	}
}

// hostile is a report whose every word tries to be something else.
func hostile() *Report {
	const word = "</style><script>alert(1)</script>\x1b[31m\x00]]>&'\"{{.}}\n::error::"
	r := world()
	r.Problems[0].Message, r.Notes[0].Message, r.Deployments[0].Name = word, word, word
	for i := range r.Deployments[0].Verdict.Findings {
		f := &r.Deployments[0].Verdict.Findings[i]
		f.Message, f.Remedy, f.Citation, f.FieldPath = word, word, word, word
	}
	return r
}

func TestHostileWordsStayWords(t *testing.T) {
	page, err := HTML(hostile())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(page), "<script") || strings.Count(string(page), "</style>") != 1 {
		t.Error("a word became a part of the page")
	}
	suites, err := JUnit(hostile())
	if err != nil {
		t.Fatal(err)
	}
	for decoder := xml.NewDecoder(strings.NewReader(string(suites))); ; {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("the XML is broken: %v", err)
		}
	}
	for name, write := range map[string]func(*Report) ([]byte, error){"JSON": JSON, "SARIF": SARIF} {
		text, err := write(hostile())
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(text) {
			t.Errorf("the %s is broken", name)
		}
	}
	for _, text := range [][]byte{Text(hostile(), TextOptions{}), Laws(hostile(), TextOptions{})} {
		if strings.ContainsAny(string(text), "\x1b\x00") {
			t.Error("a word commands the terminal")
		}
	}
}
