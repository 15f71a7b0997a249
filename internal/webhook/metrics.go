// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"context"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"sigs.k8s.io/controller-runtime/pkg/metrics"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
)

// Results of a request.
const (
	resultAllowed = "allowed"
	resultWarned  = "warned"
	resultRefused = "refused"
	resultFailed  = "failed"
)

var requests = promauto.With(metrics.Registry).NewCounterVec(prometheus.CounterOpts{
	Name: "facegov_admission_requests_total",
	Help: "Admission requests by kind and result: allowed, warned (allowed with warnings), refused, failed (no decision).",
}, []string{"kind", "result"})

// counted counts the answers of a handler by kind and result, never by name.
type counted struct {
	admission.Handler
	kind string
}

// Handle implements admission.Handler.
func (c counted) Handle(ctx context.Context, request admission.Request) admission.Response {
	answer := c.Handler.Handle(ctx, request)
	requests.WithLabelValues(c.kind, resultOf(&answer)).Inc()
	return answer
}

func resultOf(answer *admission.Response) string {
	switch {
	case answer.Allowed && len(answer.Warnings) > 0:
		return resultWarned
	case answer.Allowed:
		return resultAllowed
	case answer.Result != nil && answer.Result.Code >= http.StatusInternalServerError:
		return resultFailed
	default:
		return resultRefused
	}
}
