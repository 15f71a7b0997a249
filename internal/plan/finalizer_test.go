// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package plan

import (
	"strings"
	"testing"
	"time"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

func TestFinalizer(t *testing.T) {
	const week = 7 * 24 * time.Hour
	retain := func(s *facts.Snapshot) { s.Deployment.Spec.DeletionPolicy = v1alpha1.DeletionRetain }
	unset := func(s *facts.Snapshot) { s.Deployment.Spec.DeletionPolicy = "" }
	noVolumes := func(s *facts.Snapshot) { s.Deployment.Spec.DataStores = s.Deployment.Spec.DataStores[2:] }
	removed := func(s *facts.Snapshot) { s.Retired = []facts.RetiredStore{{Name: "old", ClaimName: "old"}} }
	verified := func(stores ...string) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) {
			for _, store := range stores {
				s.Erasures = append(s.Erasures, facts.Erasure{Store: store, Finished: true, Verified: true})
			}
		}
	}
	namespaceGoes := func(s *facts.Snapshot) { s.Namespace.Terminating = true }
	release := func(reason string) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) {
			s.Deployment.Annotations = map[string]string{v1alpha1.ReleaseDataAnnotation: reason}
		}
	}
	claims := func(claims ...facts.Claim) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) { s.Claims = claims }
	}
	beside := func(names ...string) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) {
			for _, name := range names {
				s.Claimants = append(s.Claimants, facts.Claimant{Claim: name, Name: "hall", First: true, Keeps: true})
			}
		}
	}
	type changes = []func(*facts.Snapshot)
	tests := map[string]struct {
		changes changes
		want    FinalizerChange
	}{
		"it is added before anything is stored":            {changes{withoutFinalizer}, FinalizerAdd},
		"also when nobody says what happens on deletion":   {changes{withoutFinalizer, unset}, FinalizerAdd},
		"and for a store that was removed":                 {changes{withoutFinalizer, noVolumes, removed}, FinalizerAdd},
		"not when the data is retained":                    {changes{withoutFinalizer, retain}, FinalizerKeep},
		"not when nothing is stored on volumes":            {changes{withoutFinalizer, noVolumes}, FinalizerKeep},
		"it stays while it is there":                       {nil, FinalizerKeep},
		"it is not added to what is being deleted":         {changes{withoutFinalizer, deleted(0)}, FinalizerKeep},
		"deleted: it waits":                                {changes{deleted(0)}, FinalizerKeep},
		"deleted: it waits for the last store":             {changes{deleted(0), verified("match-log")}, FinalizerKeep},
		"deleted: every store is proven empty":             {changes{deleted(0), verified("gallery", "match-log")}, FinalizerRelease},
		"deleted: a store that was removed counts too":     {changes{deleted(0), removed, verified("gallery", "match-log")}, FinalizerKeep},
		"deleted: and is proven too":                       {changes{deleted(0), removed, verified("gallery", "match-log", "old")}, FinalizerRelease},
		"deleted: the data is retained":                    {changes{deleted(0), retain}, FinalizerRelease},
		"deleted: nothing was stored on volumes":           {changes{deleted(0), noVolumes}, FinalizerRelease},
		"deleted: the namespace goes":                      {changes{deleted(0), namespaceGoes}, FinalizerReleaseUnproven},
		"deleted: the namespace goes, and it is proven":    {changes{deleted(0), namespaceGoes, verified("gallery", "match-log")}, FinalizerRelease},
		"deleted: the officer says so":                     {changes{deleted(0), release("the disk was shredded")}, FinalizerReleaseUnproven},
		"deleted: the officer gives no reason":             {changes{deleted(0), release("  ")}, FinalizerKeep},
		"deleted: just before a week":                      {changes{deleted(week - time.Second)}, FinalizerKeep},
		"deleted: a week ago":                              {changes{deleted(week)}, FinalizerReleaseUnproven},
		"deleted: no claim is there to be emptied":         {changes{deleted(0), claims(facts.Claim{Name: "gallery"}, facts.Claim{Name: "match-log"})}, FinalizerReleaseUnproven},
		"deleted: one of two claims is there":              {changes{deleted(0), claims(facts.Claim{Name: "match-log"}, facts.Claim{Name: "gallery", Found: true, Bound: true})}, FinalizerKeep},
		"deleted: nobody looked for the claims":            {changes{deleted(0), claims()}, FinalizerKeep},
		"deleted: the one that is there is proven already": {changes{deleted(0), verified("gallery"), claims(facts.Claim{Name: "match-log"}, facts.Claim{Name: "gallery", Found: true, Bound: true})}, FinalizerReleaseUnproven},
		"deleted: another deployment names every claim":    {changes{deleted(0), beside("gallery", "match-log")}, FinalizerReleaseUnproven},
		"deleted: another names one, the other waits":      {changes{deleted(0), beside("gallery"), claims()}, FinalizerKeep},
		"deleted: another names one, the other is proven":  {changes{deleted(0), beside("gallery"), verified("match-log")}, FinalizerReleaseUnproven},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := finalizer(snapshot(tc.changes...)); got != tc.want {
				t.Errorf("finalizer = %q, want %q", got, tc.want)
			}
		})
	}
}

