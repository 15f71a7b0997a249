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
	"time"

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

// listed is how many counts are listed one by one.
const listed = 16

// String lists the largest of them, the largest first, and how much the others are together.
func (c Counts) String() string {
	var parts []string
	rest := c.Sum()
	for _, what := range slices.SortedFunc(maps.Keys(c), func(a, b string) int { return int(c[b] - c[a]) }) {
		if len(parts) == listed {
			parts = append(parts, fmt.Sprintf("others %.0f", rest))
			break
		}
		parts = append(parts, fmt.Sprintf("%s %.0f", what, c[what]))
		rest -= c[what]
	}
	return strings.Join(parts, ", ")
}

// Load is what the API server did until now.
type Load struct {
	// Requests of everybody, by verb and resource. Watches are left out: they last.
	Requests Counts
	// CPU is the time on the processor.
	CPU time.Duration
}

// Since is what the API server did after an earlier look.
func (l Load) Since(before Load) Load {
	return Load{Requests: l.Requests.Since(before.Requests), CPU: l.CPU - before.CPU}
}

// Load says what the API server did until now.
func (s *Site) Load(ctx context.Context) (Load, error) {
	config := s.Cluster.AdminConfig()
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return Load{}, err
	}
	metrics, err := readMetrics(ctx, config.Host+"/metrics", client)
	if err != nil {
		return Load{}, err
	}
	requests := metrics.by("apiserver_request_total", "verb", "resource", "subresource")
	maps.DeleteFunc(requests, func(what string, _ float64) bool { return strings.HasPrefix(what, "WATCH ") })
	return Load{Requests: requests, CPU: metrics.seconds("process_cpu_seconds_total")}, nil
}

// metricSet holds the lines of an answer in the text format of Prometheus, by the name of the metric.
type metricSet map[string][]sample

type sample struct {
	// labels as they are written, each after a comma.
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
		set[parts[1]] = append(set[parts[1]], sample{labels: strings.Replace(parts[2], "{", ",", 1), value: value})
	}
	return set, lines.Err()
}

// by adds the samples of a metric up for each value of a label, or for each combination of the values of several.
func (m metricSet) by(name string, labels ...string) Counts {
	counts := Counts{}
	for _, s := range m[name] {
		var values []string
		for _, label := range labels {
			if _, rest, found := strings.Cut(s.labels, ","+label+`="`); found && !strings.HasPrefix(rest, `"`) {
				value, _, _ := strings.Cut(rest, `"`)
				values = append(values, value)
			}
		}
		counts[strings.Join(values, " ")] += s.value
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

// seconds is the sum of the samples of a metric in seconds.
func (m metricSet) seconds(name string) time.Duration {
	return time.Duration(m.sum(name) * float64(time.Second))
}
