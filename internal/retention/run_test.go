// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package retention_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/internal/law/period"
	"github.com/facegov/facegov/internal/retention"
	"github.com/facegov/facegov/internal/retention/ledger"
	"github.com/facegov/facegov/internal/retention/manifest"
	"github.com/facegov/facegov/internal/retention/result"
	"github.com/facegov/facegov/internal/stores"
	"github.com/facegov/facegov/internal/stores/filesystem"
)

// noon is when runs take place unless a test says otherwise. 2026-02-01T12:00:00Z is minute 29499120.
var noon = time.Date(2026, time.February, 1, 12, 0, 0, 0, time.UTC)

// person is in every name of a planted file, and must be nowhere else.
const person = "alice"

// volume is a store on a real file system.
type volume struct {
	t    *testing.T
	root string
}

func newVolume(t *testing.T) volume {
	t.Helper()
	return volume{t, t.TempDir()}
}

func (v volume) must(err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

// plant makes a file of four bytes that was written at a moment.
func (v volume) plant(name string, at time.Time) {
	v.t.Helper()
	path := filepath.Join(v.root, name)
	v.must(os.MkdirAll(filepath.Dir(path), 0o755))
	v.must(os.WriteFile(path, []byte("face"), 0o600))
	v.must(os.Chtimes(path, at, at))
}

// plantMany makes some files that are due and some that are not, ten to a directory.
func (v volume) plantMany(due, fresh int) {
	v.t.Helper()
	for i := range due + fresh {
		at := noon.AddDate(-2, 0, 0)
		if i >= due {
			at = noon.AddDate(0, 0, -1)
		}
		v.plant(fmt.Sprintf("faces/%s-%d/%d.bin", person, i/10, i), at)
	}
}

// mark marks a file with the moment at which its purpose ended.
func (v volume) mark(name string, at time.Time) {
	v.t.Helper()
	path := filepath.Join(v.root, ".facegov/ended", name)
	v.must(os.MkdirAll(filepath.Dir(path), 0o755))
	v.must(os.WriteFile(path, nil, 0o600))
	v.must(os.Chtimes(path, at, at))
}

func (v volume) exists(name string) bool {
	v.t.Helper()
	_, err := os.Lstat(filepath.Join(v.root, name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		v.t.Fatal(err)
	}
	return err == nil
}

// files returns the number of files in the store.
func (v volume) files() int64 {
	v.t.Helper()
	count := int64(0)
	v.must(filepath.WalkDir(filepath.Join(v.root, "faces"), func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			count++
		}
		return err
	}))
	return count
}

// manifests reads and verifies every manifest of the store, in order, and checks that their roots form a chain.
func (v volume) manifests() []manifest.End {
	v.t.Helper()
	names, err := filepath.Glob(filepath.Join(v.root, ".facegov/stores/gallery/manifests/*"))
	v.must(err)
	var ends []manifest.End
	previous := ""
	for _, name := range names {
		content, err := os.ReadFile(name)
		v.must(err)
		run, end, err := manifest.Verify(bytes.NewReader(content))
		if err != nil || run.Previous != previous {
			v.t.Errorf("manifest %d follows %q, want %q: %v", len(ends)+1, run.Previous, previous, err)
		}
		previous = end.Root
		ends = append(ends, end)
	}
	return ends
}

// store opens the volume for an anchor.
func (v volume) store(anchor stores.Anchor) *filesystem.Store {
	v.t.Helper()
	store, err := filesystem.Open(filesystem.Options{
		Root: v.root, Paths: []filesystem.Path{{Class: "Template", Path: "faces"}}, Anchor: anchor,
	})
	v.must(err)
	v.t.Cleanup(store.Close)
	return store
}

// config is a run at noon over all files older than a year.
func (v volume) config(anchor stores.Anchor) retention.Config {
	v.t.Helper()
	return configFor(v.store(anchor), anchor)
}

