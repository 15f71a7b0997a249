// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package manifest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/internal/report"
)

const gate = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: gate\n"

// objects says what was read, each with the line on which it begins.
func objects(in *Input) []string {
	var names []string
	for _, o := range in.Objects {
		at := o.Position("")
		names = append(names, o.String()+" at "+report.Position{File: at.File, Line: at.Line}.String())
	}
	return names
}

func problems(in *Input) []string {
	var lines []string
	for i := range in.Problems {
		lines = append(lines, report.Line(&in.Problems[i]))
	}
	return lines
}

func TestParse(t *testing.T) {
	cases := map[string]struct {
		text string
		want []string
		// wantProblems are the beginnings of the problems.
		wantProblems []string
	}{
		"an empty text holds nothing":         {text: ""},
		"comments hold nothing":               {text: "# nothing\n---\n# here\n"},
		"one object":                          {text: gate, want: []string{"Namespace gate at f:1"}},
		"a byte order mark is no part of it":  {text: "\ufeff" + gate, want: []string{"Namespace gate at f:1"}},
		"lines may end as Windows ends them":  {text: strings.ReplaceAll(gate+"---\n"+gate, "\n", "\r\n"), want: []string{"Namespace gate at f:1", "Namespace gate at f:6"}},
		"documents count on":                  {text: "# a\n" + gate + "--- # next\n\n" + gate, want: []string{"Namespace gate at f:2", "Namespace gate at f:8"}},
		"a text block may hold dashes":        {text: gate + "data: |\n  ---\n  a\n", want: []string{"Namespace gate at f:1"}},
		"JSON objects one after the other":    {text: "{\"apiVersion\":\"v1\",\n\t\"kind\":\"Node\"}\n\n{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}", want: []string{"Node  at f:1", "Pod  at f:4"}},
		"YAML in flow style is not JSON":      {text: "{apiVersion: v1, kind: Node}", want: []string{"Node  at f:1"}},
		"a list holds its items":              {text: "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Node, metadata: {name: a}}\n- apiVersion: v1\n  kind: Pod\n", want: []string{"Node a at f:4", "Pod  at f:5"}},
		"a kind may end in List without one":  {text: "apiVersion: v1\nkind: WishList\nspec: {}\n", want: []string{"WishList  at f:1"}},
		"an alias stands for what it names":   {text: "apiVersion: v1\nkind: &k Node\nmetadata: {name: *k}\n", want: []string{"Node Node at f:1"}},
		"a namespace is a part of the name":   {text: "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: b}\n", want: []string{"Pod b/a at f:1"}},
		"what is no object is a problem":      {text: "- a\n", wantProblems: []string{"f:1:1: an object is expected here"}},
		"an object without kind is a problem": {text: gate + "---\napiVersion: v2\nname: chart\n", want: []string{"Namespace gate at f:1"}, wantProblems: []string{"f:6:1: kind or apiVersion is missing"}},
		"a broken document spoils no other":   {text: "a: [\n---\n" + gate + "---\nb: }\n", want: []string{"Namespace gate at f:3"}, wantProblems: []string{"f:1: did not find expected node content", "f:8: did not find expected node content"}},
		"a chart's template is recognised":    {text: "apiVersion: v1\nkind: {{ .Values.kind }}\n", wantProblems: []string{"f:1:1: kind or apiVersion is missing"}},
		"a document after dots is not lost":   {text: gate + "...\n" + gate, wantProblems: []string{"f:5: did not find expected <document start>"}},
		"nor one that begins beside dashes":   {text: gate + "--- {apiVersion: v1, kind: Node}\n", wantProblems: []string{"f:5: another document begins here"}},
		"lists in lists have an end":          {text: strings.Repeat("{apiVersion: v1, kind: List, items: [", 6) + strings.Repeat("]}", 6), wantProblems: []string{"f:1:"}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			in := Parse("f", []byte(tc.text))
			if diff := cmp.Diff(tc.want, objects(in)); diff != "" {
				t.Errorf("objects (-want +got):\n%s", diff)
			}
			if len(in.Problems) != len(tc.wantProblems) {
				t.Fatalf("problems %q, want %q", problems(in), tc.wantProblems)
			}
			for i, line := range problems(in) {
				if !strings.HasPrefix(line, tc.wantProblems[i]) {
					t.Errorf("problem %q, want %q", line, tc.wantProblems[i])
				}
			}
		})
	}
}

func TestAChartsTemplateNamesTheWayOut(t *testing.T) {
	in := Parse("f", []byte("kind: A\n{{- if .Values.on }}\n"))
	if len(in.Problems) != 1 || !strings.Contains(in.Problems[0].Message, "helm template") {
		t.Errorf("problems %q", problems(in))
	}
}

const placed = `# a comment
apiVersion: v1
kind: Thing
metadata:
  name: a
  labels: {app.example/part: gate}
base: &base
  shared: 1
spec:
  <<: *base
  stores:
  - name: gallery
    classes: [Template,
      RawImage]
  - name: frames
`

