// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWhatIsNotFacegovsIsNeverShown puts secrets into objects of other kinds, also broken ones.
func TestWhatIsNotFacegovsIsNeverShown(t *testing.T) {
	const secrets = `
---
apiVersion: v1
kind: Secret
metadata: {name: s}
stringData: {password: hunter2, password: hunter2}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: hunter2}
data: hunter2
---
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Secret, metadata: {name: t}, data: hunter2}
`
	input := sample(t, "north-gate.yaml") + "\n---\n" + sample(t, "evidence.yaml") + secrets
	for _, form := range formats {
		code, out, errs := call(input, "check", "-f", "-", "-o", form)
		if code != exitUnknown || strings.Contains(out+errs, "hunter2") {
			t.Errorf("%s: exit code %d, %s%s", form, code, out, errs)
		}
	}
	_, out, _ := call(input, "check", "-f", "-")
	inOrder(t, out, "Not looked at: 1 ConfigMap, 2 Secret.")
}

func TestThePoliciesOfTheInputCountInPlaceOfTheShippedOnes(t *testing.T) {
	shipped, err := os.ReadFile(filepath.Join(repository, "config/policies/cn/cn-pipl.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(shipped), "title: Separate consent for this very processing", "title: Another title", 1)
	for name, tc := range map[string]struct {
		text  string
		notes int
	}{
		"the same":      {string(shipped), 0},
		"a changed one": {changed, 1},
	} {
		t.Run(name, func(t *testing.T) {
			_, d := check(t, sample(t, "zones.yaml")+"\n---\n"+tc.text, "-f", "-")
			own, pipl := 0, 0
			for _, p := range d.Policies {
				if !p.Shipped {
					own++
				}
				if p.Name == "cn-pipl" {
					pipl++
				}
			}
			differs := 0
			for _, n := range d.Notes {
				if strings.Contains(n.Message, "policy cn-pipl of the input counts in place of the shipped one") {
					differs++
				}
			}
			if own != 1 || pipl != 1 || differs != tc.notes {
				t.Errorf("%d policies of the input, %d times cn-pipl, %d notes of a difference", own, pipl, differs)
			}
		})
	}
}

func TestNotes(t *testing.T) {
	zones := sample(t, "zones.yaml")
	node := func(name, labels string) string {
		return "\n---\napiVersion: v1\nkind: Node\nmetadata: {name: " + name + ", labels: {" + labels + "}}\n"
	}
	cases := map[string]struct {
		input string
		want  string
		none  string
	}{
		"a venue that is not in the vocabulary":  {input: zones, want: `zone harbour-annexe: "bathroom" is not in the vocabulary`},
		"a namespace whose labels are not known": {input: sample(t, "north-gate.yaml") + "\n---\n" + zones, want: "namespace maple-court is not in the input"},
		"a zone without nodes":                   {input: zones + node("maple-north-0", ""), want: "zone lotus-atrium has none of the nodes"},
		"a zone whose nodes are there":           {input: zones + node("x", "lotus.node-restriction.kubernetes.io/area: atrium"), none: "zone lotus-atrium has none of the nodes"},
		"no nodes say nothing about zones":       {input: zones, none: "of the nodes of the input"},
		"a node that two zones claim":            {input: zones + node("maple-north-0", "lotus.node-restriction.kubernetes.io/area: atrium"), want: "node maple-north-0 is claimed by the zones [lotus-atrium maple-north-gate]"},
		"a kustomization that changes things":    {input: zones + "\n---\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\npatches: []\n", want: "kubectl kustomize"},
		"a kustomization that only lists":        {input: zones + "\n---\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n", none: "kustomize"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			_, d := check(t, tc.input, "-f", "-")
			var notes []string
			for _, n := range d.Notes {
				notes = append(notes, n.Message)
			}
			all := strings.Join(notes, "\n")
			if tc.want != "" && !strings.Contains(all, tc.want) || tc.none != "" && strings.Contains(all, tc.none) {
				t.Errorf("notes %q, want %q and not %q", notes, tc.want, tc.none)
			}
		})
	}
}

// TestAStatusLoosensNothing gives a denied deployment the status of one that runs, which would make a refusal a lapse.
func TestAStatusLoosensNothing(t *testing.T) {
	status := "\nstatus: {verdict: Permitted, observedGeneration: 1, decidedGeneration: 1}\n"
	code, d := check(t, sample(t, "south-gate.yaml")+status+"---\n"+sample(t, "zones.yaml")+"\n---\n"+sample(t, "namespaces.yaml"), "-f", "-")
	if code != exitDenied || d.Deployments[0].Verdict != "Denied" {
		t.Errorf("exit code %d, %+v", code, d.Deployments)
	}
}

func TestANamespaceIsGivenToWhoHasNone(t *testing.T) {
	north := strings.Replace(sample(t, "north-gate.yaml"), "  namespace: maple-court\n", "", 1)
	around := "\n---\n" + sample(t, "zones.yaml") + "\n---\n" + sample(t, "namespaces.yaml") + "\n---\n" + sample(t, "evidence.yaml")
	for namespace, want := range map[string]int{"maple-court": exitPermitted, "default": exitDenied} {
		code, d := check(t, north+around, "-f", "-", "-n", namespace)
		if code != want || len(d.Deployments) != 1 || d.Deployments[0].Namespace != namespace {
			t.Errorf("in %s the exit code is %d: %+v", namespace, code, d)
		}
	}
}
