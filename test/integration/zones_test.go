// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package integration

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/controllers"
)

const siteLabel = "site.node-restriction.kubernetes.io/gate"

// zone makes a zone of this world whose name begins with the name of the namespace.
func (w *world) zone(name string, nodes ...string) *v1alpha1.RecognitionZone {
	w.t.Helper()
	zone := &v1alpha1.RecognitionZone{
		ObjectMeta: metav1.ObjectMeta{Name: w.namespace + "-" + name},
		Spec: v1alpha1.RecognitionZoneSpec{
			Venue: "residential-compound", PublicAccess: v1alpha1.PublicAccessRestricted,
			Jurisdiction: "CN-SH", TimeZone: "Asia/Shanghai",
		},
	}
	if len(nodes) > 0 {
		zone.Spec.Nodes = &v1alpha1.NodeSelection{Names: nodes}
	}
	w.create(zone)
	w.t.Cleanup(func() { w.drop(zone) })
	return zone
}

// stepNodes reconciles nodes once.
func (w *world) stepNodes(nodes ...*corev1.Node) {
	w.t.Helper()
	r := &controllers.NodeReconciler{Client: operator}
	for _, node := range nodes {
		step(w.t, r.Reconcile, node.Name)
	}
}

// stepZones reconciles zones once and returns how each stands, as Ready's status and reason.
func (w *world) stepZones(zones ...*v1alpha1.RecognitionZone) []string {
	w.t.Helper()
	r := &controllers.RecognitionZoneReconciler{Client: operator, Clock: w.clock}
	var states []string
	for _, zone := range zones {
		step(w.t, r.Reconcile, zone.Name)
		states = append(states, w.zoneState(zone.Name))
	}
	return states
}

func (w *world) zoneState(name string) string {
	w.t.Helper()
	zone := &v1alpha1.RecognitionZone{}
	w.getCluster(name, zone)
	ready := meta.FindStatusCondition(zone.Status.Conditions, v1alpha1.ConditionReady)
	if ready == nil {
		return "no condition"
	}
	return fmt.Sprintf("%s %s nodes=%d overlapping=%d", ready.Status, ready.Reason, zone.Status.NodeCount, len(zone.Status.OverlappingNodes))
}

// label returns the zone that a node is labelled with, "-" when it has no such label.
func (w *world) label(node *corev1.Node) string {
	w.t.Helper()
	w.getCluster(node.Name, node)
	value, labelled := node.Labels[v1alpha1.ZoneNodeLabel]
	if !labelled {
		return "-"
	}
	return strings.TrimPrefix(value, w.namespace+"-")
}

func (w *world) wantLabels(when string, want string, nodes ...*corev1.Node) {
	w.t.Helper()
	var got []string
	for _, node := range nodes {
		got = append(got, w.label(node))
	}
	if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
		w.t.Errorf("zones of the nodes %s (-want +got):\n%s", when, diff)
	}
}

func (w *world) wantZones(when string, got []string, want ...string) {
	w.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		w.t.Errorf("zones %s (-want +got):\n%s", when, diff)
	}
}

func TestNodesCarryTheLabelOfTheirZone(t *testing.T) {
	w := newWorld(t)
	a, b, c := w.node("a", corev1.ConditionTrue, nil), w.node("b", corev1.ConditionTrue, map[string]string{siteLabel: "north"}), w.node("c", corev1.ConditionTrue, nil)
	gate := w.zone("gate", a.Name)
	hotel := w.zone("hotel")
	w.patch(hotel, `{"spec":{"nodes":{"selector":{"matchLabels":{"`+siteLabel+`":"north"}}}}}`)

	w.wantZones("before the nodes are labelled", w.stepZones(gate, hotel), "False Progressing nodes=0 overlapping=0", "False Progressing nodes=0 overlapping=0")
	w.stepNodes(a, b, c)
	w.wantLabels("at first", "gate hotel -", a, b, c)
	w.wantZones("at first", w.stepZones(gate, hotel), "True Labelled nodes=1 overlapping=0", "True Labelled nodes=1 overlapping=0")
	w.wantNoWrite("nothing has changed", func() {
		w.stepNodes(a, b, c)
		w.stepZones(gate, hotel)
	})

	// Somebody else writes the label, another takes it away.
	w.patch(c, `{"metadata":{"labels":{"`+v1alpha1.ZoneNodeLabel+`":"`+gate.Name+`"}}}`)
	w.patch(b, `{"metadata":{"labels":{"`+v1alpha1.ZoneNodeLabel+`":null,"other":"stays"}}}`)
	w.wantZones("with foreign labels", w.stepZones(gate), "False Progressing nodes=2 overlapping=0")
	w.stepNodes(a, b, c)
	w.wantLabels("after foreign edits", "gate hotel -", a, b, c)
	if b.Labels["other"] != "stays" || b.Labels[siteLabel] != "north" {
		t.Errorf("labels of others were touched: %v", b.Labels)
	}

	// A node that two zones claim stands in none, and both say so.
	w.patch(gate, `{"spec":{"nodes":{"names":["`+a.Name+`","`+b.Name+`"]}}}`)
	w.stepNodes(a, b, c)
	w.wantLabels("when two zones claim one", "gate - -", a, b, c)
	w.wantZones("when they claim the same node", w.stepZones(gate, hotel), "False NodeOverlap nodes=1 overlapping=1", "False NodeOverlap nodes=0 overlapping=1")
	w.wantNoWrite("nothing has changed", func() {
		w.stepNodes(a, b, c)
		w.stepZones(gate, hotel)
	})

	// One of them goes.
	w.drop(hotel)
	w.stepNodes(a, b, c)
	w.wantLabels("when the other zone is gone", "gate -", a, c)
	w.wantLabels("when the other zone is gone", "gate", b)
	w.wantZones("when the other is gone", w.stepZones(gate), "True Labelled nodes=2 overlapping=0")
	w.drop(gate)
	w.stepNodes(a, b, c)
	w.wantLabels("when no zone is left", "- - -", a, b, c)
}

