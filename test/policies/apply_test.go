// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policies_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/facegov/facegov/test/cluster"
)

// TestTheAPIServerTakesThePacks applies the shipped laws to a real API server, which checks every pattern, bound and
// CEL rule of the kinds, and applies them again, which must change nothing.
func TestTheAPIServerTakesThePacks(t *testing.T) {
	ctx := context.Background()
	c, err := cluster.Start(ctx, cluster.Options{Progress: os.Stderr})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	kubectl := func(args ...string) string {
		t.Helper()
		out, err := c.Kubectl(ctx, args...)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if err := c.ApplyKinds(ctx, "../../config/crd"); err != nil {
		t.Fatal(err)
	}
	kubectl("apply", "--kustomize", packs)

	again := strings.Split(strings.TrimSpace(kubectl("apply", "--kustomize", packs)), "\n")
	if len(again) != len(wantRules) {
		t.Errorf("%d policies were applied, want %d: %q", len(again), len(wantRules), again)
	}
	for _, line := range again {
		if !strings.HasSuffix(line, " unchanged") {
			t.Errorf("applied twice, a policy changes: %s", line)
		}
	}
}
