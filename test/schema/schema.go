// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package schema holds objects of facegov's kinds, their status included, to the bounds of the definitions that the API
// server enforces. A status that breaks one could not be written, and facegov would fall silent.
package schema

import (
	"context"
	"fmt"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/util/json" // reads whole numbers as an API server does, and not as fractions
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/config/crd"
)

// Kind checks objects of one kind.
type Kind struct {
	structural *structuralschema.Structural
	validator  validation.SchemaValidator
	rules      *cel.Validator
}

// Of returns the kind of that name.
func Of(kind string) (*Kind, error) {
	definitions, err := crd.Definitions()
	if err != nil {
		return nil, err
	}
	for _, text := range definitions {
		var definition apiextensionsv1.CustomResourceDefinition
		if err := yaml.UnmarshalStrict(text, &definition); err != nil {
			return nil, err
		}
		if definition.Spec.Names.Kind == kind {
			return newKind(&definition.Spec.Versions[0])
		}
	}
	return nil, fmt.Errorf("there is no kind %s", kind)
}

func newKind(version *apiextensionsv1.CustomResourceDefinitionVersion) (*Kind, error) {
	var internal apiextensions.CustomResourceValidation
	err := apiextensionsv1.Convert_v1_CustomResourceValidation_To_apiextensions_CustomResourceValidation(
		version.Schema, &internal, nil)
	if err != nil {
		return nil, err
	}
	structural, err := structuralschema.NewStructural(internal.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	validator, _, err := validation.NewSchemaValidator(internal.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	rules := cel.NewValidator(structural, true, celconfig.PerCallLimit)
	return &Kind{structural: structural, validator: validator, rules: rules}, nil
}

// Faults returns what the API server would refuse in an object: fields that it does not know, bounds, patterns, words,
// lists and CEL rules.
func (k *Kind) Faults(object any) ([]string, error) {
	encoded, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	var content map[string]any
	if err := json.Unmarshal(encoded, &content); err != nil {
		return nil, err
	}
	var faults []string
	for _, field := range pruning.PruneWithOptions(content, k.structural, true, structuralschema.UnknownFieldPathOptions{
		TrackUnknownFieldPaths: true,
	}) {
		faults = append(faults, field+": unknown field")
	}
	errs := validation.ValidateCustomResource(nil, content, k.validator)
	errs = append(errs, listtype.ValidateListSetsAndMaps(nil, k.structural, content)...)
	broken, _ := k.rules.Validate(context.Background(), nil, k.structural, content, nil, celconfig.RuntimeCELCostBudget)
	for _, err := range append(errs, broken...) {
		faults = append(faults, err.Error())
	}
	return faults, nil
}
