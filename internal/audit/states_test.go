// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package audit_test

import (
	"slices"
	"testing"
	_ "time/tzdata"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/audit"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/test/worlds"
)

var settings = plan.Settings{FallbackAuthImage: "registry.example/fallback-auth:v1", RetentionImage: "registry.example/retention:v1"}

// decided is what one pass makes of facts.
type decided struct {
	verdict policy.Verdict
	plan    plan.Plan
	status  v1alpha1.FaceRecognitionDeploymentStatus
}

func decide(s *facts.Snapshot, o plan.Outcome) decided {
	d := decided{verdict: policy.Evaluate(s)}
	d.plan = plan.Build(s, &d.verdict, settings)
	d.status = audit.Status(s, &d.verdict, &d.plan, &o)
	return d
}

// running is a gate at which everything is in place.
func running() *facts.Snapshot {
	s := worlds.Started(worlds.Gate(worlds.Base()))
	s.Workload = facts.Workload{Exists: true, Replicas: 1, ReadyReplicas: 1, UpdatedReplicas: 1, ObservedCurrent: true}
	s.Claims = []facts.Claim{{Name: "gallery", Found: true, Bound: true}}
	s.Sweeps = []facts.Sweep{{Store: "gallery", LastRun: worlds.Now, LastSuccess: worlds.Now, Succeeded: true, Verified: true}}
	return s
}

// brief is a condition without its message.
func brief(conditions []metav1.Condition) map[string]string {
	said := map[string]string{}
	for _, c := range conditions {
		said[c.Type] = string(c.Status) + " " + c.Reason
	}
	return said
}

func kstatusOf(t *testing.T, s *facts.Snapshot, written v1alpha1.FaceRecognitionDeploymentStatus) status.Status {
	t.Helper()
	d := s.Deployment.DeepCopy()
	d.Status = written
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(d)
	if err != nil {
		t.Fatal(err)
	}
	result, err := status.Compute(&unstructured.Unstructured{Object: content})
	if err != nil {
		t.Fatal(err)
	}
	return result.Status
}

