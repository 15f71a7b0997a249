// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package offline

import "github.com/facegov/facegov/internal/facts"

// noteNamespaces says whose labels are not known where a zone asks for labels.
func (w *World) noteNamespaces() {
	noted := map[string]bool{}
	for _, d := range w.Deployments {
		namespace := d.Value.Namespace
		if _, known := w.namespaces[namespace]; known || noted[namespace] {
			continue
		}
		for _, name := range facts.ZonesNamed(d.Value) {
			z, found := w.zones[name]
			if !found || z.value.Spec.AllowedNamespaces == nil || z.value.Spec.AllowedNamespaces.Selector == nil {
				continue
			}
			w.note(d.object.Position("metadata.namespace"), "namespace %s is not in the input, so its labels are not known, "+
				"and zone %s admits by labels; add the Namespace", namespace, name)
			noted[namespace] = true
			break
		}
	}
}
