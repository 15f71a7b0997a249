// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package evidence tries on a real API server what the native policies promise about documents, exceptions and records:
// who stands behind them is stamped and never forged, law is set aside by two people, what must be kept stays, and the
// operator alone writes records. No operator runs; the tests write as it would, under its own ServiceAccount.
package evidence

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/test/cluster"
)

const (
	system  = "facegov-system"
	account = "facegov-controller-manager"
	// patience bounds every wait. The API server learns of a policy within a moment.
	patience = 60 * time.Second
	look     = 100 * time.Millisecond
)

// The people: two data protection officers, and whoever may do everything.
const (
	dora  = "dora"
	dario = "dario"
	agnes = "agnes"
)

var (
	running *cluster.Cluster
	scheme  = runtime.NewScheme()
	// admin sets things up and looks; nothing under test uses it.
	admin client.Client
	// operator writes status and records, with the rights that are installed with it.
	operator client.Client
	// people are clients with the credentials of each person.
	people = map[string]client.Client{}
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
	running, err = cluster.Start(ctx, cluster.Options{Progress: os.Stderr})
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, running.Stop(ctx)) }()
	for _, step := range []func(context.Context) error{install, connect, awaitPolicies} {
		if err := step(ctx); err != nil {
			return 1, err
		}
	}
	return m.Run(), nil
}

func install(ctx context.Context) error {
	if err := running.ApplyKinds(ctx, "../../config/crd", "--server-side"); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"apply", "--server-side", "-f", "../../config/base/namespace.yaml"},
		{"apply", "--server-side", "-k", "../../config/rbac"},
		{"create", "clusterrolebinding", "dpo", "--clusterrole=facegov-dpo", "--user=" + dora, "--user=" + dario},
		{"create", "clusterrolebinding", "administrator", "--clusterrole=cluster-admin", "--user=" + agnes},
		// What the cluster would aggregate, were its controllers running.
		{"create", "clusterrolebinding", "evidence", "--clusterrole=facegov-evidence-editor", "--user=" + dora, "--user=" + dario},
		{"create", "clusterrolebinding", "exception", "--clusterrole=facegov-exception-editor", "--user=" + dora, "--user=" + dario},
		{"create", "clusterrolebinding", "record", "--clusterrole=facegov-record-keeper", "--user=" + dora, "--user=" + dario},
		{"create", "clusterrolebinding", "viewer", "--clusterrole=facegov-viewer", "--user=" + dora, "--user=" + dario},
		{"apply", "--server-side", "-k", "../../config/admission"},
	} {
		if _, err := running.Kubectl(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

func connect(ctx context.Context) error {
	if err := errors.Join(clientgoscheme.AddToScheme(scheme), v1alpha1.AddToScheme(scheme)); err != nil {
		return err
	}
	options := client.Options{Scheme: scheme}
	var err error
	if admin, err = client.New(running.AdminConfig(), options); err != nil {
		return err
	}
	config, err := running.ServiceAccountConfig(ctx, system, account)
	if err != nil {
		return err
	}
	if operator, err = client.New(config, options); err != nil {
		return err
	}
	for _, name := range []string{dora, dario, agnes} {
		config, err := running.UserConfig(name)
		if err != nil {
			return err
		}
		if people[name], err = client.New(config, options); err != nil {
			return err
		}
	}
	return nil
}

// awaitPolicies waits until every policy answers a request that it is there for.
func awaitPolicies(ctx context.Context) error {
	evidence, exception := newEvidence("canary"), newException("canary")
	return eventually(ctx, "the policies are in force", func(ctx context.Context) error {
		if err := people[dora].Create(ctx, evidence.DeepCopy(), client.DryRunAll); err != nil {
			return err // refused for want of a stamp
		}
		stamped := exception.DeepCopy()
		if err := people[dora].Create(ctx, stamped, client.DryRunAll); err != nil {
			return err
		}
		if stamped.Spec.RequestedBy != dora {
			return errors.New("nothing stamps an exception yet")
		}
		if err := people[agnes].Create(ctx, newRecord("canary.canary"), client.DryRunAll); err == nil {
			return errors.New("anybody may write a record yet")
		}
		return nil
	})
}

// eventually asks until the answer is nil.
func eventually(ctx context.Context, what string, ask func(context.Context) error) error {
	var last error
	err := wait.PollUntilContextTimeout(ctx, look, patience, true, func(ctx context.Context) (bool, error) {
		answer := ask(ctx)
		if ctx.Err() == nil {
			last = answer
		}
		return answer == nil, nil
	})
	if err != nil {
		return fmt.Errorf("waiting until %s: %w; the last answer: %w", what, err, last)
	}
	return nil
}
