// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"testing"

	corev1 "k8s.io/api/core/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

func TestProvider(t *testing.T) {
	const path = "spec.recognition.providers"
	const image = "spec.workload.template.spec.containers[0].image"
	sees := func(providers ...string) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) {
			s.Deployment.Spec.Recognition.Providers = append([]string{}, providers...)
			s.Template.Spec = &corev1.PodSpec{Containers: []corev1.Container{{Image: "registry.example/recogniser:1"}}}
		}
	}
	runs := func(image string) func(*facts.Snapshot) {
		return func(s *facts.Snapshot) {
			sees()(s)
			s.Template.Spec.Containers[0].Image = image
		}
	}
	listed := v1alpha1.ProviderRequirement{NotProviders: []string{"Clearview AI", "clearview.ai", "PimEyes"}}
	external := v1alpha1.ProviderRequirement{External: v1alpha1.ProhibitionForbidden}
	declared := v1alpha1.ProviderRequirement{Declared: v1alpha1.DemandedRequired}
	refused := func(at string) []brief { return []brief{{Violated, "ProviderRefused", at}} }
	allowed := []brief{{Met, "ProvidersAllowed", path}}
	for name, tc := range map[string]struct {
		demand v1alpha1.ProviderRequirement
		ruleCase
	}{
		"nobody sees faces":                   {listed, ruleCase{sees(), allowed}},
		"somebody else":                       {listed, ruleCase{sees("Honest Faces"), allowed}},
		"a listed name":                       {listed, ruleCase{sees("Honest Faces", "Clearview AI"), refused(path + "[1]")}},
		"a listed name in other letters":      {listed, ruleCase{sees(" CLEARVIEW ai "), refused(path + "[0]")}},
		"a listed host":                       {listed, ruleCase{sees("Clearview.AI"), refused(path + "[0]")}},
		"a host below a listed domain":        {listed, ruleCase{sees("api.eu.clearview.ai"), refused(path + "[0]")}},
		"an address with scheme and port":     {listed, ruleCase{sees("https://api.clearview.ai:443/v1"), refused(path + "[0]")}},
		"a host with its final dot":           {listed, ruleCase{sees("clearview.ai."), refused(path + "[0]")}},
		"a name that only ends alike":         {listed, ruleCase{sees("notclearview.ai"), allowed}},
		"a part of a listed name is no match": {listed, ruleCase{sees("Clearview"), allowed}},
		"a recipient of a transfer": {listed, ruleCase{func(s *facts.Snapshot) {
			sees()(s)
			s.Deployment.Spec.Transfers = []v1alpha1.Transfer{{Name: "out", Recipient: "pimeyes"}}
		}, refused("spec.transfers[0].recipient")}},
		"an image from a listed domain":       {listed, ruleCase{runs("images.clearview.ai/face:2"), refused(image)}},
		"an image of a listed name":           {listed, ruleCase{runs("docker.io/pimeyes/search@sha256:00"), refused(image)}},
		"an image whose tag is a listed name": {listed, ruleCase{runs("registry.example/face:pimeyes"), allowed}},
		"an image that prepares the recogniser": {listed, ruleCase{func(s *facts.Snapshot) {
			sees()(s)
			s.Template.Spec.InitContainers = []corev1.Container{{Image: "pimeyes/models"}}
		}, refused("spec.workload.template.spec.initContainers[0].image")}},
		"why something is reached is no provider": {listed, ruleCase{func(s *facts.Snapshot) {
			sees()(s)
			s.Deployment.Spec.Network.Egress = []v1alpha1.EgressRule{{Reason: "clearview.ai is blocked here", Host: "ntp.example"}}
		}, allowed}},
		"a destination of a listed domain": {listed, ruleCase{func(s *facts.Snapshot) {
			sees()(s)
			s.Deployment.Spec.Network.Egress = []v1alpha1.EgressRule{{Reason: "matching", Host: "api.clearview.ai"}}
		}, refused("spec.network.egress[0].host")}},
		"images that nobody knows": {listed, ruleCase{func(s *facts.Snapshot) {
			sees()(s)
			s.Template.Spec = nil
		}, []brief{{Unknown, "ImagesUnknown", "spec.workload"}}}},
		"nothing said":                         {declared, ruleCase{nil, []brief{{Unknown, "ProvidersUnknown", path}}}},
		"an empty list says nobody":            {declared, ruleCase{sees(), allowed}},
		"nothing said where nobody may":        {external, ruleCase{nil, []brief{{Unknown, "ProvidersUnknown", path}}}},
		"a third party where nobody may":       {external, ruleCase{sees("Honest Faces"), []brief{{Violated, "ThirdPartySeesFaces", path + "[0]"}}}},
		"nobody where nobody may":              {external, ruleCase{sees(), allowed}},
		"a registry of images is no recipient": {external, ruleCase{runs("docker.io/honest/faces"), allowed}},
	} {
		t.Run(name, func(t *testing.T) { tc.run(t, compileProvider(&tc.demand)) })
	}
}
