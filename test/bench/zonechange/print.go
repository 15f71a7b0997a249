// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"text/tabwriter"
	"time"
)

func (b *bench) print(phases []phase, bare bareTimes) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
	fmt.Fprintf(w, "%d nodes, %d governed pods, %d zones", b.nodes, b.pods, b.zones)
	fmt.Fprintln(w, "\tREAL AFTER\tSETTLED AFTER\tREQUESTS/S\tOPERATOR SENT\tCPU\tPEAK RSS\tHEAP")
	for _, p := range phases {
		fmt.Fprintf(w, "%s\t%s\t%s\t%.0f\t%.0f\t%s\t%d MiB\t%d MiB\n", p.name, round(p.reached), round(p.settled),
			p.asked.Requests.Sum()/p.settled.Seconds(), p.used.Requests.Sum(), round(p.used.CPU), p.used.Resident>>20, p.used.Heap>>20)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(os.Stdout)
	for _, p := range phases {
		fmt.Fprintf(os.Stdout, "%s\n  API server, everybody: %s\n", p.name, p.asked.Requests)
		fmt.Fprintf(os.Stdout, "  API server, CPU:       %s\n", round(p.asked.CPU))
		fmt.Fprintf(os.Stdout, "  operator, requests:    %s\n", p.used.Requests)
		fmt.Fprintf(os.Stdout, "  operator, reconciles:  %s\n  fewest ways in that ran: %d\n", p.used.Reconciles, p.fewest)
		if p.left != "" {
			fmt.Fprintf(os.Stdout, "  not real after %s: %s\n", b.patience, p.left)
		}
	}
	claimed, released, changed := phases[1], phases[2], phases[3]
	fmt.Fprintf(os.Stdout, "\npods that stayed in changing rooms for longer than %s: %d of %d\n", bound, changed.late, b.departing())
	fmt.Fprintln(os.Stdout)
	compare := func(what string, bare, facegov time.Duration) {
		fmt.Fprintf(w, "%s\t%s\t%s\t%.2f\n", what, round(bare), round(facegov), facegov.Seconds()/bare.Seconds())
	}
	fmt.Fprintln(w, "THE SAME ON THE BARE API SERVER\tBARE\tFACEGOV\tRATIO")
	compare(fmt.Sprintf("%d nodes lose a label", b.nodes), bare.patches, claimed.reached)
	compare(fmt.Sprintf("%d nodes get a label", b.nodes), bare.patches, released.reached)
	compare(fmt.Sprintf("%d pods are gone", b.departing()), bare.deletions, changed.reached)
	return w.Flush()
}

func round(d time.Duration) string { return d.Round(10 * time.Millisecond).String() }
