// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package offline

import (
	"fmt"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/venue"
	"github.com/facegov/facegov/internal/report"
)

// Places returns what the deployment's cameras see and where its pods may stand.
func (w *World) Places(d *Deployment) []report.Place {
	var places []report.Place
	for i := range d.Value.Spec.Sources {
		s := &d.Value.Spec.Sources[i]
		places = append(places, w.place(s.Zone, fmt.Sprintf("camera %s", s.Name)))
	}
	for _, zone := range d.Value.Spec.Placement.Zones {
		places = append(places, w.place(zone, "pods"))
	}
	return places
}

func (w *World) place(name, role string) report.Place {
	p := report.Place{Zone: name, Role: role}
	z, found := w.zones[name]
	if !found {
		return p
	}
	p.Venue, p.Access, p.Jurisdiction = z.value.Spec.Venue, string(z.value.Spec.PublicAccess), z.value.Spec.Jurisdiction
	if v, known := venue.Lookup(p.Venue); known {
		p.Class = string(v.Class)
		if v.Access == venue.AccessPublic {
			p.Access = string(v1alpha1.PublicAccessPublic)
		}
	}
	return p
}
