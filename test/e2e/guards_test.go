// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// TestGuardsAreWatched deletes a guard while the operator runs: it says so at once, removes what comes in meanwhile, and
// says when the guard is back.
func TestGuardsAreWatched(t *testing.T) {
	const name, series = "facegov-recogniser-image",
		`facegov_admission_guard_missing{kind="ValidatingAdmissionPolicy",name="facegov-recogniser-image"} 1`
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{
		Name: "guards", Labels: map[string]string{v1alpha1.EnrolledLabel: "true"},
	}}
	if err := suite.client.Create(t.Context(), namespace); err != nil {
		t.Fatal(err)
	}
	o := startOperator(t)
	eventually(t, patience, func(context.Context) error { return o.shows(series, false) })

	guard := &admissionregistrationv1.ValidatingAdmissionPolicy{ObjectMeta: metav1.ObjectMeta{Name: name}}
	t.Cleanup(func() { reinstallGuards(t) })
	if err := suite.client.Delete(t.Context(), guard); err != nil {
		t.Fatal(err)
	}
	eventually(t, patience, func(context.Context) error { return o.shows(series, true) })
	eventually(t, patience, func(ctx context.Context) error { return toldOfGuards(ctx, "GuardsMissing", name) })

	server := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace.Name, Name: "server"},
		Spec: corev1.PodSpec{Containers: []corev1.Container{{
			Name: "c", Image: "registry.example/exadel/compreface-core:1.2.0",
		}}},
	}
	eventually(t, patience, func(ctx context.Context) error { return suite.client.Create(ctx, server) })
	eventually(t, patience, func(ctx context.Context) error {
		err := suite.client.Get(ctx, client.ObjectKeyFromObject(server), server)
		if apierrors.IsNotFound(err) || err == nil && server.DeletionTimestamp != nil {
			return nil
		}
		return fmt.Errorf("the face server is still there: %w", err)
	})
	reinstallGuards(t)
	eventually(t, patience, func(context.Context) error { return o.shows(series, false) })
	eventually(t, patience, func(ctx context.Context) error { return toldOfGuards(ctx, "GuardsInPlace", "All ") })
}

func reinstallGuards(t *testing.T) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	if _, err := suite.cluster.Kubectl(ctx, "apply", "--server-side", "-k", root+"/config/admission"); err != nil {
		t.Error(err)
	}
}

// shows says whether a line is among the metrics of an operator that has looked at the guards.
func (o *operator) shows(line string, want bool) error {
	if done, err := o.reconciled("admission"); err != nil || done == 0 {
		return fmt.Errorf("the operator has not looked at the guards: %w", err)
	}
	response, err := http.Get("http://" + o.metrics + "/metrics")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if got := strings.Contains(string(text), line); got != want {
		return fmt.Errorf("the metrics show %s: %t, want %t", line, got, want)
	}
	return nil
}

// toldOfGuards says that there is an event about the guards' parameters with a reason and a word in its note.
func toldOfGuards(ctx context.Context, reason, word string) error {
	var list eventsv1.EventList
	if err := suite.client.List(ctx, &list, client.InNamespace(operatorNamespace)); err != nil {
		return err
	}
	for i := range list.Items {
		e := &list.Items[i]
		if e.Reason == reason && e.Regarding.Name == "facegov-admission" && strings.Contains(e.Note, word) {
			return nil
		}
	}
	return fmt.Errorf("no event %s about %q among %d", reason, word, len(list.Items))
}
