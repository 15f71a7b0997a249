// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package cel tries the kinds on a real API server: what is well-formed is accepted, and everything else is refused with
// the field, the reason and the way out. Every bound in the schemas and every validation rule in CEL is seen to bite.
package cel

import (
	"context"
	"fmt"
	"os"
	"testing"

	"k8s.io/client-go/dynamic"

	"github.com/facegov/facegov/test/cluster"
)

var (
	running *cluster.Cluster
	client  dynamic.Interface
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
	defer func() {
		if stopErr := running.Stop(ctx); err == nil {
			err = stopErr
		}
	}()
	if client, err = dynamic.NewForConfig(running.AdminConfig()); err != nil {
		return 1, err
	}
	// Client-side apply on purpose: its annotation holds the whole CRD, which has to fit.
	if err := running.ApplyKinds(ctx, "../../config/crd"); err != nil {
		return 1, err
	}
	return m.Run(), nil
}
