// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package adopt looks at what runs in a cluster, recognises face servers by their images, and proposes the objects with
// which facegov would govern them. It reads objects that somebody has printed and talks to no cluster.
package adopt

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
)

//go:embed servers.yaml
var source []byte

// Server is a face server that is known by its image. servers.yaml says what the fields mean.
type Server struct {
	Image          string              `json:"image"`
	Name           string              `json:"name"`
	Does           string              `json:"does"`
	ServesAnyModel bool                `json:"servesAnyModel,omitempty"`
	Functions      []v1alpha1.Function `json:"functions,omitempty"`
	Ports          []Port              `json:"ports,omitempty"`
	Stores         []Store             `json:"stores,omitempty"`
	RawImages      *RawImages          `json:"rawImages,omitempty"`
	Peers          []Peer              `json:"peers,omitempty"`
	Leaves         string              `json:"leaves,omitempty"`
}

// Port is one on which a server listens.
type Port struct {
	Port int32  `json:"port"`
	For  string `json:"for"`
	Open bool   `json:"open,omitempty"`
}

// Store is a path at which a server keeps something.
type Store struct {
	Path    string                   `json:"path"`
	Name    string                   `json:"name"`
	Form    Form                     `json:"form"`
	Classes []v1alpha1.DataClass     `json:"classes,omitempty"`
	Anchor  v1alpha1.RetentionAnchor `json:"anchor,omitempty"`
	Keeps   string                   `json:"keeps"`
}

// Form is how a server keeps something.
type Form string

// The forms.
const (
	// FormFiles can be deleted one by one.
	FormFiles Form = "Files"
	// FormDatabase keeps rows, which no sweep deletes.
	FormDatabase Form = "Database"
	// FormMemory is a directory in memory.
	FormMemory Form = "Memory"
	// FormNoFaces keeps nothing of a person.
	FormNoFaces Form = "NoFaces"
)

// RawImages is what to set so that a server keeps no original pictures, and how that shows.
type RawImages struct {
	Set string         `json:"set"`
	Env *corev1.EnvVar `json:"env,omitempty"`
}

// Peer is somebody whom a server has to reach.
type Peer struct {
	Port   int32  `json:"port"`
	Reason string `json:"reason"`
}

// known reads the embedded list once.
var known = sync.OnceValues(func() ([]Server, error) {
	var servers []Server
	if err := yaml.UnmarshalStrict(source, &servers); err != nil {
		return nil, fmt.Errorf("the embedded list of face servers cannot be read: %w", err)
	}
	return servers, nil
})

// Known returns the face servers that are known.
func Known() ([]Server, error) { return known() }

// recognise returns the server whose image fits best, nil when none does.
func recognise(servers []Server, image string) *Server {
	var best *Server
	for i := range servers {
		if strings.Contains("/"+image, "/"+servers[i].Image) && (best == nil || len(servers[i].Image) > len(best.Image)) {
			best = &servers[i]
		}
	}
	return best
}

// listensOpenly says that a server answers on a port without asking who is there.
func (s *Server) listensOpenly(port int32) bool {
	for _, each := range s.Ports {
		if each.Port == port && each.Open {
			return true
		}
	}
	return false
}
