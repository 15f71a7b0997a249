// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// render returns the objects of the chart with its own values and one choice of what completes governed pods, as Helm
// renders them.
func render(t *testing.T, mutation string) []unstructured.Unstructured {
	t.Helper()
	const chart = "../../charts/facegov/"
	text, err := os.ReadFile(chart + "values.yaml")
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]any{}
	if err := yaml.Unmarshal(text, &values); err != nil {
		t.Fatal(err)
	}
	values["admission"] = map[string]any{"mutation": mutation}
	parsed, err := template.New("operator.yaml").Option("missingkey=error").
		Funcs(template.FuncMap{"quote": strconv.Quote}).ParseFiles(chart + "templates/operator.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var rendered strings.Builder
	if err := parsed.Execute(&rendered, map[string]any{"Values": values}); err != nil {
		t.Fatal(err)
	}
	var objects []unstructured.Unstructured
	for document := range strings.SplitSeq(rendered.String(), "\n---") {
		var object unstructured.Unstructured
		if err := yaml.Unmarshal([]byte(document), &object.Object); err != nil {
			t.Fatalf("%v in\n%s", err, document)
		}
		if len(object.Object) > 0 {
			objects = append(objects, object)
		}
	}
	return objects
}

// TestOneOfPoliciesAndWebhooksCompletesPods renders the chart with each choice: what completes governed pods is there
// once, and everything else is there either way.
func TestOneOfPoliciesAndWebhooksCompletesPods(t *testing.T) {
	policies := []string{
		"MutatingAdmissionPolicy facegov-evidence-attestation", "MutatingAdmissionPolicy facegov-exception-people",
		"MutatingAdmissionPolicy facegov-pod-adoption", "MutatingAdmissionPolicy facegov-pod-gate",
		"MutatingAdmissionPolicy facegov-pod-sidecar",
		"MutatingAdmissionPolicyBinding facegov-evidence-attestation",
		"MutatingAdmissionPolicyBinding facegov-exception-people",
		"MutatingAdmissionPolicyBinding facegov-pod-adoption", "MutatingAdmissionPolicyBinding facegov-pod-gate",
		"MutatingAdmissionPolicyBinding facegov-pod-sidecar",
	}
	webhooks := []string{
		"ClusterRole facegov-mutation", "ClusterRoleBinding facegov-mutation", "MutatingWebhookConfiguration facegov",
		"ValidatingAdmissionPolicy facegov-pod-adopted", "ValidatingAdmissionPolicyBinding facegov-pod-adopted",
	}
	var others [][]string
	for mutation, want := range map[string][]string{"Policy": policies, "Webhook": webhooks} {
		var got, rest []string
		for _, object := range render(t, mutation) {
			name := object.GetKind() + " " + object.GetName()
			if slices.Contains(policies, name) || slices.Contains(webhooks, name) {
				got = append(got, name)
				continue
			}
			rest = append(rest, name)
			if object.GetKind() == "Deployment" && !slices.Contains(arguments(t, &object), "--admission-mutation="+mutation) {
				t.Errorf("%s: the operator is not told so", mutation)
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", mutation, diff)
		}
		others = append(others, rest)
	}
	if diff := cmp.Diff(others[0], others[1]); diff != "" || len(others[0]) == 0 {
		t.Errorf("the choice changes something else too (-one +other):\n%s", diff)
	}
}

// arguments returns what the operator is started with.
func arguments(t *testing.T, deployment *unstructured.Unstructured) []string {
	t.Helper()
	containers, _, err := unstructured.NestedSlice(deployment.Object, "spec", "template", "spec", "containers")
	if err != nil || len(containers) == 0 {
		t.Fatalf("no containers: %v", err)
	}
	args, _, err := unstructured.NestedStringSlice(containers[0].(map[string]any), "args")
	if err != nil {
		t.Fatal(err)
	}
	return args
}
