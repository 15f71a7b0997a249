// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package site is what the benchmarks on a cluster share: a control plane with facegov and its laws installed, the
// built operator as a process that is measured, and work that many do at once. Run them from the top of the
// repository.
package site

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/test/cluster"
)

// patience bounds every wait, so that a benchmark ends by itself.
const patience = 15 * time.Minute

// Site is a control plane with facegov installed, and a deployment to make many of.
type Site struct {
	Cluster *cluster.Cluster
	// Client acts as the person who sets things up.
	Client client.Client
	// Sample is a deployment that is permitted in the zones of config/samples with the documents there.
	Sample *v1alpha1.FaceRecognitionDeployment

	folder, manager string
}

// Start builds the operator, starts a cluster and installs facegov, its laws, and the zones and documents of
// config/samples.
func Start(ctx context.Context, options cluster.Options) (_ *Site, err error) {
	ctrl.SetLogger(logr.Discard())
	s := &Site{}
	if s.folder, err = os.MkdirTemp("", "facegov-bench-"); err != nil {
		return nil, err
	}
	s.manager = filepath.Join(s.folder, "manager")
	build := exec.CommandContext(ctx, "go", "build", "-o", s.manager, "./cmd/manager")
	if output, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build the operator (run from the top of the repository): %w\n%s", err, output)
	}
	options.Progress = os.Stderr
	s.Cluster, err = cluster.Start(context.WithoutCancel(ctx), options)
	if err != nil {
		return nil, err
	}
	if err := s.install(ctx); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// Stop ends the cluster and leaves nothing behind.
func (s *Site) Stop() {
	if err := s.Cluster.Stop(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "stop the cluster:", err)
	}
	_ = os.RemoveAll(s.folder)
}

// Folder is a folder for what is thrown away at the end.
func (s *Site) Folder() string { return s.folder }

func (s *Site) install(ctx context.Context) error {
	if err := s.Cluster.ApplyKinds(ctx, "config/crd", "--server-side"); err != nil {
		return err
	}
	if _, err := s.Cluster.Kubectl(ctx, "apply", "--server-side", "-k", "config/base"); err != nil {
		return err
	}
	if err := s.applySamples(ctx); err != nil {
		return err
	}
	scheme := runtime.NewScheme()
	if err := errors.Join(clientgoscheme.AddToScheme(scheme), v1alpha1.AddToScheme(scheme)); err != nil {
		return err
	}
	var err error
	if s.Client, err = client.New(s.Cluster.AdminConfig(), client.Options{Scheme: scheme}); err != nil {
		return err
	}
	s.Sample = &v1alpha1.FaceRecognitionDeployment{}
	return s.Read("config/samples/north-gate.yaml", s.Sample)
}

// SampleWith returns the sample with its faces in a claim of this name: a claim belongs to one deployment.
func (s *Site) SampleWith(claim string) *v1alpha1.FaceRecognitionDeployment {
	d := s.Sample.DeepCopy()
	volume := d.Spec.DataStores[0].Volume
	template := &d.Spec.Workload.Template.Spec
	template.Raw = []byte(strings.ReplaceAll(string(template.Raw), `"claimName":"`+volume.ClaimName+`"`, `"claimName":"`+claim+`"`))
	volume.ClaimName = claim
	return d
}

// applySamples applies places and documents. The API server refuses documents until its admission policies know the
// kinds that they look at, some seconds after those were installed.
func (s *Site) applySamples(ctx context.Context) error {
	var last error
	err := wait.PollUntilContextTimeout(ctx, time.Second, time.Minute, true, func(ctx context.Context) (bool, error) {
		_, last = s.Cluster.Kubectl(ctx, "apply", "--server-side",
			"-f", "config/samples/zones.yaml", "-f", "config/samples/evidence.yaml")
		return last == nil, nil
	})
	if err != nil {
		return fmt.Errorf("apply the samples: %w", errors.Join(err, last))
	}
	return nil
}

// Read reads an object from a file.
func (s *Site) Read(path string, into client.Object) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return yaml.UnmarshalStrict(raw, into)
}

// MakeNamespace makes a namespace with labels.
func (s *Site) MakeNamespace(ctx context.Context, name string, labels map[string]string) error {
	return s.Client.Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels}})
}

// Until looks again until something is seen, for a quarter of an hour at most.
func (s *Site) Until(ctx context.Context, seen wait.ConditionWithContextFunc) error {
	return wait.PollUntilContextTimeout(ctx, 100*time.Millisecond, patience, true, seen)
}
