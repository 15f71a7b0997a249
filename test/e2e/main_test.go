// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/test/cluster"
)

// suite is what the tests share.
var suite struct {
	cluster *cluster.Cluster
	client  client.Client
	manager string
}

const root = "../.."

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) (code int) {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "facegov-e2e-")
	if err != nil {
		return failed(err)
	}
	defer os.RemoveAll(folder)
	suite.manager = filepath.Join(folder, "manager")
	build := exec.Command("go", "build", "-o", suite.manager, "./cmd/manager")
	build.Dir = root
	if output, err := build.CombinedOutput(); err != nil {
		return failed(fmt.Errorf("build the operator: %w\n%s", err, output))
	}
	suite.cluster, err = cluster.Start(ctx, cluster.Options{
		ControllerManager: true, Scheduler: true, KWOK: true, Progress: os.Stderr,
		AuditLog: filepath.Join(folder, "audit.log"),
		Nodes:    []cluster.NodeGroup{{Name: "gate", Count: 3}, {Name: "spare", Count: 2}},
	})
	if err != nil {
		return failed(err)
	}
	defer func() {
		if err := suite.cluster.Stop(ctx); err != nil {
			code = failed(err)
		}
	}()
	if err := install(ctx); err != nil {
		return failed(err)
	}
	return m.Run()
}

func failed(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// install puts everything that facegov needs into the cluster, as a person would.
func install(ctx context.Context) error {
	if err := suite.cluster.ApplyKinds(ctx, root+"/config/crd", "--server-side"); err != nil {
		return err
	}
	if _, err := suite.cluster.Kubectl(ctx, "apply", "--server-side", "-k", root+"/config/base"); err != nil {
		return err
	}
	// What the party of the gates has on record: the laws ask for it.
	if _, err := suite.cluster.Kubectl(ctx, "apply", "--server-side", "-f", root+"/config/samples/evidence.yaml"); err != nil {
		return err
	}
	scheme := runtime.NewScheme()
	if err := errors.Join(clientgoscheme.AddToScheme(scheme), v1alpha1.AddToScheme(scheme)); err != nil {
		return err
	}
	var err error
	suite.client, err = client.New(suite.cluster.AdminConfig(), client.Options{Scheme: scheme})
	return err
}

// eventually looks until check finds nothing wrong, at most for the time given, and fails with what it found last.
func eventually(t *testing.T, limit time.Duration, check func(context.Context) error) {
	t.Helper()
	last := errors.New("never looked")
	err := wait.PollUntilContextTimeout(t.Context(), 200*time.Millisecond, limit, true, func(ctx context.Context) (bool, error) {
		last = check(ctx)
		return last == nil, nil
	})
	if err != nil {
		t.Fatalf("not seen within %s: %v", limit, last)
	}
}
