// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// TestExpressionsSeeWhatIsWritten compares the fields that expressions ask for one by one with the conversion of the
// whole, over every deployment that is written down somewhere.
func TestExpressionsSeeWhatIsWritten(t *testing.T) {
	specs := map[string]v1alpha1.FaceRecognitionDeploymentSpec{
		"nothing": {}, "a gate": gate().Deployment.Spec,
		"an empty list that says none": {
			Recognition: v1alpha1.Recognition{Providers: []string{}}, Jurisdictions: []string{}, Sources: []v1alpha1.Source{{}},
		},
	}
	files, err := filepath.Glob("../../../test/cases/*/*/deployment.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var d v1alpha1.FaceRecognitionDeployment
		if err := yaml.Unmarshal(text, &d); err != nil {
			t.Fatal(err)
		}
		specs[file] = d.Spec
	}
	for name, spec := range specs {
		t.Run(name, func(t *testing.T) {
			want, err := runtime.DefaultUnstructuredConverter.ToUnstructured(&spec)
			if err != nil {
				t.Fatal(err)
			}
			for _, list := range []string{"dataStores", "jurisdictions"} {
				if _, there := want[list]; !there {
					want[list] = []any{}
				}
			}
			for _, way := range []string{"egress", "ingress"} {
				if network := want["network"].(map[string]any); network[way] == nil {
					network[way] = []any{}
				}
			}
			w := NewWorld(&facts.Snapshot{Now: now, Deployment: &v1alpha1.FaceRecognitionDeployment{Spec: spec}})
			w.sight().metered = true
			got, _ := w.sight().ResolveName("deployment")
			if diff := cmp.Diff(want, asWritten(t, got.(ref.Val))); diff != "" {
				t.Errorf("field by field (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(want, got.(*record).Value()); diff != "" {
				t.Errorf("as a whole (-want +got):\n%s", diff)
			}
		})
	}
}

// asWritten turns a CEL value back, asking for each field by its name.
func asWritten(t *testing.T, value ref.Val) any {
	t.Helper()
	switch v := value.(type) {
	case *record:
		content := map[string]any{}
		for name := range v.shape.byName {
			if field, found := v.Find(types.String(name)); found {
				content[name] = asWritten(t, field)
			} else if field != nil {
				t.Errorf("%s: %v", name, field)
			}
		}
		return content
	case traits.Mapper:
		return v.Value()
	case traits.Lister:
		elements := []any{}
		for i := range int(v.Size().(types.Int)) {
			elements = append(elements, asWritten(t, v.Get(types.Int(i))))
		}
		return elements
	case types.Null:
		return nil
	default:
		return v.Value()
	}
}

func TestWhatIsLargerThanEstimatedIsMetered(t *testing.T) {
	tests := map[string]struct {
		text string
		edit func(s *facts.Snapshot)
		want string // of the error; empty when the expression gives true
	}{
		"a text within the bounds": {
			"deployment.purpose.description.contains('gate')",
			func(s *facts.Snapshot) { s.Deployment.Spec.Purpose.Description = "the gate" }, "",
		},
		"a text beyond them is read all the same": {
			"deployment.purpose.description.contains('gate')",
			func(s *facts.Snapshot) {
				s.Deployment.Spec.Purpose.Description = strings.Repeat("x", 2*maxTextSize) + "gate"
			}, "",
		},
		"a list beyond them is read all the same": {
			"deployment.jurisdictions.size() > 64",
			func(s *facts.Snapshot) { s.Deployment.Spec.Jurisdictions = make([]string, 2*maxListSize) }, "",
		},
		"a list in a loop that nobody foresaw reaches the limit": {
			"deployment.jurisdictions.all(a, deployment.jurisdictions.all(b, a == b))",
			func(s *facts.Snapshot) { s.Deployment.Spec.Jurisdictions = make([]string, 100*maxListSize) },
			"cost limit",
		},
		"the error is not hidden by what else would do": {
			"deployment.jurisdictions.size() == 0 || deployment.purpose.category == ''",
			func(s *facts.Snapshot) {
				s.Deployment.Spec.Jurisdictions, s.Deployment.Spec.Purpose.Category = make([]string, 2*maxListSize), ""
			}, "",
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			program, err := CompileProgram(tc.text)
			if err != nil {
				t.Fatal(err)
			}
			got, err := program.Run(worldOf(tc.edit))
			if tc.want == "" && (err != nil || !got) || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
				t.Errorf("%t, %v; want the error %q", got, err, tc.want)
			}
		})
	}
}

// TestSimpleExpressionsRunWithoutAMeter names what the estimate excludes from the limit.
func TestSimpleExpressionsRunWithoutAMeter(t *testing.T) {
	for text, want := range map[string]bool{
		"deployment.purpose.category == 'PublicSecurity'":                               true,
		"deployment.sources.all(source, source.capture == 'Active')":                    true,
		"deployment.sources.all(a, deployment.sources.all(b, a.zone == b.zone))":        true,
		"deployment.sources.all(a, deployment.sources.all(b, a.zone.contains(b.zone)))": false,
	} {
		program, err := CompileProgram(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := program.unmetered != nil; got != want {
			t.Errorf("%s: without a meter is %t", text, got)
		}
	}
}
