// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"context"
	"errors"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// away stops the operator for the rest of a test.
func away(t *testing.T) {
	t.Helper()
	front.stop()
	t.Cleanup(func() {
		ctx := context.Background()
		if err := front.start(ctx); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(front.becomesReady(ctx), isAsked(ctx)); err != nil {
			t.Fatal(err)
		}
	})
}

func TestAnOperatorThatIsAwayIsInNobodysWay(t *testing.T) {
	open, closed := newSite(t, "maple-court", false), newSite(t, "maple-court", true)
	kept := sample(t, "north-gate", closed)
	kept.Finalizers = []string{v1alpha1.EraseFinalizer}
	if err := person.Create(t.Context(), kept); err != nil {
		t.Fatal(err)
	}
	away(t)

	t.Run("elsewhere everything goes on", func(t *testing.T) {
		d := sample(t, "south-gate", open)
		if err := person.Create(t.Context(), d); err != nil {
			t.Fatalf("create: %v", err)
		}
		d.Spec.Suspend = true
		if err := person.Update(t.Context(), d); err != nil {
			t.Errorf("repair: %v", err)
		}
		if err := person.Delete(t.Context(), d); err != nil {
			t.Errorf("delete: %v", err)
		}
	})
	t.Run("a site that refuses admits nothing new", func(t *testing.T) {
		d := sample(t, "north-gate", closed)
		d.Name = "second-gate"
		if err := person.Create(t.Context(), d); err == nil {
			t.Error("a new deployment was admitted")
		}
		changed := kept.DeepCopy()
		changed.Spec.Purpose.Description = "Something else."
		if err := person.Update(t.Context(), changed); err == nil {
			t.Error("a new spec was admitted")
		}
	})
	t.Run("nor lets a stop hide something else", func(t *testing.T) {
		for name, change := range map[string]func(*v1alpha1.FaceRecognitionDeploymentSpec){
			"something is changed": func(s *v1alpha1.FaceRecognitionDeploymentSpec) { s.Door.Egress = v1alpha1.EgressFace },
			"something is added":   func(s *v1alpha1.FaceRecognitionDeploymentSpec) { s.Jurisdictions = []string{"NL"} },
			"something is removed": func(s *v1alpha1.FaceRecognitionDeploymentSpec) { s.Notice = nil },
		} {
			hidden := kept.DeepCopy()
			hidden.Spec.Suspend = true
			change(&hidden.Spec)
			if err := person.Update(t.Context(), hidden); err == nil {
				t.Errorf("%s under the cover of a stop", name)
			}
		}
	})
	t.Run("and keeps nothing from being ended", func(t *testing.T) {
		kept.Labels = map[string]string{"team": "north"}
		if err := person.Update(t.Context(), kept); err != nil {
			t.Errorf("a label: %v", err)
		}
		kept.Status.Verdict = v1alpha1.VerdictDenied
		if err := person.Status().Update(t.Context(), kept); err != nil {
			t.Errorf("the status: %v", err)
		}
		kept.Spec.Suspend = true
		if err := person.Update(t.Context(), kept); err != nil {
			t.Errorf("stopping it: %v", err)
		}
		scale := client.RawPatch("application/merge-patch+json", []byte(`{"spec":{"replicas":0}}`))
		if err := person.SubResource("scale").Patch(t.Context(), kept.DeepCopy(), scale); err != nil {
			t.Errorf("scaling down: %v", err)
		}
		if err := person.Delete(t.Context(), kept); err != nil {
			t.Errorf("delete: %v", err)
		}
		if err := admin.Get(t.Context(), client.ObjectKeyFromObject(kept), kept); err != nil {
			t.Fatal(err)
		}
		kept.Finalizers = nil
		if err := person.Update(t.Context(), kept); err != nil {
			t.Errorf("release: %v", err)
		}
		if exists(t, kept) {
			t.Error("the deployment is still there")
		}
	})
	t.Run("no law and no place is changed unseen", func(t *testing.T) {
		p := &v1alpha1.RecognitionPolicy{}
		if err := admin.Get(t.Context(), client.ObjectKey{Name: "cn-pipl"}, p); err != nil {
			t.Fatal(err)
		}
		p.Annotations = map[string]string{"note": "read by the works council"}
		if err := person.Update(t.Context(), p); err != nil {
			t.Errorf("an annotation of a policy: %v", err)
		}
		p.Spec.Rules = p.Spec.Rules[1:]
		if err := person.Update(t.Context(), p); err == nil {
			t.Error("a policy was changed")
		}
		z := &v1alpha1.RecognitionZone{}
		if err := admin.Get(t.Context(), client.ObjectKey{Name: "maple-office"}, z); err != nil {
			t.Fatal(err)
		}
		z.Spec.Venue = "residential-compound"
		if err := person.Update(t.Context(), z); err == nil {
			t.Error("a zone was changed")
		}
		z.Spec.Venue = "attendance-point"
		z.ObjectMeta = metav1.ObjectMeta{Name: "short-lived"}
		if err := person.Create(t.Context(), z); err == nil {
			t.Error("a zone was made")
		}
		if err := person.Delete(t.Context(), p, client.DryRunAll); err != nil {
			t.Errorf("a deletion: %v", err)
		}
	})
}
