// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/facegov/facegov/cmd/facegov/internal/manifest"
	"github.com/facegov/facegov/cmd/facegov/internal/offline"
	"github.com/facegov/facegov/config/policies"
	"github.com/facegov/facegov/internal/law/spelling"
	"github.com/facegov/facegov/internal/report"
)

type explainCommand struct {
	*Surroundings
	input inputFlags
	time  timeFlags
	lang  string
}

func newExplain(s *Surroundings) *cobra.Command {
	command := &explainCommand{Surroundings: s}
	c := &cobra.Command{
		Use:   "explain RULE|ARTICLE|POLICY|frd/[NAMESPACE/]NAME",
		Short: "Say what a law asks for, or why a deployment got its verdict",
		Long: `Explains a rule by its id, an article (26, "Article 26", cn-pipl/26), a whole policy by its name, or one of
facegov's own rules: the law, its source, the demand, the remedy.

Explains a deployment of the input, frd/NAME: which facts decided and on what basis they are known (observed, declared,
attested, or missing), and what the laws demand together, with the rules that won and those that lost.`,
		Example: s.examples(`
facegov explain CN-FRT-2025/13.private
facegov explain cn-pipl/26 --lang zh-Hans
facegov explain cn-spc-fr-2021
facegov explain facegov/never-in-the-way-out
facegov explain frd/maple-court/north-gate -f config/samples`),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return badInput("name one rule, article, policy or deployment, such as CN-FRT-2025/10 or frd/north-gate")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return command.run(args[0]) },
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return command.subjects(), cobra.ShellCompDirectiveNoFileComp
		},
	}
	command.input.add(c)
	command.input.addProfiles(c)
	command.time.add(c)
	c.Flags().StringVar(&command.lang, "lang", "en", "language of the law's text: "+strings.Join(languages, ", "))
	_ = c.RegisterFlagCompletionFunc("lang", // the flag exists
		cobra.FixedCompletions(languages, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func (c *explainCommand) run(subject string) error {
	if err := checkLanguage(c.lang); err != nil {
		return err
	}
	now, err := c.time.moment(c.Surroundings)
	if err != nil {
		return err
	}
	world, err := c.input.load(c.Surroundings)
	if err != nil {
		return err
	}
	for i := range world.Problems {
		_, _ = fmt.Fprintln(c.Err, report.Line(&world.Problems[i])) // what can be explained is explained all the same
	}
	lines, err := c.explain(world, subject, now)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(c.Out, strings.Join(lines, "\n")); err != nil {
		return fmt.Errorf("the explanation cannot be written: %w", err)
	}
	if len(world.Problems) > 0 {
		return exit{code: exitBadInput}
	}
	return nil
}

func (c *explainCommand) explain(world *offline.World, subject string, now time.Time) ([]string, error) {
	for _, prefix := range []string{"frd/", "facerecognitiondeployment/"} {
		if name, found := strings.CutPrefix(strings.ToLower(subject), prefix); found {
			return c.explainDeployment(world, name, now)
		}
	}
	if own, found := ownRules()[subject]; found {
		return c.explainOwn(subject, own[c.lang]), nil
	}
	if chosen := find(world.ByWeight(), strings.TrimPrefix(subject, "rpol/")); len(chosen) > 0 {
		lines := c.explainRules(chosen, now)
		for i := range lines {
			lines[i] = report.Printable(lines[i])
		}
		return lines, nil
	}
	if pack := packThatHolds(subject); pack != "" {
		return nil, badInput("%.128q is of %s, which is not loaded; add --packs %s", subject, pack, policies.SetOf(pack))
	}
	nearest := spelling.Nearest(subject, candidates(world), 3)
	if len(nearest) == 0 {
		return nil, badInput("%.128q is no rule, article, policy or deployment that is loaded; "+
			"%s policies lists the laws, and -f loads more", subject, c.Name)
	}
	return nil, badInput("%.128q is no rule, article, policy or deployment that is loaded; did you mean %s?",
		subject, strings.Join(nearest, ", "))
}

// packThatHolds returns the shipped policy that has something of that name, whether it is loaded or not.
func packThatHolds(subject string) string {
	all, err := offline.Load(&manifest.Input{}, offline.Options{Packs: policies.Names()})
	if err != nil {
		return ""
	}
	if found := find(all.ByWeight(), strings.TrimPrefix(subject, "rpol/")); len(found) > 0 {
		return found[0].policy.Value.Name
	}
	return ""
}

// subjects are what can be completed without any input.
func (c *explainCommand) subjects() []string {
	world, err := c.input.load(c.Surroundings)
	if err != nil {
		return nil
	}
	var names []string
	for _, candidate := range candidates(world) {
		names = append(names, candidate.Word)
	}
	return names
}

func candidates(world *offline.World) []spelling.Candidate {
	var words []spelling.Candidate
	for _, p := range world.Policies {
		words = append(words, spelling.Candidate{Word: p.Value.Name})
		for i := range p.Value.Spec.Rules {
			words = append(words, spelling.Candidate{Word: p.Value.Spec.Rules[i].ID})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(ownRules())) {
		words = append(words, spelling.Candidate{Word: id})
	}
	for _, d := range world.Deployments {
		name := d.Value.Name
		words = append(words, spelling.Candidate{Word: "frd/" + d.Value.Namespace + "/" + name, Also: []string{name}})
	}
	return words
}