// TestReadyReconcilingAndStalled is the table of states: what each condition says, and how tools read it.
func TestReadyReconcilingAndStalled(t *testing.T) {
	deny := func(s *facts.Snapshot) { s.Zones[0].Spec.AllowedNamespaces = nil }
	forget := func(s *facts.Snapshot) { s.Zones[0].Found = false }
	suspend := func(s *facts.Snapshot) {
		s.Deployment.Spec.Suspend, s.Pods, s.Workload.Replicas = true, nil, 0
	}
	refer := func(s *facts.Snapshot) {
		s.Deployment.Spec.Workload = v1alpha1.Workload{
			Type: v1alpha1.WorkloadTypeReference, Reference: &v1alpha1.WorkloadReference{Kind: "Deployment", Name: "frigate"},
		}
		s.Workload = facts.Workload{}
		s.Reference = facts.Reference{
			Workload: facts.Workload{Exists: true, Replicas: 1, ReadyReplicas: 1, ObservedCurrent: true}, Pods: 1,
		}
	}
	invalid := plan.Outcome{Failures: []plan.Failure{
		{Kind: "Service", Name: "gate-way-in", Message: "timeout"},
		{Kind: "Deployment", Name: "gate", Invalid: true, Message: "spec.template.spec.containers[0].name: Required value"},
	}}
	refused := plan.Outcome{Failures: []plan.Failure{{Kind: "NetworkPolicy", Name: "gate-sweep", Message: "timeout"}}}
	tests := map[string]struct {
		edit    func(s *facts.Snapshot)
		outcome plan.Outcome
		// Ready, Reconciling and Stalled; empty means absent.
		ready, reconciling, stalled string
		want                        status.Status
	}{
		"permitted and all in place": {ready: "True Permitted", want: status.CurrentStatus},
		"pods are still on their way": {
			edit: func(s *facts.Snapshot) { s.Workload.ReadyReplicas = 0 }, ready: "False Progressing", reconciling: "True Progressing",
			want: status.InProgressStatus,
		},
		"pods of the old template are still there": {
			edit: func(s *facts.Snapshot) { s.Workload.UpdatedReplicas = 0 }, ready: "False Progressing", reconciling: "True Progressing",
			want: status.InProgressStatus,
		},
		"the Deployment's controller has not looked yet": {
			edit: func(s *facts.Snapshot) { s.Workload.ObservedCurrent = false }, ready: "False Progressing", reconciling: "True Progressing",
			want: status.InProgressStatus,
		},
		"no node stands in the zone": {
			edit: func(s *facts.Snapshot) { s.Zones[0].NodeCount = 0 }, ready: "False Progressing", reconciling: "True Progressing",
			want: status.InProgressStatus,
		},
		"a claim is missing": {
			edit: func(s *facts.Snapshot) { s.Claims = nil }, ready: "False Progressing", reconciling: "True Progressing",
			want: status.InProgressStatus,
		},
		"the way in is not Ready": {
			edit:  func(s *facts.Snapshot) { s.WayIn.Ready, s.Pods[0].FallbackReady = 0, false },
			ready: "False Progressing", reconciling: "True Progressing", want: status.InProgressStatus,
		},
		"objects were written in this pass": {
			outcome: plan.Outcome{Applied: 2}, ready: "False Progressing", reconciling: "True Progressing", want: status.InProgressStatus,
		},
		"an object could not be written": {
			outcome: refused, ready: "False ApplyFailed", reconciling: "True ApplyFailed", want: status.InProgressStatus,
		},
		"the API server does not accept the workload": {
			outcome: invalid, ready: "False WorkloadInvalid", stalled: "True WorkloadInvalid", want: status.FailedStatus,
		},
		"denied": {edit: deny, ready: "False Denied", stalled: "True Denied", want: status.FailedStatus},
		"denied, and the workload is invalid as well": {
			edit: deny, outcome: invalid, ready: "False Denied", stalled: "True Denied", want: status.FailedStatus,
		},
		"denied and suspended": {
			edit:  func(s *facts.Snapshot) { deny(s); suspend(s) },
			ready: "False Denied", stalled: "True Denied", want: status.FailedStatus,
		},
		"unknown": {
			edit:  func(s *facts.Snapshot) { forget(s); s.Pods = nil },
			ready: "False Unknown", reconciling: "True Unknown", want: status.InProgressStatus,
		},
		"held":                                   {edit: forget, ready: "False Held", reconciling: "True Held", want: status.InProgressStatus},
		"suspended by its owner":                 {edit: suspend, ready: "True Suspended", want: status.CurrentStatus},
		"somebody else's workload, all in place": {edit: refer, ready: "True Permitted", want: status.CurrentStatus},
		"somebody else's workload on its way": {
			edit:  func(s *facts.Snapshot) { refer(s); s.Reference.ReadyReplicas = 0 },
			ready: "False Progressing", reconciling: "True Progressing", want: status.InProgressStatus,
		},
		"somebody else's workload that its controller has not looked at yet": {
			edit:  func(s *facts.Snapshot) { refer(s); s.Reference.ObservedCurrent = false },
			ready: "False Progressing", reconciling: "True Progressing", want: status.InProgressStatus,
		},
		"somebody else's workload that is not there": {
			edit: func(s *facts.Snapshot) {
				refer(s)
				s.Reference, s.Template, s.Pods = facts.Reference{}, facts.Template{}, nil
			},
			ready: "False Unknown", reconciling: "True Unknown", want: status.InProgressStatus,
		},
		"somebody else's workload that a younger deployment governs too": {
			edit:  func(s *facts.Snapshot) { refer(s); s.Reference.Governors = []facts.Governor{{Name: "hall"}} },
			ready: "False Held", reconciling: "True Held", want: status.InProgressStatus,
		},
		"somebody else's workload that an older deployment governs": {
			edit: func(s *facts.Snapshot) {
				refer(s)
				s.Reference.Governors = []facts.Governor{{Name: "hall", Older: true}}
			},
			ready: "False Denied", stalled: "True Denied", want: status.FailedStatus,
		},
		"somebody else's workload, suspended, all its pods at the gate": {
			edit: func(s *facts.Snapshot) {
				refer(s)
				s.Deployment.Spec.Suspend, s.Reference.ReadyReplicas = true, 0
				s.Pods = []facts.Pod{{Name: "gate-2", Gated: true}}
			},
			ready: "True Suspended", want: status.CurrentStatus,
		},
		"somebody else's workload, suspending": {
			edit:  func(s *facts.Snapshot) { refer(s); s.Deployment.Spec.Suspend = true },
			ready: "False Progressing", reconciling: "True Progressing", want: status.InProgressStatus,
		},
		"suspending": {
			edit:  func(s *facts.Snapshot) { s.Deployment.Spec.Suspend = true },
			ready: "False Progressing", reconciling: "True Progressing", want: status.InProgressStatus,
		},
		"suspended and the way in is gone": {
			edit:  func(s *facts.Snapshot) { suspend(s); s.WayIn.Ready = 0 },
			ready: "False Progressing", reconciling: "True Progressing", want: status.InProgressStatus,
		},
		"being deleted": {
			edit: func(s *facts.Snapshot) {
				s.Deployment.DeletionTimestamp = &metav1.Time{Time: worlds.Now}
				s.Deployment.Finalizers = []string{v1alpha1.EraseFinalizer}
			},
			ready: "False Erasing", reconciling: "True Erasing", want: status.TerminatingStatus,
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := running()
			if tc.edit != nil {
				tc.edit(s)
			}
			d := decide(s, tc.outcome)
			said := brief(d.status.Conditions)
			got := []string{said[v1alpha1.ConditionReady], said[v1alpha1.ConditionReconciling], said[v1alpha1.ConditionStalled]}
			if diff := cmp.Diff([]string{tc.ready, tc.reconciling, tc.stalled}, got); diff != "" {
				t.Errorf("Ready, Reconciling, Stalled (-want +got):\n%s\n%+v", diff, d.status.Conditions)
			}
			if got := kstatusOf(t, s, d.status); got != tc.want {
				t.Errorf("read as %s, want %s", got, tc.want)
			}
		})
	}
}

func TestConditionsKeepTheirMomentWhileTheySayTheSame(t *testing.T) {
	s := running()
	first := decide(s, plan.Outcome{}).status
	s.Deployment.Status, s.Now = first, worlds.Now.Add(1e12)
	s.WayIn.Ready, s.Pods[0].FallbackReady = 0, false
	second := decide(s, plan.Outcome{}).status
	for i, c := range second.Conditions {
		old := slices.IndexFunc(first.Conditions, func(o metav1.Condition) bool { return o.Type == c.Type })
		kept := old >= 0 && c.LastTransitionTime.Equal(&first.Conditions[old].LastTransitionTime)
		if same := old >= 0 && first.Conditions[old].Status == c.Status; same != kept {
			t.Errorf("%s: same status %t, same moment %t", second.Conditions[i].Type, same, kept)
		}
	}
}
