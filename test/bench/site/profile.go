// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package site

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"
	"k8s.io/client-go/rest"
)

// Profiling are the options of an API server that can be asked where its time goes.
func Profiling() []string { return []string{"--profiling=true"} }

// Profile writes where the API server and the operator spend the next moments, and what the operator then keeps in
// memory, to files in a folder whose names begin with the name given. The API server has to run with Profiling.
func (s *Site) Profile(ctx context.Context, o *Operator, folder, name string, during time.Duration) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	config := s.Cluster.AdminConfig()
	admin, err := rest.HTTPClientFor(config)
	if err != nil {
		return err
	}
	file := func(what string) string { return filepath.Join(folder, name+"-"+what+".pprof") }
	cpu := fmt.Sprintf("/debug/pprof/profile?seconds=%d", int(during.Seconds()))
	both, ctx := errgroup.WithContext(ctx)
	both.Go(func() error { return download(ctx, admin, config.Host+cpu, file("apiserver-cpu")) })
	both.Go(func() error {
		if err := download(ctx, http.DefaultClient, o.profiler+cpu, file("operator-cpu")); err != nil {
			return err
		}
		return download(ctx, http.DefaultClient, o.profiler+"/debug/pprof/heap", file("operator-heap"))
	})
	return both.Wait()
}

func download(ctx context.Context, client *http.Client, url, path string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err
	}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", url, answer.Status)
	}
	into, err := os.Create(path)
	if err != nil {
		return err
	}
	defer into.Close()
	_, err = io.Copy(into, answer.Body)
	return err
}
