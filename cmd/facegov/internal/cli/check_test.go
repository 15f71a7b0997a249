// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"encoding/json"
	"encoding/xml"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"
)

// decided is what check says to programs, as far as these tests look at it.
type decided struct {
	Outcome     string `json:"outcome"`
	Deployments []struct {
		Namespace, Name, Verdict, File string
		Line                           int
		Findings                       []struct{ Rule, Result, FieldPath, Message string }
	} `json:"deployments"`
	Problems []struct {
		File, Object, Field, Message string
		Line                         int
	} `json:"problems"`
	Policies []struct {
		Name    string
		Shipped bool
	} `json:"policies"`
	Notes []struct{ Message string } `json:"notes"`
}

func check(t *testing.T, stdin string, args ...string) (int, decided) {
	t.Helper()
	code, out, errs := call(stdin, append([]string{"check", "-o", "json"}, args...)...)
	var d decided
	if err := json.Unmarshal([]byte(out), &d); err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, errs)
	}
	return code, d
}

// TestTheSampleOfAnExistingWorkloadIsPermitted: the workload that it refers to is read from the same folder.
func TestTheSampleOfAnExistingWorkloadIsPermitted(t *testing.T) {
	folder := filepath.Join(repository, "config/samples")
	args := []string{"-f", filepath.Join(folder, "existing")}
	for _, file := range []string{"zones.yaml", "namespaces.yaml", "evidence.yaml"} {
		args = append(args, "-f", filepath.Join(folder, file))
	}
	code, d := check(t, "", args...)
	if len(d.Deployments) != 1 || d.Deployments[0].Verdict != "PermittedWithObligations" || code != 0 || len(d.Problems) > 0 {
		t.Errorf("exit code %d, %+v", code, d)
	}
	if code, d = check(t, "", slices.Concat([]string{"-f", filepath.Join(folder, "existing/gatehouse.yaml")}, args[2:])...); d.Outcome != "Unknown" {
		t.Errorf("without the workload: exit code %d, %+v", code, d)
	}
}

// TestTheSamplesGetTheVerdictsOfTheirComments reads the verdict with which each sample's first comment begins.
func TestTheSamplesGetTheVerdictsOfTheirComments(t *testing.T) {
	folder := filepath.Join(repository, "config/samples")
	announced := regexp.MustCompile(`^# (Permitted|PermittedWithObligations|Unknown|Denied)\b`)
	want, got := map[string]string{}, map[string]string{}
	paths, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if parts := announced.FindStringSubmatch(sample(t, filepath.Base(path))); parts != nil {
			want[filepath.Base(path)] = parts[1]
		}
	}
	code, d := check(t, "", "-f", folder)
	for _, each := range d.Deployments {
		got[filepath.Base(each.File)] = each.Verdict
	}
	if diff := cmp.Diff(want, got); diff != "" || len(want) < 8 {
		t.Errorf("verdicts of %d samples (-comment +check):\n%s", len(want), diff)
	}
	if code != exitDenied || d.Outcome != "Denied" || len(d.Problems) > 0 {
		t.Errorf("exit code %d, outcome %s, problems %v", code, d.Outcome, d.Problems)
	}
}

func TestTheRepairedGateIsPermitted(t *testing.T) {
	folder := filepath.Join(repository, "config/samples")
	code, d := check(t, "", "-f", filepath.Join(folder, "repair"), "-f", filepath.Join(folder, "zones.yaml"),
		"-f", filepath.Join(folder, "namespaces.yaml"), "-f", filepath.Join(folder, "evidence.yaml"))
	if code != exitPermitted || len(d.Deployments) != 1 || d.Deployments[0].Verdict != "PermittedWithObligations" {
		t.Errorf("exit code %d, %+v", code, d)
	}
}

