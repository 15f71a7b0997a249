// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package integration

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/tools/events"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/controllers"
	"github.com/facegov/facegov/internal/apply"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/internal/retention/result"
)

// digest of every document in these tests.
var digest = strings.Repeat("0a", 32)

// evidence puts a document on record.
func (w *world) evidence(name, kind string) *v1alpha1.ComplianceEvidence {
	w.t.Helper()
	e := &v1alpha1.ComplianceEvidence{
		ObjectMeta: metav1.ObjectMeta{Name: w.namespace + "-" + name},
		Spec: v1alpha1.ComplianceEvidenceSpec{
			Type: kind, Title: "A document", Document: v1alpha1.Document{SHA256: digest},
			IssuedOn: "2026-01-05", TimeZone: "UTC",
			AppliesTo: []v1alpha1.EvidenceSubject{{
				Kind:       v1alpha1.EvidenceForDeployment,
				Deployment: &v1alpha1.DeploymentReference{Namespace: w.namespace, Name: "north-gate"},
			}},
		},
	}
	w.create(e)
	w.t.Cleanup(func() { w.drop(e) })
	return e
}

// relyingOn is a verdict that permits and relied on a document.
func relyingOn(e *v1alpha1.ComplianceEvidence) policy.Verdict {
	v := permitted
	v.Documents = []policy.DocumentUse{{Name: e.Name, Type: e.Spec.Type, SHA256: e.Spec.Document.SHA256}}
	return v
}

// record reads what is on record of the deployment.
func (w *world) record() *v1alpha1.RecognitionRecord {
	w.t.Helper()
	r := &v1alpha1.RecognitionRecord{}
	w.getCluster(facts.RecordName(w.namespace, "north-gate"), r)
	return r
}

// stepRecord reconciles the record once and returns when it wants to be looked at again.
func (w *world) stepRecord() time.Duration {
	w.t.Helper()
	r := &controllers.RecognitionRecordReconciler{
		Client: operator, Live: operator, Events: events.NewFakeRecorder(10), Clock: w.clock,
	}
	return step(w.t, r.Reconcile, facts.RecordName(w.namespace, "north-gate")).RequeueAfter
}

// stepEvidence reconciles a document once and returns what was told and when it wants to be looked at again.
func (w *world) stepEvidence(e *v1alpha1.ComplianceEvidence) (told []string, again time.Duration) {
	w.t.Helper()
	recorder := events.NewFakeRecorder(10)
	r := &controllers.ComplianceEvidenceReconciler{Client: operator, Events: recorder, Clock: w.clock}
	again = step(w.t, r.Reconcile, e.Name).RequeueAfter
	w.getCluster(e.Name, e)
	return drain(recorder), again
}

// drain returns the events that were told.
func drain(recorder *events.FakeRecorder) []string {
	close(recorder.Events)
	return slices.Collect(func(yield func(string) bool) {
		for e := range recorder.Events {
			if !yield(e) {
				return
			}
		}
	})
}

// says is the status and reason of a condition.
func says(conditions []metav1.Condition, kind string) string {
	c := meta.FindStatusCondition(conditions, kind)
	if c == nil {
		return ""
	}
	return string(c.Status) + " " + c.Reason
}

// bound is the claim of the gallery with a volume, so that there is something to be emptied.
func (w *world) bound() {
	w.t.Helper()
	claim := &corev1.PersistentVolumeClaim{
		ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: "north-gallery"},
		Spec: corev1.PersistentVolumeClaimSpec{
			AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteMany},
			Resources: corev1.VolumeResourceRequirements{
				Requests: corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("1Gi")},
			},
		},
	}
	w.create(claim)
	claim.Status = corev1.PersistentVolumeClaimStatus{Phase: corev1.ClaimBound, AccessModes: claim.Spec.AccessModes}
	w.setStatus(claim)
}

// erased lets the job that empties the gallery end well.
func (w *world) erased() {
	w.t.Helper()
	job := &batchv1.Job{}
	w.get("north-gate-gallery"+facts.EraseSuffix, job)
	root := strings.Repeat("0b", 32)
	w.finish(job, noon, &result.Result{
		Version: result.Version, Store: "gallery", Seq: 1, StartedAt: noon, FinishedAt: noon,
		Outcome: result.Succeeded, Reason: result.Swept, Due: 2, Deleted: 2, Verified: 2,
		Cumulative: result.Cumulative{Runs: 1, Deleted: 2}, Root: root, Roots: []string{root},
	})
}

