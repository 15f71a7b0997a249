// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/runtime"

	"github.com/facegov/facegov/api/v1alpha1"
)

func TestTemplate(t *testing.T) {
	cases := map[string]struct {
		workload v1alpha1.Workload
		raw      string
		// want is how many containers are decoded, -1 when nothing is.
		want      int
		wantError []string
	}{
		"a pod spec is decoded": {
			raw: `{"containers":[{"name":"a","image":"x"},{"name":"b","image":"y"}]}`, want: 2,
		},
		"an unknown field is named": {
			raw:       `{"containers":[{"name":"a","imagePullPolcy":"Always"}]}`,
			want:      -1,
			wantError: []string{"spec.workload.template.spec", `unknown field "containers[0].imagePullPolcy"`},
		},
		"a field in the wrong case is unknown": {
			raw:       `{"hostnetwork":true,"containers":[]}`,
			want:      -1,
			wantError: []string{`unknown field "hostnetwork"`},
		},
		"a field that stands twice is named": {
			raw:       `{"containers":[{"name":"a","image":"x","image":"y"}]}`,
			want:      -1,
			wantError: []string{`duplicate field "containers[0].image"`},
		},
		"a value of the wrong type is an error": {
			raw:       `{"containers":"recogniser"}`,
			want:      -1,
			wantError: []string{"is not a pod spec", "containers"},
		},
		"many faults are counted": {
			raw:       `{"a":1,"b":1,"c":1,"d":1,"e":1}`,
			want:      -1,
			wantError: []string{"and 2 more"},
		},
		"too long a template is refused unread": {
			raw:       `{"containers":[],"x":"` + strings.Repeat("x", maxTemplate) + `"}`,
			want:      -1,
			wantError: []string{"more than 262144"},
		},
		"a reference has no template": {
			workload: v1alpha1.Workload{Type: v1alpha1.WorkloadTypeReference, Template: &v1alpha1.WorkloadTemplate{}},
			want:     -1,
		},
		"nothing at all is no template": {
			workload: v1alpha1.Workload{Type: v1alpha1.WorkloadTypeTemplate},
			want:     -1,
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if tc.raw != "" {
				tc.workload = v1alpha1.Workload{
					Type:     v1alpha1.WorkloadTypeTemplate,
					Template: &v1alpha1.WorkloadTemplate{Spec: runtime.RawExtension{Raw: []byte(tc.raw)}},
				}
			}
			got := template(&tc.workload)
			containers := -1
			if got.Spec != nil {
				containers = len(got.Spec.Containers)
			}
			if containers != tc.want {
				t.Errorf("%d containers are decoded, want %d (error %q)", containers, tc.want, got.Error)
			}
			if (got.Error != "") != (len(tc.wantError) > 0) || len(got.Error) > maxText {
				t.Errorf("error of %d bytes: %q, want %q", len(got.Error), got.Error, tc.wantError)
			}
			for _, part := range tc.wantError {
				if !strings.Contains(got.Error, part) {
					t.Errorf("the error does not say %q: %s", part, got.Error)
				}
			}
		})
	}
}

func FuzzTemplate(f *testing.F) {
	f.Add([]byte(`{"containers":[{"name":"a"}]}`))
	f.Add([]byte("{\"\xff\":1}"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got := template(&v1alpha1.Workload{
			Type:     v1alpha1.WorkloadTypeTemplate,
			Template: &v1alpha1.WorkloadTemplate{Spec: runtime.RawExtension{Raw: raw}},
		})
		if (got.Spec == nil) == (got.Error == "") {
			t.Errorf("%q is decoded as %v with the error %q; want exactly one of the two", raw, got.Spec, got.Error)
		}
	})
}
