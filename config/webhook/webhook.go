// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package webhook holds the configuration of the doors at admission inside the program, so that the operator can say
// when the API server no longer asks as it was told to. It installs nothing.
package webhook

import (
	"embed"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

//go:embed configuration.yaml mutating/configuration.yaml mutating/pod-adopted.yaml
var files embed.FS

// Configuration returns the ValidatingWebhookConfiguration, without any CA.
func Configuration() (unstructured.Unstructured, error) {
	objects, err := read("configuration.yaml")
	if err != nil {
		return unstructured.Unstructured{}, err
	}
	return objects[0], nil
}

// MutatingConfiguration returns the MutatingWebhookConfiguration, without any CA.
func MutatingConfiguration() (unstructured.Unstructured, error) {
	objects, err := read("mutating/configuration.yaml")
	if err != nil {
		return unstructured.Unstructured{}, err
	}
	return objects[0], nil
}

// Adopted returns the native policy that stands behind the webhook for pods, and its binding.
func Adopted() ([]unstructured.Unstructured, error) { return read("mutating/pod-adopted.yaml") }

// read returns the objects of a file, of which there is at least one.
func read(path string) ([]unstructured.Unstructured, error) {
	text, err := files.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the embedded %s of the webhooks: %w", path, err)
	}
	var objects []unstructured.Unstructured
	for document := range strings.SplitSeq(string(text), "\n---\n") {
		var object unstructured.Unstructured
		data, err := yaml.YAMLToJSON([]byte(document))
		if err == nil {
			err = object.UnmarshalJSON(data)
		}
		if err != nil {
			return nil, fmt.Errorf("cannot decode the embedded %s of the webhooks: %w", path, err)
		}
		objects = append(objects, object)
	}
	return objects, nil
}
