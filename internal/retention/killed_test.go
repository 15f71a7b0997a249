// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package retention_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/facegov/facegov/internal/retention"
	"github.com/facegov/facegov/internal/retention/manifest"
	"github.com/facegov/facegov/internal/retention/result"
	"github.com/facegov/facegov/internal/stores"
	"github.com/facegov/facegov/internal/stores/filesystem"
)

// killAt tells the child of TestAKilledRunLosesNoDeletion where to kill itself.
const killAt = "FACEGOV_TEST_KILL_AT"

func TestMain(m *testing.M) {
	if where, root := os.Getenv(killAt), os.Getenv("FACEGOV_TEST_ROOT"); where != "" {
		fmt.Fprintln(os.Stderr, sweepUntilKilled(where, root))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// kills are the places where a run is killed: before, in the middle of and after the deletions of its second batch,
// each time before their outcome is recorded.
var kills = map[string]func(store *meddling, batch int, items []stores.Item){
	"after the announcement": func(_ *meddling, batch int, _ []stores.Item) {
		if batch == 2 {
			kill()
		}
	},
	"in the middle of a batch": func(store *meddling, batch int, items []stores.Item) {
		if batch == 2 {
			store.Store.Delete(items[:len(items)/2])
			kill()
		}
	},
	"after the deletions": func(store *meddling, batch int, items []stores.Item) {
		if batch == 2 {
			store.Store.Delete(items)
			kill()
		}
	},
	"at the very first": func(*meddling, int, []stores.Item) { kill() },
}

// kill kills this process as kill -9 does: nothing that is in its memory is written.
func kill() {
	if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
		panic(err)
	}
	select {}
}

func sweepUntilKilled(where, root string) error {
	store, err := filesystem.Open(filesystem.Options{
		Root: root, Paths: []filesystem.Path{{Class: "Template", Path: "faces"}}, Anchor: stores.Captured,
	})
	if err != nil {
		return err
	}
	config := configFor(store, stores.Captured)
	config.Batch = 10
	batch := 0
	meddler := &meddling{Store: store}
	meddler.beforeDelete = func(items []stores.Item) {
		batch++
		kills[where](meddler, batch, items)
	}
	config.Store = meddler
	return fmt.Errorf("the run was not killed: %+v", retention.Run(context.Background(), config))
}

func TestAKilledRunLosesNoDeletion(t *testing.T) {
	tests := map[string]struct{ wantGone, wantOutcomes int64 }{
		"at the very first":        {wantGone: 0, wantOutcomes: 10},
		"after the announcement":   {wantGone: 10, wantOutcomes: 20},
		"in the middle of a batch": {wantGone: 15, wantOutcomes: 20},
		"after the deletions":      {wantGone: 20, wantOutcomes: 20},
	}
	for where, tc := range tests {
		t.Run(where, func(t *testing.T) {
			v := newVolume(t)
			v.plantMany(37, 5)
			v.killOne(where)
			if gone := 42 - v.files(); gone != tc.wantGone {
				t.Fatalf("the killed run deleted %d files, want %d", gone, tc.wantGone)
			}
			config := v.config(stores.Captured)
			config.Now = func() time.Time { return noon.Add(time.Hour) }
			r := v.run(config)
			if r.Outcome != result.Succeeded || r.Recovered != tc.wantGone || r.Deleted != 37-tc.wantGone || r.Seq != 2 {
				t.Errorf("the next run is %d, %s, recovered %d and deleted %d: %s", r.Seq, r.Outcome, r.Recovered, r.Deleted, r.Message)
			}
			if r.Cumulative.Deleted != 37 || r.Cumulative.Bytes != 4*37 || r.Cumulative.Runs != 2 {
				t.Errorf("all runs together count %+v", r.Cumulative)
			}
			ends := v.manifests()
			if len(ends) != 2 || ends[0].Deleted != tc.wantGone || ends[0].Reason != "Interrupted" || ends[0].Items != tc.wantOutcomes {
				t.Errorf("the manifests say %+v", ends)
			}
			if again := v.run(config); again.Recovered != 0 || again.Cumulative.Deleted != 37 {
				t.Errorf("a third run recovered %d more: %+v", again.Recovered, again.Cumulative)
			}
		})
	}
}

// killOne runs a sweep in a child process that kills itself.
func (v volume) killOne(where string) {
	v.t.Helper()
	child := exec.CommandContext(v.t.Context(), os.Args[0])
	child.Env = append(os.Environ(), killAt+"="+where, "FACEGOV_TEST_ROOT="+v.root)
	output, err := child.CombinedOutput()
	status, ok := child.ProcessState.Sys().(syscall.WaitStatus)
	if !ok || status.Signal() != syscall.SIGKILL {
		v.t.Fatalf("the child was not killed: %v\n%s", err, output)
	}
}

func TestARecoveryThatIsKilledItselfCountsOnce(t *testing.T) {
	v := newVolume(t)
	v.plantMany(37, 0)
	v.killOne("after the deletions")
	v.killOne("at the very first") // the second run settles the first, and dies in its own first batch
	r := v.run(v.config(stores.Captured))
	if r.Outcome != result.Succeeded || r.Cumulative.Deleted != 37 || r.Seq != 3 || v.files() != 0 {
		t.Errorf("run %d, %s: %+v, %d files are left", r.Seq, r.Outcome, r.Cumulative, v.files())
	}
	if ends := v.manifests(); len(ends) != 3 {
		t.Errorf("the manifests say %+v", ends)
	}
}

func TestAKilledRunOverOtherPathsIsNotGuessedAt(t *testing.T) {
	v := newVolume(t)
	v.plantMany(37, 0)
	v.killOne("after the deletions")
	config := v.config(stores.Captured)
	config.Scope = "elsewhere"
	if r := v.run(config); r.Recovered != 10 || r.Cumulative.Deleted != 27 {
		t.Errorf("recovered %d, %+v; of the batch in hand nobody can tell", r.Recovered, r.Cumulative)
	}
}

func TestTheStartOfAKilledRunIsATimeThatHasBeen(t *testing.T) {
	v := newVolume(t)
	v.plantMany(37, 0)
	v.killOne("after the deletions")
	config := v.config(stores.Captured)
	config.Now = func() time.Time { return noon.Add(-time.Hour) }
	if r := v.run(config); r.Reason != result.ClockDoubt {
		t.Errorf("an hour before the killed run, the next one ended with %s", r.Reason)
	}
}

func TestAKilledRunsHalfLineIsCutOff(t *testing.T) {
	v := newVolume(t)
	v.plantMany(37, 0)
	v.killOne("after the deletions")
	names, err := filepath.Glob(filepath.Join(v.root, ".facegov/stores/gallery/manifests/*"))
	v.must(err)
	file, err := os.OpenFile(names[0], os.O_APPEND|os.O_WRONLY, 0)
	v.must(err)
	_, err = file.WriteString(`{"n":11,"deletedAt":"2026-0`)
	v.must(err)
	v.must(file.Close())
	r := v.run(v.config(stores.Captured))
	if r.Recovered != 20 || r.Cumulative.Deleted != 37 {
		t.Errorf("recovered %d, %+v: %s", r.Recovered, r.Cumulative, r.Message)
	}
	file, err = os.Open(names[0])
	v.must(err)
	defer file.Close()
	if _, _, err := manifest.Verify(file); err != nil {
		t.Error(err)
	}
}
