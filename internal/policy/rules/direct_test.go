// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"strings"
	"testing"

	"github.com/facegov/facegov/api/v1alpha1"
	packs "github.com/facegov/facegov/config/policies"
	"github.com/facegov/facegov/internal/facts"
)

// checkDirect compares what is answered without CEL with what CEL answers.
func checkDirect(t *testing.T, program *Program, w *World) (answered bool) {
	t.Helper()
	direct, answered := program.answer(w.sight())
	if !answered {
		return false
	}
	if want, err := program.interpret(&view{world: w}); direct != want || err != nil {
		t.Errorf("%s is answered with %t, CEL says %t, %v", program.text, direct, want, err)
	}
	return true
}

// oddWorlds are worlds in which much is missing or of a size that nobody expects.
func oddWorlds() map[string]func(s *facts.Snapshot) {
	spec := func(edit func(d *v1alpha1.FaceRecognitionDeploymentSpec)) func(s *facts.Snapshot) {
		return func(s *facts.Snapshot) { edit(&s.Deployment.Spec) }
	}
	return map[string]func(s *facts.Snapshot){
		"as it is":   nil,
		"of nothing": spec(func(d *v1alpha1.FaceRecognitionDeploymentSpec) { *d = v1alpha1.FaceRecognitionDeploymentSpec{} }),
		"of many grounds": spec(func(d *v1alpha1.FaceRecognitionDeploymentSpec) {
			d.LawfulBasis = append(d.LawfulBasis,
				v1alpha1.LawfulBasis{Kind: v1alpha1.BasisStatutoryDuty, Jurisdiction: "CN-ZJ"},
				v1alpha1.LawfulBasis{Kind: v1alpha1.BasisConsent, Jurisdiction: "CN", Consent: &v1alpha1.Consent{
					Purposes: []v1alpha1.PurposeCategory{v1alpha1.PurposePublicSecurity},
				}})
		}),
		"of too many providers": spec(func(d *v1alpha1.FaceRecognitionDeploymentSpec) {
			for range maxListSize + 1 {
				d.Recognition.Providers = append(d.Recognition.Providers, "somebody")
			}
		}),
		"of too long a name": spec(func(d *v1alpha1.FaceRecognitionDeploymentSpec) {
			d.ResponsibleParty.Contact = strings.Repeat("x", maxTextSize+1)
			d.Purpose.Necessity = d.ResponsibleParty.Contact
		}),
		"of no zone": func(s *facts.Snapshot) { s.Zones = nil },
	}
}

func TestWhatIsAnsweredWithoutCELIsWhatCELAnswers(t *testing.T) {
	texts := append(shippedExpressions(t),
		"true", "!false", "1 > 2", "deployment.purpose.category == 1", "deployment.purpose == 'a'", "'a' in ['b', 'a']", "deployment.purpose.category in [1]", "'x' in deployment",
		"has(deployment.notice)", "has(deployment.notice.url)", "deployment.notice.url != ''",
		"deployment.notice.url == '' || true", "true || deployment.notice.url == ''", "false && deployment.notice.url == ''",
		"jurisdictions.exists(a, jurisdictions.all(b, a == b))", "jurisdictions.exists(a, a.startsWith('CN-'))",
		"places.all(p, p.capture == 'Active')", "places.filter(p, p.role == 'Camera').size() >= 1",
		"deployment.sources.filter(a, a.zone == 'x').all(a, a.name == '')", "places.exists_one(p, p.role == 'Camera')",
		"['a', 'b'].all(deployment, deployment == 'a' || deployment == 'b')", "'abc'.size() == 3",
		"['a', 'b'].exists(a, ['b'].exists(b, ['c', 'b'].exists(c, a == b && b == c)))", "deployment.purpose.category in jurisdictions",
		"deployment.dataStores.size() == 0", "[].exists(a, a == 1)", "[1, 2].filter(a, a > 1).size() < 2",
		"jurisdictions.map(a, a == 'CN').exists(a, a)", "jurisdictions.filter(a, a == 'CN').exists(a, a <= 'CN')",
	)
	for name, edit := range oddWorlds() {
		t.Run(name, func(t *testing.T) {
			answered := 0
			w := worldOf(edit)
			for _, text := range texts {
				program, err := CompileProgram(text)
				if err != nil {
					t.Fatalf("%s: %v", text, err)
				}
				if checkDirect(t, program, w) {
					answered++
				}
			}
			if answered == 0 {
				t.Error("everything is left to CEL")
			}
		})
	}
}

// shippedExpressions are those of the laws that ship.
func shippedExpressions(t *testing.T) []string {
	t.Helper()
	var texts []string
	for _, name := range packs.Names() {
		p, err := packs.Decode(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range p.Spec.Rules {
			r := &p.Spec.Rules[i]
			if r.When != "" {
				texts = append(texts, r.When)
			}
			if r.Requires.Expression != nil {
				texts = append(texts, r.Requires.Expression.CEL)
			}
		}
	}
	return texts
}

func TestTheExpressionsOfTheLawsAreAnsweredWithoutCEL(t *testing.T) {
	for _, text := range shippedExpressions(t) {
		program, err := CompileProgram(text)
		if err != nil {
			t.Fatal(err)
		}
		if program.direct == nil {
			t.Errorf("%s is of a form that only CEL knows", text)
		}
	}
}
