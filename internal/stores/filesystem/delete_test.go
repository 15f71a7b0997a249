// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package filesystem_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/internal/stores"
	"github.com/facegov/facegov/internal/stores/filesystem"
)

func TestDeleteLeavesAloneWhatIsNoLongerWhatScanShowed(t *testing.T) {
	tests := map[string]struct {
		meanwhile func(t *testing.T, root, outside string)
		want      stores.Fate
		wantLeft  string // a file that must be there afterwards, below the root's parent
	}{
		"nothing happened":      {func(*testing.T, string, string) {}, stores.Gone, "outside/1.bin"},
		"someone deleted it":    {remove("faces/alice/1.bin"), stores.Vanished, "outside/1.bin"},
		"its directory is gone": {remove("faces/alice"), stores.Vanished, "outside/1.bin"},
		"it was written anew": {func(t *testing.T, root, _ string) {
			plant(t, root, "faces/alice/1.bin", noon.Add(time.Hour))
		}, stores.Changed, "root/faces/alice/1.bin"},
		"another file with the same time took its place": {func(t *testing.T, root, _ string) {
			plant(t, root, "faces/alice/new.bin", noon)
			must(t, os.Rename(filepath.Join(root, "faces/alice/new.bin"), filepath.Join(root, "faces/alice/1.bin")))
		}, stores.Changed, "root/faces/alice/1.bin"},
		"it got a second name": {func(t *testing.T, root, outside string) {
			must(t, os.Link(filepath.Join(root, "faces/alice/1.bin"), filepath.Join(outside, "copy.bin")))
		}, stores.Failed, "root/faces/alice/1.bin"},
		"a symbolic link took its place": {func(t *testing.T, root, outside string) {
			remove("faces/alice/1.bin")(t, root, outside)
			must(t, os.Symlink(filepath.Join(outside, "1.bin"), filepath.Join(root, "faces/alice/1.bin")))
		}, stores.Changed, "root/faces/alice/1.bin"},
		"a symbolic link to a directory outside took its directory's place": {func(t *testing.T, root, outside string) {
			must(t, os.Rename(filepath.Join(root, "faces/alice"), filepath.Join(root, "moved")))
			must(t, os.Symlink(outside, filepath.Join(root, "faces/alice")))
		}, stores.Failed, "outside/1.bin"},
		"a symbolic link to a directory outside took the declared path's place": {func(t *testing.T, root, outside string) {
			must(t, os.Mkdir(filepath.Join(outside, "alice"), 0o755))
			plant(t, outside, "alice/1.bin", noon)
			must(t, os.Rename(filepath.Join(root, "faces"), filepath.Join(root, "moved")))
			must(t, os.Symlink(outside, filepath.Join(root, "faces")))
		}, stores.Failed, "outside/alice/1.bin"},
		"its directory was moved out of the declared path": {func(t *testing.T, root, _ string) {
			must(t, os.Rename(filepath.Join(root, "faces/alice"), filepath.Join(root, "moved")))
		}, stores.Vanished, "root/moved/1.bin"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			root, outside := filepath.Join(parent, "root"), filepath.Join(parent, "outside")
			plant(t, root, "faces/alice/1.bin", noon)
			plant(t, outside, "1.bin", noon)
			store := open(t, root, stores.Captured, "Template:faces")
			items := scan(t, store)
			tc.meanwhile(t, root, outside)
			outcomes := store.Delete(items)
			if len(outcomes) != 1 || outcomes[0].Fate != tc.want {
				t.Errorf("the outcome is %+v, want fate %d", outcomes, tc.want)
			}
			if needsReason := tc.want == stores.Changed || tc.want == stores.Failed; needsReason != (outcomes[0].Why != "") {
				t.Errorf("the outcome gives the reason %q", outcomes[0].Why)
			}
			if !exists(t, parent, tc.wantLeft) {
				t.Errorf("%s is gone", tc.wantLeft)
			}
			if tc.want == stores.Gone && exists(t, root, "faces/alice/1.bin") {
				t.Error("the file is still there")
			}
		})
	}
}

