// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build linux

// Command retention deletes the files of one data store that are past their period, checks that they are gone, records
// it, and says so in one line of JSON. A CronJob runs it; a person can run it too, with --dry-run first. It talks to no
// cluster.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // a container without a zone database reads calendars too

	"github.com/facegov/facegov/internal/retention"
	"github.com/facegov/facegov/internal/retention/result"
	"github.com/facegov/facegov/internal/stores/filesystem"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run runs the program and returns its exit code.
func run(ctx context.Context, arguments []string, stdout, stderr io.Writer) int {
	parsed, err := parse(arguments, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return result.ExitSucceeded
	}
	if err != nil {
		fmt.Fprintf(stderr, "retention: %s\nretention --help lists the arguments.\n", err)
		return publish(invalid(parsed.store, err), parsed.terminationLog, stdout, stderr)
	}
	return publish(sweep(ctx, parsed, stderr), parsed.terminationLog, stdout, stderr)
}

// sweep opens the store and sweeps it once.
func sweep(ctx context.Context, parsed arguments, stderr io.Writer) result.Result {
	store, err := filesystem.Open(filesystem.Options{
		Root: parsed.root, Paths: parsed.paths, Anchor: parsed.config.Anchor, Erase: parsed.config.Erase,
	})
	if err != nil {
		fmt.Fprintf(stderr, "retention: %s\n", err)
		return retention.Failure(parsed.store, err, time.Now())
	}
	defer store.Close()
	config := parsed.config
	config.Store = store
	config.Records = func(create bool) (*os.Root, error) { return store.Records(parsed.store, create) }
	config.Now = time.Now
	config.Log = stderr
	return retention.Run(ctx, config)
}

// invalid is the result of a run with arguments that are not accepted.
func invalid(store string, err error) result.Result {
	r := retention.Failure(store, err, time.Now())
	r.Reason = result.InvalidArguments
	return r
}

// publish writes the result to the standard output and to the termination log, and returns the exit code. A success
// that the operator cannot read would count as a run that never ended, so it is not one.
func publish(r result.Result, terminationLog string, stdout, stderr io.Writer) int {
	line, err := r.Line()
	if err == nil {
		_, err = stdout.Write(line)
	}
	if err == nil && terminationLog != "" {
		err = os.WriteFile(terminationLog, line, 0o600)
	}
	code := r.ExitCode()
	if err != nil {
		fmt.Fprintf(stderr, "retention: the result cannot be written: %s; give --termination-log a file that can be"+
			" written\n", err)
		code = max(code, result.ExitFailed)
	}
	return code
}