func configFor(store *filesystem.Store, anchor stores.Anchor) retention.Config {
	return retention.Config{
		Name: "gallery", Store: store, Scope: "faces", Anchor: anchor,
		Records:  func(create bool) (*os.Root, error) { return store.Records("gallery", create) },
		Max:      parsed("P1Y"),
		Keep:     parsed("P3Y"),
		Zone:     time.UTC,
		Skew:     5 * time.Minute,
		MaxShare: 100,
		Now:      func() time.Time { return noon },
		Log:      &bytes.Buffer{},
	}
}

func parsed(text string) period.Period {
	p, err := period.Parse(text)
	if err != nil {
		panic(err)
	}
	return p
}

// run runs a sweep, and checks what holds for every run: the result fits its line and reads back, and neither the line,
// the log nor the record has a name in it.
func (v volume) run(config retention.Config) result.Result {
	v.t.Helper()
	var log bytes.Buffer
	config.Log = &log
	r := retention.Run(v.t.Context(), config)
	line, err := r.Line()
	v.must(err)
	back, err := result.Parse(string(line))
	v.must(err)
	if diff := cmp.Diff(r.Roots, back.Roots); diff != "" && len(r.Roots) > 0 {
		v.t.Error(diff)
	}
	said := map[string][]byte{"line": line, "log": log.Bytes()}
	records := filepath.Join(v.root, ".facegov/stores")
	err = filepath.WalkDir(records, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		said[name], err = os.ReadFile(name)
		return err
	})
	if !errors.Is(err, fs.ErrNotExist) {
		v.must(err)
	}
	for where, text := range said {
		if bytes.Contains(text, []byte(person)) || strings.Contains(where, person) {
			v.t.Errorf("%s names a person: %s", where, text)
		}
	}
	return r
}

// expect compares the counts of a result.
func (v volume) expect(got result.Result, want string) {
	v.t.Helper()
	short := fmt.Sprintf("%s %s scanned=%d due=%d deleted=%d verified=%d failed=%d unanchored=%d future=%d refused=%d exit=%d",
		got.Outcome, got.Reason, got.Scanned, got.Due, got.Deleted, got.Verified, got.Failed, got.Unanchored, got.Future,
		got.Refused, got.ExitCode())
	if diff := cmp.Diff(want, short); diff != "" {
		v.t.Errorf("%s\n%s", diff, got.Message)
	}
}

func TestWhatIsPastItsPeriodGoesAndTheRestStays(t *testing.T) {
	v := newVolume(t)
	v.plantMany(25, 8)
	r := v.run(v.config(stores.Captured))
	v.expect(r, "Succeeded Swept scanned=33 due=25 deleted=25 verified=25 failed=0 unanchored=0 future=0 refused=0 exit=0")
	if v.files() != 8 || r.Bytes != 100 || !r.OldestKept.Equal(noon.AddDate(0, 0, -1)) {
		t.Errorf("%d files stay, %d bytes went, the oldest kept is of %s", v.files(), r.Bytes, r.OldestKept)
	}
	if v.exists("faces/" + person + "-0") {
		t.Error("a directory with a person's name outlived its files")
	}
	if diff := cmp.Diff(result.Cumulative{Runs: 1, Deleted: 25, Bytes: 100}, r.Cumulative); diff != "" {
		t.Error(diff)
	}
	ends := v.manifests()
	if len(ends) != 1 || ends[0].Deleted != 25 || ends[0].Root != r.Root || !slices.Equal(r.Roots, []string{r.Root}) {
		t.Errorf("manifests %+v, roots %v", ends, r.Roots)
	}
}

