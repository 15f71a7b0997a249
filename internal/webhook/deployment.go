// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"context"
	"time"

	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/gather"
	"github.com/facegov/facegov/internal/policy"
)

// timeLimit is how long a decision may take. The API server waits a second longer.
const timeLimit = 4 * time.Second

// deployments judges FaceRecognitionDeployments. What cannot be read is refused; what can be read and is forbidden is
// admitted with warnings, so that what is in version control can be in the cluster, where everybody sees why it does
// not run.
type deployments struct {
	gatherer *gather.Gatherer
	// live reads what the cache does not know yet.
	live client.Reader
	// strict refuses what is not permitted: for namespaces whose owner wants it so.
	strict bool
}

// ValidateCreate implements admission.Validator.
func (v *deployments) ValidateCreate(
	ctx context.Context, d *v1alpha1.FaceRecognitionDeployment,
) (admission.Warnings, error) {
	d.Status = v1alpha1.FaceRecognitionDeploymentStatus{}
	return v.judge(ctx, d)
}

// ValidateUpdate implements admission.Validator. It decides with the status that is stored. What does not change the
// spec is nobody's business here, above all not a finalizer that goes; and whoever stops a recogniser is never told
// that it may not run.
func (v *deployments) ValidateUpdate(
	ctx context.Context, before, d *v1alpha1.FaceRecognitionDeployment,
) (admission.Warnings, error) {
	if d.DeletionTimestamp != nil || apiequality.Semantic.DeepEqual(before.Spec, d.Spec) || onlySuspends(before, d) {
		return nil, nil
	}
	d.Status = before.Status
	return v.judge(ctx, d)
}

// onlySuspends says whether the one thing that changes is that the recogniser stops.
func onlySuspends(before, d *v1alpha1.FaceRecognitionDeployment) bool {
	if !d.Spec.Suspend {
		return false
	}
	running := d.Spec.DeepCopy()
	running.Suspend = before.Spec.Suspend
	return apiequality.Semantic.DeepEqual(&before.Spec, running)
}

// ValidateDelete implements admission.Validator. Nothing is in the way of a deletion.
func (v *deployments) ValidateDelete(context.Context, *v1alpha1.FaceRecognitionDeployment) (admission.Warnings, error) {
	return nil, nil
}

func (v *deployments) judge(ctx context.Context, d *v1alpha1.FaceRecognitionDeployment) (admission.Warnings, error) {
	faults := policy.ValidateDeployment(&d.Spec, facts.DecodeTemplate(&d.Spec.Workload))
	if faults = append(faults, policy.ValidateObservation(d)...); len(faults) > 0 {
		return nil, invalid("FaceRecognitionDeployment", d.Name, faults)
	}
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	verdict, err := v.decide(ctx, d)
	if err != nil {
		ctrl.LoggerFrom(ctx).Error(err, "Read the facts")
		if v.strict {
			return nil, apierrors.NewServiceUnavailable("the facts cannot be read now, and this namespace admits only what is " +
				"known to be permitted; try again")
		}
		return admission.Warnings{
			"facegov/admission: the facts cannot be read now, so the verdict comes later (status.verdict)",
		}, nil
	}
	if v.strict && !verdict.Permitted() {
		return nil, forbidden(d.Name, verdict)
	}
	return warnings(d.Name, verdict.Findings), nil
}

// decide returns the verdict. Where it refuses it first looks for documents that the cache does not know yet, because who
// applies them together with the deployment is faster than any cache.
func (v *deployments) decide(ctx context.Context, d *v1alpha1.FaceRecognitionDeployment) (*policy.Verdict, error) {
	reader := &freshReader{Reader: v.gatherer.Reader, live: v.live, left: maxLiveReads}
	gatherer := *v.gatherer
	gatherer.Reader = reader
	for {
		snapshot, err := gatherer.SnapshotOf(ctx, d)
		if err != nil {
			return nil, err
		}
		verdict := policy.Evaluate(snapshot)
		if !v.strict || verdict.Permitted() || reader.documents {
			return &verdict, nil
		}
		reader.documents = true
	}
}
