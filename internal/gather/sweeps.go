// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"cmp"
	"slices"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// readSweeps reads what deletes: the CronJobs, their Jobs, the erasing Jobs, and what their pods said.
func (r *reading) readSweeps() error {
	mine := client.MatchingLabels{
		v1alpha1.MountsLabel:    r.snapshot.Deployment.Name,
		v1alpha1.ComponentLabel: v1alpha1.ComponentSweep,
	}
	var crons batchv1.CronJobList
	var jobs batchv1.JobList
	var pods corev1.PodList
	for _, list := range []client.ObjectList{&crons, &jobs, &pods} {
		if err := r.list(list, mine); err != nil {
			return err
		}
	}
	runs := collectRuns(jobs.Items, pods.Items)
	r.addSweeps(crons.Items, runs)
	r.addErasures(runs)
	r.addRetired(crons.Items)
	return nil
}

// addSweeps adds the newest result of each store that has a sweep.
func (r *reading) addSweeps(crons []batchv1.CronJob, runs []run) {
	succeeded := map[string]time.Time{}
	stores := map[string]bool{}
	for i := range crons {
		if !r.owns(&crons[i]) {
			continue
		}
		store := crons[i].Labels[v1alpha1.StoreLabel]
		stores[store] = true
		if last := crons[i].Status.LastSuccessfulTime; last != nil {
			succeeded[store] = last.Time
		}
	}
	for store := range stores {
		sweep := facts.Sweep{Store: store, LastSuccess: succeeded[store]}
		for i := range runs {
			if runs[i].store == store && !runs[i].erases {
				take(&sweep, &runs[i])
			}
		}
		r.snapshot.Sweeps = append(r.snapshot.Sweeps, sweep)
	}
	slices.SortFunc(r.snapshot.Sweeps, func(a, b facts.Sweep) int { return cmp.Compare(a.Store, b.Store) })
}

// take adds one run to what is known of a store. Runs come in the order in which they ended.
func take(s *facts.Sweep, each *run) {
	if !each.finished {
		s.Active = true
		return
	}
	s.LastRun = each.finishedAt
	s.Succeeded, s.Reason, s.Message = each.succeeded(), each.reason, each.message
	if s.Succeeded && each.finishedAt.After(s.LastSuccess) {
		s.LastSuccess = each.finishedAt
	}
	if each.result == nil {
		s.Verified, s.Failed = false, 0
		return
	}
	s.Verified = s.Succeeded && each.result.Verified == each.result.Deleted
	s.Failed = each.result.Failed
	s.OldestKept = each.result.OldestKept
	// A run that recorded nothing knows no totals; the ones of the run before still hold.
	if each.result.Root != "" {
		s.Deleted, s.Root = each.result.Cumulative.Deleted, each.result.Root
	}
}

// addErasures adds the newest erasing run of each store.
func (r *reading) addErasures(runs []run) {
	newest := map[string]*run{}
	for i := range runs {
		if runs[i].erases {
			newest[runs[i].store] = &runs[i]
		}
	}
	for store, each := range newest {
		erasure := facts.Erasure{Store: store, Finished: each.finished}
		if each.finished {
			erasure.FinishedAt = each.finishedAt
			erasure.Verified = each.emptied()
			erasure.Message = each.message
		}
		r.snapshot.Erasures = append(r.snapshot.Erasures, erasure)
	}
	slices.SortFunc(r.snapshot.Erasures, func(a, b facts.Erasure) int { return cmp.Compare(a.Store, b.Store) })
}

// addRetired adds the stores whose sweep still exists although the spec no longer lists them as volumes.
func (r *reading) addRetired(crons []batchv1.CronJob) {
	declared := map[string]bool{}
	for i := range r.snapshot.Deployment.Spec.DataStores {
		store := &r.snapshot.Deployment.Spec.DataStores[i]
		declared[store.Name] = store.Type == v1alpha1.DataStoreVolume
	}
	for i := range crons {
		store := crons[i].Labels[v1alpha1.StoreLabel]
		if store == "" || declared[store] || !r.owns(&crons[i]) {
			continue
		}
		template := crons[i].Spec.JobTemplate.Spec.Template.DeepCopy()
		r.snapshot.Retired = append(r.snapshot.Retired, facts.RetiredStore{
			Name: store, ClaimName: claimOf(&template.Spec), Template: *template,
		})
	}
	slices.SortFunc(r.snapshot.Retired, func(a, b facts.RetiredStore) int { return cmp.Compare(a.Name, b.Name) })
}

// claimOf returns the claim that a sweep mounts.
func claimOf(spec *corev1.PodSpec) string {
	for i := range spec.Volumes {
		if claim := spec.Volumes[i].PersistentVolumeClaim; claim != nil {
			return claim.ClaimName
		}
	}
	return ""
}

// isErasure says whether a Job erases a store for good.
func isErasure(job string) bool { return strings.HasSuffix(job, facts.EraseSuffix) }
