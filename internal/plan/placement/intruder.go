// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package placement

import (
	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// Intrusion says how a pod came in that facegov did not let in, in one CamelCase word; empty for all others.
type Intrusion string

// How pods come in that facegov did not let in.
const (
	// IntrusionNone means that facegov let it in, or has yet to.
	IntrusionNone Intrusion = ""
	// IntrusionStatic means that a kubelet runs it from a folder of its node. Nobody stops it through the API.
	IntrusionStatic Intrusion = "StaticPod"
	// IntrusionUnowned means that it carries the label and belongs to another workload, or to none.
	IntrusionUnowned Intrusion = "Unowned"
	// IntrusionUngated means that it was born without the gate, or that somebody else lifted it.
	IntrusionUngated Intrusion = "GateNotLifted"
	// IntrusionWithoutWayIn means that the way in without a face was taken out of it, or never put in.
	IntrusionWithoutWayIn Intrusion = "WithoutWayIn"
	// IntrusionOtherImage means that a container has another image than the template, or is not in it.
	IntrusionOtherImage Intrusion = "OtherImage"
)

// IntrusionOf says how a pod came in that facegov did not let in. The digest is that of the template that facegov
// renders from the spec: what a pod of an earlier template should be is not known any more, and it is on its way out.
func IntrusionOf(s *facts.Snapshot, pod *facts.Pod, digest string) Intrusion {
	switch {
	case pod.Origin.Static:
		return IntrusionStatic
	case pod.Origin.Unowned:
		return IntrusionUnowned
	case pod.Origin.WithoutWayIn:
		return IntrusionWithoutWayIn
	case pod.Origin.Unnarrowed:
		return IntrusionUngated
	case digest != "" && pod.TemplateDigest == digest && hasOtherImages(s, pod):
		return IntrusionOtherImage
	default:
		return IntrusionNone
	}
}

// Static returns the names of the static pods.
func Static(s *facts.Snapshot) []string {
	var names []string
	for i := range s.Pods {
		if s.Pods[i].Origin.Static {
			names = append(names, s.Pods[i].Name)
		}
	}
	return names
}

// hasOtherImages compares the containers of a pod with those of the template, the way in apart.
func hasOtherImages(s *facts.Snapshot, pod *facts.Pod) bool {
	isRendered := s.Deployment.Spec.Workload.Type == v1alpha1.WorkloadTypeTemplate
	if !isRendered || pod.Origin.Images == nil || s.Template.Spec == nil {
		return false
	}
	declared := map[string]string{}
	for i := range s.Template.Spec.InitContainers {
		declared[s.Template.Spec.InitContainers[i].Name] = s.Template.Spec.InitContainers[i].Image
	}
	for i := range s.Template.Spec.Containers {
		declared[s.Template.Spec.Containers[i].Name] = s.Template.Spec.Containers[i].Image
	}
	delete(declared, facts.FallbackContainer)
	seen := 0
	for name, image := range pod.Origin.Images {
		if name == facts.FallbackContainer {
			continue
		}
		seen++
		if wanted, isDeclared := declared[name]; !isDeclared || wanted != image {
			return true
		}
	}
	return seen != len(declared)
}
