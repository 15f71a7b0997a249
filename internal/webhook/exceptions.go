// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"context"

	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy"
)

// exceptions refuses RecognitionExceptions that their law does not know. One whose law is not there yet is admitted with a
// warning: it may come later, and until then nothing is set aside.
type exceptions struct {
	cache, live client.Reader
}

// ValidateCreate implements admission.Validator.
func (v exceptions) ValidateCreate(
	ctx context.Context, x *v1alpha1.RecognitionException,
) (admission.Warnings, error) {
	reader := &freshReader{Reader: v.cache, live: v.live, left: 1}
	law := &v1alpha1.RecognitionPolicy{}
	switch err := reader.Get(ctx, client.ObjectKey{Name: x.Spec.Policy}, law); {
	case apierrors.IsNotFound(err):
		return admission.Warnings{"spec.policy: there is no policy of this name yet; the exception does not count without it"}, nil
	case err != nil:
		ctrl.LoggerFrom(ctx).Error(err, "Read the law of an exception")
		return admission.Warnings{"spec.policy: the policy cannot be read now; whether it knows the exception is said later " +
			"(status.state)"}, nil
	}
	if faults := policy.ValidateException(&x.Spec, &law.Spec); len(faults) > 0 {
		return nil, invalid("RecognitionException", x.Name, faults)
	}
	return nil, nil
}

// ValidateUpdate implements admission.Validator.
func (v exceptions) ValidateUpdate(
	ctx context.Context, before, x *v1alpha1.RecognitionException,
) (admission.Warnings, error) {
	if x.DeletionTimestamp != nil || apiequality.Semantic.DeepEqual(before.Spec, x.Spec) {
		return nil, nil
	}
	return v.ValidateCreate(ctx, x)
}

// ValidateDelete implements admission.Validator. Nothing is in the way of a deletion.
func (exceptions) ValidateDelete(context.Context, *v1alpha1.RecognitionException) (admission.Warnings, error) {
	return nil, nil
}
