// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/facegov/facegov/internal/report"
)

const (
	// maxSize bounds one file or stream. The largest rendering of charts that we know is a tenth of it.
	maxSize = 32 << 20
	// maxFiles bounds the files of one run.
	maxFiles = 10_000
	// stream is how standard input is called, and how it is asked for.
	stream, streamName = "-", "stdin"
)

// Reader reads objects.
type Reader struct {
	// Stdin is read for the path "-".
	Stdin io.Reader
	// Recursive reads folders within folders.
	Recursive bool
}

// Read reads the files, the folders' files that end in .yaml, .yml or .json, and standard input for "-".
func (r *Reader) Read(paths []string) *Input {
	in := &Input{}
	seen := map[string]bool{}
	for _, path := range paths {
		if path != stream {
			path = filepath.Clean(path)
		}
		for _, file := range r.files(in, path) {
			if seen[file] {
				continue
			}
			seen[file] = true
			if len(seen) > maxFiles {
				in.fail(report.Position{File: path}, "there are more than %d files; name a narrower folder", maxFiles)
				return in
			}
			r.readFile(in, file)
		}
	}
	return in
}

func (r *Reader) files(in *Input, path string) []string {
	if path == stream {
		return []string{stream}
	}
	info, err := os.Stat(path)
	if err != nil {
		in.fail(report.Position{File: path}, "%s", reason(path, err))
		return nil
	}
	if !info.IsDir() {
		return []string{path}
	}
	var files []string
	err = filepath.WalkDir(path, func(at string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			in.fail(report.Position{File: at}, "%s", reason(at, err))
		case entry.IsDir() && at != path && !r.Recursive:
			return filepath.SkipDir
		case !entry.IsDir() && slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(at)):
			files = append(files, at)
		}
		if len(files) > maxFiles {
			return filepath.SkipAll
		}
		return nil
	})
	if err != nil {
		in.fail(report.Position{File: path}, "%s", reason(path, err))
	}
	if len(files) == 0 && !r.Recursive {
		in.fail(report.Position{File: path}, "the folder holds no .yaml, .yml or .json file; "+
			"name a file, or read the folders within it with --recursive")
	}
	return files
}

func reason(path string, err error) string {
	switch {
	case strings.Contains(path, "://") || strings.Contains(path, ":/"):
		return "addresses are not read; fetch it first: curl … | facegov check -f -"
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file or folder"
	case errors.Is(err, fs.ErrPermission):
		return "it may not be read by this user"
	default:
		return fmt.Sprintf("it cannot be read: %v", err)
	}
}

func (r *Reader) readFile(in *Input, path string) {
	source, name := r.Stdin, streamName
	if path != stream {
		file, err := os.Open(path) //nolint:gosec // the person at the keyboard names it
		if err != nil {
			in.fail(report.Position{File: path}, "%s", reason(path, err))
			return
		}
		defer func() { _ = file.Close() }() // it was only read
		source, name = file, filepath.ToSlash(path)
	}
	text, err := io.ReadAll(io.LimitReader(source, maxSize+1))
	switch {
	case err != nil:
		in.fail(report.Position{File: name}, "%s", reason(path, err))
	case len(text) > maxSize:
		in.fail(report.Position{File: name}, "it is larger than %d MiB; split it", maxSize>>20)
	default:
		in.parse(name, text)
	}
}

// Parse reads objects from a text, which is called by the name of a file.
func Parse(file string, text []byte) *Input {
	in := &Input{}
	in.parse(file, text)
	return in
}

// parse reads the documents of one file.
func (in *Input) parse(file string, text []byte) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	for _, part := range split(text) {
		document, err := decode(part.text)
		if err != nil {
			problems := explain(err, file, part.first, "")
			if bytes.Contains(part.text, []byte("{{")) {
				problems[0].Message += "; this looks like a chart's template, which is rendered first: " +
					"helm template … | facegov check -f -"
			}
			in.Problems = append(in.Problems, problems...)
			continue
		}
		if document == nil {
			continue // nothing but comments
		}
		in.add(&Object{
			file: file, first: part.first, text: part.text, root: document,
			fields: sync.OnceValues(func() (map[string]any, error) { return readFields(part.text) }),
		})
	}
}

// decode reads one document. There is none when the text is nothing but comments.
func decode(text []byte) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, another yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if err := decoder.Decode(&another); err == nil {
		return nil, fmt.Errorf("line %d: another document begins here; begin it with --- on a line of its own",
			another.Content[0].Line)
	} else if !errors.Is(err, io.EOF) {
		return nil, err
	}
	if document.Content[0].Tag == "!!null" {
		return nil, nil
	}
	return document.Content[0], nil
}

type part struct {
	text  []byte
	first int
}

// split parts a file into its documents: JSON objects one after the other, or YAML parted by lines that begin with ---.
func split(text []byte) []part {
	if parts := splitJSON(text); parts != nil {
		return parts
	}
	var parts []part
	first, line, begin, at := 1, 1, 0, 0
	for at < len(text) {
		end := len(text)
		if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		if isSeparator(text[at:end]) {
			parts = append(parts, part{text[begin:at], first})
			begin, first = end, line+1
		}
		at, line = end, line+1
	}
	return append(parts, part{text[begin:], first})
}

func isSeparator(line []byte) bool {
	rest, found := bytes.CutPrefix(line, []byte("---"))
	rest = bytes.TrimSpace(rest)
	return found && (len(rest) == 0 || rest[0] == '#')
}

// splitJSON returns nil when the text is not JSON from the first to the last character.
func splitJSON(text []byte) []part {
	if trimmed := bytes.TrimSpace(text); len(trimmed) == 0 || trimmed[0] != '{' {
		return nil
	}
	var parts []part
	decoder := json.NewDecoder(bytes.NewReader(text))
	for {
		var raw json.RawMessage
		err := decoder.Decode(&raw)
		if errors.Is(err, io.EOF) {
			return parts
		}
		if err != nil {
			return nil // YAML in flow style, or a fault that the YAML reader names with its line
		}
		begin := int(decoder.InputOffset()) - len(raw)
		parts = append(parts, part{raw, 1 + bytes.Count(text[:begin], []byte("\n"))})
	}
}
