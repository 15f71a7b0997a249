// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package offline

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/cmd/facegov/internal/manifest"
)

const anEvidence = `apiVersion: recognition.facegov.dev/v1alpha1
kind: ComplianceEvidence
metadata: {name: form}
spec:
  type: EV-CONSENT-FORM
  title: Consent form
  document: {sha256: %s}
  issuedOn: %q
  timeZone: Asia/Shanghai
%s
  appliesTo:
  - {kind: Party, party: acme}
`

const anException = `apiVersion: recognition.facegov.dev/v1alpha1
kind: RecognitionException
metadata: {name: emergency}
spec:
  policy: cn-spc-fr-2021
  exception: emergency
  reason: The pipe burst.
  appliesTo:
  - {kind: Party, party: acme}
  from: %q
  until: %q
  approval: Approved
  requestedBy: %s
  approvedBy: %s
  evidence: [nowhere]
`

const digest = "f3ed9d4d37381c967e423d904975db52a83f1f611147ad4a598d8d05cc4f254a"

func anEvidenceWith(sha256, issuedOn, more string) string {
	return fmt.Sprintf(anEvidence, sha256, issuedOn, more)
}

// TestPapersAreReadAsTheAPIServerReadsThem holds that a document or an exception that a cluster would refuse is a fault,
// with its line, and counts for nothing.
func TestPapersAreReadAsTheAPIServerReadsThem(t *testing.T) {
	type fault struct {
		Line           int
		Field, Message string
	}
	for name, tc := range map[string]struct {
		text string
		want []fault
	}{
		"a sound document": {text: anEvidenceWith(digest, "2026-03-02", "")},
		"a digest with a prefix": {
			text: anEvidenceWith("sha256:"+digest, "2026-03-02", ""),
			want: []fault{{7, "spec.document.sha256", `Invalid value: "sha256:` + digest + `": must be the SHA-256 of the document: ` +
				"64 lower-case hexadecimal digits without a prefix, as sha256sum FILE prints them"}},
		},
		"a digest in capitals": {
			text: anEvidenceWith("F"+digest[1:], "2026-03-02", ""),
			want: []fault{{7, "spec.document.sha256", `Invalid value: "F` + digest[1:] + `": must be the SHA-256 of the document: ` +
				"64 lower-case hexadecimal digits without a prefix, as sha256sum FILE prints them"}},
		},
		"dates that run backwards": {
			text: anEvidenceWith(digest, "2026-03-02", `  validUntil: "2026-03-01"`),
			want: []fault{{10, "spec.validUntil", "Invalid value: validUntil must be later than issuedOn: the dates " +
				"run backwards; correct validUntil, or issue a new evidence with the right issuedOn"}},
		},
		"a type that is none": {
			text: anEvidenceWith(digest, "2026-03-02", "  kind: EV-CONSENT-FORM"),
			want: []fault{{10, "spec.kind", `unknown field "spec.kind"; correct the spelling or remove it`}},
		},
		"an exception that ends before it begins": {
			text: fmt.Sprintf(anException, "2026-11-21T00:00:00Z", "2026-11-20T00:00:00Z", "ann", "bob"),
			want: []fault{{11, "spec.until", "Invalid value: until must be later than from: the dates run backwards"}},
		},
		"an exception for longer than ninety days": {
			text: fmt.Sprintf(anException, "2026-01-01T00:00:00Z", "2026-11-20T00:00:00Z", "ann", "bob"),
			want: []fault{{11, "spec.until", "Invalid value: until must be at most 90 days after from: " +
				"choose an earlier end, and ask again if it is still needed then"}},
		},
		"an exception that one person gave themselves": {
			text: fmt.Sprintf(anException, "2026-11-01T00:00:00Z", "2026-11-20T00:00:00Z", "ann", "ann"),
			want: []fault{{14, "spec.approvedBy", "Forbidden: approvedBy must be another person than requestedBy: " +
				"let somebody else approve"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			world, err := Load(manifest.Parse("papers.yaml", []byte(tc.text)), Options{})
			if err != nil {
				t.Fatal(err)
			}
			var got []fault
			for _, p := range world.Problems {
				got = append(got, fault{p.Line, p.Field, p.Message})
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
			if counted := len(world.documents()) + len(world.granted()); (counted == 1) != (len(tc.want) == 0) {
				t.Errorf("%d papers count", counted)
			}
		})
	}
}

func TestAPaperThatIsNamedAndNotInTheInputIsANote(t *testing.T) {
	text := fmt.Sprintf(anException, "2026-11-01T00:00:00Z", "2026-11-20T00:00:00Z", "ann", "bob")
	world, err := Load(manifest.Parse("papers.yaml", []byte(text)), Options{})
	if err != nil || len(world.Problems) > 0 {
		t.Fatal(err, world.Problems)
	}
	want := "RecognitionException emergency names the document nowhere, which is not in the input; add its ComplianceEvidence"
	if len(world.notes) != 1 || world.notes[0].Message != want || world.notes[0].Line != 15 {
		t.Errorf("the notes are %+v", world.notes)
	}
}
