// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"fmt"
	"slices"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

// readFleet reads what all deployments ask for and which of them a soft lapse stops. Nobody looks at it while the
// deployment has no lapse of its own on record, and then it is not read.
func (r *reading) readFleet() error {
	if _, lapses := lapseOf(r.snapshot.Deployment); !lapses {
		return nil
	}
	var list v1alpha1.FaceRecognitionDeploymentList
	if err := r.Reader.List(r.ctx, &list, client.UnsafeDisableDeepCopy); err != nil {
		return fmt.Errorf("cannot list the deployments: %w", err)
	}
	for i := range list.Items {
		d := &list.Items[i]
		if d.Spec.Suspend || d.DeletionTimestamp != nil {
			continue
		}
		r.snapshot.Fleet.Pods += podsOf(d)
		if lapse, lapses := lapseOf(d); lapses {
			r.snapshot.Fleet.Lapses = append(r.snapshot.Fleet.Lapses, lapse)
		}
	}
	return nil
}

// lapseOf returns the first soft lapse on record for a deployment, and whether there is one.
func lapseOf(d *v1alpha1.FaceRecognitionDeployment) (facts.Lapse, bool) {
	for i := range d.Status.Deadlines {
		if policy.IsLapse(&d.Status.Deadlines[i]) {
			return facts.Lapse{
				DueAt: d.Status.Deadlines[i].DueAt.Time, Pods: podsOf(d), Zones: slices.Clone(d.Spec.Placement.Zones),
			}, true
		}
	}
	return facts.Lapse{}, false
}

// podsOf is how many pods a deployment asks for, or has when somebody else's workload says how many.
func podsOf(d *v1alpha1.FaceRecognitionDeployment) int32 {
	switch template := d.Spec.Workload.Template; {
	case template == nil:
		return d.Status.Replicas
	case template.Replicas == nil:
		return 1
	default:
		return *template.Replicas
	}
}