func TestNodesThatComeAndGo(t *testing.T) {
	w := newWorld(t)
	gate := w.zone("gate", w.namespace+"-late")
	w.wantZones("before its node exists", w.stepZones(gate), "False NoNodes nodes=0 overlapping=0")
	w.wantNoWrite("it still does not exist", func() { w.stepZones(gate) })
	late := w.node("late", corev1.ConditionTrue, nil)
	w.stepNodes(late)
	w.wantZones("when its node has come", w.stepZones(gate), "True Labelled nodes=1 overlapping=0")
	w.drop(late)
	w.stepNodes(late)
	w.wantZones("when its node has gone", w.stepZones(gate), "False NoNodes nodes=0 overlapping=0")
	w.patch(gate, `{"spec":{"nodes":null}}`)
	w.wantZones("when it names no nodes", w.stepZones(gate), "True CameraOnly nodes=0 overlapping=0")
	w.patch(gate, `{"spec":{"venue":"hotel-guestroom"}}`)
	w.wantZones("when its venue is unknown", w.stepZones(gate), "False UnknownVenue nodes=0 overlapping=0")
}

func TestALabelIsWrittenOnlyToTheNodeThatWasSeen(t *testing.T) {
	changes := map[string]func(w *world, node *corev1.Node){
		"another node of the same name": func(w *world, node *corev1.Node) {
			labels := node.Labels
			w.drop(node)
			w.create(&corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: node.Name, Labels: labels}})
		},
		"a node whose labels, from which its zone follows, have changed": func(w *world, node *corev1.Node) {
			w.patch(node, `{"metadata":{"labels":{"`+siteLabel+`":"south"}}}`)
		},
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			node := w.node("edge", corev1.ConditionTrue, map[string]string{siteLabel: "north"})
			w.patch(w.zone("gate"), `{"spec":{"nodes":{"selector":{"matchLabels":{"`+siteLabel+`":"north"}}}}}`)
			r := &controllers.NodeReconciler{Client: stale{Client: operator, object: node.DeepCopy()}}
			change(w, node.DeepCopy())
			if _, err := r.Reconcile(t.Context(), ctrl.Request{NamespacedName: types.NamespacedName{Name: node.Name}}); err == nil {
				t.Error("the label was written to a node that nobody looked at")
			}
			w.wantLabels("after a look at the old node", "-", node)
		})
	}
}

// remembering is a client whose cache still shows one zone as it was.
type remembering struct {
	client.Client
	zone *v1alpha1.RecognitionZone
}

// Get returns the zone as it was, and everything else as it is.
func (r remembering) Get(ctx context.Context, key client.ObjectKey, object client.Object, opts ...client.GetOption) error {
	if zone, ok := object.(*v1alpha1.RecognitionZone); ok && key.Name == r.zone.Name {
		r.zone.DeepCopyInto(zone)
		return nil
	}
	return r.Client.Get(ctx, key, object, opts...)
}

func TestACacheThatIsBehindLeavesNoOldStatusStanding(t *testing.T) {
	w := newWorld(t)
	node := w.node("a", corev1.ConditionTrue, nil)
	zone := w.zone("gate", node.Name)
	r := &controllers.RecognitionZoneReconciler{Client: operator, Clock: w.clock}
	look := func() ctrl.Result {
		result, err := r.Reconcile(t.Context(), ctrl.Request{NamespacedName: client.ObjectKeyFromObject(zone)})
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
	w.patch(node, `{"metadata":{"labels":{"`+v1alpha1.ZoneNodeLabel+`":"`+zone.Name+`"}}}`)
	look()
	before := &v1alpha1.RecognitionZone{}
	w.getCluster(zone.Name, before)
	w.patch(node, `{"metadata":{"labels":{"`+v1alpha1.ZoneNodeLabel+`":null}}}`)
	look()
	between := w.zoneState(zone.Name)

	// The label is back before the cache has seen the status that says it was gone.
	w.patch(node, `{"metadata":{"labels":{"`+v1alpha1.ZoneNodeLabel+`":"`+zone.Name+`"}}}`)
	r.Client = remembering{operator, before}
	if result := look(); result.RequeueAfter == 0 {
		t.Error("what is seen is older than what was written, and nobody looks again")
	}
	r.Client = operator
	look()
	if after := w.zoneState(zone.Name); after == between {
		t.Errorf("the label is back and the zone still says %s", after)
	}
}
