// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package filesystem_test

import (
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

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"github.com/facegov/facegov/internal/stores"
	"github.com/facegov/facegov/internal/stores/filesystem"
)

var noon = time.Date(2026, time.February, 1, 12, 0, 0, 0, time.UTC)

// plant makes a file of four bytes with a modification time.
func plant(t *testing.T, root, name string, at time.Time) {
	t.Helper()
	path := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("face"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

// mark marks a file with the moment at which its purpose ended.
func mark(t *testing.T, root, name string, at time.Time) {
	t.Helper()
	plant(t, root, ".facegov/ended/"+name, at)
	path := filepath.Join(root, ".facegov/ended", name)
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, root string, anchor stores.Anchor, paths ...string) *filesystem.Store {
	t.Helper()
	options := filesystem.Options{Root: root, Anchor: anchor}
	for _, text := range paths {
		path, err := filesystem.ParsePath(text)
		if err != nil {
			t.Fatal(err)
		}
		options.Paths = append(options.Paths, path)
	}
	store, err := filesystem.Open(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	return store
}

func scan(t *testing.T, store *filesystem.Store) []stores.Item {
	t.Helper()
	var items []stores.Item
	err := store.Scan(t.Context(), func(some []stores.Item) error {
		items = append(items, some...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(items, func(a, b stores.Item) int { return strings.Compare(a.Key, b.Key) })
	return items
}

// seen says in short what a scan has shown.
func seen(items []stores.Item) []string {
	names := map[stores.Standing]string{
		stores.Deletable: "deletable", stores.Unanchored: "unanchored", stores.Shared: "shared", stores.Refused: "refused",
		stores.Unreadable: "unreadable",
	}
	var all []string
	for _, item := range items {
		all = append(all, fmt.Sprintf("%s %s %s", item.Class, item.Key, names[item.Standing]))
	}
	return all
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func exists(t *testing.T, parts ...string) bool {
	t.Helper()
	_, err := os.Lstat(filepath.Join(parts...))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return err == nil
}

func TestScanShowsWhatIsThereAndFollowsNothing(t *testing.T) {
	root, outside := t.TempDir(), t.TempDir()
	plant(t, outside, "secret.bin", noon)
	plant(t, root, "faces/alice/1.bin", noon)
	plant(t, root, "faces/twin.bin", noon)
	plant(t, root, "elsewhere/3.bin", noon)
	must(t, os.Link(filepath.Join(root, "faces/twin.bin"), filepath.Join(root, "elsewhere/twin.bin")))
	must(t, os.Symlink(outside, filepath.Join(root, "faces/link-to-directory")))
	must(t, os.Symlink(filepath.Join(outside, "secret.bin"), filepath.Join(root, "faces/link-to-file")))
	must(t, os.Symlink("../elsewhere", filepath.Join(root, "faces/link-within")))
	must(t, os.Symlink("nowhere", filepath.Join(root, "faces/link-to-nothing")))
	must(t, unix.Mkfifo(filepath.Join(root, "faces/fifo"), 0o600))
	plant(t, root, ".facegov/stores/other/key", noon)

	want := []string{
		"Template faces/alice/1.bin deletable",
		"Template faces/fifo refused",
		"Template faces/link-to-directory refused",
		"Template faces/link-to-file refused",
		"Template faces/link-to-nothing refused",
		"Template faces/link-within refused",
		"Template faces/twin.bin shared",
	}
	if diff := cmp.Diff(want, seen(scan(t, open(t, root, stores.Captured, "Template:faces")))); diff != "" {
		t.Error(diff)
	}
	// The root itself shows all but what is facegov's own.
	all := seen(scan(t, open(t, root, stores.Captured, "RawImage:.")))
	if len(all) != len(want)+2 || slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, ".facegov") }) {
		t.Errorf("the root shows %q", all)
	}
}

func TestTheInnerOfTwoPathsGivesTheClass(t *testing.T) {
	root := t.TempDir()
	plant(t, root, "faces/alice/1.bin", noon)
	plant(t, root, "faces/train/2.bin", noon)
	want := []string{"Template faces/alice/1.bin deletable", "RawImage faces/train/2.bin deletable"}
	for _, paths := range [][]string{{"Template:faces", "RawImage:faces/train"}, {"RawImage:faces/train", "Template:faces"}} {
		if diff := cmp.Diff(want, seen(scan(t, open(t, root, stores.Captured, paths...)))); diff != "" {
			t.Error(diff)
		}
	}
}

func TestScanShowsEveryFileOfALargeDirectoryWithOddNames(t *testing.T) {
	root := t.TempDir()
	const files = 5000
	for i := range files {
		plant(t, root, fmt.Sprintf("faces/%05d-李明", i), noon)
	}
	odd := []string{"new\nline", "not \xff\xfe UTF-8", " ", "-rf", "*", strings.Repeat("n", 255), "..."}
	for _, name := range odd {
		plant(t, root, "faces/odd/"+name, noon)
	}
	store := open(t, root, stores.Captured, "Template:faces")
	items := scan(t, store)
	keys := map[string]bool{}
	for _, item := range items {
		keys[item.Key] = true
	}
	if len(keys) != files+len(odd) || len(items) != len(keys) {
		t.Errorf("%d items with %d names, want %d", len(items), len(keys), files+len(odd))
	}
	for _, outcome := range store.Delete(items) {
		if outcome.Fate != stores.Gone {
			t.Fatalf("a file was not deleted: %+v", outcome)
		}
	}
	if left := scan(t, store); len(left) != 0 {
		t.Errorf("%d files are left", len(left))
	}
}

func TestDeletingWhileScanningMissesNothing(t *testing.T) {
	root := t.TempDir()
	const files = 9_000
	for i := range files {
		plant(t, root, fmt.Sprintf("faces/%05d", i), noon)
	}
	store := open(t, root, stores.Captured, "Template:faces")
	deleted := 0
	err := store.Scan(t.Context(), func(items []stores.Item) error {
		for _, outcome := range store.Delete(items) {
			if outcome.Fate == stores.Gone {
				deleted++
			}
		}
		return nil
	})
	if err != nil || deleted != files {
		t.Errorf("%d of %d files were deleted, %v", deleted, files, err)
	}
}

func TestAnotherMountIsNotEntered(t *testing.T) {
	// Every Linux has other mounts in /dev, whoever runs the test: /dev/pts, /dev/shm or /dev/mqueue.
	refused := map[string]bool{}
	for _, item := range scan(t, open(t, "/dev", stores.Captured, "RawImage:.")) {
		if item.Standing == stores.Refused {
			refused[item.Key] = true
		}
		if strings.HasPrefix(item.Key, "pts/") || strings.HasPrefix(item.Key, "shm/") {
			t.Errorf("scan shows %s, which is on another mount", item.Key)
		}
	}
	if !refused["pts"] {
		t.Errorf("/dev/pts was not refused: %v", refused)
	}
}

func TestOpenRefusesWhatIsNeverFollowed(t *testing.T) {
	tests := map[string]struct {
		prepare func(t *testing.T, root string) filesystem.Options
		want    error
		says    string
	}{
		"a root that does not exist": {func(_ *testing.T, root string) filesystem.Options {
			return filesystem.Options{Root: root + "/nowhere", Paths: []filesystem.Path{{Class: "Template", Path: "faces"}}}
		}, stores.ErrUnreadable, "does not exist"},
		"a root that is a symbolic link": {func(t *testing.T, root string) filesystem.Options {
			must(t, os.Symlink(root, root+"/link"))
			return filesystem.Options{Root: root + "/link", Paths: []filesystem.Path{{Class: "Template", Path: "faces"}}}
		}, stores.ErrPathRefused, "symbolic link"},
		"a root behind a symbolic link": {func(t *testing.T, root string) filesystem.Options {
			must(t, os.MkdirAll(root+"/volume/faces", 0o755))
			must(t, os.Symlink(root, root+"/link"))
			return filesystem.Options{Root: root + "/link/volume", Paths: []filesystem.Path{{Class: "Template", Path: "faces"}}}
		}, stores.ErrPathRefused, "symbolic link"},
		"a relative root": {func(*testing.T, string) filesystem.Options {
			return filesystem.Options{Root: "stores", Paths: []filesystem.Path{{Class: "Template", Path: "faces"}}}
		}, stores.ErrPathRefused, "absolute"},
		"a root with two dots": {func(_ *testing.T, root string) filesystem.Options {
			return filesystem.Options{Root: root + "/../x", Paths: []filesystem.Path{{Class: "Template", Path: "faces"}}}
		}, stores.ErrPathRefused, "shortest form"},
		"a path that is a symbolic link": {func(t *testing.T, root string) filesystem.Options {
			must(t, os.Symlink(t.TempDir(), root+"/faces"))
			return filesystem.Options{Root: root, Paths: []filesystem.Path{{Class: "Template", Path: "faces"}}}
		}, stores.ErrPathRefused, "path faces: the path is refused: it is a symbolic link"},
		"a path behind a symbolic link": {func(t *testing.T, root string) filesystem.Options {
			must(t, os.MkdirAll(root+"/real/faces", 0o755))
			must(t, os.Symlink("real", root+"/data"))
			return filesystem.Options{Root: root, Paths: []filesystem.Path{{Class: "Template", Path: "data/faces"}}}
		}, stores.ErrPathRefused, "symbolic link"},
		"a path that is a file": {func(t *testing.T, root string) filesystem.Options {
			plant(t, root, "faces", noon)
			return filesystem.Options{Root: root, Paths: []filesystem.Path{{Class: "Template", Path: "faces"}}}
		}, stores.ErrPathRefused, "no directory"},
		"a path on another mount": {func(*testing.T, string) filesystem.Options {
			return filesystem.Options{Root: "/", Paths: []filesystem.Path{{Class: "Template", Path: "proc"}}}
		}, stores.ErrPathRefused, "a mount of its own"},
		"a path beneath another mount": {func(*testing.T, string) filesystem.Options {
			return filesystem.Options{Root: "/", Paths: []filesystem.Path{{Class: "Template", Path: "proc/sys"}}}
		}, stores.ErrPathRefused, "a mount of its own"},
		"no path": {func(_ *testing.T, root string) filesystem.Options {
			return filesystem.Options{Root: root}
		}, stores.ErrPathRefused, "0 paths"},
		"a path given twice": {func(_ *testing.T, root string) filesystem.Options {
			return filesystem.Options{Root: root, Paths: []filesystem.Path{{"Template", "faces"}, {"RawImage", "faces"}}}
		}, stores.ErrPathRefused, "given twice"},
		"a path with two dots that did not come from ParsePath": {func(_ *testing.T, root string) filesystem.Options {
			return filesystem.Options{Root: root, Paths: []filesystem.Path{{"Template", "../faces"}}}
		}, stores.ErrPathRefused, `".."`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			options := tc.prepare(t, t.TempDir())
			options.Anchor = stores.Captured
			store, err := filesystem.Open(options)
			if err == nil {
				store.Close()
				t.Fatal("the store opened")
			}
			if !errors.Is(err, tc.want) || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("error %q, want one that says %q", err, tc.says)
			}
		})
	}
}

func TestParsePathSaysWhatIsWrong(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"no class":                 {"faces", "has no class"},
		"an empty class":           {":faces", "1 to 40 letters"},
		"a class with a digit":     {"Face2:faces", "1 to 40 letters"},
		"a class without end":      {strings.Repeat("C", 41) + ":faces", "1 to 40 letters"},
		"an empty path":            {"Template:", "is empty"},
		"an absolute path":         {"Template:/faces", "is absolute"},
		"two dots":                 {"Template:..", `has ".."`},
		"two dots within":          {"Template:a/../../b", `has ".."`},
		"a dot within":             {"Template:./faces", "write faces"},
		"a slash at the end":       {"Template:faces/", "write faces"},
		"two slashes":              {"Template:a//b", "write a/b"},
		"facegov's own directory":  {"Template:.facegov", "facegov's own"},
		"a path in it":             {"Template:.facegov/ended", "facegov's own"},
		"a zero byte":              {"Template:a\x00b", "zero byte"},
		"a path without end":       {"Template:" + strings.Repeat("a", 1025), "longer than 1024"},
		"a dot at the end of it":   {"Template:faces/.", "write faces"},
		"two dots disguised as it": {"Template:faces/..", `has ".."`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := filesystem.ParsePath(tc.text)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("ParsePath returned %+v, %v; want %q", got, err, tc.want)
			}
		})
	}
	for _, text := range []string{"Template:faces", "RawImage:.", "A:a/b/c", "A:..faces", "A:with:colon"} {
		if _, err := filesystem.ParsePath(text); err != nil {
			t.Error(err)
		}
	}
}

