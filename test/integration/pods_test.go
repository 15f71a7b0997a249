// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package integration

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/apply"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/internal/plan/placement"
)

const otherGate = "example.test/quota"

// recogniserPod makes a pod as the recogniser's Deployment would: gated, and with what its template asks for besides.
func (w *world) recogniserPod(name string, change ...func(*corev1.Pod)) *corev1.Pod {
	w.t.Helper()
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: w.namespace, Name: name,
			Labels: map[string]string{
				v1alpha1.DeploymentLabel: "north-gate", v1alpha1.ComponentLabel: v1alpha1.ComponentRecogniser,
			},
		},
		Spec: corev1.PodSpec{
			SchedulingGates: []corev1.PodSchedulingGate{{Name: v1alpha1.VerdictGate}},
			Containers:      []corev1.Container{{Name: "recogniser", Image: "example.test/recogniser"}},
		},
	}
	for _, each := range change {
		each(pod)
	}
	w.create(pod)
	return pod
}

// liftOf is what the core decides for a pod that may stand in these zones.
func (w *world) liftOf(name string, zones ...string) plan.Lift {
	w.t.Helper()
	for _, pod := range w.snapshot().Pods {
		if pod.Name == name {
			return plan.Lift{
				Name: pod.Name, UID: pod.UID, ResourceVersion: pod.ResourceVersion,
				NodeAffinity: facts.Narrow(pod.Affinity, zones), SchedulingGates: pod.OtherGates,
			}
		}
	}
	w.t.Fatalf("the facts have no pod %s", name)
	return plan.Lift{}
}

func (w *world) pod(name string) *corev1.Pod {
	w.t.Helper()
	pod := &corev1.Pod{}
	w.get(name, pod)
	return pod
}

// only applies a plan that holds nothing but what is given.
func (w *world) only(p plan.Plan) plan.Outcome {
	w.t.Helper()
	return w.applier.Apply(w.t.Context(), w.snapshot().Deployment, p)
}

func terms(pod *corev1.Pod) []corev1.NodeSelectorTerm {
	if pod.Spec.Affinity == nil || pod.Spec.Affinity.NodeAffinity == nil {
		return nil
	}
	return pod.Spec.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms
}

func requirement(key string, values ...string) corev1.NodeSelectorRequirement {
	return corev1.NodeSelectorRequirement{Key: key, Operator: corev1.NodeSelectorOpIn, Values: values}
}

