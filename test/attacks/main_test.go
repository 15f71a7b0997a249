// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package attacks

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/go-logr/logr"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/facegov/facegov/test/cluster"
)

// shared is the world that all tests look at.
var shared *world

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	ctx := context.Background()
	ctrl.SetLogger(logr.Discard())
	c, err := cluster.Start(ctx, cluster.Options{
		ControllerManager: true, Scheduler: true, KWOK: true, Progress: os.Stderr,
		Nodes: []cluster.NodeGroup{{Name: "edge-1"}, {Name: "edge-2"}},
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := 1
	if shared, err = newWorld(ctx, c); err == nil {
		code = m.Run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	if err := c.Stop(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}
