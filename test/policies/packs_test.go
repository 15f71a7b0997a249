// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package policies_test holds the laws that facegov ships to what a lawyer was promised: every rule is in both
// languages, in the order of the articles, refuses or warns as its rank says, and bites where it should and nowhere
// else.
package policies_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/jurisdiction"
	"github.com/facegov/facegov/internal/law/moment"
	"github.com/facegov/facegov/internal/law/rank"
)

const packs = "../../config/policies"

// wantRules lists every shipped rule with its type and its effect at start. A rule that changes its effect changes
// verdicts, so the change has to be made here as well.
var wantRules = map[string]map[string]string{
	"cn-cac-frt-2025": {
		"CN-FRT-2025/5":                              "Expression Refuse",
		"CN-FRT-2025/6":                              "LawfulBasis Refuse",
		"CN-FRT-2025/10":                             "Fallback Refuse",
		"CN-FRT-2025/12":                             "Expression Refuse",
		"CN-FRT-2025/13.public":                      "Expression Refuse",
		"CN-FRT-2025/13.public#open-premises":        "Expression Refuse",
		"CN-FRT-2025/13.public#open-premises-active": "Expression Warn",
		"CN-FRT-2025/13.public#sign":                 "Expression Refuse",
		"CN-FRT-2025/13.private":                     "Venue Refuse hard",
	},
	"cn-pipl": {
		"CN-PIPL/26.necessity":                      "Expression Refuse",
		"CN-PIPL/26.necessity#open-premises":        "Expression Refuse",
		"CN-PIPL/26.necessity#open-premises-active": "Expression Warn",
		"CN-PIPL/26.sign":                           "Expression Refuse",
		"CN-PIPL/26.purpose-limit":                  "Expression Refuse",
		"CN-PIPL/29.separate":                       "LawfulBasis Refuse",
		"CN-PIPL/29.not-bundled":                    "Expression Refuse",
		"CN-PIPL/29.enhanced-notice":                "Expression Refuse",
	},
	"cn-video-799": {
		"CN-VIDEO-799/8": "Venue Refuse hard",
	},
	"cn-spc-fr-2021": {
		"CN-SPC-2021/2.1":                 "LawfulBasis Refuse",
		"CN-SPC-2021/2.2":                 "Expression Refuse",
		"CN-SPC-2021/2.3-separate":        "LawfulBasis Refuse",
		"CN-SPC-2021/2.4":                 "LawfulBasis Refuse",
		"CN-SPC-2021/2.6":                 "LawfulBasis Refuse",
		"CN-SPC-2021/2.8":                 "Expression Warn",
		"CN-SPC-2021/covert-analytics":    "Expression Refuse",
		"CN-SPC-2021/10.not-sole":         "Fallback Refuse",
		"CN-SPC-2021/10.not-sole#leaving": "Egress Refuse",
		"CN-SPC-2021/10.alternative":      "Fallback Refuse",
		"CN-SPC-2021/10.consent":          "LawfulBasis Warn",
	},
	"cn-cac-frt-draft-2023": {
		"CN-CAC-DRAFT-2023/5.consent":           "LawfulBasis Refuse",
		"CN-CAC-DRAFT-2023/6":                   "Venue Refuse",
		"CN-CAC-DRAFT-2023/14.not-sole":         "Fallback Refuse",
		"CN-CAC-DRAFT-2023/14.not-sole#leaving": "Egress Refuse",
		"CN-CAC-DRAFT-2023/14.alternative":      "Fallback Refuse",
		"CN-CAC-DRAFT-2023/17.no-raw":           "Retention Refuse",
	},
}

// wantPrefix is the catalogue that the ids of a pack come from: that of its own instrument.
var wantPrefix = map[string]string{
	"cn-cac-frt-2025":       "CN-FRT-2025/",
	"cn-pipl":               "CN-PIPL/",
	"cn-video-799":          "CN-VIDEO-799/",
	"cn-spc-fr-2021":        "CN-SPC-2021/",
	"cn-cac-frt-draft-2023": "CN-CAC-DRAFT-2023/",
}

