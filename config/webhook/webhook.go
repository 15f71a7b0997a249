// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package webhook holds the configuration of the doors at admission inside the program, so that the operator can say
// when the API server no longer asks as it was told to. It installs nothing.
package webhook

import (
	_ "embed"
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

//go:embed configuration.yaml
var configuration []byte

// Configuration returns the ValidatingWebhookConfiguration, without any CA.
func Configuration() (unstructured.Unstructured, error) {
	var object unstructured.Unstructured
	data, err := yaml.YAMLToJSON(configuration)
	if err == nil {
		err = object.UnmarshalJSON(data)
	}
	if err != nil {
		return object, fmt.Errorf("cannot decode the embedded configuration of the webhooks: %w", err)
	}
	return object, nil
}
