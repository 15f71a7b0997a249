// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// lines says faults as a person reads them.
func lines(faults []Fault) []string {
	var texts []string
	for _, f := range faults {
		texts = append(texts, f.Field+": "+f.Detail())
	}
	return texts
}

func TestValidateDeployment(t *testing.T) {
	cases := map[string]struct {
		change   func(*v1alpha1.FaceRecognitionDeploymentSpec)
		template facts.Template
		want     []string
	}{
		"what can be read has no fault": {change: func(*v1alpha1.FaceRecognitionDeploymentSpec) {}},
		"what is forbidden has no fault": {change: func(s *v1alpha1.FaceRecognitionDeploymentSpec) {
			s.Door.Egress = v1alpha1.EgressFace
			s.Jurisdictions = []string{"XX"}
		}},
		"a template that does not decode": {
			change:   func(*v1alpha1.FaceRecognitionDeploymentSpec) {},
			template: facts.Template{Error: `spec.workload.template.spec: unknown field "x"; correct the spelling or remove it`},
			want: []string{`spec.workload.template.spec: unknown field "x"; correct the spelling or remove it; ` +
				"correct the field; the template is a core/v1 PodSpec"},
		},
		"a period that does not fit into the calendar": {
			change: func(s *v1alpha1.FaceRecognitionDeploymentSpec) { s.DataStores[0].Retention.Max = "thirty days" },
			want:   []string{"spec.dataStores[0].retention.max: it is not known how long store gallery keeps its data: "},
		},
		"hours and grace that cannot be read": {
			change: func(s *v1alpha1.FaceRecognitionDeploymentSpec) {
				s.Fallback.Methods[2].Hours = "Mo-Su 25:00-26:00"
				s.Fallback.Grace = "soon"
			},
			want: []string{
				"spec.fallback.methods[2].hours: it is not known when Staff is offered: ",
				"spec.fallback.grace: ",
			},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			d := northGate(t)
			tc.change(&d.Spec)
			got := lines(ValidateDeployment(&d.Spec, tc.template))
			if len(got) != len(tc.want) {
				t.Fatalf("faults %q, want %q", got, tc.want)
			}
			for i := range got {
				if !strings.HasPrefix(got[i], tc.want[i]) {
					t.Errorf("fault %q, want %q", got[i], tc.want[i])
				}
			}
			verdict := Evaluate(&facts.Snapshot{
				Now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Deployment: d, Template: tc.template,
			})
			for _, fault := range ValidateDeployment(&d.Spec, tc.template) {
				if !hasUnknown(verdict.Findings, fault.Field) {
					t.Errorf("what came in without admission is not Unknown at %s: %+v", fault.Field, verdict.Findings)
				}
			}
		})
	}
}

func hasUnknown(findings []v1alpha1.Finding, field string) bool {
	for i := range findings {
		if findings[i].FieldPath == field && findings[i].Result == v1alpha1.FindingUnknown {
			return true
		}
	}
	return false
}

