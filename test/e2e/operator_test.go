// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/facegov/facegov/test/cluster"
)

const (
	operatorNamespace = "facegov-system"
	operatorAccount   = "facegov-controller-manager"
	operatorUser      = "system:serviceaccount:" + operatorNamespace + ":" + operatorAccount
)

// operator is one running process of the operator.
type operator struct {
	cmd     *exec.Cmd
	metrics string
	log     string
}

// startOperator runs the operator as its own ServiceAccount.
func startOperator(t *testing.T, flags ...string) *operator {
	t.Helper()
	return startReplica(t, "manager", flags...)
}

// startReplica runs the operator under a name of its own, which begins the user agent of all that it asks for.
func startReplica(t *testing.T, name string, flags ...string) *operator {
	t.Helper()
	config, err := suite.cluster.ServiceAccountConfig(t.Context(), operatorNamespace, operatorAccount)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	kubeconfig := filepath.Join(folder, "kubeconfig")
	if err := cluster.WriteKubeconfig(kubeconfig, config, "operator"); err != nil {
		t.Fatal(err)
	}
	o := &operator{metrics: freeAddress(t), log: filepath.Join(folder, "log")}
	log, err := os.Create(o.log)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	o.cmd = exec.Command(suite.manager, "--namespace="+operatorNamespace, "--metrics-bind-address="+o.metrics,
		"--health-probe-bind-address=0")
	o.cmd.Args = append(o.cmd.Args, flags...)
	o.cmd.Args[0] = name
	o.cmd.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig)
	o.cmd.Stdout, o.cmd.Stderr = log, log
	o.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := o.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		o.kill()
		if t.Failed() {
			raw, _ := os.ReadFile(o.log)
			t.Logf("the operator's last words:\n%s", tail(string(raw), 4000))
		}
	})
	return o
}

// kill ends the operator as a crash would. Killing it twice does no harm.
func (o *operator) kill() {
	_ = o.cmd.Process.Kill()
	_ = o.cmd.Wait()
}

// reconciled is how many reconciles a controller has ended well.
func (o *operator) reconciled(controller string) (int, error) {
	response, err := http.Get("http://" + o.metrics + "/metrics")
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	total := 0
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		line := lines.Text()
		if !strings.HasPrefix(line, "controller_runtime_reconcile_total{") ||
			!strings.Contains(line, `controller="`+controller+`"`) || strings.Contains(line, `result="error"`) {
			continue
		}
		count, err := strconv.ParseFloat(line[strings.LastIndex(line, " ")+1:], 64)
		if err != nil {
			return 0, fmt.Errorf("read %q: %w", line, err)
		}
		total += int(count)
	}
	return total, lines.Err()
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func tail(text string, n int) string { return text[max(0, len(text)-n):] }
