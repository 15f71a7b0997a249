// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package integration

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	clocktesting "k8s.io/utils/clock/testing"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/apply"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/gather"
	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/test/cluster"
)

var (
	noon       = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	settings   = plan.Settings{FallbackAuthImage: "example.test/fallback-auth:1", RetentionImage: "example.test/retention:1"}
	namespaces atomic.Int64
)

// world is one namespace with one deployment in it, and the doors through which the operator sees and changes it.
type world struct {
	t         *testing.T
	namespace string
	gatherer  *gather.Gatherer
	applier   *apply.Applier
	clock     *clocktesting.FakePassiveClock
}

// newWorld makes a namespace with a deployment like that of the sample north-gate.
func newWorld(t *testing.T, change ...func(*v1alpha1.FaceRecognitionDeployment)) *world {
	t.Helper()
	w := &world{t: t, namespace: fmt.Sprintf("world-%d", namespaces.Add(1))}
	w.create(&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: w.namespace}})
	deployment := &v1alpha1.FaceRecognitionDeployment{}
	data, err := os.ReadFile("../../config/samples/north-gate.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.UnmarshalStrict(data, deployment); err != nil {
		t.Fatal(err)
	}
	deployment.Namespace = w.namespace
	for _, each := range change {
		each(deployment)
	}
	w.create(deployment)
	w.restart()
	return w
}

// restart forgets everything that the operator remembers.
func (w *world) restart() {
	w.clock = clocktesting.NewFakePassiveClock(noon)
	w.gatherer = &gather.Gatherer{
		Reader: operator, Live: operator, Policies: gather.NewPolicyCache(operator, operatorNamespace), Clock: w.clock,
	}
	w.applier = apply.New(operator, operator)
}

func (w *world) key(name string) types.NamespacedName {
	return types.NamespacedName{Namespace: w.namespace, Name: name}
}

func (w *world) create(object client.Object) {
	w.t.Helper()
	if err := admin.Create(w.t.Context(), object); err != nil {
		w.t.Fatal(err)
	}
}

// get reads an object that must be there.
func (w *world) get(name string, object client.Object) {
	w.t.Helper()
	if err := admin.Get(w.t.Context(), w.key(name), object); err != nil {
		w.t.Fatal(err)
	}
}

// exists says whether there is an object.
func (w *world) exists(name string, object client.Object) bool {
	w.t.Helper()
	err := admin.Get(w.t.Context(), w.key(name), object)
	if err != nil && !apierrors.IsNotFound(err) {
		w.t.Fatal(err)
	}
	return err == nil
}

// edit changes an object as somebody else does who reads it, changes it and writes it back.
func (w *world) edit(object client.Object, change func()) {
	w.t.Helper()
	if err := admin.Get(w.t.Context(), client.ObjectKeyFromObject(object), object); err != nil {
		w.t.Fatal(err)
	}
	change()
	if err := admin.Update(w.t.Context(), object, client.FieldOwner("kubectl-edit")); err != nil {
		w.t.Fatal(err)
	}
}

// patch changes an object by a merge patch.
func (w *world) patch(object client.Object, merge string) {
	w.t.Helper()
	err := admin.Patch(w.t.Context(), object, client.RawPatch(types.MergePatchType, []byte(merge)), client.FieldOwner("kubectl-patch"))
	if err != nil {
		w.t.Fatal(err)
	}
}

// snapshot reads the facts.
func (w *world) snapshot() *facts.Snapshot {
	w.t.Helper()
	snapshot, err := w.gatherer.Snapshot(w.t.Context(), w.key("north-gate"))
	if err != nil {
		w.t.Fatal(err)
	}
	return snapshot
}

var (
	permitted = policy.Verdict{
		Result: v1alpha1.VerdictPermitted, Action: policy.ActionRun, AllowedZones: []string{"maple-north-gate"},
	}
	denied = policy.Verdict{
		Result: v1alpha1.VerdictDenied, Action: policy.ActionStop, RefusedZones: []string{"maple-north-gate"},
	}
)

// apply makes real what follows from the facts and a verdict.
func (w *world) apply(v policy.Verdict, change ...func(*plan.Plan)) plan.Outcome {
	w.t.Helper()
	snapshot := w.snapshot()
	p := plan.Build(snapshot, &v, settings)
	for _, each := range change {
		each(&p)
	}
	return w.applier.Apply(w.t.Context(), snapshot.Deployment, p)
}

// mustApply is apply that may not fail.
func (w *world) mustApply(v policy.Verdict, change ...func(*plan.Plan)) plan.Outcome {
	w.t.Helper()
	outcome := w.apply(v, change...)
	if len(outcome.Failures) > 0 {
		w.t.Fatalf("failures: %+v", outcome.Failures)
	}
	return outcome
}

// settle applies until there is nothing left to do: the finalizer first, then all that it stands before.
func (w *world) settle(v policy.Verdict) {
	w.t.Helper()
	w.mustApply(v)
	w.mustApply(v)
	w.wantNoWrite("the world has settled", func() { w.mustApply(v) })
}

// writes returns what the operator asked the API server to change, dry runs included.
func (w *world) writes(step func()) cluster.Writes {
	w.t.Helper()
	mark, err := running.MarkAudit()
	if err != nil {
		w.t.Fatal(err)
	}
	step()
	writes, err := running.Writes(mark)
	if err != nil {
		w.t.Fatal(err)
	}
	return writes.By(operatorUser)
}

// wantNoWrite fails when a step asks the API server to change something.
func (w *world) wantNoWrite(when string, step func()) {
	w.t.Helper()
	for _, write := range w.writes(step) {
		w.t.Errorf("%s, and yet: %s %s/%s %s (dry run: %v)", when, write.Verb, write.Resource, write.Subresource, write.Name, write.DryRun)
	}
}

// wantFailures compares what failed as kind/name, invalid or not.
func wantFailures(t *testing.T, o plan.Outcome, want ...string) {
	t.Helper()
	var got []string
	for _, f := range o.Failures {
		got = append(got, fmt.Sprintf("%s/%s invalid=%v", f.Kind, f.Name, f.Invalid))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("failures (-want +got):\n%s\n%+v", diff, o.Failures)
	}
}

// toJSON writes a value for a patch.
func toJSON(t *testing.T, value any) string {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// drop removes an object at the end of a test.
func (w *world) drop(object client.Object) {
	w.t.Helper()
	// The test's own context has ended by then.
	if err := client.IgnoreNotFound(admin.Delete(context.Background(), object)); err != nil {
		w.t.Error(err)
	}
}
