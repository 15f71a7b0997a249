// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy"
)

// TextOptions say how a text looks.
type TextOptions struct {
	// Width at which lines are broken, 100 when zero.
	Width int
	// Colour marks verdicts by terminal colours.
	Colour bool
}

// Text is the report for people: what could not be read, a table, and for each deployment what blocks now, what is due
// by when and what is advice, in that order.
func Text(r *Report, o TextOptions) []byte {
	w := &writer{report: r, width: cmp.Or(o.Width, 100), colour: o.Colour}
	w.problems(r)
	if len(r.Deployments) > 0 {
		w.table(r)
		for i := range r.Deployments {
			w.deployment(r, &r.Deployments[i])
		}
	}
	w.footer(r)
	return []byte(w.text.String())
}

// writer writes lines.
type writer struct {
	report *Report
	text   strings.Builder
	width  int
	colour bool
}

func (w *writer) line(format string, args ...any) {
	w.text.WriteString(printable(fmt.Sprintf(format, args...), w.colour))
	w.text.WriteByte('\n')
}

func (w *writer) problems(r *Report) {
	if len(r.Problems) == 0 {
		return
	}
	w.line("%s", w.paint(red, fmt.Sprintf("%s in the input", count(len(r.Problems), "fault", "faults"))))
	for i := range r.Problems {
		w.line("  %s", Line(&r.Problems[i]))
	}
	if len(r.Deployments) > 0 {
		w.line("")
	}
}

// Line says a problem as compilers do, for editors to jump to.
func Line(p *Problem) string {
	parts := []string{}
	if at := p.String(); at != "" {
		parts = append(parts, at)
	}
	if p.Object != "" {
		parts = append(parts, p.Object)
	}
	if p.Field != "" {
		parts = append(parts, p.Field)
	}
	return Printable(strings.Join(append(parts, p.Message), ": "))
}

// String is file, line and column as far as they are known.
func (p Position) String() string {
	switch {
	case p.File == "":
		return ""
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	default:
		return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
	}
}

func (w *writer) table(r *Report) {
	rows := [][]string{{"DEPLOYMENT", "VERDICT", "BLOCKS", "DUE", "DUTIES", "ADVICE"}}
	for i := range r.Deployments {
		d := &r.Deployments[i]
		s := r.sectionsOf(d)
		rows = append(rows, []string{
			d.Namespace + "/" + d.Name, string(d.Verdict.Result),
			fmt.Sprint(len(s.blocks)), fmt.Sprint(len(s.due)), fmt.Sprint(len(s.kept)),
			fmt.Sprint(len(s.advice) + len(s.reported)),
		})
	}
	w.rows(rows, map[int]func(string) string{1: func(cell string) string {
		return w.paint(colourOf(v1alpha1.Verdict(strings.TrimSpace(cell))), cell)
	}})
}

// rows writes a table; paints change how the cells of a column look, the head excepted.
func (w *writer) rows(rows [][]string, paints map[int]func(string) string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], columns(cell))
		}
	}
	for n, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			padded := cell + strings.Repeat(" ", widths[i]-columns(cell))
			if i == len(row)-1 {
				padded = cell
			}
			if paint := paints[i]; paint != nil && n > 0 {
				padded = paint(padded)
			}
			if i > 0 {
				line.WriteString("  ")
			}
			line.WriteString(padded)
		}
		w.line("%s", strings.TrimRight(line.String(), " "))
	}
}

func (w *writer) deployment(r *Report, d *Deployment) {
	w.line("")
	head := fmt.Sprintf("%s/%s: %s", d.Namespace, d.Name, d.Verdict.Result)
	at := ""
	if d.File != "" {
		at = "  " + Position{File: d.File, Line: d.Line}.String()
	}
	w.line("%s%s", w.paint(colourOf(d.Verdict.Result)+bold, head), at)
	s := r.sectionsOf(d)
	w.findings(d, blocksWhen(&d.Verdict), s.blocks)
	w.due(d, s.due)
	if len(s.kept) > 0 {
		w.line("  %s", w.paint(bold, "Due as long as it runs"))
		for i := range s.kept {
			w.item(s.kept[i].Rule + ": " + s.kept[i].Message)
		}
	}
	w.findings(d, "Advice", s.advice)
	w.findings(d, "Only reported", s.reported)
	w.zones(d)
}

func (w *writer) findings(d *Deployment, title string, findings []v1alpha1.Finding) {
	if len(findings) == 0 {
		return
	}
	w.line("  %s", w.paint(bold, title))
	for len(findings) > 0 {
		n := 1
		for n < len(findings) && isSameRule(&findings[0], &findings[n]) {
			n++
		}
		w.finding(d, findings[:n])
		findings = findings[n:]
	}
}

