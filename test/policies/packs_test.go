// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package policies_test holds the laws that facegov ships to what a lawyer was promised: every rule is in English and
// in the language of its law where that is Chinese, in the order of the articles, refuses or warns as its rank says,
// and bites where it should and nowhere else.
package policies_test

import (
	"cmp"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	diffs "github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/api/v1alpha1"
	shipped "github.com/facegov/facegov/config/policies"
	"github.com/facegov/facegov/internal/law/catalogue"
	"github.com/facegov/facegov/internal/law/jurisdiction"
	"github.com/facegov/facegov/internal/law/moment"
	"github.com/facegov/facegov/internal/law/rank"
)

const packs = "../../config/policies"

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
	loaded := map[string]*v1alpha1.RecognitionPolicy{}
	for _, name := range shipped.Names() {
		p, err := shipped.Decode(name)
		if err != nil {
			return nil, err
		}
		if p.Name != name || p.Kind != "RecognitionPolicy" || p.APIVersion != v1alpha1.GroupVersion.String() {
			return nil, fmt.Errorf("%s holds %s %s %q; a file is named after its one policy",
				shipped.Path(name), p.APIVersion, p.Kind, p.Name)
		}
		loaded[name] = p
	}
	return loaded, nil
}

// TestThePacksHoldTheseRules compares what every rule demands and does with a list that is reviewed like a change of
// the law: a rule that changes here changes verdicts. UPDATE_GOLDEN=1 rewrites it.
func TestThePacksHoldTheseRules(t *testing.T) {
	const golden = "testdata/rules.golden"
	var got strings.Builder
	laws := load(t)
	for _, set := range shipped.Sets() {
		fmt.Fprintf(&got, "%s\n", set.Name)
		for _, name := range set.Policies {
			list(&got, laws[name])
		}
	}
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := diffs.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
}

// list writes a policy: its force and dates, then a line for each rule and exception.
func list(w *strings.Builder, p *v1alpha1.RecognitionPolicy) {
	spec := &p.Spec
	fmt.Fprintf(w, "  %s: %s, %s, %s in %s from %s", p.Name, spec.Instrument.Rank, spec.Instrument.Status,
		enforcementOf(p), strings.Join(spec.Jurisdictions, " "), spec.Effective.From)
	if spec.Effective.Until != "" {
		fmt.Fprintf(w, " until %s", spec.Effective.Until)
	}
	fmt.Fprintln(w)
	for i := range spec.Rules {
		rule := &spec.Rules[i]
		fmt.Fprintf(w, "    %s: %s, %s, on lapse %s", rule.ID, rule.Requires.Type, rule.OnViolation, rule.OnLapse.Effect)
		if rule.Hard {
			fmt.Fprint(w, ", hard")
		}
		if rule.When != "" || rule.AppliesTo != nil {
			fmt.Fprint(w, ", not everywhere")
		}
		fmt.Fprintln(w)
	}
	for _, exception := range spec.Exceptions {
		fmt.Fprintf(w, "    %s: exception with %s from %s\n", exception.ID, strings.Join(exception.Needs, " "),
			strings.Join(exception.Lifts, " "))
	}
}

func enforcementOf(p *v1alpha1.RecognitionPolicy) string {
	standard := rank.DefaultEnforcement(string(p.Spec.Instrument.Rank), string(p.Spec.Instrument.Status))
	return cmp.Or(string(p.Spec.Enforcement), standard)
}

// enforcedDecisions are decisions that do more than warn, because the authority said that the use itself is unlawful.
var enforcedDecisions = []string{"nl-ap-2024"}

