// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package evidence

import (
	"context"
	"errors"
	"testing"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/apply"
)

// TestWithoutStamps takes away what stamps. The guards that check the stamps let in what is true and nothing else.
func TestWithoutStamps(t *testing.T) {
	evidence, exception := newEvidence("without-stamps"), newException("without-stamps")
	withoutStamps(t)

	t.Run("an evidence in nobody's name", func(t *testing.T) {
		wantRefusal(t, people[dora].Create(t.Context(), evidence.DeepCopy()),
			"spec.attestation: whoever writes an evidence stands behind it, and that is you; leave it out, or, where "+
				"nothing stamps it, write username: dora")
	})
	t.Run("an evidence in another's name", func(t *testing.T) {
		forged := evidence.DeepCopy()
		forged.Spec.Attestation = &v1alpha1.Attestation{Username: agnes}
		wantRefusal(t, people[dora].Create(t.Context(), forged), "write username: dora")
		forged.Spec.Attestation = &v1alpha1.Attestation{Username: dora, UID: "1"}
		wantRefusal(t, people[dora].Create(t.Context(), forged), "write username: dora")
	})
	evidence.Spec.Attestation = &v1alpha1.Attestation{Username: dora}
	create(t, dora, evidence)
	t.Run("a stamp that is changed alone", func(t *testing.T) {
		wantRefusal(t, merge(t, dario, evidence, `{"spec":{"attestation":{"username":"dario"}}}`),
			"spec.attestation: it says who wrote what the evidence says, and that has not changed")
		wantRefusal(t, merge(t, dario, evidence, `{"spec":{"attestation":null}}`), "leave it as it is")
	})
	t.Run("an evidence rewritten under the old name", func(t *testing.T) {
		wantRefusal(t, merge(t, dario, evidence, `{"spec":{"title":"x"}}`), "write username: dario")
		must(t, merge(t, dario, evidence, `{"spec":{"title":"x","attestation":{"username":"dario"}}}`))
	})

	t.Run("an exception that nobody asks for", func(t *testing.T) {
		wantRefusal(t, people[dora].Create(t.Context(), exception.DeepCopy()),
			"spec.requestedBy: whoever last changed what the exception asks for is the one who asks; leave it out, or, "+
				"where nothing stamps it, write dora")
	})
	t.Run("an exception in another's name", func(t *testing.T) {
		forged := exception.DeepCopy()
		forged.Spec.RequestedBy, forged.Spec.Approval, forged.Spec.ApprovedBy = dario, v1alpha1.ExceptionApproved, dora
		wantRefusal(t, people[dora].Create(t.Context(), forged), "spec.requestedBy")
	})
	t.Run("an exception that one approves alone", func(t *testing.T) {
		alone := exception.DeepCopy()
		alone.Spec.RequestedBy, alone.Spec.Approval = dora, v1alpha1.ExceptionApproved
		wantRefusal(t, people[dora].Create(t.Context(), alone),
			"spec.approval: it takes two people to set law aside, and you are the one who asks")
		alone.Spec.ApprovedBy = dario
		wantRefusal(t, people[dora].Create(t.Context(), alone), "spec.approval: it takes two people")
	})
	exception.Spec.RequestedBy = dora
	create(t, dora, exception)
	t.Run("an approval in another's name", func(t *testing.T) {
		wantRefusal(t, merge(t, dario, exception, `{"spec":{"approval":"Approved"}}`),
			"spec.approvedBy: whoever sets approval is the one who approves; leave it out, or, where nothing stamps it, write dario")
		wantRefusal(t, merge(t, dario, exception, `{"spec":{"approval":"Approved","approvedBy":"agnes"}}`), "write dario")
		must(t, merge(t, dario, exception, `{"spec":{"approval":"Approved","approvedBy":"dario"}}`))
	})
	t.Run("an approval that is kept while the request changes", func(t *testing.T) {
		wantRefusal(t, merge(t, dora, exception, `{"spec":{"until":"2026-03-05T12:00:00Z"}}`),
			"spec.approval: an approval is a yes to what was read, and this changes it")
		must(t, merge(t, dora, exception, `{"spec":{"until":"2026-03-05T12:00:00Z","approval":null,"approvedBy":null}}`))
	})
}