func TestPosition(t *testing.T) {
	o := Parse("f", []byte("---\n"+placed)).Objects[0]
	for field, want := range map[string]report.Position{
		"":                                  {File: "f", Line: 3, Column: 1},
		"spec":                              {File: "f", Line: 10, Column: 1},
		"spec.stores[1].name":               {File: "f", Line: 16, Column: 5},
		"spec.stores[0].classes[1]":         {File: "f", Line: 15, Column: 7},
		"spec.stores[1].retention.max":      {File: "f", Line: 16, Column: 5},
		"spec.stores[7]":                    {File: "f", Line: 12, Column: 3},
		"spec.stores[x]":                    {File: "f", Line: 12, Column: 3},
		"spec.shared":                       {File: "f", Line: 9, Column: 3},
		"metadata.labels[app.example/part]": {File: "f", Line: 7, Column: 12},
		"metadata.name.deeper":              {File: "f", Line: 6, Column: 3},
		"nothing":                           {File: "f", Line: 3, Column: 1},
		"spec.stores[1":                     {File: "f", Line: 16, Column: 5},
		"..[":                               {File: "f", Line: 3, Column: 1},
	} {
		if diff := cmp.Diff(want, o.Position(field)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", field, diff)
		}
	}
}

func TestContent(t *testing.T) {
	in := Parse("f", []byte("apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: A\n  m: 1\n- apiVersion: v1\n  kind: B\n  m: 1\n  m: 2\n"))
	_, faults := in.Objects[0].Content()
	want := []report.Problem{{
		Position: report.Position{File: "f", Line: 10}, Object: "A ",
		Message: `a field is given twice: key "m" already set in map; keep one`,
	}}
	if diff := cmp.Diff(want, faults); diff != "" {
		t.Errorf("a field given twice (-want +got):\n%s", diff)
	}
	in = Parse("f", []byte("apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: A}\n- {apiVersion: v1, kind: B, m: 9007199254740993, on: yes}\n"))
	content, faults := in.Objects[1].Content()
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	// As kubectl reads it: whole numbers stay whole, and yes is true.
	wantContent := map[string]any{"apiVersion": "v1", "kind": "B", "m": int64(9007199254740993), "true": true}
	if diff := cmp.Diff(wantContent, content); diff != "" {
		t.Errorf("the second item (-want +got):\n%s", diff)
	}
}

func TestRead(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"a.yaml": gate, "b.yml": gate, "c.json": `{"apiVersion":"v1","kind":"Node"}`, "d.txt": "not: read",
		"deep/e.yaml": gate, "empty/f.txt": "",
	} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cases := map[string]struct {
		paths        []string
		recursive    bool
		stdin        string
		want         int
		wantProblems []string
	}{
		"a folder without those within it": {paths: []string{"."}, want: 3},
		"a folder with those within it":    {paths: []string{"."}, recursive: true, want: 4},
		"a file by its name":               {paths: []string{"deep/e.yaml"}, want: 1},
		"a file of any name, when named":   {paths: []string{"d.txt"}, wantProblems: []string{"kind or apiVersion is missing"}},
		"a file named twice is read once":  {paths: []string{"a.yaml", "./a.yaml", "."}, want: 3},
		"standard input":                   {paths: []string{"-"}, stdin: gate, want: 1},
		"standard input beside files":      {paths: []string{"-", "a.yaml"}, stdin: gate, want: 2},
		"a folder without manifests":       {paths: []string{"empty"}, wantProblems: []string{"--recursive"}},
		"what is not there":                {paths: []string{"nothing", "a.yaml"}, want: 1, wantProblems: []string{"there is no such file"}},
		"an address is not fetched":        {paths: []string{"https://site.example/a.yaml"}, wantProblems: []string{"addresses are not read"}},
		"standard input that is too large": {paths: []string{"-"}, stdin: strings.Repeat("#", maxSize+1), wantProblems: []string{"larger than 32 MiB"}},
		"standard input just large enough": {paths: []string{"-"}, stdin: gate + strings.Repeat("#", maxSize-len(gate)), want: 1},
	}
	t.Chdir(folder)
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			reader := Reader{Stdin: strings.NewReader(tc.stdin), Recursive: tc.recursive}
			in := reader.Read(tc.paths)
			if len(in.Objects) != tc.want {
				t.Errorf("objects %q, want %d", objects(in), tc.want)
			}
			if len(in.Problems) != len(tc.wantProblems) {
				t.Fatalf("problems %q, want %q", problems(in), tc.wantProblems)
			}
			for i, part := range tc.wantProblems {
				if !strings.Contains(problems(in)[i], part) {
					t.Errorf("problem %q does not say %q", problems(in)[i], part)
				}
			}
		})
	}
}

// FuzzParse holds that no text breaks the reader and that every position lies within the text.
func FuzzParse(f *testing.F) {
	f.Add(placed, "spec.stores[0].name")
	f.Add("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{\"kind\":\"a\",\"apiVersion\":\"b\"}]}", "items[0]")
	f.Add("a: &a\n  <<: *a\nkind: b\napiVersion: c\n", "a.b")
	f.Fuzz(func(t *testing.T, text, field string) {
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + strings.Count(text, "\u0085") +
			strings.Count(text, "\u2028") + strings.Count(text, "\u2029") + 1
		in := Parse("f", []byte(text))
		for _, o := range in.Objects {
			if at := o.Position(field); at.Line < 1 || at.Line > lines {
				t.Errorf("line %d of %d", at.Line, lines)
			}
			o.Content()
			o.Fields()
		}
		for i := range in.Problems {
			if p := &in.Problems[i]; p.Message == "" || p.Line < 1 {
				t.Errorf("a problem without message or line: %+v", p)
			}
		}
	})
}
