// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

const (
	namespace = "restart"
	gates     = 8
)

// TestRestart kills the operator while it is at work, several times, and finds at the end that nothing was lost and
// nothing doubled; and that an operator which comes up in a settled world writes nothing at all.
func TestRestart(t *testing.T) {
	makePlace(t, place{namespace: namespace, zone: "gate", nodes: []string{"gate-0", "gate-1", "gate-2"}})
	for i := range gates {
		makeGate(t, newGate(t, namespace, "gate", fmt.Sprintf("gate-%d", i)))
	}

	seen := map[types.UID]string{}
	for _, enough := range []int{5, 25, 60} {
		o := startOperator(t)
		eventually(t, 60*time.Second, func(ctx context.Context) error {
			objects, err := attached(ctx, namespace)
			if err != nil {
				return err
			}
			if len(objects) < enough {
				return fmt.Errorf("%d attached objects so far, waiting for %d", len(objects), enough)
			}
			return nil
		})
		o.kill()
		objects, err := attached(t.Context(), namespace)
		if err != nil {
			t.Fatal(err)
		}
		for uid, name := range seen {
			if objects[uid] != name {
				t.Errorf("%s was there before the operator was killed and is gone", name)
			}
		}
		seen = objects
	}

	startOperator(t)
	eventually(t, 90*time.Second, func(ctx context.Context) error { return everyGateReady(ctx, namespace, gates) })
	objects, err := attached(t.Context(), namespace)
	if err != nil {
		t.Fatal(err)
	}
	for uid, name := range seen {
		if objects[uid] != name {
			t.Errorf("%s was there before the operator was killed and is gone", name)
		}
	}
	if diff := cmp.Diff(wantAttached(gates), countByKind(objects)); diff != "" {
		t.Errorf("attached objects (-want +got):\n%s", diff)
	}
	settle(t)
	expectNoWrites(t)
}

// expectNoWrites starts another operator in the settled world and counts what it asks the API server to write.
func expectNoWrites(t *testing.T) {
	t.Helper()
	mark, err := suite.cluster.MarkAudit()
	if err != nil {
		t.Fatal(err)
	}
	o := startOperator(t)
	for controller, objects := range map[string]int{
		"facerecognitiondeployment": gates, "recognitionzone": 1, "recognitionpolicy": 5, "node": 5,
	} {
		eventually(t, 60*time.Second, func(context.Context) error {
			done, err := o.reconciled(controller)
			if err == nil && done < objects {
				err = fmt.Errorf("%s: %d of %d reconciled", controller, done, objects)
			}
			return err
		})
	}
	writes, err := suite.cluster.Writes(mark)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range writes.By(operatorUser) {
		if w.Namespace != "" && w.Namespace != namespace { // what other tests left behind is not settled
			continue
		}
		t.Errorf("the operator wrote in an unchanged world: %s %s/%s %s/%s", w.Verb, w.Resource, w.Subresource, w.Namespace, w.Name)
	}
}

// settle waits until every deployment stays as it is. The operator that settled it goes on running, and is counted.
func settle(t *testing.T) {
	t.Helper()
	// The operator waits a moment for more news before it looks, so what is quiet for one look may still be waiting.
	const looks = 15
	var last map[types.UID]string
	same := 0
	eventually(t, 60*time.Second, func(ctx context.Context) error {
		if err := errors.Join(everyGateReady(ctx, namespace, gates), everyLawReady(ctx)); err != nil {
			return err
		}
		versions, err := resourceVersions(ctx)
		if err != nil {
			return err
		}
		diff := cmp.Diff(last, versions)
		last = versions
		if diff != "" {
			same = 0
			return errors.New("deployments still change")
		}
		if same++; same < looks {
			return errors.New("deployments have not been quiet for long enough")
		}
		return nil
	})
}

func everyLawReady(ctx context.Context) error {
	var laws v1alpha1.RecognitionPolicyList
	if err := suite.client.List(ctx, &laws); err != nil {
		return err
	}
	for i := range laws.Items {
		if !meta.IsStatusConditionTrue(laws.Items[i].Status.Conditions, v1alpha1.ConditionReady) {
			return fmt.Errorf("law %s is not Ready", laws.Items[i].Name)
		}
	}
	return nil
}

func resourceVersions(ctx context.Context) (map[types.UID]string, error) {
	var list v1alpha1.FaceRecognitionDeploymentList
	if err := suite.client.List(ctx, &list, client.InNamespace(namespace)); err != nil {
		return nil, err
	}
	versions := map[types.UID]string{}
	for i := range list.Items {
		versions[list.Items[i].UID] = list.Items[i].ResourceVersion
	}
	return versions, nil
}

func everyGateReady(ctx context.Context, namespace string, want int) error {
	var list v1alpha1.FaceRecognitionDeploymentList
	if err := suite.client.List(ctx, &list, client.InNamespace(namespace)); err != nil {
		return err
	}
	if len(list.Items) != want {
		return fmt.Errorf("%d of %d deployments", len(list.Items), want)
	}
	for i := range list.Items {
		d := &list.Items[i]
		if !meta.IsStatusConditionTrue(d.Status.Conditions, v1alpha1.ConditionReady) {
			ready := meta.FindStatusCondition(d.Status.Conditions, v1alpha1.ConditionReady)
			return fmt.Errorf("%s is not Ready: %+v", d.Name, ready)
		}
	}
	return nil
}

// attached are the objects in the namespace that facegov controls, by UID.
func attached(ctx context.Context, namespace string) (map[types.UID]string, error) {
	objects := map[types.UID]string{}
	for kind, list := range map[string]client.ObjectList{
		"Deployment": &appsv1.DeploymentList{}, "CronJob": &batchv1.CronJobList{}, "Service": &corev1.ServiceList{},
		"ServiceAccount": &corev1.ServiceAccountList{}, "NetworkPolicy": &networkingv1.NetworkPolicyList{},
		"PodDisruptionBudget": &policyv1.PodDisruptionBudgetList{},
	} {
		err := suite.client.List(ctx, list, client.InNamespace(namespace), client.HasLabels{v1alpha1.ComponentLabel})
		if err != nil {
			return nil, err
		}
		err = meta.EachListItem(list, func(o runtime.Object) error {
			object := o.(client.Object)
			objects[object.GetUID()] = kind + " " + object.GetName()
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return objects, nil
}

func countByKind(objects map[types.UID]string) map[string]int {
	counts := map[string]int{}
	for _, name := range objects {
		kind, _, _ := strings.Cut(name, " ")
		counts[kind]++
	}
	return counts
}

func wantAttached(gates int) map[string]int {
	return map[string]int{
		"Deployment": 2 * gates, "CronJob": gates, "Service": gates, "ServiceAccount": 3 * gates,
		"NetworkPolicy": 3 * gates, "PodDisruptionBudget": gates,
	}
}
