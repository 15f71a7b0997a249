// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package manifest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"
)

// flushAt is the size at which the writer hands its buffer on without being asked.
const flushAt = 256 << 10

// Writer writes one manifest. Its methods buffer; the first error stays, is returned by every later call of Flush and
// End, and keeps anything more from being written. It is not safe for use by several goroutines.
type Writer struct {
	out   io.Writer
	lines []byte
	tree  Tree
	tally Tally
	next  int64
	open  map[int64]int64 // size by number of the items without a second line
	err   error
}

// Begin writes the first line of a new manifest.
func Begin(out io.Writer, run Run) (*Writer, error) {
	w := &Writer{out: out, next: 1, open: map[int64]int64{}}
	run.Version = Version
	line, err := json.Marshal(struct {
		Run Run `json:"run"`
	}{run})
	if err != nil {
		return nil, fmt.Errorf("first line of the manifest cannot be written as JSON: %w", err)
	}
	w.line(line)
	return w, w.Flush()
}

// Resume goes on with a manifest that Read found without its last line. Out must write after the last whole line.
func Resume(out io.Writer, reading Reading) *Writer {
	w := &Writer{out: out, tree: reading.tree, tally: reading.Tally, next: reading.Items + 1, open: map[int64]int64{}}
	for _, intent := range reading.Unresolved {
		w.open[intent.N] = intent.Size
	}
	return w
}

// Intend says that an item is about to be deleted and returns its number. The item may be deleted once Flush has
// returned and what it wrote is durable.
func (w *Writer) Intend(intent Intent) int64 {
	intent.N = w.next
	w.next++
	w.tally.Items++
	w.open[intent.N] = intent.Size
	start := len(w.lines)
	b := append(w.lines, `{"n":`...)
	b = strconv.AppendInt(b, intent.N, 10)
	b = append(b, `,"id":`...)
	b = appendText(b, intent.ID)
	b = append(b, `,"class":`...)
	b = appendText(b, intent.Class)
	b = append(b, `,"size":`...)
	b = strconv.AppendInt(b, intent.Size, 10)
	b = append(b, `,"anchor":"`...)
	b = intent.Anchor.UTC().AppendFormat(b, time.RFC3339)
	w.lines = append(b, `"}`...)
	w.close(start)
	return intent.N
}

// Gone says that an item was deleted and then found gone.
func (w *Writer) Gone(n int64, at time.Time) {
	size, isOpen := w.settle(n)
	if !isOpen {
		return
	}
	w.tally.Deleted++
	w.tally.Bytes += size
	start := len(w.lines)
	b := append(w.lines, `{"n":`...)
	b = strconv.AppendInt(b, n, 10)
	b = append(b, `,"deletedAt":"`...)
	b = at.UTC().AppendFormat(b, time.RFC3339)
	w.lines = append(b, `","verified":true}`...)
	w.close(start)
}

// NotDeleted says that an item was not deleted, and why; the reason must not hold a name.
func (w *Writer) NotDeleted(n int64, why string) {
	if _, isOpen := w.settle(n); !isOpen {
		return
	}
	w.tally.NotDeleted++
	line, err := json.Marshal(outcome{N: n, NotDeleted: why})
	if err != nil {
		w.fail(err)
		return
	}
	w.line(line)
}

// Flush hands on what is buffered.
func (w *Writer) Flush() error {
	if w.err == nil && len(w.lines) > 0 {
		if _, err := w.out.Write(w.lines); err != nil {
			w.fail(fmt.Errorf("manifest cannot be written: %w", err))
		}
	}
	w.lines = w.lines[:0]
	return w.err
}

// End writes the last line, with the counts and the root of what was written, and returns it. Nothing can follow.
func (w *Writer) End(end End) (End, error) {
	if len(w.open) > 0 {
		w.fail(fmt.Errorf("manifest cannot be closed while %d items have no outcome", len(w.open)))
	}
	end.Items, end.Deleted, end.Bytes, end.NotDeleted = w.tally.Items, w.tally.Deleted, w.tally.Bytes, w.tally.NotDeleted
	end.Root = w.tree.Root()
	line, err := json.Marshal(struct {
		End End `json:"end"`
	}{end})
	if err != nil {
		w.fail(err)
	}
	w.lines = append(append(w.lines, line...), '\n')
	if err := w.Flush(); err != nil {
		return End{}, err
	}
	w.fail(errors.New("manifest is closed"))
	return end, nil
}

// settle takes an item from the open ones.
func (w *Writer) settle(n int64) (size int64, isOpen bool) {
	size, isOpen = w.open[n]
	if !isOpen {
		w.fail(fmt.Errorf("manifest has no item %d that waits for its outcome", n))
	}
	delete(w.open, n)
	return size, isOpen
}

func (w *Writer) line(line []byte) {
	start := len(w.lines)
	w.lines = append(w.lines, line...)
	w.close(start)
}

// close ends the line that begins at start.
func (w *Writer) close(start int) {
	w.tree.Add(w.lines[start:])
	w.lines = append(w.lines, '\n')
	if len(w.lines) >= flushAt {
		_ = w.Flush() // the error stays and comes back from the caller's own Flush
	}
}

func (w *Writer) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// appendText appends a JSON string. Pseudonyms and classes have no character that needs an escape; what else comes goes
// the long way.
func appendText(b []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			quoted, _ := json.Marshal(text) // a string always has a JSON form
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, text...)
	return append(b, '"')
}
