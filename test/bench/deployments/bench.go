// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/test/bench/site"
)

// bench is a control plane with facegov installed, and how many deployments are made there.
type bench struct {
	*site.Site
	count, writers int
	profile        string
}

// createDeployments creates the deployments in a namespace of their own. All are of one party, which counts few enough
// people in each that it has nothing to file.
func (b *bench) createDeployments(ctx context.Context, namespace string, labels map[string]string) (site.Timing, error) {
	if err := b.MakeNamespace(ctx, namespace, labels); err != nil {
		return site.Timing{}, err
	}
	return site.Each(ctx, b.writers, b.count, func(ctx context.Context, i int) error {
		d := b.SampleWith(fmt.Sprintf("gallery-%d", i))
		d.Namespace, d.Name = namespace, fmt.Sprintf("gate-%d", i)
		d.Spec.Subjects.EstimatedCount = ptr.To[int64](100)
		return b.Client.Create(ctx, d)
	})
}

// clear removes the deployments of a namespace before any operator sees them.
func (b *bench) clear(ctx context.Context, namespace string) error {
	return b.Client.DeleteAllOf(ctx, &v1alpha1.FaceRecognitionDeployment{}, client.InNamespace(namespace))
}

// createGoverned creates the deployments while the operator runs, and waits until everything that it attaches exists.
func (b *bench) createGoverned(ctx context.Context, namespace string) (site.Timing, site.Usage, error) {
	address, err := site.FreeAddress()
	if err != nil {
		return site.Timing{}, site.Usage{}, err
	}
	operator, err := b.StartOperator(ctx, "--pprof-bind-address="+address)
	if err != nil {
		return site.Timing{}, site.Usage{}, err
	}
	defer operator.Stop()
	seen, err := b.Observe(ctx, namespace, &appsv1.Deployment{}, &v1alpha1.FaceRecognitionDeployment{})
	if err != nil {
		return site.Timing{}, site.Usage{}, err
	}
	before, err := operator.Usage(ctx)
	if err != nil {
		return site.Timing{}, site.Usage{}, err
	}
	profiled := make(chan error, 1)
	go func() { profiled <- b.record(ctx, address) }()
	started := time.Now()
	created, err := b.createDeployments(ctx, namespace, map[string]string{"site": "maple-court"})
	if err == nil {
		err = b.untilSettled(ctx, seen)
	}
	created.Total = time.Since(started)
	used, usageErr := operator.Usage(ctx)
	return created, used.Since(before), errors.Join(err, usageErr, <-profiled)
}

// record writes where the operator's time goes in the next twenty seconds, if anybody asked.
func (b *bench) record(ctx context.Context, address string) error {
	if b.profile == "" {
		return nil
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/debug/pprof/profile?seconds=20",
		http.NoBody)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	file, err := os.Create(b.profile)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, answer.Body)
	return errors.Join(err, file.Close())
}

// untilSettled waits until every recogniser's Deployment exists, which is the last thing that is attached, and every
// deployment has a verdict.
func (b *bench) untilSettled(ctx context.Context, seen client.Reader) error {
	attached, judged := 0, 0
	err := b.Until(ctx, func(ctx context.Context) (bool, error) {
		var workloads appsv1.DeploymentList
		var deployments v1alpha1.FaceRecognitionDeploymentList
		err := errors.Join(
			seen.List(ctx, &workloads, client.MatchingLabels{v1alpha1.ComponentLabel: v1alpha1.ComponentRecogniser}),
			seen.List(ctx, &deployments))
		attached, judged = len(workloads.Items), 0
		for i := range deployments.Items {
			if deployments.Items[i].Status.Verdict != "" {
				judged++
			}
		}
		return attached >= b.count && judged >= b.count, err
	})
	if err != nil {
		return fmt.Errorf("%d recognisers and %d verdicts of %d are there: %w", attached, judged, b.count, err)
	}
	return nil
}

func attachedLists() []client.ObjectList {
	return []client.ObjectList{
		&corev1.ServiceAccountList{}, &appsv1.DeploymentList{}, &corev1.ServiceList{}, &policyv1.PodDisruptionBudgetList{},
		&networkingv1.NetworkPolicyList{}, &batchv1.CronJobList{},
	}
}

// attached returns what facegov attached.
func (b *bench) attached(ctx context.Context, namespace string) ([]client.Object, error) {
	var objects []client.Object
	ours := client.HasLabels{v1alpha1.ComponentLabel}
	for _, list := range attachedLists() {
		if err := b.Client.List(ctx, list, client.InNamespace(namespace), ours); err != nil {
			return nil, err
		}
		if err := meta.EachListItem(list, func(o runtime.Object) error {
			objects = append(objects, o.(client.Object))
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return objects, nil
}

// createCopies creates the same objects in another namespace, without anybody who reconciles.
func (b *bench) createCopies(ctx context.Context, objects []client.Object, namespace string) (site.Timing, error) {
	if err := b.MakeNamespace(ctx, namespace, nil); err != nil {
		return site.Timing{}, err
	}
	for _, o := range objects {
		o.SetNamespace(namespace)
		o.SetResourceVersion("")
		o.SetUID("")
		o.SetOwnerReferences(nil)
		o.SetManagedFields(nil)
		if service, isService := o.(*corev1.Service); isService {
			service.Spec.ClusterIP, service.Spec.ClusterIPs = "", nil
		}
	}
	return site.Each(ctx, b.writers, len(objects), func(ctx context.Context, i int) error {
		return b.Client.Create(ctx, objects[i])
	})
}
