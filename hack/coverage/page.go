// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/facegov/facegov/config/policies"
	"github.com/facegov/facegov/internal/law/catalogue"
)

const pageHead = `<!-- Generated from catalogue, policies and cases by "make generate-coverage"; do not edit. -->

# What facegov does with the law, row by row

Every row is one statement of a text, in a sentence of our own; the text itself is what binds. This is an engineer's
reading, not legal advice, and it says what is checked, never that anybody complies.

- **Enforced**: a rule of a shipped policy decides it. What a violation does stands behind the rule: *refuses* (nothing
  starts), *refuses at once* (what runs is sent away too), *warns*, or *lifts* where the row is an exception.
- **Attested**: a document on record answers it; no rule asks for it.
- **Out of reach**: not facegov's to decide, and why.

A rule for a row that nobody has read in a source warns and never refuses; such rows are marked *from memory*.

`

// shownCases is how many cases a row names for each side.
const shownCases = 3

// page renders docs/reference/law-coverage.md.
func page(instruments []catalogue.Instrument, accounts []account) string {
	var b strings.Builder
	b.WriteString(pageHead)
	writeTotals(&b, instruments, accounts)
	for _, instrument := range instruments {
		fmt.Fprintf(&b, "\n## %s\n\n", instrument.Title)
		places := strings.Join(instrument.Jurisdictions, ", ")
		fmt.Fprintf(&b, "`%s`, applies in %s, %s.\n\n", instrument.ID, places, packsOf(instrument))
		b.WriteString("| row | article | binds as | says | what facegov does | shown by |\n")
		b.WriteString("| --- | --- | --- | --- | --- | --- |\n")
		for i := range accounts {
			if accounts[i].row.Instrument == instrument.ID {
				writeRow(&b, &accounts[i])
			}
		}
	}
	return b.String()
}

func packsOf(instrument catalogue.Instrument) string {
	if len(instrument.Packs) == 0 {
		return "no policy is shipped"
	}
	links := make([]string, 0, len(instrument.Packs))
	for _, pack := range instrument.Packs {
		links = append(links, fmt.Sprintf("[`%s`](../../config/policies/%s)", pack, policies.Path(pack)))
	}
	return strings.Join(links, ", ")
}

// total counts rows by what facegov does with them.
type total struct{ rows, enforced, attested, outOfReach, open int }

func (t *total) add(a *account) {
	t.rows++
	switch a.row.Disposition {
	case catalogue.Enforced:
		t.enforced++
	case catalogue.Attested:
		t.attested++
	default:
		t.outOfReach++
	}
	if len(a.gaps()) > 0 {
		t.open++
	}
}

func writeTotals(b *strings.Builder, instruments []catalogue.Instrument, accounts []account) {
	b.WriteString("| instrument | rows | enforced | attested | out of reach | not accounted for |\n")
	b.WriteString("| --- | --: | --: | --: | --: | --: |\n")
	var all total
	for _, instrument := range instruments {
		var t total
		for i := range accounts {
			if accounts[i].row.Instrument == instrument.ID {
				t.add(&accounts[i])
				all.add(&accounts[i])
			}
		}
		writeTotal(b, instrument.Title, t)
	}
	writeTotal(b, "**all**", all)
}

func writeTotal(b *strings.Builder, name string, t total) {
	fmt.Fprintf(b, "| %s | %d | %d | %d | %d | %d |\n", name, t.rows, t.enforced, t.attested, t.outOfReach, t.open)
}

func writeRow(b *strings.Builder, a *account) {
	status := string(a.row.Status)
	if a.row.Verified == catalogue.FromMemory {
		status += ", from memory"
	}
	fmt.Fprintf(b, "| `%s` | %s | %s, %s | %s | %s | %s |\n",
		a.row.ID, a.row.Article, a.row.Kind, status, a.row.Duty, doing(a), strings.Join(shown(a), "<br>"))
}

// doing says what facegov does with a row.
func doing(a *account) string {
	switch a.row.Disposition {
	case catalogue.Attested:
		return "Attested by `" + a.row.Evidence + "`"
	case catalogue.OutOfReach:
		return "Out of reach: " + a.row.Reason
	default: // Enforced
	}
	if len(a.provisions) == 0 {
		return "Enforced: **no rule yet**"
	}
	rules := make([]string, 0, len(a.provisions))
	for _, p := range a.provisions {
		rules = append(rules, fmt.Sprintf("`%s` %s", p.id, p.effect))
	}
	if a.held() {
		return "Enforced with `" + a.row.HeldBy + "`:<br>" + strings.Join(rules, "<br>")
	}
	return "Enforced:<br>" + strings.Join(rules, "<br>")
}

// shown names the cases that show an enforced row, at most three where it bites and three where it is met.
func shown(a *account) []string {
	if a.row.Disposition != catalogue.Enforced {
		return nil
	}
	var bites, content []string
	for _, p := range a.provisions {
		bites, content = append(bites, p.bites...), append(content, p.content...)
	}
	var lines []string
	if len(bites) > 0 {
		lines = append(lines, "bites in "+links(bites))
	}
	if len(content) > 0 {
		lines = append(lines, "met in "+links(content))
	}
	return lines
}

func links(cases []string) string {
	var words, named []string
	for _, name := range cases {
		if len(named) == shownCases || slices.Contains(named, name) {
			continue
		}
		named = append(named, name)
		_, sentence, _ := strings.Cut(name, "/")
		words = append(words, fmt.Sprintf("[%s](../../test/cases/%s)", strings.ReplaceAll(sentence, "-", " "), name))
	}
	return strings.Join(words, ", ")
}
