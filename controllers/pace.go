// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/util/workqueue"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/priorityqueue"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

const (
	// urgent is the priority of what may send people's faces away: laws, zones, documents, exceptions, nodes. It stays with
	// a deployment until there is nothing more to do for it.
	urgent = 10
	// unhurried is the priority of what concerns many deployments and is pressing for none.
	unhurried = -10
	// counting is how long deployments of one party that come one after the other are waited for before the others are told
	// of them: each of a thousand would otherwise have all the others looked at again.
	counting = 2 * time.Second
	// arriving is how long pods that come to the gate, and nodes that change their zone, are waited for: they come together.
	arriving = 100 * time.Millisecond
	// gathering is how long other news of what a deployment runs are waited for. Its pods start and go together, and a look
	// at each of them would say the same again and again.
	gathering = 500 * time.Millisecond
)

// pace is when and before what else a deployment is looked at because of an event.
type pace struct {
	priority int
	after    time.Duration
}

// urgently looks at deployments before those of which there is only news of what they run.
func urgently(h handler.EventHandler) handler.EventHandler {
	return paced{EventHandler: h, of: func(client.Object, client.Object) pace { return pace{priority: urgent} }}
}

// partyTogether looks at the deployments of a party once for several of them that come or change, after all else: what
// they are told is how many people the party counts.
func partyTogether(h handler.EventHandler) handler.EventHandler {
	return paced{EventHandler: h, of: func(client.Object, client.Object) pace {
		return pace{priority: unhurried, after: counting}
	}}
}

// nodesTogether looks urgently at deployments and zones, and once for several nodes that change at the same moment.
func nodesTogether(h handler.EventHandler) handler.EventHandler {
	return paced{EventHandler: h, of: func(client.Object, client.Object) pace {
		return pace{priority: urgent, after: arriving}
	}}
}

// podsTogether looks once at a deployment for several of its pods, sooner when one of them waits to be let in.
func podsTogether(h handler.EventHandler) handler.EventHandler {
	return paced{EventHandler: h, of: func(_, now client.Object) pace {
		if pod, isPod := now.(*corev1.Pod); isPod && len(pod.Spec.SchedulingGates) > 0 {
			return pace{after: arriving}
		}
		return pace{after: gathering}
	}}
}

// reportsTogether looks at once when somebody deleted an object or changed what it should be, and once for several
// changes of what it reports.
func reportsTogether(h handler.EventHandler) handler.EventHandler {
	return paced{EventHandler: h, of: func(before, now client.Object) pace {
		if now == nil || before.GetGeneration() != now.GetGeneration() {
			return pace{}
		}
		return pace{after: gathering}
	}}
}

// paced is a handler whose requests wait, or come before others.
type paced struct {
	handler.EventHandler
	// of is given the object as it was and as it is, nil when it is gone.
	of func(before, now client.Object) pace
}

type requests = workqueue.TypedRateLimitingInterface[reconcile.Request]

func (p paced) Create(ctx context.Context, e event.CreateEvent, q requests) {
	if !e.IsInInitialList { // what was there at the start comes after everything that happens
		q = p.queue(q, e.Object, e.Object)
	}
	p.EventHandler.Create(ctx, e, q)
}

func (p paced) Update(ctx context.Context, e event.UpdateEvent, q requests) {
	if e.ObjectOld.GetResourceVersion() != e.ObjectNew.GetResourceVersion() {
		q = p.queue(q, e.ObjectOld, e.ObjectNew)
	}
	p.EventHandler.Update(ctx, e, q)
}

func (p paced) Delete(ctx context.Context, e event.DeleteEvent, q requests) {
	p.EventHandler.Delete(ctx, e, p.queue(q, e.Object, nil))
}

// queue is the queue through which a handler adds. One without priorities is left as it is.
func (p paced) queue(q requests, before, now client.Object) requests {
	ordered, isOrdered := q.(priorityqueue.PriorityQueue[reconcile.Request])
	if !isOrdered {
		return q
	}
	return pacedQueue{PriorityQueue: ordered, pace: p.of(before, now)}
}

// pacedQueue adds with a pace.
type pacedQueue struct {
	priorityqueue.PriorityQueue[reconcile.Request]
	pace pace
}

func (q pacedQueue) Add(item reconcile.Request) { q.AddWithOpts(priorityqueue.AddOpts{}, item) }

func (q pacedQueue) AddWithOpts(o priorityqueue.AddOpts, items ...reconcile.Request) {
	o.Priority = &q.pace.priority
	o.After = max(o.After, q.pace.after)
	q.PriorityQueue.AddWithOpts(o, items...)
}
