// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package retention

import (
	"slices"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/plan/owned"
	"github.com/facegov/facegov/internal/policy"
)

// retryAfter is how long a job that could not empty a store is left for people to look at before it is tried again.
const retryAfter = 10 * time.Minute

// job returns the job that empties a store for good.
func (w visit) job(s *facts.Snapshot) *batchv1.Job {
	frd := s.Deployment
	job := &batchv1.Job{
		TypeMeta:   metav1.TypeMeta{APIVersion: "batch/v1", Kind: "Job"},
		ObjectMeta: owned.Meta(frd, EraseName(frd.Name, w.store), v1alpha1.ComponentSweep),
		Spec: batchv1.JobSpec{
			BackoffLimit:          new(int32(2)),
			ActiveDeadlineSeconds: new(int64(longestDeadline / time.Second)),
			Template:              w.template(s),
		},
	}
	job.Labels = w.labels(frd)
	return job
}

// erasureOf returns the visit that empties a declared store. A legal minimum stands: PIPL article 47 lets what a law
// orders to be kept be stored, and the erasure is not proven until it is over.
func erasureOf(s *facts.Snapshot, v *policy.Verdict, store *v1alpha1.DataStore, image string) visit {
	return visit{
		store: store.Name, claim: s.Claim(store.Volume.ClaimName), runAs: store.Volume.RunAs, image: image,
		arguments: append(arguments(s, store, v.Effective.Retention), eraseArgument),
	}
}

// erasureOfRetired returns the visit that empties a store which the spec no longer lists. Its sweep is the last place
// that knows where the faces are and who may delete there; paths that declared stores cover are left to them.
func erasureOfRetired(s *facts.Snapshot, store *facts.RetiredStore, covered []string, image string) (visit, bool) {
	if len(store.Template.Spec.Containers) == 0 {
		return visit{}, false
	}
	words := slices.DeleteFunc(slices.Clone(store.Template.Spec.Containers[0].Args), func(word string) bool {
		path, isPath := pathIn(word)
		return word == eraseArgument || strings.HasPrefix(word, "--ahead=") || isPath && isCovered(path, covered)
	})
	return visit{
		store: store.Name, claim: s.Claim(store.ClaimName), runAs: runAsOf(store.Template.Spec.SecurityContext),
		image: image, arguments: append(words, eraseArgument),
	}, true
}

// pathIn returns the directory that an argument names, and whether it names one.
func pathIn(word string) (path string, isPath bool) {
	text, isPath := strings.CutPrefix(word, pathArgument)
	_, path, _ = strings.Cut(text, ":")
	return meant(path), isPath
}

// pathsOfRetired returns the directories that the sweep of a retired store looks at.
func pathsOfRetired(store *facts.RetiredStore) []string {
	var paths []string
	for i := range store.Template.Spec.Containers {
		for _, word := range store.Template.Spec.Containers[i].Args {
			if path, isPath := pathIn(word); isPath {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

func runAsOf(security *corev1.PodSecurityContext) *v1alpha1.RunAs {
	if security == nil || security.RunAsUser == nil {
		return nil
	}
	return &v1alpha1.RunAs{User: *security.RunAsUser, Group: security.RunAsGroup, FSGroup: security.FSGroup}
}

// isCovered says that a directory is one of the covered or lies in one.
func isCovered(path string, covered []string) bool {
	return slices.ContainsFunc(covered, func(outer string) bool {
		return outer == wholeVolume || path == outer || strings.HasPrefix(path, outer+"/")
	})
}
