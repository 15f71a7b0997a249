// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cel

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"sigs.k8s.io/yaml"
)

// schema is one node of a kind's schema. Its path is like spec.dataStores[].name: [] for the items of a list, {} for the
// values of a map.
type schema = apiextensionsv1.JSONSchemaProps

const crdFolder = "../../config/crd/bases"

// definitions are the CRDs by kind.
func definitions(t *testing.T) map[string]*apiextensionsv1.CustomResourceDefinition {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(crdFolder, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no CRDs in %s (%v)", crdFolder, err)
	}
	found := map[string]*apiextensionsv1.CustomResourceDefinition{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var crd apiextensionsv1.CustomResourceDefinition
		if err := yaml.UnmarshalStrict(data, &crd); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		found[crd.Spec.Names.Kind] = &crd
	}
	return found
}

// root is the schema of a kind in its only version, without metadata, which is not ours.
func root(crd *apiextensionsv1.CustomResourceDefinition) *schema {
	s := crd.Spec.Versions[0].Schema.OpenAPIV3Schema
	for _, name := range []string{"metadata", "apiVersion", "kind"} {
		delete(s.Properties, name)
	}
	return s
}

// walk visits a schema and everything below it, in a fixed order.
func walk(s *schema, path string, visit func(s *schema, path string)) {
	visit(s, path)
	names := make([]string, 0, len(s.Properties))
	for name := range s.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		child := s.Properties[name]
		walk(&child, strings.TrimPrefix(path+"."+name, "."), visit)
	}
	if s.Items != nil && s.Items.Schema != nil {
		walk(s.Items.Schema, path+"[]", visit)
	}
	if s.AdditionalProperties != nil && s.AdditionalProperties.Schema != nil {
		walk(s.AdditionalProperties.Schema, path+"{}", visit)
	}
}

func isField(path string) bool {
	return path != "" && !strings.HasSuffix(path, "[]") && !strings.HasSuffix(path, "{}")
}

func TestEveryFieldIsExplained(t *testing.T) {
	const longest = 1000 // maxDescLen of the generator: what is longer was cut
	for kind, crd := range definitions(t) {
		walk(root(crd), "", func(s *schema, path string) {
			text := strings.TrimSpace(s.Description)
			switch {
			case !isField(path):
			case text == "":
				t.Errorf("%s: %s has no description", kind, path)
			case !strings.HasSuffix(text, "."):
				t.Errorf("%s: the description of %s is no sentence: %q", kind, path, text)
			case len(text) >= longest:
				t.Errorf("%s: the description of %s is cut at %d bytes", kind, path, longest)
			}
		})
	}
}

func TestEveryListMapAndStringIsBounded(t *testing.T) {
	for kind, crd := range definitions(t) {
		walk(root(crd), "", func(s *schema, path string) {
			switch {
			case s.Type == "string" && s.MaxLength == nil && len(s.Enum) == 0 && s.Format == "":
				t.Errorf("%s: the string %s has no maxLength, enum or format", kind, path)
			case s.Type == "array" && s.MaxItems == nil:
				t.Errorf("%s: the list %s has no maxItems", kind, path)
			case s.Type == "array" && s.XListType == nil:
				t.Errorf("%s: the list %s does not say whether it is a set, a map or atomic", kind, path)
			case s.AdditionalProperties != nil && s.MaxProperties == nil:
				t.Errorf("%s: the map %s has no maxProperties", kind, path)
			case s.Type == "number":
				t.Errorf("%s: %s is a floating-point number; use a string", kind, path)
			}
		})
	}
}

func TestListItemsHaveNoDefaults(t *testing.T) {
	for kind, crd := range definitions(t) {
		walk(root(crd), "", func(s *schema, path string) {
			if s.Default != nil && strings.Contains(path, "[]") {
				t.Errorf("%s: %s has a default inside a list; GitOps would see drift", kind, path)
			}
		})
	}
}

func TestSizeOfTheKinds(t *testing.T) {
	const (
		ours       = 200_000 // bytes of YAML
		annotation = 262_144 // what client-side apply can put into its annotation, in bytes of JSON
	)
	files, err := filepath.Glob(filepath.Join(crdFolder, "*.yaml"))
	if err != nil || len(files) != len(plurals) {
		t.Fatalf("found %d CRDs (%v), want %d", len(files), err, len(plurals))
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		asJSON, err := yaml.YAMLToJSON(data)
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > ours || len(asJSON) > annotation {
			t.Errorf("%s has %d bytes as YAML (at most %d) and %d as JSON (at most %d)",
				filepath.Base(file), len(data), ours, len(asJSON), annotation)
		}
	}
}

func TestExplainReadsLikeAManual(t *testing.T) {
	// What kubectl remembered while the kinds were installed does not know their short names yet.
	fresh := "--cache-dir=" + t.TempDir()
	outline, err := running.Kubectl(t.Context(), "explain", "frd.spec", "--recursive", fresh)
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"responsibleParty", "lawfulBasis", "dataStores", "fallback", "workload", "-required-", "enum:"} {
		if !strings.Contains(outline, field) {
			t.Errorf("kubectl explain frd.spec --recursive does not show %s:\n%s", field, outline)
		}
	}
	one, err := running.Kubectl(t.Context(), "explain", "frd.spec.dataStores.retention.max", fresh)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(one, "ISO 8601") {
		t.Errorf("kubectl explain of a period does not say how it is written:\n%s", one)
	}
}
