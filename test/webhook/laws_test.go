// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/facegov/facegov/api/v1alpha1"
)

func TestAPolicyThatDoesNotCompileIsRefusedWithItsPlace(t *testing.T) {
	cases := map[string]struct {
		change func(*v1alpha1.RecognitionPolicySpec)
		want   []string
	}{
		"a typing error in CEL": {
			change: func(s *v1alpha1.RecognitionPolicySpec) {
				s.Rules[0].When = "deployment.purpose.category = 'PublicSecurity'"
			},
			want: []string{"spec.rules[0]", "when: 1:29:"},
		},
		"a field that no deployment has": {
			change: func(s *v1alpha1.RecognitionPolicySpec) { s.Rules[0].When = "deployment.purpos.category == 'x'" },
			want:   []string{"spec.rules[0]", "when: 1:", `no field "purpos"`},
		},
		"law in force softened by nobody": {
			change: func(s *v1alpha1.RecognitionPolicySpec) { s.Enforcement, s.Softening = v1alpha1.EnforcementOff, nil },
			want:   []string{"softening"},
		},
		"a jurisdiction that is not in the vocabulary": {
			change: func(s *v1alpha1.RecognitionPolicySpec) { s.Jurisdictions = []string{"QQ"} },
			want:   []string{"spec.jurisdictions[0]", "QQ"},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			p := &v1alpha1.RecognitionPolicy{}
			if err := admin.Get(t.Context(), client.ObjectKey{Name: "cn-pipl"}, p); err != nil {
				t.Fatal(err)
			}
			tc.change(&p.Spec)
			for _, opts := range [][]client.UpdateOption{{client.DryRunAll}, nil} {
				err := person.Update(t.Context(), p.DeepCopy(), opts...)
				if !apierrors.IsInvalid(err) {
					t.Fatalf("the answer is %v, want Invalid", err)
				}
				for _, part := range tc.want {
					if !strings.Contains(err.Error(), part) {
						t.Errorf("the answer does not say %q: %v", part, err)
					}
				}
			}
		})
	}
}

func TestZones(t *testing.T) {
	cases := map[string]struct {
		change   func(*v1alpha1.RecognitionZoneSpec)
		want     []string // of a refusal
		wantWarn string
	}{
		"a jurisdiction that is not in the vocabulary is refused": {
			change: func(z *v1alpha1.RecognitionZoneSpec) { z.Jurisdiction = "CN-QQ" },
			want:   []string{"spec.jurisdiction", "CN-QQ"},
		},
		"a time zone that nobody knows is refused": {
			change: func(z *v1alpha1.RecognitionZoneSpec) { z.TimeZone = "Asia/Atlantis" },
			want:   []string{"spec.timeZone", "Asia/Atlantis"},
		},
		"a venue that is not in the vocabulary is admitted with the nearest": {
			change:   func(z *v1alpha1.RecognitionZoneSpec) { z.Venue = "hotel-guest-roms" },
			wantWarn: "hotel-guest-room",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			z := &v1alpha1.RecognitionZone{}
			if err := admin.Get(t.Context(), client.ObjectKey{Name: "maple-office"}, z); err != nil {
				t.Fatal(err)
			}
			tc.change(&z.Spec)
			texts, err := heard.during(func() error { return person.Update(t.Context(), z, client.DryRunAll) })
			if (err != nil) != (tc.want != nil) {
				t.Fatalf("the answer is %v", err)
			}
			for _, part := range tc.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("the answer does not say %q: %v", part, err)
				}
			}
			if tc.wantWarn != "" && (len(texts) != 1 || !strings.Contains(texts[0], tc.wantWarn)) {
				t.Errorf("warnings %q, want %q in one", texts, tc.wantWarn)
			}
		})
	}
}

// asked counts the requests that the operator has answered, by what its metrics say.
func asked(t *testing.T) float64 {
	t.Helper()
	families, err := metrics.Registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	total := 0.0
	for _, family := range families {
		if family.GetName() != "facegov_admission_requests_total" {
			continue
		}
		for _, metric := range family.GetMetric() {
			for _, label := range metric.GetLabel() {
				switch label.GetName() {
				case "kind", "result":
				default:
					t.Errorf("the metric has the label %s", label.GetName())
				}
			}
			total += metric.GetCounter().GetValue()
		}
	}
	return total
}

func TestRequestsAreCounted(t *testing.T) {
	before := asked(t)
	z := &v1alpha1.RecognitionZone{}
	if err := admin.Get(t.Context(), client.ObjectKey{Name: "maple-office"}, z); err != nil {
		t.Fatal(err)
	}
	z.Spec.Venue = "nowhere-at-all"
	if err := person.Update(t.Context(), z, client.DryRunAll); err != nil {
		t.Fatal(err)
	}
	if got := asked(t) - before; got != 1 {
		t.Errorf("one request counts %v", got)
	}
}

func TestAnExceptionThatItsLawDoesNotKnowIsRefused(t *testing.T) {
	cases := map[string]struct {
		policy, exception string
		// wantError are parts of the refusal, none when it is let in; wantWarning is part of the one warning.
		wantError   []string
		wantWarning string
	}{
		"one that its law knows": {policy: "cn-spc-fr-2021", exception: "CN-SPC-2021/5.1"},
		"one of another law": {
			policy: "cn-pipl", exception: "CN-SPC-2021/5.1",
			wantError: []string{"spec.exception", "cn-pipl knows no exception CN-SPC-2021/5.1", "never crosses laws"},
		},
		"one that nobody knows": {
			policy: "cn-spc-fr-2021", exception: "CN-SPC-2021/9.9",
			wantError: []string{"spec.exception", "that law knows CN-SPC-2021/5.1"},
		},
		"one whose law is not there yet": {
			policy: "cn-of-next-year", exception: "CN-2027/1", wantWarning: "spec.policy: there is no policy of this name yet",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			x := newException("at-the-door")
			x.Spec.Policy, x.Spec.Exception = tc.policy, tc.exception
			warned, err := heard.during(func() error { return person.Create(t.Context(), x, client.DryRunAll) })
			if apierrors.IsInvalid(err) != (len(tc.wantError) > 0) || (err != nil) != (len(tc.wantError) > 0) {
				t.Fatalf("the answer is %v", err)
			}
			for _, part := range tc.wantError {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("the answer does not say %q: %v", part, err)
				}
			}
			if len(warned) > 1 || (len(warned) == 1) != (tc.wantWarning != "") || !strings.Contains(strings.Join(warned, ""), tc.wantWarning) {
				t.Errorf("the warnings are %q, want %q", warned, tc.wantWarning)
			}
		})
	}
}
