// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package zonelabels

import (
	"slices"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Node is what there is to know of a node.
type Node struct {
	// Name of the node.
	Name string
	// Labels of the node.
	Labels map[string]string
}

// Standing is how one zone stands with the nodes.
type Standing struct {
	// Labelled is how many nodes carry the zone's label.
	Labelled int32
	// Pending is how many nodes should carry it and do not, or carry it and should not.
	Pending int
	// Overlapping are the nodes that another zone claims too, in alphabetical order.
	Overlapping []string
	// Rivals are the zones that claim them too, in alphabetical order.
	Rivals []string
	// Missing are nodes that the zone names and that do not exist, in alphabetical order.
	Missing []string
}

// Standing says how one zone stands with all nodes of the cluster.
func (c *Claims) Standing(zone *v1alpha1.RecognitionZone, nodes []Node) Standing {
	var s Standing
	exist := make(map[string]bool, len(nodes))
	for i := range nodes {
		exist[nodes[i].Name] = true
		s.add(zone.Name, &nodes[i], c.Of(nodes[i].Name, nodes[i].Labels))
	}
	if zone.Spec.Nodes != nil {
		for _, name := range zone.Spec.Nodes.Names {
			if !exist[name] {
				s.Missing = append(s.Missing, name)
			}
		}
	}
	for _, list := range []*[]string{&s.Overlapping, &s.Rivals, &s.Missing} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return s
}

func (s *Standing) add(zone string, node *Node, claimants []string) {
	carries := node.Labels[v1alpha1.ZoneNodeLabel] == zone
	claims := slices.Contains(claimants, zone)
	if carries {
		s.Labelled++
	}
	if carries != (claims && len(claimants) == 1) {
		s.Pending++
	}
	if !claims || len(claimants) == 1 {
		return
	}
	s.Overlapping = append(s.Overlapping, node.Name)
	for _, rival := range claimants {
		if rival != zone {
			s.Rivals = append(s.Rivals, rival)
		}
	}
}