func TestTheNextRunCountsOnAndDeletesNothingTwice(t *testing.T) {
	v := newVolume(t)
	v.plantMany(12, 3)
	first := v.run(v.config(stores.Captured))
	v.plantMany(5, 0)
	config := v.config(stores.Captured)
	config.Now = func() time.Time { return noon.Add(24 * time.Hour) }
	second := v.run(config)
	v.expect(second, "Succeeded Swept scanned=8 due=5 deleted=5 verified=5 failed=0 unanchored=0 future=0 refused=0 exit=0")
	third := v.run(config)
	v.expect(third, "Succeeded NothingDue scanned=3 due=0 deleted=0 verified=0 failed=0 unanchored=0 future=0 refused=0 exit=0")
	if diff := cmp.Diff(result.Cumulative{Runs: 3, Deleted: 17, Bytes: 68}, third.Cumulative); diff != "" {
		t.Error(diff)
	}
	if third.Seq != 3 || !slices.Equal(third.Roots, []string{first.Root, second.Root, third.Root}) {
		t.Errorf("run %d has the roots %v", third.Seq, third.Roots)
	}
	if ends := v.manifests(); len(ends) != 3 {
		t.Errorf("%d manifests", len(ends))
	}
}

func TestTheCalendarIsReadWhereThePlaceIs(t *testing.T) {
	// Captured on 31 January 2026 at 00:30 in Shanghai, which is still 30 January in Greenwich.
	captured := time.Date(2026, time.January, 30, 16, 30, 0, 0, time.UTC)
	tests := map[string]struct {
		zone, period string
		now          time.Time
		want         int64
	}{
		"a month ends on 28 February in Shanghai":  {"Asia/Shanghai", "P1M", time.Date(2026, time.February, 27, 16, 30, 0, 0, time.UTC), 1},
		"and not a second earlier":                 {"Asia/Shanghai", "P1M", time.Date(2026, time.February, 27, 16, 29, 59, 0, time.UTC), 0},
		"a month ends on 28 February in Greenwich": {"UTC", "P1M", time.Date(2026, time.February, 27, 16, 30, 0, 0, time.UTC), 0},
		"which is a day later":                     {"UTC", "P1M", time.Date(2026, time.February, 28, 16, 30, 0, 0, time.UTC), 1},
		"at once is at once":                       {"UTC", "PT0S", captured, 1},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			v := newVolume(t)
			v.plant("faces/"+person, captured)
			config := v.config(stores.Captured)
			zone, err := time.LoadLocation(tc.zone)
			v.must(err)
			config.Zone, config.Max = zone, parsed(tc.period)
			config.Now = func() time.Time { return tc.now }
			if r := v.run(config); r.Deleted != tc.want {
				t.Errorf("%d files were deleted, want %d: %s", r.Deleted, tc.want, r.Message)
			}
		})
	}
}

func TestNothingYoungerThanTheLegalMinimumGoes(t *testing.T) {
	v := newVolume(t)
	captured := time.Date(2026, time.February, 1, 0, 0, 0, 0, time.UTC)
	v.plant("faces/"+person, captured)
	config := v.config(stores.Captured)
	config.Min, config.Max = parsed("P30D"), parsed("P1M") // in February the maximum ends before the minimum
	config.Now = func() time.Time { return captured.AddDate(0, 0, 28) }
	v.expect(v.run(config),
		"Succeeded NothingDue scanned=1 due=0 deleted=0 verified=0 failed=0 unanchored=0 future=0 refused=0 exit=0")
	config.Now = func() time.Time { return captured.AddDate(0, 0, 30) }
	v.expect(v.run(config),
		"Succeeded Swept scanned=1 due=1 deleted=1 verified=1 failed=0 unanchored=0 future=0 refused=0 exit=0")
}

