// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package offline

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/cmd/facegov/internal/manifest"
	"github.com/facegov/facegov/internal/report"
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
		"a day that no calendar has": {
			text: anEvidenceWith(digest, "2026-02-30", ""),
			want: []fault{{8, "spec.issuedOn", `Invalid value: "2026-02-30": must be of type date: "2026-02-30"; ` +
				"write a day of the calendar as YYYY-MM-DD"}},
		},
		"dates that run backwards": {
			text: anEvidenceWith(digest, "2026-03-02", `  validUntil: "2026-03-01"`),
			want: []fault{{10, "spec.validUntil", "Invalid value: validUntil must be later than issuedOn: the dates " +
				"run backwards; correct validUntil, or issue a new evidence with the right issuedOn"}},
		},
		"a document that takes its own place": {
			text: anEvidenceWith(digest, "2026-03-02", "  state: Superseded\n  supersededBy: form"),
			want: []fault{{11, "spec.supersededBy", `Invalid value: supersededBy must name another evidence: nothing takes ` +
				"its own place; name the one that counts now, or set state to Withdrawn"}},
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
	want := []report.Note{
		{
			Position: report.Position{File: "papers.yaml", Line: 5, Column: 3},
			Message: "RecognitionException emergency names the policy cn-spc-fr-2021, which is neither in the input nor loaded; " +
				"load it, or name the law whose rules are set aside",
		},
		{
			Position: report.Position{File: "papers.yaml", Line: 15, Column: 14},
			Message: "RecognitionException emergency names the document nowhere, which is not in the input; " +
				"add its ComplianceEvidence",
		},
	}
	if diff := cmp.Diff(want, world.notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

// TestAnExceptionThatItsLawDoesNotKnowIsRefused: exceptions never cross laws.
func TestAnExceptionThatItsLawDoesNotKnowIsRefused(t *testing.T) {
	text := fmt.Sprintf(anException, "2026-11-01T00:00:00Z", "2026-11-20T00:00:00Z", "ann", "bob")
	for pack, way := range map[string]string{
		"cn-spc-fr-2021": "that law knows CN-SPC-2021/5.1, CN-SPC-2021/5.2",
		"cn-pipl":        "that law knows none, and an exception never crosses laws",
	} {
		t.Run(pack, func(t *testing.T) {
			crossed := strings.Replace(text, "cn-spc-fr-2021", pack, 1)
			world, err := Load(manifest.Parse("papers.yaml", []byte(crossed)), Options{Packs: []string{pack}})
			if err != nil {
				t.Fatal(err)
			}
			if len(world.Problems) != 1 || len(world.granted()) != 0 {
				t.Fatalf("problems %+v, %d exceptions count", world.Problems, len(world.granted()))
			}
			p := world.Problems[0]
			if p.Field != "spec.exception" || p.Line != 6 ||
				!strings.HasPrefix(p.Message, pack+" knows no exception emergency; "+way) {
				t.Errorf("%+v", p)
			}
		})
	}
}

func TestDocumentsThatTookEachOthersPlaceAreRefused(t *testing.T) {
	superseded := func(name, by string) string {
		text := anEvidenceWith(digest, "2026-03-02", "  state: Superseded\n  supersededBy: "+by)
		return "---\n" + strings.Replace(text, "name: form", "name: "+name, 1)
	}
	const back = "following supersededBy from %s leads back to it; name the document that counts now, or set state to Withdrawn"
	for name, tc := range map[string]struct {
		text            string
		faults, missing []string
	}{
		"one after the other": {text: superseded("a", "b") + superseded("b", "c") + superseded("c", "gone"), missing: []string{"c"}},
		"each other":          {text: superseded("a", "b") + superseded("b", "a"), faults: []string{"a", "b"}},
		"one that leads into a circle": {
			text: superseded("a", "b") + superseded("b", "c") + superseded("c", "b"), faults: []string{"b", "c"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			world, err := Load(manifest.Parse("papers.yaml", []byte(tc.text)), Options{})
			if err != nil {
				t.Fatal(err)
			}
			var got, want []string
			for _, p := range world.Problems {
				got = append(got, p.Field+": "+p.Message)
			}
			for _, name := range tc.faults {
				want = append(want, "spec.supersededBy: "+fmt.Sprintf(back, name))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
			got, want = nil, nil
			for _, n := range world.notes {
				got = append(got, n.Message)
			}
			for _, name := range tc.missing {
				want = append(want, "ComplianceEvidence "+name+" names the document gone, which is not in the input; "+
					"add its ComplianceEvidence")
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
			}
		})
	}
}
