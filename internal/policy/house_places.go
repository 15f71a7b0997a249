// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/law/jurisdiction"
	"github.com/facegov/facegov/internal/law/venue"
	"github.com/facegov/facegov/internal/policy/rules"
)

func (h *house) checkSources() {
	spec := &h.facts.Deployment.Spec
	if len(spec.Sources) == 0 {
		h.unknown(ruleSources, "SourcesMissing", "spec.sources",
			"no camera is declared, so it is not known which places are seen",
			"List every camera under spec.sources with the zone that it sees.")
	}
	if len(spec.Placement.Zones) == 0 {
		h.unknown(rulePlacement, "PlacementMissing", "spec.placement.zones", "no zone is named where pods may stand",
			"Name at least one RecognitionZone under spec.placement.zones.")
	}
	for i := range spec.Sources {
		s := &spec.Sources[i]
		zone := h.facts.Zone(s.Zone)
		if !zone.Found {
			continue
		}
		for j, device := range s.Devices {
			isIt := func(d v1alpha1.CaptureDevice) bool { return d.Name == device }
			if !slices.ContainsFunc(zone.Spec.CaptureDevices, isIt) {
				h.unknown(ruleDevices, "DeviceUnknown", fmt.Sprintf("spec.sources[%d].devices[%d]", i, j),
					fmt.Sprintf("zone %s has no capture device %s", s.Zone, device),
					"Ask the site owner to list the camera in the zone, or correct the name.")
			}
		}
	}
}

// checkZones finds zones that are missing, whose words are not known, or that do not admit the namespace. A zone of
// placement can be left out; a zone that a camera sees cannot.
func (h *house) checkZones() {
	spec := &h.facts.Deployment.Spec
	for i := range spec.Sources {
		if f := h.checkZone(spec.Sources[i].Zone); f != nil {
			f.FieldPath = fmt.Sprintf("spec.sources[%d].zone", i)
		}
	}
	for i, name := range spec.Placement.Zones {
		if f := h.checkZone(name); f != nil {
			f.FieldPath = fmt.Sprintf("spec.placement.zones[%d]", i)
			f.narrow(name)
		}
	}
}

// checkZone returns what is wrong with a zone, without the field that names it, or nil. What is wrong with the zone
// itself is not the deployer's doing, so what runs is held; whom a zone admits is its owner's choice.
func (h *house) checkZone(name string) *finding {
	zone := h.facts.Zone(name)
	if fault := h.faultOf(&zone); fault.reason != "" {
		f := h.unknown(ruleZones, fault.reason, "", fault.message, fault.remedy)
		f.inputBroken = true
		return f
	}
	if rules.Admits(&zone.Spec, &h.facts.Namespace) {
		return nil
	}
	f := h.denied(ruleNamespaces, "NamespaceNotAdmitted", "",
		fmt.Sprintf("zone %s does not admit deployments of namespace %s", name, h.facts.Namespace.Name),
		"Ask the site owner to admit the namespace under spec.allowedNamespaces of the zone.")
	f.Citation = "facegov: a place is used only by those whom its owner admits"
	return f
}

// zoneFault is what is not known of a zone. Without a reason there is none.
type zoneFault struct{ reason, message, remedy string }

// faultOf looks for what is not known of a zone, once for each decision: guessing at a misspelt word takes longer than
// everything else.
func (e *evaluation) faultOf(zone *facts.Zone) zoneFault {
	for i := range e.zoneFaults {
		if e.zoneFaults[i].zone == zone.Name {
			return e.zoneFaults[i].zoneFault
		}
	}
	fault := findZoneFault(zone)
	e.zoneFaults = append(e.zoneFaults, namedFault{zone.Name, fault})
	return fault
}

type namedFault struct {
	zone string
	zoneFault
}

func findZoneFault(zone *facts.Zone) zoneFault {
	spec := &zone.Spec
	switch {
	case !zone.Found:
		return zoneFault{
			"ZoneMissing", fmt.Sprintf("zone %s does not exist", zone.Name),
			"Ask the site owner to create the RecognitionZone, or correct the name.",
		}
	case !knownVenue(spec.Venue):
		return zoneFault{
			"VenueUnknown",
			fmt.Sprintf("zone %s has the venue %q, which is not in the vocabulary%s", zone.Name, spec.Venue,
				nearestClause(venue.Nearest(spec.Venue, 3))),
			"Ask the site owner to give the zone a venue of the vocabulary.",
		}
	case spec.PublicAccess != v1alpha1.PublicAccessPublic && spec.PublicAccess != v1alpha1.PublicAccessRestricted:
		return zoneFault{
			"AccessUnknown", fmt.Sprintf("zone %s does not say whether anybody may enter", zone.Name),
			"Ask the site owner to set spec.publicAccess of the zone to Public or Restricted.",
		}
	case !jurisdiction.Known(spec.Jurisdiction):
		return zoneFault{
			"JurisdictionUnknown", fmt.Sprintf("zone %s: %v", zone.Name, jurisdiction.Check(spec.Jurisdiction)),
			"Ask the site owner to give the zone a jurisdiction of the vocabulary.",
		}
	default:
		return zoneFault{}
	}
}

func nearestClause(nearest []string) string {
	if len(nearest) == 0 {
		return ""
	}
	return "; nearest: " + strings.Join(nearest, ", ")
}

func knownVenue(id string) bool {
	_, ok := venue.Lookup(id)
	return ok
}

// checkJurisdictions finds codes of the deployment's own that are not in the vocabulary; those of zones are the zones'.
func (h *house) checkJurisdictions() {
	spec := &h.facts.Deployment.Spec
	check := func(code, path string, at ...any) {
		if err := jurisdiction.Check(code); err != nil {
			h.unknown(ruleLaw, "JurisdictionUnknown", fmt.Sprintf(path, at...), err.Error(), "Use a code of the vocabulary.")
		}
	}
	check(spec.ResponsibleParty.EstablishedIn, "spec.responsibleParty.establishedIn")
	for i, code := range spec.Jurisdictions {
		check(code, "spec.jurisdictions[%d]", i)
	}
	for i, code := range spec.Subjects.Jurisdictions {
		check(code, "spec.subjects.jurisdictions[%d]", i)
	}
	for i := range spec.LawfulBasis {
		check(spec.LawfulBasis[i].Jurisdiction, "spec.lawfulBasis[%d].jurisdiction", i)
	}
}