func TestInstruments(t *testing.T) {
	for name, p := range load(t) {
		t.Run(name, func(t *testing.T) {
			instrument := p.Spec.Instrument
			want := rank.DefaultEnforcement(string(instrument.Rank), string(instrument.Status))
			if slices.Contains(enforcedDecisions, name) {
				want = rank.Enforce
			}
			if got := enforcementOf(p); got != want {
				t.Errorf("enforcement is %s; rank %s and status %s ask for %s", got, instrument.Rank, instrument.Status, want)
			}
			if _, err := moment.Midnight(p.Spec.Effective.From, p.Spec.Effective.TimeZone); err != nil {
				t.Error(err)
			}
			for _, code := range p.Spec.Jurisdictions {
				if err := jurisdiction.Check(code); err != nil {
					t.Error(err)
				}
			}
			if instrument.Title == "" || instrument.Authority == "" || instrument.Number == "" || instrument.Source == "" {
				t.Errorf("a lawyer needs title, authority, number and source: %+v", instrument)
			}
			if isChinese(p) && !strings.ContainsFunc(instrument.OriginalTitle, isHan) {
				t.Errorf("a law of China has a Chinese title, not %q", instrument.OriginalTitle)
			}
		})
	}
}

// isChinese says whether a policy is a law of China, which is read in Chinese first.
func isChinese(p *v1alpha1.RecognitionPolicy) bool {
	return slices.Contains(p.Spec.Jurisdictions, "CN")
}

func TestRulesReadLikeLaw(t *testing.T) {
	for name, p := range load(t) {
		previous := 0
		for i := range p.Spec.Rules {
			rule := &p.Spec.Rules[i]
			t.Run(name+" "+rule.ID, func(t *testing.T) {
				if article := articleOf(rule.Article); article != 0 {
					if article < previous {
						t.Errorf("%s stands after article %d", rule.Article, previous)
					}
					previous = article
					checkArticle(t, rule.ID, article)
				}
				checkTexts(t, p, rule)
				checkEffects(t, p, rule)
			})
		}
	}
}

var (
	leadingArticle = regexp.MustCompile(`^(?:Articles?|Sections?) ([0-9]+)`)
	rowArticles    = regexp.MustCompile(`/([0-9]+)(?:-([0-9]+))?`)
)

// articleOf returns the number of the article that a citation begins with, 0 when it cites something else.
func articleOf(citation string) int {
	match := leadingArticle.FindStringSubmatch(citation)
	if match == nil {
		return 0
	}
	return number(match[1])
}

func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

// checkArticle holds that the number in an id, or the range of numbers as in 45-50, is that of the article.
func checkArticle(t *testing.T, id string, article int) {
	t.Helper()
	match := rowArticles.FindStringSubmatch(id)
	if match == nil {
		return
	}
	first := number(match[1])
	if last := max(first, number(match[2])); article < first || article > last {
		t.Errorf("the id says article %s, the citation article %d", match[0][1:], article)
	}
}

// longest are the most characters of a title and of the other texts in each language: what a person reads at a refusal.
var longest = map[string]struct{ title, other int }{"en": {100, 400}, "zh-Hans": {50, 200}}

func checkTexts(t *testing.T, p *v1alpha1.RecognitionPolicy, rule *v1alpha1.Rule) {
	t.Helper()
	languages := []string{"en"}
	if isChinese(p) {
		languages = append(languages, "zh-Hans")
	}
	for _, language := range languages {
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
		if utf8.RuneCountInString(text.Title) > longest[language].title {
			t.Errorf("the title in %s is too long to be read at a refusal: %q", language, text.Title)
		}
		for _, other := range []string{text.Demand, text.Remedy} {
			if utf8.RuneCountInString(other) > longest[language].other {
				t.Errorf("a text in %s is too long to be read at a refusal: %q", language, other)
			}
		}
		if strings.Contains(strings.ToLower(all), "compliant") {
			t.Errorf("nobody is called compliant here: %q", all)
		}
	}
	checkRemedy(t, rule)
	if rule.Title != rule.Text["en"].Title {
		t.Errorf("title %q and its English text %q differ", rule.Title, rule.Text["en"].Title)
	}
	if expression := rule.Requires.Expression; expression != nil && expression.FieldPath == "" {
		t.Error("an expression names no field to look at")
	}
}

