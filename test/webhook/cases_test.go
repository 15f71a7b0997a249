// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/internal/webhook"
	"github.com/facegov/facegov/test/cases/caseload"
)

const cases = "../cases"

// TestTheCasesAtTheDoor lets the deployment of every golden case ask for admission where only what is permitted comes
// in, among the laws and places of the case. The answer at the door is the answer of the core, reason by reason.
func TestTheCasesAtTheDoor(t *testing.T) {
	names, err := caseload.Names(cases)
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	strictEverywhere(t)
	// Some cases tell of what the API server does not let in by its shape alone, with or without facegov.
	judged := 0
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			c, err := caseload.Load(cases, name)
			if err != nil {
				t.Fatal(err)
			}
			c.LastGood = nil // a door knows no earlier generation of a law that it has never seen
			if !setUp(t, c) {
				return
			}
			front.clock.SetTime(c.Cluster.Now.Time)
			d := arrival(c)
			if compareDoor(t, newcomer(t, c), person.Create(t.Context(), d, client.DryRunAll)) {
				judged++
			}
		})
	}
	front.clock.SetTime(noon)
	if judged < len(names)*3/4 {
		t.Errorf("only %d of %d cases were judged at the door", judged, len(names))
	}
}

// strictEverywhere lets the API server ask about deployments of every namespace at the strict path, and about nothing
// else.
func strictEverywhere(t *testing.T) {
	t.Helper()
	err := configure(t.Context(), func(w *admissionregistrationv1.ValidatingWebhook) {
		if *w.ClientConfig.Service.Path != webhook.PathDeploymentsStrict {
			w.Rules = nil
		}
		front.byAddress(w)
		w.NamespaceSelector = nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx := context.Background()
		for _, step := range []func() error{
			func() error { return admin.DeleteAllOf(ctx, &v1alpha1.RecognitionPolicy{}) },
			func() error { return admin.DeleteAllOf(ctx, &v1alpha1.RecognitionZone{}) },
			func() error { return install(ctx) },
			func() error { return configure(ctx, front.byAddress) },
			func() error { return isAsked(ctx) },
			func() error { return eventually(ctx, knowsAll) },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
	})
	bad := sample(t, "room-camera", newSite(t, "harbour-hotel", false))
	if err := eventually(t.Context(), func(ctx context.Context) bool {
		return apierrors.IsForbidden(admin.Create(ctx, bad.DeepCopy(), client.DryRunAll))
	}); err != nil {
		t.Fatal(err)
	}
}

// setUp puts the laws and places of a case into the cluster, and says whether the API server takes all of them.
func setUp(t *testing.T, c *caseload.Case) bool {
	t.Helper()
	wellFormed := true
	var wanted []client.Object
	for _, p := range c.Policies {
		wanted = append(wanted, &v1alpha1.RecognitionPolicy{ObjectMeta: metav1.ObjectMeta{Name: p.Name}, Spec: p.Spec})
	}
	for i := range c.Cluster.Zones {
		z := &c.Cluster.Zones[i]
		wanted = append(wanted, &v1alpha1.RecognitionZone{ObjectMeta: metav1.ObjectMeta{Name: z.Name}, Spec: z.Spec})
	}
	removeAllBut(t, wanted)
	for _, object := range wanted {
		err := admin.Create(t.Context(), object)
		switch {
		case apierrors.IsInvalid(err):
			wellFormed = false
		case err != nil && !apierrors.IsAlreadyExists(err):
			t.Fatal(err)
		}
	}
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: c.Deployment.Namespace}}
	if err := admin.Create(t.Context(), namespace); err != nil {
		if err := admin.Get(t.Context(), client.ObjectKeyFromObject(namespace), namespace); err != nil {
			t.Fatal(err)
		}
	}
	namespace.Labels = maps.Clone(c.Cluster.NamespaceLabels)
	if err := admin.Update(t.Context(), namespace); err != nil {
		t.Fatal(err)
	}
	if err := eventually(t.Context(), knowsAll); err != nil {
		t.Fatal(err)
	}
	return wellFormed
}

