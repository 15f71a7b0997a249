// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// remains is what a cluster occupies outside of its own process.
type remains struct {
	Pids, Ports []int
	Dir         string
}

func remainsOf(c *Cluster) remains {
	r := remains{Dir: c.dir}
	for _, entry := range c.running {
		r.Pids = append(r.Pids, entry.process.cmd.Process.Pid)
		r.Ports = append(r.Ports, entry.ports...)
	}
	return r
}

// left says which processes and ports are still there. A port is free when it can be bound.
func (r remains) left() error {
	var errs []error
	for _, pid := range r.Pids {
		if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
			errs = append(errs, fmt.Errorf("process %d is still there (%w)", pid, err))
		}
	}
	for _, port := range r.Ports {
		listener, err := net.Listen("tcp", loopback(port))
		if err != nil {
			errs = append(errs, fmt.Errorf("port %d is still taken: %w", port, err))
			continue
		}
		errs = append(errs, listener.Close())
	}
	return errors.Join(errs...)
}

// TestAssetsAreUsedAndStopLeavesNothing runs a small cluster whose programs all come from KUBEBUILDER_ASSETS, with no
// cache and no Go to fall back on.
func TestAssetsAreUsedAndStopLeavesNothing(t *testing.T) {
	assets := t.TempDir()
	for _, name := range []string{Etcd, APIServer, Kubectl} {
		must(t, os.Symlink(shared.Bin(name), filepath.Join(assets, name)))
	}
	t.Setenv("KUBEBUILDER_ASSETS", assets)
	t.Setenv("FACEGOV_CACHE", t.TempDir())
	t.Setenv("PATH", t.TempDir())

	_, err := Binaries(t.Context(), nil, Scheduler)
	if err == nil || !strings.Contains(err.Error(), "the go command is not in PATH") ||
		strings.Contains(err.Error(), "\n") {
		t.Errorf("a program that is not among the assets, without Go: got %v, want one line that says so", err)
	}

	c, err := Start(t.Context(), Options{})
	must(t, err)
	if got, want := c.Bin(APIServer), filepath.Join(assets, APIServer); got != want {
		t.Errorf("kube-apiserver is %s, want %s", got, want)
	}
	r := remainsOf(c)
	if len(r.Pids) != 2 {
		t.Errorf("the smallest cluster has %d processes, want etcd and kube-apiserver", len(r.Pids))
	}
	must(t, c.Stop(t.Context()))
	must(t, r.left())
	if _, err := os.Stat(r.Dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder %s: got %v, want it gone", r.Dir, err)
	}
	must(t, c.Stop(t.Context()))
	if c.Err() != nil {
		t.Errorf("a cluster stopped on purpose reports %v", c.Err())
	}
}

// TestGivenFolder also covers that the end of the context stops the cluster, and the restart of a component.
func TestGivenFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "cluster")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var progress bytes.Buffer
	c, err := Start(ctx, Options{Dir: dir, Progress: &progress, Nodes: []NodeGroup{{Name: "paper"}}})
	must(t, err)
	if !strings.Contains(progress.String(), "kube-apiserver is ready after ") {
		t.Errorf("progress is %q, want a line for each component", progress.String())
	}
	if _, err := Start(ctx, Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), "already runs in "+dir) {
		t.Errorf("a second cluster in the same folder: got %v, want an error that says so", err)
	}
	t.Run("pods can be created without controllers", func(t *testing.T) {
		_, err := c.client.CoreV1().Pods(metav1.NamespaceDefault).Create(t.Context(),
			&corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "by-hand"}, Spec: podSpec()}, metav1.CreateOptions{})
		must(t, err)
	})
	t.Run("a stopped component comes back with its data", func(t *testing.T) {
		must(t, c.StopComponent(t.Context(), APIServer))
		if _, err := c.client.CoreV1().Nodes().Get(t.Context(), "paper", metav1.GetOptions{}); err == nil {
			t.Error("the API server answers although it is stopped")
		}
		must(t, c.StartComponent(t.Context(), APIServer))
		_, err := c.client.CoreV1().Nodes().Get(t.Context(), "paper", metav1.GetOptions{})
		must(t, err)
		if err := c.StartComponent(t.Context(), APIServer); err == nil {
			t.Error("starting a running component: got no error")
		}
		if err := c.StopComponent(t.Context(), KWOK); err == nil {
			t.Error("stopping a component that this cluster does not have: got no error")
		}
		must(t, c.Err())
	})
	r := remainsOf(c)
	cancel()
	<-c.stopped
	must(t, r.left())
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, entry := range entries {
		if name := entry.Name(); name != "logs" && name != lockName {
			t.Errorf("%s is left in the given folder, want logs only", name)
		}
	}
	if c.StartComponent(t.Context(), APIServer) == nil {
		t.Error("starting a component of a stopped cluster: got no error")
	}
}

func TestDeathOfAComponentIsReported(t *testing.T) {
	t.Parallel()
	c := controlPlaneOnly(t)
	must(t, c.run(t.Context(), c.etcd()))
	must(t, c.component(Etcd).process.cmd.Process.Kill())
	<-c.Failed()
	if err := c.Err(); err == nil || !strings.Contains(err.Error(), "etcd ended: signal: killed") {
		t.Errorf("after etcd was killed: got %v, want an error that says so", err)
	}
}

func TestComponentThatCannotStartIsReportedWithItsLog(t *testing.T) {
	t.Parallel()
	_, err := Start(t.Context(), Options{APIServerArgs: []string{"--no-such-flag"}})
	if err == nil || !strings.Contains(err.Error(), "unknown flag: --no-such-flag") {
		t.Errorf("an unknown flag: got %v, want what kube-apiserver said", err)
	}
}

func TestTakenPortIsLeftForAnother(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer listener.Close()
	taken := listener.Addr().(*net.TCPAddr).Port

	c := controlPlaneOnly(t)
	picks := 0
	c.pickPort = func() (int, error) {
		if picks++; picks == 1 {
			return taken, nil
		}
		return freePort()
	}
	must(t, c.run(t.Context(), c.etcd()))
	if got := c.port(Etcd); got == taken || picks != 4 {
		t.Errorf("etcd runs on port %d after %d picks; want another than %d, after 2 picks for each of 2 attempts",
			got, picks, taken)
	}
}

// controlPlaneOnly prepares a cluster in which nothing runs yet.
func controlPlaneOnly(t *testing.T) *Cluster {
	t.Helper()
	options, err := Options{}.complete()
	must(t, err)
	c := newCluster(options, shared.binaries)
	t.Cleanup(func() { must(t, c.Stop(context.WithoutCancel(t.Context()))) })
	must(t, c.prepareFolder(t.Context()))
	must(t, c.prepareKeys(t.Context()))
	return c
}

func TestBadOptionsAreRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		options Options
		want    string
	}{
		"a group of nodes without a name": {Options{Nodes: []NodeGroup{{Name: "a"}, {}}}, "nodes[1].name is empty"},
		"a negative number of nodes":      {Options{Nodes: []NodeGroup{{Name: "a", Count: -1}}}, "nodes[0].count is -1"},
		"stages without somebody to play": {Options{KWOKStages: "stages.yaml"}, "KWOKStages is set but KWOK is not"},
		"two nodes with one name":         {Options{Nodes: []NodeGroup{{Name: "a-0"}, {Name: "a", Count: 1}}}, `"a-0" twice`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Start(t.Context(), tc.options)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got error %v, want %q", err, tc.want)
			}
		})
	}
}
