// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package record

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/plan/conditions"
	"github.com/facegov/facegov/internal/policy"
)

// documents are those that the newest verdict relied on, and earlier ones for as long as a record is kept.
func documents(now time.Time, used []policy.DocumentUse, old []v1alpha1.EvidenceRecord) []v1alpha1.EvidenceRecord {
	all := make([]v1alpha1.EvidenceRecord, 0, len(used)+len(old))
	for i := range used {
		d := &used[i]
		all = append(all, v1alpha1.EvidenceRecord{Name: d.Name, Type: d.Type, SHA256: d.SHA256, KeepUntil: moment(d.KeepUntil)})
	}
	isUsed := func(e v1alpha1.EvidenceRecord) bool {
		return slices.ContainsFunc(used, func(d policy.DocumentUse) bool { return d.Name == e.Name && d.SHA256 == e.SHA256 })
	}
	for i := range old {
		if e := old[i]; !isUsed(e) {
			if e = usedUntil(e, now); now.Before(forgottenAt(e)) {
				all = append(all, e)
			}
		}
	}
	slices.SortFunc(all, func(a, b v1alpha1.EvidenceRecord) int {
		return cmp.Or(isOver(a)-isOver(b), strings.Compare(a.Name, b.Name), strings.Compare(a.SHA256, b.SHA256))
	})
	return all[:min(len(all), maxDocuments)]
}

// usedUntil says that no verdict relies on a document any longer.
func usedUntil(e v1alpha1.EvidenceRecord, now time.Time) v1alpha1.EvidenceRecord {
	if e.UsedUntil == nil {
		at := conditions.Moment(now)
		e.UsedUntil = &at
	}
	return e
}

// forgottenAt is when a document that is no longer used leaves the record.
func forgottenAt(e v1alpha1.EvidenceRecord) time.Time {
	at := e.UsedUntil.AddDate(keptYears, 0, 0)
	if e.KeepUntil != nil && e.KeepUntil.After(at) {
		return e.KeepUntil.Time
	}
	return at
}

// isOver brings what is used now to the front: should the list ever be full, that stays.
func isOver(e v1alpha1.EvidenceRecord) int {
	if e.UsedUntil == nil {
		return 0
	}
	return 1
}
