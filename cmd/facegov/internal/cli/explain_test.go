// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestExplainTheLaw(t *testing.T) {
	cases := map[string]struct {
		args []string
		// want in this order
		want []string
		// rules is how many rules are explained.
		rules int
	}{
		"a rule by its id": {
			args: []string{"CN-FRT-2025/13.private"}, rules: 1,
			want: []string{
				"cn-cac-frt-2025", "Law: Measures for the Security Management", "DepartmentalRule",
				"Holds: CN, 2025-06-01 (InForce, Enforce)", "Source: https://www.cac.gov.cn/", "CN-FRT-2025/13.private",
				"Article: Article 13", "Demand: No organisation", "onLapse Evict", "hard list", "Remedy: Move the camera",
				"notInClasses:", "- prohibited-private-space",
			},
		},
		"in whatever case":         {args: []string{"cn-frt-2025/13.PRIVATE"}, rules: 1, want: []string{"CN-FRT-2025/13.private"}},
		"in Chinese":               {args: []string{"CN-PIPL/29.separate", "--lang", "zh-Hans"}, rules: 1, want: []string{"法律文件: 中华人民共和国个人信息保护法", "要求: ", "整改方式: "}},
		"with its own exceptions":  {args: []string{"CN-FRT-2025/10"}, rules: 1, want: []string{"Exceptions: CN-FRT-2025/10#state-rule (Article 10)"}},
		"a policy, all its rules":  {args: []string{"cn-video-799"}, rules: 7, want: []string{"AdministrativeRegulation", "CN-VIDEO-799/8"}},
		"a policy as kubectl says": {args: []string{"rpol/cn-video-799"}, rules: 7, want: []string{"CN-VIDEO-799/8"}},
		"an article of one law":    {args: []string{"cn-pipl/29"}, rules: 3, want: []string{"CN-PIPL/29.separate", "CN-PIPL/29.not-bundled", "CN-PIPL/29.enhanced-notice"}},
		"in words":                 {args: []string{"cn-pipl Article 29"}, rules: 3},
		"an article of every law":  {args: []string{"Article 10"}, rules: 11, want: []string{"CN-FRT-2025/10", "CN-SPC-2021/10.not-sole"}},
		"a number alone":           {args: []string{"10"}, rules: 11},
		"the beginning of ids":     {args: []string{"CN-PIPL/26.necessity"}, rules: 1},
		"the row of a catalogue":   {args: []string{"CN-PIPL/26"}, rules: 6, want: []string{"CN-PIPL/26.necessity"}},
		"before its day":           {args: []string{"CN-FRT-2025/10", "--on", "2025-05-31"}, rules: 1, want: []string{"(Preview, Enforce)"}},
		"on its day":               {args: []string{"CN-FRT-2025/10", "--on", "2025-06-01"}, rules: 1, want: []string{"(InForce, Enforce)"}},
		"facegov's own rule":       {args: []string{"facegov/never-in-the-way-out"}, want: []string{"facegov is never in the way out", "Remedy: Set spec.door.egress Free"}},
		"the same in Chinese":      {args: []string{"facegov/never-in-the-way-out", "--lang", "zh-Hans"}, want: []string{"不得阻碍离开", "整改方式: "}},
	}
	article := regexp.MustCompile(`(?m)^  (?:Article|条款): `)
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			code, out, errs := call("", append([]string{"explain"}, tc.args...)...)
			if code != 0 || errs != "" {
				t.Fatalf("exit code %d, %s", code, errs)
			}
			inOrder(t, out, tc.want...)
			if got := len(article.FindAllString(out, -1)); got != tc.rules {
				t.Errorf("%d rules are explained, want %d:\n%s", got, tc.rules, out)
			}
		})
	}
}

