// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Command zonechange measures what a change of zones costs on a whole cluster whose nodes KWOK plays: a zone claims all
// nodes and lets go of them, and then many zones become changing rooms, where no face may be recognised. It prints how
// long each takes until nothing moves any more, what the API server and the operator did, and the ratio to the bare API
// server patching as many nodes and deleting as many pods in the same run. It judges nothing.
//
//	go run ./test/bench/zonechange [-nodes 1000] [-pods 5000] [-zones 100] [-deployments 500] [-changing 60] [-writers 20] \
//		[-patience 15m] [-profiles folder]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	var s sizes
	flag.IntVar(&s.nodes, "nodes", 1000, "how many nodes")
	flag.IntVar(&s.pods, "pods", 5000, "how many governed pods, in equal parts to the deployments")
	flag.IntVar(&s.zones, "zones", 100, "how many zones, with equal parts of the nodes and deployments")
	flag.IntVar(&s.deployments, "deployments", 500, "how many deployments")
	flag.IntVar(&s.changing, "changing", 60, "how many of the zones become changing rooms")
	flag.IntVar(&s.writers, "writers", 20, "how many write at once, where it is not the operator")
	flag.DurationVar(&s.patience, "patience", 15*time.Minute, "how long to wait for each change; what is left then is reported")
	flag.StringVar(&s.profiles, "profiles", "",
		"folder for what the operator and the API server do in the first seconds of each change, for go tool pprof")
	flag.Parse()
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := run(ctx, s); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, s sizes) error {
	if err := s.check(); err != nil {
		return err
	}
	b, err := newBench(ctx, s)
	if err != nil {
		return err
	}
	defer b.Stop()
	phases, err := b.governed(ctx)
	if err != nil {
		return err
	}
	bare, err := b.bare(ctx)
	if err != nil {
		return err
	}
	return b.print(phases, bare)
}

// progress says what happens, for who waits.
func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
