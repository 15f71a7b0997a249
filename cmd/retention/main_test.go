// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/facegov/facegov/internal/retention/result"
)

// The test binary runs the program itself when this is set; its value is the user to run as.
const runAs = "FACEGOV_TEST_RUN_AS"

// nobody is a user that owns nothing.
const nobody = 65534

func TestMain(m *testing.M) {
	if user := os.Getenv(runAs); user != "" {
		become(user)
		main()
	}
	os.Exit(m.Run())
}

// become gives up root for good. It happens here rather than at the start of the process, because the test binary lies
// where only its owner can reach it.
func become(user string) {
	id, err := strconv.Atoi(user)
	if err == nil && id != os.Getuid() {
		err = syscall.Setgroups(nil)
		if err == nil {
			err = syscall.Setgid(id)
		}
		if err == nil {
			err = syscall.Setuid(id)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(99)
	}
}

// unprivileged is the user that a test runs the program as: not root, who can delete anything.
func unprivileged() int {
	if os.Getuid() == 0 {
		return nobody
	}
	return os.Getuid()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// program is one run of the program.
type program struct {
	code           int
	stdout, stderr string
}

// command prepares the program, to be run as a user.
func command(t *testing.T, user int, arguments ...string) *exec.Cmd {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0], arguments...)
	command.Env = append(os.Environ(), fmt.Sprintf("%s=%d", runAs, user))
	return command
}

