// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Command refusals measures how long a refusal at admission takes: facegov's, which decides by every law that is
// loaded, beside that of a native admission policy with one comparison, for the same deployments on one API server in
// one run. It prints the ratio; it judges nothing.
//
//	go run ./test/bench/refusals [-count 500] [-writers 20]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/test/bench/site"
	"github.com/facegov/facegov/test/cluster"
)

// bench is a control plane with a deployment that no law allows: a camera in a guest room.
type bench struct {
	*site.Site
	count, writers int
	refused        *v1alpha1.FaceRecognitionDeployment
}

func main() {
	var b bench
	flag.IntVar(&b.count, "count", 500, "how many are refused by each")
	flag.IntVar(&b.writers, "writers", 20, "how many ask at once")
	flag.Parse()
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := b.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (b *bench) run(ctx context.Context) error {
	var err error
	if b.Site, err = site.Start(ctx, cluster.Options{}); err != nil {
		return err
	}
	defer b.Stop()
	b.refused = &v1alpha1.FaceRecognitionDeployment{}
	if err := b.Read("config/samples/room-camera.yaml", b.refused); err != nil {
		return err
	}
	if err := b.installNative(ctx); err != nil {
		return err
	}
	operator, err := b.startAtTheDoor(ctx)
	if err != nil {
		return err
	}
	defer operator.Stop()
	fmt.Fprintf(os.Stderr, "native admission policy: refusing %d deployments\n", b.count)
	native, err := b.refuse(ctx, nativeSpace, "ValidatingAdmissionPolicy 'bench-native'")
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "facegov: refusing %d deployments\n", b.count)
	facegov, err := b.refuse(ctx, facegovSpace, "admission webhook")
	if err != nil {
		return err
	}
	return b.print(native, facegov)
}

// refuse asks for the deployment again and again, and holds that every answer is no, by whom it should be.
func (b *bench) refuse(ctx context.Context, namespace, by string) (site.Timing, error) {
	isRefused := func(err error) bool { return apierrors.IsForbidden(err) && strings.Contains(err.Error(), by) }
	err := b.Until(ctx, func(ctx context.Context) (bool, error) {
		return isRefused(b.ask(ctx, namespace, 0, client.DryRunAll)), nil
	})
	if err != nil {
		return site.Timing{}, fmt.Errorf("nobody refuses anything in %s: %w", namespace, err)
	}
	return site.Each(ctx, b.writers, b.count, func(ctx context.Context, i int) error {
		if err := b.ask(ctx, namespace, i); !isRefused(err) {
			return fmt.Errorf("deployment %d was not refused: %w", i, err)
		}
		return nil
	})
}

func (b *bench) ask(ctx context.Context, namespace string, i int, options ...client.CreateOption) error {
	d := b.refused.DeepCopy()
	d.Namespace, d.Name = namespace, fmt.Sprintf("room-%d", i)
	return b.Client.Create(ctx, d, options...)
}

func (b *bench) print(native, facegov site.Timing) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
	row := func(what string, native, facegov time.Duration) {
		fmt.Fprintf(w, "%s\t%d ms\t%d ms\t%.2f\n", what, native.Milliseconds(), facegov.Milliseconds(),
			float64(facegov)/float64(native))
	}
	fmt.Fprintf(w, "%d refused, %d writers\tNATIVE POLICY\tFACEGOV\tRATIO\n", b.count, b.writers)
	row("refusal p50", native.Quantile(0.50), facegov.Quantile(0.50))
	row("refusal p99", native.Quantile(0.99), facegov.Quantile(0.99))
	row("all together", native.Total, facegov.Total)
	return w.Flush()
}