// isSameRule says that two findings differ only in what is wrong and where.
func isSameRule(a, b *v1alpha1.Finding) bool {
	return a.Rule == b.Rule && a.Policy == b.Policy && a.Result == b.Result && a.Basis == b.Basis && a.Remedy == b.Remedy
}

// finding says what one rule finds: what is wrong, once for each case; then where to look, the article and the way out.
func (w *writer) finding(d *Deployment, findings []v1alpha1.Finding) {
	f := &findings[0]
	title := w.report.titleOf(f)
	head := w.paint(bold, f.Rule)
	if title != "" {
		head += "  " + title
	}
	w.line("    %s", head)
	w.line("      %s", w.paint(colourOfFinding(f.Result), string(f.Result))+basis(f.Basis))
	var places []string
	for i := range findings {
		w.wrap("      - ", strings.TrimPrefix(findings[i].Message, title+": "))
		if at := where(d, findings[i].FieldPath); at != "" && !slices.Contains(places, at) {
			places = append(places, at)
		}
	}
	for _, part := range []struct{ name, text string }{
		{"Where:   ", strings.Join(places, ", ")}, {"Article: ", f.Citation}, {"Remedy:  ", f.Remedy},
	} {
		if part.text != "" {
			w.wrap("      "+part.name, part.text)
		}
	}
}

// where is a field with its place in a file.
func where(d *Deployment, field string) string {
	at := Position{File: d.Positions[field].File, Line: d.Positions[field].Line}.String()
	if field == "" || at == "" {
		return field
	}
	return fmt.Sprintf("%s (%s)", field, at)
}

// titleOf is the title of a finding's rule, with which its message begins.
func (r *Report) titleOf(f *v1alpha1.Finding) string {
	if rule := r.rule(f.Policy, f.Rule); rule != nil {
		return rule.Text["en"].Title
	}
	return ""
}

func basis(b v1alpha1.FindingBasis) string {
	if b == v1alpha1.BasisMissing {
		return ", nothing is declared"
	}
	return ", " + strings.ToLower(string(b))
}

func (w *writer) due(d *Deployment, list []due) {
	if len(list) == 0 {
		return
	}
	w.line("  %s", w.paint(bold, "Due by"))
	for i := range list {
		if list[i].finding == nil {
			w.item(fmt.Sprintf("%s: %s (%s)", list[i].when, list[i].what, list[i].rule))
			continue
		}
		w.line("    %s", w.paint(yellow, list[i].when))
		w.finding(d, []v1alpha1.Finding{*list[i].finding})
	}
}

// blocksWhen says when what blocks does so. What an observation keeps from acting blocks when that ends.
func blocksWhen(v *policy.Verdict) string {
	if v.Observed && v.MayStart() {
		return "Blocks when the observation ends; what runs goes on until then"
	}
	return "Blocks now"
}

// item says something short.
func (w *writer) item(text string) { w.wrap("    - ", text) }

func (w *writer) zones(d *Deployment) {
	if len(d.Verdict.RefusedZones) > 0 && len(d.Verdict.AllowedZones) > 0 {
		w.wrap("  ", fmt.Sprintf("Pods may stand in %s, not in %s.",
			strings.Join(d.Verdict.AllowedZones, ", "), strings.Join(d.Verdict.RefusedZones, ", ")))
	}
}

func (w *writer) footer(r *Report) {
	if len(r.Notes) > 0 {
		w.line("")
		w.line("%s", w.paint(bold, "Notes"))
		for _, note := range r.Notes {
			at := ""
			if note.File != "" {
				at = note.String() + ": "
			}
			w.wrap("  ", at+note.Message)
		}
	}
	w.line("")
	w.wrap("", fmt.Sprintf("As at %s, by %s.", moment(r.Now), r.loaded()))
	if len(r.Skipped) > 0 {
		w.wrap("", fmt.Sprintf("Not looked at: %s.", r.skipped()))
	}
	w.wrap("", Statement)
}

// loaded says which policies counted.
func (r *Report) loaded() string {
	if len(r.Policies) == 0 {
		return "no policy is loaded"
	}
	names := make([]string, 0, len(r.Policies))
	for i := range r.Policies {
		names = append(names, r.Policies[i].Name)
	}
	return strings.Join(names, ", ")
}

// skipped says how many objects of which other kinds there are.
func (r *Report) skipped() string {
	kinds := make([]string, 0, len(r.Skipped))
	for _, s := range r.Skipped {
		kinds = append(kinds, fmt.Sprintf("%d %s", s.Count, s.Kind))
	}
	return strings.Join(kinds, ", ")
}
