// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package facts

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

var dawn = time.Date(2026, time.March, 1, 6, 0, 0, 0, time.UTC)

// keeping is a deployment with stores on claims, made so many minutes after dawn.
func keeping(name string, minutes int, claims ...string) *v1alpha1.FaceRecognitionDeployment {
	d := &v1alpha1.FaceRecognitionDeployment{ObjectMeta: metav1.ObjectMeta{
		Name: name, Namespace: "maple-court", CreationTimestamp: metav1.NewTime(dawn.Add(time.Duration(minutes) * time.Minute)),
	}}
	for _, claim := range claims {
		d.Spec.DataStores = append(d.Spec.DataStores, v1alpha1.DataStore{
			Name: claim, Type: v1alpha1.DataStoreVolume, Volume: &v1alpha1.VolumeStore{ClaimName: claim},
		})
	}
	return d
}

func leavingAt(minutes int, d *v1alpha1.FaceRecognitionDeployment) *v1alpha1.FaceRecognitionDeployment {
	d.DeletionTimestamp = &metav1.Time{Time: dawn.Add(time.Duration(minutes) * time.Minute)}
	return d
}

// seen is a deployment whose stores were found in a state.
func seen(state v1alpha1.StoreState, d *v1alpha1.FaceRecognitionDeployment) *v1alpha1.FaceRecognitionDeployment {
	for i := range d.Spec.DataStores {
		d.Status.Stores = append(d.Status.Stores, v1alpha1.StoreStatus{Name: d.Spec.DataStores[i].Name, State: state})
	}
	return d
}

func givingUp(claim string, d *v1alpha1.FaceRecognitionDeployment) *v1alpha1.FaceRecognitionDeployment {
	d.Status.Stores = []v1alpha1.StoreStatus{{Name: "old", State: v1alpha1.StoreRetiring, ClaimName: claim}}
	return d
}

func retaining(d *v1alpha1.FaceRecognitionDeployment) *v1alpha1.FaceRecognitionDeployment {
	d.Spec.DeletionPolicy = v1alpha1.DeletionRetain
	return d
}

func TestWhoElseNamesAClaim(t *testing.T) {
	elsewhere := keeping("hall", 0, "gallery")
	elsewhere.Namespace = "oak-court"
	tests := map[string]struct {
		mine *v1alpha1.FaceRecognitionDeployment
		all  []*v1alpha1.FaceRecognitionDeployment
		want []Claimant
	}{
		"nobody": {keeping("gate", 10, "gallery"), []*v1alpha1.FaceRecognitionDeployment{
			keeping("gate", 10, "gallery"), keeping("hall", 0, "another"), elsewhere,
		}, nil},
		"one that was there first": {keeping("gate", 10, "gallery"), []*v1alpha1.FaceRecognitionDeployment{
			keeping("hall", 0, "another", "gallery"),
		}, []Claimant{{"gallery", "hall", true, true}}},
		"one that is younger and holds the claim already": {keeping("gate", 10, "gallery"), []*v1alpha1.FaceRecognitionDeployment{
			seen("Swept", keeping("hall", 11, "gallery")),
		}, []Claimant{{"gallery", "hall", true, true}}},
		"one that is younger and was refused it": {keeping("gate", 10, "gallery"), []*v1alpha1.FaceRecognitionDeployment{
			seen("ClaimShared", keeping("hall", 11, "gallery")),
		}, []Claimant{{"gallery", "hall", false, true}}},
		"one that is older and was refused it": {seen("Scheduled", keeping("gate", 10, "gallery")), []*v1alpha1.FaceRecognitionDeployment{
			seen("ClaimShared", keeping("hall", 0, "gallery")),
		}, []Claimant{{"gallery", "hall", false, true}}},
		"both have held it": {seen("Swept", keeping("gate", 10, "gallery")), []*v1alpha1.FaceRecognitionDeployment{
			seen("Swept", keeping("hall", 0, "gallery")),
		}, []Claimant{{"gallery", "hall", true, true}}},
		"one that came later": {keeping("gate", 10, "gallery"), []*v1alpha1.FaceRecognitionDeployment{
			keeping("hall", 11, "gallery"),
		}, []Claimant{{"gallery", "hall", false, true}}},
		"many, of whom the first of a kind stands for all": {keeping("gate", 10, "gallery", "log"), []*v1alpha1.FaceRecognitionDeployment{
			keeping("d", 11, "gallery"), keeping("c", 0, "gallery"), keeping("b", 1, "gallery", "log"), keeping("e", 12, "gallery"),
		}, []Claimant{{"gallery", "b", true, true}, {"gallery", "d", false, true}, {"log", "b", true, true}}},
		"one that goes with its faces keeps nothing back": {keeping("gate", 10, "gallery"), []*v1alpha1.FaceRecognitionDeployment{
			leavingAt(20, keeping("hall", 0, "gallery")),
		}, []Claimant{{"gallery", "hall", true, false}}},
		"one that goes and leaves its faces does": {keeping("gate", 10, "gallery"), []*v1alpha1.FaceRecognitionDeployment{
			retaining(leavingAt(20, keeping("hall", 0, "gallery"))),
		}, []Claimant{{"gallery", "hall", true, true}}},
		"one that is still emptying the claim and was there first": {keeping("gate", 10, "gallery"), []*v1alpha1.FaceRecognitionDeployment{
			givingUp("gallery", keeping("hall", 0)),
		}, []Claimant{{"gallery", "hall", true, false}}},
		"one that is still emptying the claim and came later": {seen("Swept", keeping("gate", 10, "gallery")), []*v1alpha1.FaceRecognitionDeployment{
			givingUp("gallery", keeping("hall", 11)),
		}, nil},
		"deleted, and another was there before": {leavingAt(20, keeping("gate", 10, "gallery")), []*v1alpha1.FaceRecognitionDeployment{
			keeping("hall", 15, "gallery"),
		}, []Claimant{{"gallery", "hall", false, true}}},
		"deleted, and another is made to keep the faces": {leavingAt(20, keeping("gate", 10, "gallery")), []*v1alpha1.FaceRecognitionDeployment{
			keeping("hall", 21, "gallery"),
		}, []Claimant{{"gallery", "hall", false, false}}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got := ClaimantsOf(tc.mine, ClaimsNamed(tc.mine), tc.all)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("claimants (-want +got):\n%s", diff)
			}
		})
	}
}

// TestWhichDeploymentWasFirst: of two deployments exactly one is older, and one that asks to be admitted is not.
func TestWhichDeploymentWasFirst(t *testing.T) {
	noon := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	named := func(name string, created time.Time) *v1alpha1.FaceRecognitionDeployment {
		return &v1alpha1.FaceRecognitionDeployment{
			ObjectMeta: metav1.ObjectMeta{Name: name, CreationTimestamp: metav1.NewTime(created)},
		}
	}
	tests := map[string]struct {
		first, second *v1alpha1.FaceRecognitionDeployment
	}{
		"by date":                         {named("b", noon), named("a", noon.Add(time.Second))},
		"by name within the same second":  {named("a", noon), named("b", noon)},
		"one that does not exist is last": {named("b", noon), named("a", time.Time{})},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if !IsOlder(tc.first, tc.second) || IsOlder(tc.second, tc.first) {
				t.Errorf("%s is older: %t, %s is older: %t",
					tc.first.Name, IsOlder(tc.first, tc.second), tc.second.Name, IsOlder(tc.second, tc.first))
			}
		})
	}
}
