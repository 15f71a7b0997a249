// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Command cluster runs this project's local cluster for people: a real Kubernetes control plane with nodes played by
// KWOK, which outlives the command.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/facegov/facegov/test/cluster"
)

const usage = `Usage: cluster COMMAND [FLAGS]

  up          start the cluster and leave it running; prints how to reach it
  down        stop it and remove its data
  status      say whether it runs
  kubeconfig  write a kubeconfig for a ServiceAccount of the running cluster
  build       build the programs that it needs, or those named

Each command takes -h.
`

// commands maps a name to what it does with its flags.
var commands = map[string]func(ctx context.Context, args []string) error{
	"up":         up,
	"down":       down,
	"status":     status,
	"kubeconfig": kubeconfig,
	"build":      build,
	superviseArg: supervise,
}

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := run(ctx, os.Args[1:]); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "cluster:", err)
		}
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		fmt.Fprint(os.Stderr, usage)
		return flag.ErrHelp
	}
	command, ok := commands[args[0]]
	if !ok {
		fmt.Fprint(os.Stderr, usage)
		return fmt.Errorf("there is no command %q", args[0])
	}
	return command(ctx, args[1:])
}

// build fills the cache of programs.
func build(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("build [NAME...]", flag.ContinueOnError)
	if err := flags.Parse(args); err != nil {
		return err
	}
	paths, err := cluster.Binaries(ctx, os.Stderr, flags.Args()...)
	if err != nil {
		return err
	}
	for _, path := range slices.Sorted(maps.Values(paths)) {
		fmt.Println(path)
	}
	return nil
}

// place is the folder of a cluster that outlives its command.
type place struct{ dir string }

// placeFlag adds --dir to a command's flags; the function returned gives the place once the flags are parsed.
func placeFlag(flags *flag.FlagSet) func() (place, error) {
	dir := flags.String("dir", "", "folder of the cluster (default bin/cluster in the checkout)")
	return func() (place, error) {
		if flags.NArg() > 0 {
			return place{}, fmt.Errorf("%q is not expected here; %s takes flags only", flags.Arg(0), flags.Name())
		}
		if *dir != "" {
			absolute, err := filepath.Abs(*dir)
			return place{dir: absolute}, err
		}
		root, err := cluster.ProjectRoot()
		return place{dir: filepath.Join(root, "bin", "cluster")}, err
	}
}

func (p place) file(name string) string { return filepath.Join(p.dir, name) }

// kubeconfig is where the administrator's kubeconfig lies while the cluster can be used, and only then.
func (p place) kubeconfig() string { return p.file("kubeconfig") }

// pidFile names the supervisor. It may be stale: it is believed only while the lock is held.
func (p place) pidFile() string { return p.file("pid") }

// supervisorLog is empty unless something went wrong.
func (p place) supervisorLog() string { return p.file("supervisor.log") }

// lock is held by the supervisor as long as it lives.
func (p place) lock() string { return p.file("supervisor.lock") }

// running says whether a supervisor lives.
func (p place) running() (bool, error) {
	if _, err := os.Stat(p.dir); errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	release, free, err := cluster.TryLock(p.lock())
	if free {
		release()
	}
	return err == nil && !free, err
}

// forget removes what says that a cluster is here.
func (p place) forget() error {
	var errs []error
	for _, file := range []string{p.kubeconfig(), p.pidFile()} {
		if err := os.Remove(file); !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