func TestMissingPathsAreCounted(t *testing.T) {
	root := t.TempDir()
	plant(t, root, "faces/1.bin", noon)
	store := open(t, root, stores.Captured, "Template:faces", "RawImage:frames", "RawImage:deep/er")
	if missing, err := store.Missing(); err != nil || missing != 2 {
		t.Errorf("%d paths are missing, %v", missing, err)
	}
	if items := scan(t, store); len(items) != 1 {
		t.Errorf("scan shows %q", seen(items))
	}
}

func TestScanStopsWhenItIsAskedTo(t *testing.T) {
	root := t.TempDir()
	plant(t, root, "faces/1.bin", noon)
	store := open(t, root, stores.Captured, "Template:faces")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := store.Scan(ctx, func([]stores.Item) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("Scan returned %v", err)
	}
	want := errors.New("enough")
	if err := store.Scan(t.Context(), func([]stores.Item) error { return want }); !errors.Is(err, want) {
		t.Errorf("Scan returned %v", err)
	}
}

func TestADeclaredPathThatBecomesALinkIsReported(t *testing.T) {
	root := t.TempDir()
	plant(t, root, "faces/1.bin", noon)
	store := open(t, root, stores.Captured, "Template:faces")
	must(t, os.Rename(filepath.Join(root, "faces"), filepath.Join(root, "moved")))
	must(t, os.Symlink("moved", filepath.Join(root, "faces")))
	if diff := cmp.Diff([]string{"Template faces unreadable"}, seen(scan(t, store))); diff != "" {
		t.Error(diff)
	}
}

