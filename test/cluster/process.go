// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// spawner starts child processes from one thread which lives until close. On Linux a child is killed when the *thread*
// that started it ends; an ordinary goroutine's thread may end at any time.
type spawner struct{ requests chan spawnRequest }

type spawnRequest struct {
	cmd    *exec.Cmd
	result chan<- error
}

func newSpawner() *spawner {
	s := &spawner{requests: make(chan spawnRequest)}
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		for request := range s.requests {
			request.result <- request.cmd.Start()
		}
	}()
	return s
}

func (s *spawner) start(cmd *exec.Cmd) error {
	result := make(chan error)
	s.requests <- spawnRequest{cmd: cmd, result: result}
	return <-result
}

// close gives the thread back; call it when no child is left.
func (s *spawner) close() { close(s.requests) }

// process is one running program of a cluster.
type process struct {
	name, log string
	cmd       *exec.Cmd
	exited    chan struct{} // closed when it is gone; err is set before
	err       error
}

// startProcess starts a program whose output is appended to a log file.
func startProcess(s *spawner, name, path, log string, args []string) (*process, error) {
	output, err := os.OpenFile(log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot open the log of %s: %w", name, err)
	}
	defer output.Close()
	cmd := exec.Command(path, args...)
	cmd.Stdout, cmd.Stderr = output, output
	cmd.SysProcAttr = childAttributes()
	if err := s.start(cmd); err != nil {
		return nil, fmt.Errorf("cannot start %s: %w", name, err)
	}
	p := &process{name: name, log: log, cmd: cmd, exited: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		close(p.exited)
	}()
	return p, nil
}

// stop asks the process to end, kills it after the grace or when ctx ends, and returns when it is gone.
func (p *process) stop(ctx context.Context, grace time.Duration) {
	if p.gone() {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // the only failure is that it is gone already
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-p.exited:
		return
	case <-timer.C:
	case <-ctx.Done():
	}
	_ = killGroup(p.cmd.Process.Pid)
	<-p.exited
}

func (p *process) gone() bool {
	select {
	case <-p.exited:
		return true
	default:
		return false
	}
}

// death describes why a process ended, with the end of its log.
func (p *process) death() error {
	how := "exit status 0"
	if p.err != nil {
		how = p.err.Error()
	}
	return fmt.Errorf("%s ended: %s; the end of its log:\n%s", p.name, how, tail(p.log, 20))
}

// errNotReady is what a readiness check returns while it has nothing more precise to say.
var errNotReady = errors.New("not ready yet")

// waitReady polls until ready returns nil. It gives up when the process dies or ctx ends.
func (p *process) waitReady(ctx context.Context, ready func(context.Context) error) error {
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	last := errNotReady
	for {
		select {
		case <-p.exited:
			return p.death()
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.Canceled) { // somebody changed their mind; the component is not to blame
				return fmt.Errorf("%s is not wanted any more: %w", p.name, context.Cause(ctx))
			}
			return fmt.Errorf("%s did not become ready (%w): %w; the end of its log:\n%s",
				p.name, context.Cause(ctx), last, tail(p.log, 20))
		case <-ticker.C:
			if last = ready(ctx); last == nil {
				return nil
			}
		}
	}
}

// tail returns the last lines of a file, or why it cannot.
func tail(path string, lines int) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	all := bytes.Split(bytes.TrimRight(data, "\n"), []byte("\n"))
	return string(bytes.Join(all[max(0, len(all)-lines):], []byte("\n")))
}

// killGroup kills a child with everything it started.
func killGroup(pid int) error {
	err := syscall.Kill(-pid, syscall.SIGKILL)
	if errors.Is(err, syscall.ESRCH) {
		return os.ErrProcessDone
	}
	return err
}
