// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Command chart makes the Helm chart from what kustomize renders of config/default, so that there is one source for
// rights, guards and the operator. It reads the objects from the standard input, those of config/webhook/mutating among
// them, and writes the generated parts of the chart into the folder that it is given: crds/ and
// templates/operator.yaml.
//
// The laws are not in the chart: they are the site's own choice and are accepted once the operator answers at the door,
// which brings those that the value packs names.
package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

const header = "# Generated from config/default by `make generate-chart`; do not edit.\n"

// values are what an installation may choose, and where it stands in the rendered objects.
var values = []struct{ kind, old, new string }{
	{"Deployment", "replicas: 2", "replicas: {{ .Values.replicas }}"},
	{"Deployment", "image: facegov/manager:dev", "image: {{ .Values.images.manager | quote }}"},
	{"Deployment", "facegov/fallback-auth:dev", "{{ .Values.images.fallbackAuth }}"},
	{"Deployment", "facegov/retention:dev", "{{ .Values.images.retention }}"},
	{"Deployment", "--packs=none", "--packs={{ .Values.packs }}"},
	{"Deployment", "--profile=", "--profile={{ .Values.profile }}"},
	{"Deployment", "--admission-mutation=Policy", "--admission-mutation={{ .Values.admission.mutation }}"},
	{"ConfigMap", "facegov/fallback-auth:dev", "{{ .Values.images.fallbackAuth }}"},
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: kubectl kustomize config/default and config/webhook/mutating | chart FOLDER")
		os.Exit(2)
	}
	if err := run(os.Stdin, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "chart:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, folder string) error {
	raw, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Join(folder, "crds")); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(folder, "crds"), 0o750); err != nil {
		return err
	}
	var operator []string
	used := make([]bool, len(values))
	for document := range strings.SplitSeq(string(raw), "\n---\n") {
		var object struct {
			Kind     string `json:"kind"`
			Metadata struct {
				Name   string
				Labels map[string]string
			} `json:"metadata"`
		}
		if err := yaml.Unmarshal([]byte(document), &object); err != nil {
			return err
		}
		document = strings.TrimSpace(document) + "\n"
		switch object.Kind {
		case "Namespace", "RecognitionPolicy":
		case "CustomResourceDefinition":
			path := filepath.Join(folder, "crds", object.Metadata.Name+".yaml")
			if err := os.WriteFile(path, []byte(header+document), 0o600); err != nil {
				return err
			}
		default:
			document = parameterise(object.Kind, document, used)
			operator = append(operator, chosen(object.Kind, object.Metadata.Labels["app.kubernetes.io/component"], document))
		}
	}
	for i, found := range used {
		if !found {
			return fmt.Errorf("no %s holds %q any more; correct the list of values", values[i].kind, values[i].old)
		}
	}
	text := header + strings.Join(operator, "---\n")
	return os.WriteFile(filepath.Join(folder, "templates", "operator.yaml"), []byte(text), 0o600)
}

// chosen makes what completes governed pods depend on the value admission.mutation: mutating policies, or the component
// mutation, which is webhooks and what stands behind them.
func chosen(kind, component, document string) string {
	var choice string
	switch {
	case kind == "MutatingAdmissionPolicy" || kind == "MutatingAdmissionPolicyBinding":
		choice = "Policy"
	case component == "mutation":
		choice = "Webhook"
	default:
		return document
	}
	return fmt.Sprintf("{{- if eq .Values.admission.mutation %q }}\n%s{{- end }}\n", choice, document)
}

// parameterise puts the values of the chart into an object. Braces of the object's own are kept from being read as a
// template.
func parameterise(kind, document string, used []bool) string {
	document = strings.ReplaceAll(document, "{{", `{{ "{{" }}`)
	for i, v := range values {
		if v.kind == kind && strings.Contains(document, v.old) {
			document = strings.ReplaceAll(document, v.old, v.new)
			used[i] = true
		}
	}
	return document
}
