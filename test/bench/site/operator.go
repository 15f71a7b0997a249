// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package site

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/test/cluster"
)

// Operator is the built operator, run as its own ServiceAccount.
type Operator struct {
	command           *exec.Cmd
	metrics, profiler string
	// heap is the largest heap that was seen.
	heap  atomic.Int64
	ended chan struct{}
}

// Usage is what the operator used until now.
type Usage struct {
	// CPU is the time on the processor.
	CPU time.Duration
	// Resident is the largest resident size and Heap the largest heap in use, as it is seen every second; in bytes.
	Resident, Heap int64
	// Requests that it sent, by HTTP method.
	Requests Counts
	// Reconciles that it did, by controller.
	Reconciles Counts
}

// Since is what the operator used after an earlier look. The largest sizes are those of its whole life.
func (u Usage) Since(before Usage) Usage {
	u.CPU -= before.CPU
	u.Requests, u.Reconciles = u.Requests.Since(before.Requests), u.Reconciles.Since(before.Reconciles)
	return u
}

// StartOperator runs the operator with more flags and waits until every law is Ready, which is the first thing that it
// sees to.
func (s *Site) StartOperator(ctx context.Context, flags ...string) (*Operator, error) {
	config, err := s.Cluster.ServiceAccountConfig(ctx, "facegov-system", "facegov-controller-manager")
	if err != nil {
		return nil, err
	}
	kubeconfig := filepath.Join(s.folder, "operator.kubeconfig")
	if err := cluster.WriteKubeconfig(kubeconfig, config, "operator"); err != nil {
		return nil, err
	}
	address, err := FreeAddress()
	if err != nil {
		return nil, err
	}
	profiler, err := FreeAddress()
	if err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(s.folder, "operator.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	o := &Operator{
		metrics: "http://" + address + "/metrics", profiler: "http://" + profiler, ended: make(chan struct{}),
	}
	o.command = exec.CommandContext(ctx, s.manager, append([]string{
		"--namespace=facegov-system", "--health-probe-bind-address=0", "--metrics-bind-address=" + address,
		"--pprof-bind-address=" + profiler,
	}, flags...)...)
	o.command.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig)
	o.command.Stdout, o.command.Stderr = log, log
	if err := o.command.Start(); err != nil {
		return nil, err
	}
	go o.watchHeap(ctx)
	return o, s.Until(ctx, s.lawsReady)
}

func (s *Site) lawsReady(ctx context.Context) (bool, error) {
	var laws v1alpha1.RecognitionPolicyList
	if err := s.Client.List(ctx, &laws); err != nil {
		return false, err
	}
	for i := range laws.Items {
		if !meta.IsStatusConditionTrue(laws.Items[i].Status.Conditions, v1alpha1.ConditionReady) {
			return false, nil
		}
	}
	return true, nil
}

// FreeAddress is an address of this machine that nobody listens on.
func FreeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// watchHeap looks at the heap every second.
func (o *Operator) watchHeap(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-o.ended:
			return
		case <-ctx.Done():
			return
		case <-tick.C:
			if metrics, err := readMetrics(ctx, o.metrics, nil); err == nil {
				o.heap.Store(max(o.heap.Load(), int64(metrics.sum("go_memstats_heap_inuse_bytes"))))
			}
		}
	}
}

// Usage says what the operator used until now.
func (o *Operator) Usage(ctx context.Context) (Usage, error) {
	metrics, err := readMetrics(ctx, o.metrics, nil)
	if err != nil {
		return Usage{}, err
	}
	return Usage{
		CPU:        metrics.seconds("process_cpu_seconds_total"),
		Resident:   peakResident(o.command.Process.Pid),
		Heap:       max(o.heap.Load(), int64(metrics.sum("go_memstats_heap_inuse_bytes"))),
		Requests:   metrics.by("rest_client_requests_total", "method"),
		Reconciles: metrics.by("controller_runtime_reconcile_total", "controller"),
	}, nil
}

// Stop ends the operator.
func (o *Operator) Stop() {
	close(o.ended)
	_ = o.command.Process.Signal(syscall.SIGTERM)
	_ = o.command.Wait()
}

// peakResident reads the largest resident size of a process, 0 where the system does not tell.
func peakResident(pid int) int64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(raw)) {
		if rest, found := strings.CutPrefix(line, "VmHWM:"); found {
			kib, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			if err == nil {
				return kib << 10
			}
		}
	}
	return 0
}
