// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package retention

import (
	"slices"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/law/period"
	"github.com/facegov/facegov/internal/plan/owned"
	"github.com/facegov/facegov/internal/policy"
)

const (
	// history is how many ended jobs stay for people to look at.
	history int32 = 10
	// A sweep is given six times its interval, within these bounds: one that hangs must not stand in the way of the next
	// for long, and a large store takes its time.
	sharesOfDeadline = 6
	shortestDeadline = 10 * time.Minute
	longestDeadline  = 6 * time.Hour
)

// Sweeps returns one CronJob for each data store of type Volume, in the order of the spec. The verdict sets no more
// than a legal minimum: what may no longer be kept goes whether or not the recogniser may run.
func Sweeps(s *facts.Snapshot, v *policy.Verdict, image string) []*batchv1.CronJob {
	var sweeps []*batchv1.CronJob
	for i := range s.Deployment.Spec.DataStores {
		store := &s.Deployment.Spec.DataStores[i]
		if isOnVolume(store) {
			sweeps = append(sweeps, sweep(s, v, store, image))
		}
	}
	return sweeps
}

func isOnVolume(store *v1alpha1.DataStore) bool {
	return store.Type == v1alpha1.DataStoreVolume && store.Volume != nil
}

func sweep(s *facts.Snapshot, v *policy.Verdict, store *v1alpha1.DataStore, image string) *batchv1.CronJob {
	frd := s.Deployment
	claim := s.Claim(store.Volume.ClaimName)
	cron, interval, words := scheduleOf(frd, store)
	w := visit{
		store: store.Name, claim: claim, runAs: store.Volume.RunAs, image: image,
		arguments: append(arguments(s, store, v.Effective.Retention), words...),
	}
	sweep := &batchv1.CronJob{
		TypeMeta:   metav1.TypeMeta{APIVersion: "batch/v1", Kind: "CronJob"},
		ObjectMeta: owned.Meta(frd, SweepName(frd.Name, store.Name), v1alpha1.ComponentSweep),
		Spec: batchv1.CronJobSpec{
			Schedule:                   cron,
			TimeZone:                   new(timeZone),
			StartingDeadlineSeconds:    new(int64(interval / time.Second)),
			ConcurrencyPolicy:          batchv1.ForbidConcurrent,
			Suspend:                    new(!isSweepable(claim) || isAnothers(s, claim.Name)),
			SuccessfulJobsHistoryLimit: new(history),
			FailedJobsHistoryLimit:     new(history),
			JobTemplate: batchv1.JobTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: w.labels(frd)},
				Spec: batchv1.JobSpec{
					BackoffLimit:          new(int32(1)),
					ActiveDeadlineSeconds: new(int64(deadlineOf(interval) / time.Second)),
					Template:              w.template(s),
				},
			},
		},
	}
	sweep.Labels = w.labels(frd)
	return sweep
}

// scheduleOf returns when a store is swept, and what the program is told about it. A period that cannot be read is
// looked at every hour, so that the program says what is wrong with it.
func scheduleOf(
	frd *v1alpha1.FaceRecognitionDeployment, store *v1alpha1.DataStore,
) (cron string, interval time.Duration, words []string) {
	hash := hashOf(frd.Namespace, frd.Name, store.Name)
	longest, err := period.Parse(store.Retention.Max)
	if err != nil {
		return cronOf(time.Hour, hash), time.Hour, nil
	}
	cron, interval = Schedule(longest, hash)
	return cron, interval, []string{"--ahead=" + iso(interval)}
}

func deadlineOf(interval time.Duration) time.Duration {
	return min(max(sharesOfDeadline*interval, shortestDeadline), longestDeadline)
}

// isAnothers says that a claim belongs to a deployment that was there first. The second one's sweep is suspended, not
// left out: its period may be shorter than the first's, so it would delete what is not its own. No face is kept longer
// for that: the second is refused and stores nothing, the first's own sweep goes on, and as soon as the first is gone
// the second's goes on again, which knows the paths.
func isAnothers(s *facts.Snapshot, claim string) bool {
	other, found := s.Claimant(claim)
	return found && other.First
}

// isSweepable says that a sweep can mount the claim. One that is not bound is left alone, so that a sweep never becomes
// its first consumer and chooses its node; one for a single pod can only be mounted by the recogniser.
func isSweepable(claim facts.Claim) bool {
	return claim.Found && claim.Bound && !slices.Contains(claim.AccessModes, corev1.ReadWriteOncePod)
}
