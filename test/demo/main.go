// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Command demo tells the main story of facegov on a real cluster: what is refused and why, what is placed where, what
// is attached, what happens when a place changes, when a deployment is repaired and when a policy breaks. Every
// expectation is checked, and the exit code tells.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	keep := flag.Bool("keep", false, "leave the cluster and the operator running")
	readme := flag.String("readme", "", "a file whose verdict table is replaced by the one of this run")
	flag.Parse()

	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	started := time.Now()
	out := newScreen(os.Stdout)
	err := tell(ctx, out, *keep, *readme)
	switch {
	case errors.Is(err, errExpectation):
		out.fail("%d of %d expectations were not met", out.failed, out.checked)
	case err != nil:
		out.fail("the demo could not go on: %v", err)
	default:
		out.done("%d expectations checked, all met, in %s", out.checked, time.Since(started).Round(time.Second))
	}
	if err != nil {
		os.Exit(1)
	}
}

// errExpectation says that something was seen that should not be, or not seen that should.
var errExpectation = errors.New("an expectation was not met")

func tell(ctx context.Context, out *screen, keep bool, readme string) (err error) {
	w, err := startWorld(ctx, out, keep)
	if err != nil {
		return err
	}
	if !keep {
		defer w.stop(context.WithoutCancel(ctx))
	}
	for _, scene := range []struct {
		title string
		play  func(context.Context, *world) error
	}{
		{"Three sites ask to recognise faces", applySamples},
		{"The verdicts", func(ctx context.Context, w *world) error { return showVerdicts(ctx, w, readme) }},
		{"Why, article by article, and what would make it right", showRefusals},
		{"Where the permitted pods stand", showPlacement},
		{"What was attached", showAttached},
		{"A gate is turned into a changing room", changePlace},
		{"A refused gate is repaired by following its remedies", repairGate},
		{"A policy breaks at night", breakPolicy},
		{"The operator is killed", loseOperator},
	} {
		out.scene(scene.title)
		if err := scene.play(ctx, w); err != nil {
			return fmt.Errorf("%s: %w", scene.title, err)
		}
	}
	if keep {
		out.say("The cluster and the operator keep running. Look around:\n")
		out.say("  export KUBECONFIG=%s", w.kubeconfig)
		out.say("  kubectl get facegov -A\n")
		out.say("make cluster-down stops both.")
	}
	if out.failed > 0 {
		return errExpectation
	}
	return nil
}