func TestTheEndGoesOnRecord(t *testing.T) {
	verified := func(s *facts.Snapshot) {
		s.Erasures = []facts.Erasure{
			{Store: "gallery", Finished: true, Verified: true}, {Store: "match-log", Finished: true, Verified: true},
		}
	}
	tests := map[string]struct {
		changes []func(*facts.Snapshot)
		want    v1alpha1.ErasureState
		reason  string
	}{
		"it is there":                 {nil, v1alpha1.ErasureOpen, ""},
		"it waits for its stores":     {[]func(*facts.Snapshot){deleted(0)}, v1alpha1.ErasureOpen, ""},
		"every store is proven empty": {[]func(*facts.Snapshot){deleted(0), verified}, v1alpha1.ErasureVerified, ""},
		"nobody waited any longer":    {[]func(*facts.Snapshot){deleted(8 * 24 * time.Hour)}, v1alpha1.ErasureUnproven, "within seven days"},
		"the claims are not there":    {[]func(*facts.Snapshot){deleted(0), func(s *facts.Snapshot) { s.Claims = []facts.Claim{{Name: "gallery"}, {Name: "match-log"}} }}, v1alpha1.ErasureUnproven, "could not be looked into"},
		"the namespace went":          {[]func(*facts.Snapshot){deleted(0), func(s *facts.Snapshot) { s.Namespace.Terminating = true }}, v1alpha1.ErasureUnproven, "the namespace was deleted"},
		"another names its claims": {[]func(*facts.Snapshot){deleted(0), func(s *facts.Snapshot) {
			s.Claimants = []facts.Claimant{{Claim: "gallery", Name: "hall", Keeps: true}, {Claim: "match-log", Name: "hall", Keeps: true}}
		}}, v1alpha1.ErasureUnproven, "FaceRecognitionDeployment hall names its claims too"},
		"another names one, the other claim is not there": {[]func(*facts.Snapshot){deleted(0), func(s *facts.Snapshot) {
			s.Claimants = []facts.Claimant{{Claim: "gallery", Name: "hall", Keeps: true}}
			s.Claims = []facts.Claim{{Name: "match-log"}}
		}}, v1alpha1.ErasureUnproven, "hall names one of its claims too"},
		"the owner keeps the data": {[]func(*facts.Snapshot){deleted(0), func(s *facts.Snapshot) { s.Deployment.Spec.DeletionPolicy = v1alpha1.DeletionRetain }}, v1alpha1.ErasureUnproven, "deletionPolicy is Retain"},
		"the officer's words stay out": {[]func(*facts.Snapshot){deleted(0), func(s *facts.Snapshot) {
			s.Deployment.Annotations = map[string]string{v1alpha1.ReleaseDataAnnotation: "Mr Li shredded the disk"}
		}}, v1alpha1.ErasureUnproven, "somebody who may approve it released it with the annotation recognition.facegov.dev/release-data"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got := Build(snapshot(tc.changes...), verdictOf(policy.ActionRun), settings).Record.Status.Erasure
			if got.State != tc.want || !strings.Contains(got.Reason, tc.reason) || strings.Contains(got.Reason, "Li") {
				t.Errorf("on record: %+v, want %s: %s", got, tc.want, tc.reason)
			}
		})
	}
}
