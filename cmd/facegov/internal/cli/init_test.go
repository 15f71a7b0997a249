// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/cmd/facegov/internal/preset"
)

// eachPreset runs a test for every preset in every language, in a folder that init has written.
func eachPreset(t *testing.T, test func(t *testing.T, name, lang string)) {
	t.Helper()
	for _, name := range preset.Names() {
		for _, lang := range languages {
			t.Run(name+" in "+lang, func(t *testing.T) {
				t.Chdir(t.TempDir())
				if code, _, errs := call("", "init", "--preset", name, "--lang", lang, "--out", "site/first"); code != 0 {
					t.Fatal(errs)
				}
				test(t, name, lang)
			})
		}
	}
}

func written(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("site/first", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// fillIn puts digests in place of the zeros of a file, as somebody does who has the documents.
func fillIn(t *testing.T, name string) {
	t.Helper()
	zeros, text := strings.Repeat("0", sha256.Size*2), written(t, name)
	if !strings.Contains(text, zeros) {
		t.Fatalf("%s leaves no digest to fill in", name)
	}
	digest := sha256.Sum256([]byte("the document of " + name))
	text = strings.ReplaceAll(text, zeros, hex.EncodeToString(digest[:]))
	if err := os.WriteFile(filepath.Join("site/first", name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// theOne returns the verdict of the only deployment, its rules with the result Denied, and how many are Unknown.
func theOne(t *testing.T, d decided) (verdict string, denied []string, unknown int) {
	t.Helper()
	if len(d.Deployments) != 1 || len(d.Problems) > 0 || len(d.Notes) > 0 {
		t.Fatalf("%+v", d)
	}
	for _, f := range d.Deployments[0].Findings {
		switch f.Result {
		case "Denied":
			denied = append(denied, f.Rule)
		case "Unknown":
			unknown++
			if !strings.Contains(f.Message, "of a template") {
				t.Errorf("%s is unknown for another reason than what is to be filled in: %s", f.Rule, f.Message)
			}
		}
	}
	return d.Deployments[0].Verdict, denied, unknown
}

// TestAFirstDeploymentWaitsForItsDocuments: what blocks comes first, then what is due, then advice. Templates outside
// the device are denied until a consent form counts that allows them (final measures 8); all else that blocks is unknown
// until its document counts.
func TestAFirstDeploymentWaitsForItsDocuments(t *testing.T) {
	eachPreset(t, func(t *testing.T, name, _ string) {
		wantCode, wantVerdict, wantDenied := exitDenied, "Denied", []string{"CN-FRT-2025/8.local"}
		if name == "hotel-desk" { // nothing is stored
			wantCode, wantVerdict, wantDenied = exitUnknown, "Unknown", nil
		}
		code, d := check(t, "", "-f", "site/first")
		verdict, denied, unknown := theOne(t, d)
		if code != wantCode || verdict != wantVerdict || !slices.Equal(denied, wantDenied) || unknown == 0 {
			t.Errorf("exit code %d, %s, denied %v, %d unknown", code, verdict, denied, unknown)
		}
		_, text, _ := call("", "check", "-f", "site/first")
		inOrder(t, text, "Blocks now", "facegov/filled-in", "spec.notice.sha256", "CN-PIPL/29.separate", "CN-PIPL/55",
			"CN-FRT-2025/9.assess#record", "\n  Due as long as it runs", "\n  Advice")
	})
}

func TestAFirstDeploymentIsPermittedWithObligationsWhenItsDocumentsAreOnRecord(t *testing.T) {
	eachPreset(t, func(t *testing.T, _, _ string) {
		fillIn(t, "evidence.yaml")
		_, d := check(t, "", "-f", "site/first")
		if verdict, denied, unknown := theOne(t, d); verdict != "Unknown" || len(denied) > 0 || unknown != 1 {
			t.Errorf("without the notice: %s, denied %v, %d unknown", verdict, denied, unknown)
		}
		fillIn(t, "deployment.yaml")
		code, d := check(t, "", "-f", "site/first")
		if verdict, _, unknown := theOne(t, d); code != exitPermitted || verdict != "PermittedWithObligations" || unknown > 0 {
			t.Errorf("exit code %d, %+v", code, d)
		}
	})
}

// TestTheStrictProfileRefusesWhatARecommendedStandardAsksFor: nobody of the presets has a maturity certificate, which is
// advice as the law stands.
func TestTheStrictProfileRefusesWhatARecommendedStandardAsksFor(t *testing.T) {
	eachPreset(t, func(t *testing.T, _, _ string) {
		fillIn(t, "evidence.yaml")
		fillIn(t, "deployment.yaml")
		code, d := check(t, "", "-f", "site/first", "--profile", "strict")
		var blocks []string
		for _, f := range d.Deployments[0].Findings {
			if f.Result == "Denied" || f.Result == "Unknown" {
				blocks = append(blocks, f.Rule)
			}
		}
		if code != exitUnknown || !slices.Equal(blocks, []string{"CN-GBT-41819/5.e-dsmm3"}) {
			t.Errorf("exit code %d, blocked by %v", code, blocks)
		}
	})
}

func TestAFirstDeploymentIsComplete(t *testing.T) {
	eachPreset(t, func(t *testing.T, name, lang string) {
		var kustomization struct{ Resources []string }
		if err := yaml.Unmarshal([]byte(written(t, "kustomization.yaml")), &kustomization); err != nil {
			t.Fatal(err)
		}
		want := []string{"namespace.yaml", "zone.yaml", "claim.yaml", "deployment.yaml", "evidence.yaml"}
		if name == "hotel-desk" { // nothing is stored
			want = []string{"namespace.yaml", "zone.yaml", "deployment.yaml", "evidence.yaml"}
		}
		forms := []string{"consent-form.md", "assessment.md", "processing-record.md"}
		if name == "residential-gate" { // children are among the residents
			forms = append(forms, "guardian-form.md")
		}
		if diff := cmp.Diff(want, kustomization.Resources); diff != "" {
			t.Errorf("resources (-want +got):\n%s", diff)
		}
		for _, file := range slices.Concat(want, forms, []string{"kustomization.yaml", "notice.html"}) {
			text := written(t, file)
			if hasHan := strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }); hasHan != (lang == "zh-Hans") {
				t.Errorf("%s is in another language than %s", file, lang)
			}
			if strings.Contains(text, "<no value>") || strings.Contains(text, "{{") || strings.Contains(text, "\n\n\n") {
				t.Errorf("%s is not filled:\n%s", file, text)
			}
			if strings.HasSuffix(file, ".yaml") && !strings.HasPrefix(text, "# ") {
				t.Errorf("%s says nothing about itself", file)
			}
			if strings.HasSuffix(file, ".md") && !strings.Contains(text, "____") {
				t.Errorf("%s leaves nothing to fill in", file)
			}
		}
	})
}

func TestTheNoticeStandsAlone(t *testing.T) {
	eachPreset(t, func(t *testing.T, _, lang string) {
		notice := written(t, "notice.html")
		for _, part := range []string{`<html lang="` + lang + `">`, "@page", "@media print", "default-src 'none'", "privacy@example.com"} {
			if !strings.Contains(notice, part) {
				t.Errorf("the notice lacks %q", part)
			}
		}
		for _, part := range []string{"src=", "href=", "url(", "<script"} {
			if strings.Contains(notice, part) {
				t.Errorf("the notice needs something else: %q", part)
			}
		}
	})
}

// TestTheConsentFormAsksForWhatTheDeploymentDeclares: one box for the processing and one for the scope that each preset
// declares, which people can refuse on its own.
func TestTheConsentFormAsksForWhatTheDeploymentDeclares(t *testing.T) {
	eachPreset(t, func(t *testing.T, _, _ string) {
		if boxes := strings.Count(written(t, "consent-form.md"), "\n- [ ] "); boxes != 2 {
			t.Errorf("the form has %d boxes", boxes)
		}
	})
}

// TestEveryFormThatADocumentNamesIsWritten: a document without a form is the deployer's own.
func TestEveryFormThatADocumentNamesIsWritten(t *testing.T) {
	eachPreset(t, func(t *testing.T, _, _ string) {
		evidence, named := written(t, "evidence.yaml"), regexp.MustCompile(`[a-z-]+\.md`)
		forms, err := filepath.Glob("site/first/*.md")
		if err != nil {
			t.Fatal(err)
		}
		for i := range forms {
			forms[i] = filepath.Base(forms[i])
		}
		names := named.FindAllString(evidence, -1)
		slices.Sort(names)
		if diff := cmp.Diff(forms, slices.Compact(names)); diff != "" {
			t.Errorf("forms that are there and named (-there +named):\n%s", diff)
		}
	})
}

func TestNoFileIsEverOverwritten(t *testing.T) {
	files(t, map[string]string{"site/zone.yaml": "mine\n", "site/notice.html": "mine\n"})
	code, out, errs := call("", "init", "--preset", "residential-gate", "--out", "site")
	if code != exitBadInput || out != "" {
		t.Errorf("exit code %d, %q", code, out)
	}
	inOrder(t, errs, "nothing was written", "site/zone.yaml", "site/notice.html", "--out")
	entries, err := os.ReadDir("site")
	if err != nil || len(entries) != 2 {
		t.Errorf("the folder holds %v (%v)", entries, err)
	}
	for _, name := range []string{"zone.yaml", "notice.html"} {
		if text, err := os.ReadFile(filepath.Join("site", name)); err != nil || string(text) != "mine\n" {
			t.Errorf("%s is now %q (%v)", name, text, err)
		}
	}
}

func TestADanglingLinkIsNotWrittenThrough(t *testing.T) {
	files(t, map[string]string{"site/.keep": ""})
	if err := os.Symlink("../elsewhere.yaml", "site/zone.yaml"); err != nil {
		t.Fatal(err)
	}
	if code, _, _ := call("", "init", "--preset", "hotel-desk", "--out", "site"); code != exitBadInput {
		t.Errorf("exit code %d", code)
	}
	if _, err := os.Stat("elsewhere.yaml"); err == nil {
		t.Error("the link was followed")
	}
}

func TestAFolderThatCannotBeMadeIsNamed(t *testing.T) {
	files(t, map[string]string{"file": ""})
	code, _, errs := call("", "init", "--preset", "hotel-desk", "--out", "file/below")
	if code != exitBadInput || !strings.Contains(errs, "--out: ") {
		t.Errorf("exit code %d, %q", code, errs)
	}
}

func TestInitSaysWhatComesNext(t *testing.T) {
	t.Chdir(t.TempDir())
	const secret = "6. Make the Secret with the PINs"
	if _, out, _ := call("", "init", "--preset", "hotel-desk", "--out", "desk"); strings.Contains(out, secret) {
		t.Errorf("a Secret is asked for where no PIN is a way in:\n%s", out)
	}
	_, out, _ := call("", "init", "--preset", "residential-gate", "--out", "gate")
	inOrder(t, out, "wrote gate/kustomization.yaml", "wrote gate/notice.html", "evidence.yaml. Zeros never count", "facegov check -f gate", "kubectl apply -k gate", secret)
}
