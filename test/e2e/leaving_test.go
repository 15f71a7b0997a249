// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// TestDeletedWhileAway deletes a gate while the operator is away. Its faces are erased when the operator is back, after
// the last recogniser has ended and not before; an erasure that left no proof lets nothing go, until the data
// protection officer says so; and that nothing was proven is on record.
func TestDeletedWhileAway(t *testing.T) {
	p := makePlaceWithNodes(t, "leaving", 1, nil)
	gate := newGate(t, p.namespace, p.zone, "gate")
	makeGate(t, gate)
	o := startOperator(t)
	eventually(t, patience, func(ctx context.Context) error { return everyGateReady(ctx, p.namespace, 1) })
	o.kill()

	if err := suite.client.Delete(t.Context(), gate); err != nil {
		t.Fatalf("the deletion waits for the operator: %v", err)
	}
	expectHeld(t, gate)
	if err := readyElsewhere(t.Context(), gate, v1alpha1.ComponentRecogniser, "", 2); err != nil {
		t.Errorf("deleted, with nobody there to act on it: %v", err)
	}

	// On a node that does not answer the recognisers cannot end, and may still write faces.
	if err := suite.cluster.SilenceNode(t.Context(), p.nodes[0]); err != nil {
		t.Fatal(err)
	}
	startOperator(t)
	eventually(t, patience, func(ctx context.Context) error { return everyRecogniserIsAsked(ctx, gate) })
	expectReason(t, gate, v1alpha1.ReasonErasing)
	if err := suite.client.Get(t.Context(), eraseJob(gate), &batchv1.Job{}); !apierrors.IsNotFound(err) {
		t.Errorf("the erase job while recognisers run: got %v, want none", err)
	}
	if err := suite.cluster.WakeNode(t.Context(), p.nodes[0]); err != nil {
		t.Fatal(err)
	}

	eventually(t, patience, func(ctx context.Context) error { return hasEnded(ctx, t, gate) })
	expectReason(t, gate, v1alpha1.ReasonErasureUnproven)
	expectHeld(t, gate)
	if err := readyElsewhere(t.Context(), gate, v1alpha1.ComponentWayIn, "", 2); err != nil {
		t.Errorf("while faces are erased: %v", err)
	}
	expectReleased(t, gate)
}

func eraseJob(gate *v1alpha1.FaceRecognitionDeployment) types.NamespacedName {
	return types.NamespacedName{Namespace: gate.Namespace, Name: gate.Name + "-gallery-erase"}
}

// expectHeld finds the gate deleted and kept by facegov's finalizer.
func expectHeld(t *testing.T, gate *v1alpha1.FaceRecognitionDeployment) {
	t.Helper()
	var seen v1alpha1.FaceRecognitionDeployment
	if err := suite.client.Get(t.Context(), client.ObjectKeyFromObject(gate), &seen); err != nil {
		t.Fatalf("the finalizer was released: %v", err)
	}
	if seen.DeletionTimestamp == nil || !slices.Contains(seen.Finalizers, v1alpha1.EraseFinalizer) {
		t.Fatalf("deleted %v with finalizers %v, want it deleted and held", seen.DeletionTimestamp, seen.Finalizers)
	}
}

// everyRecogniserIsAsked says whether all pods of the recogniser have been asked to end, and none has.
func everyRecogniserIsAsked(ctx context.Context, gate *v1alpha1.FaceRecognitionDeployment) error {
	pods, err := podsOf(ctx, gate, v1alpha1.ComponentRecogniser)
	if err != nil {
		return err
	}
	asked := 0
	for i := range pods {
		if pods[i].DeletionTimestamp != nil && pods[i].Status.Phase == corev1.PodRunning {
			asked++
		}
	}
	if asked != 2 || len(pods) != 2 {
		return fmt.Errorf("%d of %d recogniser pods were asked to end and run, want 2 of 2", asked, len(pods))
	}
	return nil
}

// hasEnded waits for the end of the erase job. Whenever it is seen, it is seen before the pods are, so that a
// recogniser which runs then has run beside it.
func hasEnded(ctx context.Context, t *testing.T, gate *v1alpha1.FaceRecognitionDeployment) error {
	t.Helper()
	var job batchv1.Job
	if err := suite.client.Get(ctx, eraseJob(gate), &job); err != nil {
		return err
	}
	pods, err := podsOf(ctx, gate, v1alpha1.ComponentRecogniser)
	if err != nil {
		return err
	}
	for i := range pods {
		if pods[i].Status.Phase == corev1.PodRunning {
			t.Fatalf("faces are erased while %s runs", pods[i].Name)
		}
	}
	if job.Status.Succeeded != 1 {
		return fmt.Errorf("the erase job: %+v", job.Status)
	}
	return nil
}

// expectReason waits until the gate gives a reason for not being Ready.
func expectReason(t *testing.T, gate *v1alpha1.FaceRecognitionDeployment, want string) {
	t.Helper()
	eventually(t, patience, func(ctx context.Context) error {
		var seen v1alpha1.FaceRecognitionDeployment
		if err := suite.client.Get(ctx, client.ObjectKeyFromObject(gate), &seen); err != nil {
			return err
		}
		ready := meta.FindStatusCondition(seen.Status.Conditions, v1alpha1.ConditionReady)
		if ready == nil || ready.Reason != want {
			return fmt.Errorf("want the reason %s: %+v", want, ready)
		}
		saysStore := strings.Contains(ready.Message, "gallery")
		saysWayOut := strings.Contains(ready.Message, v1alpha1.ReleaseDataAnnotation)
		if want == v1alpha1.ReasonErasureUnproven && (!saysStore || !saysWayOut) {
			t.Errorf("neither the store nor the way out is named: %s", ready.Message)
		}
		return nil
	})
}

// expectReleased has the data protection officer let the gate go, and finds told that nothing was proven.
func expectReleased(t *testing.T, gate *v1alpha1.FaceRecognitionDeployment) {
	t.Helper()
	_, err := suite.cluster.Kubectl(t.Context(), "annotate", "-n", gate.Namespace, "frd", gate.Name,
		v1alpha1.ReleaseDataAnnotation+"=the disk was shredded")
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, patience, func(ctx context.Context) error {
		err := suite.client.Get(ctx, client.ObjectKeyFromObject(gate), gate)
		if !apierrors.IsNotFound(err) {
			return errors.Join(errors.New("the gate is still there, or cannot be read"), err)
		}
		return nil
	})
	eventually(t, patience, func(ctx context.Context) error {
		notes, err := notesOf(ctx, gate, v1alpha1.ReasonErasureUnproven)
		if err != nil {
			return err
		}
		if !slices.Contains(notes, "Goes although these stores are not proven to be empty: gallery") {
			return fmt.Errorf("nothing tells that the erasure was not proven: %q", notes)
		}
		for _, note := range notes {
			if strings.Contains(note, "shredded") {
				t.Errorf("an event tells what the officer wrote: %s", note)
			}
		}
		return nil
	})
}

// notesOf are the notes of a gate's events of one reason.
func notesOf(ctx context.Context, gate *v1alpha1.FaceRecognitionDeployment, reason string) ([]string, error) {
	var list eventsv1.EventList
	if err := suite.client.List(ctx, &list, client.InNamespace(gate.Namespace)); err != nil {
		return nil, err
	}
	var notes []string
	for i := range list.Items {
		if e := &list.Items[i]; e.Regarding.Name == gate.Name && e.Reason == reason {
			notes = append(notes, e.Note)
		}
	}
	return notes, nil
}
