// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Command fallback-auth is the way in without showing one's face.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/facegov/facegov/internal/fallbackauth"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	code := fallbackauth.Command(ctx, os.Args[1:], fallbackauth.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
	stop()
	os.Exit(code)
}
