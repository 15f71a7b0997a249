// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package integration

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/controllers"
)

// policy makes a policy of this world like the shipped pack of the final measures.
func (w *world) policy(name string, change ...func(*v1alpha1.RecognitionPolicy)) *v1alpha1.RecognitionPolicy {
	w.t.Helper()
	p := &v1alpha1.RecognitionPolicy{}
	data, err := os.ReadFile("../../config/policies/cn/cn-cac-frt-2025.yaml")
	if err != nil {
		w.t.Fatal(err)
	}
	if err := yaml.UnmarshalStrict(data, p); err != nil {
		w.t.Fatal(err)
	}
	p.Name = w.namespace + "-" + name
	for _, each := range change {
		each(p)
	}
	w.create(p)
	w.t.Cleanup(func() {
		w.drop(p)
		for _, revision := range w.records(p) {
			w.drop(&revision) // nothing collects garbage here
		}
	})
	return p
}

// stepPolicy reconciles a policy once and returns when it wants to be looked at again.
func (w *world) stepPolicy(p *v1alpha1.RecognitionPolicy) time.Duration {
	w.t.Helper()
	r := &controllers.RecognitionPolicyReconciler{
		Client: operator, Policies: w.gatherer.Policies, Namespace: operatorNamespace, Clock: w.clock,
	}
	result := step(w.t, r.Reconcile, p.Name)
	w.getCluster(p.Name, p)
	return result.RequeueAfter
}

// records returns the generations of a policy on record.
func (w *world) records(p *v1alpha1.RecognitionPolicy) []appsv1.ControllerRevision {
	w.t.Helper()
	var list appsv1.ControllerRevisionList
	if err := admin.List(context.Background(), &list, client.InNamespace(operatorNamespace)); err != nil {
		w.t.Fatal(err)
	}
	var own []appsv1.ControllerRevision
	for _, revision := range list.Items {
		if metav1.IsControlledBy(&revision, p) {
			own = append(own, revision)
		}
	}
	return own
}

// policyState says how a policy stands: Ready, InForce, the generation in force and what a violation does.
func policyState(p *v1alpha1.RecognitionPolicy) string {
	text := ""
	for _, kind := range []string{v1alpha1.ConditionReady, v1alpha1.ConditionInForce} {
		c := meta.FindStatusCondition(p.Status.Conditions, kind)
		if c == nil {
			return "no condition " + kind
		}
		text += fmt.Sprintf("%s=%s(%s) ", kind, c.Status, c.Reason)
	}
	stalled := meta.IsStatusConditionTrue(p.Status.Conditions, v1alpha1.ConditionStalled)
	return text + fmt.Sprintf("generation=%d %s stalled=%v errors=%d", p.Status.InForceGeneration, p.Status.Enforcement, stalled, len(p.Status.Errors))
}

func wantPolicy(t *testing.T, when string, p *v1alpha1.RecognitionPolicy, want string) {
	t.Helper()
	if got := policyState(p); got != want {
		t.Errorf("%s:\ngot  %s\nwant %s\nerrors %q", when, got, want, p.Status.Errors)
	}
}

// broken is a spec that the API server takes and that does not compile.
const broken = `{"spec":{"rules":[{"id":"X/1","article":"Article 1","title":"Broken","when":"spec.nothing ==",
	"requires":{"type":"Venue","venue":{"notInClasses":["prohibited-private-space"]}},"text":{"en":{"title":"Broken","remedy":"None."}}}],"exceptions":null}}`

func TestAPolicyThatDoesNotCompileLeavesItsLastGoodGenerationInForce(t *testing.T) {
	w := newWorld(t)
	p := w.policy("law")
	w.stepPolicy(p)
	wantPolicy(t, "at first", p, "Ready=True(Compiled) InForce=True(InForce) generation=1 Enforce stalled=false errors=0")
	if n := len(w.records(p)); n != 1 || p.Status.Rules == 0 || len(p.Status.Digest) != 64 {
		t.Errorf("%d records, %d rules, digest %q", n, p.Status.Rules, p.Status.Digest)
	}
	w.wantNoWrite("nothing has changed", func() { w.stepPolicy(p) })

	w.patch(p, broken)
	wantBroken := "Ready=False(Broken) InForce=True(LastValidGeneration) generation=1 Enforce stalled=true errors=1"
	w.stepPolicy(p)
	wantPolicy(t, "broken", p, wantBroken)
	w.restart()
	w.stepPolicy(p)
	wantPolicy(t, "broken, after a restart", p, wantBroken)
	w.wantNoWrite("it is still broken", func() { w.stepPolicy(p) })
	for i := range 2 {
		if i == 1 {
			w.throughCache()
		}
		for _, f := range w.snapshot().Policies {
			if f.Name == p.Name && (f.Generation != 1 || f.NewestGeneration != 2 || f.Broken == "" || f.Compiled == nil || len(f.Spec.Rules) == 1) {
				t.Errorf("facts of the broken policy: generation %d of %d, broken %q, compiled %v", f.Generation, f.NewestGeneration, f.Broken, f.Compiled)
			}
		}
	}
	w.restart()

	w.patch(p, `{"spec":{"rules":[{"id":"X/1","article":"Article 1","title":"Mended",
		"requires":{"type":"Venue","venue":{"notInClasses":["prohibited-private-space"]}},"text":{"en":{"title":"Mended","remedy":"None."}}}],"exceptions":null}}`)
	w.stepPolicy(p)
	wantPolicy(t, "mended", p, "Ready=True(Compiled) InForce=True(InForce) generation=3 Enforce stalled=false errors=0")
	records := w.records(p)
	if len(records) != 1 || records[0].Revision != 3 {
		t.Errorf("%d records, want the one of generation 3", len(records))
	}
}

