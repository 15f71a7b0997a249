// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	admissionv1 "k8s.io/api/admission/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
)

// stamped returns the patch that a stamper answers with.
func stamped(t *testing.T, stamp stamper, user authenticationv1.UserInfo, before, after string) map[string]any {
	t.Helper()
	request := admission.Request{AdmissionRequest: admissionv1.AdmissionRequest{
		UserInfo: user, Object: runtime.RawExtension{Raw: []byte(after)},
	}}
	if before != "" {
		request.OldObject.Raw = []byte(before)
	}
	answer := stamp.Handle(t.Context(), request)
	if !answer.Allowed {
		t.Fatalf("refused: %v", answer.Result)
	}
	got := map[string]any{}
	for _, p := range answer.Patches {
		value, err := json.Marshal(p.Value)
		if err != nil {
			t.Fatal(err)
		}
		got[p.Operation+" "+p.Path] = string(value)
	}
	return got
}

func TestStampEvidence(t *testing.T) {
	dora := authenticationv1.UserInfo{Username: "dora"}
	cases := map[string]struct {
		user          authenticationv1.UserInfo
		before, after string
		want          map[string]any
	}{
		"a new one": {
			dora, "", `{"spec":{"title":"x","issuedOn":"2026-01-05"}}`,
			map[string]any{"add /spec/attestation": `{"username":"dora"}`},
		},
		"a new one of somebody with a uid": {
			authenticationv1.UserInfo{Username: "dora", UID: "7"},
			"", `{"spec":{"title":"x"}}`,
			map[string]any{"add /spec/attestation": `{"uid":"7","username":"dora"}`},
		},
		"the stamp that it has is the right one": {
			dora, "", `{"spec":{"title":"x","attestation":{"username":"dora"}}}`, map[string]any{},
		},
		"a stamp that is removed comes back": {
			dora, `{"spec":{"title":"x","attestation":{"username":"dario"}}}`, `{"spec":{"title":"x"}}`,
			map[string]any{"add /spec/attestation": `{"username":"dario"}`},
		},
		"a stamp where nothing else changes and none was goes": {
			dora, `{"spec":{"title":"x"}}`, `{"spec":{"title":"x","attestation":{"username":"dora"}}}`,
			map[string]any{"remove /spec/attestation": "null"},
		},
		"nothing at all": {dora, "", `{}`, map[string]any{}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, stamped(t, stampEvidence, tc.user, tc.before, tc.after)); diff != "" {
				t.Errorf("patch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStampException(t *testing.T) {
	const asked = `{"spec":{"reason":"a fire","requestedBy":"dora"}}`
	const approved = `{"spec":{"reason":"a fire","requestedBy":"dora","approval":"Approved","approvedBy":"dario"}}`
	cases := map[string]struct {
		before, after string
		want          map[string]any
	}{
		"a new one": {"", `{"spec":{"reason":"a fire"}}`, map[string]any{"add /spec/requestedBy": `"erin"`}},
		"one that is born approved keeps it, so that its author is told": {
			"", `{"spec":{"approval":"Approved"}}`,
			map[string]any{"add /spec/requestedBy": `"erin"`, "add /spec/approvedBy": `"erin"`},
		},
		"an approval": {
			asked, `{"spec":{"reason":"a fire","requestedBy":"dora","approval":"Approved"}}`,
			map[string]any{"add /spec/approvedBy": `"erin"`},
		},
		"an approval that is withdrawn": {
			approved, `{"spec":{"reason":"a fire","requestedBy":"dora","approvedBy":"dario"}}`,
			map[string]any{"remove /spec/approvedBy": "null"},
		},
		"a change of what was approved": {
			approved, `{"spec":{"reason":"a flood","requestedBy":"dora","approval":"Approved","approvedBy":"dario"}}`,
			map[string]any{
				"replace /spec/requestedBy": `"erin"`, "remove /spec/approval": "null", "remove /spec/approvedBy": "null",
			},
		},
		"stamps in another's name": {
			approved, `{"spec":{"reason":"a fire","requestedBy":"erin","approval":"Approved","approvedBy":"erin"}}`,
			map[string]any{"replace /spec/requestedBy": `"dora"`, "replace /spec/approvedBy": `"dario"`},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got := stamped(t, stampException, authenticationv1.UserInfo{Username: "erin"}, tc.before, tc.after)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("patch (-want +got):\n%s", diff)
			}
		})
	}
}
