// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics counts without telling persons or places apart. Denied is one number:
// a counter for unknown pseudonyms would tell a guesser which exist.
type metrics struct {
	registry         *prometheus.Registry
	attempts         *prometheus.CounterVec
	lockouts         prometheus.Counter
	inFlight         prometheus.Gauge
	credentials      prometheus.Gauge
	reloadErrors     *prometheus.CounterVec
	reloadFailing    *prometheus.GaugeVec
	connectionErrors prometheus.Counter
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		attempts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "facegov_fallback_attempts_total",
			Help: "Attempts to enter with a PIN, by how they ended.",
		}, []string{"result"}),
		lockouts: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "facegov_fallback_lockouts_total",
			Help: "Failures that locked a pseudonym for a while.",
		}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "facegov_fallback_attempts_in_flight",
			Help: "Attempts that are being answered now.",
		}),
		credentials: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "facegov_fallback_credentials",
			Help: "Credentials in force, those past their end included.",
		}),
		reloadErrors: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "facegov_fallback_reload_errors_total",
			Help: "New files that were not taken over; the last good ones stay in force.",
		}, []string{"file"}),
		reloadFailing: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "facegov_fallback_reload_failing",
			Help: "1 while the newest files are not the ones in force, else 0.",
		}, []string{"file"}),
		connectionErrors: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "facegov_fallback_connection_errors_total",
			Help: "Connections that failed below HTTP, such as failed TLS handshakes, or were too many.",
		}),
	}
	for _, result := range results {
		m.attempts.WithLabelValues(string(result))
	}
	for _, file := range []string{credentialsFile, certificateFile} {
		m.reloadErrors.WithLabelValues(file)
		m.reloadFailing.WithLabelValues(file)
	}
	m.registry.MustRegister(m.attempts, m.lockouts, m.inFlight, m.credentials, m.reloadErrors, m.reloadFailing,
		m.connectionErrors, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) count(result Result) { m.attempts.WithLabelValues(string(result)).Inc() }

func (m *metrics) page() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, DisableCompression: true})
}
