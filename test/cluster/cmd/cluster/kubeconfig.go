// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"k8s.io/client-go/tools/clientcmd"

	"github.com/facegov/facegov/test/cluster"
)

// kubeconfig writes a kubeconfig with a token of a ServiceAccount, so that a program run by hand has the rights it
// would have in the cluster and no more.
func kubeconfig(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("kubeconfig", flag.ContinueOnError)
	at := placeFlag(flags)
	account := flags.String("service-account", "", "NAMESPACE/NAME of an existing ServiceAccount (required)")
	out := flags.String("out", "", "file to write (required)")
	valid := flags.Duration("duration", 24*time.Hour, "how long the token is valid; the API server's minimum is 10m")
	if err := flags.Parse(args); err != nil {
		return err
	}
	p, err := at()
	if err != nil {
		return err
	}
	namespace, name, ok := strings.Cut(*account, "/")
	if !ok || namespace == "" || name == "" || strings.Contains(name, "/") {
		return fmt.Errorf("--service-account is %q; give NAMESPACE/NAME", *account)
	}
	if *out == "" {
		return errors.New("--out is empty; name the file to write")
	}
	running, err := p.running()
	if err != nil {
		return err
	}
	if !running {
		return notRunning(p)
	}
	admin, err := clientcmd.BuildConfigFromFlags("", p.kubeconfig())
	if err != nil {
		return fmt.Errorf("the cluster is just starting or stopping: %w", err)
	}
	config, err := cluster.ServiceAccountConfig(ctx, admin, namespace, name, *valid)
	if err != nil {
		return err
	}
	if err := cluster.WriteKubeconfig(*out, config, name); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "wrote %s for ServiceAccount %s, valid for %s\n", *out, *account, *valid)
	return nil
}
