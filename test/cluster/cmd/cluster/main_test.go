// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

// commandRole makes this test program behave as the command itself, also when the command runs itself again.
const commandRole = "FACEGOV_CLUSTER_TEST_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(commandRole) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// command prepares a run of the command as a process of its own.
func command(ctx context.Context, args ...string) (cmd *exec.Cmd, out, problems *bytes.Buffer) {
	out, problems = &bytes.Buffer{}, &bytes.Buffer{}
	cmd = exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(os.Environ(), commandRole+"=1")
	cmd.Stdout, cmd.Stderr = out, problems
	return cmd, out, problems
}

func mustRun(t *testing.T, args ...string) (out, problems string) {
	t.Helper()
	cmd, outBuffer, problemsBuffer := command(t.Context(), args...)
	if err := cmd.Run(); err != nil {
		t.Fatalf("cluster %s: %v\n%s", strings.Join(args, " "), err, problemsBuffer)
	}
	return outBuffer.String(), problemsBuffer.String()
}

func mustFail(t *testing.T, want string, args ...string) {
	t.Helper()
	cmd, _, problems := command(t.Context(), args...)
	if err := cmd.Run(); err == nil || !strings.Contains(problems.String(), want) {
		t.Errorf("cluster %s: got %v and %q, want a failure that says %q", strings.Join(args, " "), err, problems, want)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestUpOutlivesItsCommandAndDownLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "cluster")
	at := "--dir=" + dir
	t.Cleanup(func() { stopLeftover(t, at) })
	mustFail(t, "no cluster is running", "status", at)
	nodes := filepath.Join(t.TempDir(), "nodes.yaml")
	must(t, os.WriteFile(nodes, []byte("- {name: gate}\n- {name: hall, count: 2, labels: {site: maple}}\n"), 0o600))

	out, _ := mustRun(t, "up", at, "--nodes-file="+nodes)
	wantExport := "export KUBECONFIG=" + filepath.Join(dir, "kubeconfig") + "\n"
	if out != wantExport {
		t.Errorf("up printed %q, want %q", out, wantExport)
	}
	out, problems := mustRun(t, "up", at)
	if out != wantExport || !strings.Contains(problems, "running already") {
		t.Errorf("a second up printed %q and said %q, want the same export and that it runs already", out, problems)
	}
	out, _ = mustRun(t, "status", at)
	if !strings.Contains(out, "running: Kubernetes v") || !strings.Contains(out, ", 3 nodes, ") {
		t.Errorf("status printed %q, want that it runs with 3 nodes", out)
	}

	account := filepath.Join(t.TempDir(), "account.kubeconfig")
	mustRun(t, "kubeconfig", at, "--service-account=default/default", "--out="+account, "--duration=1h")
	config, err := clientcmd.BuildConfigFromFlags("", account)
	must(t, err)
	client, err := kubernetes.NewForConfig(config)
	must(t, err)
	_, err = client.CoreV1().Nodes().List(t.Context(), metav1.ListOptions{})
	if err == nil || !strings.Contains(err.Error(), `User "system:serviceaccount:default:default" cannot list`) {
		t.Errorf("listing nodes with the ServiceAccount's kubeconfig: got %v, want it forbidden to that account", err)
	}
	mustFail(t, "give NAMESPACE/NAME", "kubeconfig", at, "--service-account=default", "--out="+account)
	mustFail(t, "--out is empty", "kubeconfig", at, "--service-account=default/default")

	server := serverAddress(t, dir)
	mustRun(t, "down", at)
	assertGone(t, dir, server)
	_, problems = mustRun(t, "down", at)
	if !strings.Contains(problems, "no cluster is running") {
		t.Errorf("a second down said %q, want that no cluster is running", problems)
	}
}

func TestInterruptedUpLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "cluster")
	up, _, problems := command(t.Context(), "up", "--dir="+dir)
	must(t, up.Start())
	// The supervisor has begun: its components are being started.
	eventually(t, "etcd is starting", func() error {
		_, err := os.Stat(filepath.Join(dir, "logs", "etcd.log"))
		return err
	})
	must(t, up.Process.Signal(os.Interrupt))
	if err := up.Wait(); err == nil {
		t.Error("an interrupted up ended well")
	}
	running, err := place{dir}.running()
	must(t, err)
	if running {
		t.Errorf("a supervisor still runs; up said %s", problems)
	}
	for _, name := range []string{"etcd", "pki", "kubeconfigs", "kubeconfig", "pid"} {
		if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s in the folder of the interrupted cluster: %v, want it gone", name, err)
		}
	}
}

func TestBadArgumentsAreRefused(t *testing.T) {
	t.Parallel()
	unknown := filepath.Join(t.TempDir(), "nodes.yaml")
	must(t, os.WriteFile(unknown, []byte("- {name: gate, taint: x}\n"), 0o600))
	for name, tc := range map[string]struct {
		args []string
		want string
	}{
		"no command":                       {nil, "Usage: cluster COMMAND"},
		"an unknown command":               {[]string{"start"}, `there is no command "start"`},
		"an argument that is not a flag":   {[]string{"down", "now"}, `"now" is not expected here`},
		"a nodes file with an unknown key": {[]string{"up", "--nodes-file=" + unknown}, `unknown field "taint"`},
		"a nodes file that is not there":   {[]string{"up", "--nodes-file=" + unknown + "x"}, "cannot read the nodes file"},
		"a program that does not exist":    {[]string{"build", "kubeadm"}, `no program "kubeadm"`},
	} {
		t.Run(name, func(t *testing.T) { mustFail(t, tc.want, tc.args...) })
	}
}

// stopLeftover stops the cluster of a test that failed halfway.
func stopLeftover(t *testing.T, at string) {
	cmd, _, problems := command(context.WithoutCancel(t.Context()), "down", at)
	if err := cmd.Run(); err != nil {
		t.Errorf("down: %v\n%s", err, problems)
	}
}

func serverAddress(t *testing.T, dir string) string {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", filepath.Join(dir, "kubeconfig"))
	must(t, err)
	return strings.TrimPrefix(config.Host, "https://")
}

func assertGone(t *testing.T, dir, server string) {
	t.Helper()
	must(t, bindable(server))
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, entry := range entries {
		switch entry.Name() {
		case "logs", "lock", "supervisor.lock", "supervisor.log":
		default:
			t.Errorf("%s is left in the cluster's folder, want logs and locks only", entry.Name())
		}
	}
}

func bindable(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("%s is still taken: %w", address, err)
	}
	return listener.Close()
}

// eventually asks until the answer is nil; a minute is long enough for anything here on a busy machine.
func eventually(t *testing.T, what string, ask func() error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for {
		err := ask()
		if err == nil {
			return
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			t.Fatalf("%s: %v", what, err)
		}
	}
}

// The flags that up hands on are all that supervise understands.
func TestSettingsAreHandedOnWhole(t *testing.T) {
	t.Parallel()
	want := settings{place: place{dir: "/a"}, nodesFile: "n.yaml", auditLog: "audit.log", verbosity: 4}
	got, err := parseSettings(superviseArg, want.args())
	must(t, err)
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
