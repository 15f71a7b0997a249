// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package site

import (
	"context"
	"errors"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Observe watches kinds in one namespace, or with "" in all, so that looking at them again and again is no load for
// the API server. Of pods it keeps labels, node and phase; of deployments their verdict. Everything else of them is
// left out.
func (s *Site) Observe(ctx context.Context, namespace string, kinds ...client.Object) (client.Reader, error) {
	observed, err := cache.New(s.Cluster.AdminConfig(), cache.Options{
		Scheme:            s.Client.Scheme(),
		DefaultNamespaces: map[string]cache.Config{namespace: {}},
		DefaultTransform:  cache.TransformStripManagedFields(),
		ByObject: map[client.Object]cache.ByObject{
			&corev1.Pod{}:                         {Transform: trimPod},
			&v1alpha1.FaceRecognitionDeployment{}: {Transform: trimDeployment},
		},
	})
	if err != nil {
		return nil, err
	}
	for _, kind := range kinds {
		if _, err := observed.GetInformer(ctx, kind, cache.BlockUntilSynced(false)); err != nil {
			return nil, err
		}
	}
	go func() { _ = observed.Start(ctx) }() // it ends with ctx; what it does not see, whoever waits for it reports
	if !observed.WaitForCacheSync(ctx) {
		return nil, errors.New("what happens in the cluster cannot be watched")
	}
	return observed, nil
}

func trimPod(object any) (any, error) {
	pod, isPod := object.(*corev1.Pod)
	if !isPod {
		return object, nil
	}
	pod.ManagedFields, pod.Annotations, pod.OwnerReferences = nil, nil, nil
	pod.Spec = corev1.PodSpec{NodeName: pod.Spec.NodeName}
	pod.Status = corev1.PodStatus{Phase: pod.Status.Phase}
	return pod, nil
}

func trimDeployment(object any) (any, error) {
	d, isDeployment := object.(*v1alpha1.FaceRecognitionDeployment)
	if !isDeployment {
		return object, nil
	}
	d.ManagedFields = nil
	d.Spec = v1alpha1.FaceRecognitionDeploymentSpec{}
	d.Status = v1alpha1.FaceRecognitionDeploymentStatus{Verdict: d.Status.Verdict, Conditions: d.Status.Conditions}
	return d, nil
}
