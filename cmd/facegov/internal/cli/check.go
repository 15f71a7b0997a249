// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/facegov/facegov/internal/report"
)

// formats are the outputs of check.
var formats = []string{"text", "json", "yaml", "sarif", "junit", "html"}

type checkCommand struct {
	*Surroundings
	input  inputFlags
	time   timeFlags
	output string
}

func newCheck(s *Surroundings) *cobra.Command {
	command := &checkCommand{Surroundings: s}
	c := &cobra.Command{
		Use:   "check -f FILE|FOLDER|- ...",
		Short: "Decide about every deployment in files, folders or a stream",
		Long: `Decides about every FaceRecognitionDeployment of the input. Zones, policies, namespaces and nodes of the input
are its world; the shipped laws are loaded too unless --packs says otherwise, and a policy of the input counts in place
of a shipped one of the same name. Of a workload that a deployment refers to the pod template is read; objects of other
kinds are counted and never looked into. The status of an object is left out: the answer is what the law says of a start
now.

Objects are checked as the API server would, CEL rules of the kinds included; every fault is named with file and line.

Exit codes; the worst counts, and bad input beats all:
  0  everything is permitted, perhaps with obligations
  1  something is denied
  2  something is unknown, and unknown never starts
  3  the input or the command line has a fault`,
		Example: s.examples(`
# A folder, as text for people.
facegov check -f config/samples

# What is about to be applied.
kubectl kustomize overlays/site | facegov check -f -
helm template ./chart | facegov check -f - -f zones.yaml

# As the law will be on a day; with no shipped law but China's.
facegov check -f site --on 2027-01-01 --packs cn

# For code scanning, for a test report, for a data protection officer.
facegov check -f site -o sarif > facegov.sarif
facegov check -f site -o junit > facegov.xml
facegov check -f site -o html > facegov.html`),
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return command.run() },
	}
	command.input.add(c)
	command.input.addProfiles(c)
	command.time.add(c)
	c.Flags().StringVarP(&command.output, "output", "o", "text", "form of the report: "+strings.Join(formats, ", "))
	_ = c.RegisterFlagCompletionFunc("output", // the flag exists
		cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func (c *checkCommand) run() error {
	if len(c.input.files) == 0 {
		return badInput("there is nothing to check; name files or folders with -f, or - for standard input")
	}
	if !slices.Contains(formats, c.output) {
		return badInput("--output %.32q is not known; choose %s", c.output, strings.Join(formats, ", "))
	}
	now, err := c.time.moment(c.Surroundings)
	if err != nil {
		return err
	}
	world, err := c.input.load(c.Surroundings)
	if err != nil {
		return err
	}
	decided := world.Decide(now)
	decided.Version = version()
	if world.IsEmpty() && len(decided.Problems) == 0 {
		decided.Problems = []report.Problem{{
			Message: "the input holds no object of facegov's kinds; name the files that hold a FaceRecognitionDeployment",
		}}
	}
	text, err := c.format(decided)
	if err != nil {
		return err
	}
	if _, err := c.Out.Write(text); err != nil {
		return fmt.Errorf("the report cannot be written: %w", err)
	}
	return c.conclude(decided)
}

func (c *checkCommand) format(r *report.Report) ([]byte, error) {
	switch c.output {
	case "json":
		return report.JSON(r)
	case "yaml":
		return report.YAML(r)
	case "sarif":
		return report.SARIF(r)
	case "junit":
		return report.JUnit(r)
	case "html":
		return report.HTML(r)
	default:
		return report.Text(r, report.TextOptions{Width: c.Width, Colour: c.Colour}), nil
	}
}

// conclude turns the outcome into the exit code. In the forms for programs the faults are said to people as well.
func (c *checkCommand) conclude(r *report.Report) error {
	if c.output != "text" {
		for i := range r.Problems {
			_, _ = fmt.Fprintln(c.Err, report.Line(&r.Problems[i])) // the report holds them too
		}
	}
	switch r.Outcome() {
	case report.OutcomePermitted:
		return nil
	case report.OutcomeDenied:
		return exit{code: exitDenied}
	case report.OutcomeUnknown:
		return exit{code: exitUnknown}
	default:
		return exit{code: exitBadInput}
	}
}
