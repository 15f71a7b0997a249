// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package facts

import (
	"slices"

	"github.com/facegov/facegov/api/v1alpha1"
)

// ZonesNamed returns the zones that a deployment names, those of its cameras and those of its pods together, in
// alphabetical order.
func ZonesNamed(d *v1alpha1.FaceRecognitionDeployment) []string {
	names := slices.Clone(d.Spec.Placement.Zones)
	for i := range d.Spec.Sources {
		names = append(names, d.Spec.Sources[i].Zone)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// ClaimsNamed returns the PersistentVolumeClaims that the stores of a deployment name, in alphabetical order.
func ClaimsNamed(d *v1alpha1.FaceRecognitionDeployment) []string {
	var names []string
	for i := range d.Spec.DataStores {
		if volume := d.Spec.DataStores[i].Volume; volume != nil {
			names = append(names, volume.ClaimName)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
