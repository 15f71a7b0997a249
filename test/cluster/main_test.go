// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// shared is a whole cluster for the tests that do not stop anything.
var shared *Cluster

func TestMain(m *testing.M) {
	if os.Getenv(parentRole) != "" {
		runAsParent()
		return
	}
	os.Exit(runTests(m))
}

func runTests(m *testing.M) (code int) {
	logs, err := os.MkdirTemp("", "cluster-test-")
	if err != nil {
		return fail(err)
	}
	defer os.RemoveAll(logs)
	ctx := context.Background()
	shared, err = Start(ctx, Options{
		ControllerManager: true, Scheduler: true, KWOK: true,
		Nodes: []NodeGroup{
			{Name: "edge", Count: 3, Labels: map[string]string{"site": "maple"}},
			{Name: "silent"},
		},
		Progress:              os.Stderr,
		AuditLog:              filepath.Join(logs, "audit.log"),
		ControllerManagerArgs: []string{"--node-monitor-grace-period=16s", "--node-monitor-period=1s"},
	})
	if err != nil {
		return fail(err)
	}
	code = m.Run()
	if err := shared.Err(); err != nil {
		code = fail(err)
	}
	if err := shared.Stop(ctx); err != nil {
		code = fail(err)
	}
	return code
}

// parentRole makes this test program start a cluster, print what it occupies and wait to be killed.
const parentRole = "FACEGOV_CLUSTER_TEST_PARENT"

func runAsParent() {
	c, err := Start(context.Background(), Options{ControllerManager: true, Scheduler: true, KWOK: true})
	if err != nil {
		os.Exit(fail(err))
	}
	if err := json.NewEncoder(os.Stdout).Encode(remainsOf(c)); err != nil {
		os.Exit(fail(err))
	}
	select {} // nothing is left to do but to die
}

func fail(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// eventually asks until the answer is nil; a minute is long enough for anything here on a busy machine.
func eventually(t *testing.T, what string, ask func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		err := ask(ctx)
		if err == nil {
			return
		}
		if pause(ctx, 50*time.Millisecond) != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
}

// must stops the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
