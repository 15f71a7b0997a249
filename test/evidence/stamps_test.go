// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package evidence

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
)

func TestWhoStandsBehindAnEvidence(t *testing.T) {
	cases := map[string]struct {
		// patches change the evidence one after the other, each by somebody.
		patches []patch
		want    string
	}{
		"its author, although it names another":         {want: dora},
		"its author, although somebody labels it":       {[]patch{{dario, `{"metadata":{"labels":{"a":"b"}}}`}}, dora},
		"whoever rewrites it":                           {[]patch{{dario, `{"spec":{"title":"Another title"}}`}}, dario},
		"whoever withdraws it":                          {[]patch{{dario, `{"spec":{"state":"Withdrawn"}}`}}, dario},
		"whoever takes something out":                   {[]patch{{dario, `{"spec":{"issuer":null}}`}}, dario},
		"its author, although the stamp is changed":     {[]patch{{dario, `{"spec":{"attestation":{"username":"dario"}}}`}}, dora},
		"its author, although the stamp is removed":     {[]patch{{dario, `{"spec":{"attestation":null}}`}}, dora},
		"whoever rewrites it, although it names others": {[]patch{{dario, `{"spec":{"title":"x","attestation":{"username":"dora"}}}`}}, dario},
		"the last of several who rewrite it": {[]patch{
			{dario, `{"spec":{"title":"Another title"}}`}, {dora, `{"spec":{"title":"The first title"}}`},
		}, dora},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			evidence := newEvidence("")
			evidence.GenerateName = "stamp-"
			evidence.Spec.Issuer = "A laboratory"
			evidence.Spec.Attestation = &v1alpha1.Attestation{Username: "agnes", UID: "1"}
			create(t, dora, evidence)
			for _, p := range tc.patches {
				must(t, merge(t, p.who, evidence, p.merge))
			}
			want := &v1alpha1.Attestation{Username: tc.want}
			if diff := cmp.Diff(want, evidence.Spec.Attestation); diff != "" {
				t.Errorf("attestation (-want +got):\n%s", diff)
			}
		})
	}
}

// patch is a change by somebody.
type patch struct{ who, merge string }

func TestWhoAsksAndWhoApproves(t *testing.T) {
	const approve = `{"spec":{"approval":"Approved"}}`
	type stamps struct {
		RequestedBy string
		Approval    v1alpha1.ExceptionApproval
		ApprovedBy  string
	}
	cases := map[string]struct {
		patches []patch
		want    stamps
	}{
		"its author asks, although it names another": {want: stamps{RequestedBy: dora}},
		"another approves":                           {[]patch{{dario, approve}}, stamps{dora, v1alpha1.ExceptionApproved, dario}},
		"another approves in somebody's name": {
			[]patch{{dario, `{"spec":{"approval":"Approved","approvedBy":"agnes","requestedBy":"agnes"}}`}},
			stamps{dora, v1alpha1.ExceptionApproved, dario},
		},
		"an approval that is repeated stays whose it was": {
			[]patch{{dario, approve}, {agnes, approve}}, stamps{dora, v1alpha1.ExceptionApproved, dario},
		},
		"labels take nothing away": {
			[]patch{{dario, approve}, {dora, `{"metadata":{"labels":{"a":"b"}}}`}}, stamps{dora, v1alpha1.ExceptionApproved, dario},
		},
		"a later end takes the approval away": {
			[]patch{{dario, approve}, {dora, `{"spec":{"until":"2026-03-05T12:00:00Z"}}`}}, stamps{RequestedBy: dora},
		},
		"whoever approved and then rewrites is the one who asks": {
			[]patch{{dario, approve}, {dario, `{"spec":{"until":"2026-03-05T12:00:00Z"}}`}}, stamps{RequestedBy: dario},
		},
		"rewritten and approved in one go is not approved": {
			[]patch{{dario, `{"spec":{"reason":"Another reason","approval":"Approved"}}`}}, stamps{RequestedBy: dario},
		},
		"stamps that are written alone are put back": {
			[]patch{{dario, approve}, {dora, `{"spec":{"requestedBy":"agnes","approvedBy":"agnes"}}`}},
			stamps{dora, v1alpha1.ExceptionApproved, dario},
		},
		"stamps that are removed are put back": {
			[]patch{{dario, approve}, {dora, `{"spec":{"requestedBy":null,"approvedBy":null}}`}},
			stamps{dora, v1alpha1.ExceptionApproved, dario},
		},
		"an approval is taken back": {
			[]patch{{dario, approve}, {dora, `{"spec":{"approval":null}}`}}, stamps{RequestedBy: dora},
		},
		"and given again by a third": {
			[]patch{{dario, approve}, {dora, `{"spec":{"approval":null}}`}, {agnes, approve}},
			stamps{dora, v1alpha1.ExceptionApproved, agnes},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			exception := newException("")
			exception.GenerateName = "stamp-"
			exception.Spec.RequestedBy = agnes
			create(t, dora, exception)
			for _, p := range tc.patches {
				must(t, merge(t, p.who, exception, p.merge))
			}
			got := stamps{exception.Spec.RequestedBy, exception.Spec.Approval, exception.Spec.ApprovedBy}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("stamps (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNobodyApprovesAlone(t *testing.T) {
	const alone = "approvedBy must be another person than requestedBy"
	t.Run("one's own request", func(t *testing.T) {
		exception := newException("own-request")
		create(t, dora, exception)
		wantRefusal(t, merge(t, dora, exception, `{"spec":{"approval":"Approved"}}`), alone)
		wantRefusal(t, merge(t, dora, exception, `{"spec":{"approval":"Approved","approvedBy":"dario"}}`), alone)
	})
	t.Run("a request that is born approved", func(t *testing.T) {
		exception := newException("born-approved")
		exception.Spec.Approval, exception.Spec.ApprovedBy = v1alpha1.ExceptionApproved, dario
		wantRefusal(t, people[dora].Create(t.Context(), exception), alone)
	})
	t.Run("a request that one has rewritten", func(t *testing.T) {
		exception := newException("rewritten")
		create(t, dora, exception)
		must(t, merge(t, dario, exception, `{"spec":{"reason":"Another reason"}}`))
		wantRefusal(t, merge(t, dario, exception, `{"spec":{"approval":"Approved"}}`), alone)
		must(t, merge(t, dora, exception, `{"spec":{"approval":"Approved"}}`))
	})
}

// TestStampsAreNoDrift: who keeps objects in a repository applies them again and again, without the stamps.
func TestStampsAreNoDrift(t *testing.T) {
	exception := newException("in-a-repository")
	apply := func() *unstructured.Unstructured {
		text, err := yaml.Marshal(exception)
		must(t, err)
		applied := &unstructured.Unstructured{}
		must(t, yaml.Unmarshal(text, &applied.Object))
		applied.SetGroupVersionKind(v1alpha1.GroupVersion.WithKind("RecognitionException"))
		unstructured.RemoveNestedField(applied.Object, "status")
		must(t, people[dora].Apply(t.Context(), client.ApplyConfigurationFromUnstructured(applied), client.FieldOwner("gitops")))
		return applied
	}
	first := apply()
	live := exception.DeepCopy()
	must(t, merge(t, dario, live, `{"spec":{"approval":"Approved"}}`))
	again := apply()
	if first.GetUID() != again.GetUID() || again.GetResourceVersion() != live.ResourceVersion {
		t.Error("applying the same again has changed something")
	}
	if approvedBy, _, _ := unstructured.NestedString(again.Object, "spec", "approvedBy"); approvedBy != dario {
		t.Errorf("approved by %q, want %q", approvedBy, dario)
	}
}