func TestLiftNarrowsEveryTermInTheSameUpdate(t *testing.T) {
	zone := requirement(v1alpha1.ZoneNodeLabel, "maple-north-gate")
	cases := map[string]struct {
		pod       func(*corev1.Pod)
		wantTerms []corev1.NodeSelectorTerm
		wantGates []corev1.PodSchedulingGate
	}{
		"a pod that asks for nothing": {
			pod:       func(*corev1.Pod) {},
			wantTerms: []corev1.NodeSelectorTerm{{MatchExpressions: []corev1.NodeSelectorRequirement{zone}}},
		},
		"terms of which any one is enough": {
			pod: func(p *corev1.Pod) {
				p.Spec.Affinity = &corev1.Affinity{NodeAffinity: &corev1.NodeAffinity{
					RequiredDuringSchedulingIgnoredDuringExecution: &corev1.NodeSelector{NodeSelectorTerms: []corev1.NodeSelectorTerm{
						{MatchExpressions: []corev1.NodeSelectorRequirement{requirement("gpu", "a")}},
						{MatchExpressions: []corev1.NodeSelectorRequirement{requirement("gpu", "b")}},
					}},
				}}
			},
			wantTerms: []corev1.NodeSelectorTerm{
				{MatchExpressions: []corev1.NodeSelectorRequirement{requirement("gpu", "a"), zone}},
				{MatchExpressions: []corev1.NodeSelectorRequirement{requirement("gpu", "b"), zone}},
			},
		},
		"an affinity to other pods, which stays": {
			pod: func(p *corev1.Pod) {
				p.Spec.Affinity = &corev1.Affinity{PodAntiAffinity: &corev1.PodAntiAffinity{
					RequiredDuringSchedulingIgnoredDuringExecution: []corev1.PodAffinityTerm{{
						TopologyKey:   corev1.LabelHostname,
						LabelSelector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": "x"}},
					}},
				}}
			},
			wantTerms: []corev1.NodeSelectorTerm{{MatchExpressions: []corev1.NodeSelectorRequirement{zone}}},
		},
		"a gate of somebody else, which stays": {
			pod: func(p *corev1.Pod) {
				p.Spec.SchedulingGates = append(p.Spec.SchedulingGates, corev1.PodSchedulingGate{Name: otherGate})
			},
			wantTerms: []corev1.NodeSelectorTerm{{MatchExpressions: []corev1.NodeSelectorRequirement{zone}}},
			wantGates: []corev1.PodSchedulingGate{{Name: otherGate}},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			before := w.recogniserPod("pod", tc.pod)
			var outcome plan.Outcome
			lift := w.liftOf("pod", "maple-north-gate")
			writes := w.writes(func() { outcome = w.only(plan.Plan{Lifts: []plan.Lift{lift}}) })
			wantFailures(t, outcome)
			if diff := cmp.Diff([]string{"pod"}, outcome.Lifted); diff != "" {
				t.Errorf("lifted (-want +got):\n%s", diff)
			}
			if len(writes) != 1 {
				t.Errorf("%d requests, want one: %+v", len(writes), writes)
			}
			after := w.pod("pod")
			if diff := cmp.Diff(tc.wantTerms, terms(after)); diff != "" {
				t.Errorf("terms (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.wantGates, after.Spec.SchedulingGates); diff != "" {
				t.Errorf("gates (-want +got):\n%s", diff)
			}
			if before.Spec.Affinity != nil {
				if diff := cmp.Diff(before.Spec.Affinity.PodAntiAffinity, after.Spec.Affinity.PodAntiAffinity); diff != "" {
					t.Errorf("affinity to other pods (-before +after):\n%s", diff)
				}
			}
		})
	}
}

func TestLiftIsForThePodThatWasSeen(t *testing.T) {
	cases := map[string]struct {
		change   func(w *world)
		failures []string
	}{
		"a pod that changed since": {
			change: func(w *world) {
				w.patch(w.pod("pod"), `{"metadata":{"labels":{"x":"y"}}}`)
			},
			failures: []string{"Pod/pod invalid=false"},
		},
		"another pod of the same name": {
			change: func(w *world) {
				if err := admin.Delete(w.t.Context(), w.pod("pod")); err != nil {
					w.t.Fatal(err)
				}
				w.recogniserPod("pod")
			},
		},
		"a pod that is gone": {
			change: func(w *world) {
				if err := admin.Delete(w.t.Context(), w.pod("pod")); err != nil {
					w.t.Fatal(err)
				}
			},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.recogniserPod("pod")
			lift := w.liftOf("pod", "maple-north-gate")
			tc.change(w)
			outcome := w.only(plan.Plan{Lifts: []plan.Lift{lift}})
			wantFailures(t, outcome, tc.failures...)
			if len(outcome.Lifted) > 0 {
				t.Errorf("lifted %v, want none", outcome.Lifted)
			}
			pod := &corev1.Pod{}
			if w.exists("pod", pod) && len(pod.Spec.SchedulingGates) == 0 {
				t.Error("the gate of a pod that nobody decided about was lifted")
			}
		})
	}
}

