// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"k8s.io/apimachinery/pkg/types"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// readRemains reads what is on record of the deployment, or of one that had its name before.
func (r *reading) readRemains() error {
	d := r.snapshot.Deployment
	found := &v1alpha1.RecognitionRecord{}
	exists, err := r.get(types.NamespacedName{Name: facts.RecordName(d.Namespace, d.Name)}, found)
	if exists {
		r.snapshot.Record = found
	}
	return err
}
