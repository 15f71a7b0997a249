// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package cli is facegov on the command line. It has no Kubernetes client and needs no cluster.
package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// The exit codes. The worst counts, and bad input beats all others.
const (
	// exitPermitted means that all is permitted, or that a command that decides nothing did what it was asked.
	exitPermitted = 0
	// exitDenied means that a rule refuses, or that a case did not come out as it should.
	exitDenied = 1
	// exitUnknown means that something that a decision needs is not known.
	exitUnknown = 2
	// exitBadInput means that the input or the command line has a fault.
	exitBadInput = 3
)

// Surroundings are what the program finds around it.
type Surroundings struct {
	// Name under which the program was called: facegov, or kubectl facegov.
	Name string
	// In, Out and Err are the standard streams.
	In       io.Reader
	Out, Err io.Writer
	// Now tells the time.
	Now func() time.Time
	// Processor tells how long the program has been on a processor, zero where that is not known. It may be nil.
	Processor func() time.Duration
	// Colour marks verdicts by terminal colours.
	Colour bool
	// Width of the terminal, zero when Out is none.
	Width int
}

// exit is an answer that is no fault of the program: its code, and what was not said yet.
type exit struct {
	code    int
	message string
}

func (e exit) Error() string { return e.message }

// badInput is a fault of the input or of the command line.
func badInput(format string, args ...any) error {
	return exit{exitBadInput, fmt.Sprintf(format, args...)}
}

// Run runs the command line and returns the exit code.
func Run(args []string, s Surroundings) int {
	root := newRoot(&s)
	root.SetArgs(args)
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	command, err := root.ExecuteC()
	if err == nil {
		return exitPermitted
	}
	var e exit
	if !errors.As(err, &e) {
		e = exit{exitBadInput, err.Error()}
	}
	if e.message != "" {
		_, _ = fmt.Fprintf(s.Err, "%s: %s\n", command.CommandPath(), e.message)
	}
	return e.code
}

func newRoot(s *Surroundings) *cobra.Command {
	root := &cobra.Command{
		Use:   "facegov",
		Short: "Decide whether face recognition may run, by law as data, without a cluster",
		Long: `facegov decides about FaceRecognitionDeployments as the operator does, article by article, with no cluster: the
same core, the same laws, the same verdict.

Every refusal names its article and what would make it right. A verdict says what is permitted by the rules loaded on a
date. It is an engineering reading of the law, not legal advice.`,
		Example: s.examples(`
# A first deployment with everything that belongs to it, then its verdict.
facegov init --preset residential-gate --lang en --out gate
facegov check -f gate

# What a chart or a kustomization would bring.
helm template ./chart | facegov check -f -
kubectl kustomize overlays/site | facegov check -f -

# What the law says, and who wins.
facegov explain CN-FRT-2025/13.private
facegov policies --jurisdiction CN-SH`),
		SilenceUsage:               true,
		SilenceErrors:              true,
		Annotations:                map[string]string{cobra.CommandDisplayNameAnnotation: s.Name},
		SuggestionsMinimumDistance: 2,
		Args:                       noSuchCommand,
		RunE:                       func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return badInput("%v; see %s --help", err, c.CommandPath())
	})
	root.AddCommand(newCheck(s), newExplain(s), newPolicies(s), newTest(s), newInit(s), newAdopt(s), newBench(s),
		newVersion(s))
	return root
}

// noSuchCommand refuses what is no command and says what was probably meant.
func noSuchCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		return badInput("there is no command %.32q; did you mean %s?", args[0], strings.Join(near, ", "))
	}
	return badInput("there is no command %.32q; see %s --help", args[0], c.CommandPath())
}

// examples writes examples in the name under which the program was called.
func (s *Surroundings) examples(text string) string {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight("  "+strings.ReplaceAll(line, "facegov ", s.Name+" "), " ")
	}
	return strings.Join(lines, "\n")
}
