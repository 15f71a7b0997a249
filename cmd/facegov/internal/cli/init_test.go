// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
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

func TestAFirstDeploymentIsPermittedWithObligations(t *testing.T) {
	eachPreset(t, func(t *testing.T, _, _ string) {
		code, d := check(t, "", "-f", "site/first")
		if code != exitPermitted || len(d.Notes) > 0 || len(d.Deployments) != 1 ||
			d.Deployments[0].Verdict != "PermittedWithObligations" {
			t.Errorf("exit code %d, %+v", code, d)
		}
	})
}

func TestAFirstDeploymentIsComplete(t *testing.T) {
	eachPreset(t, func(t *testing.T, name, lang string) {
		var kustomization struct{ Resources []string }
		if err := yaml.Unmarshal([]byte(written(t, "kustomization.yaml")), &kustomization); err != nil {
			t.Fatal(err)
		}
		want := []string{"namespace.yaml", "zone.yaml", "claim.yaml", "deployment.yaml"}
		if name == "hotel-desk" { // nothing is stored
			want = []string{"namespace.yaml", "zone.yaml", "deployment.yaml"}
		}
		if diff := cmp.Diff(want, kustomization.Resources); diff != "" {
			t.Errorf("resources (-want +got):\n%s", diff)
		}
		for _, file := range append(want, "kustomization.yaml", "consent-form.md", "assessment.md", "notice.html") {
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

func TestTheNoticeStandsAloneAndIsTheOneThatIsDeclared(t *testing.T) {
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
		digest := sha256.Sum256([]byte(notice))
		if !strings.Contains(written(t, "deployment.yaml"), hex.EncodeToString(digest[:])) {
			t.Error("the deployment declares another notice")
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
	_, out, _ := call("", "init", "--preset", "residential-gate", "--out", "gate")
	inOrder(t, out, "wrote gate/kustomization.yaml", "wrote gate/notice.html", "facegov check -f gate", "kubectl apply -k gate")
}