func TestADirectoryThatIsTooDeepIsReported(t *testing.T) {
	root := t.TempDir()
	plant(t, root, "faces/"+strings.Repeat("d/", 70)+"face.bin", noon)
	items := scan(t, open(t, root, stores.Captured, "Template:faces"))
	if len(items) != 1 || items[0].Standing != stores.Unreadable {
		t.Errorf("scan shows %q", seen(items))
	}
}

func TestRecordsOfTwoStoresLieApart(t *testing.T) {
	root := t.TempDir()
	plant(t, root, "faces/1.bin", noon)
	store := open(t, root, stores.Captured, "Template:faces")
	if _, err := store.Records("gallery", false); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("records that do not exist: %v", err)
	}
	if exists(t, root, ".facegov") {
		t.Error("looking for records made them")
	}
	for _, name := range []string{"gallery", "frames", "gallery"} {
		records, err := store.Records(name, true)
		must(t, err)
		must(t, records.WriteFile("state", []byte(name), 0o600))
		must(t, records.Close())
		content, err := os.ReadFile(filepath.Join(root, ".facegov/stores", name, "state"))
		if err != nil || string(content) != name {
			t.Errorf("the record of %s holds %q, %v", name, content, err)
		}
	}
}

func TestRecordsBehindASymbolicLinkAreRefused(t *testing.T) {
	for _, at := range []string{".facegov", ".facegov/stores", ".facegov/stores/gallery"} {
		t.Run(at, func(t *testing.T) {
			root, outside := t.TempDir(), t.TempDir()
			plant(t, root, "faces/1.bin", noon)
			must(t, os.MkdirAll(filepath.Join(root, filepath.Dir(at)), 0o755))
			must(t, os.Symlink(outside, filepath.Join(root, at)))
			store := open(t, root, stores.Captured, "Template:faces")
			if _, err := store.Records("gallery", true); !errors.Is(err, stores.ErrPathRefused) {
				t.Errorf("Records returned %v", err)
			}
			if entries, err := os.ReadDir(outside); err != nil || len(entries) != 0 {
				t.Errorf("something was written outside: %v, %v", entries, err)
			}
		})
	}
}
