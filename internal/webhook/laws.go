// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"context"

	apiequality "k8s.io/apimachinery/pkg/api/equality"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy"
)

// policies refuses RecognitionPolicies that do not compile, and law in force that is softened by nobody.
type policies struct{}

// ValidateCreate implements admission.Validator.
func (policies) ValidateCreate(_ context.Context, p *v1alpha1.RecognitionPolicy) (admission.Warnings, error) {
	if faults := policy.ValidatePolicy(p.Name, &p.Spec); len(faults) > 0 {
		return nil, invalid("RecognitionPolicy", p.Name, faults)
	}
	return nil, nil
}

// ValidateUpdate implements admission.Validator.
func (v policies) ValidateUpdate(
	ctx context.Context, before, p *v1alpha1.RecognitionPolicy,
) (admission.Warnings, error) {
	if p.DeletionTimestamp != nil || apiequality.Semantic.DeepEqual(before.Spec, p.Spec) {
		return nil, nil
	}
	return v.ValidateCreate(ctx, p)
}

// ValidateDelete implements admission.Validator. Nothing is in the way of a deletion.
func (policies) ValidateDelete(context.Context, *v1alpha1.RecognitionPolicy) (admission.Warnings, error) {
	return nil, nil
}

// zones refuses RecognitionZones that cannot be read. A venue that is not in the vocabulary is admitted with a warning:
// there are more kinds of places than anybody lists, and its verdict is Unknown.
type zones struct{}

// ValidateCreate implements admission.Validator.
func (zones) ValidateCreate(_ context.Context, z *v1alpha1.RecognitionZone) (admission.Warnings, error) {
	if faults := policy.ValidateZone(&z.Spec); len(faults) > 0 {
		return nil, invalid("RecognitionZone", z.Name, faults)
	}
	var texts admission.Warnings
	for _, doubt := range policy.DoubtZone(&z.Spec) {
		texts = append(texts, policy.Shorten(doubt.Field+": "+doubt.Detail(), maxLine))
	}
	return texts, nil
}

// ValidateUpdate implements admission.Validator.
func (v zones) ValidateUpdate(ctx context.Context, before, z *v1alpha1.RecognitionZone) (admission.Warnings, error) {
	if z.DeletionTimestamp != nil || apiequality.Semantic.DeepEqual(before.Spec, z.Spec) {
		return nil, nil
	}
	return v.ValidateCreate(ctx, z)
}

// ValidateDelete implements admission.Validator. Nothing is in the way of a deletion.
func (zones) ValidateDelete(context.Context, *v1alpha1.RecognitionZone) (admission.Warnings, error) {
	return nil, nil
}
