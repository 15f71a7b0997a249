// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package config installs config/default on a real control plane, as a person would, and looks at what it gives to whom.
package config

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"k8s.io/client-go/kubernetes"

	"github.com/facegov/facegov/test/cluster"
)

const (
	system   = "facegov-system"
	operator = "facegov-controller-manager"
)

var (
	running *cluster.Cluster
	client  *kubernetes.Clientset
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
	running, err = cluster.Start(ctx, cluster.Options{ControllerManager: true, Progress: os.Stderr})
	if err != nil {
		return 1, err
	}
	defer func() {
		if stopErr := running.Stop(ctx); err == nil {
			err = stopErr
		}
	}()
	if client, err = kubernetes.NewForConfig(running.AdminConfig()); err != nil {
		return 1, err
	}
	if err := install(ctx); err != nil {
		return 1, err
	}
	return m.Run(), nil
}

// install does what `make install` and `make deploy` do. Twice, because people do: nothing may conflict with what the
// cluster itself filled in.
func install(ctx context.Context) error {
	wait, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for range 2 {
		if err := running.ApplyKinds(wait, "../../config/crd", "--server-side"); err != nil {
			return err
		}
		for _, args := range [][]string{
			{"apply", "--server-side", "-k", "../../config/default"},
			{
				"wait", "--for=jsonpath={.rules[0]}", "--timeout=60s",
				"clusterrole/facegov-deployer", "clusterrole/facegov-site-owner", "clusterrole/facegov-dpo",
			},
		} {
			if _, err := running.Kubectl(wait, args...); err != nil {
				return err
			}
		}
	}
	return nil
}
