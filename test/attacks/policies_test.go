// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package attacks

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// beyondNamespaces are the policies that look at what is in no namespace, or at facegov's own kinds anywhere.
var beyondNamespaces = []string{"facegov-approval", "facegov-enrolment", "facegov-node-label", "facegov-status"}

// aboutDocuments are the policies about documents, exceptions and records. Nothing starts or stops with these kinds; what
// the policies refuse is tried in test/evidence, and the plainest of it here.
var aboutDocuments = []string{
	"facegov-evidence", "facegov-evidence-attestation", "facegov-exception", "facegov-exception-people",
	"facegov-keeping", "facegov-record",
}

// enrolledOnly is where all others look.
var enrolledOnly = &metav1.LabelSelector{
	MatchLabels: map[string]string{v1alpha1.EnrolledLabel: "true"},
	MatchExpressions: []metav1.LabelSelectorRequirement{{
		Key: corev1.LabelMetadataName, Operator: metav1.LabelSelectorOpNotIn, Values: []string{"kube-system", "facegov-system"},
	}},
}

func TestPoliciesKeepToEnrolledNamespaces(t *testing.T) {
	check := func(name string, constraints *admissionregistrationv1.MatchResources, failure *admissionregistrationv1.FailurePolicyType) {
		if !strings.HasPrefix(name, "facegov-") {
			return
		}
		if *failure != admissionregistrationv1.Fail {
			t.Errorf("%s has failurePolicy %s, want Fail", name, *failure)
		}
		want := enrolledOnly
		if slices.Contains(beyondNamespaces, name) || slices.Contains(aboutDocuments, name) {
			want = &metav1.LabelSelector{}
		}
		if diff := cmp.Diff(want, constraints.NamespaceSelector); diff != "" {
			t.Errorf("namespaceSelector of %s (-want +got):\n%s", name, diff)
		}
		for _, rule := range constraints.ResourceRules {
			isOwn := slices.Contains(rule.APIGroups, v1alpha1.Group) && !slices.Equal(rule.Resources, []string{"*/status"}) &&
				!slices.Contains(aboutDocuments, name) && !isApproval(name, rule)
			isPodsEnd := slices.Contains(rule.Resources, "pods") && slices.Contains(rule.Operations, admissionregistrationv1.Delete)
			if isOwn || isPodsEnd || slices.Contains(rule.Operations, admissionregistrationv1.OperationAll) {
				t.Errorf("%s looks at %+v; it must not stand in the way of stopping or of repair", name, rule)
			}
		}
	}
	validating, mutating := listPolicies(t)
	for _, p := range validating {
		check(p.Name, p.Spec.MatchConstraints, p.Spec.FailurePolicy)
	}
	for _, p := range mutating {
		check(p.Name, p.Spec.MatchConstraints, p.Spec.FailurePolicy)
	}
}

// isApproval says that a rule is the one about deployments that looks for a second person's yes: it never looks at
// DELETE, and TestApprovalIsInNobodysWay tries what it leaves alone.
func isApproval(name string, rule admissionregistrationv1.NamedRuleWithOperations) bool {
	return name == "facegov-approval" && !slices.Contains(rule.Operations, admissionregistrationv1.Delete)
}

// TestPoliciesCompileAgainstTheirKinds reads what kube-controller-manager found when it checked every expression against
// the kinds that the policy looks at.
func TestPoliciesCompileAgainstTheirKinds(t *testing.T) {
	must(t, eventually(t.Context(), "all expressions are checked", func(context.Context) error {
		validating, _ := listPolicies(t)
		var errs []error
		for _, p := range validating {
			if p.Status.TypeChecking == nil {
				errs = append(errs, errors.New(p.Name+" is not checked yet"))
			}
		}
		return errors.Join(errs...)
	}))
	validating, _ := listPolicies(t)
	for _, p := range validating {
		for _, warning := range p.Status.TypeChecking.ExpressionWarnings {
			t.Errorf("%s, %s: %s", p.Name, warning.FieldRef, warning.Warning)
		}
	}
}

