// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// builder builds the programs of one upstream module into its own folder of the cache.
type builder struct {
	goTool, folder, version, cache string
	progress                       io.Writer
}

// ensure returns the path of a program in the cache and builds it if it is not there.
func (b *builder) ensure(ctx context.Context, name, pkg string) (string, error) {
	path := filepath.Join(b.cache, name)
	if isFile(path) {
		return path, nil
	}
	if err := os.MkdirAll(b.cache, 0o755); err != nil {
		return "", fmt.Errorf("cannot make the folder for built programs: %w; set FACEGOV_CACHE to another", err)
	}
	unlock, err := WaitForLock(ctx, filepath.Join(b.cache, "lock"), func() {
		fmt.Fprintf(b.progress, "waiting for another process that builds %s\n", name)
	})
	if err != nil {
		return "", fmt.Errorf("cannot build %s: %w", name, err)
	}
	defer unlock()
	if isFile(path) { // another process built it while this one waited
		return path, nil
	}
	return path, b.build(ctx, name, pkg, path)
}

// build compiles into a temporary name and renames, so that nobody ever runs half a program.
func (b *builder) build(ctx context.Context, name, pkg, path string) error {
	begin := time.Now()
	stop := b.report(name, begin)
	defer stop()
	half := fmt.Sprintf("%s.%d.tmp", path, os.Getpid())
	defer os.Remove(half)
	output, err := b.run(ctx, "build", "-buildvcs=false", "-trimpath", "-ldflags", b.ldflags(), "-o", half, pkg)
	if err != nil {
		log := path + ".build.log"
		if os.WriteFile(log, output, 0o644) != nil {
			log = "(could not be written)"
		}
		return fmt.Errorf("cannot build %s %s: %w; all output: %s; if a download failed, check the network and GOPROXY",
			name, b.version, err, log)
	}
	if err := os.Rename(half, path); err != nil {
		return fmt.Errorf("cannot keep the built %s: %w", name, err)
	}
	fmt.Fprintf(b.progress, "built %s %s in %s\n", name, b.version, time.Since(begin).Round(time.Second))
	return nil
}

// report writes a line now and every 15 seconds, until the returned function is called.
func (b *builder) report(name string, begin time.Time) func() {
	fmt.Fprintf(b.progress, "building %s %s; this happens once and can take minutes\n", name, b.version)
	ticker := time.NewTicker(15 * time.Second)
	stopped, reported := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(reported)
		for {
			select {
			case <-ticker.C:
				fmt.Fprintf(b.progress, "building %s %s: %s\n", name, b.version, time.Since(begin).Round(time.Second))
			case <-stopped:
				return
			}
		}
	}()
	return func() {
		ticker.Stop()
		close(stopped)
		<-reported
	}
}

// ldflags stamps the version that Kubernetes programs would otherwise report as v0.0.0, which clients refuse or warn
// about. The other upstreams have no such variable and the linker ignores it.
func (b *builder) ldflags() string {
	const pkg = "k8s.io/component-base/version"
	major, rest, _ := strings.Cut(strings.TrimPrefix(b.version, "v"), ".")
	minor, _, _ := strings.Cut(rest, ".")
	return fmt.Sprintf("-s -w -X %[1]s.gitVersion=%[2]s -X %[1]s.gitMajor=%[3]s -X %[1]s.gitMinor=%[4]s",
		pkg, b.version, major, minor)
}

func (b *builder) goVersion(ctx context.Context) (string, error) {
	output, err := b.run(ctx, "env", "GOVERSION")
	if err != nil {
		return "", fmt.Errorf("cannot tell the version of Go: %w", err)
	}
	return string(bytes.TrimSpace(output)), nil
}

// run runs the go command in the module's folder. It must not inherit what would change the result: a workspace,
// flags set for the project (also those kept by go env -w, hence not empty), another target.
func (b *builder) run(ctx context.Context, args ...string) ([]byte, error) {
	// The build dies with the thread that started it; the thread stays ours until the build is over.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd := exec.CommandContext(ctx, b.goTool, args...)
	cmd.Dir = b.folder
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly", "CGO_ENABLED=0",
		"GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	cmd.SysProcAttr = childAttributes()
	cmd.Cancel = func() error { return killGroup(cmd.Process.Pid) }
	cmd.WaitDelay = 5 * time.Second
	output, err := cmd.CombinedOutput()
	switch {
	case err == nil:
		return output, nil
	case ctx.Err() != nil:
		return output, ctx.Err()
	}
	if line := lastLine(output); line != "" {
		return output, errors.New(line)
	}
	return output, err
}

func lastLine(output []byte) string {
	lines := bytes.Split(bytes.TrimSpace(output), []byte("\n"))
	return string(bytes.TrimSpace(lines[len(lines)-1]))
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
