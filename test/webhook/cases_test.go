// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/internal/webhook"
	"github.com/facegov/facegov/test/cases/caseload"
)

const (
	cases = "../cases"
	// maxCauses is how many reasons a refusal lists.
	maxCauses = 64
)

// TestTheCasesAtTheDoor lets the deployment of every golden case ask for admission where only what is permitted comes
// in, in the world of the case: its laws and places, the documents and exceptions on record, the party's other
// deployments and what it refers to. The answer at the door is the answer of the core, reason by reason.
func TestTheCasesAtTheDoor(t *testing.T) {
	all := neighbours(t)
	strictEverywhere(t)
	judged := 0
	for _, c := range all {
		t.Run(c.Name, func(t *testing.T) {
			c.LastGood = nil // a door knows no earlier generation of a law that it has never seen
			if !setUp(t, c) {
				return
			}
			front.clock.SetTime(c.Cluster.Now.Time)
			d := arrival(c)
			told, answer := heard.during(func() error { return person.Create(t.Context(), d, client.DryRunAll) })
			if compareDoor(t, newcomer(t, c), told, answer) {
				judged++
			}
		})
	}
	front.clock.SetTime(noon)
	if judged < len(all)*3/4 {
		t.Errorf("only %d of %d cases were judged at the door", judged, len(all))
	}
}

// neighbours returns all cases, those with the same documents and laws one after the other: what two of them have in
// common stays in the cluster.
func neighbours(t *testing.T) []*caseload.Case {
	t.Helper()
	names, err := caseload.Names(cases)
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var all []*caseload.Case
	for _, name := range names {
		c, err := caseload.Load(cases, name)
		must(t, err)
		all = append(all, c)
	}
	byName := func(p, q *v1alpha1.RecognitionPolicy) int { return strings.Compare(p.Name, q.Name) }
	slices.SortStableFunc(all, func(a, b *caseload.Case) int {
		if by := strings.Compare(a.Cluster.Binder, b.Cluster.Binder); by != 0 {
			return by
		}
		return slices.CompareFunc(a.Policies, b.Policies, byName)
	})
	return all
}

// strictEverywhere lets the API server ask about what a newcomer asks for in every namespace, at the strict path, and
// about nothing else: the others of a case were there before.
func strictEverywhere(t *testing.T) {
	t.Helper()
	err := configure(t.Context(), func(w *admissionregistrationv1.ValidatingWebhook) {
		if *w.ClientConfig.Service.Path != webhook.PathDeploymentsStrict {
			w.Rules = nil
		}
		front.byAddress(w)
		w.NamespaceSelector = nil
		w.MatchConditions = append(w.MatchConditions, admissionregistrationv1.MatchCondition{
			Name: "is-asked-by-a-newcomer", Expression: fmt.Sprintf("request.userInfo.username == '%s'", deployer),
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx := context.Background()
		for _, step := range []func() error{
			func() error { return admin.DeleteAllOf(ctx, &v1alpha1.RecognitionPolicy{}) },
			func() error { return admin.DeleteAllOf(ctx, &v1alpha1.RecognitionZone{}) },
			func() error { return admin.DeleteAllOf(ctx, &v1alpha1.ComplianceEvidence{}) },
			func() error { return admin.DeleteAllOf(ctx, &v1alpha1.RecognitionException{}) },
			func() error { return install(ctx) },
			func() error { return configure(ctx, front.byAddress) },
			func() error { return isAsked(ctx) },
			func() error { return eventually(ctx, knowsAll) },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
	})
	bad := sample(t, "room-camera", newSite(t, "harbour-hotel", false))
	if err := eventually(t.Context(), func(ctx context.Context) bool {
		return apierrors.IsForbidden(person.Create(ctx, bad.DeepCopy(), client.DryRunAll))
	}); err != nil {
		t.Fatal(err)
	}
}

// arrival is the deployment of a case as somebody applies it.
func arrival(c *caseload.Case) *v1alpha1.FaceRecognitionDeployment {
	return &v1alpha1.FaceRecognitionDeployment{
		ObjectMeta: metav1.ObjectMeta{Name: c.Deployment.Name, Namespace: c.Deployment.Namespace}, Spec: c.Deployment.Spec,
	}
}

// newcomer is what the core knows of it then: nothing is governed yet, nothing was decided before, and whatever else
// there is was there first. The API server dates what asks to be admitted, by its own clock.
func newcomer(t *testing.T, c *caseload.Case) *facts.Snapshot {
	t.Helper()
	s, err := c.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	s.Deployment = arrival(c)
	s.Deployment.CreationTimestamp = metav1.Now()
	s.Pods, s.Sweeps, s.Retired, s.Erasures = nil, nil, nil, nil
	s.Workload, s.WayIn = facts.Workload{}, facts.WayIn{}
	for i := range s.Reference.Governors {
		s.Reference.Governors[i].Older = true
	}
	for i := range s.Claimants {
		s.Claimants[i].First = true
	}
	return s
}

// compareDoor holds the answer at the door against the core's, and says whether there was a verdict.
func compareDoor(t *testing.T, s *facts.Snapshot, told []string, answer error) bool {
	t.Helper()
	verdict := policy.Evaluate(s)
	switch {
	case apierrors.IsInvalid(answer):
		faults := append(policy.ValidateDeployment(&s.Deployment.Spec, s.Template), policy.ValidateObservation(s.Deployment)...)
		if strings.Contains(answer.Error(), "admission webhook") && len(faults) == 0 {
			t.Errorf("what can be read is refused: %v", answer)
		}
		return false
	case verdict.Permitted():
		if answer != nil {
			t.Errorf("the core says %s, the door %v", verdict.Result, answer)
			break
		}
		var want []string
		for _, f := range against(&verdict) {
			want = append(want, f.Rule)
		}
		compareWarnings(t, want, told)
	case !apierrors.IsForbidden(answer):
		t.Errorf("the core says %s, the door %v", verdict.Result, answer)
	default:
		var want, got []string
		for _, f := range against(&verdict) {
			if f.Result != v1alpha1.FindingWarning {
				want = append(want, f.Rule+" "+f.Reason+" "+f.FieldPath)
			}
		}
		for _, cause := range statusOf(t, answer).Details.Causes {
			rule, _, _ := strings.Cut(cause.Message, " (")
			got = append(got, fmt.Sprintf("%s %s %s", rule, cause.Type, cause.Field))
		}
		if diff := cmp.Diff(want[:min(len(want), maxCauses)], got); diff != "" {
			t.Errorf("reasons (-core +door):\n%s", diff)
		}
	}
	return true
}

// against are the findings that stand against a deployment, worst first.
func against(verdict *policy.Verdict) []v1alpha1.Finding {
	return slices.DeleteFunc(slices.Clone(verdict.Findings), func(f v1alpha1.Finding) bool {
		return policy.FindingSeverity(f.Result) < policy.FindingSeverity(v1alpha1.FindingWarning)
	})
}

// compareWarnings holds the rules that an admission warns of against those that the core warns of. Of many the last line
// says how many more there are.
func compareWarnings(t *testing.T, want, told []string) {
	t.Helper()
	var got []string
	for _, text := range told {
		rule, _, _ := strings.Cut(text, ": ")
		got = append(got, rule)
	}
	if shown := len(got) - 1; len(want) > len(got) && shown > 0 {
		want = append(slices.Clone(want[:shown]), fmt.Sprintf("+%d more", len(want)-shown))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("warnings (-core +door):\n%s", diff)
	}
}