// TestEveryPolicyIsBoundAndAttacked finds a policy that nothing binds or that no trick is refused by.
func TestEveryPolicyIsBoundAndAttacked(t *testing.T) {
	all, err := attacks()
	must(t, err)
	var bindings admissionregistrationv1.ValidatingAdmissionPolicyBindingList
	must(t, shared.admin.List(t.Context(), &bindings))
	validating, mutating := listPolicies(t)
	for _, p := range validating {
		isBound := slices.ContainsFunc(bindings.Items, func(b admissionregistrationv1.ValidatingAdmissionPolicyBinding) bool {
			return b.Spec.PolicyName == p.Name && slices.Equal(b.Spec.ValidationActions, []admissionregistrationv1.ValidationAction{admissionregistrationv1.Deny})
		})
		if !isBound {
			t.Errorf("%s is not bound with Deny", p.Name)
		}
		isAttacked := slices.ContainsFunc(all, func(a attack) bool { return slices.Contains(a.By, p.Name) })
		if !isAttacked && !slices.Contains(aboutDocuments, p.Name) {
			t.Errorf("no attack is refused by %s", p.Name)
		}
	}
	if len(validating) == 0 || len(mutating) == 0 {
		t.Errorf("there are %d validating and %d mutating policies", len(validating), len(mutating))
	}
}

// TestEveryRefusalIsRead finds a validation whose message no attack has read.
func TestEveryRefusalIsRead(t *testing.T) {
	all, err := attacks()
	must(t, err)
	read := slices.Collect(maps.Values(strippedRefusals))
	for _, a := range all {
		read = append(read, a.Refused...)
	}
	validating, _ := listPolicies(t)
	for _, p := range validating {
		isReadElsewhere := slices.Contains(aboutDocuments, p.Name)
		if len(p.Spec.Validations) == 1 || isReadElsewhere { // a policy with one is attacked, so that is what was read
			continue
		}
		for i, v := range p.Spec.Validations {
			says := v.Message + v.MessageExpression
			if !slices.ContainsFunc(read, func(text string) bool { return strings.Contains(says, text) }) {
				t.Errorf("no attack reads validation %d of %s: %s", i, p.Name, says)
			}
		}
	}
}

// TestPoliciesSpeakOfTheAPIsNames holds the names in the policies and those in the API together.
func TestPoliciesSpeakOfTheAPIsNames(t *testing.T) {
	known := []string{
		v1alpha1.EnrolledLabel, v1alpha1.DeploymentLabel, v1alpha1.WayInLabel, v1alpha1.ComponentLabel,
		v1alpha1.MountsLabel, v1alpha1.DigestAnnotation, v1alpha1.VerdictGate, v1alpha1.ZoneNodeLabel,
		v1alpha1.EraseFinalizer, v1alpha1.ReleaseDataAnnotation, v1alpha1.ApproveLapseAnnotation, v1alpha1.GroupVersion.String(),
	}
	name := regexp.MustCompile(`[a-z.-]*facegov\.(dev|node-restriction\.kubernetes\.io)/[a-z0-9-]+`)
	paths, err := filepath.Glob("../../config/admission/*.yaml")
	must(t, err)
	if len(paths) == 0 {
		t.Fatal("there are no policies")
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		must(t, err)
		for _, found := range name.FindAllString(string(text), -1) {
			if !slices.Contains(known, found) {
				t.Errorf("%s speaks of %s, which the API does not know", filepath.Base(path), found)
			}
		}
	}
}

// TestAdoptedPodsGetTheInstalledWayIn holds the image that adopted pods get and the one that the operator renders
// together.
func TestAdoptedPodsGetTheInstalledWayIn(t *testing.T) {
	manager, err := os.ReadFile("../../config/manager/manager.yaml")
	must(t, err)
	parameters := &corev1.ConfigMap{}
	must(t, shared.admin.Get(t.Context(), client.ObjectKey{Namespace: "facegov-system", Name: "facegov-admission"}, parameters))
	first, _, _ := strings.Cut(parameters.Data["fallbackAuthImages"], "\n")
	if flag := "--fallback-auth-image=" + first; !strings.Contains(string(manager), flag+"\n") {
		t.Errorf("config/manager does not start the operator with %s", flag)
	}
}

func listPolicies(t *testing.T) ([]admissionregistrationv1.ValidatingAdmissionPolicy, []admissionregistrationv1.MutatingAdmissionPolicy) {
	t.Helper()
	var validating admissionregistrationv1.ValidatingAdmissionPolicyList
	must(t, shared.admin.List(t.Context(), &validating))
	var mutating admissionregistrationv1.MutatingAdmissionPolicyList
	must(t, shared.admin.List(t.Context(), &mutating))
	return validating.Items, mutating.Items
}
