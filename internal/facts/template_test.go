// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package facts

import (
	"strings"
	"testing"
	"unicode/utf8"

	"k8s.io/apimachinery/pkg/runtime"

	"github.com/facegov/facegov/api/v1alpha1"
)

func TestDecodeTemplate(t *testing.T) {
	cases := map[string]struct {
		template  string
		want      []string // names of the containers
		wantError []string // in this order
	}{
		"a pod spec is decoded": {
			template: `{"containers":[{"name":"recogniser","image":"registry.example/r@sha256:00"}]}`,
			want:     []string{"recogniser"},
		},
		"an unknown field is named with the way out": {
			template: `{"containers":[{"name":"recogniser","imagee":"x"}]}`,
			wantError: []string{
				"spec.workload.template.spec: ", `unknown field "containers[0].imagee"`,
				"correct the spelling or remove it",
			},
		},
		"many faults are counted": {
			template:  `{"a":1,"b":1,"c":1,"d":1,"e":1}`,
			wantError: []string{`unknown field "a"`, `unknown field "c"`, "and 2 more"},
		},
		"another type than expected is named": {
			template:  `{"containers":"recogniser"}`,
			wantError: []string{"spec.workload.template.spec is not a pod spec", "containers"},
		},
		"a field given twice is a fault": {
			template:  `{"hostname":"a","hostname":"b"}`,
			wantError: []string{`duplicate field "hostname"`},
		},
		"what is too large is not read": {
			template:  `{"hostname":"` + strings.Repeat("a", 256<<10) + `"}`,
			wantError: []string{"bytes long, which is more than 262144", "ConfigMaps"},
		},
		"a long fault is cut at the end of a character": {
			template:  `{"` + strings.Repeat("é", 400) + `":1}`,
			wantError: []string{"unknown field", "…"},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got := DecodeTemplate(&v1alpha1.Workload{
				Type:     v1alpha1.WorkloadTypeTemplate,
				Template: &v1alpha1.WorkloadTemplate{Spec: runtime.RawExtension{Raw: []byte(tc.template)}},
			})
			rest := got.Error
			for _, part := range tc.wantError {
				_, after, found := strings.Cut(rest, part)
				if !found {
					t.Fatalf("error %q, want %q in this order", got.Error, tc.wantError)
				}
				rest = after
			}
			if (got.Spec == nil) != (len(tc.wantError) > 0) || (got.Error == "") != (len(tc.wantError) == 0) {
				t.Fatalf("spec %v with the error %q", got.Spec, got.Error)
			}
			if len(got.Error) > maxTemplateError || !utf8.ValidString(got.Error) {
				t.Errorf("the error is %d bytes long or broken: %q", len(got.Error), got.Error)
			}
			if got.Spec != nil && got.Spec.Containers[0].Name != tc.want[0] {
				t.Errorf("containers %v, want %v", got.Spec.Containers, tc.want)
			}
		})
	}
}

func TestAReferenceHasNoTemplate(t *testing.T) {
	got := DecodeTemplate(&v1alpha1.Workload{Type: v1alpha1.WorkloadTypeReference})
	if got.Spec != nil || got.Error != "" {
		t.Errorf("a reference gives %+v", got)
	}
}
