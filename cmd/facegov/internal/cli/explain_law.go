// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/cmd/facegov/internal/offline"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/internal/report"
)

// chosen is a rule with the policy that it stands in.
type chosen struct {
	policy *offline.Policy
	rule   *v1alpha1.Rule
}

// find returns the rules that a word means: those of a policy, one by its id, those of an article, or those whose ids
// begin so.
func find(policies []*offline.Policy, word string) []chosen {
	scope, article := articleOf(policies, word)
	for _, means := range []func(p *offline.Policy, r *v1alpha1.Rule) bool{
		func(p *offline.Policy, _ *v1alpha1.Rule) bool { return strings.EqualFold(p.Value.Name, word) },
		func(_ *offline.Policy, r *v1alpha1.Rule) bool { return strings.EqualFold(r.ID, word) },
		func(p *offline.Policy, r *v1alpha1.Rule) bool {
			return article != "" && (scope == "" || p.Value.Name == scope) && number.FindString(r.Article) == article
		},
		func(_ *offline.Policy, r *v1alpha1.Rule) bool {
			rest, found := strings.CutPrefix(strings.ToLower(r.ID), strings.ToLower(word))
			return found && word != "" && strings.IndexAny(rest, "./#") == 0
		},
	} {
		var found []chosen
		for _, p := range policies {
			for i := range p.Value.Spec.Rules {
				if r := &p.Value.Spec.Rules[i]; means(p, r) {
					found = append(found, chosen{p, r})
				}
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

var (
	number = regexp.MustCompile(`[0-9]+`)
	// asArticle is an article's number, alone or after the word article or the name of a policy.
	asArticle = regexp.MustCompile(`^(?i)(?:(?:article|art\.?)\s*)?([0-9]+)$`)
)

// articleOf reads "26", "Article 26", "cn-pipl/26" and "cn-pipl article 26".
func articleOf(policies []*offline.Policy, word string) (scope, article string) {
	for _, p := range policies {
		rest, found := strings.CutPrefix(strings.ToLower(word), p.Value.Name)
		if !found {
			continue
		}
		if parts := asArticle.FindStringSubmatch(strings.TrimLeft(rest, "/ ")); parts != nil {
			return p.Value.Name, parts[1]
		}
	}
	if parts := asArticle.FindStringSubmatch(word); parts != nil {
		return "", parts[1]
	}
	return "", ""
}

// explainRules explains rules, each law once before its rules.
func (c *explainCommand) explainRules(rules []chosen, now time.Time) []string {
	var lines []string
	for i, each := range rules {
		if i == 0 || rules[i-1].policy != each.policy {
			if i > 0 {
				lines = append(lines, "")
			}
			lines = append(lines, c.law(each.policy, now)...)
		}
		lines = append(lines, "")
		lines = append(lines, c.rule(each)...)
	}
	return lines
}

func (c *explainCommand) law(p *offline.Policy, now time.Time) []string {
	spec := &p.Value.Spec
	instrument := &spec.Instrument
	title := instrument.Title
	if c.lang == "zh-Hans" && instrument.OriginalTitle != "" {
		title = instrument.OriginalTitle
	} else if instrument.OriginalTitle != "" {
		title += " (" + instrument.OriginalTitle + ")"
	}
	authority := strings.TrimSuffix(instrument.Authority+"; "+instrument.Number, "; ")
	holds := fmt.Sprintf("%s, %s", strings.Join(spec.Jurisdictions, ", "), spec.Effective.From)
	if spec.Effective.Until != "" {
		holds += " – " + spec.Effective.Until
	}
	state, enforcement := policy.StateBroken, v1alpha1.Enforcement("")
	if p.Compiled != nil {
		enforcement, state, _ = p.Compiled.EnforcementAt(now)
	}
	lines := []string{p.Value.Name}
	lines = append(lines, c.part(labelLaw, fmt.Sprintf("%s; %s; %s", title, authority, instrument.Rank))...)
	holds = fmt.Sprintf("%s (%s, %s)", holds, report.Standing(spec, state), cmp.Or(string(enforcement), "-"))
	lines = append(lines, c.part(labelWhere, holds)...)
	return append(lines, c.part(labelSource, instrument.Source)...)
}

func (c *explainCommand) rule(each chosen) []string {
	r := each.rule
	text := textOf(r, c.lang)
	lines := []string{r.ID + "  " + cmp.Or(text.Title, r.Title)}
	add := func(l label, text string) {
		if text != "" {
			lines = append(lines, c.part(l, text)...)
		}
	}
	add(labelArticle, r.Article)
	add(labelApplies, c.applies(r))
	add(labelDemand, text.Demand)
	add(labelEffect, effectOf(r))
	if r.Hard {
		add(labelEffect, c.word(labelHard))
	}
	add(labelExceptions, exceptionsOf(each))
	add(labelRemedy, text.Remedy)
	return append(lines, c.asData(r)...)
}

// applies says to which places and cases a rule applies.
func (c *explainCommand) applies(r *v1alpha1.Rule) string {
	var parts []string
	if a := r.AppliesTo; a != nil {
		parts = append(parts, a.VenueClasses...)
		parts = append(parts, a.Venues...)
		if a.PublicAccess != "" {
			parts = append(parts, "publicAccess "+string(a.PublicAccess))
		}
	}
	if len(parts) == 0 {
		parts = []string{c.word(labelAllPlaces)}
	}
	if r.When != "" {
		parts = append(parts, "when "+strings.Join(strings.Fields(r.When), " "))
	}
	return strings.Join(parts, ", ")
}

func effectOf(r *v1alpha1.Rule) string {
	lapse := v1alpha1.LapseWarn
	grace := ""
	if r.OnLapse != nil {
		lapse = r.OnLapse.Effect
		if r.OnLapse.Grace != "" {
			grace = " " + r.OnLapse.Grace
		}
	}
	return fmt.Sprintf("onViolation %s, onLapse %s%s", cmp.Or(r.OnViolation, v1alpha1.OnViolationRefuse), lapse, grace)
}

// exceptionsOf are the exceptions that the rule's own law knows.
func exceptionsOf(each chosen) string {
	var texts []string
	exceptions := each.policy.Value.Spec.Exceptions
	for i := range exceptions {
		if e := &exceptions[i]; slices.Contains(e.Lifts, each.rule.ID) {
			texts = append(texts, strings.TrimSpace(fmt.Sprintf("%s (%s) %s", e.ID, e.Article, strings.Join(e.Needs, ", "))))
		}
	}
	return strings.Join(texts, "; ")
}

// asData shows the demand as the policy writes it.
func (c *explainCommand) asData(r *v1alpha1.Rule) []string {
	text, err := yaml.Marshal(&r.Requires)
	if err != nil {
		return nil // what was read from YAML can be written as YAML
	}
	lines := []string{"  " + c.word(labelRequires)}
	for line := range strings.SplitSeq(strings.TrimSpace(string(text)), "\n") {
		lines = append(lines, "    "+line)
	}
	return lines
}

func (c *explainCommand) explainOwn(id string, own ownRule) []string {
	lines := []string{id + "  " + own.Title}
	lines = append(lines, c.part(labelDemand, own.Demand)...)
	return append(lines, c.part(labelRemedy, own.Remedy)...)
}

func (c *explainCommand) word(l label) string { return labels[c.lang][l] }

// part is one part of an explanation under its label.
func (c *explainCommand) part(l label, text string) []string {
	return report.Wrap("  "+c.word(l)+": ", text, cmp.Or(c.Width, 100))
}
