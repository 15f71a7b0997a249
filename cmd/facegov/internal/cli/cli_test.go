// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/spf13/cobra"
)

// repository is the way to the root of the repository.
const repository = "../../../../"

var on = time.Date(2026, time.November, 21, 4, 0, 0, 0, time.UTC)

func timeOf() time.Time { return on }

// call runs a command line in this process.
func call(stdin string, args ...string) (code int, out, errs string) {
	var stdout, stderr bytes.Buffer
	code = Run(args, Surroundings{
		Name: "facegov", In: strings.NewReader(stdin), Out: &stdout, Err: &stderr, Now: timeOf,
	})
	return code, stdout.String(), stderr.String()
}

// sample returns a file of config/samples.
func sample(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, "config/samples", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// files writes files into a folder of their own and goes there.
func files(t *testing.T, texts map[string]string) {
	t.Helper()
	folder := t.TempDir()
	for name, text := range texts {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(folder)
}

// inOrder fails when the text does not hold the parts in this order.
func inOrder(t *testing.T, text string, parts ...string) {
	t.Helper()
	rest := text
	for _, part := range parts {
		_, after, found := strings.Cut(rest, part)
		if !found {
			t.Fatalf("%q is missing, or not after what comes before it, in\n%s", part, text)
		}
		rest = after
	}
}

func commands(t *testing.T) map[string]*cobra.Command {
	t.Helper()
	found := map[string]*cobra.Command{}
	for _, c := range newRoot(&Surroundings{Name: "facegov"}).Commands() {
		found[c.Name()] = c
	}
	return found
}

func TestHelpTeaches(t *testing.T) {
	for name, c := range commands(t) {
		if c.Long == "" || !strings.Contains(c.Example, "facegov "+name) {
			t.Errorf("facegov %s has no explanation, or no example of itself", name)
		}
		code, out, errs := call("", name, "--help")
		if code != 0 || errs != "" || !strings.Contains(out, "Examples:") {
			t.Errorf("facegov %s --help gives %d, %q", name, code, errs)
		}
	}
	_, out, _ := call("", "check", "--help")
	inOrder(t, out, "0  everything is permitted", "1  something is denied", "2  something is unknown", "3  the input")
}

// TestExamplesAreCommands holds that no example names a command or a flag that does not exist.
func TestExamplesAreCommands(t *testing.T) {
	all := commands(t)
	for name, c := range all {
		for line := range strings.SplitSeq(c.Example, "\n") {
			line, _, _ = strings.Cut(line, "#")
			_, after, found := strings.Cut(line, "facegov ")
			if !found {
				continue
			}
			after, _, _ = strings.Cut(after, " > ")
			words := strings.Fields(after)
			example, known := all[words[0]]
			if !known {
				t.Errorf("an example of %s calls %q", name, words[0])
				continue
			}
			for _, word := range words[1:] {
				flag, _, _ := strings.Cut(strings.TrimLeft(word, "-"), "=")
				isLong := strings.HasPrefix(word, "--") && example.Flags().Lookup(flag) == nil
				isShort := len(word) == 2 && word[0] == '-' && example.Flags().ShorthandLookup(flag) == nil
				if isLong || isShort {
					t.Errorf("an example of %s gives %s the flag %s", name, words[0], word)
				}
			}
		}
	}
}

func TestTheNameOfThePluginStandsInItsHelp(t *testing.T) {
	var out bytes.Buffer
	Run([]string{"check", "--help"}, Surroundings{Name: "kubectl facegov", Out: &out, Err: &out})
	inOrder(t, out.String(), "kubectl facegov check -f", "kubectl facegov check -f config/samples")
}

func TestCommandLinesWithFaults(t *testing.T) {
	cases := map[string]struct {
		args []string
		want string
	}{
		"a command that is none":              {[]string{"chek"}, `there is no command "chek"; did you mean check?`},
		"a command like no other":             {[]string{"annihilate"}, `there is no command "annihilate"; see facegov --help`},
		"a flag that is none":                 {[]string{"check", "--file", "x"}, "unknown flag: --file; see facegov check --help"},
		"check without input":                 {[]string{"check"}, "name files or folders with -f"},
		"check with an argument":              {[]string{"check", "x"}, "unknown command"},
		"a form that is none":                 {[]string{"check", "-f", ".", "-o", "pdf"}, `--output "pdf" is not known; choose text, json`},
		"packs that are none":                 {[]string{"check", "-f", ".", "--packs", "xx"}, `--packs: "xx" chooses no shipped policy; choose all, none, ca-qc, cn, eu`},
		"a date that is none":                 {[]string{"policies", "--on", "2025-02-30"}, `--on "2025-02-30" is no day of the calendar; write it as YYYY-MM-DD`},
		"a moment that is none":               {[]string{"policies", "--now", "noon"}, `--now "noon" is no moment`},
		"a date and a moment":                 {[]string{"policies", "--on", "2025-02-03", "--now", "2025-02-03T00:00:00Z"}, "none of the others can be"},
		"a jurisdiction that is withdrawn":    {[]string{"policies", "--jurisdiction", "CN-31"}, "write CN-SH"},
		"policies in a form that is none":     {[]string{"policies", "-o", "sarif"}, "choose text, json, yaml"},
		"a language that is not spoken":       {[]string{"explain", "cn-pipl", "--lang", "tlh"}, `--lang "tlh" is not spoken here; choose en, zh-Hans`},
		"explain without a subject":           {[]string{"explain"}, "name one rule, article, policy or deployment"},
		"a rule that is misspelt":             {[]string{"explain", "CN-PIPL/29.seperate"}, "did you mean CN-PIPL/29.separate"},
		"a subject like no other":             {[]string{"explain", "@@@@@@"}, "policies lists the laws"},
		"a deployment without files":          {[]string{"explain", "frd/gate"}, "with -f"},
		"init without a preset":               {[]string{"init", "--out", "x"}, "--preset is missing; choose hotel-desk"},
		"init without a folder":               {[]string{"init", "--preset", "hotel-desk"}, "--out is missing"},
		"a preset that is none":               {[]string{"init", "--preset", "castle", "--out", "x"}, `there is no preset "castle"; choose hotel-desk`},
		"test without a folder":               {[]string{"test"}, "name at least one folder"},
		"test of a folder without cases":      {[]string{"test", "."}, "holds no case"},
		"a bench that is too long":            {[]string{"bench", "--duration", "1h"}, "out of range"},
		"a bench of files with faults":        {[]string{"bench", "-f", "nothing", "--duration", "1ms"}, "see facegov check"},
		"a profile that cannot be written to": {[]string{"bench", "--duration", "1ms", "--profile", "no/where"}, "--profile: open no/where"},
	}
	t.Chdir(t.TempDir())
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			code, out, errs := call("", tc.args...)
			if code != exitBadInput || out != "" || !strings.Contains(errs, tc.want) {
				t.Errorf("exit code %d, out %q, errors %q, want %q", code, out, errs, tc.want)
			}
		})
	}
}

func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if code, out, errs := call("", "completion", shell); code != 0 || len(out) < 500 {
			t.Errorf("completion %s gives %d, %q", shell, code, errs)
		}
	}
	for words, want := range map[string]string{
		"check --output ":          "sarif",
		"check --packs ":           "cn-pipl",
		"policies --jurisdiction ": "CN-SH\tShanghai",
		"policies --output ":       "yaml",
		"explain ":                 "CN-FRT-2025/13.private",
		"explain --lang ":          "zh-Hans",
		"init --preset ":           "residential-gate",
		"init --lang ":             "en",
	} {
		_, out, _ := call("", append([]string{"__complete"}, strings.Split(words, " ")...)...)
		if !slices.Contains(strings.Split(out, "\n"), want) {
			t.Errorf("%q is not completed by %q but by\n%s", words, want, out)
		}
	}
}
