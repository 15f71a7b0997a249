// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cel

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
)

// object is a Kubernetes object as written.
type object = unstructured.Unstructured

// plurals are the resources of the kinds.
var plurals = map[string]string{
	"ComplianceEvidence":        "complianceevidences",
	"FaceRecognitionDeployment": "facerecognitiondeployments",
	"RecognitionException":      "recognitionexceptions",
	"RecognitionPolicy":         "recognitionpolicies",
	"RecognitionRecord":         "recognitionrecords",
	"RecognitionZone":           "recognitionzones",
}

// read returns the objects of a YAML file.
func read(t *testing.T, path string) []*object {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var objects []*object
	for document := range strings.SplitSeq(string(data), "\n---\n") {
		o := &object{}
		if err := yaml.UnmarshalStrict([]byte(document), &o.Object); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		objects = append(objects, o)
	}
	return objects
}

// whole returns one of the objects in testdata.
func whole(t *testing.T, name string) *object {
	t.Helper()
	return read(t, filepath.Join("testdata", name+".yaml"))[0]
}

func resource(o *object) dynamic.ResourceInterface {
	r := client.Resource(v1alpha1.GroupVersion.WithResource(plurals[o.GetKind()]))
	if o.GetNamespace() == "" {
		return r
	}
	return r.Namespace(o.GetNamespace())
}

// dryCreate says whether the API server would accept the object. Nothing is kept.
func dryCreate(ctx context.Context, o *object) error {
	_, err := resource(o).Create(ctx, o, metav1.CreateOptions{
		DryRun: []string{metav1.DryRunAll}, FieldValidation: metav1.FieldValidationStrict,
	})
	return err
}

// dryStatus says whether the API server would accept the status of an object that it keeps.
func dryStatus(ctx context.Context, kept *object, status any) error {
	o := kept.DeepCopy()
	if status != nil {
		o.Object["status"] = status
	}
	_, err := resource(o).UpdateStatus(ctx, o, metav1.UpdateOptions{
		DryRun: []string{metav1.DryRunAll}, FieldValidation: metav1.FieldValidationStrict,
	})
	return err
}

// dryUpdate says whether the API server would accept an object in place of what it keeps.
func dryUpdate(ctx context.Context, o *object) error {
	_, err := resource(o).Update(ctx, o, metav1.UpdateOptions{
		DryRun: []string{metav1.DryRunAll}, FieldValidation: metav1.FieldValidationStrict,
	})
	return err
}

// keep creates the object for the length of the test and returns what the API server keeps.
func keep(t *testing.T, o *object) *object {
	t.Helper()
	kept, err := resource(o).Create(t.Context(), o, metav1.CreateOptions{FieldValidation: metav1.FieldValidationStrict})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := resource(o).Delete(context.Background(), o.GetName(), metav1.DeleteOptions{}); err != nil {
			t.Error(err)
		}
	})
	return kept
}

// step is one part of the way to a field: a name (string) or the index of an item (int).
type step = any

// parse reads a field as the API server writes it, such as spec.sources[0].zone.
func parse(field string) []step {
	var steps []step
	for part := range strings.SplitSeq(field, ".") {
		name, index, indexed := strings.Cut(part, "[")
		steps = append(steps, name)
		if indexed {
			var i int
			if _, err := fmt.Sscanf(index, "%d]", &i); err != nil {
				panic(fmt.Sprintf("%s is no field: %v", field, err))
			}
			steps = append(steps, i)
		}
	}
	return steps
}

// set puts a value at the end of the way and returns the changed root. The way there must exist.
func set(root any, steps []step, value any) any {
	if len(steps) == 0 {
		return value
	}
	switch at := steps[0].(type) {
	case string:
		fields := root.(map[string]any)
		fields[at] = set(fields[at], steps[1:], value)
	case int:
		items := root.([]any)
		items[at] = set(items[at], steps[1:], value)
	}
	return root
}

// get returns the value at the end of the way.
func get(root any, steps []step) any {
	for _, s := range steps {
		switch at := s.(type) {
		case string:
			root = root.(map[string]any)[at]
		case int:
			root = root.([]any)[at]
		}
	}
	return root
}

// without removes a field.
func without(root any, steps []step) {
	last := len(steps) - 1
	delete(get(root, steps[:last]).(map[string]any), steps[last].(string))
}
