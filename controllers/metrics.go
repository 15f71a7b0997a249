// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"sigs.k8s.io/controller-runtime/pkg/metrics"
)

// What the operator did, counted. Labels are kinds, reasons and names of facegov's own objects, so that there is a
// bound to how many there are; nobody's name is among them. docs/reference/metrics.md explains each.
var (
	guardMissing = promauto.With(metrics.Registry).NewGaugeVec(prometheus.GaugeOpts{
		Name: "facegov_admission_guard_missing",
		Help: "1 for each guard at admission that is missing or is not as it was installed; no series for the others.",
	}, []string{"kind", "name"})
	intrudersRemoved = counter("facegov_intruders_removed_total",
		"Objects removed because they came in past the guards, by kind and by what was wrong with them.", "kind", "reason")
	intrudersLeft = promauto.With(metrics.Registry).NewGaugeVec(prometheus.GaugeOpts{
		Name: "facegov_intruders_reported",
		Help: "Objects of enrolled namespaces that should not be there and are left alone: static pods, and what was there " +
			"before the namespace was enrolled.",
	}, []string{"namespace", "kind", "reason"})
	gatesLifted = counter("facegov_gates_lifted_total", "Pods that were let through the gate.")
	evictions   = counter("facegov_evictions_total",
		"Pods that were asked to leave, by how: Evicted respects a PodDisruptionBudget, Deleted does not, Scaled leaves them "+
			"to their workload, which was scaled to nothing.", "how")
	evictionsBlocked = counter("facegov_evictions_blocked_total",
		"Evictions that a PodDisruptionBudget forbade when they were asked for.")
	editsReverted = counter("facegov_edits_reverted_total",
		"Attached objects that somebody else had changed and that were put back, by kind.", "kind")
	verdictsHeld = counter("facegov_verdicts_held_total",
		"Times that an earlier verdict began to be held, because facegov's own inputs broke.")
	evictionsBraked = counter("facegov_evictions_braked_total",
		"Times that a soft lapse began to be held back, because too much would have stopped at once.")
)

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return promauto.With(metrics.Registry).NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}
