// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Command facegov decides about face recognition deployments without a cluster, by the same core as the operator. Under
// the name kubectl-facegov it is a plugin of kubectl.
package main

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"
	_ "time/tzdata" // the dates of laws are local dates, also on a machine without time zones

	"golang.org/x/term"

	"github.com/facegov/facegov/cmd/facegov/internal/cli"
)

func main() {
	if os.Getenv("GOGC") == "" {
		// A command line lives for a moment and holds a few megabytes: memory is cheaper than looking for what is free.
		debug.SetGCPercent(gcPercent)
	}
	os.Exit(cli.Run(os.Args[1:], surroundings()))
}

// gcPercent lets the heap grow to five times what is in use before the garbage collector looks at it.
const gcPercent = 400

func surroundings() cli.Surroundings {
	s := cli.Surroundings{Name: "facegov", In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now, Processor: processorTime}
	if strings.HasPrefix(filepath.Base(os.Args[0]), "kubectl-") {
		s.Name = "kubectl facegov"
	}
	if out := int(os.Stdout.Fd()); term.IsTerminal(out) {
		s.Colour = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
		if width, _, err := term.GetSize(out); err == nil {
			s.Width = min(max(width, 60), 120)
		}
	}
	return s
}