func remove(name string) func(*testing.T, string, string) {
	return func(t *testing.T, root, _ string) {
		t.Helper()
		must(t, os.RemoveAll(filepath.Join(root, name)))
	}
}

func TestTheAnchorIsTheMomentThatItSays(t *testing.T) {
	written, read, ended := noon.AddDate(-1, 0, 0), noon.AddDate(0, -1, 0), noon.AddDate(0, 0, -1)
	tests := map[string]struct {
		anchor       stores.Anchor
		access       time.Time
		wantAnchor   time.Time
		wantStanding stores.Standing
	}{
		"captured is when it was written":                         {stores.Captured, read, written, stores.Deletable},
		"enrolled is when it was written":                         {stores.Enrolled, read, written, stores.Deletable},
		"last used is when it was read":                           {stores.LastUsed, read, read, stores.Deletable},
		"last used is when it was written if it was not read yet": {stores.LastUsed, written.AddDate(-1, 0, 0), written, stores.Deletable},
		"the purpose ended when the mark says":                    {stores.PurposeEnded, read, ended, stores.Deletable},
		"consent was withdrawn when the mark says":                {stores.ConsentWithdrawn, read, ended, stores.Deletable},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			plant(t, root, "faces/alice/1.bin", written)
			must(t, os.Chtimes(filepath.Join(root, "faces/alice/1.bin"), tc.access, written))
			mark(t, root, "faces/alice/1.bin", ended)
			items := scan(t, open(t, root, tc.anchor, "Template:faces"))
			if len(items) != 1 || !items[0].Anchor.Equal(tc.wantAnchor) || items[0].Standing != tc.wantStanding {
				t.Errorf("scan shows %+v, want %s", items, tc.wantAnchor)
			}
		})
	}
}

