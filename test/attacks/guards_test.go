// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package attacks

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/facegov/facegov/config/webhook"
	"github.com/facegov/facegov/internal/audit/guardstatus"
)

// TestWebhookConfigurationIsKnownAsInstalled asks the API server what it would keep of the configuration of the doors,
// with all its defaults and a CA: that is no fault, and a door that fails open is one.
func TestWebhookConfigurationIsKnownAsInstalled(t *testing.T) {
	want, err := webhook.Configuration()
	must(t, err)
	text, err := shared.cluster.Kubectl(t.Context(),
		"apply", "--server-side", "--dry-run=server", "-o", "json", "-f", "../../config/webhook/configuration.yaml")
	must(t, err)
	kept := &unstructured.Unstructured{}
	must(t, kept.UnmarshalJSON([]byte(text)))
	doors, _, err := unstructured.NestedSlice(kept.Object, "webhooks")
	must(t, err)
	first := doors[0].(map[string]any)
	first["clientConfig"].(map[string]any)["caBundle"] = "Y2E="
	must(t, unstructured.SetNestedSlice(kept.Object, doors, "webhooks"))

	faults := func() (found []string) {
		for _, fault := range guardstatus.Of(&guardstatus.Facts{
			Wanted: []unstructured.Unstructured{want}, Mutation: guardstatus.MutationPolicy, ServesMutatingPolicies: true,
			Live: map[guardstatus.Key]*unstructured.Unstructured{guardstatus.KeyOf(&want): kept},
		}) {
			found = append(found, fault.String())
		}
		return found
	}
	if diff := cmp.Diff([]string(nil), faults()); diff != "" {
		t.Errorf("faults of what was installed (-want +got):\n%s", diff)
	}
	first["failurePolicy"] = "Ignore"
	must(t, unstructured.SetNestedSlice(kept.Object, doors, "webhooks"))
	says := "ValidatingWebhookConfiguration facegov is not as this version of facegov installs it: webhooks[0].failurePolicy"
	if diff := cmp.Diff([]string{says}, faults()); diff != "" {
		t.Errorf("faults of a door that fails open (-want +got):\n%s", diff)
	}
}
