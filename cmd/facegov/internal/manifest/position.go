// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package manifest

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// path splits a field path such as spec.dataStores[0].labels[a/b] into its names and indices.
func path(field string) []string {
	var steps []string
	for field != "" {
		if rest, ok := strings.CutPrefix(field, "["); ok {
			step, after, found := strings.Cut(rest, "]")
			if !found {
				return append(steps, rest)
			}
			steps, field = append(steps, step), strings.TrimPrefix(after, ".")
			continue
		}
		end := strings.IndexAny(field, ".[")
		if end < 0 {
			return append(steps, field)
		}
		if end > 0 {
			steps = append(steps, field[:end])
		}
		field = strings.TrimPrefix(field[end:], ".")
	}
	return steps
}

// find follows the steps as far as there is something, and returns what shows where that is: the name of a field, or
// the item of a list.
func find(root *yaml.Node, steps []string) *yaml.Node {
	shows, at := root, resolve(root)
	for _, step := range steps {
		switch at.Kind {
		case yaml.SequenceNode:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(at.Content) {
				return shows
			}
			shows, at = at.Content[i], resolve(at.Content[i])
		case yaml.MappingNode:
			found := child(at, step)
			if found == nil {
				return shows
			}
			shows, at = found.name, resolve(found.value)
		default:
			return shows
		}
	}
	return shows
}

type field struct{ name, value *yaml.Node }

// child returns the field of an object, also one that a merge key brings.
func child(object *yaml.Node, name string) *field { return childWithin(object, name, 16) }

func childWithin(object *yaml.Node, name string, merges int) *field {
	if object.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(object.Content); i += 2 {
		if object.Content[i].Value == name {
			return &field{object.Content[i], object.Content[i+1]}
		}
	}
	for i := 0; i+1 < len(object.Content) && merges > 0; i += 2 {
		if object.Content[i].Tag != "!!merge" {
			continue
		}
		merged := resolve(object.Content[i+1])
		sources := []*yaml.Node{merged}
		if merged.Kind == yaml.SequenceNode {
			sources = merged.Content
		}
		for _, source := range sources {
			if found := childWithin(resolve(source), name, merges-1); found != nil {
				return found
			}
		}
	}
	return nil
}

// resolve follows an alias to what it stands for. An alias never stands for another.
func resolve(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.AliasNode && node.Alias != nil {
		return node.Alias
	}
	return node
}

func scalar(object *yaml.Node, name string) string {
	if found := child(object, name); found != nil {
		if value := resolve(found.value); value.Kind == yaml.ScalarNode {
			return value.Value
		}
	}
	return ""
}
