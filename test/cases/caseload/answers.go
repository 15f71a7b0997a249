// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package caseload

import (
	"bytes"
	"fmt"

	ordered "go.yaml.in/yaml/v3"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/audit"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/internal/policy"
)

// Answers is what facegov answers to a case.
type Answers struct {
	// Verdict is the decision.
	Verdict policy.Verdict
	// Plan is what should then be there.
	Plan plan.Plan
	// Status is what is written when everything of the plan was applied and nothing had to be changed for it.
	Status v1alpha1.FaceRecognitionDeploymentStatus
}

// Answer decides a snapshot by the core alone.
func Answer(s *facts.Snapshot) Answers {
	a := Answers{Verdict: policy.Evaluate(s)}
	a.Plan = plan.Build(s, &a.Verdict, Settings)
	a.Status = audit.Status(s, &a.Verdict, &a.Plan, &plan.Outcome{})
	return a
}

// Files returns the answers in the words of the golden files, by file. The digests of policies are left out: they
// change with every comma in a law's text.
func (a *Answers) Files() (map[string]string, error) {
	status := a.Status.DeepCopy()
	for i := range status.Policies {
		status.Policies[i].Digest = ""
	}
	written, err := yaml.Marshal(status)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", StatusFile, err)
	}
	files := map[string]string{StatusFile: string(written)}
	for file, view := range map[string]any{VerdictFile: verdictView(&a.Verdict), PlanFile: planView(&a.Plan)} {
		var text bytes.Buffer
		encoder := ordered.NewEncoder(&text)
		encoder.SetIndent(2)
		if err := encoder.Encode(view); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		files[file] = text.String()
	}
	return files, nil
}
