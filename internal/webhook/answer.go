// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"fmt"
	"net/http"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/policy"
)

// The bounds of an answer. The API server passes on 4,096 bytes of warnings in all.
const (
	maxLines  = 12
	maxLine   = 200
	maxField  = 96
	maxFaults = 16
	maxCauses = 64
	maxDetail = 512
)

// invalid refuses an object that cannot be read, with every field at fault. No value is repeated: it may be long, and
// it may be somebody's.
func invalid(kind, name string, faults []policy.Fault) error {
	var list field.ErrorList
	for _, fault := range faults[:min(len(faults), maxFaults)] {
		list = append(list, &field.Error{
			Type: field.ErrorTypeInvalid, Field: fault.Field, BadValue: field.OmitValueType{},
			Detail: policy.Shorten(fault.Detail(), maxDetail),
		})
	}
	if more := len(faults) - len(list); more > 0 {
		list = append(list, &field.Error{
			Type: field.ErrorTypeInvalid, Field: "spec", BadValue: field.OmitValueType{},
			Detail: fmt.Sprintf("%d more faults; correct these first", more),
		})
	}
	return apierrors.NewInvalid(schema.GroupKind{Group: v1alpha1.Group, Kind: kind}, name, list)
}

// forbidden refuses a deployment whose verdict does not permit it. The message has the reasons in short, the causes
// have them with their remedies.
func forbidden(name string, verdict *policy.Verdict) error {
	reasons := refusing(verdict.Findings)
	message := fmt.Sprintf("the verdict is %s, and this namespace admits only what is permitted\n- %s",
		verdict.Result, strings.Join(lines(reasons, "facegov check"), "\n- "))
	status := metav1.Status{
		Status: metav1.StatusFailure, Code: http.StatusForbidden, Reason: metav1.StatusReasonForbidden, Message: message,
		Details: &metav1.StatusDetails{Name: name, Group: v1alpha1.Group, Kind: "facerecognitiondeployments"},
	}
	for i := range reasons[:min(len(reasons), maxCauses)] {
		f := &reasons[i]
		status.Details.Causes = append(status.Details.Causes, metav1.StatusCause{
			Type: metav1.CauseType(f.Reason), Field: f.FieldPath,
			Message: policy.Shorten(fmt.Sprintf("%s (%s): %s %s", f.Rule, f.Citation, f.Message, f.Remedy), maxDetail),
		})
	}
	return &apierrors.StatusError{ErrStatus: status}
}

// warnings says what stands against a deployment that is admitted all the same, worst first.
func warnings(name string, findings []v1alpha1.Finding) []string {
	var against []v1alpha1.Finding
	for i := range findings {
		if policy.FindingSeverity(findings[i].Result) >= policy.FindingSeverity(v1alpha1.FindingWarning) {
			against = append(against, findings[i])
		}
	}
	return lines(against, "facegov explain frd/"+name)
}

// refusing picks the findings that do not permit.
func refusing(findings []v1alpha1.Finding) []v1alpha1.Finding {
	var against []v1alpha1.Finding
	for i := range findings {
		if policy.FindingSeverity(findings[i].Result) > policy.FindingSeverity(v1alpha1.FindingWarning) {
			against = append(against, findings[i])
		}
	}
	return against
}

// lines says findings one a line, and where to read those that are left out.
func lines(findings []v1alpha1.Finding, rest string) []string {
	var texts []string
	for i := range findings {
		if len(texts) == maxLines-1 && len(findings) > maxLines {
			return append(texts, policy.Shorten(fmt.Sprintf("+%d more: %s", len(findings)-len(texts), rest), maxLine))
		}
		texts = append(texts, line(&findings[i]))
	}
	return texts
}

// line says a finding as `<rule>: <what> (<field>)`. What is too long is cut in the middle, so that the field stays.
func line(f *v1alpha1.Finding) string {
	head, tail := f.Rule+": ", ""
	if f.FieldPath != "" {
		tail = " (" + policy.Shorten(f.FieldPath, maxField) + ")"
	}
	room := maxLine - len(head) - len(tail)
	if room < len("…") {
		return policy.Shorten(head+f.Message, maxLine)
	}
	return head + policy.Shorten(f.Message, room) + tail
}
