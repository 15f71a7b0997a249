// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/config/policies"
)

func TestPolicies(t *testing.T) {
	cases := map[string]struct {
		args []string
		// want is the state and effect of laws, by name.
		want map[string]string
		none bool
	}{
		"today": {want: map[string]string{
			"cn-pipl": "InForce Enforce", "cn-cac-frt-2025": "InForce Enforce", "cn-cac-frt-draft-2023": "InForce Warn",
		}},
		"the day before a law begins": {args: []string{"--on", "2025-05-31"}, want: map[string]string{
			"cn-pipl": "InForce Enforce", "cn-cac-frt-2025": "Preview Enforce",
		}},
		"a moment before a law begins":  {args: []string{"--now", "2025-05-31T23:59:59+08:00"}, want: map[string]string{"cn-cac-frt-2025": "Preview Enforce"}},
		"the moment at which it begins": {args: []string{"--now", "2025-06-01T00:00:00+08:00"}, want: map[string]string{"cn-cac-frt-2025": "InForce Enforce"}},
		"where a law above it holds":    {args: []string{"--jurisdiction", "CN-SH"}, want: map[string]string{"cn-pipl": "InForce Enforce"}},
		"where the mainland's does not": {args: []string{"--jurisdiction", "HK", "--packs", "cn"}, none: true},
		"where none was chosen":         {args: []string{"--packs", "none"}, none: true},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			code, out, errs := call("", append([]string{"policies", "-o", "json"}, tc.args...)...)
			if code != 0 || errs != "" {
				t.Fatalf("exit code %d, %s", code, errs)
			}
			var laws struct {
				Policies []struct{ Name, State, Enforcement string }
			}
			if err := json.Unmarshal([]byte(out), &laws); err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for _, p := range laws.Policies {
				if _, asked := tc.want[p.Name]; asked {
					got[p.Name] = p.State + " " + p.Enforcement
				}
			}
			if diff := cmp.Diff(tc.want, got); !tc.none && diff != "" {
				t.Errorf("laws (-want +got):\n%s", diff)
			}
			if tc.none != (len(laws.Policies) == 0) {
				t.Errorf("%d laws", len(laws.Policies))
			}
		})
	}
}

func TestTheWeightiestLawStandsFirst(t *testing.T) {
	code, out, _ := call("", "policies", "--packs", "cn")
	if code != 0 {
		t.Fatal(code)
	}
	inOrder(t, out, "POLICY", "RANK", "STATE", "cn-pipl ", "Law ", "cn-video-799 ", "AdministrativeRegulation",
		"cn-cac-frt-draft-2023 ", "Draft ", "Superseded ", "Warn", "中华人民共和国个人信息保护法", "The strictest rule wins")
}

func TestAPolicyWithFaultsIsListedAsBroken(t *testing.T) {
	const house = "apiVersion: recognition.facegov.dev/v1alpha1\nkind: RecognitionPolicy\nmetadata: {name: house}\nspec:\n" +
		"  instrument: {title: House, authority: us, rank: House, status: InForce, source: here}\n  jurisdictions: [CN]\n" +
		"  effective: {from: '2025-06-01', timeZone: Asia/Nowhere}\n  rules:\n  - {id: H/1, article: '1', title: x, " +
		"requires: {type: Egress, egress: {mode: Free}}, text: {en: {title: x, demand: d, remedy: r}}}\n"
	code, out, _ := call(house, "policies", "-f", "-")
	if code != exitBadInput {
		t.Errorf("exit code %d", code)
	}
	inOrder(t, out, "stdin:7", "spec.effective.from", "Asia/Nowhere", "house ", "House ", "Broken ", " - ")
}

func TestVersionNamesEveryLawByItsDigest(t *testing.T) {
	code, out, errs := call("", "version")
	if code != 0 || errs != "" {
		t.Fatalf("exit code %d, %s", code, errs)
	}
	digests := regexp.MustCompile(`(?m)^(\S+) +sha256:[0-9a-f]{64}$`).FindAllStringSubmatch(out, -1)
	var got []string
	for _, each := range digests {
		got = append(got, each[1])
	}
	if diff := cmp.Diff(policies.Names(), got); diff != "" {
		t.Errorf("laws (-shipped +named):\n%s", diff)
	}
}

func TestBenchSaysVerdictsPerSecondOnALineOfItsOwn(t *testing.T) {
	line := regexp.MustCompile(`(?m)^[1-9][0-9]* verdicts/s$`)
	profile := filepath.Join(t.TempDir(), "cpu.out")
	for name, args := range map[string][]string{
		"the presets": nil, "the samples": {"-f", filepath.Join(repository, "config/samples")},
		"with a profile": {"--profile", profile}, "the cases": {"--cases", filepath.Join(repository, "test/cases")},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			now := on
			code := Run(append([]string{"bench", "--duration", "1s"}, args...), Surroundings{
				Name: "facegov", Out: &out, Err: &out,
				Now: func() time.Time { now = now.Add(250 * time.Millisecond); return now }, // a clock of its own makes the test short
			})
			if code != 0 || !line.MatchString(out.String()) {
				t.Errorf("exit code %d, %q", code, out.String())
			}
		})
	}
	if info, err := os.Stat(profile); err != nil || info.Size() == 0 {
		t.Errorf("no profile was written (%v)", err)
	}
}
