// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/config/policies"
	"github.com/facegov/facegov/internal/law/rank"
)

// TestThePacksAreThoseThatShip holds the table of docs/reference/packs.md to the shipped policies. UPDATE_GOLDEN=1 writes
// it.
func TestThePacksAreThoseThatShip(t *testing.T) {
	const begin, end = "<!-- packs -->\n", "<!-- /packs -->\n"
	path := filepath.Join(top, "docs/reference/packs.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(text), begin)
	_, after, ends := strings.Cut(rest, end)
	if !begins || !ends {
		t.Fatalf("%s has no table between %s and %s", path, begin, end)
	}
	want := before + begin + packs(t) + end + after
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := gocmp.Diff(want, string(text)); diff != "" {
		t.Errorf("%s (-shipped +written); UPDATE_GOLDEN=1 writes it:\n%s", path, diff)
	}
}

// packs is the table of the shipped policies, set by set.
func packs(t *testing.T) string {
	t.Helper()
	var table strings.Builder
	table.WriteString("| set | policy | instrument | where | rank | status | from | a violation |\n" +
		"| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, set := range policies.Sets() {
		for _, name := range set.Policies {
			policy, err := policies.Decode(name)
			if err != nil {
				t.Fatal(err)
			}
			spec := &policy.Spec
			i := &spec.Instrument
			enforcement := cmp.Or(string(spec.Enforcement), rank.DefaultEnforcement(string(i.Rank), string(i.Status)))
			fmt.Fprintf(&table, "| %s | [`%s`](../../config/policies/%s/%s.yaml) | %s | %s | %s | %s | %s | %s |\n",
				set.Name, name, set.Name, name, i.Title, strings.Join(spec.Jurisdictions, ", "), i.Rank, i.Status,
				spec.Effective.From, effect(t, enforcement))
		}
	}
	return table.String()
}

// effect says an enforcement in words.
func effect(t *testing.T, enforcement string) string {
	t.Helper()
	words := map[string]string{"Enforce": "refuses", "Warn": "warns", "Report": "is listed", "Off": "is left out"}
	word, known := words[enforcement]
	if !known {
		t.Fatalf("%q is no effect of a violation", enforcement)
	}
	return word
}

// TestThePacksThatAreLoadedByDefaultAreNamed holds that the page names them as the program knows them.
func TestThePacksThatAreLoadedByDefaultAreNamed(t *testing.T) {
	named := slices.Clone(policies.Default)
	for i := range named {
		named[i] = "`" + named[i] + "`"
	}
	text, err := os.ReadFile(filepath.Join(top, "docs/reference/packs.md"))
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Join(named, " and ") + " are loaded by default"; !strings.Contains(string(text), want) {
		t.Errorf("docs/reference/packs.md does not say %q", want)
	}
}