func execute(t *testing.T, user int, arguments ...string) program {
	t.Helper()
	prepared := command(t, user, arguments...)
	var stdout, stderr bytes.Buffer
	prepared.Stdout, prepared.Stderr = &stdout, &stderr
	if err := prepared.Run(); err != nil && prepared.ProcessState == nil {
		t.Fatal(err)
	}
	return program{prepared.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// volume makes a store with files that are due, in one directory for each person, readable by every user.
func volume(t *testing.T, people, filesEach int) string {
	t.Helper()
	root := t.TempDir()
	must(t, os.Chmod(filepath.Dir(root), 0o755)) // a test's own directory is closed to others
	must(t, os.Chmod(root, 0o755))
	old := time.Now().AddDate(-2, 0, 0)
	for person := range people {
		dir := filepath.Join(root, "faces", fmt.Sprintf("alice-%d", person))
		must(t, os.MkdirAll(dir, 0o755))
		for i := range filesEach {
			name := filepath.Join(dir, fmt.Sprintf("%d.bin", i))
			must(t, os.WriteFile(name, []byte("face"), 0o600))
			must(t, os.Chtimes(name, old, old))
		}
	}
	return root
}

// give gives everything on a volume to a user.
func give(t *testing.T, root string, user int) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	must(t, filepath.WalkDir(root, func(name string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(name, user, user)
	}))
}

func sweepOf(root string, more ...string) []string {
	return append([]string{"--store=gallery", "--root=" + root, "--path=Template:faces", "--max=P1Y", "--anchor=Captured"}, more...)
}

// parseOut reads the one line of the standard output.
func parseOut(t *testing.T, p program) result.Result {
	t.Helper()
	if strings.Count(p.stdout, "\n") != 1 {
		t.Fatalf("the standard output is not one line: %q\n%s", p.stdout, p.stderr)
	}
	if strings.Contains(p.stdout+p.stderr, "alice") {
		t.Errorf("the program names a person:\n%s%s", p.stdout, p.stderr)
	}
	r, err := result.Parse(p.stdout)
	must(t, err)
	if r.ExitCode() != p.code {
		t.Errorf("the exit code is %d, the result says %d", p.code, r.ExitCode())
	}
	return r
}

func TestAnUnprivilegedSweepDeletesAndWritesItsResultTwice(t *testing.T) {
	root := volume(t, 3, 4)
	log := filepath.Join(root, "termination-log")
	must(t, os.WriteFile(log, []byte(strings.Repeat("what was there before", 500)), 0o666))
	give(t, root, unprivileged())
	p := execute(t, unprivileged(), sweepOf(root, "--termination-log="+log)...)
	r := parseOut(t, p)
	if p.code != 0 || r.Verified != 12 || r.Reason != result.Swept {
		t.Errorf("exit code %d, %+v\n%s", p.code, r, p.stderr)
	}
	written, err := os.ReadFile(log)
	if err != nil || string(written) != p.stdout {
		t.Errorf("the termination log has %q, %v", written, err)
	}
}

func TestAFileThatCannotBeDeletedIsReportedAndFailsTheRun(t *testing.T) {
	root := volume(t, 3, 4)
	give(t, root, unprivileged())
	// The user may read and own the files, but may not change this directory.
	must(t, os.Chmod(filepath.Join(root, "faces/alice-1"), 0o555))
	p := execute(t, unprivileged(), sweepOf(root)...)
	r := parseOut(t, p)
	if p.code != 1 || r.Reason != result.DeletionFailed || r.Due != 12 || r.Deleted != 8 || r.Verified != 8 || r.Failed != 4 {
		t.Errorf("exit code %d, %+v", p.code, r)
	}
	if !strings.Contains(r.Message, "permission denied") {
		t.Errorf("the message does not say why: %q", r.Message)
	}
	left, err := filepath.Glob(filepath.Join(root, "faces/*/*"))
	if err != nil || len(left) != 4 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
	must(t, os.Chmod(filepath.Join(root, "faces/alice-1"), 0o755))
	if r := parseOut(t, execute(t, unprivileged(), sweepOf(root)...)); r.Deleted != 4 || r.Cumulative.Deleted != 12 {
		t.Errorf("after the repair: %+v", r)
	}
}

func TestADirectoryThatCannotBeReadFailsTheRun(t *testing.T) {
	root := volume(t, 3, 4)
	give(t, root, unprivileged())
	must(t, os.Chmod(filepath.Join(root, "faces/alice-1"), 0))
	p := execute(t, unprivileged(), sweepOf(root)...)
	if r := parseOut(t, p); p.code != 1 || r.Reason != result.DeletionFailed || r.Deleted != 8 || r.Failed != 1 {
		t.Errorf("exit code %d, %+v", p.code, r)
	}
	must(t, os.Chmod(filepath.Join(root, "faces/alice-1"), 0o755))
}

func TestTheLostAndFoundOfAVolumeIsNotInTheWay(t *testing.T) {
	root := volume(t, 2, 2)
	give(t, root, unprivileged())
	for _, name := range []string{"lost+found", "faces/lost+found"} {
		must(t, os.Mkdir(filepath.Join(root, name), 0))
	}
	whole := []string{"--store=gallery", "--root=" + root, "--path=Template:.", "--max=P1Y", "--anchor=Captured"}
	// The one at the root is what every ext4 volume has; the other is a directory like any other.
	if r := parseOut(t, execute(t, unprivileged(), whole...)); r.Deleted != 4 || r.Failed != 1 || r.Refused != 0 {
		t.Errorf("with both: %+v", r)
	}
	must(t, os.Remove(filepath.Join(root, "faces/lost+found")))
	if r := parseOut(t, execute(t, unprivileged(), whole...)); r.Outcome != result.Succeeded || r.Refused != 0 {
		t.Errorf("with the one at the root: %+v", r)
	}
}

func TestAStoreThatCannotBeReadIsNotAnEmptyOne(t *testing.T) {
	tests := map[string]struct {
		prepare func(t *testing.T, root string)
		want    result.Reason
	}{
		"a root without permission": {func(t *testing.T, root string) { must(t, os.Chmod(root, 0)) }, result.StoreUnreadable},
		"a path without permission": {func(t *testing.T, root string) {
			must(t, os.Chmod(filepath.Join(root, "faces"), 0))
		}, result.StoreUnreadable},
		"a path that is a link": {func(t *testing.T, root string) {
			must(t, os.Rename(filepath.Join(root, "faces"), filepath.Join(root, "moved")))
			must(t, os.Symlink("moved", filepath.Join(root, "faces")))
		}, result.PathRefused},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			root := volume(t, 1, 1)
			give(t, root, unprivileged())
			tc.prepare(t, root)
			p := execute(t, unprivileged(), sweepOf(root)...)
			if r := parseOut(t, p); p.code != 5 || r.Reason != tc.want || r.Outcome != result.Failed {
				t.Errorf("exit code %d, %+v", p.code, r)
			}
			must(t, os.Chmod(root, 0o755))
			if tc.want == result.StoreUnreadable {
				must(t, os.Chmod(filepath.Join(root, "faces"), 0o755))
			}
		})
	}
}

func TestAReadOnlyVolumeTakesADryRun(t *testing.T) {
	root := volume(t, 2, 2)
	give(t, root, unprivileged())
	for _, dir := range []string{"faces/alice-0", "faces/alice-1", "faces", "."} {
		must(t, os.Chmod(filepath.Join(root, dir), 0o555))
	}
	p := execute(t, unprivileged(), sweepOf(root, "--dry-run")...)
	if r := parseOut(t, p); p.code != 0 || r.Reason != result.DryRun || r.Due != 4 || r.Deleted != 0 {
		t.Errorf("exit code %d, %+v", p.code, r)
	}
	if !strings.Contains(p.stderr, "Template: 4 of 4 files are past P1Y") {
		t.Errorf("the log does not count by class:\n%s", p.stderr)
	}
	p = execute(t, unprivileged(), sweepOf(root)...)
	if r := parseOut(t, p); p.code != 5 || r.Deleted != 0 {
		t.Errorf("a run that cannot keep its record: exit code %d, %+v", p.code, r)
	}
	for _, dir := range []string{".", "faces", "faces/alice-0", "faces/alice-1"} {
		must(t, os.Chmod(filepath.Join(root, dir), 0o755))
	}
}