func (w *world) deleteDeployment() {
	w.t.Helper()
	if err := admin.Delete(w.t.Context(), w.snapshot().Deployment); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) isGone() bool {
	return !w.exists("north-gate", &v1alpha1.FaceRecognitionDeployment{})
}

func TestARecordOutlivesItsDeployment(t *testing.T) {
	w := newWorld(t)
	assessment := w.evidence("assessment", "EV-PIPIA")
	w.bound()
	v := relyingOn(assessment)
	w.settle(v)
	w.wantNoWrite("the deployment is there", func() { w.stepRecord() })
	open := w.record()
	if open.Status.Erasure.State != v1alpha1.ErasureOpen || says(open.Status.Conditions, v1alpha1.ConditionReady) != "True InUse" {
		t.Errorf("while it is there: %+v", open.Status)
	}
	told, _ := w.stepEvidence(assessment)
	if diff := cmp.Diff([]string{"Normal Current It has counted since 2026-01-05"}, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if got := says(assessment.Status.Conditions, v1alpha1.ConditionDeletable); got != "False InUse" || assessment.Status.UsedBy != 1 {
		t.Errorf("the document is used by %d, Deletable %s", assessment.Status.UsedBy, got)
	}
	w.wantNoWrite("nothing has changed", func() { w.stepEvidence(assessment) })

	w.deleteDeployment()
	w.mustApply(v)
	if got := says(w.record().Status.Conditions, v1alpha1.ConditionErased); got != "False Erasing" {
		t.Errorf("while it goes: Erased %s", got)
	}
	w.erased()
	if outcome := w.mustApply(v); !outcome.Released || !w.isGone() {
		t.Fatal("the deployment is still there")
	}
	w.stepRecord()
	w.wantNoWrite("the record is closed", func() { w.stepRecord() })
	closed := w.record()
	want := []v1alpha1.StoreRecord{
		{
			Name: "frames", State: v1alpha1.StoreRecordInMemory, Location: v1alpha1.StoreOnSite,
			Classes: []v1alpha1.DataClass{v1alpha1.DataRawImage},
		},
		{
			Name: "gallery", State: v1alpha1.StoreRecordErased, Location: v1alpha1.StoreOnSite,
			Classes: []v1alpha1.DataClass{v1alpha1.DataTemplate}, Verified: true, ErasedAt: &metav1.Time{Time: noon},
		},
	}
	sameMoment := cmp.Comparer(func(a, b metav1.Time) bool { return a.Equal(&b) })
	if diff := cmp.Diff(want, closed.Status.Stores, sameMoment); diff != "" {
		t.Errorf("stores (-want +got):\n%s", diff)
	}
	threeYears := noon.AddDate(3, 0, 0)
	if s := closed.Status; s.Erasure.State != v1alpha1.ErasureVerified || !s.ClosedAt.Time.Equal(noon) ||
		!s.KeepUntil.Time.Equal(threeYears) || says(s.Conditions, v1alpha1.ConditionDeletable) != "False MustBeKept" {
		t.Errorf("closed: %+v", s)
	}

	w.stepEvidence(assessment)
	if got := says(assessment.Status.Conditions, v1alpha1.ConditionDeletable); got != "False MustBeKept" ||
		!assessment.Status.KeepUntil.Time.Equal(threeYears) || assessment.Status.UsedBy != 0 {
		t.Errorf("the document after its last use: %+v", assessment.Status)
	}
	w.clock.SetTime(threeYears)
	w.stepEvidence(assessment)
	w.stepRecord()
	for name, conditions := range map[string][]metav1.Condition{
		"document": assessment.Status.Conditions, "record": w.record().Status.Conditions,
	} {
		if got := says(conditions, v1alpha1.ConditionDeletable); got != "True Kept" {
			t.Errorf("the %s after three years: Deletable %s", name, got)
		}
	}
}

func TestAnErasureWithoutProofGoesOnRecord(t *testing.T) {
	w := newWorld(t)
	w.settle(permitted)
	w.patch(w.snapshot().Deployment, `{"metadata":{"annotations":{"`+v1alpha1.ReleaseDataAnnotation+`":"the disk was shredded"}}}`)
	w.deleteDeployment()
	if outcome := w.mustApply(permitted); !outcome.Released || !w.isGone() {
		t.Fatal("the deployment is still there")
	}
	w.stepRecord()
	s := w.record().Status
	if s.Erasure.State != v1alpha1.ErasureUnproven || s.Stores[0].State != v1alpha1.StoreRecordUnproven || s.ClosedAt == nil {
		t.Errorf("on record: %+v", s)
	}
	if strings.Contains(s.Erasure.Reason, "shredded") {
		t.Errorf("the record repeats what somebody wrote: %s", s.Erasure.Reason)
	}
	if says(s.Conditions, v1alpha1.ConditionStalled) != "True ErasureUnproven" {
		t.Errorf("nobody is told that a person is needed: %v", s.Conditions)
	}
}

func TestANewDeploymentTakesOverTheRecord(t *testing.T) {
	w := newWorld(t)
	w.settle(permitted)
	first := w.snapshot().Deployment
	w.patch(first, `{"metadata":{"annotations":{"`+v1alpha1.ReleaseDataAnnotation+`":"the disk was shredded"}}}`)
	w.deleteDeployment()
	w.mustApply(permitted)
	w.stepRecord()
	again := first.DeepCopy()
	again.ObjectMeta = metav1.ObjectMeta{Namespace: first.Namespace, Name: first.Name}
	w.create(again)
	// What the former one attached waits for the garbage collector, which does not run here.
	w.apply(permitted)
	w.wantNoWrite("the record is another deployment's now", func() { w.stepRecord() })
	r := w.record()
	if r.Spec.Deployment.UID != string(again.UID) || r.Status.ClosedAt != nil || len(r.Status.Former) != 1 ||
		r.Status.Former[0].UID != string(first.UID) || r.Status.Former[0].Erasure.State != v1alpha1.ErasureUnproven {
		t.Errorf("on record: %+v of %+v", r.Status, r.Spec)
	}
}

// unrecorded is a client that cannot write records.
type unrecorded struct {
	client.Client
	because error
}

// Apply fails for records, and is as it is for everything else.
func (u unrecorded) Apply(ctx context.Context, object runtime.ApplyConfiguration, opts ...client.ApplyOption) error {
	if named, is := object.(interface{ GetKind() string }); is && named.GetKind() == "RecognitionRecord" {
		return u.because
	}
	return u.Client.Apply(ctx, object, opts...)
}

func TestNothingIsLetGoBeforeItIsOnRecord(t *testing.T) {
	cases := map[string]struct {
		because  error
		isGone   bool
		failures []string
	}{
		"while the API server cannot write it": {
			errors.New("etcd is away"), false, []string{"RecognitionRecord/%s invalid=false"},
		},
		"save when it never will: what cannot go helps nobody": {
			apierrors.NewInvalid(v1alpha1.GroupVersion.WithKind("RecognitionRecord").GroupKind(), "x", nil), true,
			[]string{"RecognitionRecord/%s invalid=true"},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(d *v1alpha1.FaceRecognitionDeployment) { d.Finalizers = []string{v1alpha1.EraseFinalizer} })
			w.patch(w.snapshot().Deployment, `{"metadata":{"annotations":{"`+v1alpha1.ReleaseDataAnnotation+`":"x"}}}`)
			w.deleteDeployment()
			w.applier = apply.New(unrecorded{operator, tc.because}, operator)
			outcome := w.apply(permitted)
			wantFailures(t, outcome, strings.ReplaceAll(tc.failures[0], "%s", facts.RecordName(w.namespace, "north-gate")))
			if w.isGone() != tc.isGone {
				t.Errorf("gone: %t, want %t", w.isGone(), tc.isGone)
			}
		})
	}
}

