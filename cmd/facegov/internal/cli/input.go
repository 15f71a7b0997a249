// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/facegov/facegov/cmd/facegov/internal/manifest"
	"github.com/facegov/facegov/cmd/facegov/internal/offline"
	"github.com/facegov/facegov/config/policies"
)

// inputFlags are the flags of every command that reads objects.
type inputFlags struct {
	files     []string
	recursive bool
	namespace string
	packs     []string
	profiles  []string
}

func (f *inputFlags) add(c *cobra.Command) {
	flags := c.Flags()
	flags.StringSliceVarP(&f.files, "filename", "f", nil,
		"files, folders, or - for standard input; YAML or JSON, many objects in each")
	flags.BoolVarP(&f.recursive, "recursive", "R", false, "read folders within folders")
	flags.StringVarP(&f.namespace, "namespace", "n", "default", "namespace of deployments that name none")
	if f.packs == nil {
		f.packs = policies.Default
	}
	flags.StringSliceVar(&f.packs, "packs", f.packs,
		"shipped laws to load: all, none, sets such as cn, or names such as cn-pipl")
	_ = c.RegisterFlagCompletionFunc("packs", // the flag exists
		func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return policies.Words(), cobra.ShellCompDirectiveNoFileComp
		})
}

// addProfiles adds the flag that changes openly what violations do.
func (f *inputFlags) addProfiles(c *cobra.Command) {
	c.Flags().StringSliceVar(&f.profiles, "profile", nil, "what violations of the shipped laws do, otherwise than the laws "+
		"themselves say: strict (recommended standards refuse), draft-2023 (the draft of 2023 refuses)")
	_ = c.RegisterFlagCompletionFunc("profile", // the flag exists
		cobra.FixedCompletions(policies.ProfileNames(), cobra.ShellCompDirectiveNoFileComp))
}

// load reads the input.
func (f *inputFlags) load(s *Surroundings) (*offline.World, error) {
	packs, err := policies.Select(f.packs)
	if err != nil {
		return nil, badInput("--packs: %v", err)
	}
	profiles, err := policies.SelectProfiles(f.profiles)
	if err != nil {
		return nil, badInput("--profile: %v", err)
	}
	reader := manifest.Reader{Stdin: s.In, Recursive: f.recursive}
	return offline.Load(reader.Read(f.files), offline.Options{
		Packs: packs, Profiles: profiles, Namespace: f.namespace,
	})
}

// timeFlags choose the moment of a decision.
type timeFlags struct {
	on, now string
}

func (f *timeFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.on, "on", "", "decide as on this date, YYYY-MM-DD (default today)")
	c.Flags().StringVar(&f.now, "now", "", "decide as at this moment, such as 2026-03-01T08:00:00+08:00")
	c.MarkFlagsMutuallyExclusive("on", "now")
}

// moment returns the moment of the decision. A date stands for its noon in UTC, which has that date in every time zone
// but those of a few islands.
func (f *timeFlags) moment(s *Surroundings) (time.Time, error) {
	switch {
	case f.on != "":
		day, err := time.Parse(time.DateOnly, f.on)
		if err != nil {
			return time.Time{}, badInput("--on %.32q is no day of the calendar; write it as YYYY-MM-DD", f.on)
		}
		return day.Add(12 * time.Hour), nil
	case f.now != "":
		at, err := time.Parse(time.RFC3339, f.now)
		if err != nil {
			return time.Time{}, badInput("--now %.40q is no moment; write it as 2026-03-01T08:00:00+08:00, "+
				"or give a date with --on", f.now)
		}
		return at.UTC(), nil
	default:
		return s.Now().UTC(), nil
	}
}
