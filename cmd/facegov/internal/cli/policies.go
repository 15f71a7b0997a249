// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/facegov/facegov/internal/law/jurisdiction"
	"github.com/facegov/facegov/internal/report"
)

// lawFormats are the outputs of policies.
var lawFormats = []string{"text", "json", "yaml"}

type policiesCommand struct {
	*Surroundings
	input        inputFlags
	time         timeFlags
	jurisdiction string
	output       string
}

func newPolicies(s *Surroundings) *cobra.Command {
	command := &policiesCommand{Surroundings: s}
	c := &cobra.Command{
		Use:   "policies",
		Short: "List the laws: what is in force where and when, what a violation does, and who wins",
		Long: `Lists the shipped laws, and those of the input, the weightiest first.

The strictest rule wins, whatever its rank. Rank decides one question: a minimum of a higher rank beats a maximum of a
lower one. Equals that cannot both be met go to a human, and nothing starts meanwhile.

STATE on the day: InForce; Preview, whose violations are warnings that say the day; Ended; Off; Broken; or what the
instrument is where it is not in force, such as Draft.
EFFECT of a violation: Enforce refuses, Warn warns, Report only lists.`,
		Example: s.examples(`
facegov policies
facegov policies --jurisdiction CN-SH
facegov policies --on 2025-05-31
facegov policies -f house-rules.yaml --packs cn`),
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return command.run() },
	}
	command.input.add(c)
	command.input.addProfiles(c)
	command.time.add(c)
	c.Flags().StringVar(&command.jurisdiction, "jurisdiction", "", "only laws that hold there, such as CN-SH or NL")
	c.Flags().StringVarP(&command.output, "output", "o", "text", "form: "+strings.Join(lawFormats, ", "))
	_ = c.RegisterFlagCompletionFunc("output", // the flag exists
		cobra.FixedCompletions(lawFormats, cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("jurisdiction", completeJurisdictions) // the flag exists
	return c
}

func completeJurisdictions(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var codes []string
	for _, j := range jurisdiction.All() {
		codes = append(codes, cobra.CompletionWithDesc(j.Code, j.Name.English))
	}
	return codes, cobra.ShellCompDirectiveNoFileComp
}

func (c *policiesCommand) run() error {
	if !slices.Contains(lawFormats, c.output) {
		return badInput("--output %.32q is not known; choose %s", c.output, strings.Join(lawFormats, ", "))
	}
	if c.jurisdiction != "" {
		if err := jurisdiction.Check(c.jurisdiction); err != nil {
			return badInput("--jurisdiction: %v", err)
		}
	}
	now, err := c.time.moment(c.Surroundings)
	if err != nil {
		return err
	}
	world, err := c.input.load(c.Surroundings)
	if err != nil {
		return err
	}
	laws := world.Decide(now)
	laws.Version, laws.Deployments = version(), nil
	laws.Policies = slices.DeleteFunc(laws.Policies, func(p report.Policy) bool {
		return c.jurisdiction != "" && !jurisdiction.Applies(p.Spec.Jurisdictions, []string{c.jurisdiction})
	})
	text, err := c.format(laws)
	if err != nil {
		return err
	}
	if _, err := c.Out.Write(text); err != nil {
		return fmt.Errorf("the list cannot be written: %w", err)
	}
	if len(laws.Problems) > 0 {
		return exit{code: exitBadInput}
	}
	return nil
}

func (c *policiesCommand) format(laws *report.Report) ([]byte, error) {
	switch c.output {
	case "json":
		return report.LawsJSON(laws)
	case "yaml":
		return report.LawsYAML(laws)
	default:
		return report.Laws(laws, report.TextOptions{Width: c.Width, Colour: c.Colour}), nil
	}
}