func TestExitCodes(t *testing.T) {
	const broken = "\n---\nkind: [\n"
	north, south, annexe := sample(t, "north-gate.yaml"), sample(t, "south-gate.yaml"), sample(t, "annexe-door.yaml")
	papers := "\n---\n" + sample(t, "evidence.yaml")
	around := "\n---\n" + sample(t, "zones.yaml") + "\n---\n" + sample(t, "namespaces.yaml") + papers
	const house = "\n---\napiVersion: recognition.facegov.dev/v1alpha1\nkind: RecognitionPolicy\nmetadata: {name: house}\nspec:\n" +
		"  instrument: {title: House, authority: us, rank: House, status: InForce, source: here}\n  jurisdictions: [CN]\n" +
		"  effective: {from: '2025-06-01', timeZone: Asia/Shanghai}\n  rules:\n  - {id: H/1, article: '1', title: x, " +
		"requires: {type: Expression, expression: {cel: deployment.nothing == 1, message: wrong}}, " +
		"text: {en: {title: x, demand: d, remedy: r}}}\n"
	cases := map[string]struct {
		input    string
		args     []string
		want     int
		outcome  string
		problems int
	}{
		"permitted":                             {input: north + around, want: exitPermitted, outcome: "Permitted"},
		"denied":                                {input: south + around, want: exitDenied, outcome: "Denied"},
		"unknown":                               {input: annexe + around, want: exitUnknown, outcome: "Unknown"},
		"denied beats unknown":                  {input: annexe + "\n---\n" + south + around, want: exitDenied, outcome: "Denied"},
		"bad input beats denied":                {input: south + around + broken, want: exitBadInput, outcome: "BadInput", problems: 1},
		"bad input beats permitted":             {input: north + around + broken, want: exitBadInput, outcome: "BadInput", problems: 1},
		"a zone that is missing is unknown":     {input: north + papers, want: exitUnknown, outcome: "Unknown"},
		"missing documents are not there":       {input: strings.TrimSuffix(north+around, papers), want: exitDenied, outcome: "Denied"},
		"without any law nothing is permitted":  {input: north + around, args: []string{"--packs", "none"}, want: exitUnknown, outcome: "Unknown"},
		"before the laws nothing is permitted":  {input: north + around, args: []string{"--on", "2020-01-01"}, want: exitUnknown, outcome: "Unknown"},
		"an object that stands twice":           {input: north + "\n---\n" + north + around, want: exitBadInput, outcome: "BadInput", problems: 1},
		"a policy that does not compile":        {input: north + around + house, want: exitBadInput, outcome: "BadInput", problems: 1},
		"zones alone can be checked":            {input: around, want: exitPermitted, outcome: "Permitted"},
		"nothing of facegov's is a fault":       {input: "apiVersion: v1\nkind: Pod\n", want: exitBadInput, outcome: "BadInput", problems: 1},
		"nothing at all is a fault":             {input: "", want: exitBadInput, outcome: "BadInput", problems: 1},
		"a kind of facegov's that is not known": {input: "apiVersion: recognition.facegov.dev/v1alpha1\nkind: RecognitionZoo\nmetadata: {name: a}\n", want: exitBadInput, outcome: "BadInput", problems: 1},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			code, d := check(t, tc.input, append([]string{"-f", "-"}, tc.args...)...)
			if code != tc.want || d.Outcome != tc.outcome || len(d.Problems) != tc.problems {
				t.Errorf("exit code %d, outcome %s, problems %+v", code, d.Outcome, d.Problems)
			}
		})
	}
}

