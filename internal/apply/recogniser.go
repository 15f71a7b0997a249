// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package apply

import (
	"context"
	"fmt"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// ensureRecogniser writes the recogniser's Deployment. It says whether pods may be let through the gate. What protects
// people comes first: while a part of that is missing the recogniser is not written, except to stop it.
func (r *run) ensureRecogniser(ctx context.Context, recogniser *appsv1.Deployment, protected bool) bool {
	if recogniser == nil {
		return true
	}
	if !protected && !stops(recogniser) {
		return false
	}
	return r.ensureChecked(ctx, recogniser, func(ctx context.Context) error {
		if stops(recogniser) {
			return nil
		}
		return r.tryPod(ctx, recogniser)
	})
}

// stops says that a Deployment wants no pods.
func stops(d *appsv1.Deployment) bool { return d.Spec.Replicas != nil && *d.Spec.Replicas == 0 }

// tryPod asks the API server whether it would accept a pod of this Deployment, without making one. A Deployment is
// accepted with almost any template, and what is wrong with its pods would show nowhere that the deployer looks.
func (r *run) tryPod(ctx context.Context, d *appsv1.Deployment) error {
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Namespace:    d.Namespace,
			GenerateName: d.Name + "-",
			Labels:       d.Spec.Template.Labels,
			Annotations:  d.Spec.Template.Annotations,
		},
		Spec: *d.Spec.Template.Spec.DeepCopy(),
	}
	err := r.client.Create(ctx, pod, client.DryRunAll, client.FieldOwner(v1alpha1.FieldManager))
	switch {
	case err == nil, isQuota(err), cannotTry(err):
		return nil
	case isRefusal(err):
		return refusal("the API server does not accept a pod of this template: %s", describe(err))
	default:
		return fmt.Errorf("cannot check the pod template: %w", err)
	}
}

// cannotTry says that a webhook in the cluster refuses every dry run, whatever is tried.
func cannotTry(err error) bool {
	return apierrors.IsBadRequest(err) && strings.Contains(err.Error(), "does not support dry run")
}
