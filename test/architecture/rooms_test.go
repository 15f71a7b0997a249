// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package architecture

import "strings"

// room is a folder of the repository with everything below it, and what its code may use. Tests may use more.
type room struct {
	// path of the room below the root of the module.
	path string
	// ours are the rooms that it may import, beside itself.
	ours []string
	// libraries are the import paths, each with everything below it, that it may import from other modules.
	libraries []string
	// core says that the room decides: it gets every fact handed to it, the time included, and does nothing by itself.
	core bool
	// clientless says that no Kubernetes client is within reach, however many imports away. Core rooms are clientless.
	clientless bool
}

// Names of the libraries that more than one room uses.
const (
	apimachinery = "k8s.io/apimachinery"
	kubeAPI      = "k8s.io/api"
	cel          = "github.com/google/cel-go"
	yaml         = "sigs.k8s.io/yaml"
	strictJSON   = "sigs.k8s.io/json"
	anything     = ""
)

// core are the rooms that decide, in the order of the straight line.
var core = []string{
	"api/v1alpha1", "internal/law", "internal/facts", "internal/policy", "internal/plan", "internal/audit",
	"internal/report",
}

// edges are the rooms that touch a cluster.
var edges = []string{"internal/gather", "internal/apply", "internal/webhook"}

// rooms is the map of docs/architecture.md. A package that stands in none of them fails the test: whoever adds a room
// says here what it may use.
var rooms = []room{
	{path: "api/v1alpha1", core: true, libraries: []string{apimachinery}},
	{
		path: "api/applyconfiguration", ours: []string{"api/v1alpha1"},
		libraries: []string{apimachinery, "k8s.io/client-go/applyconfigurations/meta/v1", "sigs.k8s.io/structured-merge-diff/v6"},
	},

	{path: "config/crd", clientless: true},
	{path: "config/admission", clientless: true, libraries: []string{apimachinery, yaml}},
	{path: "config/webhook", clientless: true, libraries: []string{apimachinery, yaml}},
	{path: "hack/chart", clientless: true, libraries: []string{yaml}},
	{
		path: "hack/requirements", clientless: true, ours: append([]string{"config/crd"}, core[:4]...),
		libraries: []string{"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1", yaml},
	},
	{path: "hack/coverage", clientless: true, ours: []string{"api/v1alpha1", "config/policies", "internal/law"}, libraries: []string{yaml}},
	{path: "config/policies", clientless: true, ours: []string{"api/v1alpha1"}, libraries: []string{yaml}},

	{path: "internal/law", core: true},
	{path: "internal/facts", core: true, ours: core[:2], libraries: []string{apimachinery, kubeAPI, strictJSON}},
	{path: "internal/policy", core: true, ours: core[:3], libraries: []string{apimachinery, kubeAPI, cel}},
	{path: "internal/plan", core: true, ours: core[:4], libraries: []string{apimachinery, kubeAPI}},
	{path: "internal/audit", core: true, ours: core[:5], libraries: []string{apimachinery, kubeAPI}},
	{path: "internal/report", core: true, ours: core[:6], libraries: []string{apimachinery, kubeAPI, yaml}},

	{
		path: "internal/gather", ours: append([]string{"internal/plan/zonelabels", "internal/plan/patrol", "internal/retention/result"}, core[:4]...),
		libraries: []string{anything},
	},
	{path: "internal/apply", ours: []string{"api", "internal/law", "internal/facts", "internal/plan"}, libraries: []string{anything}},
	{path: "internal/webhook", ours: append([]string{"internal/gather"}, core...), libraries: []string{anything}},
	{
		path:      "controllers",
		ours:      append(append([]string{"api/applyconfiguration", "config/admission", "config/policies", "config/webhook"}, core...), edges...),
		libraries: []string{anything},
	},

	{path: "internal/stores", clientless: true, ours: []string{"internal/law"}, libraries: []string{"golang.org/x/sys"}},
	{
		path: "internal/retention", clientless: true, ours: []string{"internal/law", "internal/stores"},
		libraries: []string{"golang.org/x/sys"},
	},
	{
		path: "internal/fallbackauth", clientless: true, ours: []string{"internal/law"},
		libraries: []string{"golang.org/x", "github.com/prometheus/client_golang"},
	},

	{path: "cmd/manager", ours: append(append([]string{"controllers"}, core...), edges...), libraries: []string{anything}},
	{
		path: "cmd/facegov", clientless: true, ours: append([]string{"config", "test/cases/caseload"}, core...),
		libraries: []string{anything},
	},
	{path: "cmd/retention", clientless: true, ours: []string{"internal/retention", "internal/stores", "internal/law"}},
	{path: "cmd/fallback-auth", clientless: true, ours: []string{"internal/fallbackauth"}},

	{path: "test", ours: []string{anything}, libraries: []string{anything}},
}

// clients are the libraries that talk to a cluster.
var clients = []string{"sigs.k8s.io/controller-runtime", "k8s.io/client-go"}

// offLimits are the packages of the standard library that the core does not import: the world outside, chance and
// loggers. net/url, net/netip and embed are values and stay allowed.
var offLimits = []string{
	"bufio", "context", "crypto/rand", "crypto/tls", "database", "io/fs", "io/ioutil", "log", "math/rand", "net", "os",
	"path/filepath", "plugin", "runtime", "syscall", "testing", "unsafe",
}

// values are exceptions from offLimits.
var values = []string{"net/netip", "net/url"}

// clock are the names of package time that read the clock or wait for it. The core is told the time as a fact.
var clock = []string{
	"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker",
}

// within says whether an import path is root or below it. Every path is within the empty root.
func within(path, root string) bool {
	return root == anything || path == root || strings.HasPrefix(path, root+"/")
}

func withinAny(path string, roots []string) bool {
	for _, root := range roots {
		if within(path, root) {
			return true
		}
	}
	return false
}

// roomOf finds the room with the longest path that holds the package.
func roomOf(folder string) (room, bool) {
	best, found := room{}, false
	for _, r := range rooms {
		if within(folder, r.path) && len(r.path) >= len(best.path) {
			best, found = r, true
		}
	}
	return best, found
}
