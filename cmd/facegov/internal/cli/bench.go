// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"cmp"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"github.com/spf13/cobra"

	"github.com/facegov/facegov/cmd/facegov/internal/manifest"
	"github.com/facegov/facegov/cmd/facegov/internal/offline"
	"github.com/facegov/facegov/cmd/facegov/internal/preset"
	"github.com/facegov/facegov/config/policies"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/test/cases/caseload"
)

type benchCommand struct {
	*Surroundings
	input    inputFlags
	cases    string
	duration time.Duration
	profile  string
}

func newBench(s *Surroundings) *cobra.Command {
	command := &benchCommand{Surroundings: s}
	c := &cobra.Command{
		Use:   "bench",
		Short: "Measure verdicts per second on one core",
		Long: `Decides about the deployments of the presets, of the input, or of the cases below a folder, over and over on
one core with the laws loaded, and says how many verdicts that makes in a second. Cases keep what they change in the
laws; those that they do not load are loaded besides.`,
		Example: s.examples(`
facegov bench
facegov bench -f config/samples --duration 5s
facegov bench --cases test/cases
facegov bench --profile cpu.out        # then: go tool pprof -top -cum cpu.out`),
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return command.run() },
	}
	command.input.packs = []string{"all"}
	command.input.add(c)
	c.Flags().DurationVar(&command.duration, "duration", 2*time.Second, "how long to measure")
	c.Flags().StringVar(&command.cases, "cases", "", "decide about the cases below this folder")
	c.Flags().StringVar(&command.profile, "profile", "", "write where the time goes to this file")
	c.MarkFlagsMutuallyExclusive("filename", "cases")
	return c
}

func (c *benchCommand) run() error {
	const shortest, longest = time.Millisecond, 10 * time.Minute
	if c.duration < shortest || c.duration > longest {
		return badInput("--duration %s is out of range; choose between %s and %s", c.duration, shortest, longest)
	}
	snapshots, err := c.snapshots()
	if err != nil {
		return err
	}
	laws, rules := largest(snapshots)
	if c.profile != "" {
		stop, err := startProfile(c.profile)
		if err != nil {
			return err
		}
		defer stop()
	}
	verdicts, taken := c.measure(snapshots)
	_, _ = fmt.Fprintf(c.Out, "%d deployments, %d policies with %d rules, one core, %s\n%.0f verdicts/s\n",
		len(snapshots), laws, rules, taken.Round(time.Millisecond), float64(verdicts)/taken.Seconds())
	return nil
}

// snapshots returns the facts of what is decided about.
func (c *benchCommand) snapshots() ([]*facts.Snapshot, error) {
	world, err := c.load()
	if err != nil {
		return nil, err
	}
	if c.cases != "" {
		snapshots, err := caseload.Snapshots(c.cases, world.Laws())
		if err != nil {
			return nil, badInput("--cases: %v", err)
		}
		return snapshots, nil
	}
	if len(world.Problems) > 0 || len(world.Deployments) == 0 {
		return nil, badInput("the input has faults or holds no deployment; see %s check", c.Name)
	}
	var snapshots []*facts.Snapshot
	for _, d := range world.Deployments {
		snapshots = append(snapshots, world.Snapshot(d, c.Now()))
	}
	return snapshots, nil
}

// largest counts the policies of the deployment that has most of them, and their rules.
func largest(snapshots []*facts.Snapshot) (laws, rules int) {
	for _, s := range snapshots {
		n := 0
		for i := range s.Policies {
			n += len(s.Policies[i].Spec.Rules)
		}
		laws, rules = max(laws, len(s.Policies)), max(rules, n)
	}
	return laws, rules
}

// load reads the input, or the presets when there is none.
func (c *benchCommand) load() (*offline.World, error) {
	if len(c.input.files) > 0 {
		return c.input.load(c.Surroundings)
	}
	packs, err := policies.Select(c.input.packs)
	if err != nil {
		return nil, badInput("--packs: %v", err)
	}
	in := &manifest.Input{}
	for _, name := range preset.Names() {
		files, err := preset.Files(name, "en")
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			if file.IsObject() {
				in.Objects = append(in.Objects, manifest.Parse(name+"/"+file.Name, file.Text).Objects...)
			}
		}
	}
	return offline.Load(in, offline.Options{Packs: packs})
}

// measure decides on one core, the garbage collector's work included. What others do on the machine does not count
// where the time on the processor is known.
func (c *benchCommand) measure(snapshots []*facts.Snapshot) (verdicts int, taken time.Duration) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	began, used := c.Now(), c.onProcessor()
	for taken < c.duration {
		for _, snapshot := range snapshots {
			policy.Evaluate(snapshot)
			verdicts++
		}
		taken = c.Now().Sub(began)
	}
	return verdicts, cmp.Or(c.onProcessor()-used, taken)
}

func (c *benchCommand) onProcessor() time.Duration {
	if c.Processor == nil {
		return 0
	}
	return c.Processor()
}

func startProfile(path string) (stop func(), err error) {
	file, err := os.Create(path) //nolint:gosec // the person at the keyboard names it
	if err != nil {
		return nil, badInput("--profile: %v", err)
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, badInput("--profile: %v", err)
	}
	return func() {
		pprof.StopCPUProfile()
		_ = file.Close()
	}, nil
}
