// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestKilledParentLeavesNothing(t *testing.T) {
	t.Parallel()
	temporary := t.TempDir()
	parent := exec.CommandContext(t.Context(), os.Args[0])
	parent.Env = append(os.Environ(), parentRole+"=1", "TMPDIR="+temporary)
	parent.Stderr = os.Stderr
	output, err := parent.StdoutPipe()
	must(t, err)
	must(t, parent.Start())
	line, err := bufio.NewReader(output).ReadBytes('\n')
	must(t, err)
	var r remains
	must(t, json.Unmarshal(line, &r))
	if len(r.Pids) != 5 || r.left() == nil {
		t.Fatalf("the parent runs %+v, want five processes with their ports", r)
	}

	must(t, parent.Process.Kill())
	_ = parent.Wait() // it was killed, and says so
	eventually(t, "processes and ports are gone", func(context.Context) error { return r.left() })

	abandoned, err := filepath.Glob(filepath.Join(temporary, "*"))
	must(t, err)
	if len(abandoned) != 1 {
		t.Errorf("a killed parent leaves %q, want its cluster's folder", abandoned)
	}
	sweepAbandoned(temporary)
	if _, err := os.Stat(r.Dir); !os.IsNotExist(err) {
		t.Errorf("after sweeping, the folder of the killed cluster: %v, want it gone", err)
	}
}

func TestSweepLeavesLivingClusters(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	dir, release, err := claimTemporary(parent)
	must(t, err)
	sweepAbandoned(parent)
	if _, err := os.Stat(filepath.Join(dir, lockName)); err != nil {
		t.Errorf("the folder of a living cluster was swept: %v", err)
	}
	release()
	sweepAbandoned(parent)
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the folder of a dead cluster: %v, want it gone", fmt.Sprint(err))
	}
}
