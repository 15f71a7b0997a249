// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/internal/retention/result"
)

// run is one run of the program that deletes: a Job with the pod that ended last.
type run struct {
	job, store string
	erases     bool
	finished   bool
	finishedAt time.Time
	// result is what the program said, nil when it said nothing that can be believed.
	result  *result.Result
	reason  string
	message string
}

// Reasons of a run that said nothing.
const (
	// reasonNoResult means that the program ended without a result that can be read.
	reasonNoResult = "NoResult"
	// reasonNoPod means that the Job failed and left no pod that could say why.
	reasonNoPod = "JobFailed"
)

// collectRuns brings together Jobs and what their pods said, in the order in which they ended.
func collectRuns(jobs []batchv1.Job, pods []corev1.Pod) []run {
	byJob := map[string]*run{}
	for i := range pods {
		pod := &pods[i]
		name := pod.Labels[batchv1.JobNameLabel]
		each := podRun(pod, name)
		if known := byJob[name]; known == nil || isNewer(&each, known) {
			byJob[name] = &each
		}
	}
	for i := range jobs {
		addJob(byJob, &jobs[i])
	}
	runs := make([]run, 0, len(byJob))
	for _, each := range byJob {
		runs = append(runs, *each)
	}
	slices.SortFunc(runs, func(a, b run) int {
		return cmp.Or(a.finishedAt.Compare(b.finishedAt), cmp.Compare(a.job, b.job))
	})
	return runs
}

// isNewer says that one pod of a Job tells more about it than another: one that has not ended, or that ended later.
func isNewer(a, b *run) bool {
	if a.finished != b.finished {
		return !a.finished
	}
	return a.finishedAt.After(b.finishedAt)
}

// addJob joins a Job with its newest pod. A Job that tries again is not finished although a pod of it is; one that
// failed may have no pod left, because the Job's deadline takes pods away.
func addJob(byJob map[string]*run, job *batchv1.Job) {
	condition := endOf(job)
	each := byJob[job.Name]
	if each == nil {
		each = &run{job: job.Name, store: job.Labels[v1alpha1.StoreLabel], erases: isErasure(job.Name)}
		byJob[job.Name] = each
	}
	switch {
	case condition == nil:
		each.finished, each.finishedAt = false, time.Time{}
	case each.finishedAt.IsZero():
		each.finished, each.finishedAt = true, condition.LastTransitionTime.Time
		each.reason, each.message = reasonNoPod, "the Job ended and left no pod that could say more"
		if condition.Type == batchv1.JobFailed && condition.Reason != "" {
			each.reason = condition.Reason
		}
	case condition.Type == batchv1.JobFailed && each.succeeded():
		// Its last word was a success and the Job failed all the same: nothing is known.
		each.result, each.reason = nil, condition.Reason
		each.message = "the Job failed although its pod reported success"
	}
}

// endOf returns the condition with which a Job ended, nil while it has not.
func endOf(job *batchv1.Job) *batchv1.JobCondition {
	for i := range job.Status.Conditions {
		c := &job.Status.Conditions[i]
		if (c.Type == batchv1.JobComplete || c.Type == batchv1.JobFailed) && c.Status == corev1.ConditionTrue {
			return c
		}
	}
	return nil
}

// podRun reads what one pod said.
func podRun(pod *corev1.Pod, job string) run {
	each := run{job: job, store: pod.Labels[v1alpha1.StoreLabel], erases: isErasure(job), finished: ended(pod)}
	if !each.finished {
		return each
	}
	terminated := terminationOf(pod)
	if terminated == nil { // evicted, or its node was lost, before the program could say anything
		each.finishedAt = lastChange(pod)
		each.reason = cmp.Or(pod.Status.Reason, reasonNoResult)
		each.message = "the pod ended before the program did"
		return each
	}
	each.finishedAt = terminated.FinishedAt.Time
	said, err := result.Parse(terminated.Message)
	if err == nil && said.Store != each.store {
		err = fmt.Errorf("the result speaks of another store than %s", each.store)
	}
	if err == nil && (said.Outcome == result.Succeeded) != (terminated.ExitCode == 0) {
		err = fmt.Errorf("the result says %s and the program ended with code %d", said.Outcome, terminated.ExitCode)
	}
	if err != nil {
		each.reason, each.message = reasonNoResult, policy.Shorten(err.Error(), maxText)
		return each
	}
	each.result = &said
	if said.Outcome != result.Succeeded {
		each.reason, each.message = string(said.Reason), said.Message
	}
	return each
}

func terminationOf(pod *corev1.Pod) *corev1.ContainerStateTerminated {
	for i := range pod.Status.ContainerStatuses {
		if pod.Status.ContainerStatuses[i].Name == facts.SweepContainer {
			return pod.Status.ContainerStatuses[i].State.Terminated
		}
	}
	return nil
}

// lastChange is the newest moment in a pod's conditions.
func lastChange(pod *corev1.Pod) time.Time {
	newest := pod.CreationTimestamp.Time
	for i := range pod.Status.Conditions {
		if at := pod.Status.Conditions[i].LastTransitionTime.Time; at.After(newest) {
			newest = at
		}
	}
	return newest
}

// succeeded says that everything that was due is gone and that this was looked for again. A dry run deletes nothing.
func (r *run) succeeded() bool {
	return r.result != nil && r.result.Outcome == result.Succeeded && !r.result.DryRun
}

// emptied says that an erasing run left nothing: nothing that it could not delete, would not follow, or did not find
// old enough.
func (r *run) emptied() bool {
	if !r.succeeded() {
		return false
	}
	s := r.result
	left := s.Failed + s.Unanchored + s.Future + s.Refused
	return left == 0 && s.OldestKept.IsZero() && s.Verified == s.Deleted
}
