// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package integration

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/go-logr/logr/funcr"
	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"
	logf "sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/config/policies"
	"github.com/facegov/facegov/controllers"
)

// bringing brings laws into the cluster as the operator does when it begins to lead, and remembers what it says.
type bringing struct {
	t    *testing.T
	laws []*unstructured.Unstructured
	log  []string
}

func bring(t *testing.T, words, profiles []string) *bringing {
	t.Helper()
	laws, err := controllers.Laws(words, profiles)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, law := range laws {
			if err := client.IgnoreNotFound(admin.Delete(context.Background(), law.DeepCopy())); err != nil {
				t.Error(err)
			}
		}
	})
	b := &bringing{t: t, laws: laws}
	b.load()
	return b
}

func (b *bringing) load() {
	b.t.Helper()
	b.log = nil
	logger := funcr.New(func(_, args string) { b.log = append(b.log, args) }, funcr.Options{})
	loader := &controllers.PackLoader{Client: operator, Live: operator, Laws: b.laws}
	if err := loader.Load(logf.IntoContext(b.t.Context(), logger)); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bringing) wantLog(texts ...string) {
	b.t.Helper()
	if len(texts) != len(b.log) {
		b.t.Fatalf("%d lines are logged, want %d: %q", len(b.log), len(texts), b.log)
	}
	for i, text := range texts {
		if !strings.Contains(b.log[i], text) {
			b.t.Errorf("line %d is %s, want %q", i, b.log[i], text)
		}
	}
}

func law(t *testing.T, name string) *v1alpha1.RecognitionPolicy {
	t.Helper()
	p := &v1alpha1.RecognitionPolicy{}
	if err := admin.Get(t.Context(), client.ObjectKey{Name: name}, p); err != nil {
		t.Fatal(err)
	}
	return p
}

func edited(t *testing.T, name string, change func(*v1alpha1.RecognitionPolicySpec)) *v1alpha1.RecognitionPolicy {
	t.Helper()
	p := law(t, name)
	change(&p.Spec)
	if err := admin.Update(t.Context(), p, client.FieldOwner("kubectl-edit")); err != nil {
		t.Fatal(err)
	}
	return p
}

// newer is the same law as the next release may ship it.
func (b *bringing) newer(name string, change func(*v1alpha1.RecognitionPolicySpec)) {
	b.t.Helper()
	at := slices.IndexFunc(b.laws, func(u *unstructured.Unstructured) bool { return u.GetName() == name })
	p, err := policies.Decode(name)
	if err != nil {
		b.t.Fatal(err)
	}
	change(&p.Spec)
	text, err := yaml.Marshal(map[string]any{
		"apiVersion": p.APIVersion, "kind": p.Kind, "metadata": map[string]any{"name": name}, "spec": p.Spec,
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.laws[at] = &unstructured.Unstructured{}
	if err := yaml.Unmarshal(text, &b.laws[at].Object); err != nil {
		b.t.Fatal(err)
	}
}

func TestTheOperatorBringsTheLawsThatItIsToldAndWritesOnce(t *testing.T) {
	b := bring(t, policies.Default, nil)
	b.wantLog()
	names, err := policies.Select(policies.Default)
	if err != nil {
		t.Fatal(err)
	}
	before := map[string]string{}
	for _, name := range names {
		shipped, err := policies.Decode(name)
		if err != nil {
			t.Fatal(err)
		}
		p := law(t, name)
		if diff := cmp.Diff(shipped.Spec.Instrument, p.Spec.Instrument); diff != "" || len(p.Spec.Rules) != len(shipped.Spec.Rules) {
			t.Errorf("%s came otherwise than it is shipped, with %d rules:\n%s", name, len(p.Spec.Rules), diff)
		}
		before[name] = p.ResourceVersion
	}
	b.load()
	for _, name := range names {
		if now := law(t, name).ResourceVersion; now != before[name] {
			t.Errorf("%s was written again although nothing had changed", name)
		}
	}
}

func TestWhatSomebodyDecidedAboutALawStaysWhenItIsBroughtAgain(t *testing.T) {
	const name = "cn-gbt-41819-2022"
	b := bring(t, []string{name}, []string{"strict"})
	if got := law(t, name).Spec.Enforcement; got != v1alpha1.EnforcementEnforce {
		t.Fatalf("the profile strict makes it %s", got)
	}
	edited(t, name, func(s *v1alpha1.RecognitionPolicySpec) { s.Enforcement = v1alpha1.EnforcementReport })
	b.newer(name, func(s *v1alpha1.RecognitionPolicySpec) {
		s.Enforcement, s.Instrument.Title = v1alpha1.EnforcementEnforce, "The same, printed anew"
	})
	for range 2 {
		b.load()
		b.wantLog("Somebody else decides what violations of the law do")
		p := law(t, name)
		if p.Spec.Enforcement != v1alpha1.EnforcementReport || p.Spec.Instrument.Title != "The same, printed anew" {
			t.Errorf("it is %s and called %q", p.Spec.Enforcement, p.Spec.Instrument.Title)
		}
	}
}

func TestALawThatSomebodyRewroteIsTheirs(t *testing.T) {
	const name = "us-nyc-22-1202"
	b := bring(t, []string{name}, nil)
	p := edited(t, name, func(s *v1alpha1.RecognitionPolicySpec) { s.Rules[0].Title = "As our lawyers read it" })
	b.load()
	b.wantLog("The law was changed by somebody else and is left as it is")
	if now := law(t, name); now.ResourceVersion != p.ResourceVersion || now.Spec.Rules[0].Title != "As our lawyers read it" {
		t.Errorf("it was written, and its first rule is called %q", now.Spec.Rules[0].Title)
	}
}

func TestALawThatIsNoLongerAmongThePacksIsLeftAndNamed(t *testing.T) {
	b := bring(t, []string{"us-nyc", "us-tx"}, nil)
	b.laws = b.laws[:1]
	b.load()
	b.wantLog(`"law"="us-tx-cubi"`)
	law(t, "us-tx-cubi")
}

// TestKustomizeMakesWhatThePacksFlagBrings holds that GitOps and the operator load the same laws, by set and profile.
func TestKustomizeMakesWhatThePacksFlagBrings(t *testing.T) {
	cases := map[string]struct {
		folder   string
		words    []string
		profiles []string
	}{
		"when nobody says otherwise": {folder: "../../config/policies", words: policies.Default},
	}
	for _, set := range policies.Sets() {
		cases["the set "+set.Name] = struct {
			folder   string
			words    []string
			profiles []string
		}{folder: "../../config/policies/" + set.Name, words: []string{set.Name}}
	}
	for _, profile := range policies.ProfileNames() {
		cases["the profile "+profile] = struct {
			folder   string
			words    []string
			profiles []string
		}{folder: "testdata/profiles/" + profile, words: policies.Default, profiles: []string{profile}}
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			built, err := running.Kubectl(t.Context(), "kustomize", tc.folder)
			if err != nil {
				t.Fatal(err)
			}
			laws, err := controllers.Laws(tc.words, tc.profiles)
			if err != nil {
				t.Fatal(err)
			}
			want, got := map[string]any{}, map[string]any{}
			for _, each := range laws {
				want[each.GetName()] = each.Object
			}
			for document := range strings.SplitSeq(built, "\n---\n") {
				var u unstructured.Unstructured
				if err := yaml.Unmarshal([]byte(document), &u.Object); err != nil {
					t.Fatal(err)
				}
				got[u.GetName()] = u.Object
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("laws (-packs +kustomize):\n%s", diff)
			}
		})
	}
}
