// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/retention/result"
)

var (
	morning = time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)
	root    = strings.Repeat("ab", 32)
)

// said is the line of a run that deleted three of three that were due, changed as the case needs.
func said(t *testing.T, change ...func(*result.Result)) string {
	t.Helper()
	r := result.Result{
		Version: result.Version, Store: "gallery", Seq: 7, StartedAt: morning, FinishedAt: morning,
		Outcome: result.Succeeded, Reason: result.Swept, Scanned: 10, Due: 3, Deleted: 3, Verified: 3,
		Cumulative: result.Cumulative{Runs: 7, Deleted: 40}, Root: root, Roots: []string{root},
		OldestKept: morning.AddDate(0, -1, 0), Clock: result.Clock{Agrees: true},
	}
	for _, each := range change {
		each(&r)
	}
	line, err := r.Line()
	if err != nil {
		t.Fatal(err)
	}
	return string(line)
}

func job(name string, end batchv1.JobConditionType, at time.Time, reason string) batchv1.Job {
	j := batchv1.Job{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{v1alpha1.StoreLabel: "gallery"}}}
	if end != "" {
		j.Status.Conditions = []batchv1.JobCondition{{
			Type: end, Status: corev1.ConditionTrue, Reason: reason, LastTransitionTime: metav1.NewTime(at),
		}}
	}
	return j
}

func pod(job string, phase corev1.PodPhase, at time.Time, message string) corev1.Pod {
	p := corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Name: job + "-x", CreationTimestamp: metav1.NewTime(at),
			Labels: map[string]string{v1alpha1.StoreLabel: "gallery", batchv1.JobNameLabel: job},
		},
		Status: corev1.PodStatus{Phase: phase},
	}
	if message != "" {
		p.Status.ContainerStatuses = []corev1.ContainerStatus{{
			Name: facts.SweepContainer,
			State: corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
				ExitCode: map[bool]int32{true: 0, false: 1}[phase == corev1.PodSucceeded],
				Message:  message, FinishedAt: metav1.NewTime(at),
			}},
		}}
	}
	return p
}

