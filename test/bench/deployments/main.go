// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Command deployments measures facegov against the bare API server in one run on one control plane: many deployments
// are created by many writers, and the time until everything that facegov attaches exists is compared with the time
// that the API server alone takes for the same objects. It prints ratios; it judges nothing.
//
//	go run ./test/bench/deployments [-count 500] [-writers 20] [-profile cpu.out]
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

	"github.com/facegov/facegov/test/bench/site"
	"github.com/facegov/facegov/test/cluster"
)

func main() {
	var b bench
	flag.IntVar(&b.count, "count", 500, "how many deployments")
	flag.IntVar(&b.writers, "writers", 20, "how many create them at once")
	flag.StringVar(&b.profile, "profile", "", "write where the operator's time goes to this file")
	flag.Parse()
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := b.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (b *bench) run(ctx context.Context) error {
	var err error
	if b.Site, err = site.Start(ctx, cluster.Options{}); err != nil {
		return err
	}
	defer b.Stop()

	fmt.Fprintf(os.Stderr, "bare API server: creating %d deployments\n", b.count)
	bareCreate, err := b.createDeployments(ctx, "bare-deployments", nil)
	if err != nil {
		return err
	}
	if err := b.clear(ctx, "bare-deployments"); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "facegov: creating %d deployments and waiting for all that it attaches\n", b.count)
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

func (b *bench) print(bareCreate, bareObjects, governed site.Timing, usage site.Usage, objects int) error {
	bare := bareCreate.Total + bareObjects.Total
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
	row := func(what, bare, facegov, ratio string) {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", what, bare, facegov, ratio)
	}
	ratio := func(a, b time.Duration) string { return fmt.Sprintf("%.2f", float64(a)/float64(b)) }
	ms := func(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }

	row(fmt.Sprintf("%d deployments, %d writers", b.count, b.writers), "BARE API SERVER", "FACEGOV", "RATIO")
	row(fmt.Sprintf("everything exists (%d + %d objects)", b.count, objects),
		bare.Round(time.Millisecond).String(), governed.Total.Round(time.Millisecond).String(), ratio(governed.Total, bare))
	create := func(what string, q float64) {
		alone, with := bareCreate.Quantile(q), governed.Quantile(q)
		row(what, ms(alone), ms(with), ratio(with, alone))
	}
	create("create p50", 0.50)
	create("create p99", 0.99)
	row("CPU of the operator", "", usage.CPU.Round(10*time.Millisecond).String(), "")
	row("peak memory of the operator", "", fmt.Sprintf("%d MiB, heap %d MiB", usage.Resident>>20, usage.Heap>>20), "")
	row("requests of the operator", "", usage.Requests.String(), "")
	row("reconciles", "", usage.Reconciles.String(), "")
	return w.Flush()
}