func TestExplainADeployment(t *testing.T) {
	samples := filepath.Join(repository, "config/samples")
	for _, subject := range []string{"frd/pool-recorder", "frd/harbour-hotel/pool-recorder", "facerecognitiondeployment/pool-recorder"} {
		code, out, errs := call("", "explain", subject, "-f", samples)
		if code != 0 || errs != "" {
			t.Fatalf("exit code %d, %s", code, errs)
		}
		inOrder(t, out, "harbour-hotel/pool-recorder: Denied",
			"harbour-changing-room  camera lockers  changing-room", "prohibited-private-space", "harbour-server-room",
			"Jurisdictions: CN, CN-SH", "- cn-video-799: InForce",
			"Denied  CN-VIDEO-799/8: ", ", declared", "by spec.sources[0].zone (", "pool-recorder.yaml:",
			"What the laws demand together", "ways in without a face", "won: ", "prohibited-private-space", "As at 2026-11-21")
	}
}

func TestExplainSaysWhoWonAndWhoLost(t *testing.T) {
	keep := func(name, id, longest string) string {
		return "\n---\napiVersion: recognition.facegov.dev/v1alpha1\nkind: RecognitionPolicy\nmetadata: {name: " + name + "}\nspec:\n" +
			"  instrument: {title: House, authority: us, rank: House, status: InForce, source: here}\n  jurisdictions: [CN]\n" +
			"  effective: {from: '2025-06-01', timeZone: Asia/Shanghai}\n  rules:\n  - {id: " + id + ", article: '1', title: x, " +
			"requires: {type: Retention, retention: {classes: [Template], max: " + longest + "}}, text: {en: {title: x, demand: d, remedy: r}}}\n"
	}
	code, out, errs := call(sample(t, "north-gate.yaml")+"\n---\n"+sample(t, "zones.yaml")+"\n---\n"+sample(t, "namespaces.yaml")+
		keep("mild", "M/1", "P1Y")+keep("strict", "S/1", "P20D"), "explain", "frd/north-gate", "-f", "-")
	if code != 0 || errs != "" {
		t.Fatalf("exit code %d, %s", code, errs)
	}
	inOrder(t, out, "Denied  S/1: KeptTooLong, declared", "PermittedWithObligations  M/1: ",
		"- Template is kept at most P20D", "won: S/1", "lost: M/1: at most P1Y")
}

func TestADeploymentThatIsNotThere(t *testing.T) {
	code, _, errs := call("", "explain", "frd/west-gate", "-f", filepath.Join(repository, "config/samples"))
	if code != exitBadInput || !strings.Contains(errs, "it holds frd/harbour-hotel/annexe-door") {
		t.Errorf("exit code %d, %s", code, errs)
	}
}

func TestWhatCanBeExplainedIsExplainedBesideFaults(t *testing.T) {
	code, out, errs := call("kind: [", "explain", "cn-video-799", "-f", "-")
	if code != exitBadInput || !strings.HasPrefix(errs, "stdin:1: ") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	inOrder(t, out, "CN-VIDEO-799/8")
}

// TestEveryOwnRuleIsExplained reads the ids of facegov's own rules where they are written.
func TestEveryOwnRuleIsExplained(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(repository, "internal/policy/*.go"))
	if err != nil {
		t.Fatal(err)
	}
	id := regexp.MustCompile(`"(facegov/[a-z-]+)"`)
	var ids []string
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		for _, found := range id.FindAllStringSubmatch(string(text), -1) {
			ids = append(ids, found[1])
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) < 10 {
		t.Fatalf("only %v were found; are they written elsewhere?", ids)
	}
	for _, id := range ids {
		for _, lang := range languages {
			if own := ownRules()[id][lang]; own.Title == "" || own.Demand == "" || own.Remedy == "" {
				t.Errorf("%s is not explained in %s", id, lang)
			}
		}
	}
	for known := range ownRules() {
		if !slices.Contains(ids, known) {
			t.Errorf("%s is explained and no rule", known)
		}
	}
}

func TestLabelsAreWholeInEveryLanguage(t *testing.T) {
	for _, lang := range languages {
		for l := labelLaw; l <= labelAllPlaces; l++ {
			if labels[lang][l] == "" {
				t.Errorf("label %d has no word in %s", l, lang)
			}
		}
	}
}
