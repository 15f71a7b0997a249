// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

// TestAClaimBelongsToOneDeployment: the second is refused whatever else it declares, and the first runs on.
func TestAClaimBelongsToOneDeployment(t *testing.T) {
	const rule = "facegov/one-store-one-deployment"
	tests := map[string]struct {
		claimants []facts.Claimant
		want      []brief
		action    policy.Action
		says      string
	}{
		"nobody else names it":     {nil, nil, policy.ActionRun, ""},
		"of another claim":         {[]facts.Claimant{{Claim: "another", Name: "hall", First: true}}, nil, policy.ActionRun, ""},
		"another was there first":  {[]facts.Claimant{{Claim: "gallery", Name: "hall", First: true}}, []brief{{rule, denied, "ClaimShared"}}, policy.ActionStop, "hall names PersistentVolumeClaim gallery too and was there first"},
		"another came second":      {[]facts.Claimant{{Claim: "gallery", Name: "hall"}}, []brief{{rule, warning, "ClaimShared"}}, policy.ActionRun, "hall names PersistentVolumeClaim gallery too, came second"},
		"one before and one after": {[]facts.Claimant{{Claim: "gallery", Name: "a", First: true}, {Claim: "gallery", Name: "b"}}, []brief{{rule, denied, "ClaimShared"}}, policy.ActionStop, "FaceRecognitionDeployment a names"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := gate(base(t))
			s.Claimants = tc.claimants
			v := policy.Evaluate(s)
			if diff := cmp.Diff(tc.want, notMet(v)); diff != "" || v.Action != tc.action {
				t.Fatalf("%s, want %s; findings (-want +got):\n%s", v.Action, tc.action, diff)
			}
			for _, f := range v.Findings[:len(tc.want)] {
				if f.FieldPath != "spec.dataStores[0].volume.claimName" || f.Remedy == "" || !strings.Contains(f.Message, tc.says) {
					t.Errorf("%+v, want %q in the message", f, tc.says)
				}
			}
		})
	}
}
