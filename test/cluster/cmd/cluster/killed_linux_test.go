// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestKilledSupervisorLeavesNothingRunning(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "cluster")
	at := "--dir=" + dir
	t.Cleanup(func() { stopLeftover(t, at) })
	mustRun(t, "up", at)
	server := serverAddress(t, dir)
	pid, err := place{dir}.supervisor()
	must(t, err)
	must(t, syscall.Kill(pid, syscall.SIGKILL))
	eventually(t, "the API server's port is free", func() error { return bindable(server) })

	if _, err := os.Stat(filepath.Join(dir, "pid")); err != nil {
		t.Errorf("the killed supervisor's pid file: %v, want it there to be recognised as stale", err)
	}
	mustFail(t, "no cluster is running", "status", at)
	mustRun(t, "down", at)
	assertGone(t, dir, server)
}
