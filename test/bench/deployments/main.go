// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Command deployments measures facegov against the bare API server in one run on one control plane: many deployments
// are created by many writers, and the time until everything that facegov attaches exists is compared with the time
// that the API server alone takes for the same objects. It prints ratios; it judges nothing.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"text/tabwriter"
	"time"
)

func main() {
	count := flag.Int("count", 500, "how many deployments")
	writers := flag.Int("writers", 20, "how many create them at once")
	flag.Parse()
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := run(ctx, *count, *writers); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, count, writers int) error {
	b, err := newBench(ctx, count, writers)
	if err != nil {
		return err
	}
	defer b.close()

	fmt.Fprintf(os.Stderr, "bare API server: creating %d deployments\n", count)
	bareCreate, err := b.createDeployments(ctx, "bare-deployments", nil)
	if err != nil {
		return err
	}
	if err := b.clear(ctx, "bare-deployments"); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "facegov: creating %d deployments and waiting for all that it attaches\n", count)
	governed, usage, err := b.createGoverned(ctx, "governed")
	if err != nil {
		return err
	}
	objects, err := b.attached(ctx, "governed")
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "bare API server: creating the same %d objects\n", len(objects))
	bareObjects, err := b.createCopies(ctx, objects, "bare-objects")
	if err != nil {
		return err
	}
	return b.print(bareCreate, bareObjects, governed, usage, len(objects))
}

func (b *bench) print(bareCreate, bareObjects, governed timing, usage usage, objects int) error {
	bare := bareCreate.total + bareObjects.total
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
	row := func(what, bare, facegov, ratio string) {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", what, bare, facegov, ratio)
	}
	ratio := func(a, b time.Duration) string { return fmt.Sprintf("%.2f", float64(a)/float64(b)) }
	ms := func(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }

	row(fmt.Sprintf("%d deployments, %d writers", b.count, b.writers), "BARE API SERVER", "FACEGOV", "RATIO")
	row(fmt.Sprintf("everything exists (%d + %d objects)", b.count, objects),
		bare.Round(time.Millisecond).String(), governed.total.Round(time.Millisecond).String(), ratio(governed.total, bare))
	create := func(what string, q float64) {
		alone, with := bareCreate.quantile(q), governed.quantile(q)
		row(what, ms(alone), ms(with), ratio(with, alone))
	}
	create("create p50", 0.50)
	create("create p99", 0.99)
	row("CPU of the operator", "", usage.cpu.Round(10*time.Millisecond).String(), "")
	row("peak memory of the operator", "", fmt.Sprintf("%d MiB", usage.peak>>20), "")
	return w.Flush()
}