// load returns the shipped policies by name, read afresh.
func load(t *testing.T) map[string]*v1alpha1.RecognitionPolicy {
	t.Helper()
	loaded, err := read()
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

func read() (map[string]*v1alpha1.RecognitionPolicy, error) {
	files, err := filepath.Glob(filepath.Join(packs, "*/*.yaml"))
	if err != nil {
		return nil, err
	}
	loaded := map[string]*v1alpha1.RecognitionPolicy{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		if name == "kustomization" {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		p := &v1alpha1.RecognitionPolicy{}
		if err := yaml.UnmarshalStrict(text, p); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if p.Name != name || p.Kind != "RecognitionPolicy" || p.APIVersion != v1alpha1.GroupVersion.String() {
			return nil, fmt.Errorf("%s holds %s %s %q; a file is named after its one policy",
				file, p.APIVersion, p.Kind, p.Name)
		}
		loaded[name] = p
	}
	return loaded, nil
}

func TestThePacksHoldTheseRules(t *testing.T) {
	got := map[string]map[string]string{}
	for name, p := range load(t) {
		got[name] = map[string]string{}
		for _, rule := range p.Spec.Rules {
			effect := string(rule.Requires.Type) + " " + string(rule.OnViolation)
			if rule.Hard {
				effect += " hard"
			}
			got[name][rule.ID] = effect
		}
	}
	if diff := cmp.Diff(wantRules, got); diff != "" {
		t.Error(diff)
	}
}

func TestInstruments(t *testing.T) {
	for name, p := range load(t) {
		t.Run(name, func(t *testing.T) {
			instrument := p.Spec.Instrument
			want := rank.DefaultEnforcement(string(instrument.Rank), string(instrument.Status))
			if string(p.Spec.Enforcement) != want {
				t.Errorf("enforcement is %s; rank %s and status %s ask for %s",
					p.Spec.Enforcement, instrument.Rank, instrument.Status, want)
			}
			if _, err := moment.Midnight(p.Spec.Effective.From, p.Spec.Effective.TimeZone); err != nil {
				t.Error(err)
			}
			for _, code := range p.Spec.Jurisdictions {
				if err := jurisdiction.Check(code); err != nil {
					t.Error(err)
				}
			}
			if instrument.OriginalTitle == "" || instrument.Number == "" || instrument.Source == "" {
				t.Errorf("a lawyer needs original title, number and source: %+v", instrument)
			}
		})
	}
}

func TestRulesReadLikeLaw(t *testing.T) {
	for name, p := range load(t) {
		previous := 0
		for _, rule := range p.Spec.Rules {
			t.Run(rule.ID, func(t *testing.T) {
				if !strings.HasPrefix(rule.ID, wantPrefix[name]) {
					t.Errorf("the id is no row of %s", wantPrefix[name])
				}
				article := articleOf(t, rule.Article)
				if article < previous {
					t.Errorf("%s stands after article %d", rule.Article, previous)
				}
				previous = article
				row := strings.TrimPrefix(rule.ID, wantPrefix[name])
				if unicode.IsDigit(rune(row[0])) && articleOf(t, row) != article {
					t.Errorf("the id says article %d, the rule says %s", articleOf(t, row), rule.Article)
				}
				checkTexts(t, &rule)
				checkEffects(t, p, &rule)
			})
		}
	}
}

var firstNumber = regexp.MustCompile(`[0-9]+`)

func articleOf(t *testing.T, text string) int {
	t.Helper()
	number, err := strconv.Atoi(firstNumber.FindString(text))
	if err != nil {
		t.Fatalf("%q names no article", text)
	}
	return number
}

func checkTexts(t *testing.T, rule *v1alpha1.Rule) {
	t.Helper()
	for _, language := range []string{"en", "zh-Hans"} {
		text, ok := rule.Text[language]
		if !ok || text.Title == "" || text.Demand == "" || text.Remedy == "" {
			t.Errorf("the text in %s lacks title, demand or remedy", language)
		}
		all := text.Title + text.Demand + text.Remedy
		if hasHan := strings.ContainsFunc(all, isHan); hasHan != (language == "zh-Hans") {
			t.Errorf("the text under %s is in another language: %q", language, text.Title)
		}
		if strings.Contains(all, "\n") || (language == "zh-Hans" && strings.Contains(all, "， ")) {
			t.Errorf("the text in %s is broken in the middle: %q", language, all)
		}
	}
	if rule.Title != rule.Text["en"].Title {
		t.Errorf("title %q and its English text %q differ", rule.Title, rule.Text["en"].Title)
	}
	if expression := rule.Requires.Expression; expression != nil && expression.FieldPath == "" {
		t.Error("an expression names no field to look at")
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// checkEffects holds that nothing that lapses at night stops a gate, except what is on the hard list, and that no draft
// is on it.
func checkEffects(t *testing.T, p *v1alpha1.RecognitionPolicy, rule *v1alpha1.Rule) {
	t.Helper()
	if rule.OnViolation == "" || rule.OnLapse == nil {
		t.Fatal("the effects are left to defaults; write them down")
	}
	wantLapse := v1alpha1.LapseWarn
	if rule.Hard {
		wantLapse = v1alpha1.LapseEvict
		if p.Spec.Instrument.Status != v1alpha1.InstrumentInForce {
			t.Error("an instrument that is not in force is on the hard list")
		}
	}
	if rule.OnLapse.Effect != wantLapse {
		t.Errorf("a lapse has the effect %s, want %s", rule.OnLapse.Effect, wantLapse)
	}
}

func TestExceptionsLiftOnlyWhatTheirLawLetsThem(t *testing.T) {
	want := map[string][]string{
		"CN-FRT-2025/10#state-rule":          {"CN-FRT-2025/10"},
		"CN-CAC-DRAFT-2023/17.raw-exception": {"CN-CAC-DRAFT-2023/17.no-raw"},
	}
	// Article 5 of the provisions frees from liability for processing, never from the alternative at a gate.
	for _, item := range []string{"5.1", "5.2", "5.3", "5.5"} {
		want["CN-SPC-2021/"+item] = []string{
			"CN-SPC-2021/2.1", "CN-SPC-2021/2.2", "CN-SPC-2021/2.3-separate", "CN-SPC-2021/2.4", "CN-SPC-2021/2.6",
			"CN-SPC-2021/2.8",
		}
	}
	got := map[string][]string{}
	for name, p := range load(t) {
		for _, exception := range p.Spec.Exceptions {
			got[exception.ID] = exception.Lifts
			if !strings.HasPrefix(exception.ID, wantPrefix[name]) || len(exception.Needs) == 0 || exception.Article == "" {
				t.Errorf("%s needs an id of its own law, evidence and an article", exception.ID)
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