func TestBadArgumentsReachTheTerminationLog(t *testing.T) {
	log := filepath.Join(t.TempDir(), "termination-log")
	p := execute(t, os.Getuid(), "--termination-log="+log, "--store=gallery", "--root=/x", "--path=Template:faces", "--max=a year")
	if p.code != 2 || !strings.Contains(p.stderr, "retention --help") {
		t.Errorf("exit code %d\n%s", p.code, p.stderr)
	}
	written, err := os.ReadFile(log)
	must(t, err)
	r, err := result.Parse(string(written))
	if err != nil || r.Reason != result.InvalidArguments || r.Store != "gallery" || !strings.Contains(r.Message, "--anchor") {
		t.Errorf("the termination log has %s: %v", written, err)
	}
	if p := execute(t, os.Getuid(), "--help"); p.code != 0 || p.stdout != "" || !strings.Contains(p.stderr, "Exit codes") {
		t.Errorf("--help: exit code %d, %q", p.code, p.stdout)
	}
}

func TestAResultThatCannotBeWrittenIsNoSuccess(t *testing.T) {
	root := volume(t, 1, 1)
	p := execute(t, os.Getuid(), sweepOf(root, "--termination-log="+filepath.Join(root, "no/such/directory"))...)
	if p.code != 1 || !strings.Contains(p.stderr, "--termination-log") {
		t.Errorf("exit code %d\n%s", p.code, p.stderr)
	}
}

// interrupt runs the program, sends it a signal after its first batch, and returns what came of it.
func interrupt(t *testing.T, root string, signal syscall.Signal) program {
	t.Helper()
	prepared := command(t, os.Getuid(), sweepOf(root)...)
	var stdout bytes.Buffer
	prepared.Stdout = &stdout
	stderr, err := prepared.StderrPipe()
	must(t, err)
	must(t, prepared.Start())
	lines := bufio.NewScanner(stderr)
	for lines.Scan() && !strings.Contains(lines.Text(), "4096 files deleted so far") {
		continue
	}
	must(t, prepared.Process.Signal(signal))
	_, err = io.Copy(io.Discard, stderr)
	must(t, err)
	_ = prepared.Wait() // the exit code tells
	return program{code: prepared.ProcessState.ExitCode(), stdout: stdout.String()}
}

// TestWhereverTheProgramIsStoppedEveryDeletionCountsOnce sends real signals to the real program. Where they strike is
// left to chance; the tests of the retention package choose each place.
func TestWhereverTheProgramIsStoppedEveryDeletionCountsOnce(t *testing.T) {
	const people, each = 9, 1000
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		t.Run(signal.String(), func(t *testing.T) {
			root := volume(t, people, each)
			p := interrupt(t, root, signal)
			left, err := filepath.Glob(filepath.Join(root, "faces/*/*"))
			must(t, err)
			if len(left) > people*each-4096 {
				t.Errorf("%d files are left after a batch of 4096", len(left))
			}
			if signal == syscall.SIGTERM {
				r := parseOut(t, p)
				if int(r.Deleted) != people*each-len(left) || len(left) > 0 && r.Reason != result.Interrupted {
					t.Errorf("exit code %d, %d files are left, %+v", p.code, len(left), r)
				}
			}
			r := parseOut(t, execute(t, os.Getuid(), sweepOf(root)...))
			if r.Outcome != result.Succeeded || r.Cumulative.Deleted != people*each || r.Cumulative.Runs != 2 {
				t.Errorf("the next run: %+v", r)
			}
			if int(r.Deleted) != len(left) {
				t.Errorf("of %d files that were left, the next run deleted %d", len(left), r.Deleted)
			}
		})
	}
}

func TestTwoRunsDoNotInterleave(t *testing.T) {
	root := volume(t, 1, 1)
	parseOut(t, execute(t, os.Getuid(), sweepOf(root)...))
	lock, err := os.OpenFile(filepath.Join(root, ".facegov/stores/gallery/lock"), os.O_RDWR, 0)
	must(t, err)
	defer lock.Close()
	must(t, syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB))
	p := execute(t, os.Getuid(), sweepOf(root)...)
	if r := parseOut(t, p); p.code != 4 || r.Reason != result.Busy || r.Seq != 1 {
		t.Errorf("exit code %d, %+v", p.code, r)
	}
}
