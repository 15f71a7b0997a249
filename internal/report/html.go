// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"github.com/facegov/facegov/api/v1alpha1"
)

//go:embed page.html
var pageSource string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"join": strings.Join, "lower": strings.ToLower,
}).Parse(pageSource))

type pageData struct {
	Statement   string
	Version     string
	Now         string
	Outcome     Outcome
	Policies    []policyDocument
	Sources     map[string]string
	Deployments []*pageDeployment
	Problems    []Problem
	Notes       []Note
	Skipped     []Skipped
}

type pageDeployment struct {
	Name     string
	Anchor   string
	Verdict  v1alpha1.Verdict
	Position Position
	Blocks   []v1alpha1.Finding
	Due      []pageDue
	Kept     []v1alpha1.Finding
	Advice   []v1alpha1.Finding
	Reported []v1alpha1.Finding
	Met      int
	Demands  []pageDemand
	Allowed  []string
	Refused  []string
}

// AllAdvice counts what is not met and does not block.
func (p *pageDeployment) AllAdvice() int { return len(p.Advice) + len(p.Reported) }

type pageDemand struct {
	Text         string
	From, Losers []string
}

type pageDue struct {
	When    string
	What    string
	Rule    string
	Finding *v1alpha1.Finding
}

// HTML is the report as one page that needs nothing else and can be printed, for a data protection officer.
func HTML(r *Report) ([]byte, error) {
	data := pageData{
		Statement: Statement, Version: r.Version, Now: moment(r.Now), Outcome: r.Outcome(),
		Policies: policyDocuments(r.Policies), Sources: map[string]string{},
		Problems: r.Problems, Notes: r.Notes, Skipped: r.Skipped,
	}
	for i := range r.Policies {
		data.Sources[r.Policies[i].Name] = r.Policies[i].Spec.Instrument.Source
	}
	for i := range r.Deployments {
		data.Deployments = append(data.Deployments, r.pageOf(i))
	}
	var text bytes.Buffer
	if err := page.Execute(&text, data); err != nil {
		return nil, fmt.Errorf("the report cannot be written as HTML: %w", err)
	}
	return text.Bytes(), nil
}

func (r *Report) pageOf(i int) *pageDeployment {
	d := &r.Deployments[i]
	s := r.sectionsOf(d)
	p := &pageDeployment{
		Name: d.Namespace + "/" + d.Name, Anchor: fmt.Sprintf("deployment-%d", i+1), Verdict: d.Verdict.Result,
		Position: Position{File: d.File, Line: d.Line}, Blocks: s.blocks, Kept: s.kept,
		Advice: s.advice, Reported: s.reported, Met: s.met,
		Allowed: d.Verdict.AllowedZones, Refused: d.Verdict.RefusedZones,
	}
	for _, each := range demandsOf(&d.Verdict.Effective) {
		p.Demands = append(p.Demands, pageDemand{Text: each.text, From: each.from, Losers: each.losers})
	}
	for _, each := range s.due {
		p.Due = append(p.Due, pageDue{When: each.when, What: each.what, Rule: each.rule, Finding: each.finding})
	}
	return p
}
