// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policies_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	shipped "github.com/facegov/facegov/config/policies"
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
	for _, set := range shipped.Sets() {
		folder := filepath.Join(packs, set.Name)
		kubectl("apply", "--kustomize", folder)
		again := strings.Split(strings.TrimSpace(kubectl("apply", "--kustomize", folder)), "\n")
		if len(again) != len(set.Policies) {
			t.Errorf("%d policies of the set %s were applied, want %d: %q", len(again), set.Name, len(set.Policies), again)
		}
		for _, line := range again {
			if !strings.HasSuffix(line, " unchanged") {
				t.Errorf("applied twice, a policy changes: %s", line)
			}
		}
	}
}
