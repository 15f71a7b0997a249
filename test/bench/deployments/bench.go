// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/test/cluster"
)

// bench is a control plane with facegov installed, and a deployment to make many of.
type bench struct {
	count, writers int
	folder         string
	manager        string
	cluster        *cluster.Cluster
	client         client.Client
	sample         *v1alpha1.FaceRecognitionDeployment
}

// timing is how long requests took, each and together.
type timing struct {
	total    time.Duration
	requests []time.Duration
}

// quantile of the requests' times.
func (t timing) quantile(q float64) time.Duration {
	if len(t.requests) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t.requests))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

func newBench(ctx context.Context, count, writers int) (_ *bench, err error) {
	b := &bench{count: count, writers: writers}
	if b.folder, err = os.MkdirTemp("", "facegov-bench-"); err != nil {
		return nil, err
	}
	b.manager = filepath.Join(b.folder, "manager")
	build := exec.CommandContext(ctx, "go", "build", "-o", b.manager, "./cmd/manager")
	if output, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build the operator (run from the top of the repository): %w\n%s", err, output)
	}
	b.cluster, err = cluster.Start(context.WithoutCancel(ctx), cluster.Options{Progress: os.Stderr})
	if err != nil {
		return nil, err
	}
	if err := b.install(ctx); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *bench) close() {
	if err := b.cluster.Stop(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "stop the cluster:", err)
	}
	_ = os.RemoveAll(b.folder)
}

func (b *bench) install(ctx context.Context) error {
	if err := b.cluster.ApplyKinds(ctx, "config/crd", "--server-side"); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"apply", "--server-side", "-k", "config/base"},
		{"apply", "--server-side", "-f", "config/samples/zones.yaml"},
	} {
		if _, err := b.cluster.Kubectl(ctx, args...); err != nil {
			return err
		}
	}
	scheme := runtime.NewScheme()
	if err := errors.Join(clientgoscheme.AddToScheme(scheme), v1alpha1.AddToScheme(scheme)); err != nil {
		return err
	}
	var err error
	if b.client, err = client.New(b.cluster.AdminConfig(), client.Options{Scheme: scheme}); err != nil {
		return err
	}
	raw, err := os.ReadFile("config/samples/north-gate.yaml")
	if err != nil {
		return err
	}
	b.sample = &v1alpha1.FaceRecognitionDeployment{}
	return yaml.UnmarshalStrict(raw, b.sample)
}

// each does something for every number below n, by the bench's writers at once, and says how long each took.
func (b *bench) each(ctx context.Context, n int, do func(context.Context, int) error) (timing, error) {
	t := timing{requests: make([]time.Duration, n)}
	errs := make([]error, b.writers)
	next := make(chan int)
	started := time.Now()
	var wait sync.WaitGroup
	for w := range b.writers {
		wait.Go(func() {
			for i := range next {
				begun := time.Now()
				if err := do(ctx, i); err != nil && errs[w] == nil {
					errs[w] = err
				}
				t.requests[i] = time.Since(begun)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wait.Wait()
	t.total = time.Since(started)
	return t, errors.Join(errs...)
}

func (b *bench) makeNamespace(ctx context.Context, name string, labels map[string]string) error {
	return b.client.Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels}})
}

// createDeployments creates the deployments in a namespace of their own.
func (b *bench) createDeployments(ctx context.Context, namespace string, labels map[string]string) (timing, error) {
	if err := b.makeNamespace(ctx, namespace, labels); err != nil {
		return timing{}, err
	}
	return b.each(ctx, b.count, func(ctx context.Context, i int) error {
		d := b.sample.DeepCopy()
		d.Namespace, d.Name = namespace, fmt.Sprintf("gate-%d", i)
		return b.client.Create(ctx, d)
	})
}

// clear removes the deployments of a namespace before any operator sees them.
func (b *bench) clear(ctx context.Context, namespace string) error {
	return b.client.DeleteAllOf(ctx, &v1alpha1.FaceRecognitionDeployment{}, client.InNamespace(namespace))
}
