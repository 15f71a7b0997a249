// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package attacks

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/facegov/facegov/api/v1alpha1"
)

const northGatePath = "/apis/recognition.facegov.dev/v1alpha1/namespaces/" + site + "/facerecognitiondeployments"

// TestNothingIsBornApproved lets whoever deploys write the second person's yes from the first moment on.
func TestNothingIsBornApproved(t *testing.T) {
	frd, err := northGate(site)
	must(t, err)
	frd.Name = "born-free"
	for _, annotation := range []string{v1alpha1.ReleaseDataAnnotation, v1alpha1.ApproveLapseAnnotation} {
		frd.Annotations = map[string]string{annotation: "no time"}
		body, err := json.Marshal(frd)
		must(t, err)
		_, err = shared.try(t.Context(), "namespace editor", request{Create: northGatePath, Body: body}, true)
		if err == nil || !strings.Contains(err.Error(), "are a second person's yes") {
			t.Errorf("a deployment that is born with %s is answered with %v", annotation, err)
		}
	}
	frd.Annotations = map[string]string{"team": "doors"}
	body, err := json.Marshal(frd)
	must(t, err)
	_, err = shared.try(t.Context(), "namespace editor", request{Create: northGatePath, Body: body}, true)
	must(t, err)
}

// TestApprovalIsInNobodysWay tries everything else that whoever deploys does to a deployment.
func TestApprovalIsInNobodysWay(t *testing.T) {
	changes := map[string]string{
		"it is suspended":              `{"spec":{"suspend":true}}`,
		"it is annotated":              `{"metadata":{"annotations":{"team":"doors"}}}`,
		"a finalizer is added":         `{"metadata":{"finalizers":["recognition.facegov.dev/erase","example.com/wait"]}}`,
		"an approval is taken back":    `{"metadata":{"annotations":{"recognition.facegov.dev/release-data":null}}}`,
		"an approval is written empty": `{"metadata":{"annotations":{"recognition.facegov.dev/release-data":""}}}`,
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			patch := request{Patch: northGatePath + "/north-gate", Merge: []byte(change)}
			_, err := shared.try(t.Context(), "namespace editor", patch, true)
			must(t, err)
		})
	}
	_, err := shared.try(t.Context(), "namespace editor", request{Delete: northGatePath + "/north-gate"}, true)
	must(t, err)
}
