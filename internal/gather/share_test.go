// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"strings"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"github.com/facegov/facegov/api/v1alpha1"
)

func TestStatusesShareTheirTexts(t *testing.T) {
	read := func() *v1alpha1.FaceRecognitionDeployment {
		d := &v1alpha1.FaceRecognitionDeployment{}
		d.Status.Findings = []v1alpha1.Finding{{Rule: "CN-PIPL/13", Message: strings.Clone("the ground is declared for CN")}}
		d.Status.Effective = &v1alpha1.EffectiveObligations{Demands: []v1alpha1.EffectiveDemand{{
			Subject: strings.Clone("EV-PIPIA"), From: []string{strings.Clone("CN-PIPL/55")},
		}}}
		return d
	}
	kept := make([]*v1alpha1.FaceRecognitionDeployment, 2)
	for i := range kept {
		object, err := shareTexts(read())
		if err != nil {
			t.Fatal(err)
		}
		kept[i] = object.(*v1alpha1.FaceRecognitionDeployment)
		if diff := cmp.Diff(read(), kept[i]); diff != "" {
			t.Errorf("what is kept says something else:\n%s", diff)
		}
	}
	for what, of := range map[string]func(*v1alpha1.FaceRecognitionDeployment) string{
		"messages": func(d *v1alpha1.FaceRecognitionDeployment) string { return d.Status.Findings[0].Message },
		"subjects": func(d *v1alpha1.FaceRecognitionDeployment) string { return d.Status.Effective.Demands[0].Subject },
		"rules":    func(d *v1alpha1.FaceRecognitionDeployment) string { return d.Status.Effective.Demands[0].From[0] },
	} {
		if unsafe.StringData(of(kept[0])) != unsafe.StringData(of(kept[1])) {
			t.Errorf("two deployments keep their own %s", what)
		}
	}
}
