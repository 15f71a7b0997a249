// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"k8s.io/client-go/rest"
)

// Counts are numbers by what they count.
type Counts map[string]float64

// Since is what was counted after an earlier look.
func (c Counts) Since(before Counts) Counts {
	since := Counts{}
	for what, count := range c {
		if n := count - before[what]; n > 0 {
			since[what] = n
		}
	}
	return since
}

// Sum of all.
func (c Counts) Sum() float64 {
	var sum float64
	for _, n := range c {
		sum += n
	}
	return sum
}

// String lists them, the largest first.
func (c Counts) String() string {
	var parts []string
	for _, what := range slices.SortedFunc(maps.Keys(c), func(a, b string) int { return int(c[b] - c[a]) }) {
		parts = append(parts, fmt.Sprintf("%s %.0f", what, c[what]))
	}
	return strings.Join(parts, ", ")
}

// Requests counts what the API server was asked until now, by everybody, by verb. Watches are left out: they last.
func (s *Site) Requests(ctx context.Context) (Counts, error) {
	config := s.Cluster.AdminConfig()
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, err
	}
	metrics, err := readMetrics(ctx, config.Host+"/metrics", client)
	if err != nil {
		return nil, err
	}
	requests := metrics.by("apiserver_request_total", "verb")
	delete(requests, "WATCH")
	return requests, nil
}

// metricSet holds the lines of an answer in the text format of Prometheus, by the name of the metric.
type metricSet map[string][]sample

type sample struct {
	labels string
	value  float64
}

// metricLine is one sample: name, labels, value.
var metricLine = regexp.MustCompile(`^([a-zA-Z_:]+)(\{.*\})? (\S+)$`)

func readMetrics(ctx context.Context, url string, client *http.Client) (metricSet, error) {
	if client == nil {
		client = http.DefaultClient
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return nil, err
	}
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %s", url, answer.Status)
	}
	return parseMetrics(answer.Body)
}

// parseMetrics keeps the samples without timestamps, as Kubernetes and controller-runtime write them.
func parseMetrics(from io.Reader) (metricSet, error) {
	set := metricSet{}
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		parts := metricLine.FindStringSubmatch(lines.Text())
		if parts == nil {
			continue
		}
		value, err := strconv.ParseFloat(parts[3], 64)
		if err != nil {
			return nil, fmt.Errorf("the metric %s: %w", parts[1], err)
		}
		set[parts[1]] = append(set[parts[1]], sample{labels: parts[2], value: value})
	}
	return set, lines.Err()
}

// by adds the samples of a metric up for each value of a label.
func (m metricSet) by(name, label string) Counts {
	counts := Counts{}
	for _, s := range m[name] {
		_, rest, found := strings.Cut(s.labels, label+`="`)
		if !found {
			continue
		}
		value, _, _ := strings.Cut(rest, `"`)
		counts[value] += s.value
	}
	return counts
}

// sum of the samples of a metric.
func (m metricSet) sum(name string) float64 {
	var sum float64
	for _, s := range m[name] {
		sum += s.value
	}
	return sum
}
