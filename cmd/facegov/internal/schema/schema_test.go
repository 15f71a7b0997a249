// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package schema

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/yaml"
)

var group = schema.GroupVersion{Group: "recognition.facegov.dev", Version: "v1alpha1"}

// gate is a deployment that the API server takes.
func gate(t *testing.T) map[string]any {
	t.Helper()
	text, err := os.ReadFile("../../../../config/samples/north-gate.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, string(text))
}

func decode(t *testing.T, text string) map[string]any {
	t.Helper()
	raw, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	content := map[string]any{}
	if err := utiljson.Unmarshal(raw, &content); err != nil {
		t.Fatal(err)
	}
	return content
}

func kind(t *testing.T, name string) *Kind {
	t.Helper()
	k, err := Known(group.WithKind(name))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestFaults breaks a sound deployment in one way each. The messages are those of the API server.
func TestFaults(t *testing.T) {
	set := func(value any, path ...string) func(map[string]any) {
		return func(content map[string]any) {
			if err := unstructured.SetNestedField(content, value, path...); err != nil {
				panic(err)
			}
		}
	}
	remove := func(path ...string) func(map[string]any) {
		return func(content map[string]any) { unstructured.RemoveNestedField(content, path...) }
	}
	inStore := func(change func(store map[string]any)) func(map[string]any) {
		return func(content map[string]any) {
			stores, _, _ := unstructured.NestedSlice(content, "spec", "dataStores")
			change(stores[0].(map[string]any))
			set(stores, "spec", "dataStores")(content)
		}
	}
	cases := map[string]struct {
		change func(map[string]any)
		// want are field and a part of the message, in any order; none means that it is sound.
		want []Fault
	}{
		"as it is":                        {change: func(map[string]any) {}},
		"a status is dropped":             {change: set("Perhaps", "status", "verdict")},
		"an unknown field":                {change: set("x", "spec", "purposes"), want: []Fault{{"spec.purposes", "unknown field"}}},
		"an unknown field of metadata":    {change: set("x", "metadata", "nam"), want: []Fault{{"metadata.nam", "unknown field"}}},
		"an unknown field of a list item": {change: inStore(func(s map[string]any) { s["sort"] = "x" }), want: []Fault{{"spec.dataStores[0].sort", "unknown field"}}},
		"a field of a pod is not its":     {change: set("x", "spec", "workload", "template", "spec", "imagePull")},
		"a required field":                {change: remove("spec", "subjects"), want: []Fault{{"spec.subjects", "Required value"}}},
		"a value outside the vocabulary":  {change: set("Fun", "spec", "purpose", "category"), want: []Fault{{"spec.purpose.category", `Unsupported value: "Fun"`}}},
		"a pattern":                       {change: set([]any{"shanghai"}, "spec", "jurisdictions"), want: []Fault{{"spec.jurisdictions[0]", "should match"}}},
		"a rule about one field":          {change: set("shanghai", "spec", "responsibleParty", "establishedIn"), want: []Fault{{"spec.responsibleParty.establishedIn", "must be a code in capitals"}}},
		"a bound":                         {change: set(strings.Repeat("a", 300), "spec", "responsibleParty", "name"), want: []Fault{{"spec.responsibleParty.name", "may not be more than 256"}}},
		"a type":                          {change: set("yes", "spec", "suspend"), want: []Fault{{"spec.suspend", "must be of type boolean"}}},
		"a name that stands twice": {change: func(c map[string]any) {
			s, _, _ := unstructured.NestedSlice(c, "spec", "sources")
			set(append(s, s[0]), "spec", "sources")(c)
		}, want: []Fault{{"spec.sources[1]", "Duplicate value"}}},
		"a value that stands twice": {change: set([]any{"PIN", "PIN"}, "spec", "purpose", "alternativesConsidered"), want: []Fault{{"spec.purpose.alternativesConsidered[1]", "Duplicate value"}}},
		"a rule of the kind":        {change: remove("spec", "fallback", "credentials"), want: []Fault{{"spec.fallback.credentials", "name the Secret"}}},
		"a rule of a list item":     {change: inStore(func(s map[string]any) { delete(s, "volume") }), want: []Fault{{"spec.dataStores[0].volume", "volume must be given for type Volume"}}},
		"a rule about the name":     {change: set(strings.Repeat("a", 49), "metadata", "name"), want: []Fault{{"", "metadata.name must be a DNS label of at most 48"}}},
		"no name at all":            {change: remove("metadata", "name"), want: []Fault{{"metadata.name", "name or generateName is required"}}},
		"no namespace":              {change: remove("metadata", "namespace"), want: []Fault{{"metadata.namespace", "Required value"}}},
		"labels that are none":      {change: set("x", "metadata", "labels"), want: []Fault{{"metadata", "labels"}}},
		"two faults are both named": {
			change: func(c map[string]any) { remove("spec", "subjects")(c); set("x", "spec", "purposes")(c) },
			want:   []Fault{{"spec.purposes", "unknown field"}, {"spec.subjects", "Required value"}},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			content := gate(t)
			tc.change(content)
			got := kind(t, "FaceRecognitionDeployment").Take(content)
			for _, want := range tc.want {
				if !slices.ContainsFunc(got, func(f Fault) bool {
					return f.Field == want.Field && strings.Contains(f.Message, want.Message)
				}) {
					t.Errorf("no fault %+v among %+v", want, got)
				}
			}
			if len(tc.want) == 0 && len(got) > 0 {
				t.Errorf("faults of a sound object: %+v", got)
			}
			if _, kept := content["status"]; kept {
				t.Error("the status is still there")
			}
		})
	}
}

func TestTakeGivesTheDefaultsOfTheKind(t *testing.T) {
	content := gate(t)
	for _, path := range [][]string{{"spec", "fallback", "grace"}, {"spec", "deletionPolicy"}, {"spec", "responsibleParty", "role"}} {
		unstructured.RemoveNestedField(content, path...)
	}
	if faults := kind(t, "FaceRecognitionDeployment").Take(content); len(faults) > 0 {
		t.Fatal(faults)
	}
	got := map[string]string{}
	for name, path := range map[string][]string{
		"grace": {"spec", "fallback", "grace"}, "deletion": {"spec", "deletionPolicy"}, "role": {"spec", "responsibleParty", "role"},
	} {
		got[name], _, _ = unstructured.NestedString(content, path...)
	}
	if diff := cmp.Diff(map[string]string{"grace": "PT1M", "deletion": "Erase", "role": "User"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAClusterScopedObjectHasNoNamespace(t *testing.T) {
	zone := decode(t, "apiVersion: recognition.facegov.dev/v1alpha1\nkind: RecognitionZone\n"+
		"metadata: {name: gate, namespace: site}\nspec: {venue: hotel, publicAccess: Public, jurisdiction: CN, timeZone: Asia/Shanghai}\n")
	want := []Fault{{"metadata.namespace", "Forbidden: not allowed on this type"}}
	if diff := cmp.Diff(want, kind(t, "RecognitionZone").Take(zone)); diff != "" {
		t.Error(diff)
	}
}

func TestOnlyFacegovsKindsAreKnown(t *testing.T) {
	for _, gvk := range []schema.GroupVersionKind{
		group.WithKind("RecognitionZoo"), {Group: group.Group, Version: "v9", Kind: "RecognitionZone"}, {Version: "v1", Kind: "Pod"},
	} {
		if _, err := Known(gvk); err == nil || !strings.Contains(err.Error(), "it knows ComplianceEvidence of") {
			t.Errorf("%s gives the error %v", gvk, err)
		}
	}
}