func TestARecordThatWasDeletedIsWrittenAgain(t *testing.T) {
	w := newWorld(t)
	w.settle(permitted)
	before := w.record()
	w.drop(before.DeepCopy())
	w.mustApply(permitted)
	after := w.record()
	if diff := cmp.Diff(before.Status, after.Status); diff != "" || before.UID == after.UID {
		t.Errorf("status (-before +after):\n%s", diff)
	}
}

// TestARecordThatChangesIsNothingToWaitFor: nobody looks at the deployment again because its record has changed, so that
// a deployment which waited for that would be converging for ever.
func TestARecordThatChangesIsNothingToWaitFor(t *testing.T) {
	w := newWorld(t)
	w.settle(permitted)
	if o := w.mustApply(relyingOn(w.evidence("assessment", "EV-PIPIA"))); o.RecordVersion == "" || o.Applied != 0 {
		t.Errorf("the record has the version %q, and %d objects are waited for", o.RecordVersion, o.Applied)
	}
}

func TestAnExceptionCountsWhileItLasts(t *testing.T) {
	w := newWorld(t)
	law := w.policy("law", func(p *v1alpha1.RecognitionPolicy) {
		soft := slices.IndexFunc(p.Spec.Rules, func(r v1alpha1.Rule) bool { return !r.Hard })
		p.Spec.Exceptions = []v1alpha1.PolicyException{{
			ID: "fire", Lifts: []string{p.Spec.Rules[soft].ID}, Needs: []string{"EV-EMERGENCY"},
		}}
	})
	order := w.evidence("order", "EV-EMERGENCY")
	x := &v1alpha1.RecognitionException{
		ObjectMeta: metav1.ObjectMeta{Name: w.namespace},
		Spec: v1alpha1.RecognitionExceptionSpec{
			Policy: law.Name, Exception: "fire", Reason: "A fire", Evidence: []string{order.Name},
			AppliesTo: []v1alpha1.ExceptionSubject{{Kind: v1alpha1.ExceptionForParty, Party: "p"}},
			From:      metav1.NewTime(noon), Until: metav1.NewTime(noon.Add(time.Hour)), RequestedBy: "dora",
		},
	}
	w.create(x)
	t.Cleanup(func() { w.drop(x) })
	stepException := func() (told []string, again time.Duration) {
		recorder := events.NewFakeRecorder(10)
		r := &controllers.RecognitionExceptionReconciler{
			Client: operator, Policies: w.gatherer.Policies, Events: recorder, Clock: w.clock,
		}
		again = step(t, r.Reconcile, x.Name).RequeueAfter
		w.getCluster(x.Name, x)
		return drain(recorder), again
	}

	if told, _ := stepException(); x.Status.State != v1alpha1.ExceptionPending || len(told) != 1 || !strings.HasPrefix(told[0], "Warning NotApproved") {
		t.Errorf("before anybody approved: %s, told %q", x.Status.State, told)
	}
	w.patch(x, `{"spec":{"approval":"Approved","approvedBy":"dario"}}`)
	told, again := stepException()
	if x.Status.State != v1alpha1.ExceptionActive || again != time.Hour || len(told) != 1 || !strings.HasPrefix(told[0], "Normal Active") {
		t.Errorf("when approved: %s, again in %s, told %q", x.Status.State, again, told)
	}
	if diff := cmp.Diff(law.Spec.Exceptions[0].Lifts, x.Status.Lifts); diff != "" {
		t.Errorf("lifts (-want +got):\n%s", diff)
	}
	w.wantNoWrite("nothing has changed", func() { stepException() })
	w.patch(order, `{"spec":{"state":"Withdrawn"}}`)
	if stepException(); x.Status.State != v1alpha1.ExceptionPending || len(x.Status.Lifts) > 0 {
		t.Errorf("without its evidence: %s, lifts %v", x.Status.State, x.Status.Lifts)
	}
	w.clock.SetTime(noon.Add(time.Hour))
	if _, again := stepException(); x.Status.State != v1alpha1.ExceptionExpired || again != 0 {
		t.Errorf("at its end: %s, again in %s", x.Status.State, again)
	}
}

// TestASupersededDocumentWaitsForItsSuccessor: a name that is misspelt, or a successor that nobody put on record, is
// seen on the document itself.
func TestASupersededDocumentWaitsForItsSuccessor(t *testing.T) {
	w := newWorld(t)
	old := w.evidence("old", "EV-PIPIA")
	w.edit(old, func() {
		old.Spec.State, old.Spec.SupersededBy = v1alpha1.EvidenceSuperseded, w.namespace+"-new"
	})
	w.stepEvidence(old)
	if got := says(old.Status.Conditions, v1alpha1.ConditionReady); got != "False SuccessorMissing" {
		t.Errorf("without its successor: Ready %s", got)
	}
	w.evidence("new", "EV-PIPIA")
	w.stepEvidence(old)
	if got := says(old.Status.Conditions, v1alpha1.ConditionReady); got != "True Superseded" {
		t.Errorf("with its successor: Ready %s", got)
	}
}