func TestLiftIsRefusedWhenTheCacheIsBehind(t *testing.T) {
	changes := map[string]struct {
		change   func(w *world)
		failures []string
	}{
		"the pod has changed": {
			change:   func(w *world) { w.patch(w.pod("pod"), `{"metadata":{"labels":{"x":"y"}}}`) },
			failures: []string{"Pod/pod invalid=false"},
		},
		"another pod has taken its name": {
			change: func(w *world) {
				if err := admin.Delete(w.t.Context(), w.pod("pod")); err != nil {
					w.t.Fatal(err)
				}
				w.recogniserPod("pod")
			},
			failures: []string{"Pod/pod invalid=false"},
		},
		"the pod is gone": {
			change: func(w *world) {
				if err := admin.Delete(w.t.Context(), w.pod("pod")); err != nil {
					w.t.Fatal(err)
				}
			},
		},
	}
	for name, tc := range changes {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.recogniserPod("pod")
			seen := w.pod("pod")
			lift := w.liftOf("pod", "maple-north-gate")
			tc.change(w)
			applier := apply.New(stale{Client: operator, object: seen}, operator)
			outcome := applier.Apply(t.Context(), w.snapshot().Deployment, plan.Plan{Lifts: []plan.Lift{lift}})
			wantFailures(t, outcome, tc.failures...)
			pod := &corev1.Pod{}
			if w.exists("pod", pod) && len(pod.Spec.SchedulingGates) == 0 {
				t.Error("the gate of a pod that nobody decided about was lifted")
			}
		})
	}
}

func TestNothingIsLiftedWhileAPartThatProtectsPeopleFails(t *testing.T) {
	w := newWorld(t)
	w.settle(permitted)
	w.recogniserPod("pod")
	lift := w.liftOf("pod", "maple-north-gate")
	outcome := w.apply(permitted, func(p *plan.Plan) {
		p.Lifts = []plan.Lift{lift}
		p.NetworkPolicies[0].Spec.PodSelector.MatchLabels = map[string]string{"not a label": "x"}
	})
	wantFailures(t, outcome, "NetworkPolicy/north-gate-recogniser invalid=true")
	if gates := w.pod("pod").Spec.SchedulingGates; len(gates) == 0 || len(outcome.Lifted) > 0 {
		t.Errorf("the gate was lifted (gates %v, lifted %v)", gates, outcome.Lifted)
	}
}

// budget makes a PodDisruptionBudget for recognisers that allows so many disruptions. There is no controller here that
// would count pods, so its status is written by hand.
func (w *world) budget(allowed int32, observed bool) {
	w.t.Helper()
	budget := &policyv1.PodDisruptionBudget{
		ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: "keep"},
		Spec: policyv1.PodDisruptionBudgetSpec{
			MinAvailable: &intstr.IntOrString{IntVal: 1},
			Selector:     &metav1.LabelSelector{MatchLabels: map[string]string{v1alpha1.DeploymentLabel: "north-gate"}},
		},
	}
	w.create(budget)
	if !observed {
		return
	}
	budget.Status = policyv1.PodDisruptionBudgetStatus{
		ObservedGeneration: budget.Generation, DisruptionsAllowed: allowed,
		CurrentHealthy: 1 + allowed, DesiredHealthy: 1, ExpectedPods: 1 + allowed,
	}
	if err := admin.Status().Update(w.t.Context(), budget); err != nil {
		w.t.Fatal(err)
	}
}

// runningPod makes a pod that is bound to a node and Ready.
func (w *world) runningPod(name string) *corev1.Pod {
	w.t.Helper()
	pod := w.recogniserPod(name, func(p *corev1.Pod) {
		p.Spec.SchedulingGates, p.Spec.NodeName = nil, "somewhere"
		p.Spec.TerminationGracePeriodSeconds = new(int64)
		*p.Spec.TerminationGracePeriodSeconds = 20
	})
	pod.Status = corev1.PodStatus{
		Phase:      corev1.PodRunning,
		Conditions: []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue}},
	}
	if err := admin.Status().Update(w.t.Context(), pod); err != nil {
		w.t.Fatal(err)
	}
	return pod
}

