// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package integration

import (
	"context"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	ctrlconfig "sigs.k8s.io/controller-runtime/pkg/config"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/controllers"
	"github.com/facegov/facegov/internal/gather"
)

// run starts the reconcilers of zones, nodes and policies as the operator does, until the test ends.
func (w *world) run() {
	w.t.Helper()
	config, err := running.ServiceAccountConfig(w.t.Context(), operatorNamespace, operatorAccount)
	if err != nil {
		w.t.Fatal(err)
	}
	mgr, err := ctrl.NewManager(config, ctrl.Options{
		Scheme:     scheme,
		Cache:      gather.CacheOptions(operatorNamespace),
		Metrics:    metricsserver.Options{BindAddress: "0"},
		Controller: ctrlconfig.Controller{SkipNameValidation: new(true)},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, reconciler := range []interface{ SetupWithManager(ctrl.Manager) error }{
		&controllers.RecognitionZoneReconciler{Client: mgr.GetClient(), Clock: clock.RealClock{}},
		&controllers.NodeReconciler{Client: mgr.GetClient()},
		&controllers.RecognitionPolicyReconciler{
			Client: mgr.GetClient(), Policies: gather.NewPolicyCache(mgr.GetClient(), operatorNamespace),
			Namespace: operatorNamespace, Clock: clock.RealClock{},
		},
	} {
		if err := reconciler.SetupWithManager(mgr); err != nil {
			w.t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- mgr.Start(ctx) }()
	w.t.Cleanup(func() {
		cancel()
		if err := <-stopped; err != nil {
			w.t.Errorf("the manager stopped: %v", err)
		}
	})
}

// await watches an object of the cluster until it is as wanted.
func await[T client.Object](w *world, when, name string, list client.ObjectList, isWanted func(T) bool) {
	w.t.Helper()
	watching, err := client.NewWithWatch(running.AdminConfig(), client.Options{Scheme: scheme})
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute)
	defer cancel()
	events, err := watching.Watch(ctx, list, client.MatchingFields{"metadata.name": name})
	if err != nil {
		w.t.Fatal(err)
	}
	defer events.Stop()
	var last T
	for event := range events.ResultChan() { // begins with the object as it is
		object, ok := event.Object.(T)
		if !ok {
			w.t.Fatalf("%s: unexpected event %s: %+v", when, event.Type, event.Object)
		}
		if last = object; isWanted(object) {
			return
		}
	}
	w.t.Fatalf("%s: %s did not become as wanted; it is %+v", when, name, last)
}

func (w *world) awaitLabel(when string, node *corev1.Node, zone string) {
	w.t.Helper()
	await(w, when, node.Name, &corev1.NodeList{}, func(n *corev1.Node) bool {
		value, labelled := n.Labels[v1alpha1.ZoneNodeLabel]
		return value == zone && labelled == (zone != "")
	})
}

func (w *world) awaitZone(when string, zone *v1alpha1.RecognitionZone, reason string, nodes int32) {
	w.t.Helper()
	await(w, when, zone.Name, &v1alpha1.RecognitionZoneList{}, func(z *v1alpha1.RecognitionZone) bool {
		ready := meta.FindStatusCondition(z.Status.Conditions, v1alpha1.ConditionReady)
		return ready != nil && ready.Reason == reason && z.Status.NodeCount == nodes && z.Status.ObservedGeneration == z.Generation
	})
}

// TestReconcilersFollowEveryChange shows that the watches lead from what changes to what has to be looked at again.
func TestReconcilersFollowEveryChange(t *testing.T) {
	w := newWorld(t)
	w.run()
	a, b := w.node("a", corev1.ConditionTrue, nil), w.node("b", corev1.ConditionTrue, nil)
	gate := w.zone("gate", a.Name, b.Name)
	w.awaitLabel("a zone comes", a, gate.Name)
	w.awaitZone("a zone comes", gate, v1alpha1.ReasonLabelled, 2)

	w.patch(a, `{"metadata":{"labels":{"`+v1alpha1.ZoneNodeLabel+`":"elsewhere"}}}`)
	w.awaitLabel("somebody writes the label", a, gate.Name)
	w.patch(a, `{"metadata":{"labels":{"`+v1alpha1.ZoneNodeLabel+`":null}}}`)
	w.awaitLabel("somebody takes the label away", a, gate.Name)
	w.awaitZone("somebody takes the label away", gate, v1alpha1.ReasonLabelled, 2)

	hotel := w.zone("hotel", b.Name)
	w.awaitLabel("another zone claims a node", b, "")
	w.awaitZone("another zone claims a node", gate, v1alpha1.ReasonNodeOverlap, 1)
	w.awaitZone("it claims a node of another zone", hotel, v1alpha1.ReasonNodeOverlap, 0)

	w.patch(gate, `{"spec":{"nodes":{"names":["`+a.Name+`"]}}}`)
	w.awaitLabel("one zone gives the node up", b, hotel.Name)
	w.awaitZone("one zone gives the node up", gate, v1alpha1.ReasonLabelled, 1)
	w.awaitZone("the other zone gives the node up", hotel, v1alpha1.ReasonLabelled, 1)

	w.drop(b)
	w.awaitZone("a node goes", hotel, v1alpha1.ReasonNoNodes, 0)
	again := w.node("b", corev1.ConditionTrue, nil)
	w.awaitLabel("a node comes back", again, hotel.Name)
	w.awaitZone("a node comes back", hotel, v1alpha1.ReasonLabelled, 1)

	w.drop(gate)
	w.awaitLabel("a zone goes", a, "")

	law := w.policy("law")
	await(w, "a policy comes", law.Name, &v1alpha1.RecognitionPolicyList{}, func(p *v1alpha1.RecognitionPolicy) bool {
		return p.Status.InForceGeneration == 1 && meta.IsStatusConditionTrue(p.Status.Conditions, v1alpha1.ConditionReady)
	})
	w.patch(law, broken)
	await(w, "a policy breaks", law.Name, &v1alpha1.RecognitionPolicyList{}, func(p *v1alpha1.RecognitionPolicy) bool {
		return p.Status.InForceGeneration == 1 && meta.IsStatusConditionTrue(p.Status.Conditions, v1alpha1.ConditionStalled)
	})
}
