// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const fineCase = "a-gate-with-card-and-pin-a-free-exit-and-separate-consent"

// oneCase copies a golden case of the repository with its binder and goes to where it stands as cases/gate.
func oneCase(t *testing.T) {
	t.Helper()
	from, err := filepath.Abs(filepath.Join(repository, "test/cases"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	for folder, source := range map[string]string{"cases/gate": "cn/" + fineCase, "cases/binders": "binders"} {
		if err := os.CopyFS(folder, os.DirFS(filepath.Join(from, source))); err != nil {
			t.Fatal(err)
		}
	}
}

// edit replaces a text in a file of the case.
func edit(t *testing.T, name, before, after string) {
	t.Helper()
	path := filepath.Join("cases/gate", name)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(string(text), before, after, 1)
	if edited == string(text) {
		t.Fatalf("%s does not hold %q", name, before)
	}
	if err := os.WriteFile(path, []byte(edited), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTheGoldenCasesOfTheRepository(t *testing.T) {
	code, out, errs := call("", "test", filepath.Join(repository, "test/cases"))
	if code != 0 || errs != "" || !strings.HasSuffix(out, " cases as they should be, 0 otherwise, 0 unreadable\n") {
		t.Errorf("exit code %d, %s%s", code, out, errs)
	}
}

func TestRunCases(t *testing.T) {
	remove := func(name string) func(t *testing.T) {
		return func(t *testing.T) {
			t.Helper()
			if err := os.Remove(filepath.Join("cases/gate", name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	cases := map[string]struct {
		change func(t *testing.T)
		want   int
		// wantOut and wantErr stand in what is said, in this order.
		wantOut, wantErr []string
	}{
		"as it should be": {
			change: func(*testing.T) {}, want: 0, wantOut: []string{"1 cases as they should be, 0 otherwise, 0 unreadable"},
		},
		"another verdict": {
			change: func(t *testing.T) {
				edit(t, "want.verdict.yaml", "verdict: PermittedWithObligations", "verdict: Permitted")
			},
			want: exitDenied,
			wantOut: []string{
				"cases/gate/want.verdict.yaml (- as it should be, + as it is)", "- verdict: Permitted\n",
				"+ verdict: PermittedWithObligations", "0 cases as they should be, 1 otherwise",
			},
		},
		"a deployment that has changed": {
			change:  func(t *testing.T) { edit(t, "deployment.yaml", "participation: Voluntary", "participation: Required") },
			want:    exitDenied,
			wantOut: []string{"want.plan.yaml", "want.status.yaml", "want.verdict.yaml", "+ verdict: Denied"},
		},
		"no verdict is wanted yet": {
			change: remove("want.verdict.yaml"), want: exitDenied,
			wantOut: []string{"cases/gate/want.verdict.yaml is missing; --update writes it:", "verdict: PermittedWithObligations"},
		},
		"plan and status need not be wanted": {
			change: func(t *testing.T) { remove("want.plan.yaml")(t); remove("want.status.yaml")(t) },
			want:   0, wantOut: []string{"1 cases as they should be"},
		},
		"a misspelt field": {
			change: func(t *testing.T) { edit(t, "deployment.yaml", "participation:", "participations:") },
			want:   exitBadInput, wantErr: []string{"cases/gate: ", `unknown field "participations"`},
			wantOut: []string{"0 cases as they should be, 0 otherwise, 1 unreadable"},
		},
		"a binder that is nowhere": {
			change: func(t *testing.T) { edit(t, "cluster.yaml", "binder: maple-court", "binder: maple-cour") },
			want:   exitBadInput, wantErr: []string{"cases/gate: ", "binders/maple-cour.yaml"},
		},
		"a law that is not shipped": {
			change: func(t *testing.T) { edit(t, "policies.yaml", "cn-pipl", "cn-pip") },
			want:   exitBadInput, wantErr: []string{`facegov ships no policy "cn-pip"`},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			oneCase(t)
			tc.change(t)
			code, out, errs := call("", "test", "cases")
			if code != tc.want {
				t.Errorf("exit code %d, want %d:\n%s%s", code, tc.want, out, errs)
			}
			inOrder(t, out, tc.wantOut...)
			inOrder(t, errs, tc.wantErr...)
		})
	}
}

func TestUpdateWritesWhatDiffersAndNothingElse(t *testing.T) {
	oneCase(t)
	edit(t, "deployment.yaml", "participation: Voluntary", "participation: Required")
	if err := os.Remove("cases/gate/want.plan.yaml"); err != nil {
		t.Fatal(err)
	}
	code, out, errs := call("", "test", "cases", "--update")
	if code != 0 || errs != "" {
		t.Errorf("exit code %d, %s", code, errs)
	}
	inOrder(t, out, "wrote cases/gate/want.status.yaml", "wrote cases/gate/want.verdict.yaml", "1 cases as they should be")
	if strings.Contains(out, "plan") {
		t.Errorf("a file that nobody wants was written:\n%s", out)
	}
	if code, out, _ = call("", "test", "cases"); code != 0 {
		t.Errorf("exit code %d after the update:\n%s", code, out)
	}
}

func TestDifference(t *testing.T) {
	cases := map[string]struct {
		first, second string
		want          []string
	}{
		"a line that changed":        {"a\nb\nc", "a\nB\nc", []string{"  a", "- b", "+ B", "  c"}},
		"a line that came":           {"a\nc\n", "a\nb\nc\n", []string{"  a", "+ b", "  c"}},
		"a line that went":           {"a\nb\nc", "a\nc", []string{"  a", "- b", "  c"}},
		"equal lines far away":       {"1\n2\n3\n4\n5\n6\n7\n8\n9", "1\n2\n3\n4\n5\n6\n7\n8\nX", []string{"  …", "  6", "  7", "  8", "- 9", "+ X"}},
		"nothing common at all":      {"a", "b", []string{"- a", "+ b"}},
		"two places far apart":       {"a\n1\n2\n3\n4\n5\n6\n7\nb", "A\n1\n2\n3\n4\n5\n6\n7\nB", []string{"- a", "+ A", "  1", "  2", "  3", "  …", "  5", "  6", "  7", "- b", "+ B"}},
		"texts without a difference": {"a\nb", "a\nb", nil},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, difference(tc.first, tc.second)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