func TestOnlyMarkedFilesGoWhenAPurposeEnds(t *testing.T) {
	v := newVolume(t)
	for i := range 4 {
		v.plant(fmt.Sprintf("faces/%s-%d/face.bin", person, i), noon.AddDate(-9, 0, 0))
	}
	v.mark("faces/"+person+"-0/face.bin", noon.AddDate(-1, 0, 0))
	v.mark("faces/"+person+"-1/face.bin", noon.AddDate(0, -1, 0))
	v.mark("faces/"+person+"-2/face.bin", noon.AddDate(1, 0, 0))
	r := v.run(v.config(stores.PurposeEnded))
	v.expect(r, "Succeeded Swept scanned=4 due=1 deleted=1 verified=1 failed=0 unanchored=1 future=1 refused=0 exit=0")
	if v.exists("faces/"+person+"-0") || v.exists(".facegov/ended/faces/"+person+"-0") {
		t.Error("the file or its mark is still there")
	}
	if !v.exists(".facegov/ended/faces/" + person + "-1/face.bin") {
		t.Error("the mark of a file that stays is gone")
	}
	if !r.OldestKept.Equal(noon.AddDate(0, -1, 0)) {
		t.Errorf("the oldest kept is of %s", r.OldestKept)
	}
}

func TestAFileFromTheFutureStaysAndIsCounted(t *testing.T) {
	v := newVolume(t)
	v.plantMany(2, 0)
	v.plant("faces/"+person+"-later.bin", noon.Add(time.Hour))
	v.plant("faces/"+person+"-just-now.bin", noon.Add(time.Minute))
	config := v.config(stores.Captured)
	config.Max = parsed("PT0S")
	v.expect(v.run(config),
		"Succeeded Swept scanned=4 due=2 deleted=2 verified=2 failed=0 unanchored=0 future=1 refused=0 exit=0")
}

func TestASecondNameOfADueFileFailsTheRun(t *testing.T) {
	v := newVolume(t)
	v.plantMany(3, 0)
	v.plant("faces/"+person+"-twin.bin", noon.AddDate(-2, 0, 0))
	v.plant("faces/"+person+"-young.bin", noon)
	v.must(os.Link(filepath.Join(v.root, "faces/"+person+"-twin.bin"), filepath.Join(v.root, "copy")))
	v.must(os.Link(filepath.Join(v.root, "faces/"+person+"-young.bin"), filepath.Join(v.root, "copy-young")))
	v.must(os.Symlink("/", filepath.Join(v.root, "faces/"+person+"-link")))
	r := v.run(v.config(stores.Captured))
	v.expect(r, "Failed DeletionFailed scanned=5 due=4 deleted=3 verified=3 failed=1 unanchored=0 future=0 refused=3 exit=1")
	if !v.exists("faces/"+person+"-twin.bin") || !r.OldestKept.Equal(noon.AddDate(-2, 0, 0)) {
		t.Errorf("the file with two names is gone, or not the oldest kept: %s", r.OldestKept)
	}
}