func TestAPolicyOfWhichNoGenerationCompilesIsNotAbsent(t *testing.T) {
	w := newWorld(t)
	p := w.policy("law", func(p *v1alpha1.RecognitionPolicy) { p.Spec.Rules[0].When = "spec.nothing ==" })
	w.stepPolicy(p)
	wantPolicy(t, "broken from the start", p, "Ready=False(Broken) InForce=False(Broken) generation=0  stalled=true errors=1")
	if n := len(w.records(p)); n != 0 {
		t.Errorf("%d records of a policy that never compiled", n)
	}
	for _, f := range w.snapshot().Policies {
		if f.Name == p.Name && (f.Compiled != nil || f.Broken == "" || len(f.Spec.Jurisdictions) == 0) {
			t.Errorf("facts of the broken policy: compiled %v, broken %q, jurisdictions %v", f.Compiled, f.Broken, f.Spec.Jurisdictions)
		}
	}
}

func TestAPolicyActsByItselfOnItsDay(t *testing.T) {
	w := newWorld(t)
	p := w.policy("law", func(p *v1alpha1.RecognitionPolicy) {
		p.Spec.Effective.From, p.Spec.Effective.Until = "2026-03-02", "2026-03-03"
	})
	if again := w.stepPolicy(p); again != 4*time.Hour { // noon in UTC is four hours before midnight in Shanghai
		t.Errorf("looked at again in %s, want 4h", again)
	}
	wantPolicy(t, "the day before", p, "Ready=True(Compiled) InForce=False(NotYet) generation=1 Enforce stalled=false errors=0")
	w.clock.SetTime(noon.Add(4 * time.Hour))
	if again := w.stepPolicy(p); again != 24*time.Hour {
		t.Errorf("looked at again in %s, want 24h", again)
	}
	wantPolicy(t, "on its day", p, "Ready=True(Compiled) InForce=True(InForce) generation=1 Enforce stalled=false errors=0")
	w.clock.SetTime(noon.Add(28 * time.Hour))
	if again := w.stepPolicy(p); again != 0 {
		t.Errorf("looked at again in %s, want never", again)
	}
	wantPolicy(t, "after its end", p, "Ready=True(Compiled) InForce=False(Ended) generation=1 Enforce stalled=false errors=0")
}

func TestSofteningEndsByItself(t *testing.T) {
	w := newWorld(t)
	p := w.policy("law", func(p *v1alpha1.RecognitionPolicy) {
		p.Spec.Enforcement = v1alpha1.EnforcementWarn
		p.Spec.Softening = &v1alpha1.Softening{Reason: "Installation.", Owner: "DPO", Until: metav1.NewTime(noon.Add(time.Hour))}
	})
	if again := w.stepPolicy(p); again != time.Hour {
		t.Errorf("looked at again in %s, want 1h", again)
	}
	wantPolicy(t, "softened", p, "Ready=True(Compiled) InForce=True(InForce) generation=1 Warn stalled=false errors=0")
	w.clock.SetTime(noon.Add(time.Hour))
	w.stepPolicy(p)
	wantPolicy(t, "afterwards", p, "Ready=True(Compiled) InForce=True(InForce) generation=1 Enforce stalled=false errors=0")
}

func TestAPolicyThatIsMadeAnewStartsAnew(t *testing.T) {
	w := newWorld(t)
	p := w.policy("law")
	w.stepPolicy(p)
	w.drop(p)
	again := w.policy("law", func(p *v1alpha1.RecognitionPolicy) { p.Spec.Rules[0].When = "spec.nothing ==" })
	w.restart()
	w.stepPolicy(again)
	wantPolicy(t, "made anew and broken", again, "Ready=False(Broken) InForce=False(Broken) generation=0  stalled=true errors=1")
	for _, revision := range w.records(p) {
		w.drop(&revision)
	}
	if diff := cmp.Diff(0, len(w.records(again))); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}
