// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package manifest reads Kubernetes objects from files, folders and streams, as YAML or JSON, and remembers on which
// line each field stands. It knows no kind; what is wrong is collected, so that one run names every fault.
package manifest

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/facegov/facegov/internal/report"
)

// Object is one Kubernetes object.
type Object struct {
	// APIVersion and Kind as written.
	APIVersion, Kind string
	// Namespace and Name as written, empty when missing.
	Namespace, Name string

	file  string
	first int // the line of the file on which the text begins that root was read from
	text  []byte
	root  *yaml.Node
	// inList says that the object stands in a list; text is that of the whole list.
	inList []int
	// fields reads the text, once for all objects of a list.
	fields func() (map[string]any, error)
}

// Input is what was read.
type Input struct {
	// Objects in the order of the input.
	Objects []*Object
	// Problems are what could not be read.
	Problems []report.Problem
}

func (in *Input) fail(at report.Position, format string, args ...any) {
	in.Problems = append(in.Problems, report.Problem{Position: at, Message: fmt.Sprintf(format, args...)})
}

// String is kind, namespace and name.
func (o *Object) String() string {
	name := o.Name
	if o.Namespace != "" {
		name = o.Namespace + "/" + name
	}
	return o.Kind + " " + name
}

// Position is where a field stands. Where it does not exist, it is where the innermost field around it stands.
func (o *Object) Position(field string) report.Position {
	node := find(o.root, path(field))
	return report.Position{File: o.file, Line: o.first + node.Line - 1, Column: node.Column}
}

// Fields returns the names of the outermost fields.
func (o *Object) Fields() []string {
	var names []string
	if root := resolve(o.root); root.Kind == yaml.MappingNode {
		for i := 0; i < len(root.Content); i += 2 {
			names = append(names, root.Content[i].Value)
		}
	}
	return names
}

// add takes the object in the node, or those in it when it is a list.
func (in *Input) add(o *Object) {
	root := resolve(o.root)
	at := o.Position("")
	if root.Kind != yaml.MappingNode {
		in.fail(at, "an object is expected here, with apiVersion, kind and metadata")
		return
	}
	o.APIVersion, o.Kind = scalar(root, "apiVersion"), scalar(root, "kind")
	if metadata := child(root, "metadata"); metadata != nil {
		o.Name, o.Namespace = scalar(resolve(metadata.value), "name"), scalar(resolve(metadata.value), "namespace")
	}
	switch {
	case o.Kind == "" || o.APIVersion == "":
		in.fail(at, "kind or apiVersion is missing, so this is no Kubernetes object; a chart is rendered first: "+
			"helm template … | facegov check -f -")
	case isList(root, o):
		in.addItems(root, o)
	default:
		in.Objects = append(in.Objects, o)
	}
}

// isList says whether an object is a list of objects, such as kubectl prints.
func isList(root *yaml.Node, o *Object) bool {
	const suffix = "List"
	items := child(root, "items")
	return len(o.Kind) >= len(suffix) && o.Kind[len(o.Kind)-len(suffix):] == suffix &&
		items != nil && resolve(items.value).Kind == yaml.SequenceNode
}

func (in *Input) addItems(root *yaml.Node, list *Object) {
	const deepest = 4
	if len(list.inList) >= deepest {
		in.fail(list.Position(""), "lists stand in lists more than %d deep; take the objects out of them", deepest)
		return
	}
	for i, item := range resolve(child(root, "items").value).Content {
		in.add(&Object{
			file: list.file, first: list.first, text: list.text, root: item, inList: append(slices.Clone(list.inList), i),
			fields: list.fields,
		})
	}
}
