// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package ledger_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/internal/retention/ledger"
	"github.com/facegov/facegov/internal/retention/manifest"
)

var noon = time.Date(2026, time.February, 1, 12, 0, 0, 0, time.UTC)

func root(t *testing.T, dir string) *os.Root {
	t.Helper()
	opened, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { opened.Close() })
	return opened
}

func open(t *testing.T, dir string) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(root(t, dir), "gallery")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

// record records one run that deletes some items of 100 bytes each.
func record(t *testing.T, l *ledger.Ledger, at time.Time, items int, reason string) manifest.End {
	t.Helper()
	run, err := l.Begin(manifest.Run{Store: "gallery", StartedAt: at})
	if err != nil {
		t.Fatal(err)
	}
	for i := range items {
		run.Gone(run.Intend(manifest.Intent{ID: fmt.Sprint(i), Class: "Template", Size: 100, Anchor: at}), at)
	}
	if err := run.Commit(); err != nil {
		t.Fatal(err)
	}
	end, err := run.Finish(manifest.End{FinishedAt: at, Reason: reason})
	if err != nil {
		t.Fatal(err)
	}
	return end
}

func manifests(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "manifests", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestRunsAddUpAndTheirRootsFormAChain(t *testing.T) {
	dir := t.TempDir()
	var roots []string
	for i := range 10 {
		l := open(t, dir)
		reason := "Swept"
		if i == 9 {
			reason = "DeletionFailed"
		}
		roots = append(roots, record(t, l, noon.Add(time.Duration(i)*time.Hour), i, reason).Root)
		l.Close()
	}
	want := ledger.State{
		Version: 1, Store: "gallery", Seq: 10, Runs: 10, Deleted: 45, Bytes: 4500,
		LastRun: noon.Add(9 * time.Hour), LastSuccess: noon.Add(8 * time.Hour), Roots: roots[2:],
	}
	if diff := cmp.Diff(want, open(t, dir).State()); diff != "" {
		t.Error(diff)
	}
	previous := ""
	for i, name := range manifests(t, dir) {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		run, end, err := manifest.Verify(file)
		file.Close()
		if err != nil || run.Previous != previous || run.Seq != int64(i+1) {
			t.Errorf("manifest %d is number %d after %q, want %q: %v", i+1, run.Seq, run.Previous, previous, err)
		}
		previous = end.Root
	}
}

func TestOneRunAtATimeHoldsTheLedger(t *testing.T) {
	dir := t.TempDir()
	first := open(t, dir)
	if _, err := ledger.Open(root(t, dir), "gallery"); !errors.Is(err, ledger.ErrBusy) {
		t.Errorf("a second run got %v", err)
	}
	first.Close()
	open(t, dir)
}

func TestAManifestThatWasClosedButNotCountedIsCountedOnce(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	record(t, l, noon, 2, "Swept")
	before, err := os.ReadFile(filepath.Join(dir, "state.json"))
	if err != nil {
		t.Fatal(err)
	}
	record(t, l, noon.Add(time.Hour), 3, "Swept")
	want := l.State()
	l.Close()
	// As if the power had gone between closing the manifest and replacing the state.
	if err := os.WriteFile(filepath.Join(dir, "state.json"), before, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, wantCaughtUp := range []int64{3, 0} {
		l := open(t, dir)
		if diff := cmp.Diff(want, l.State()); diff != "" || l.CaughtUp() != wantCaughtUp {
			t.Errorf("caught up with %d, want %d\n%s", l.CaughtUp(), wantCaughtUp, diff)
		}
		l.Close()
	}
}

func TestAnUnfinishedManifestIsSettledBeforeANewOneBegins(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	run, err := l.Begin(manifest.Run{Store: "gallery", StartedAt: noon})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		run.Intend(manifest.Intent{ID: fmt.Sprint(i), Size: 10, Anchor: noon})
	}
	run.Gone(1, noon)
	if err := run.Commit(); err != nil {
		t.Fatal(err)
	}
	run.Abandon()
	l.Close()
	half, err := os.OpenFile(manifests(t, dir)[0], os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := half.WriteString(`{"n":4,"id":"half a li` + strings.Repeat("n", 3000)); err != nil {
		t.Fatal(err)
	}
	half.Close()

	l = open(t, dir)
	if _, err := l.Begin(manifest.Run{}); err == nil {
		t.Error("a new manifest was begun before the old one was settled")
	}
	reading, exists, err := l.Unfinished()
	if err != nil || !exists || len(reading.Unresolved) != 2 || reading.Deleted != 1 {
		t.Fatalf("unfinished: %t, %+v, %v", exists, reading, err)
	}
	again, err := l.Resume()
	if err != nil {
		t.Fatal(err)
	}
	again.Gone(2, noon)
	again.NotDeleted(3, "still there")
	if _, err := again.Finish(manifest.End{FinishedAt: noon, Reason: "Interrupted"}); err != nil {
		t.Fatal(err)
	}
	record(t, l, noon.Add(time.Hour), 1, "Swept")
	state := l.State()
	if state.Seq != 2 || state.Deleted != 3 || state.Bytes != 120 {
		t.Errorf("the state is %+v", state)
	}
	for _, name := range manifests(t, dir) {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := manifest.Verify(file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		file.Close()
	}
}

func TestAManifestWithoutAFirstLineIsForgotten(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	l.Close()
	name := filepath.Join(dir, "manifests", "00000001-20260201T120000Z.jsonl")
	if err := os.WriteFile(name, []byte(`{"run":{"v":1,"st`), 0o600); err != nil {
		t.Fatal(err)
	}
	record(t, open(t, dir), noon, 1, "Swept")
	if got := manifests(t, dir); len(got) != 1 {
		t.Errorf("manifests: %v", got)
	}
}

func TestDamageIsReportedAndNotRepaired(t *testing.T) {
	tests := map[string]struct {
		damage func(t *testing.T, dir string)
		want   string
	}{
		"a state that is not JSON":         {overwrite("state.json", "{"), "state.json is not JSON"},
		"a state of another store":         {overwrite("state.json", `{"v":1,"store":"other"}`), "another store"},
		"a state of a later release":       {overwrite("state.json", `{"v":2,"store":"gallery"}`), "reads v 1"},
		"a state that counts below zero":   {overwrite("state.json", `{"v":1,"store":"gallery","seq":-1}`), "cannot be"},
		"a state without end":              {overwrite("state.json", strings.Repeat(" ", 1<<20)), "longer than"},
		"a key that is too short":          {overwrite("key", "short"), "5 bytes instead of 32"},
		"a key that is too long":           {overwrite("key", strings.Repeat("k", 33)), "longer than 32"},
		"a manifest with a wrong line":     {overwrite("manifests/00000002-20260201T120000Z.jsonl", "{}\n{}\n"), "evidence"},
		"a state that is a symbolic link":  {link("state.json"), "state.json"},
		"a key that is a symbolic link":    {link("key"), "key"},
		"a lock that is a symbolic link":   {link("lock"), "lock"},
		"a state that is a directory":      {directory("state.json"), "state.json"},
		"manifests that are a single file": {overwriteDirectory("manifests"), "manifests"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			l := open(t, dir)
			record(t, l, noon, 1, "Swept")
			l.Close()
			tc.damage(t, dir)
			l, err := ledger.Open(root(t, dir), "gallery")
			if err == nil {
				l.Close()
				t.Fatalf("the ledger opened with %+v", l.State())
			}
			if !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %q does not say %q", err, tc.want)
			}
		})
	}
}

func overwrite(name, content string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// link puts a symbolic link to a good copy in a file's place.
func link(name string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		if err := os.Rename(filepath.Join(dir, name), filepath.Join(dir, "elsewhere")); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink("elsewhere", filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

func directory(name string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
}

func overwriteDirectory(name string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		overwrite(name, "")(t, dir)
	}
}

func TestPseudonymsStayWithinTheirStore(t *testing.T) {
	here, there := t.TempDir(), t.TempDir()
	first := open(t, here).Pseudonyms()
	if first.Of("faces/alice") == first.Of("faces/bob") {
		t.Error("two paths have one pseudonym")
	}
	if once, again := first.Of("faces/alice"), first.Of("faces/alice"); once != again || len(once) != 64 {
		t.Error("a path has no steady pseudonym of 64 digits")
	}
	if first.Of("faces/alice") == open(t, there).Pseudonyms().Of("faces/alice") {
		t.Error("two stores give a path the same pseudonym")
	}
	info, err := os.Stat(filepath.Join(here, "key"))
	if err != nil || info.Mode() != 0o600 || info.Size() != 32 {
		t.Errorf("the key is %v, %v", info.Mode(), err)
	}
}

func TestPseudonymsOutliveARun(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	want := l.Pseudonyms().Of("faces/alice")
	l.Close()
	if got := open(t, dir).Pseudonyms().Of("faces/alice"); got != want {
		t.Errorf("the next run has the pseudonym %s, want %s", got, want)
	}
}

func TestPruneRemovesWhatIsPastItsPeriodButNeverTheLast(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	for year := range 5 {
		record(t, l, noon.AddDate(year, 0, 0), 1, "Swept")
	}
	overwrite("manifests/README", "someone's note")(t, dir)
	isOld := func(startedAt time.Time) bool { return !startedAt.After(noon.AddDate(2, 0, 0)) }
	if pruned, err := l.Prune(isOld); err != nil || pruned != 3 {
		t.Errorf("pruned %d, %v", pruned, err)
	}
	if pruned, err := l.Prune(func(time.Time) bool { return true }); err != nil || pruned != 1 {
		t.Errorf("pruned %d, %v; the last manifest must stay", pruned, err)
	}
	want := []string{filepath.Join(dir, "manifests/00000005-20300201T120000Z.jsonl"), filepath.Join(dir, "manifests/README")}
	if diff := cmp.Diff(want, manifests(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestPeekWritesNothing(t *testing.T) {
	dir := t.TempDir()
	state, err := ledger.Peek(root(t, dir), "gallery")
	if err != nil || state.Seq != 0 {
		t.Errorf("Peek returned %+v, %v", state, err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("Peek left %v, %v", entries, err)
	}
}
