// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package attacks

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	threatModel = "../../docs/threat-model.md"
	tableBegins = "<!-- attacks: written by the tests, UPDATE_GOLDEN=1 go test ./test/attacks -->\n"
	tableEnds   = "<!-- attacks end -->\n"
)

// TestThreatModelHasTheAttacks prints the table and compares it with the document. With UPDATE_GOLDEN=1 it is written.
func TestThreatModelHasTheAttacks(t *testing.T) {
	all, err := attacks()
	must(t, err)
	want := table(all)
	t.Logf("\n%s", want)
	document, err := os.ReadFile(threatModel)
	must(t, err)
	before, rest, hasBegin := strings.Cut(string(document), tableBegins)
	got, after, hasEnd := strings.Cut(rest, tableEnds)
	if !hasBegin || !hasEnd {
		t.Fatalf("%s has no place for the table: put these lines there:\n%s%s", threatModel, tableBegins, tableEnds)
	}
	if os.Getenv("UPDATE_GOLDEN") == "1" {
		must(t, os.WriteFile(threatModel, []byte(before+tableBegins+want+tableEnds+after), 0o644))
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the table in %s is not that of the tests; UPDATE_GOLDEN=1 writes it (-want +got):\n%s", threatModel, diff)
	}
}

// table is the attacks as a table in Markdown.
func table(all []attack) string {
	var text strings.Builder
	text.WriteString("| Trick | Who tries | Refused by | What they read |\n| --- | --- | --- | --- |\n")
	for _, a := range all {
		if a.Ring != "operator" {
			fmt.Fprintf(&text, "| %s | %s | %s | %s |\n", a.Trick, a.Who, strings.Join(a.By, " or "), cell(a.Refused[0]))
		}
	}
	text.WriteString("\nWhat only the running operator undoes:\n\n| Trick | Who tries | What becomes of it |\n| --- | --- | --- |\n")
	for _, a := range all {
		if a.Ring == "operator" {
			fmt.Fprintf(&text, "| %s | %s | %s |\n", a.Trick, a.Who, cell(a.Undone))
		}
	}
	return text.String()
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// TestAttacksAreComplete finds an attack that says too little to be worth anything.
func TestAttacksAreComplete(t *testing.T) {
	all, err := attacks()
	must(t, err)
	seen := map[string]bool{}
	for _, a := range all {
		isWhole := a.Trick != "" && a.Who != ""
		switch a.Ring {
		case "operator":
			isWhole = isWhole && a.Undone != ""
		case "":
			isWhole = isWhole && len(a.By) > 0 && len(a.Refused) > 0 && a.Instead.Who != ""
		default:
			t.Errorf("%s has ring %q; leave it out, or write operator", a.Trick, a.Ring)
		}
		if !isWhole || seen[a.Trick] {
			t.Errorf("the attack %q says too little, or is there twice", a.Trick)
		}
		seen[a.Trick] = true
	}
}