// checkRemedy holds that whoever must put a document on record reads which.
func checkRemedy(t *testing.T, rule *v1alpha1.Rule) {
	t.Helper()
	evidence := rule.Requires.Evidence
	if evidence == nil || evidence.Keep != "" || len(evidence.Sections) > 0 || evidence.Passed != "" {
		return // it is on record already, and has to be kept or completed
	}
	for language, text := range rule.Text {
		if !strings.Contains(text.Remedy, evidence.EvidenceType) && len(evidence.MadeFor) == 0 {
			t.Errorf("the remedy in %s does not name %s: %q", language, evidence.EvidenceType, text.Remedy)
		}
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// checkEffects holds that nothing that lapses at night stops a gate, except what is on the hard list, and that nothing
// but binding law and a decision on use is on it.
func checkEffects(t *testing.T, p *v1alpha1.RecognitionPolicy, rule *v1alpha1.Rule) {
	t.Helper()
	if rule.OnViolation == "" || rule.OnLapse == nil {
		t.Fatal("the effects are left to defaults; write them down")
	}
	wantLapse := v1alpha1.LapseWarn
	if rule.Hard {
		wantLapse = v1alpha1.LapseEvict
		if enforcementOf(p) != rank.Enforce || rule.OnViolation != v1alpha1.OnViolationRefuse {
			t.Error("what only warns is on the hard list")
		}
	}
	if rule.OnLapse.Effect != wantLapse {
		t.Errorf("a lapse has the effect %s, want %s", rule.OnLapse.Effect, wantLapse)
	}
}

// wantHard is the hard list: private spaces, practices that article 5 of the AI Act prohibits, and a provider that an
// authority found unlawful to use. A rule that gets here evicts at once, in the middle of the night.
var wantHard = []string{
	"CN-CIVIL-CODE/1032", "CN-FRT-2025/13.private", "CN-VIDEO-799/8",
	"EU-AIA/5-1-e", "EU-AIA/5-1-e#provider", "EU-AIA/5-1-f", "EU-AIA/5-1-g", "EU-AIA/5-1-h",
	"EU-NL-AP-2024/use",
}

func TestNothingElseIsOnTheHardList(t *testing.T) {
	var got []string
	for _, p := range load(t) {
		for i := range p.Spec.Rules {
			if p.Spec.Rules[i].Hard {
				got = append(got, p.Spec.Rules[i].ID)
			}
		}
	}
	slices.Sort(got)
	if diff := diffs.Diff(wantHard, got); diff != "" {
		t.Errorf("the hard list (-want +got):\n%s", diff)
	}
}

func TestExceptionsLiftOnlyWhatTheirLawLetsThem(t *testing.T) {
	for name, p := range load(t) {
		instrument, _ := catalogue.InstrumentOf(name)
		var rules, hard []string
		for i := range p.Spec.Rules {
			rules = append(rules, p.Spec.Rules[i].ID)
			if p.Spec.Rules[i].Hard {
				hard = append(hard, p.Spec.Rules[i].ID)
			}
		}
		for _, exception := range p.Spec.Exceptions {
			row, known := catalogue.Lookup(catalogue.CitedBy(exception.ID))
			if !known || row.Instrument != instrument.ID || len(exception.Needs) == 0 || exception.Article == "" {
				t.Errorf("%s needs an id of its own law, evidence and an article", exception.ID)
			}
			for _, lifted := range exception.Lifts {
				if !slices.Contains(rules, lifted) || slices.Contains(hard, lifted) {
					t.Errorf("%s lifts %s, which is no rule of its law or on the hard list", exception.ID, lifted)
				}
			}
			// Article 5 of the court's provisions frees from liability for processing, never from the alternative at a gate.
			if slices.ContainsFunc(exception.Lifts, func(id string) bool { return strings.HasPrefix(id, "CN-SPC-2021/10.") }) {
				t.Errorf("%s lifts the other way through a gate", exception.ID)
			}
		}
	}
}
