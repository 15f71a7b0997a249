// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build linux

// Command retention (of test/bench) measures the retention program against find -delete on the same trees, in turns, on
// one machine, and prints the ratio.
//
//	go run ./test/bench/retention [-files 200000] [-directories 200] [-size 2048] [-rounds 3] [-dir /tmp]
//
// Nine files in ten are expired. find deletes them; retention also looks each one up again, records each deletion
// durably, walks the whole store once more, and makes the deletions durable before it ends. A second column shows find
// followed by sync -f, which at least makes its deletions durable.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/facegov/facegov/internal/retention/manifest"
	"github.com/facegov/facegov/internal/retention/result"
)

type options struct {
	files, directories, size, rounds int
	dir                              string
}

// measure is what one run of one program took.
type measure struct {
	took, user, system time.Duration
	peak               int64 // KiB
	synced             time.Duration
}

func main() {
	var o options
	flag.IntVar(&o.files, "files", 200_000, "number of files; nine in ten are expired")
	flag.IntVar(&o.directories, "directories", 200, "number of directories")
	flag.IntVar(&o.size, "size", 2048, "size of each file in bytes")
	flag.IntVar(&o.rounds, "rounds", 3, "number of rounds")
	flag.StringVar(&o.dir, "dir", os.TempDir(), "directory on the disk to measure")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := measureAll(ctx, o, os.Stdout)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

func measureAll(ctx context.Context, o options, out io.Writer) error {
	work, err := os.MkdirTemp(o.dir, "facegov-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	program := filepath.Join(work, "retention")
	if _, _, err := execute(ctx, "go", "build", "-o", program, "./cmd/retention"); err != nil {
		return err
	}
	var found, swept []measure
	for round := range o.rounds {
		tree := filepath.Join(work, fmt.Sprintf("tree-%d", round))
		byFind := func() (err error) { found, err = appendFind(ctx, found, tree, o); return err }
		bySweep := func() (err error) { swept, err = appendSweep(ctx, swept, program, tree, o); return err }
		turns := []func() error{byFind, bySweep}
		if round%2 == 1 {
			slices.Reverse(turns)
		}
		for _, turn := range turns {
			if err := plant(ctx, tree, o); err != nil {
				return err
			}
			if err := turn(); err != nil {
				return err
			}
			if err := os.RemoveAll(tree); err != nil {
				return err
			}
		}
		fmt.Fprintf(out, "round %d: find -delete %6.2fs (with sync %6.2fs)   retention %6.2fs   ratio %.2f\n", round+1,
			found[round].took.Seconds(), found[round].synced.Seconds(), swept[round].took.Seconds(),
			swept[round].took.Seconds()/found[round].took.Seconds())
	}
	report(out, o, found, swept)
	return nil
}

func report(out io.Writer, o options, found, swept []measure) {
	f, s := median(found), median(swept)
	fmt.Fprintf(out, "\n%d files in %d directories, %d bytes each, %d expired; medians of %d rounds\n\n",
		o.files, o.directories, o.size,
		o.files-left(o), o.rounds)
	fmt.Fprintf(out, "%-16s %9s %9s %9s %9s\n", "", "wall", "user", "system", "peak RSS")
	for _, row := range []struct {
		name string
		measure
	}{{"find -delete", f}, {"retention", s}} {
		fmt.Fprintf(out, "%-16s %8.2fs %8.2fs %8.2fs %5.1f MiB\n",
			row.name, row.took.Seconds(), row.user.Seconds(), row.system.Seconds(),
			float64(row.peak)/1024)
	}
	fmt.Fprintf(out, "%-16s %8.2fs\n", "find and sync -f", f.synced.Seconds())
	fmt.Fprintf(out, "\nratio retention / find -delete:             %.2f\n", s.took.Seconds()/f.took.Seconds())
	fmt.Fprintf(out, "ratio retention / find -delete and sync -f: %.2f\n", s.took.Seconds()/f.synced.Seconds())
}

// plant makes the tree, and makes it durable so that neither program pays for it.
func plant(ctx context.Context, tree string, o options) error {
	content := bytes.Repeat([]byte{'f'}, o.size)
	old := time.Now().AddDate(-2, 0, 0)
	for i := range o.files {
		if err := ctx.Err(); err != nil {
			return err
		}
		dir := filepath.Join(tree, "faces", fmt.Sprintf("person-%05d", i%o.directories))
		if i < o.directories {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return err
			}
		}
		name := filepath.Join(dir, fmt.Sprintf("template-%06d.bin", i))
		if err := os.WriteFile(name, content, 0o600); err != nil {
			return err
		}
		if i/o.directories%10 == 0 {
			continue
		}
		if err := os.Chtimes(name, old, old); err != nil {
			return err
		}
	}
	syscall.Sync()
	return nil
}

func appendFind(ctx context.Context, to []measure, tree string, o options) ([]measure, error) {
	started := time.Now()
	m, _, err := execute(ctx, "find", filepath.Join(tree, "faces"), "-type", "f", "-mtime", "+365", "-delete")
	if err != nil {
		return to, err
	}
	if _, _, err := execute(ctx, "sync", "-f", tree); err != nil {
		return to, err
	}
	m.synced = time.Since(started)
	return append(to, m), checkLeft(tree, o)
}

func appendSweep(
	ctx context.Context, to []measure, program, tree string, o options,
) ([]measure, error) {
	m, out, err := execute(ctx, program, "--store=bench", "--root="+tree, "--path=Template:faces", "--max=P1Y",
		"--anchor=Captured")
	if err != nil {
		return to, err
	}
	r, err := result.Parse(string(out))
	if err != nil {
		return to, err
	}
	if int(r.Verified) != o.files-left(o) {
		return to, fmt.Errorf("retention verified %d deletions: %s", r.Verified, out)
	}
	if err := checkManifest(tree, r); err != nil {
		return to, err
	}
	return append(to, m), checkLeft(tree, o)
}

func checkManifest(tree string, r result.Result) error {
	names, err := filepath.Glob(filepath.Join(tree, ".facegov/stores/bench/manifests/*.jsonl"))
	if err != nil || len(names) != 1 {
		return fmt.Errorf("%d manifests: %w", len(names), err)
	}
	file, err := os.Open(names[0])
	if err != nil {
		return err
	}
	defer file.Close()
	_, end, err := manifest.Verify(file)
	if err == nil && (end.Root != r.Root || end.Deleted != r.Verified) {
		err = fmt.Errorf("the manifest says %+v and the result %+v", end, r)
	}
	return err
}

// left is the number of files that are not expired.
func left(o options) int {
	count := 0
	for i := range o.files {
		if i/o.directories%10 == 0 {
			count++
		}
	}
	return count
}

func checkLeft(tree string, o options) error {
	names, err := filepath.Glob(filepath.Join(tree, "faces/*/*"))
	if err == nil && len(names) != left(o) {
		err = fmt.Errorf("%d files are left of %d that should be", len(names), left(o))
	}
	return err
}

func execute(ctx context.Context, name string, arguments ...string) (measure, []byte, error) {
	command := exec.CommandContext(ctx, name, arguments...)
	var out, problems bytes.Buffer
	command.Stdout, command.Stderr = &out, &problems
	started := time.Now()
	if err := command.Run(); err != nil {
		return measure{}, nil, fmt.Errorf("%s: %w\n%s", name, err, problems.Bytes())
	}
	took := time.Since(started)
	m := measure{took: took, user: command.ProcessState.UserTime(), system: command.ProcessState.SystemTime()}
	if usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage); ok {
		m.peak = usage.Maxrss
	}
	return m, out.Bytes(), nil
}

// median returns the run with the median wall time.
func median(all []measure) measure {
	sorted := slices.SortedFunc(slices.Values(all), func(a, b measure) int { return int(a.took - b.took) })
	return sorted[len(sorted)/2]
}
