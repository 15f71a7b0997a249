// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package facts

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/json"

	"github.com/facegov/facegov/api/v1alpha1"
)

// MaxTemplate bounds the bytes of a pod template. One with a hundred large containers is a tenth of it.
const MaxTemplate = 256 << 10

const (
	// maxTemplateErrors is how many faults are named at once.
	maxTemplateErrors = 3
	// maxTemplateError bounds what is said of them.
	maxTemplateError = 512

	templatePath = "spec.workload.template.spec"
)

// DecodeTemplate decodes a pod template strictly: a field that does not exist is an error that names it, not something
// that is left out.
func DecodeTemplate(w *v1alpha1.Workload) Template {
	if w.Type != v1alpha1.WorkloadTypeTemplate || w.Template == nil {
		return Template{}
	}
	raw := w.Template.Spec.Raw
	if len(raw) > MaxTemplate {
		return Template{Error: fmt.Sprintf("%s is %d bytes long, which is more than %d; move what it carries into "+
			"ConfigMaps", templatePath, len(raw), MaxTemplate)}
	}
	spec := &corev1.PodSpec{}
	faults, err := json.UnmarshalStrict(raw, spec)
	if err != nil {
		return Template{Error: shorten(fmt.Sprintf("%s is not a pod spec: %s", templatePath,
			strings.TrimPrefix(err.Error(), "json: ")), maxTemplateError)}
	}
	if len(faults) == 0 {
		return Template{Spec: spec}
	}
	var texts []string
	for _, fault := range faults[:min(len(faults), maxTemplateErrors)] {
		texts = append(texts, fault.Error())
	}
	if more := len(faults) - len(texts); more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more", more))
	}
	return Template{Error: shorten(fmt.Sprintf("%s: %s; correct the spelling or remove it", templatePath,
		strings.Join(texts, ", ")), maxTemplateError)}
}

// shorten cuts a text to at most n bytes, at the end of a character.
func shorten(text string, n int) string {
	if len(text) <= n {
		return text
	}
	return strings.ToValidUTF8(text[:n-len("…")], "") + "…"
}
