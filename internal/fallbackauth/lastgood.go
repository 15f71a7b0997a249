// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
)

// change is what a refresh found.
type change int

const (
	unchanged change = iota
	replaced
	broken
)

// errAbsent is what a parse returns when the files are not there and need not be.
var errAbsent = errors.New("the files are not there")

// lastGood holds the value of some mounted files, and keeps it when the files
// become unreadable, disappear or stop making sense: a broken update neither
// locks anybody out nor lets anybody in.
//
// Changes are found by content. Identity and modification time change without
// the content when the kubelet remounts, and stay when a file is rewritten
// within one tick of the file system's clock.
type lastGood[T any] struct {
	paths []string
	// parse gets the files' content in the order of paths, nil for a file that
	// does not exist.
	parse func(contents [][]byte) (T, error)

	value atomic.Pointer[T]

	mu      sync.Mutex
	seen    [sha256.Size]byte
	problem string
}

// current returns the last good value, or nil if there never was one.
func (g *lastGood[T]) current() *T { return g.value.Load() }

// currentProblem says why the newest files are not in force, or is empty.
func (g *lastGood[T]) currentProblem() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.problem
}

// refresh reads the files and takes them over if they are good.
func (g *lastGood[T]) refresh() change {
	g.mu.Lock()
	defer g.mu.Unlock()
	contents, err := readAll(g.paths)
	if err != nil {
		g.seen = [sha256.Size]byte{}
		return g.report(err)
	}
	seen := fingerprint(contents)
	if seen == g.seen {
		return unchanged
	}
	g.seen = seen
	value, err := g.parse(contents)
	if errors.Is(err, errAbsent) && g.value.Load() == nil {
		g.problem = ""
		return unchanged
	}
	if err != nil {
		return g.report(err)
	}
	g.problem = ""
	g.value.Store(&value)
	return replaced
}

// report keeps err as the problem; the same problem again is no news.
func (g *lastGood[T]) report(err error) change {
	if g.problem == err.Error() {
		return unchanged
	}
	g.problem = err.Error()
	return broken
}

func readAll(paths []string) ([][]byte, error) {
	contents := make([][]byte, len(paths))
	for i, path := range paths {
		content, err := readBounded(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("cannot read the file: %w", err)
		}
		contents[i] = content
	}
	return contents, nil
}

// readBounded reads one byte more than any file may have, so that its parse sees
// that it is too large. It never returns nil for a file that exists.
func readBounded(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	file, err := os.Open(path) //nolint:gosec // whoever starts the program says which files it reads
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, maxCredentialBytes+1))
}

// fingerprint tells contents apart, and a missing file from an empty one.
func fingerprint(contents [][]byte) [sha256.Size]byte {
	sum := sha256.New()
	for _, content := range contents {
		length := int64(len(content))
		if content == nil {
			length = -1
		}
		_ = binary.Write(sum, binary.BigEndian, length) // a hash's Write never fails
		sum.Write(content)
	}
	return [sha256.Size]byte(sum.Sum(nil))
}
