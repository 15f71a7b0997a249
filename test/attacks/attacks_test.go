// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package attacks

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// attack is one trick, in testdata.
type attack struct {
	// Trick says what is tried; it names the test.
	Trick string `json:"trick"`
	// Ring is operator for what only the running operator undoes, and empty for what is decided here.
	Ring string `json:"ring,omitempty"`
	// Who tries it, one of identities.
	Who string `json:"who"`
	// Does is what they ask of the API server.
	Does request `json:"does,omitzero"`
	// By is what refuses it: policies, RBAC, NodeRestriction or Kubernetes. Where several refuse, the API server names one.
	By anyOf `json:"by,omitempty"`
	// Refused is what the refusal says.
	Refused anyOf `json:"refused,omitempty"`
	// Instead is the same, or the nearest thing, done by whoever may.
	Instead instead `json:"instead,omitzero"`
	// Undone says what the operator does about it, for Ring operator.
	Undone string `json:"undone,omitempty"`
}

// instead is what a legitimate actor does with success. It is what makes a refusal worth something: the request was well
// formed, and nobody else stands in its way.
type instead struct {
	Who  string  `json:"who"`
	Does request `json:"does"`
	// Answer is the error that shows that admission is passed, for what cannot succeed without a kubelet.
	Answer string `json:"answer,omitempty"`
}

// anyOf is one text or several of which any will do.
type anyOf []string

// UnmarshalJSON reads a text or a list of texts.
func (a *anyOf) UnmarshalJSON(data []byte) error {
	var one string
	if err := json.Unmarshal(data, &one); err == nil {
		*a = anyOf{one}
		return nil
	}
	var several []string
	err := json.Unmarshal(data, &several)
	*a = several
	return err
}

// in says that one of them is in a text.
func (a anyOf) in(text string) bool {
	return slices.ContainsFunc(a, func(each string) bool { return strings.Contains(text, each) })
}

func attacks() ([]attack, error) {
	paths := []string{"pods.yaml", "adopted.yaml", "attached.yaml", "around.yaml"}
	var all []attack
	for _, path := range paths {
		text, err := os.ReadFile(filepath.Join("testdata", path))
		if err != nil {
			return nil, err
		}
		var some []attack
		if err := yaml.UnmarshalStrict(text, &some); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		all = append(all, some...)
	}
	return all, nil
}

func TestAttacksAreRefused(t *testing.T) {
	all, err := attacks()
	if err != nil {
		t.Fatal(err)
	}
	if err := shared.awaitPolicies(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if a.Ring == "operator" {
			continue
		}
		t.Run(a.Trick, func(t *testing.T) {
			t.Parallel()
			_, err := shared.try(t.Context(), a.Who, a.Does, false)
			if refusal := a.check(err); refusal != "" {
				t.Errorf("%s, as %s: %s", a.Trick, a.Who, refusal)
			}
			_, err = shared.try(t.Context(), a.Instead.Who, a.Instead.Does, true)
			switch {
			case a.Instead.Answer == "" && err != nil:
				t.Errorf("the legitimate way, as %s, is refused: %v", a.Instead.Who, err)
			case a.Instead.Answer != "" && (err == nil || !strings.Contains(err.Error(), a.Instead.Answer)):
				t.Errorf("the legitimate way, as %s, is answered with %v, want %q", a.Instead.Who, err, a.Instead.Answer)
			}
		})
	}
}

// check says what is wrong with a refusal, "" when it is the right one.
func (a attack) check(err error) string {
	if err == nil {
		return "it succeeded"
	}
	text := err.Error()
	if !a.Refused.in(text) {
		return fmt.Sprintf("refused with %q, want %q", text, a.Refused)
	}
	isNamed := func(policy string) bool { return strings.Contains(text, "ValidatingAdmissionPolicy '"+policy+"'") }
	if a.isByPolicy() && !slices.ContainsFunc(a.By, isNamed) {
		return fmt.Sprintf("refused with %q, want it from policy %s", text, strings.Join(a.By, " or "))
	}
	return ""
}

func (a attack) isByPolicy() bool {
	return slices.ContainsFunc(a.By, func(by string) bool { return strings.HasPrefix(by, "facegov-") })
}

// awaitPolicies waits until each policy refuses the first trick that it is there for, in a dry run.
func (w *world) awaitPolicies(ctx context.Context, all []attack) error {
	var seen []string
	for _, a := range all {
		if !a.isByPolicy() || slices.Contains(seen, a.By[0]) {
			continue
		}
		seen = append(seen, a.By[0])
		err := eventually(ctx, a.By[0]+" is in force", func(ctx context.Context) error {
			_, err := w.try(ctx, a.Who, a.Does, true)
			if wrong := a.check(err); wrong != "" {
				return fmt.Errorf("%s: %s", a.Trick, wrong)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