func TestADryRunChangesNothing(t *testing.T) {
	tests := map[string]func(v volume){
		"on a store that was never swept": func(volume) {},
		"on a store that was swept": func(v volume) {
			config := v.config(stores.Captured)
			config.Max = parsed("P9Y")
			v.run(config)
		},
	}
	for name, prepare := range tests {
		t.Run(name, func(t *testing.T) {
			v := newVolume(t)
			v.plantMany(7, 2)
			v.must(os.MkdirAll(filepath.Join(v.root, "faces/empty"), 0o755))
			prepare(v)
			before := v.snapshot()
			config := v.config(stores.Captured)
			config.DryRun = true
			r := v.run(config)
			v.expect(r, "Succeeded DryRun scanned=9 due=7 deleted=0 verified=0 failed=0 unanchored=0 future=0 refused=0 exit=0")
			if !r.DryRun || !strings.HasPrefix(r.Message, "7 of 9 files") {
				t.Errorf("dry run %t: %s", r.DryRun, r.Message)
			}
			if diff := cmp.Diff(before, v.snapshot()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// snapshot returns everything on the volume with its size, mode and time.
func (v volume) snapshot() []string {
	v.t.Helper()
	var all []string
	v.must(filepath.WalkDir(v.root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || name == filepath.Join(v.root, "faces/empty") {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			all = append(all, fmt.Sprintf("%s %d %s %s", name, info.Size(), info.Mode(), info.ModTime()))
		}
		return err
	}))
	return all
}

func TestTooMuchAtOnceStopsTheRunBeforeItBegins(t *testing.T) {
	tests := map[string]struct {
		share int
		want  string
	}{
		"more than the share": {69, "Failed BlastRadius scanned=10 due=7 deleted=0 verified=0 failed=7 unanchored=0 future=0 refused=0 exit=1"},
		"exactly the share":   {70, "Succeeded Swept scanned=10 due=7 deleted=7 verified=7 failed=0 unanchored=0 future=0 refused=0 exit=0"},
		"no limit":            {100, "Succeeded Swept scanned=10 due=7 deleted=7 verified=7 failed=0 unanchored=0 future=0 refused=0 exit=0"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			v := newVolume(t)
			v.plantMany(7, 3)
			config := v.config(stores.Captured)
			config.MaxShare = tc.share
			v.expect(v.run(config), tc.want)
		})
	}
}

func TestASecondRunSaysThatTheStoreIsBusy(t *testing.T) {
	v := newVolume(t)
	v.plantMany(3, 0)
	config := v.config(stores.Captured)
	v.run(config)
	records, err := config.Records(true)
	v.must(err)
	defer records.Close()
	held, err := ledger.Open(records, "gallery")
	v.must(err)
	v.plantMany(2, 0)
	r := v.run(config)
	v.expect(r, "Failed Busy scanned=0 due=0 deleted=0 verified=0 failed=0 unanchored=0 future=0 refused=0 exit=4")
	if r.Seq != 1 || r.Cumulative.Deleted != 3 {
		t.Errorf("the result is of run %d with %+v", r.Seq, r.Cumulative)
	}
	held.Close()
	if r := v.run(config); r.Deleted != 2 {
		t.Errorf("after the other run %d files were deleted: %s", r.Deleted, r.Message)
	}
}

func TestADamagedRecordStopsDeletion(t *testing.T) {
	v := newVolume(t)
	v.plantMany(3, 0)
	config := v.config(stores.Captured)
	v.run(config)
	v.plantMany(2, 0)
	v.must(os.WriteFile(filepath.Join(v.root, ".facegov/stores/gallery/state.json"), []byte("{"), 0o600))
	v.expect(v.run(config),
		"Failed RecordFailed scanned=0 due=0 deleted=0 verified=0 failed=0 unanchored=0 future=0 refused=0 exit=1")
	if v.files() != 2 {
		t.Errorf("%d files are left", v.files())
	}
}

func TestARunThatIsAskedToStopFinishesItsBatch(t *testing.T) {
	v := newVolume(t)
	v.plantMany(30, 0)
	config := v.config(stores.Captured)
	config.Batch = 10
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	config.Store = &meddling{Store: config.Store, beforeDelete: func([]stores.Item) { cancel() }}
	r := retention.Run(ctx, config)
	if r.Reason != result.Interrupted || r.ExitCode() != 1 || r.Deleted != 10 || r.Verified != 10 || r.Failed != 0 {
		t.Errorf("the run ended with %+v", r)
	}
	if v.files() != 20 || r.Seq != 1 || r.Cumulative.Deleted != 10 || len(v.manifests()) != 1 {
		t.Errorf("%d files are left, run %d, %+v", v.files(), r.Seq, r.Cumulative)
	}
	next := v.run(v.config(stores.Captured))
	if next.Deleted != 20 || next.Recovered != 0 || next.Cumulative.Deleted != 30 {
		t.Errorf("the next run: %+v", next)
	}
}

// meddling is a real store in whose work something comes between.
type meddling struct {
	stores.Store
	beforeDelete func(items []stores.Item)
	delete       func(items []stores.Item) []stores.Outcome
	afterDelete  func()
}

func (m *meddling) Delete(items []stores.Item) []stores.Outcome {
	if m.beforeDelete != nil {
		m.beforeDelete(items)
	}
	deleteItems := m.Store.Delete
	if m.delete != nil {
		deleteItems = m.delete
	}
	outcomes := deleteItems(items)
	if m.afterDelete != nil {
		m.afterDelete()
	}
	return outcomes
}

func TestAStoreThatOnlySaysYesIsFoundOut(t *testing.T) {
	v := newVolume(t)
	v.plantMany(4, 1)
	config := v.config(stores.Captured)
	config.Store = &meddling{Store: config.Store, delete: func(items []stores.Item) []stores.Outcome {
		return slices.Repeat([]stores.Outcome{{Fate: stores.Gone}}, len(items))
	}}
	if r := v.run(config); r.Outcome != result.Failed || r.Reason != result.NotVerified || r.ExitCode() != 1 {
		t.Errorf("the run ended with %s, %s: %s", r.Outcome, r.Reason, r.Message)
	}
}

func TestAFileThatReturnsDuringTheRunIsDeletedAgain(t *testing.T) {
	v := newVolume(t)
	v.plantMany(3, 0)
	config := v.config(stores.Captured)
	restored := false
	config.Store = &meddling{Store: config.Store, afterDelete: func() {
		if !restored {
			restored = true
			v.plant("faces/"+person+"-restored.bin", noon.AddDate(-2, 0, 0))
		}
	}}
	v.expect(v.run(config),
		"Succeeded Swept scanned=3 due=4 deleted=4 verified=4 failed=0 unanchored=0 future=0 refused=0 exit=0")
	if v.files() != 0 {
		t.Error("the file that returned is still there")
	}
}

func TestAFileThatIsWrittenAnewDuringTheRunStays(t *testing.T) {
	v := newVolume(t)
	v.plantMany(3, 0)
	config := v.config(stores.Captured)
	config.Store = &meddling{Store: config.Store, beforeDelete: func(items []stores.Item) {
		v.plant(items[0].Key, noon)
	}}
	v.expect(v.run(config),
		"Succeeded Swept scanned=3 due=3 deleted=2 verified=2 failed=0 unanchored=0 future=0 refused=0 exit=0")
	if v.files() != 1 {
		t.Errorf("%d files are left", v.files())
	}
	if ends := v.manifests(); ends[0].Items != 3 || ends[0].Deleted != 2 || ends[0].NotDeleted != 1 {
		t.Errorf("the manifest says %+v", ends[0])
	}
}

func TestAPathThatDoesNotExistIsNoErrorButIsSaid(t *testing.T) {
	v := newVolume(t)
	r := v.run(v.config(stores.Captured))
	v.expect(r, "Succeeded NothingDue scanned=0 due=0 deleted=0 verified=0 failed=0 unanchored=0 future=0 refused=0 exit=0")
	if r.Missing != 1 || !strings.Contains(r.Message, "1 of the declared paths do not exist") || !r.OldestKept.IsZero() {
		t.Errorf("%d paths are missing, the oldest kept is of %s: %s", r.Missing, r.OldestKept, r.Message)
	}
}

func TestOldManifestsGoAfterTheirOwnPeriod(t *testing.T) {
	v := newVolume(t)
	v.plantMany(1, 1)
	config := v.config(stores.Captured)
	v.run(config)
	config.Now = func() time.Time { return noon.AddDate(2, 0, 0) }
	v.run(config)
	config.Now = func() time.Time { return noon.AddDate(3, 0, 0) }
	r := v.run(config)
	names, err := filepath.Glob(filepath.Join(v.root, ".facegov/stores/gallery/manifests/*"))
	v.must(err)
	if len(names) != 2 || r.Seq != 3 || len(r.Roots) != 3 {
		t.Errorf("run %d with %d roots left the manifests %v", r.Seq, len(r.Roots), names)
	}
}
