// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cases_test

import (
	"encoding/json"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/test/cases/caseload"
	"github.com/facegov/facegov/test/schema"
)

// each runs a check over every case.
func each(t *testing.T, check func(t *testing.T, c *caseload.Case, s *facts.Snapshot, a caseload.Answers)) {
	t.Helper()
	names, err := caseload.Names(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			c := load(t, name)
			s, err := c.Snapshot()
			if err != nil {
				t.Fatal(err)
			}
			check(t, c, s, caseload.Answer(s))
		})
	}
}

// TestTheAPIServerTakesEveryCase holds what goes in and what comes out to the bounds of the kinds: a status that breaks
// one could not be written.
func TestTheAPIServerTakesEveryCase(t *testing.T) {
	// What no API server would take is decided as well, because it may have come in before a rule was there.
	refused := []string{
		"cn/a-law-softened-by-nobody", "cn/a-period-that-cannot-be-read", "cn/pictures-stored-for-no-time-at-all",
	}
	each(t, func(t *testing.T, c *caseload.Case, s *facts.Snapshot, a caseload.Answers) {
		faults := inputFaults(t, c)
		if isRefused := slices.Contains(refused, c.Name); isRefused != (len(faults) > 0) {
			t.Errorf("the case has the faults %q; refused by the API: %t", faults, isRefused)
		}
		written := s.Deployment.DeepCopy()
		written.Spec, written.Status = *readable(c.Deployment), a.Status
		if faults := faultsOf(t, "FaceRecognitionDeployment", written); len(faults) > 0 {
			t.Errorf("the status cannot be written: %q", faults)
		}
	})
}

func inputFaults(t *testing.T, c *caseload.Case) []string {
	t.Helper()
	faults := faultsOf(t, "FaceRecognitionDeployment", c.Deployment)
	for _, p := range c.Policies {
		faults = append(faults, faultsOf(t, "RecognitionPolicy", p)...)
	}
	for i := range c.Cluster.Zones {
		faults = append(faults, faultsOf(t, "RecognitionZone", &c.Cluster.Zones[i])...)
	}
	return faults
}

// kinds are read once: compiling their rules costs more than all cases.
var kinds = map[string]func() (*schema.Kind, error){
	"FaceRecognitionDeployment": sync.OnceValues(func() (*schema.Kind, error) { return schema.Of("FaceRecognitionDeployment") }),
	"RecognitionPolicy":         sync.OnceValues(func() (*schema.Kind, error) { return schema.Of("RecognitionPolicy") }),
	"RecognitionZone":           sync.OnceValues(func() (*schema.Kind, error) { return schema.Of("RecognitionZone") }),
}

// checked are the faults of objects that stand in many cases, by what is written.
var checked = map[string][]string{}

func faultsOf(t *testing.T, name string, object any) []string {
	t.Helper()
	text, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	if faults, known := checked[string(text)]; known {
		return faults
	}
	kind, err := kinds[name]()
	if err != nil {
		t.Fatal(err)
	}
	faults, err := kind.Faults(object)
	if err != nil {
		t.Fatal(err)
	}
	checked[string(text)] = faults
	return faults
}

// readable is the spec with the periods that the API refuses replaced, so that only the status can be at fault.
func readable(d *v1alpha1.FaceRecognitionDeployment) *v1alpha1.FaceRecognitionDeploymentSpec {
	spec := d.Spec.DeepCopy()
	for i := range spec.DataStores {
		spec.DataStores[i].Retention.Max = "P30D"
	}
	return spec
}

// TestEveryStatusIsReadAsItIsMeant asks the library that GitOps tools read statuses with.
func TestEveryStatusIsReadAsItIsMeant(t *testing.T) {
	each(t, func(t *testing.T, _ *caseload.Case, s *facts.Snapshot, a caseload.Answers) {
		want := status.InProgressStatus
		switch {
		case s.Deployment.DeletionTimestamp != nil:
			want = status.TerminatingStatus
		case a.Verdict.Result == v1alpha1.VerdictDenied:
			want = status.FailedStatus
		case isReady(&a.Status):
			want = status.CurrentStatus
		}
		if got := statusOf(t, s.Deployment, a.Status); got != want {
			t.Errorf("read as %s, want %s: %+v", got, want, a.Status.Conditions)
		}
	})
}

func isReady(s *v1alpha1.FaceRecognitionDeploymentStatus) bool {
	return slices.ContainsFunc(s.Conditions, func(c metav1.Condition) bool {
		return c.Type == v1alpha1.ConditionReady && c.Status == metav1.ConditionTrue
	})
}

func statusOf(
	t *testing.T, d *v1alpha1.FaceRecognitionDeployment, s v1alpha1.FaceRecognitionDeploymentStatus,
) status.Status {
	t.Helper()
	written := d.DeepCopy()
	written.Status = s
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(written)
	if err != nil {
		t.Fatal(err)
	}
	result, err := status.Compute(&unstructured.Unstructured{Object: content})
	if err != nil {
		t.Fatal(err)
	}
	return result.Status
}

// TestAnUnchangedWorldWritesNothing feeds every status back, at once and at the last moment before anything is due: it
// is the same to the byte.
func TestAnUnchangedWorldWritesNothing(t *testing.T) {
	each(t, func(t *testing.T, _ *caseload.Case, s *facts.Snapshot, a caseload.Answers) {
		later := s.Now.Add(90 * 24 * time.Hour)
		if due := a.Plan.RecheckAt; !due.IsZero() {
			later = due.Add(-time.Nanosecond)
		}
		for _, now := range []time.Time{s.Now, later} {
			s.Deployment.Status, s.Now = a.Status, now
			if diff := cmp.Diff(a.Status, caseload.Answer(s).Status); diff != "" {
				t.Errorf("at %s (-before +after):\n%s", now, diff)
			}
		}
	})
}

// TestWhatProtectsPeopleOutlivesPermission holds that no verdict takes away the way in or a deletion, and that nothing
// starts that may not, but for an installation that was there before, while it is observed.
func TestWhatProtectsPeopleOutlivesPermission(t *testing.T) {
	each(t, func(t *testing.T, _ *caseload.Case, s *facts.Snapshot, a caseload.Answers) {
		if a.Plan.WayIn.Deployment == nil || a.Plan.WayIn.Service == nil || a.Plan.WayIn.PodDisruptionBudget == nil {
			t.Errorf("the way in is not whole: %+v", a.Plan.WayIn)
		}
		volumes := 0
		for i := range s.Deployment.Spec.DataStores {
			if s.Deployment.Spec.DataStores[i].Volume != nil {
				volumes++
			}
		}
		if len(a.Plan.Sweeps) != volumes {
			t.Errorf("%d sweeps for %d stores on volumes", len(a.Plan.Sweeps), volumes)
		}
		if !a.Verdict.Permitted() && !a.Verdict.Observed && len(a.Plan.Lifts) > 0 {
			t.Errorf("%s lets pods start: %+v", a.Verdict.Result, a.Plan.Lifts)
		}
		if a.Verdict.Observed && !facts.IsReference(s.Deployment) {
			t.Error("what facegov renders itself is observed")
		}
		stops := a.Verdict.Action == policy.ActionStop || a.Verdict.Action == policy.ActionEvict && !s.Runs()
		if r := a.Plan.Recogniser; r != nil && stops && *r.Spec.Replicas != 0 {
			t.Errorf("%s leaves %d replicas", a.Verdict.Action, *r.Spec.Replicas)
		}
	})
}