// withoutStamps unbinds the policies that stamp until the end of the test.
func withoutStamps(t *testing.T) {
	t.Helper()
	isStamping := func(ctx context.Context) bool {
		evidence, exception := newEvidence("canary"), newException("canary")
		isEvidence := people[dora].Create(ctx, evidence, client.DryRunAll) == nil
		isException := people[dora].Create(ctx, exception, client.DryRunAll) == nil
		return isEvidence || isException
	}
	var unbound []*admissionregistrationv1.MutatingAdmissionPolicyBinding
	for _, name := range []string{"facegov-evidence-attestation", "facegov-exception-people"} {
		binding := &admissionregistrationv1.MutatingAdmissionPolicyBinding{}
		must(t, admin.Get(t.Context(), client.ObjectKey{Name: name}, binding))
		must(t, admin.Delete(t.Context(), binding))
		unbound = append(unbound, binding)
	}
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		for _, binding := range unbound {
			binding.ResourceVersion, binding.UID = "", ""
			must(t, admin.Create(ctx, binding))
		}
		must(t, awaitPolicies(ctx))
	})
	must(t, eventually(t.Context(), "nothing stamps any more", func(ctx context.Context) error {
		if isStamping(ctx) {
			return errors.New("something does")
		}
		return nil
	}))
}

func TestWhatMustBeKeptStays(t *testing.T) {
	kept := metav1.Condition{
		Type: v1alpha1.ConditionDeletable, Status: metav1.ConditionFalse, Reason: v1alpha1.ReasonMustBeKept,
		Message: "It must be kept until 2029-01-05", LastTransitionTime: metav1.NewTime(noon),
	}
	free := kept
	free.Status, free.Reason, free.Message = metav1.ConditionTrue, v1alpha1.ReasonKept, "It was kept until 2029-01-05"
	const want = "status.conditions[Deletable]: It must be kept until 2029-01-05; "
	cases := map[string]struct {
		author client.Client
		object func(conditions ...metav1.Condition) client.Object
		say    string
	}{
		"a document": {people[dora], func(conditions ...metav1.Condition) client.Object {
			evidence := newEvidence("kept")
			evidence.Status.Conditions = conditions
			return evidence
		}, want + "set spec.state to Withdrawn or Superseded so that it no longer counts, and delete it when Deletable is True"},
		"a record": {operator, func(conditions ...metav1.Condition) client.Object {
			record := newRecord("maple-court.kept")
			record.Status.Conditions = conditions
			return record
		}, want + "delete it when Deletable is True"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			object := tc.object()
			must(t, tc.author.Create(t.Context(), object))
			status := func(c metav1.Condition) {
				said := tc.object(c)
				said.SetUID(object.GetUID())
				_, err := apply.Status(t.Context(), operator, said)
				must(t, err)
			}
			status(kept)
			for _, who := range []string{dora, agnes} {
				wantRefusal(t, people[who].Delete(t.Context(), tc.object()), tc.say)
			}
			wantRefusal(t, people[agnes].DeleteAllOf(t.Context(), tc.object()), tc.say)
			status(free)
			must(t, people[dora].Delete(t.Context(), tc.object()))
			if err := admin.Get(t.Context(), client.ObjectKeyFromObject(object), object); !apierrors.IsNotFound(err) {
				t.Errorf("it is there: %v", err)
			}
		})
	}
}

func TestTheOperatorAloneWritesRecords(t *testing.T) {
	record := newRecord("maple-court.north-gate")
	const want = "spec: only facegov writes records, because they say what became of a deployment and its faces"
	wantRefusal(t, people[agnes].Create(t.Context(), record.DeepCopy()), want)
	must(t, operator.Create(t.Context(), record))
	wantRefusal(t, merge(t, agnes, record.DeepCopy(), `{"spec":{"party":"somebody else"}}`), want)
	verified := `{"status":{"erasure":{"state":"Verified"}}}`
	err := people[agnes].Status().Patch(t.Context(), record.DeepCopy(), client.RawPatch(types.MergePatchType, []byte(verified)))
	wantRefusal(t, err, "status: only facegov writes it")
	if err := people[dora].Create(t.Context(), newRecord("maple-court.hall")); !apierrors.IsForbidden(err) {
		t.Errorf("a data protection officer is answered with %v, want that it takes a right", err)
	}
}

func TestTheOperatorAloneWritesTheStatusOfDocumentsAndExceptions(t *testing.T) {
	evidence, exception := newEvidence("status"), newException("status")
	create(t, dora, evidence)
	create(t, dora, exception)
	for object, forged := range map[client.Object]string{
		evidence:  `{"status":{"state":"Current"}}`,
		exception: `{"status":{"state":"Active"}}`,
	} {
		patch := client.RawPatch(types.MergePatchType, []byte(forged))
		wantRefusal(t, people[agnes].Status().Patch(t.Context(), object, patch), "status: only facegov writes it")
		must(t, operator.Status().Patch(t.Context(), object, patch))
	}
}
