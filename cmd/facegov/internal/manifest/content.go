// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package manifest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	utiljson "k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/internal/report"
)

// Content reads the fields of the object as kubectl does. A field that is given twice is a problem.
func (o *Object) Content() (map[string]any, []report.Problem) {
	content, err := o.fields()
	if err != nil {
		return nil, o.problems(err)
	}
	for _, i := range o.inList {
		items, ok := content["items"].([]any)
		if !ok || i >= len(items) {
			return nil, o.problems(fmt.Errorf("items[%d] is missing", i))
		}
		if content, ok = items[i].(map[string]any); !ok {
			return nil, o.problems(fmt.Errorf("items[%d] is no object", i))
		}
	}
	return content, nil
}

func readFields(text []byte) (map[string]any, error) {
	raw, err := yaml.YAMLToJSONStrict(text)
	if err != nil {
		return nil, err
	}
	var fields map[string]any
	err = utiljson.Unmarshal(raw, &fields)
	return fields, err
}

// headings are what the YAML reader says before the first line.
var headings = []string{"error converting YAML to JSON: ", "yaml: unmarshal errors:\n", "yaml: construct errors:\n"}

// lineOf finds the lines that the YAML reader names.
var lineOf = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?(.*)$`)

// problems says what the YAML reader says, by lines of the file.
func (o *Object) problems(err error) []report.Problem {
	return explain(err, o.file, o.first, o.String())
}

func explain(err error, file string, first int, object string) []report.Problem {
	text := err.Error()
	for _, heading := range headings {
		text = strings.TrimPrefix(text, heading)
	}
	var problems []report.Problem
	for line := range strings.SplitSeq(text, "\n") {
		parts := lineOf.FindStringSubmatch(strings.TrimSpace(line))
		at := report.Position{File: file, Line: first}
		if number, err := strconv.Atoi(parts[1]); err == nil {
			at.Line = first + number - 1
		}
		message := parts[2]
		if strings.Contains(message, "already set in map") {
			message = "a field is given twice: " + message + "; keep one"
		}
		problems = append(problems, report.Problem{Position: at, Object: object, Message: message})
	}
	return problems
}
