// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package zonelabels

import (
	"fmt"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/venue"
	"github.com/facegov/facegov/internal/plan/conditions"
	"github.com/facegov/facegov/internal/policy"
)

const (
	// maxOverlapping is how many nodes the status lists.
	maxOverlapping = 64
	// maxNamed is how many names a message lists.
	maxNamed = 5
)

// isForPerson says that a person has to change something: no passing of time will mend it.
func isForPerson(s conditions.State) bool {
	switch s.Reason {
	case v1alpha1.ReasonProgressing, v1alpha1.ReasonNoNodes:
		return false
	default:
		return s.Status == metav1.ConditionFalse
	}
}

// Status says how a zone is. It keeps the times of conditions that say the same as before, so that an unchanged world
// gives an equal status.
func Status(zone *v1alpha1.RecognitionZone, standing Standing, now time.Time) v1alpha1.RecognitionZoneStatus {
	status := v1alpha1.RecognitionZoneStatus{
		ObservedGeneration: zone.Generation,
		NodeCount:          standing.Labelled,
		OverlappingNodes:   standing.Overlapping[:min(len(standing.Overlapping), maxOverlapping)],
	}
	if known, ok := venue.Lookup(zone.Spec.Venue); ok {
		status.Class = string(known.Class)
	}
	labelled := nodesLabelled(&zone.Spec, standing)
	ready := labelled
	if wrong := wrongWords(&zone.Spec); wrong != nil {
		ready = *wrong
	}
	states := map[string]conditions.State{v1alpha1.ConditionNodesLabelled: labelled}
	conditions.Ready(states, ready, isForPerson(ready))
	seen := conditions.Seen{Conditions: zone.Status.Conditions, Generation: zone.Generation, Now: now}
	status.Conditions = seen.List(states)
	return status
}

// wrongWords says which word of the spec nobody knows, nil when all are known.
func wrongWords(spec *v1alpha1.RecognitionZoneSpec) *conditions.State {
	faults := append(policy.DoubtZone(spec), policy.ValidateZone(spec)...)
	for _, fault := range faults {
		if !strings.HasPrefix(fault.Field, "spec.nodes.") { // nodesLabelled says it
			wrong := conditions.False(fault.Code, fault.Field+": "+fault.Message)
			return &wrong
		}
	}
	return nil
}

// nodesLabelled says whether exactly the nodes of the zone carry its label.
func nodesLabelled(spec *v1alpha1.RecognitionZoneSpec, s Standing) conditions.State {
	switch {
	case len(s.Overlapping) > 0:
		return conditions.False(v1alpha1.ReasonNodeOverlap, fmt.Sprintf(
			"Claimed twice: %s, by %s too; such a node carries no zone label and nothing may stand there; leave it to one zone",
			named("node", s.Overlapping), named("zone", s.Rivals)))
	case s.Pending > 0:
		return conditions.False(v1alpha1.ReasonProgressing,
			fmt.Sprintf("%d nodes do not carry the right label yet", s.Pending))
	case spec.Nodes == nil:
		return conditions.True(v1alpha1.ReasonCameraOnly, "The zone has no nodes: only cameras see it")
	case !isReadable(spec):
		return conditions.False(v1alpha1.ReasonInvalidSelector,
			"spec.nodes.selector cannot be read, or looks at "+v1alpha1.ZoneNodeLabel+", the label that it causes; "+
				"choose nodes by a label of your own under node-restriction.kubernetes.io")
	case s.Labelled == 0 && len(s.Missing) > 0:
		return conditions.False(v1alpha1.ReasonNoNodes, "The "+missing(s)+"; the zone waits")
	case s.Labelled == 0:
		return conditions.False(v1alpha1.ReasonNoNodes,
			"spec.nodes.selector selects no node; the zone waits for one")
	case len(s.Missing) > 0:
		return conditions.True(v1alpha1.ReasonLabelled,
			standing(s.Labelled)+"; the "+missing(s))
	default:
		return conditions.True(v1alpha1.ReasonLabelled, standing(s.Labelled))
	}
}

// isReadable says whether the zone's claim on nodes can be read.
func isReadable(spec *v1alpha1.RecognitionZoneSpec) bool {
	if len(spec.Nodes.Names) > 0 {
		return true
	}
	_, readable := Selector(spec.Nodes.Selector)
	return readable
}

func standing(nodes int32) string {
	if nodes == 1 {
		return "1 node stands here"
	}
	return fmt.Sprintf("%d nodes stand here", nodes)
}

func missing(s Standing) string {
	does := "do"
	if len(s.Missing) == 1 {
		does = "does"
	}
	return fmt.Sprintf("%s of spec.nodes.names %s not exist", named("node", s.Missing), does)
}

// named lists names with a word for what they are.
func named(word string, names []string) string {
	if len(names) != 1 {
		word += "s"
	}
	list := strings.Join(names[:min(len(names), maxNamed)], ", ")
	if more := len(names) - maxNamed; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return word + " " + list
}