// removeAllBut removes the laws and places that a case does not have, or has otherwise.
func removeAllBut(t *testing.T, wanted []client.Object) {
	t.Helper()
	for _, object := range kept(t.Context(), admin) {
		same := slices.ContainsFunc(wanted, func(o client.Object) bool { return specOf(o) != nil && sameSpec(o, object) })
		if same {
			continue
		}
		if _, isNamespace := object.(*corev1.Namespace); isNamespace {
			continue
		}
		if err := admin.Delete(t.Context(), object); err != nil {
			t.Fatal(err)
		}
	}
}

func specOf(o client.Object) any {
	switch o := o.(type) {
	case *v1alpha1.RecognitionPolicy:
		return o.Spec
	case *v1alpha1.RecognitionZone:
		return o.Spec
	default:
		return nil
	}
}

func sameSpec(a, b client.Object) bool {
	return a.GetName() == b.GetName() && apiequality.Semantic.DeepEqual(specOf(a), specOf(b))
}

// kept lists laws, places and namespaces, as a reader knows them.
func kept(ctx context.Context, reader client.Reader) []client.Object {
	var laws v1alpha1.RecognitionPolicyList
	var places v1alpha1.RecognitionZoneList
	var namespaces corev1.NamespaceList
	for _, list := range []client.ObjectList{&laws, &places, &namespaces} {
		if err := reader.List(ctx, list); err != nil {
			return nil
		}
	}
	var objects []client.Object
	for i := range laws.Items {
		objects = append(objects, &laws.Items[i])
	}
	for i := range places.Items {
		objects = append(objects, &places.Items[i])
	}
	for i := range namespaces.Items {
		objects = append(objects, &namespaces.Items[i])
	}
	return objects
}

// knowsAll says whether the operator's cache has caught up.
func knowsAll(ctx context.Context) bool {
	versions := func(reader client.Reader) []string {
		var all []string
		for _, o := range kept(ctx, reader) {
			all = append(all, fmt.Sprintf("%T %s %s", o, o.GetName(), o.GetResourceVersion()))
		}
		slices.Sort(all)
		return all
	}
	return slices.Equal(versions(admin), versions(front.cache))
}

// arrival is the deployment of a case as somebody applies it.
func arrival(c *caseload.Case) *v1alpha1.FaceRecognitionDeployment {
	return &v1alpha1.FaceRecognitionDeployment{
		ObjectMeta: metav1.ObjectMeta{Name: c.Deployment.Name, Namespace: c.Deployment.Namespace}, Spec: c.Deployment.Spec,
	}
}

// newcomer is what the core knows of it then: nothing runs, and nothing was decided before.
func newcomer(t *testing.T, c *caseload.Case) *facts.Snapshot {
	t.Helper()
	s, err := c.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	s.Deployment = arrival(c)
	s.Pods, s.Sweeps, s.Retired, s.Erasures = nil, nil, nil, nil
	s.Workload, s.WayIn = facts.Workload{}, facts.WayIn{}
	return s
}

// compareDoor holds the answer at the door against the core's, and says whether there was a verdict.
func compareDoor(t *testing.T, s *facts.Snapshot, answer error) bool {
	t.Helper()
	verdict := policy.Evaluate(s)
	switch {
	case apierrors.IsInvalid(answer):
		byFacegov := strings.Contains(answer.Error(), "admission webhook")
		if byFacegov && len(policy.ValidateDeployment(&s.Deployment.Spec, s.Template)) == 0 {
			t.Errorf("what can be read is refused: %v", answer)
		}
		return false
	case verdict.Permitted():
		if answer != nil {
			t.Errorf("the core says %s, the door %v", verdict.Result, answer)
		}
	case !apierrors.IsForbidden(answer):
		t.Errorf("the core says %s, the door %v", verdict.Result, answer)
	default:
		var want, got []string
		for i := range verdict.Findings {
			f := &verdict.Findings[i]
			if f.Result == v1alpha1.FindingDenied || f.Result == v1alpha1.FindingUnknown {
				want = append(want, f.Rule+" "+f.Reason+" "+f.FieldPath)
			}
		}
		for _, cause := range statusOf(t, answer).Details.Causes {
			rule, _, _ := strings.Cut(cause.Message, " (")
			got = append(got, fmt.Sprintf("%s %s %s", rule, cause.Type, cause.Field))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("reasons (-core +door):\n%s", diff)
		}
	}
	return true
}
