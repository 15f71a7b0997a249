// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package caseload

import (
	"fmt"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"

	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/internal/plan/placement"
)

// PlanView is a plan in the order in which want.plan.yaml shows it.
type PlanView struct {
	Recogniser      string               `yaml:"recogniser"`
	Lifts           []string             `yaml:"lifts,omitempty"`
	Leaving         []string             `yaml:"leaving,omitempty,flow"`
	LeavingRule     string               `yaml:"leavingRule,omitempty"`
	Evictions       []string             `yaml:"evictions,omitempty"`
	WayIn           []string             `yaml:"wayIn"`
	Sweeps          []string             `yaml:"sweeps,omitempty"`
	Erasures        []string             `yaml:"erasures,omitempty"`
	NetworkPolicies []string             `yaml:"networkPolicies,flow"`
	ServiceAccounts []string             `yaml:"serviceAccounts,flow"`
	Removals        []string             `yaml:"removals,omitempty"`
	Finalizer       plan.FinalizerChange `yaml:"finalizer,omitempty"`
	RecheckAt       string               `yaml:"recheckAt,omitempty"`
}

func planView(p *plan.Plan) PlanView {
	return PlanView{
		Recogniser: recogniserView(p), Leaving: p.Leaving, LeavingRule: p.LeavingRule, Finalizer: p.Finalizer,
		RecheckAt: moment(p.RecheckAt),
		WayIn: []string{
			fmt.Sprintf("Deployment %s: %d pods", p.WayIn.Deployment.Name, *p.WayIn.Deployment.Spec.Replicas),
			"Service " + p.WayIn.Service.Name, "PodDisruptionBudget " + p.WayIn.PodDisruptionBudget.Name,
		},
		Lifts:           listed(p.Lifts, liftView),
		Evictions:       listed(p.Evictions, evictionView),
		Sweeps:          listed(p.Sweeps, sweepView),
		Erasures:        listed(p.Erasures, func(j *batchv1.Job) string { return "Job " + j.Name }),
		NetworkPolicies: listed(p.NetworkPolicies, func(n *networkingv1.NetworkPolicy) string { return n.Name }),
		ServiceAccounts: listed(p.ServiceAccounts, func(a *corev1.ServiceAccount) string { return a.Name }),
		Removals:        listed(p.Removals, func(r plan.Removal) string { return r.Kind + " " + r.Name }),
	}
}

func listed[T any](items []T, view func(T) string) []string {
	var lines []string
	for _, item := range items {
		lines = append(lines, view(item))
	}
	return lines
}

func recogniserView(p *plan.Plan) string {
	if p.Recogniser == nil {
		return "none"
	}
	spec := &p.Recogniser.Spec.Template.Spec
	return fmt.Sprintf("Deployment %s: %d pods, born with the gate %s and beside %s", p.Recogniser.Name,
		*p.Recogniser.Spec.Replicas, spec.SchedulingGates[0].Name, spec.InitContainers[0].Name)
}

func liftView(l plan.Lift) string {
	var ways []string
	for _, term := range l.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms {
		for _, condition := range term.MatchExpressions {
			ways = append(ways, strings.Join(condition.Values, ", "))
		}
	}
	return l.Name + " into " + strings.Join(ways, " or ")
}

func evictionView(e plan.Eviction) string {
	switch e.Manner {
	case placement.MannerDeleted:
		return e.Name + " is made to leave"
	case placement.MannerScaled:
		return e.Name + " leaves with its workload"
	default:
		return e.Name + " is asked to leave"
	}
}

func sweepView(s *batchv1.CronJob) string {
	state := "runs"
	if s.Spec.Suspend != nil && *s.Spec.Suspend {
		state = "waits, to run"
	}
	var period []string
	for _, word := range s.Spec.JobTemplate.Spec.Template.Spec.Containers[0].Args {
		for _, told := range []string{"--path=", "--max=", "--min=", "--anchor="} {
			if strings.HasPrefix(word, told) {
				period = append(period, word)
			}
		}
	}
	return fmt.Sprintf("CronJob %s %s at %q: %s", s.Name, state, s.Spec.Schedule, strings.Join(period, " "))
}
