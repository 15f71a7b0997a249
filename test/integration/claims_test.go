// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package integration

import (
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// TestAClaimBelongsToOneDeployment shows, with the watches of the operator, that of two deployments on one claim the
// second is refused and sweeps nothing, that it goes without erasing what is the first one's, and that the first then
// has the claim to itself.
func TestAClaimBelongsToOneDeployment(t *testing.T) {
	w := newWorld(t, func(d *v1alpha1.FaceRecognitionDeployment) { d.Name = "claims-first" })
	w.bound()
	w.runDeployments()
	w.awaitReason("nobody else names the claim", "claims-first", "ClaimShared", false)

	second := &v1alpha1.FaceRecognitionDeployment{}
	w.get("claims-first", second)
	second.ObjectMeta = metav1.ObjectMeta{Namespace: w.namespace, Name: "claims-second"}
	second.Status = v1alpha1.FaceRecognitionDeploymentStatus{}
	w.create(second)
	for name, isSuspended := range map[string]bool{"claims-first": false, "claims-second": true} {
		w.awaitReason("two name it", name, "ClaimShared", true)
		sweep := name + "-gallery-sweep"
		await(w, "two name it", sweep, &batchv1.CronJobList{}, func(c *batchv1.CronJob) bool {
			return c.Namespace == w.namespace && *c.Spec.Suspend == isSuspended
		})
	}

	if err := admin.Delete(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	w.awaitReason("the second goes", "claims-first", "ClaimShared", false)
	await(w, "the second goes", facts.RecordName(w.namespace, "claims-second"), &v1alpha1.RecognitionRecordList{},
		func(r *v1alpha1.RecognitionRecord) bool {
			e := r.Status.Erasure
			return e != nil && e.State == v1alpha1.ErasureUnproven && strings.Contains(e.Reason, "claims-first names its claims too")
		})
	if w.exists("claims-second", &v1alpha1.FaceRecognitionDeployment{}) {
		t.Error("the second is still there")
	}
	var jobs batchv1.JobList
	if err := admin.List(t.Context(), &jobs); err != nil {
		t.Fatal(err)
	}
	for i := range jobs.Items {
		if jobs.Items[i].Namespace == w.namespace {
			t.Errorf("a job was made: %s", jobs.Items[i].Name)
		}
	}
}
