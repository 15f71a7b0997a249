// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Provider bounds who else sees faces: who is declared as a third party, who receives a transfer, and whose images run.
// Names are compared without regard to case.
type Provider struct {
	// Listed are the refused providers in the form in which names are compared.
	Listed []string
	// Demand is the requirement as written.
	Demand v1alpha1.ProviderRequirement
}

var (
	providersUnknown = Answer{
		Unknown, "ProvidersUnknown", "it is not declared which third parties see faces",
		"List them under recognition.providers; an empty list says that there are none.", false,
	}
	imagesUnknown = Answer{
		Unknown, "ImagesUnknown", "it is not known which images run, so it is not known who made them",
		"Give a pod template that can be read.", false,
	}
	providerRefused = Answer{
		Violated, "ProviderRefused", "%s is %s, which the rule refuses",
		"Use another provider, and have what this one holds deleted.", false,
	}
	providerExternal = Answer{
		Violated, "ThirdPartySeesFaces", "%s sees faces; the rule allows no third party",
		"Run the recogniser without the third party and take it out of the declaration.", false,
	}
	providersAllowed = Answer{
		Met, "ProvidersAllowed", "nobody sees faces whom the rule refuses", "", false,
	}
)

var providerDescription = Description{
	Type: v1alpha1.RequirementProvider,
	Demands: "No third party sees faces whom a law refuses. Names are compared without regard to case: as a whole, as " +
		"a host, as a domain of the host, and as a part of an image's name.",
	Facts: []Fact{
		{"spec.recognition.providers", "", "Unknown; an empty list says that there are none"},
		{"spec.transfers[].recipient", "", "adds no one"},
		{"spec.network.egress[].host", "", "adds no one"},
		{"spec.workload.template.spec", "", "Unknown where providers are listed, because the images are not known"},
	},
	Answers: []Answer{providersUnknown, imagesUnknown, providerRefused, providerExternal, providersAllowed},
	Merges:  "Whom any rule refuses is refused.",
}

func compileProvider(d *v1alpha1.ProviderRequirement) Requirement {
	p := Provider{Demand: *d}
	for _, name := range d.NotProviders {
		p.Listed = append(p.Listed, folded(name))
	}
	return p
}

// Demands implements Demanding.
func (p Provider) Demands() []Demand {
	var demands []Demand
	for _, name := range p.Listed {
		demands = append(demands, forbidden(name, ""))
	}
	if p.Demand.External == v1alpha1.ProhibitionForbidden {
		demands = append(demands, forbidden("ThirdParties", ""))
	}
	if p.Demand.Declared == v1alpha1.DemandedRequired {
		demands = append(demands, required("Declaration"))
	}
	return demands
}

// Check implements Requirement: one check for everybody who is refused, and one for each thing that is not known.
func (p Provider) Check(w *World, _ RuleKey) []Check {
	const path = "spec.recognition.providers"
	spec := &w.Facts.Deployment.Spec
	var checks []Check
	for i, name := range spec.Recognition.Providers {
		checks = append(checks, p.checkParty(name, path, i, "")...)
	}
	for i := range spec.Transfers {
		if name := spec.Transfers[i].Recipient; name != "" {
			checks = append(checks, p.checkParty(name, "spec.transfers", i, ".recipient")...)
		}
	}
	for i := range spec.Network.Egress {
		// Not every host that is reached sees faces, but a listed one is there for nothing else.
		if host := spec.Network.Egress[i].Host; host != "" {
			if listed, refused := p.refuses(hostOf(host)); refused {
				checks = append(checks, providerRefused.is(elementPath("spec.network.egress", i, ".host"), host, listed))
			}
		}
	}
	if len(p.Listed) > 0 {
		checks = append(checks, p.checkImages(w)...)
	}
	if spec.Recognition.Providers == nil {
		checks = append(checks, providersUnknown.is(path))
	}
	return providersAllowed.unless(w, checks, path)
}

func (p Provider) checkParty(name, list string, i int, field string) []Check {
	if listed, refused := p.refuses(folded(name), hostOf(name)); refused {
		return []Check{providerRefused.is(elementPath(list, i, field), name, listed)}
	}
	if p.Demand.External == v1alpha1.ProhibitionForbidden {
		return []Check{providerExternal.is(elementPath(list, i, field), name)}
	}
	return nil
}

func (p Provider) checkImages(w *World) []Check {
	pod := w.Facts.Template.Spec
	if pod == nil {
		return []Check{imagesUnknown.is("spec.workload")}
	}
	var checks []Check
	for field, containers := range map[string][]corev1.Container{
		"initContainers": pod.InitContainers, "containers": pod.Containers,
	} {
		for i := range containers {
			image := folded(containers[i].Image)
			repository, _, _ := strings.Cut(image, "@")
			if colon := strings.LastIndex(repository, ":"); colon > strings.LastIndex(repository, "/") {
				repository = repository[:colon]
			}
			path := fmt.Sprintf("spec.workload.template.spec.%s[%d].image", field, i)
			if listed, refused := p.refuses(append(strings.Split(repository, "/"), repository, hostOf(image))...); refused {
				checks = append(checks, providerRefused.on(v1alpha1.BasisObserved, path, image, listed))
			}
		}
	}
	slices.SortFunc(checks, func(a, b Check) int { return strings.Compare(a.FieldPath, b.FieldPath) })
	return checks
}

// refuses returns the listed provider that one of the names is, or is a host of.
func (p Provider) refuses(called ...string) (listed string, refused bool) {
	for _, listed := range p.Listed {
		for _, name := range called {
			if name == listed || strings.Contains(listed, ".") && strings.HasSuffix(name, "."+listed) {
				return listed, true
			}
		}
	}
	return "", false
}

// folded is a name in the form in which names are compared.
func folded(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// hostOf is the host in a name, an address or an image, in the form in which names are compared.
func hostOf(name string) string {
	host := folded(name)
	if _, after, found := strings.Cut(host, "://"); found {
		host = after
	}
	host, _, _ = strings.Cut(host, "/")
	if _, after, found := strings.Cut(host, "@"); found {
		host = after
	}
	host, _, _ = strings.Cut(host, ":")
	return strings.TrimSuffix(host, ".")
}
