// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/facegov/facegov/test/cluster"
)

// stopPatience is longer than an orderly stop takes at its slowest.
const stopPatience = 30 * time.Second

// down stops the cluster and returns when nothing of it is left. Without a cluster it only tidies up.
func down(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("down", flag.ContinueOnError)
	at := placeFlag(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}
	p, err := at()
	if err != nil {
		return err
	}
	running, err := p.running()
	if err != nil {
		return err
	}
	if running {
		if err := stopSupervisor(ctx, p); err != nil {
			return err
		}
		fmt.Fprintln(os.Stderr, "the cluster is stopped")
	} else {
		fmt.Fprintln(os.Stderr, "no cluster is running")
	}
	return errors.Join(p.forget(), cluster.Clean(p.dir))
}

// stopSupervisor asks the supervisor to stop and, if it does not, kills it: its children die with it.
func stopSupervisor(ctx context.Context, p place) error {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		pid, err := p.supervisor()
		if err != nil {
			return err
		}
		if err := syscall.Kill(pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("cannot stop the supervisor, process %d: %w", pid, err)
		}
		waiting, cancel := context.WithTimeout(ctx, stopPatience)
		release, err := cluster.WaitForLock(waiting, p.lock(), nil)
		cancel()
		if err == nil {
			release()
			return nil
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return fmt.Errorf("the supervisor in %s cannot be stopped; look at its log there", p.dir)
}

// supervisor returns the process that holds the lock.
func (p place) supervisor() (int, error) {
	data, err := os.ReadFile(p.pidFile())
	if err != nil {
		return 0, fmt.Errorf("cannot tell which process holds the cluster: %w; try again in a moment", err)
	}
	pid, err := strconv.Atoi(string(bytes.TrimSpace(data)))
	if err != nil || pid <= 1 {
		return 0, fmt.Errorf("%s does not hold a process id; end the supervisor by hand and remove the file", p.pidFile())
	}
	return pid, nil
}

// status says whether the cluster runs, and fails if it does not.
func status(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("status", flag.ContinueOnError)
	at := placeFlag(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}
	p, err := at()
	if err != nil {
		return err
	}
	running, err := p.running()
	if err != nil {
		return err
	}
	if !running {
		return notRunning(p)
	}
	pid, err := p.supervisor()
	if err != nil {
		return err
	}
	config, err := clientcmd.BuildConfigFromFlags("", p.kubeconfig())
	if err != nil {
		return fmt.Errorf("the cluster of process %d is just starting or stopping: %w", pid, err)
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return fmt.Errorf("cannot make a client: %w", err)
	}
	version, err := client.Discovery().ServerVersion()
	if err != nil {
		return fmt.Errorf("the cluster of process %d does not answer: %w", pid, err)
	}
	nodes, err := client.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return fmt.Errorf("the cluster of process %d does not answer: %w", pid, err)
	}
	fmt.Printf("running: Kubernetes %s at %s, %d nodes, process %d\n",
		version.GitVersion, config.Host, len(nodes.Items), pid)
	printExport(p)
	return nil
}

// notRunning says so, and where to read why the last cluster ended, if it ended by itself.
func notRunning(p place) error {
	if info, err := os.Stat(p.supervisorLog()); err == nil && info.Size() > 0 {
		return fmt.Errorf("no cluster is running in %s; why the last one ended is in %s", p.dir, p.supervisorLog())
	}
	return fmt.Errorf("no cluster is running in %s; start one with: cluster up", p.dir)
}
