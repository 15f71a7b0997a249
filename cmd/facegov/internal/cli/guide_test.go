// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// session is a block of the guide that shows commands with what they say.
var session = regexp.MustCompile("(?s)```console\n(.*?)```")

// TestTheGuidesShowWhatTheProgramSays runs the commands of the guides, each beside the files that it names.
// UPDATE_GOLDEN=1 writes what they say into the guides.
func TestTheGuidesShowWhatTheProgramSays(t *testing.T) {
	for guide, tc := range map[string]struct {
		beside map[string]string // name to file of the repository
		blocks int               // at least
	}{
		"check-before-you-apply.md": {map[string]string{"config": "config"}, 4},
		"adopt-existing-servers.md": {
			map[string]string{"seen.yaml": "cmd/facegov/internal/adopt/testdata/frigate.yaml"}, 1,
		},
	} {
		t.Run(guide, func(t *testing.T) { showsWhatTheProgramSays(t, guide, tc.beside, tc.blocks) })
	}
}

func showsWhatTheProgramSays(t *testing.T, name string, beside map[string]string, atLeast int) {
	t.Helper()
	root, err := filepath.Abs(repository)
	if err != nil {
		t.Fatal(err)
	}
	guide := filepath.Join(root, "docs/guides", name)
	text, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	for name, file := range beside {
		if err := os.Symlink(filepath.Join(root, file), name); err != nil {
			t.Fatal(err)
		}
	}
	blocks := 0
	got := session.ReplaceAllStringFunc(string(text), func(block string) string {
		blocks++
		var shown strings.Builder
		code := 0
		for line := range strings.SplitSeq(session.FindStringSubmatch(block)[1], "\n") {
			command, found := strings.CutPrefix(line, "$ ")
			switch {
			case found && command == "echo $?":
				fmt.Fprintf(&shown, "$ %s\n%d\n", command, code)
			case found:
				var out string
				code, out = typed(t, command)
				fmt.Fprintf(&shown, "$ %s\n%s", command, out)
			}
		}
		return "```console\n" + shown.String() + "```"
	})
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(guide, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(text), got); diff != "" || blocks < atLeast {
		t.Errorf("%d blocks of the guide (-guide +program):\n%s", blocks, diff)
	}
}

// headLines reads "head -n 12", which shows the first lines alone.
var headLines = regexp.MustCompile(` \| head -n (\d+)$`)

// typed runs what somebody types: facegov, perhaps with what printf gives it, perhaps into a file or through head.
func typed(t *testing.T, command string) (code int, out string) {
	t.Helper()
	if head := headLines.FindStringSubmatch(command); head != nil {
		_, out = typed(t, strings.TrimSuffix(command, head[0])) // the exit code of a pipe is that of head
		lines, err := strconv.Atoi(head[1])
		if err != nil {
			t.Fatal(err)
		}
		shown := strings.SplitAfter(out, "\n")
		return 0, strings.Join(shown[:min(lines, len(shown))], "")
	}
	stdin := ""
	if given, rest, found := strings.Cut(command, " | "); found {
		stdin = strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(given, "printf '"), "'"), `\n`, "\n")
		command = rest
	}
	command, file, intoFile := strings.Cut(command, " > ")
	args, found := strings.CutPrefix(command, "facegov ")
	if !found {
		t.Fatalf("the guide types %q", command)
	}
	code, out, errs := call(stdin, strings.Fields(args)...)
	if intoFile {
		if err := os.WriteFile(file, []byte(out), 0o600); err != nil {
			t.Fatal(err)
		}
		out = ""
	}
	return code, out + errs
}
