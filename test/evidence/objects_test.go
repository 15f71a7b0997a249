// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package evidence

import (
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func newEvidence(name string) *v1alpha1.ComplianceEvidence {
	return &v1alpha1.ComplianceEvidence{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: v1alpha1.ComplianceEvidenceSpec{
			Type: "EV-PIPIA", Title: "Impact assessment of the north gate",
			Document: v1alpha1.Document{SHA256: strings.Repeat("0a", 32)},
			IssuedOn: "2026-01-05", TimeZone: "Asia/Shanghai",
			AppliesTo: []v1alpha1.EvidenceSubject{{Kind: v1alpha1.EvidenceForParty, Party: "91310000MA1FL00000"}},
		},
	}
}

func newException(name string) *v1alpha1.RecognitionException {
	return &v1alpha1.RecognitionException{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: v1alpha1.RecognitionExceptionSpec{
			Policy: "cn-spc-fr-2021", Exception: "CN-SPC-2021/5.1", Reason: "A fire: people have to be found.",
			AppliesTo: []v1alpha1.ExceptionSubject{{Kind: v1alpha1.ExceptionForZone, Zone: "maple-north-gate"}},
			From:      metav1.NewTime(noon), Until: metav1.NewTime(noon.Add(24 * time.Hour)),
		},
	}
}

func newRecord(name string) *v1alpha1.RecognitionRecord {
	namespace, deployment, _ := strings.Cut(name, ".")
	return &v1alpha1.RecognitionRecord{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: v1alpha1.RecognitionRecordSpec{
			Deployment: v1alpha1.RecordedDeployment{Namespace: namespace, Name: deployment, UID: "1f0c"},
			Party:      "91310000MA1FL00000",
		},
	}
}

// merge changes an object by a merge patch, as a person.
func merge(t *testing.T, who string, object client.Object, patch string) error {
	t.Helper()
	return people[who].Patch(t.Context(), object, client.RawPatch(types.MergePatchType, []byte(patch)))
}

// create makes an object as a person, and takes it away at the end of the test.
func create(t *testing.T, who string, object client.Object) {
	t.Helper()
	must(t, people[who].Create(t.Context(), object))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantRefusal fails unless a refusal says what it has to say.
func wantRefusal(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("answered with %v, want a refusal with %q", err, want)
	}
}
