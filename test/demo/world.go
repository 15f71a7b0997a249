// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/test/cluster"
)

const (
	nodesFile      = "hack/cluster/nodes.yaml"
	operatorSpace  = "facegov-system"
	operatorName   = "facegov-controller-manager"
	operatorBinary = "bin/manager"
	operatorPID    = "bin/operator.pid"
	operatorLog    = "bin/operator.log"
)

// world is the cluster, the operator and the ways to look at them.
type world struct {
	*screen
	client     client.Client
	admin      *rest.Config
	kubeconfig string
	kubectlBin string
	cluster    *cluster.Cluster
	operator   *exec.Cmd
	keep       bool
}

// startWorld builds what is missing, starts the cluster, installs facegov and runs the operator as its own
// ServiceAccount.
func startWorld(ctx context.Context, out *screen, keep bool) (*world, error) {
	w := &world{screen: out, keep: keep}
	out.scene("A real Kubernetes on this machine")
	if err := w.startCluster(ctx, keep); err != nil {
		return nil, err
	}
	if err := w.connect(); err != nil {
		w.stop(ctx)
		return nil, err
	}
	if err := w.install(ctx, keep); err != nil {
		w.stop(context.WithoutCancel(ctx))
		return nil, err
	}
	return w, nil
}

func (w *world) startCluster(ctx context.Context, keep bool) error {
	paths, err := cluster.Binaries(ctx, os.Stderr, "kubectl")
	if err != nil {
		return err
	}
	w.kubectlBin = paths["kubectl"]
	w.step("starting etcd, kube-apiserver, kube-controller-manager, kube-scheduler and KWOK")
	if keep {
		return w.startLastingCluster(ctx)
	}
	raw, err := os.ReadFile(nodesFile)
	if err != nil {
		return fmt.Errorf("read the nodes (run the demo from the top of the repository): %w", err)
	}
	var nodes []cluster.NodeGroup
	if err := yaml.UnmarshalStrict(raw, &nodes); err != nil {
		return fmt.Errorf("%s: %w", nodesFile, err)
	}
	w.cluster, err = cluster.Start(context.WithoutCancel(ctx), cluster.Options{
		ControllerManager: true, Scheduler: true, KWOK: true, Nodes: nodes, Progress: os.Stderr,
	})
	if err != nil {
		return err
	}
	w.kubeconfig = w.cluster.AdminKubeconfig()
	return nil
}

// startLastingCluster starts the cluster of `make cluster-up`, which outlives the demo.
func (w *world) startLastingCluster(ctx context.Context) error {
	up := exec.CommandContext(ctx, "go", "run", "./test/cluster/cmd/cluster", "up", "--nodes-file", nodesFile)
	up.Stdout, up.Stderr = os.Stderr, os.Stderr
	if err := up.Run(); err != nil {
		return fmt.Errorf("start the lasting cluster: %w", err)
	}
	path, err := filepath.Abs("bin/cluster/kubeconfig")
	w.kubeconfig = path
	return err
}

func (w *world) connect() error {
	config, err := clientcmd.BuildConfigFromFlags("", w.kubeconfig)
	if err != nil {
		return err
	}
	config.QPS = -1
	w.admin = config
	scheme := runtime.NewScheme()
	if err := errors.Join(clientgoscheme.AddToScheme(scheme), v1alpha1.AddToScheme(scheme)); err != nil {
		return err
	}
	w.client, err = client.New(config, client.Options{Scheme: scheme})
	return err
}

func (w *world) install(ctx context.Context, keep bool) error {
	w.step("kubectl apply: CRDs, roles, native admission policies, and the Chinese laws")
	if _, err := w.kubectl(ctx, "apply", "--server-side", "-k", "config/crd"); err != nil {
		return err
	}
	if err := cluster.AwaitKinds(ctx, w.admin); err != nil {
		return err
	}
	if _, err := w.kubectl(ctx, "apply", "--server-side", "-k", "config/base"); err != nil {
		return err
	}
	w.step("building and running the operator as ServiceAccount %s/%s", operatorSpace, operatorName)
	build := exec.CommandContext(ctx, "go", "build", "-o", operatorBinary, "./cmd/manager")
	if output, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build the operator: %w\n%s", err, output)
	}
	return w.startOperator(ctx, keep)
}

func (w *world) startOperator(ctx context.Context, keep bool) error {
	admin, err := clientcmd.BuildConfigFromFlags("", w.kubeconfig)
	if err != nil {
		return err
	}
	config, err := cluster.ServiceAccountConfig(ctx, admin, operatorSpace, operatorName, 24*time.Hour)
	if err != nil {
		return fmt.Errorf("a token for the operator: %w", err)
	}
	path := filepath.Join(filepath.Dir(w.kubeconfig), "operator.kubeconfig")
	if err := cluster.WriteKubeconfig(path, config, "operator"); err != nil {
		return err
	}
	log, err := os.Create(operatorLog)
	if err != nil {
		return err
	}
	defer log.Close()
	w.operator = exec.Command(operatorBinary, "--namespace="+operatorSpace, "--health-probe-bind-address=0")
	w.operator.Env = append(os.Environ(), "KUBECONFIG="+path)
	w.operator.Stdout, w.operator.Stderr = log, log
	w.operator.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := w.operator.Start(); err != nil {
		return fmt.Errorf("run the operator: %w", err)
	}
	if keep {
		return os.WriteFile(operatorPID, []byte(strconv.Itoa(w.operator.Process.Pid)), 0o600)
	}
	return nil
}

// stop ends the operator and the cluster. A cluster that was asked to last is left alone.
func (w *world) stop(ctx context.Context) {
	if w.operator != nil && w.operator.Process != nil {
		_ = w.operator.Process.Signal(syscall.SIGTERM)
		_ = w.operator.Wait()
	}
	if w.cluster == nil {
		return
	}
	if err := w.cluster.Stop(ctx); err != nil {
		w.say("stop the cluster: %v", err)
	}
}

func (w *world) kubectl(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, w.kubectlBin, args...)
	cmd.Env = append(os.Environ(), "KUBECONFIG="+w.kubeconfig)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return stdout.String(), fmt.Errorf("kubectl %s: %w: %s", strings.Join(args, " "), err, stderr.String())
	}
	return stdout.String(), nil
}

// until looks again until what is wanted is seen, at most for the time given, and says whether it was.
func until(ctx context.Context, limit time.Duration, seen func(context.Context) (bool, error)) bool {
	err := wait.PollUntilContextTimeout(ctx, 200*time.Millisecond, limit, true, seen)
	return err == nil
}
