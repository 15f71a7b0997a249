// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package webhook tries the doors at admission on a real API server: what it refuses, what it admits with warnings, and
// that an operator which is away is in nobody's way. The operator under test acts as its own ServiceAccount with
// exactly the rights that are installed with it, and the API server calls it as config/webhook says.
package webhook

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/test/cluster"
)

const (
	system   = "facegov-system"
	account  = "facegov-controller-manager"
	deployer = "jane-of-maple-court"
)

var (
	running *cluster.Cluster
	scheme  = runtime.NewScheme()
	// admin sets things up.
	admin client.Client
	// person is somebody at the door, who sees warnings.
	person client.Client
	heard  = &warnings{}
	// written is everything that the operator writes into its log.
	written = &log{}
	// front is the operator that most tests ask.
	front *operator
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
	ctrl.SetLogger(zap.New(zap.WriteTo(written)))
	running, err = cluster.Start(ctx, cluster.Options{Progress: os.Stderr})
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, running.Stop(ctx)) }()
	if err := errors.Join(clientgoscheme.AddToScheme(scheme), v1alpha1.AddToScheme(scheme)); err != nil {
		return 1, err
	}
	if admin, err = client.New(running.AdminConfig(), client.Options{Scheme: scheme}); err != nil {
		return 1, err
	}
	config, err := running.UserConfig(deployer, "system:masters")
	if err != nil {
		return 1, err
	}
	config.WarningHandler = heard
	if person, err = client.New(config, client.Options{Scheme: scheme}); err != nil {
		return 1, err
	}
	if err := install(ctx); err != nil {
		return 1, err
	}
	if front, err = startFront(ctx); err != nil {
		return 1, err
	}
	defer func() { front.stop() }()
	return m.Run(), nil
}

// install puts into the cluster what the operator needs there, the laws, and the places and documents of the samples.
func install(ctx context.Context) error {
	wait, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := running.ApplyKinds(wait, "../../config/crd"); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"apply", "-f", "../../config/base/namespace.yaml"},
		{"apply", "-k", "../../config/rbac"},
		{"apply", "-f", "../../config/webhook/certificate.yaml", "-f", "../../config/webhook/rights.yaml"},
		{"apply", "-k", "../../config/policies"},
		{"apply", "-f", "../../config/samples/namespaces.yaml", "-f", "../../config/samples/zones.yaml"},
		{"apply", "-f", "../../config/samples/evidence.yaml"},
	} {
		if _, err := running.Kubectl(wait, args...); err != nil {
			return err
		}
	}
	return nil
}

// warnings keeps what the API server warned of.
type warnings struct {
	mu    sync.Mutex
	texts []string
}

// HandleWarningHeader implements rest.WarningHandler.
func (w *warnings) HandleWarningHeader(_ int, _, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.texts = append(w.texts, text)
}

// during returns the warnings that an act brings, and its error.
func (w *warnings) during(act func() error) ([]string, error) {
	w.mu.Lock()
	w.texts = nil
	w.mu.Unlock()
	err := act()
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.texts, err
}

var _ rest.WarningHandler = heard

// log keeps a log in memory.
type log struct {
	mu   sync.Mutex
	text []byte
}

// Write implements io.Writer.
func (l *log) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, text...)
	return len(text), nil
}

// String returns the log.
func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text)
}