func TestOnlyAnEmptyFileIsAMark(t *testing.T) {
	tests := map[string]func(t *testing.T, root, at string){
		"no mark": func(*testing.T, string, string) {},
		"a mark with content": func(t *testing.T, root, at string) {
			must(t, os.WriteFile(filepath.Join(root, at), []byte("x"), 0o600))
		},
		"a symbolic link to an empty file": func(t *testing.T, root, at string) {
			must(t, os.WriteFile(filepath.Join(root, "empty"), nil, 0o600))
			must(t, os.Symlink("../../../../empty", filepath.Join(root, at)))
		},
		"a directory": func(t *testing.T, root, at string) { must(t, os.Mkdir(filepath.Join(root, at), 0o755)) },
	}
	for name, marked := range tests {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			plant(t, root, "faces/alice/1.bin", noon)
			must(t, os.MkdirAll(filepath.Join(root, ".facegov/ended/faces/alice"), 0o755))
			marked(t, root, ".facegov/ended/faces/alice/1.bin")
			want := []string{"Template faces/alice/1.bin unanchored"}
			if diff := cmp.Diff(want, seen(scan(t, open(t, root, stores.PurposeEnded, "Template:faces")))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAMarkThatWasTakenBackSavesTheFile(t *testing.T) {
	root := t.TempDir()
	plant(t, root, "faces/alice/1.bin", noon)
	mark(t, root, "faces/alice/1.bin", noon)
	store := open(t, root, stores.ConsentWithdrawn, "Template:faces")
	items := scan(t, store)
	must(t, os.Remove(filepath.Join(root, ".facegov/ended/faces/alice/1.bin")))
	if outcomes := store.Delete(items); outcomes[0].Fate != stores.Changed {
		t.Errorf("the outcome is %+v", outcomes)
	}
}

func TestMarksBehindASymbolicLinkHideNothing(t *testing.T) {
	root, outside := t.TempDir(), t.TempDir()
	plant(t, root, "faces/alice/1.bin", noon)
	must(t, os.MkdirAll(filepath.Join(root, ".facegov/ended"), 0o755))
	must(t, os.Symlink(outside, filepath.Join(root, ".facegov/ended/faces")))
	want := []string{"Template faces unreadable"}
	if diff := cmp.Diff(want, seen(scan(t, open(t, root, stores.PurposeEnded, "Template:faces")))); diff != "" {
		t.Error(diff)
	}
}

func TestTidyRemovesEmptyDirectoriesFromTheBottomUp(t *testing.T) {
	root := t.TempDir()
	plant(t, root, "faces/alice/1.bin", noon)
	must(t, os.MkdirAll(filepath.Join(root, "faces/bob/2025/12"), 0o755))
	must(t, os.MkdirAll(filepath.Join(root, "faces/train"), 0o755))
	must(t, os.MkdirAll(filepath.Join(root, "other/empty"), 0o755))
	must(t, os.MkdirAll(filepath.Join(root, "frames"), 0o755))
	store := open(t, root, stores.Captured, "Template:faces", "RawImage:faces/train", "RawImage:frames")
	tidied, err := store.Tidy(t.Context())
	must(t, err)
	if diff := cmp.Diff(stores.Tidied{Directories: 3}, tidied); diff != "" {
		t.Error(diff)
	}
	for name, want := range map[string]bool{
		"faces/bob": false, "faces/alice/1.bin": true, "faces/train": true, "other/empty": true, "frames": true,
	} {
		if exists(t, root, name) != want {
			t.Errorf("%s: exists is %t", name, !want)
		}
	}
}

func TestErasingAStoreTakesItsMarksToo(t *testing.T) {
	root := t.TempDir()
	plant(t, root, "faces/alice/1.bin", noon)
	mark(t, root, "faces/alice/1.bin", noon)
	mark(t, root, "faces/bob/1.bin", noon)
	mark(t, root, "frames/1.bin", noon)
	store, err := filesystem.Open(filesystem.Options{
		Root: root, Anchor: stores.PurposeEnded, Erase: true,
		Paths: []filesystem.Path{{Class: "Template", Path: "faces"}, {Class: "RawImage", Path: "frames"}},
	})
	must(t, err)
	defer store.Close()
	if outcomes := store.Delete(scan(t, store)); len(outcomes) != 1 || outcomes[0].Fate != stores.Gone {
		t.Errorf("the outcomes are %+v", outcomes)
	}
	_, err = store.Tidy(t.Context())
	must(t, err)
	for _, name := range []string{"faces/alice", ".facegov/ended/faces/alice", ".facegov/ended/faces/bob", ".facegov/ended/frames/1.bin"} {
		if exists(t, root, name) {
			t.Errorf("%s is still there", name)
		}
	}
}

func TestTidyRemovesTheMarksOfWhatIsGone(t *testing.T) {
	root := t.TempDir()
	plant(t, root, "faces/alice/1.bin", noon)
	mark(t, root, "faces/alice/1.bin", noon)
	mark(t, root, "faces/alice/2.bin", noon)
	mark(t, root, "faces/bob/1.bin", noon)
	mark(t, root, "frames/1.bin", noon)
	mark(t, root, "undeclared/1.bin", noon)

	tidied, err := open(t, root, stores.Captured, "Template:faces").Tidy(t.Context())
	must(t, err)
	if diff := cmp.Diff(stores.Tidied{}, tidied); diff != "" {
		t.Errorf("with an anchor that is not marked: %s", diff)
	}
	tidied, err = open(t, root, stores.PurposeEnded, "Template:faces", "RawImage:frames").Tidy(t.Context())
	must(t, err)
	if diff := cmp.Diff(stores.Tidied{Directories: 1, Marks: 2}, tidied); diff != "" {
		t.Error(diff)
	}
	for name, want := range map[string]bool{
		"faces/alice/1.bin": true, "faces/alice/2.bin": false, "faces/bob": false,
		"frames/1.bin":     true, // its declared path is missing as a whole, and may come back
		"undeclared/1.bin": true,
	} {
		if exists(t, root, ".facegov/ended", name) != want {
			t.Errorf("mark %s: exists is %t", name, !want)
		}
	}
}
