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
)
