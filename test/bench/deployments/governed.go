// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/test/cluster"
)

// usage is what a process used.
type usage struct {
	cpu  time.Duration
	peak int64
}

// createGoverned creates the deployments while the operator runs, and waits until everything that it attaches exists
// and every deployment has a verdict.
func (b *bench) createGoverned(ctx context.Context, namespace string) (timing, usage, error) {
	operator, err := b.startOperator(ctx)
	if err != nil {
		return timing{}, usage{}, err
	}
	started := time.Now()
	created, err := b.createDeployments(ctx, namespace, map[string]string{"site": "maple-court"})
	if err == nil {
		err = b.untilSettled(ctx, namespace)
	}
	created.total = time.Since(started)
	used := stop(operator)
	return created, used, err
}

func (b *bench) startOperator(ctx context.Context) (*exec.Cmd, error) {
	config, err := b.cluster.ServiceAccountConfig(ctx, "facegov-system", "facegov-controller-manager")
	if err != nil {
		return nil, err
	}
	kubeconfig := filepath.Join(b.folder, "operator.kubeconfig")
	if err := cluster.WriteKubeconfig(kubeconfig, config, "operator"); err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(b.folder, "operator.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.CommandContext(ctx, b.manager, "--namespace=facegov-system", "--health-probe-bind-address=0")
	cmd.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	// The policies' status is the first thing that a running operator writes.
	return cmd, b.until(ctx, func(ctx context.Context) (bool, error) {
		var policies v1alpha1.RecognitionPolicyList
		if err := b.client.List(ctx, &policies); err != nil {
			return false, err
		}
		for i := range policies.Items {
			if !meta.IsStatusConditionTrue(policies.Items[i].Status.Conditions, v1alpha1.ConditionReady) {
				return false, nil
			}
		}
		return true, nil
	})
}

func (b *bench) until(ctx context.Context, seen wait.ConditionWithContextFunc) error {
	return wait.PollUntilContextTimeout(ctx, 100*time.Millisecond, 10*time.Minute, true, seen)
}

// untilSettled waits until every recogniser's Deployment exists: it is the last thing that is attached. Only names are
// asked for, so as not to be the load.
func (b *bench) untilSettled(ctx context.Context, namespace string) error {
	last := 0
	err := b.until(ctx, func(ctx context.Context) (bool, error) {
		list := &metav1.PartialObjectMetadataList{}
		list.SetGroupVersionKind(appsv1.SchemeGroupVersion.WithKind("DeploymentList"))
		err := b.client.List(ctx, list, client.InNamespace(namespace),
			client.MatchingLabels{v1alpha1.ComponentLabel: v1alpha1.ComponentRecogniser})
		last = len(list.Items)
		return last >= b.count, err
	})
	if err != nil {
		return fmt.Errorf("%d of %d recognisers are there: %w", last, b.count, err)
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
		if err := b.client.List(ctx, list, client.InNamespace(namespace), ours); err != nil {
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
func (b *bench) createCopies(ctx context.Context, objects []client.Object, namespace string) (timing, error) {
	if err := b.makeNamespace(ctx, namespace, nil); err != nil {
		return timing{}, err
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
	return b.each(ctx, len(objects), func(ctx context.Context, i int) error { return b.client.Create(ctx, objects[i]) })
}

// stop ends the operator and says what it used.
func stop(operator *exec.Cmd) usage {
	used := usage{peak: peakMemory(operator.Process.Pid)}
	_ = operator.Process.Signal(syscall.SIGTERM)
	_ = operator.Wait()
	if state := operator.ProcessState; state != nil {
		used.cpu = state.UserTime() + state.SystemTime()
	}
	return used
}

// peakMemory reads the largest resident size of a process, 0 where the system does not tell.
func peakMemory(pid int) int64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(raw)) {
		if rest, found := strings.CutPrefix(line, "VmHWM:"); found {
			kib, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			if err == nil {
				return kib << 10
			}
		}
	}
	return 0
}