func TestSweepOfAStore(t *testing.T) {
	evening := morning.Add(15 * time.Hour)
	failed := func(r *result.Result) {
		r.Outcome, r.Reason, r.Message, r.Failed, r.Deleted, r.Verified = result.Failed, result.DeletionFailed, "2 are left", 2, 1, 1
	}
	cases := map[string]struct {
		jobs []batchv1.Job
		pods []corev1.Pod
		want facts.Sweep
	}{
		"no run yet": {want: facts.Sweep{Store: "gallery"}},
		"a run that is under way": {
			jobs: []batchv1.Job{job("a", "", morning, "")},
			pods: []corev1.Pod{pod("a", corev1.PodRunning, morning, "")},
			want: facts.Sweep{Store: "gallery", Active: true},
		},
		"a run that succeeded": {
			jobs: []batchv1.Job{job("a", batchv1.JobComplete, morning, "")},
			pods: []corev1.Pod{pod("a", corev1.PodSucceeded, morning, said(t))},
			want: facts.Sweep{
				Store: "gallery", LastRun: morning, LastSuccess: morning, Succeeded: true, Verified: true,
				Deleted: 40, OldestKept: morning.AddDate(0, -1, 0), Root: root,
			},
		},
		"a failure after a success": {
			jobs: []batchv1.Job{job("a", batchv1.JobComplete, morning, ""), job("b", batchv1.JobFailed, evening, "BackoffLimitExceeded")},
			pods: []corev1.Pod{
				pod("b", corev1.PodFailed, evening, said(t, failed)),
				pod("a", corev1.PodSucceeded, morning, said(t)),
			},
			want: facts.Sweep{
				Store: "gallery", LastRun: evening, LastSuccess: morning, Reason: "DeletionFailed", Message: "2 are left",
				Deleted: 40, Failed: 2, OldestKept: morning.AddDate(0, -1, 0), Root: root,
			},
		},
		"a run whose pod was taken away by its deadline": {
			jobs: []batchv1.Job{job("a", batchv1.JobFailed, morning, "DeadlineExceeded")},
			want: facts.Sweep{
				Store: "gallery", LastRun: morning, Reason: "DeadlineExceeded",
				Message: "the Job ended and left no pod that could say more",
			},
		},
		"a run that tries again is under way": {
			jobs: []batchv1.Job{job("a", "", morning, "")},
			pods: []corev1.Pod{pod("a", corev1.PodFailed, morning, said(t, failed))},
			want: facts.Sweep{Store: "gallery", Active: true},
		},
		"a dry run deletes nothing and is no success": {
			jobs: []batchv1.Job{job("a", batchv1.JobComplete, morning, "")},
			pods: []corev1.Pod{pod("a", corev1.PodSucceeded, morning, said(t, func(r *result.Result) {
				r.DryRun, r.Reason, r.Root, r.Roots = true, result.DryRun, "", nil
			}))},
			want: facts.Sweep{Store: "gallery", LastRun: morning, OldestKept: morning.AddDate(0, -1, 0)},
		},
		"a program that says nothing": {
			jobs: []batchv1.Job{job("a", batchv1.JobComplete, morning, "")},
			pods: []corev1.Pod{pod("a", corev1.PodSucceeded, morning, "done\n")},
			want: facts.Sweep{
				Store: "gallery", LastRun: morning, Reason: reasonNoResult,
				Message: "the termination message has no result line; look at the log of the job's pod",
			},
		},
		"a success that the exit code contradicts": {
			jobs: []batchv1.Job{job("a", batchv1.JobFailed, morning, "BackoffLimitExceeded")},
			pods: []corev1.Pod{pod("a", corev1.PodFailed, morning, said(t))},
			want: facts.Sweep{
				Store: "gallery", LastRun: morning, Reason: reasonNoResult,
				Message: "the result says Succeeded and the program ended with code 1",
			},
		},
		"a result of another store": {
			jobs: []batchv1.Job{job("a", batchv1.JobComplete, morning, "")},
			pods: []corev1.Pod{pod("a", corev1.PodSucceeded, morning, said(t, func(r *result.Result) { r.Store = "other" }))},
			want: facts.Sweep{
				Store: "gallery", LastRun: morning, Reason: reasonNoResult,
				Message: "the result speaks of another store than gallery",
			},
		},
		"a pod that was evicted before it could say anything": {
			jobs: []batchv1.Job{job("a", batchv1.JobFailed, morning, "BackoffLimitExceeded")},
			pods: []corev1.Pod{func() corev1.Pod {
				p := pod("a", corev1.PodFailed, morning, "")
				p.Status.Reason = "Evicted"
				return p
			}()},
			want: facts.Sweep{
				Store: "gallery", LastRun: morning, Reason: "Evicted", Message: "the pod ended before the program did",
			},
		},
		"a run that recorded nothing keeps the totals of the one before": {
			jobs: []batchv1.Job{job("a", batchv1.JobComplete, morning, ""), job("b", batchv1.JobFailed, evening, "")},
			pods: []corev1.Pod{
				pod("a", corev1.PodSucceeded, morning, said(t)),
				pod("b", corev1.PodFailed, evening, said(t, failed, func(r *result.Result) {
					r.Reason, r.Message, r.Root, r.Roots = result.ClockDoubt, "the clocks disagree", "", nil
					r.Cumulative = result.Cumulative{}
				})),
			},
			want: facts.Sweep{
				Store: "gallery", LastRun: evening, LastSuccess: morning, Reason: "ClockDoubt", Message: "the clocks disagree",
				Deleted: 40, Failed: 2, OldestKept: morning.AddDate(0, -1, 0), Root: root,
			},
		},
		"an erasing run is no sweep": {
			jobs: []batchv1.Job{job("gallery-erase", batchv1.JobComplete, morning, "")},
			pods: []corev1.Pod{pod("gallery-erase", corev1.PodSucceeded, morning, said(t))},
			want: facts.Sweep{Store: "gallery"},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got := facts.Sweep{Store: "gallery"}
			for _, each := range collectRuns(tc.jobs, tc.pods) {
				if !each.erases {
					take(&got, &each)
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("sweep (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEmptied(t *testing.T) {
	nothingLeft := func(r *result.Result) { r.OldestKept = time.Time{} }
	cases := map[string]struct {
		change func(*result.Result)
		want   bool
	}{
		"nothing is left":                          {change: func(*result.Result) {}, want: true},
		"something could not be deleted":           {change: func(r *result.Result) { r.Outcome, r.Reason, r.Failed = result.Failed, result.DeletionFailed, 1 }},
		"something has no beginning of its period": {change: func(r *result.Result) { r.Unanchored = 1 }},
		"something lies in the future":             {change: func(r *result.Result) { r.Future = 1 }},
		"something was not followed":               {change: func(r *result.Result) { r.Refused = 1 }},
		"something was kept":                       {change: func(r *result.Result) { r.OldestKept = morning }},
		"nothing was really deleted": {change: func(r *result.Result) {
			r.DryRun, r.Reason, r.Root, r.Roots = true, result.DryRun, "", nil
		}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			message := said(t, nothingLeft, tc.change)
			phase := corev1.PodSucceeded
			if strings.Contains(message, string(result.Failed)) {
				phase = corev1.PodFailed
			}
			each := podRun(new(pod("gallery-erase", phase, morning, message)), "gallery-erase")
			if each.result == nil {
				t.Fatalf("the result was not believed: %s", each.message)
			}
			if got := each.emptied(); got != tc.want {
				t.Errorf("emptied: got %v, want %v", got, tc.want)
			}
		})
	}
}