func TestEviction(t *testing.T) {
	cases := map[string]struct {
		prepare     func(w *world)
		eviction    func(uid types.UID) plan.Eviction
		wantEvicted []string
		wantBlocked []string
		wantLeaving bool
	}{
		"a pod without a budget leaves": {
			eviction:    func(uid types.UID) plan.Eviction { return plan.Eviction{Name: "pod", UID: uid} },
			wantEvicted: []string{"pod"},
			wantLeaving: true,
		},
		"a budget that allows it lets a pod leave": {
			prepare:     func(w *world) { w.budget(1, true) },
			eviction:    func(uid types.UID) plan.Eviction { return plan.Eviction{Name: "pod", UID: uid} },
			wantEvicted: []string{"pod"},
			wantLeaving: true,
		},
		"a budget that allows none is respected": {
			prepare:     func(w *world) { w.budget(0, true) },
			eviction:    func(uid types.UID) plan.Eviction { return plan.Eviction{Name: "pod", UID: uid} },
			wantBlocked: []string{"pod"},
		},
		"a budget that nobody has looked at yet is respected": {
			prepare:     func(w *world) { w.budget(0, false) },
			eviction:    func(uid types.UID) plan.Eviction { return plan.Eviction{Name: "pod", UID: uid} },
			wantBlocked: []string{"pod"},
		},
		"force passes a budget": {
			prepare: func(w *world) { w.budget(0, true) },
			eviction: func(uid types.UID) plan.Eviction {
				return plan.Eviction{Name: "pod", UID: uid, Manner: placement.MannerDeleted}
			},
			wantEvicted: []string{"pod"},
			wantLeaving: true,
		},
		"another pod of the same name stays": {
			eviction: func(types.UID) plan.Eviction { return plan.Eviction{Name: "pod", UID: "gone"} },
		},
		"another pod of the same name stays even by force": {
			eviction: func(types.UID) plan.Eviction {
				return plan.Eviction{Name: "pod", UID: "gone", Manner: placement.MannerDeleted}
			},
		},
		"a pod that is gone is no failure": {
			eviction: func(types.UID) plan.Eviction { return plan.Eviction{Name: "never", UID: "gone"} },
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			pod := w.runningPod("pod")
			if tc.prepare != nil {
				tc.prepare(w)
			}
			outcome := w.only(plan.Plan{Evictions: []plan.Eviction{tc.eviction(pod.UID)}})
			wantFailures(t, outcome)
			if diff := cmp.Diff(tc.wantEvicted, outcome.Evicted); diff != "" {
				t.Errorf("evicted (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.wantBlocked, outcome.Blocked); diff != "" {
				t.Errorf("blocked (-want +got):\n%s", diff)
			}
			after := w.pod("pod")
			if leaving := after.DeletionTimestamp != nil; leaving != tc.wantLeaving {
				t.Errorf("the pod is leaving: %v, want %v", leaving, tc.wantLeaving)
			}
			// Nobody shortens the time in which a pod may end: what is on a node that does not answer may still run.
			if tc.wantLeaving && *after.DeletionGracePeriodSeconds != 20 {
				t.Errorf("the pod has %d s to end, want its own 20", *after.DeletionGracePeriodSeconds)
			}
		})
	}
}

// TestPodsGoWithTheirWorkload: a workload is scaled to nothing before anything is asked of its pods, which its
// controller deletes. That is told once.
func TestPodsGoWithTheirWorkload(t *testing.T) {
	w := newWorld(t)
	w.settle(permitted)
	pod := w.runningPod("pod")
	stop := func(p *plan.Plan) {
		*p.Recogniser.Spec.Replicas = 0
		p.Evictions = []plan.Eviction{{Name: "pod", UID: pod.UID, Manner: placement.MannerScaled}}
	}
	for _, want := range [][]string{{"pod"}, nil} {
		if diff := cmp.Diff(want, w.mustApply(permitted, stop).Evicted); diff != "" {
			t.Errorf("evicted (-want +got):\n%s", diff)
		}
	}
	workload := &appsv1.Deployment{}
	w.get("north-gate", workload)
	if *workload.Spec.Replicas != 0 || w.pod("pod").DeletionTimestamp != nil {
		t.Errorf("%d replicas are wanted, and the pod is deleted at %v", *workload.Spec.Replicas, w.pod("pod").DeletionTimestamp)
	}
}
