// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package apply

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

var (
	pods        = schema.GroupResource{Resource: "pods"}
	deployments = schema.GroupResource{Group: "apps", Resource: "deployments"}
)

func invalid(faults ...*field.Error) error {
	return apierrors.NewInvalid(schema.GroupKind{Kind: "Pod"}, "gate", faults)
}

func TestIsRefusal(t *testing.T) {
	terminating := apierrors.NewForbidden(pods, "gate", errors.New("namespace is being terminated"))
	terminating.ErrStatus.Details.Causes = []metav1.StatusCause{{Type: corev1.NamespaceTerminatingCause}}
	cases := map[string]struct {
		err  error
		want bool
	}{
		"validation refuses": {
			err: invalid(field.Required(field.NewPath("spec"), "")), want: true,
		},
		"pod security refuses": {
			err:  apierrors.NewForbidden(pods, "gate", errors.New(`violates PodSecurity "restricted:latest"`)),
			want: true,
		},
		"a webhook calls it a bad request": {
			err: apierrors.NewBadRequest("admission webhook refuses"), want: true,
		},
		"facegov itself refuses": {
			err: fmt.Errorf("wrapped: %w", refusal("not ours")), want: true,
		},
		"a quota is full for now": {
			err: apierrors.NewForbidden(pods, "gate", errors.New("exceeded quota: small, requested: pods=1")),
		},
		"a right is not granted": {
			err: apierrors.NewForbidden(pods, "", errors.New(
				`User "system:serviceaccount:a:b" cannot create resource "pods" in API group "" in the namespace "x"`)),
		},
		"the namespace is going": {err: terminating},
		"somebody else wrote at the same moment": {
			err: apierrors.NewConflict(deployments, "gate", errors.New("changed")),
		},
		"a JSON patch found another object": {
			err: apierrors.NewGenericServerResponse(http.StatusUnprocessableEntity, "", schema.GroupResource{}, "",
				"testing value failed", 0, false),
		},
		"the API server is busy":           {err: apierrors.NewTooManyRequests("later", 1)},
		"the API server cannot be reached": {err: errors.New("connection refused")},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := isRefusal(tc.err); got != tc.want {
				t.Errorf("isRefusal(%v): got %v, want %v", tc.err, got, tc.want)
			}
		})
	}
}

func TestDescribe(t *testing.T) {
	path := field.NewPath("spec", "containers").Index(0)
	cases := map[string]struct {
		err  error
		want string
	}{
		"a quoted value is left out": {
			err:  invalid(field.Invalid(path.Child("env").Index(1).Child("name"), `pass"word: 1`, "must not contain a colon")),
			want: `spec.containers[0].env[1].name: Invalid value: must not contain a colon`,
		},
		"a number is left out": {
			err:  invalid(field.Invalid(path.Child("ports").Index(0).Child("containerPort"), 70000, "must be between 1 and 65535, inclusive")),
			want: `spec.containers[0].ports[0].containerPort: Invalid value: must be between 1 and 65535, inclusive`,
		},
		"an object is left out": {
			err:  invalid(field.Invalid(path, corev1.EnvVar{Name: "TOKEN", Value: "s3cret"}, "must be set")),
			want: `spec.containers[0]: Invalid value: must be set`,
		},
		"a value that is not supported is left out": {
			err: invalid(field.NotSupported(path.Child("imagePullPolicy"), corev1.PullPolicy("Sometimes"),
				[]corev1.PullPolicy{corev1.PullAlways, corev1.PullNever})),
			want: `spec.containers[0].imagePullPolicy: Unsupported value: supported values: "Always", "Never"`,
		},
		"a duplicate is left out": {
			err:  invalid(field.Duplicate(path.Child("name"), "twice")),
			want: `spec.containers[0].name: Duplicate value`,
		},
		"what is missing is named": {
			err:  invalid(field.Required(path.Child("image"), "give one")),
			want: `spec.containers[0].image: Required value: give one`,
		},
		"several faults stand beside one another": {
			err:  invalid(field.Required(path.Child("image"), ""), field.Forbidden(path.Child("lifecycle"), "not here")),
			want: `spec.containers[0].image: Required value; spec.containers[0].lifecycle: Forbidden: not here`,
		},
		"several lines become one": {err: errors.New("first\n\tsecond\x00third"), want: "first second third"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := describe(tc.err); got != tc.want {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
}

func TestDescribeIsBounded(t *testing.T) {
	got := describe(errors.New(strings.Repeat("人", 1000)))
	if len(got) > maxMessage || !utf8.ValidString(got) {
		t.Errorf("a long message is told in %d bytes (valid: %v), want at most %d", len(got), utf8.ValidString(got), maxMessage)
	}
}

func FuzzDescribe(f *testing.F) {
	f.Add(`Invalid value: "a": b`)
	f.Add("Invalid value: {\"a\": \"b: c\"}: d")
	f.Add("\xff: ")
	f.Fuzz(func(t *testing.T, message string) {
		err := invalid()
		var status *apierrors.StatusError
		if !errors.As(err, &status) {
			t.Fatal("no status")
		}
		status.ErrStatus.Details.Causes = []metav1.StatusCause{{Field: "spec", Message: message}}
		if got := describe(status); len(got) > maxMessage || !utf8.ValidString(got) {
			t.Errorf("%q is told in %d bytes (valid: %v)", message, len(got), utf8.ValidString(got))
		}
	})
}