// TestEveryFaultIsNamedWithItsLine gives one input with faults of every kind.
func TestEveryFaultIsNamedWithItsLine(t *testing.T) {
	files(t, map[string]string{"site/bad.yaml": `apiVersion: recognition.facegov.dev/v1alpha1
kind: RecognitionZone
metadata: {name: gate}
spec:
  venue: residential-compound
  publicAccess: Sometimes
  jurisdiction: CN-31
  timezone: Asia/Shanghai
---
apiVersion: recognition.facegov.dev/v1alpha1
kind: RecognitionZone
metadata: {name: hall}
spec:
  venue: hotel
  publicAccess: Public
  jurisdiction: CN-31
  timeZone: Asia/Shanghai
  hours: all day
---
apiVersion: recognition.facegov.dev/v1alpha1
kind: RecognitionPolicy
metadata: {name: house}
spec:
  instrument: {title: House, authority: us, rank: House, status: InForce, source: here}
  jurisdictions: [CN]
  effective: {from: "2025-06-01", timeZone: Asia/Shanghai}
  rules:
  - id: H/1
    article: "1"
    title: x
    when: places.size() >
    requires:
      type: Expression
      expression: {cel: deployment.nothing == 1, message: wrong}
    text: {en: {title: x, demand: d, remedy: r}}
---
kind: FaceRecognitionDeployment
apiVersion: recognition.facegov.dev/v1alpha1
metadata: {name: gate}
spec:
  purpose: {category: Other, category: Payment}
`})
	code, d := check(t, "", "-f", "site", "-f", "elsewhere")
	type fault struct {
		line          int
		object, field string
	}
	var got []fault
	for _, p := range d.Problems {
		got = append(got, fault{p.Line, p.Object, p.Field})
	}
	want := []fault{
		{0, "", ""},
		{4, "RecognitionZone gate", "spec.timeZone"},
		{6, "RecognitionZone gate", "spec.publicAccess"},
		{7, "RecognitionZone gate", "spec.jurisdiction"},
		{8, "RecognitionZone gate", "spec.timezone"},
		{16, "RecognitionZone hall", "spec.jurisdiction"},
		{18, "RecognitionZone hall", "spec.hours"},
		{31, "RecognitionPolicy house", "spec.rules[0].when"},
		{34, "RecognitionPolicy house", "spec.rules[0].requires.expression.cel"},
		{41, "FaceRecognitionDeployment default/gate", ""},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(fault{})); diff != "" || code != exitBadInput {
		t.Errorf("exit code %d, faults (-want +got):\n%s\n%+v", code, diff, d.Problems)
	}
}

func TestTextSaysWhatBlocksThenWhatIsDueThenAdvice(t *testing.T) {
	folder := filepath.Join(repository, "config/samples")
	code, out, errs := call("", "check", "-f", folder)
	if code != exitDenied || errs != "" || strings.Contains(out, "\x1b") {
		t.Errorf("exit code %d, errors %q", code, errs)
	}
	inOrder(t, out, "DEPLOYMENT", "maple-court/south-gate: Denied", "Blocks now", "facegov/never-in-the-way-out",
		"CN-FRT-2025/10", "Where:   spec.fallback.methods (", "south-gate.yaml:77)", "Article: Measures", "Remedy:  Offer",
		"Due as long as it runs", "Advice", "CN-CAC-DRAFT-2023/14", "As at 2026-11-21 04:00 UTC, by cn-civil-code", "4 PersistentVolumeClaim")
	if strings.Contains(out, "compliant") {
		t.Error("the word is not facegov's to say")
	}
}

func TestColourIsForTerminals(t *testing.T) {
	var out strings.Builder
	Run([]string{"check", "-f", filepath.Join(repository, "config/samples")}, Surroundings{
		Name: "facegov", Out: &out, Err: &out, Now: timeOf, Colour: true, Width: 80,
	})
	inOrder(t, out.String(), "\x1b[31mDenied", "\x1b[0m")
	for line := range strings.SplitSeq(out.String(), "\n") {
		if len([]rune(line)) > 160 {
			t.Errorf("a line of a terminal of 80 columns: %q", line)
		}
	}
}

func TestFormsForPrograms(t *testing.T) {
	folder := filepath.Join(repository, "config/samples")
	for form, read := range map[string]func([]byte) error{
		"json":  func(b []byte) error { return json.Unmarshal(b, &map[string]any{}) },
		"yaml":  func(b []byte) error { return yaml.UnmarshalStrict(b, &map[string]any{}) },
		"sarif": func(b []byte) error { return json.Unmarshal(b, &map[string]any{}) },
		"junit": func(b []byte) error { return xml.Unmarshal(b, &struct{}{}) },
		"html":  func([]byte) error { return nil },
	} {
		code, out, errs := call("", "check", "-f", folder, "-f", "nowhere", "-o", form)
		if err := read([]byte(out)); err != nil || code != exitBadInput {
			t.Errorf("%s: exit code %d, %v", form, code, err)
		}
		inOrder(t, out, "there is no such file or folder")
		if errs != "nowhere: there is no such file or folder\n" {
			t.Errorf("%s: people are told %q", form, errs)
		}
	}
}
