// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy"
)

// Laws lists the loaded policies for people.
func Laws(r *Report, o TextOptions) []byte {
	w := &writer{report: r, width: cmp.Or(o.Width, 100), colour: o.Colour}
	w.problems(r)
	rows := [][]string{{"POLICY", "RANK", "STATE", "EFFECT", "FROM", "UNTIL", "WHERE", "RULES", "HARD"}}
	for i := range r.Policies {
		p := &r.Policies[i]
		rows = append(rows, []string{
			p.Name, string(p.Spec.Instrument.Rank), Standing(p.Spec, p.State), cmp.Or(effect(p), "-"), p.Spec.Effective.From,
			cmp.Or(p.Spec.Effective.Until, "-"), strings.Join(p.Spec.Jurisdictions, ","),
			fmt.Sprint(len(p.Spec.Rules)), fmt.Sprint(hardRules(p.Spec)),
		})
	}
	w.rows(rows, map[int]func(string) string{2: func(cell string) string { return w.paint(colourOfState(cell), cell) }})
	if len(r.Policies) == 0 {
		w.line("No policy is loaded that holds there, so nothing is known to be permitted.")
	}
	for i := range r.Policies {
		instrument := &r.Policies[i].Spec.Instrument
		w.line("")
		w.line("%s", w.paint(bold, r.Policies[i].Name))
		w.wrap("  ", instrument.Title)
		if instrument.OriginalTitle != "" {
			w.wrap("  ", instrument.OriginalTitle)
		}
		w.wrap("  ", strings.TrimSuffix(instrument.Authority+"; "+instrument.Number, "; "))
		w.line("  %s", instrument.Source)
	}
	w.line("")
	w.wrap("", "The strictest rule wins, whatever its rank; a minimum of a higher rank beats a maximum of a lower one; "+
		"equals that cannot both be met go to a human.")
	w.wrap("", fmt.Sprintf("As at %s.", moment(r.Now)))
	return []byte(w.text.String())
}

// Standing says what part a policy takes at a moment, for people: whoever lists a draft or a repealed law that still has
// rules does not say that it is in force.
func Standing(spec *v1alpha1.RecognitionPolicySpec, state policy.State) string {
	if status := spec.Instrument.Status; state == policy.StateInForce && status != v1alpha1.InstrumentInForce {
		return string(status)
	}
	return string(state)
}

// effect is what a violation does; nothing when the policy takes no part.
func effect(p *Policy) string {
	switch p.State {
	case policy.StateInForce, policy.StatePreview:
		return string(p.Enforcement)
	default:
		return ""
	}
}

func hardRules(spec *v1alpha1.RecognitionPolicySpec) int {
	n := 0
	for i := range spec.Rules {
		if spec.Rules[i].Hard {
			n++
		}
	}
	return n
}

func colourOfState(cell string) string {
	switch policy.State(strings.TrimSpace(cell)) {
	case policy.StateInForce:
		return green
	case policy.StateBroken:
		return red
	default:
		return yellow
	}
}

type lawsDocument struct {
	Now      string           `json:"now"`
	Policies []policyDocument `json:"policies"`
	Problems []Problem        `json:"problems"`
}

func lawsOf(r *Report) lawsDocument {
	return lawsDocument{
		Now: r.Now.UTC().Format(time.RFC3339), Policies: policyDocuments(r.Policies), Problems: list(r.Problems),
	}
}

// LawsJSON lists the loaded policies for programs.
func LawsJSON(r *Report) ([]byte, error) { return indented(lawsOf(r)) }

// LawsYAML lists the loaded policies for programs, as LawsJSON does.
func LawsYAML(r *Report) ([]byte, error) {
	text, err := yaml.Marshal(lawsOf(r))
	if err != nil {
		return nil, fmt.Errorf("the laws cannot be written as YAML: %w", err)
	}
	return text, nil
}
