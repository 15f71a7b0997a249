// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/plan/patrol"
)

// pageSize is how many objects a look at a namespace reads at once.
const pageSize = 500

// Patrol reads what came into a namespace past the guards. It reads past the cache, which holds facegov's own objects
// alone: what came past the guards need not look like one.
func Patrol(ctx context.Context, cached, live client.Reader, name string) (*patrol.Facts, error) {
	namespace := &corev1.Namespace{}
	if err := live.Get(ctx, client.ObjectKey{Name: name}, namespace); err != nil {
		return nil, fmt.Errorf("read namespace %s: %w", name, err)
	}
	f := &patrol.Facts{EnrolledSince: enrolledSince(namespace)}
	in := client.InNamespace(name)
	// The pods are read before the deployments: a deployment is there before its pods are.
	pods := func(l *corev1.PodList) {
		for i := range l.Items {
			f.Pods = append(f.Pods, patrolPod(&l.Items[i]))
		}
	}
	if err := pages(ctx, live, &corev1.PodList{}, pods, in); err != nil {
		return nil, err
	}
	sets := func(l *appsv1.ReplicaSetList) {
		for i := range l.Items {
			set := patrol.ReplicaSet{Object: objectOf(&l.Items[i]), TemplateLabels: l.Items[i].Spec.Template.Labels}
			f.ReplicaSets = append(f.ReplicaSets, set)
		}
	}
	if err := pages(ctx, live, &appsv1.ReplicaSetList{}, sets, in); err != nil {
		return nil, err
	}
	rules := func(l *networkingv1.NetworkPolicyList) {
		for i := range l.Items {
			f.NetworkPolicies = append(f.NetworkPolicies, patrol.NetworkPolicy{
				Object: objectOf(&l.Items[i]), Selector: l.Items[i].Spec.PodSelector,
				Allows: len(l.Items[i].Spec.Ingress) > 0 || len(l.Items[i].Spec.Egress) > 0,
			})
		}
	}
	if err := pages(ctx, live, &networkingv1.NetworkPolicyList{}, rules, in); err != nil {
		return nil, err
	}
	var deployments v1alpha1.FaceRecognitionDeploymentList
	if err := cached.List(ctx, &deployments, in, client.UnsafeDisableDeepCopy); err != nil {
		return nil, fmt.Errorf("list the deployments of namespace %s: %w", name, err)
	}
	for i := range deployments.Items {
		f.Deployments = append(f.Deployments, deployments.Items[i].Name)
	}
	return f, nil
}

// pages lists a kind page by page.
func pages[L client.ObjectList](
	ctx context.Context, reader client.Reader, list L, read func(L), in client.ListOption,
) error {
	for {
		if err := reader.List(ctx, list, in, client.Limit(pageSize), client.Continue(list.GetContinue())); err != nil {
			return fmt.Errorf("list %T: %w", list, err)
		}
		read(list)
		if list.GetContinue() == "" {
			return nil
		}
	}
}

// enrolledSince is when the label came that enrols a namespace, as far as its managed fields tell: the last time that
// whoever set the label changed the namespace. It is zero when they do not tell.
func enrolledSince(namespace *corev1.Namespace) time.Time {
	for _, entry := range namespace.ManagedFields {
		if entry.FieldsV1 == nil || entry.Time == nil {
			continue
		}
		if strings.Contains(entry.FieldsV1.GetRawString(), `"f:`+v1alpha1.EnrolledLabel+`"`) {
			return entry.Time.Time
		}
	}
	return time.Time{}
}

func objectOf(o client.Object) patrol.Object {
	object := patrol.Object{
		Name: o.GetName(), UID: o.GetUID(), ResourceVersion: o.GetResourceVersion(),
		CreatedAt: o.GetCreationTimestamp().Time, Labels: o.GetLabels(), Leaving: o.GetDeletionTimestamp() != nil,
	}
	if owner := metav1.GetControllerOf(o); owner != nil {
		object.Owner = patrol.Owner{Kind: owner.Kind, Name: owner.Name}
	}
	return object
}

func patrolPod(p *corev1.Pod) patrol.Pod {
	pod := patrol.Pod{Object: objectOf(p), Static: isStatic(p), Ended: ended(p)}
	for _, image := range images(&p.Spec) {
		pod.Images = append(pod.Images, image)
	}
	slices.Sort(pod.Images)
	return pod
}
