// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"slices"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Gallery bounds where the templates to compare with come from (AI Act article 5(1)(e): none that was scraped).
type Gallery struct {
	// Demand is the requirement as written.
	Demand v1alpha1.GalleryRequirement
}

const evidenceProvenance = "EV-DATASET-PROVENANCE"

var (
	galleryRefused = Answer{
		Violated, "GalleryRefused", "the faces to compare with come from %s, which the rule refuses",
		"Delete what was collected so, and enrol people for this purpose.", false,
	}
	galleryAllowed = Answer{Met, "GalleryAllowed", "the faces to compare with come from where the rule permits", "", false}
	galleryOnPaper = Answer{
		Met, "ProvenanceOnRecord", "where the faces to compare with come from is on record as %s", "", true,
	}
	watchListUnknown = Answer{
		Unknown, "WatchListUnknown", "it is not declared who is searched for",
		"Give recognition.remote.watchList with its origin and its greatest size.", false,
	}
)

var galleryDescription = Description{
	Type: v1alpha1.RequirementGallery,
	Demands: "The faces to compare with, and the watch list of a remote identification, come from where the rule " +
		"permits, and it is on record where they come from.",
	Facts: []Fact{
		{"spec.recognition.gallery", "", "required; None has no faces to compare with"},
		{"spec.recognition.remote.watchList.origin", "", "Unknown for a remote identification"},
		{"ComplianceEvidence EV-DATASET-PROVENANCE", "", "Unknown where provenance is asked for"},
	},
	Answers: []Answer{
		galleryRefused, watchListUnknown, evidenceMissing, evidenceUnreadable, evidenceNotAsAsked, galleryOnPaper,
		galleryAllowed,
	},
	Merges: "Every origin that one rule refuses is refused.",
}

// Demands implements Demanding.
func (g Gallery) Demands() []Demand {
	var demands []Demand
	for _, origin := range g.Demand.NotOrigins {
		demands = append(demands, forbidden(string(origin), ""))
	}
	if len(g.Demand.OnlyOrigins) > 0 {
		demands = append(demands, among("Origins", g.Demand.OnlyOrigins))
	}
	if g.Demand.Provenance == v1alpha1.DemandedRequired {
		demands = append(demands, required("Provenance"))
	}
	return demands
}

// Check implements Requirement: one check for every origin that is refused, and one for the document.
func (g Gallery) Check(w *World, _ RuleKey) []Check {
	spec := &w.Facts.Deployment.Spec
	const path = "spec.recognition.gallery"
	checks := g.checkOrigin(spec.Recognition.Gallery, path)
	compares := spec.Recognition.Gallery != v1alpha1.GalleryNone
	if slices.Contains(spec.Purpose.Functions, v1alpha1.FunctionRemoteIdentification) {
		compares = true
		const listPath = "spec.recognition.remote.watchList"
		if remote := spec.Recognition.Remote; remote == nil || remote.WatchList == nil {
			checks = append(checks, watchListUnknown.is(listPath))
		} else {
			checks = append(checks, g.checkOrigin(remote.WatchList.Origin, listPath+".origin")...)
		}
	}
	if g.Demand.Provenance != v1alpha1.DemandedRequired || !compares {
		return galleryAllowed.unless(w, checks, path)
	}
	document, missing := w.onRecord(evidenceProvenance, path, "that says where the faces come from", nil)
	if document == nil {
		return append(checks, missing)
	}
	if len(checks) > 0 {
		return checks
	}
	return w.one(galleryOnPaper.is(path, document.Name).relyingOn(document))
}

func (g Gallery) checkOrigin(origin v1alpha1.GalleryOrigin, path string) []Check {
	elsewhere := len(g.Demand.OnlyOrigins) > 0 && origin != v1alpha1.GalleryNone &&
		!slices.Contains(g.Demand.OnlyOrigins, origin)
	if elsewhere || slices.Contains(g.Demand.NotOrigins, origin) {
		return []Check{galleryRefused.is(path, origin)}
	}
	return nil
}

// NextChange implements Timed: the document begins and ceases to count.
func (g Gallery) NextChange(w *World) time.Time {
	if g.Demand.Provenance != v1alpha1.DemandedRequired {
		return time.Time{}
	}
	return w.nextOf(evidenceProvenance)
}
