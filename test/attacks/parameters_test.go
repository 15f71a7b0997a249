// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package attacks

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"
)

// expectation is what somebody is answered: nothing, or a refusal that contains a text.
type expectation struct {
	Name    string  `json:"name"`
	Who     string  `json:"who"`
	Does    request `json:"does"`
	Refused string  `json:"refused,omitempty"`
}

func (e expectation) check(t *testing.T) {
	t.Helper()
	_, err := shared.try(t.Context(), e.Who, e.Does, true)
	switch {
	case e.Refused == "" && err != nil:
		t.Errorf("refused: %v", err)
	case e.Refused != "" && (err == nil || !strings.Contains(err.Error(), e.Refused)):
		t.Errorf("answered with %v, want a refusal with %q", err, e.Refused)
	}
}

func checkExpectations(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	must(t, err)
	var all []expectation
	must(t, yaml.UnmarshalStrict(text, &all))
	for _, e := range all {
		t.Run(e.Name, e.check)
	}
}

// TestOthersAreLeftAlone tries in a namespace that is not enrolled what is refused in one that is, and in one that is
// what has nothing to do with faces.
func TestOthersAreLeftAlone(t *testing.T) { checkExpectations(t, "testdata/outside.yaml") }

// TestWithoutParameters takes the ConfigMap away: no recogniser starts or changes, and nothing else hangs on it.
func TestWithoutParameters(t *testing.T) {
	parameters := &corev1.ConfigMap{}
	key := client.ObjectKey{Namespace: "facegov-system", Name: "facegov-admission"}
	must(t, shared.admin.Get(t.Context(), key, parameters))
	must(t, shared.admin.Delete(t.Context(), parameters))
	t.Cleanup(func() { restore(t, parameters) })
	must(t, eventually(t.Context(), "the policies miss their parameters", func(ctx context.Context) error {
		if _, err := shared.try(ctx, operator, lifting, true); err == nil {
			return errors.New("the operator may still lift the gate")
		}
		return nil
	}))
	checkExpectations(t, "testdata/without-parameters.yaml")
}

// lifting is the update by which the operator lets a pod pass.
var lifting = request{
	Patch: "/api/v1/namespaces/maple-court/pods/$gated",
	JSON: []byte(`[{"op":"remove","path":"/spec/schedulingGates"},{"op":"add","path":"/spec/affinity","value":` +
		`{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[` +
		`{"key":"facegov.node-restriction.kubernetes.io/zone","operator":"In","values":["maple-north-gate"]}]}]}}}}]`),
}

// restore puts the parameters back and waits until the policies have seen them.
func restore(t *testing.T, parameters *corev1.ConfigMap) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	parameters.ResourceVersion, parameters.UID = "", ""
	must(t, shared.admin.Create(ctx, parameters))
	must(t, eventually(ctx, "the policies have their parameters", func(ctx context.Context) error {
		_, err := shared.try(ctx, operator, lifting, true)
		return err
	}))
}
