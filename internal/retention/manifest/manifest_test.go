// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package manifest_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/internal/retention/manifest"
)

var noon = time.Date(2026, time.February, 1, 12, 0, 0, 0, time.UTC)

// TestTheTreeIsThatOfRFC6962 uses the vectors with which certificate transparency logs test theirs.
func TestTheTreeIsThatOfRFC6962(t *testing.T) {
	leaves := []string{
		"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
	}
	roots := []string{
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	var tree manifest.Tree
	for i, want := range roots {
		if got := tree.Root(); got != want {
			t.Errorf("the root over %d leaves is %s, want %s", i, got, want)
		}
		if i == len(leaves) {
			break
		}
		leaf, err := hex.DecodeString(leaves[i])
		if err != nil {
			t.Fatal(err)
		}
		tree.Add(leaf)
	}
}

func intent(i int) manifest.Intent {
	return manifest.Intent{
		ID: fmt.Sprintf("%064x", i), Class: "Template", Size: int64(100 * i), Anchor: noon.AddDate(-1, 0, -i),
	}
}

// write writes a manifest of six items in two batches, of which the third could not be deleted.
func write(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := manifest.Begin(&out, manifest.Run{Store: "gallery", Seq: 2, StartedAt: noon, Previous: "p", Max: "P1Y"})
	if err != nil {
		t.Fatal(err)
	}
	for batch := range 2 {
		for i := range 3 {
			w.Intend(intent(3*batch + i + 1))
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			outcomeOf(w, int64(3*batch+i+1))
		}
	}
	if _, err := w.End(manifest.End{FinishedAt: noon.Add(time.Minute), Reason: "DeletionFailed"}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func outcomeOf(w *manifest.Writer, n int64) {
	if n == 3 {
		w.NotDeleted(n, `permission "denied"`)
	} else {
		w.Gone(n, noon)
	}
}

func TestAManifestReadsBackAsWritten(t *testing.T) {
	written := write(t)
	run, end, err := manifest.Verify(bytes.NewReader(written))
	if err != nil {
		t.Fatal(err)
	}
	wantRun := manifest.Run{Version: 1, Store: "gallery", Seq: 2, StartedAt: noon, Previous: "p", Max: "P1Y"}
	wantEnd := manifest.End{
		FinishedAt: noon.Add(time.Minute), Reason: "DeletionFailed", Items: 6, Deleted: 5, Bytes: 1800, NotDeleted: 1,
		Root: end.Root,
	}
	if diff := cmp.Diff(wantRun, run) + cmp.Diff(wantEnd, end); diff != "" {
		t.Error(diff)
	}
	lines := strings.Split(string(written), "\n")
	wantLines := []string{
		`{"n":1,"id":"` + strings.Repeat("0", 63) + `1","class":"Template","size":100,"anchor":"2025-01-31T12:00:00Z"}`,
		`{"n":1,"deletedAt":"2026-02-01T12:00:00Z","verified":true}`,
		`{"n":3,"notDeleted":"permission \"denied\""}`,
	}
	if diff := cmp.Diff(wantLines, []string{lines[1], lines[4], lines[6]}); diff != "" {
		t.Error(diff)
	}
	// The root can be computed by anyone who has the file and RFC 6962: leaves are the lines, the last one left out.
	var tree manifest.Tree
	for _, line := range lines[:len(lines)-2] {
		tree.Add([]byte(line))
	}
	if tree.Root() != end.Root {
		t.Errorf("the root over the lines is %s, the manifest says %s", tree.Root(), end.Root)
	}
}

func TestNoLineCanBeChangedUnseen(t *testing.T) {
	lines := bytes.SplitAfter(write(t), []byte("\n"))
	lines = lines[:len(lines)-1]
	refused := func(t *testing.T, what string, changed [][]byte) {
		t.Helper()
		if _, end, err := manifest.Verify(bytes.NewReader(bytes.Join(changed, nil))); err == nil {
			t.Errorf("%s: accepted as %+v", what, end)
		}
	}
	refused(t, "half a line after the last", append(slices.Clone(lines), []byte(`{"n":7`)))
	for i := range lines {
		refused(t, fmt.Sprintf("line %d taken out", i+1), slices.Delete(slices.Clone(lines), i, i+1))
		refused(t, fmt.Sprintf("line %d twice", i+1), slices.Insert(slices.Clone(lines), i, lines[i]))
		if i > 0 {
			swapped := slices.Clone(lines)
			swapped[i-1], swapped[i] = swapped[i], swapped[i-1]
			refused(t, fmt.Sprintf("lines %d and %d swapped", i, i+1), swapped)
		}
		for _, digit := range []string{"1", "2", "true", "Template", "gallery"} {
			changed := slices.Clone(lines)
			changed[i] = bytes.Replace(lines[i], []byte(digit), []byte("3"), 1)
			// The last line's own time is not under its own root; the next manifest's first line is.
			if !bytes.Equal(changed[i], lines[i]) && i < len(lines)-1 {
				refused(t, fmt.Sprintf("%s changed in line %d", digit, i+1), changed)
			}
		}
	}
}

func TestAKilledRunIsReadAndResumedWhereverItStopped(t *testing.T) {
	whole := write(t)
	_, wantEnd, err := manifest.Verify(bytes.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	beforeEnd := bytes.LastIndexByte(whole[:len(whole)-1], '\n') + 1
	for size := range beforeEnd + 1 {
		reading, err := manifest.Read(bytes.NewReader(whole[:size]))
		if err != nil {
			t.Fatalf("a manifest cut after %d bytes: %v", size, err)
		}
		if int(reading.Size) != bytes.LastIndexByte(whole[:size], '\n')+1 {
			t.Fatalf("of %d bytes, %d are whole lines", size, reading.Size)
		}
		if reading.Run.Seq == 0 {
			continue // the first line is not whole: nothing was announced
		}
		if _, _, err := manifest.Verify(bytes.NewReader(whole[:size])); err == nil {
			t.Fatalf("a manifest cut after %d bytes counts as whole", size)
		}
		end := resume(t, whole[:reading.Size], reading)
		if end.Items == wantEnd.Items && end.Deleted != wantEnd.Deleted {
			t.Fatalf("cut after %d bytes and resumed, it counts %+v", size, end)
		}
	}
}

// resume settles what a killed run left open, and checks the whole.
func resume(t *testing.T, written []byte, reading manifest.Reading) manifest.End {
	t.Helper()
	out := bytes.NewBuffer(slices.Clone(written))
	w := manifest.Resume(out, reading)
	for _, open := range reading.Unresolved {
		if diff := cmp.Diff(intent(int(open.N)).ID, open.ID); diff != "" {
			t.Fatal(diff)
		}
		outcomeOf(w, open.N)
	}
	if _, err := w.End(manifest.End{FinishedAt: noon, Reason: "Interrupted"}); err != nil {
		t.Fatal(err)
	}
	_, end, err := manifest.Verify(out)
	if err != nil {
		t.Fatal(err)
	}
	return end
}

func TestAWriterRefusesToLie(t *testing.T) {
	tests := map[string]struct {
		lie  func(w *manifest.Writer)
		want string
	}{
		"closing while an item has no outcome": {func(w *manifest.Writer) { w.Intend(intent(1)) }, "1 items have no outcome"},
		"an outcome for an unknown item":       {func(w *manifest.Writer) { w.Gone(9, noon) }, "no item 9"},
		"two outcomes for one item": {func(w *manifest.Writer) {
			n := w.Intend(intent(1))
			w.Gone(n, noon)
			w.NotDeleted(n, "after all")
		}, "no item 1"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			w, err := manifest.Begin(&bytes.Buffer{}, manifest.Run{Seq: 1})
			if err != nil {
				t.Fatal(err)
			}
			tc.lie(w)
			if _, err := w.End(manifest.End{}); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("End returned %v, want %q", err, tc.want)
			}
		})
	}
}

// fullDisk takes so many writes and no more.
type fullDisk struct{ writes int }

var errFull = errors.New("no space left on device")

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.writes--; d.writes < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestAWriteErrorStaysUntilTheEnd(t *testing.T) {
	w, err := manifest.Begin(&fullDisk{writes: 1}, manifest.Run{Seq: 1})
	if err != nil {
		t.Fatal(err)
	}
	n := w.Intend(intent(1))
	if err := w.Flush(); !errors.Is(err, errFull) {
		t.Errorf("Flush returned %v", err)
	}
	w.Gone(n, noon)
	if _, err := w.End(manifest.End{}); !errors.Is(err, errFull) {
		t.Errorf("End returned %v", err)
	}
}

func TestReadBoundsWhatItKeeps(t *testing.T) {
	var out bytes.Buffer
	w, err := manifest.Begin(&out, manifest.Run{Seq: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 1<<16 + 1 {
		w.Intend(intent(i))
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if _, err := manifest.Read(&out); err == nil || !strings.Contains(err.Error(), "65536") {
		t.Errorf("Read returned %v", err)
	}
	flood := strings.NewReader(`{"run":{"v":1,"seq":1,"store":"` + strings.Repeat("s", 1<<20) + "\"}}\n")
	if _, err := manifest.Read(flood); err == nil {
		t.Error("Read took a line of a mebibyte")
	}
}
