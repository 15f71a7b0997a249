// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/facegov/facegov/test/cases/caseload"
)

type testCommand struct {
	*Surroundings
	update bool
}

func newTest(s *Surroundings) *cobra.Command {
	command := &testCommand{Surroundings: s}
	c := &cobra.Command{
		Use:   "test FOLDER ...",
		Short: "Run cases written as data: a deployment, its world, and the verdict that it should get",
		Long: `Runs every case below the folders. A case is a folder with

  deployment.yaml     one FaceRecognitionDeployment
  policies.yaml       which laws are loaded, and house rules written out
  cluster.yaml        the time, the zones, the documents on record and what already runs
  want.verdict.yaml   the verdict with every reason
  want.plan.yaml      what is then there; compared when the file exists
  want.status.yaml    the status that is written; compared when the file exists

A cluster.yaml that names a binder, which is documents that many cases share, takes it from binders/NAME.yaml in the
folder of the case or one of the two above it.

Where an answer differs, it is shown line by line. --update writes the answers instead: read the difference as a lawyer
would before it is committed.

Exit codes:
  0  every case comes out as it should
  1  a case comes out otherwise
  3  a case cannot be read, or there is none`,
		Example: s.examples(`
facegov test test/cases
facegov test test/cases/cn/a-gate-that-knows-nothing-but-faces
facegov test house-rules/cases --update`),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return badInput("name at least one folder of cases")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return command.run(args) },
	}
	c.Flags().BoolVar(&command.update, "update", false, "write the answers to the want files")
	return c
}

func (c *testCommand) run(roots []string) error {
	var unreadable, wrong, right int
	for _, root := range roots {
		cases, err := findCases(root)
		if err != nil {
			return badInput("%v", err)
		}
		for _, dir := range cases {
			differences, err := c.runCase(dir)
			switch {
			case err != nil:
				unreadable++
				_, _ = fmt.Fprintf(c.Err, "%s: %v\n", dir, err)
			case differences > 0:
				wrong++
			default:
				right++
			}
		}
	}
	_, _ = fmt.Fprintf(c.Out, "%d cases as they should be, %d otherwise, %d unreadable\n", right, wrong, unreadable)
	switch {
	case unreadable > 0:
		return exit{code: exitBadInput}
	case wrong > 0:
		return exit{code: exitDenied}
	default:
		return nil
	}
}

// findCases returns the folders at or below root that hold a case, in alphabetical order.
func findCases(root string) ([]string, error) {
	var cases []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && entry.Name() == caseload.DeploymentFile {
			cases = append(cases, filepath.Dir(path))
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", root, err)
	}
	if len(cases) == 0 {
		return nil, fmt.Errorf("%s holds no case; a case is a folder with a %s", root, caseload.DeploymentFile)
	}
	return cases, nil
}

// runCase answers one case and compares, or writes, the answers. It returns how many files differ.
func (c *testCommand) runCase(dir string) (differences int, err error) {
	loaded, err := caseload.Load(filepath.Dir(dir), filepath.Base(dir))
	if err != nil {
		return 0, err
	}
	snapshot, err := loaded.Snapshot()
	if err != nil {
		return 0, err
	}
	answers := caseload.Answer(snapshot)
	files, err := answers.Files()
	if err != nil {
		return 0, err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(dir, name)
		want, err := os.ReadFile(path) //nolint:gosec // the person at the keyboard names it
		missing := errors.Is(err, fs.ErrNotExist)
		switch {
		case err != nil && !missing:
			return 0, err
		case missing && name != caseload.VerdictFile, string(want) == files[name]:
			continue
		case c.update:
			if err := os.WriteFile(path, []byte(files[name]), 0o644); err != nil { //nolint:gosec // cases are no secret
				return 0, err
			}
			_, _ = fmt.Fprintln(c.Out, "wrote "+path)
		default:
			differences++
			c.show(path, string(want), files[name], missing)
		}
	}
	return differences, nil
}

func (c *testCommand) show(path, want, got string, missing bool) {
	if missing {
		_, _ = fmt.Fprintf(c.Out, "%s is missing; --update writes it:\n%s", path, got)
		return
	}
	_, _ = fmt.Fprintf(c.Out, "%s (- as it should be, + as it is)\n", path)
	for _, line := range difference(want, got) {
		_, _ = fmt.Fprintln(c.Out, line)
	}
}
