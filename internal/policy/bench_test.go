// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	packs "github.com/facegov/facegov/config/policies"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/test/worlds"
)

const samples = "../../config/samples"

// northGate is the sample of a residential gate under all shipped laws.
func northGate(b *testing.B) *facts.Snapshot {
	b.Helper()
	s := &facts.Snapshot{
		Now: worlds.Now, Deployment: &v1alpha1.FaceRecognitionDeployment{},
		Namespace: facts.Namespace{Name: "maple-court", Labels: map[string]string{"site": "maple-court"}},
		WayIn:     facts.WayIn{Exists: true, Wanted: 2, Ready: 2}, Policies: shipped(b),
	}
	text, err := os.ReadFile(filepath.Join(samples, "north-gate.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	if err := yaml.UnmarshalStrict(text, s.Deployment); err != nil {
		b.Fatal(err)
	}
	s.Template = facts.DecodeTemplate(&s.Deployment.Spec.Workload)
	if text, err = os.ReadFile(filepath.Join(samples, "zones.yaml")); err != nil {
		b.Fatal(err)
	}
	for document := range bytes.SplitSeq(text, []byte("\n---\n")) {
		var z v1alpha1.RecognitionZone
		if err := yaml.UnmarshalStrict(document, &z); err != nil {
			b.Fatal(err)
		}
		if z.Name == "maple-north-gate" {
			s.Zones = append(s.Zones, facts.Zone{Name: z.Name, Found: true, NodeCount: 2, Spec: z.Spec})
		}
	}
	return s
}

func shipped(b *testing.B) []facts.Policy {
	b.Helper()
	var laws []facts.Policy
	for _, name := range packs.Names() {
		p, err := packs.Decode(name)
		if err != nil {
			b.Fatal(err)
		}
		laws = append(laws, compiled(b, name, p.Spec))
	}
	return laws
}

// BenchmarkEvaluate decides about the sample gate under all shipped laws.
func BenchmarkEvaluate(b *testing.B) {
	s := northGate(b)
	if v := policy.Evaluate(s); len(v.Findings) < 2*len(s.Policies) {
		b.Fatalf("%s by %d findings of %d policies", v.Result, len(v.Findings), len(s.Policies))
	}
	b.ReportAllocs()
	for b.Loop() {
		policy.Evaluate(s)
	}
}

// BenchmarkCompile compiles all shipped laws, which happens once for each generation of each.
func BenchmarkCompile(b *testing.B) {
	var specs []*v1alpha1.RecognitionPolicy
	for _, name := range packs.Names() {
		p, err := packs.Decode(name)
		if err != nil {
			b.Fatal(err)
		}
		specs = append(specs, p)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, p := range specs {
			if _, errs := policy.Compile(p.Name, 1, &p.Spec); len(errs) > 0 {
				b.Fatal(errs)
			}
		}
	}
}
