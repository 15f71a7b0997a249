// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/facegov/facegov/test/cluster"
)

// superviseArg is the command with which up runs this program again. It is not for people.
const superviseArg = "supervise"

// The first word of each line that the supervisor reports to up.
const (
	reportProgress = "progress"
	reportReady    = "ready"
	reportFailure  = "failure"
)

// reportFile is the end of the pipe to up: the first extra file of the process.
const reportFile = 3

// supervise holds a cluster until it is told to stop, a component dies, or up goes away before the cluster is ready.
func supervise(ctx context.Context, args []string) error {
	report := os.NewFile(reportFile, "report")
	defer report.Close()
	s, err := parseSettings(superviseArg, args)
	if err == nil {
		err = hold(ctx, s, report)
	}
	if err != nil {
		_, _ = prefixed{report, reportFailure}.Write([]byte(err.Error() + "\n")) // up may be gone; the log has it too
	}
	return err
}

func hold(ctx context.Context, s settings, report *os.File) (err error) {
	release, err := claim(ctx, s.place)
	if err != nil {
		return err
	}
	defer release()
	options, err := s.options()
	if err != nil {
		return err
	}
	options.Progress = prefixed{report, reportProgress}
	running, err := cluster.Start(ctx, options)
	if err != nil {
		return errors.Join(err, s.place.forget())
	}
	defer func() {
		err = errors.Join(err, s.place.forget(), running.Stop(context.WithoutCancel(ctx)))
	}()
	if err := cluster.WriteKubeconfig(s.place.kubeconfig(), running.AdminConfig(), "facegov"); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(report, reportReady); err != nil {
		return fmt.Errorf("nobody waits for this cluster any more: %w", err)
	}
	if err := report.Close(); err != nil {
		return fmt.Errorf("cannot end the report: %w", err)
	}
	select {
	case <-ctx.Done():
		return nil
	case <-running.Failed():
		return running.Err()
	}
}

// claim takes the place and says who has it. Another command may be looking at the lock just now.
func claim(ctx context.Context, p place) (release func(), err error) {
	taken := fmt.Errorf("a cluster already runs in %s; stop it first", p.dir)
	ctx, cancel := context.WithTimeoutCause(ctx, 2*time.Second, taken)
	defer cancel()
	release, err = cluster.WaitForLock(ctx, p.lock(), nil)
	if err != nil {
		return nil, err
	}
	err = errors.Join(p.forget(), os.WriteFile(p.pidFile(), []byte(strconv.Itoa(os.Getpid())+"\n"), 0o600))
	if err != nil {
		release()
		return nil, fmt.Errorf("cannot claim %s: %w", p.dir, err)
	}
	return release, nil
}

// prefixed writes lines, each with a word in front.
type prefixed struct {
	to   io.Writer
	word string
}

// Write writes whole lines; the text must end with one.
func (p prefixed) Write(text []byte) (int, error) {
	for line := range bytes.Lines(text) {
		if _, err := fmt.Fprintf(p.to, "%s %s", p.word, line); err != nil {
			return 0, err
		}
	}
	return len(text), nil
}
