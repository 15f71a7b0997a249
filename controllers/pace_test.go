// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/priorityqueue"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/facegov/facegov/api/v1alpha1"
)

// asked is how a handler asked for one deployment.
type asked struct {
	Priority int
	After    time.Duration
}

// listening is a queue that keeps how it was asked and nothing else.
type listening struct {
	priorityqueue.PriorityQueue[reconcile.Request]
	asked []asked
}

func (l *listening) Add(item reconcile.Request) { l.AddWithOpts(priorityqueue.AddOpts{}, item) }

func (l *listening) AddWithOpts(o priorityqueue.AddOpts, _ ...reconcile.Request) {
	l.asked = append(l.asked, asked{Priority: ptr.Deref(o.Priority, 0), After: o.After})
}

func TestWhatIsLookedAtFirstAndWhatIsLookedAtTogether(t *testing.T) {
	one := handler.EnqueueRequestsFromMapFunc(func(context.Context, client.Object) []reconcile.Request {
		return []reconcile.Request{{}}
	})
	meta := func(generation int64, version string) metav1.ObjectMeta {
		return metav1.ObjectMeta{Name: "north-gate", Generation: generation, ResourceVersion: version}
	}
	zone, laterZone := &v1alpha1.RecognitionZone{ObjectMeta: meta(1, "1")}, &v1alpha1.RecognitionZone{ObjectMeta: meta(2, "2")}
	workload := &appsv1.Deployment{ObjectMeta: meta(1, "1")}
	pod := &corev1.Pod{ObjectMeta: meta(1, "2")}
	gated := &corev1.Pod{ObjectMeta: meta(1, "1"), Spec: corev1.PodSpec{SchedulingGates: []corev1.PodSchedulingGate{{Name: "verdict"}}}}
	created := func(object client.Object, atStart bool) func(handler.EventHandler, *listening) {
		return func(h handler.EventHandler, q *listening) {
			h.Create(t.Context(), event.CreateEvent{Object: object, IsInInitialList: atStart}, q)
		}
	}
	updated := func(before, now client.Object) func(handler.EventHandler, *listening) {
		return func(h handler.EventHandler, q *listening) {
			h.Update(t.Context(), event.UpdateEvent{ObjectOld: before, ObjectNew: now}, q)
		}
	}
	tests := map[string]struct {
		handler handler.EventHandler
		happens func(handler.EventHandler, *listening)
		want    asked
	}{
		"a zone changes":                 {urgently(one), updated(zone, laterZone), asked{Priority: urgent}},
		"a zone comes":                   {urgently(one), created(zone, false), asked{Priority: urgent}},
		"a zone is there at the start":   {urgently(one), created(zone, true), asked{Priority: handler.LowPriority}},
		"a zone is looked at again":      {urgently(one), updated(zone, zone), asked{Priority: handler.LowPriority}},
		"a node changes its zone":        {nodesTogether(one), created(&corev1.Node{}, false), asked{Priority: urgent, After: arriving}},
		"a pod waits at the gate":        {podsTogether(one), created(gated, false), asked{After: arriving}},
		"a pod has passed the gate":      {podsTogether(one), updated(gated, pod), asked{After: gathering}},
		"a workload says how it is":      {reportsTogether(one), updated(workload, &appsv1.Deployment{ObjectMeta: meta(1, "2")}), asked{After: gathering}},
		"somebody changes a workload":    {reportsTogether(one), updated(workload, &appsv1.Deployment{ObjectMeta: meta(2, "2")}), asked{}},
		"the party has a new deployment": {partyTogether(one), created(&v1alpha1.FaceRecognitionDeployment{}, false), asked{Priority: unhurried, After: counting}},
		"somebody deletes a workload": {reportsTogether(one), func(h handler.EventHandler, q *listening) {
			h.Delete(t.Context(), event.DeleteEvent{Object: workload}, q)
		}, asked{}},
		"a pod is gone": {podsTogether(one), func(h handler.EventHandler, q *listening) {
			h.Delete(t.Context(), event.DeleteEvent{Object: pod}, q)
		}, asked{After: gathering}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			q := &listening{}
			tc.happens(tc.handler, q)
			if diff := cmp.Diff([]asked{tc.want}, q.asked); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
		})
	}
}
