// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package schema checks objects of facegov's kinds as the API server does before it takes them: unknown fields, types,
// bounds, patterns, lists and the CEL rules of the kinds, with the API server's own code and no API server.
package schema

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	metavalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/config/crd"
)

// Kind is one of facegov's kinds.
type Kind struct {
	// GVK names the kind.
	GVK schema.GroupVersionKind
	// Namespaced says that its objects live in namespaces.
	Namespaced bool

	structural *structuralschema.Structural
	validator  validation.SchemaValidator
	rules      func() *cel.Validator
}

// Fault is one thing that is wrong with an object.
type Fault struct {
	// Field is the path of the field.
	Field string
	// Message says what is wrong with it.
	Message string
}

// Known returns the kind of that name, which is one of facegov's.
func Known(gvk schema.GroupVersionKind) (*Kind, error) {
	known, err := kinds()
	if err != nil {
		return nil, err
	}
	if kind, ok := known[gvk]; ok {
		return kind, nil
	}
	var names []string
	for each := range known {
		names = append(names, each.Kind+" of "+each.GroupVersion().String())
	}
	slices.Sort(names)
	return nil, fmt.Errorf("this facegov does not know the kind %s of %s; it knows %s",
		gvk.Kind, gvk.GroupVersion(), strings.Join(names, ", "))
}

// kinds reads the embedded definitions once.
var kinds = sync.OnceValues(func() (map[schema.GroupVersionKind]*Kind, error) {
	definitions, err := crd.Definitions()
	if err != nil {
		return nil, err
	}
	known := map[schema.GroupVersionKind]*Kind{}
	for _, text := range definitions {
		read, err := readDefinition(text)
		if err != nil {
			return nil, fmt.Errorf("an embedded definition cannot be read: %w", err)
		}
		maps.Copy(known, read)
	}
	return known, nil
})

func readDefinition(text []byte) (map[schema.GroupVersionKind]*Kind, error) {
	var served apiextensionsv1.CustomResourceDefinition
	if err := yaml.UnmarshalStrict(text, &served); err != nil {
		return nil, err
	}
	known := map[schema.GroupVersionKind]*Kind{}
	for i := range served.Spec.Versions {
		version := &served.Spec.Versions[i]
		var internal apiextensions.CustomResourceValidation
		err := apiextensionsv1.Convert_v1_CustomResourceValidation_To_apiextensions_CustomResourceValidation(
			version.Schema, &internal, nil)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", served.Name, err)
		}
		structural, err := structuralschema.NewStructural(internal.OpenAPIV3Schema)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", served.Name, err)
		}
		validator, _, err := validation.NewSchemaValidator(internal.OpenAPIV3Schema)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", served.Name, err)
		}
		gvk := schema.GroupVersionKind{Group: served.Spec.Group, Version: version.Name, Kind: served.Spec.Names.Kind}
		known[gvk] = &Kind{
			GVK: gvk, Namespaced: served.Spec.Scope == apiextensionsv1.NamespaceScoped,
			structural: structural, validator: validator,
			// Compiling the CEL rules costs more than everything else, so it waits until an object needs it.
			rules: sync.OnceValue(func() *cel.Validator {
				return cel.NewValidator(structural, true, celconfig.PerCallLimit)
			}),
		}
	}
	return known, nil
}

// Take checks an object and gives it the defaults of its kind, in place. A status is dropped: the API server takes none
// from whoever applies an object.
func (k *Kind) Take(content map[string]any) []Fault {
	delete(content, "status")
	faults := k.unknownFields(content)
	defaulting.PruneNonNullableNullsWithoutDefaults(content, k.structural)
	defaulting.Default(content, k.structural)

	object := &unstructured.Unstructured{Object: content}
	errs := metavalidation.ValidateObjectMetaAccessor(
		object, k.Namespaced, metavalidation.NameIsDNSSubdomain, field.NewPath("metadata"))
	errs = append(errs, validation.ValidateCustomResource(nil, content, k.validator)...)
	errs = append(errs, objectmeta.Validate(nil, content, k.structural, false)...)
	errs = append(errs, listtype.ValidateListSetsAndMaps(nil, k.structural, content)...)
	if !blocksRules(errs) {
		if rules := k.rules(); rules != nil {
			broken, _ := rules.Validate(context.Background(), nil, k.structural, content, nil, celconfig.RuntimeCELCostBudget)
			errs = append(errs, broken...)
		}
	}
	return append(faults, faultsOf(errs)...)
}

// unknownFields takes the fields that the kind does not have out of the object and names them.
func (k *Kind) unknownFields(content map[string]any) []Fault {
	_, _, metadata, err := objectmeta.GetObjectMetaWithOptions(content, objectmeta.ObjectMetaOptions{
		ReturnUnknownFieldPaths: true,
	})
	if err != nil {
		delete(content, "metadata")
		return []Fault{{Field: "metadata", Message: err.Error()}}
	}
	unknown := pruning.PruneWithOptions(content, k.structural, true, structuralschema.UnknownFieldPathOptions{
		TrackUnknownFieldPaths: true,
	})
	var faults []Fault
	for _, path := range slices.Concat(metadata, unknown) {
		faults = append(faults, Fault{
			Field: path, Message: fmt.Sprintf("unknown field %q; correct the spelling or remove it", path),
		})
	}
	return faults
}

// blocksRules says that the CEL rules cannot be run, as the API server has it.
func blocksRules(errs field.ErrorList) bool {
	return slices.ContainsFunc(errs, func(err *field.Error) bool {
		switch err.Type {
		case field.ErrorTypeNotSupported, field.ErrorTypeRequired, field.ErrorTypeTooLong, field.ErrorTypeTooMany,
			field.ErrorTypeTypeInvalid:
			return true
		default:
			return false
		}
	})
}

func faultsOf(errs field.ErrorList) []Fault {
	var faults []Fault
	for _, err := range errs {
		// The field is said once.
		fault := Fault{Field: err.Field, Message: shorten(strings.Replace(err.ErrorBody(), err.Field+" in body ", "", 1))}
		if strings.Contains(fault.Message, "must be of type date:") {
			fault.Message += "; write a day of the calendar as YYYY-MM-DD"
		}
		if fault.Field == "<nil>" {
			fault.Field = ""
		}
		if !slices.Contains(faults, fault) {
			faults = append(faults, fault)
		}
	}
	return faults
}

// shorten keeps a value that is repeated in a message from filling the screen.
func shorten(message string) string {
	const most = 512
	if len(message) <= most {
		return message
	}
	return strings.ToValidUTF8(message[:most/2], "") + " … " + strings.ToValidUTF8(message[len(message)-most/2:], "")
}