func northGate(t *testing.T) *v1alpha1.FaceRecognitionDeployment {
	t.Helper()
	d := &v1alpha1.FaceRecognitionDeployment{}
	data, err := os.ReadFile("../../config/samples/north-gate.yaml")
	if err == nil {
		err = yaml.UnmarshalStrict(data, d)
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestValidatePolicy(t *testing.T) {
	until := metav1.NewTime(time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC))
	cases := map[string]struct {
		change func(*v1alpha1.RecognitionPolicySpec)
		want   []string
	}{
		"a shipped pack has no fault": {change: func(*v1alpha1.RecognitionPolicySpec) {}},
		"an expression is refused with line and column": {
			change: func(s *v1alpha1.RecognitionPolicySpec) {
				s.Rules[0].When = "deployment.purpose.category = 'PublicSecurity'"
			},
			want: []string{"spec.rules[0]: CN-PIPL/6: when: 1:29: "},
		},
		"law in force is not softened without reason, owner and end": {
			change: func(s *v1alpha1.RecognitionPolicySpec) {
				s.Enforcement, s.Softening = v1alpha1.EnforcementOff, &v1alpha1.Softening{Reason: " "}
			},
			want: []string{
				"spec.softening.reason: enforcement Off softens an instrument that is in force without a reason; give ",
				"spec.softening.owner: ", "spec.softening.until: ",
			},
		},
		"law in force is softened with reason, owner and end": {
			change: func(s *v1alpha1.RecognitionPolicySpec) {
				s.Enforcement = v1alpha1.EnforcementWarn
				s.Softening = &v1alpha1.Softening{Reason: "Move to new readers.", Owner: "DPO", Until: until}
			},
		},
		"what is not in force may be switched off": {
			change: func(s *v1alpha1.RecognitionPolicySpec) {
				s.Instrument.Status, s.Enforcement = v1alpha1.InstrumentDraft, v1alpha1.EnforcementOff
			},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			p := &v1alpha1.RecognitionPolicy{}
			data, err := os.ReadFile("../../config/policies/cn/cn-pipl.yaml")
			if err == nil {
				err = yaml.UnmarshalStrict(data, p)
			}
			if err != nil {
				t.Fatal(err)
			}
			tc.change(&p.Spec)
			got := lines(ValidatePolicy(p.Name, &p.Spec))
			if len(got) != len(tc.want) {
				t.Fatalf("faults %q, want %q", got, tc.want)
			}
			for i := range got {
				if !strings.HasPrefix(got[i], tc.want[i]) {
					t.Errorf("fault %q, want %q", got[i], tc.want[i])
				}
			}
		})
	}
}

func TestValidateZone(t *testing.T) {
	good := v1alpha1.RecognitionZoneSpec{
		Venue: "residential-compound", PublicAccess: v1alpha1.PublicAccessRestricted, Jurisdiction: "CN-SH",
		TimeZone: "Asia/Shanghai", Hours: "Mo-Fr 08:00-19:00",
	}
	cases := map[string]struct {
		change     func(*v1alpha1.RecognitionZoneSpec)
		want       []string // fields at fault
		wantDoubts []string
	}{
		"a known place has no fault":           {change: func(*v1alpha1.RecognitionZoneSpec) {}},
		"an unknown jurisdiction is a fault":   {change: func(z *v1alpha1.RecognitionZoneSpec) { z.Jurisdiction = "CN-XX" }, want: []string{"spec.jurisdiction"}},
		"an unknown venue is only a doubt":     {change: func(z *v1alpha1.RecognitionZoneSpec) { z.Venue = "harbour-annexe" }, wantDoubts: []string{"spec.venue"}},
		"a time zone that nobody knows":        {change: func(z *v1alpha1.RecognitionZoneSpec) { z.TimeZone = "Asia/Atlantis" }, want: []string{"spec.timeZone"}},
		"hours that cannot be read":            {change: func(z *v1alpha1.RecognitionZoneSpec) { z.Hours = "always" }, want: []string{"spec.hours"}},
		"a selector of its own label":          {change: func(z *v1alpha1.RecognitionZoneSpec) { z.Nodes = selecting(v1alpha1.ZoneNodeLabel) }, want: []string{"spec.nodes.selector"}},
		"a selector of another label is taken": {change: func(z *v1alpha1.RecognitionZoneSpec) { z.Nodes = selecting("site.node-restriction.kubernetes.io/gate") }},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			zone := good
			tc.change(&zone)
			fields := func(faults []Fault) []string {
				var names []string
				for _, f := range faults {
					names = append(names, f.Field)
				}
				return names
			}
			if diff := cmp.Diff(tc.want, fields(ValidateZone(&zone))); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.wantDoubts, fields(DoubtZone(&zone))); diff != "" {
				t.Errorf("doubts (-want +got):\n%s", diff)
			}
		})
	}
}

func selecting(key string) *v1alpha1.NodeSelection {
	return &v1alpha1.NodeSelection{Selector: &v1alpha1.NodeLabelSelector{
		MatchLabels: map[string]v1alpha1.LabelValue{key: "north"},
	}}
}
