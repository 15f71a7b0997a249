// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package integration steps reconcilers and the cluster's two doors by hand against a real API server. The operator
// under test acts as its own ServiceAccount with exactly the rights that are installed with it; whoever else acts is
// somebody else. Nothing runs in the background, so nothing is waited for: each step is a call.
package integration

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/test/cluster"
)

const (
	operatorNamespace = "facegov-system"
	operatorAccount   = "facegov-controller-manager"
	operatorUser      = "system:serviceaccount:" + operatorNamespace + ":" + operatorAccount
)

var (
	running *cluster.Cluster
	scheme  = runtime.NewScheme()
	// admin sets things up and plays everybody else. It is a client without a cache.
	admin client.Client
	// operator has the rights of the operator. It is a client without a cache too, so that a step sees what is there.
	operator client.Client
)

func TestMain(m *testing.M) {
	code, err := runTests(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func runTests(m *testing.M) (code int, err error) {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "facegov-integration-")
	if err != nil {
		return 1, err
	}
	defer func() { err = firstError(err, os.RemoveAll(folder)) }()
	running, err = cluster.Start(ctx, cluster.Options{
		Progress: os.Stderr,
		AuditLog: filepath.Join(folder, "audit.log"),
	})
	if err != nil {
		return 1, err
	}
	defer func() { err = firstError(err, running.Stop(ctx)) }()
	if err := install(ctx); err != nil {
		return 1, err
	}
	return m.Run(), nil
}

// install puts into the cluster what the operator needs there.
func install(ctx context.Context) error {
	wait, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := running.ApplyKinds(wait, "../../config/crd"); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"create", "namespace", operatorNamespace},
		{"apply", "-k", "../../config/rbac"},
	} {
		if _, err := running.Kubectl(wait, args...); err != nil {
			return err
		}
	}
	if err := clientgoscheme.AddToScheme(scheme); err != nil {
		return err
	}
	if err := v1alpha1.AddToScheme(scheme); err != nil {
		return err
	}
	var err error
	if admin, err = client.New(running.AdminConfig(), client.Options{Scheme: scheme}); err != nil {
		return err
	}
	config, err := running.ServiceAccountConfig(ctx, operatorNamespace, operatorAccount)
	if err != nil {
		return err
	}
	operator, err = client.New(config, client.Options{Scheme: scheme})
	return err
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
