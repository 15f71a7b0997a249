// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package record

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

var (
	noon  = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	later = noon.Add(time.Hour)
)

// change makes a world another one.
type change func(*facts.Snapshot)

// world is a deployment with one store on a volume and one in memory.
func world(changes ...change) *facts.Snapshot {
	s := &facts.Snapshot{
		Now: noon,
		Deployment: &v1alpha1.FaceRecognitionDeployment{
			ObjectMeta: metav1.ObjectMeta{Namespace: "maple-court", Name: "north-gate", UID: "u-1"},
			Spec: v1alpha1.FaceRecognitionDeploymentSpec{
				ResponsibleParty: v1alpha1.ResponsibleParty{ID: "91310000MA1FL00000"},
				DataStores: []v1alpha1.DataStore{
					onVolume("gallery"),
					{Name: "frames", Type: v1alpha1.DataStoreMemory, Location: v1alpha1.StoreOnDevice},
				},
			},
		},
	}
	for _, each := range changes {
		each(s)
	}
	return s
}

func onVolume(name string) v1alpha1.DataStore {
	return v1alpha1.DataStore{
		Name: name, Type: v1alpha1.DataStoreVolume, Location: v1alpha1.StoreOnSite,
		Classes: []v1alpha1.DataClass{v1alpha1.DataTemplate},
		Volume:  &v1alpha1.VolumeStore{ClaimName: name},
	}
}

func deleted(s *facts.Snapshot) {
	s.Deployment.DeletionTimestamp = &metav1.Time{Time: noon.Add(-time.Minute)}
}

func retaining(s *facts.Snapshot) { s.Deployment.Spec.DeletionPolicy = v1alpha1.DeletionRetain }

func withoutStores(s *facts.Snapshot) { s.Deployment.Spec.DataStores = nil }

func at(now time.Time) change { return func(s *facts.Snapshot) { s.Now = now } }

// knowing is a world in which a record exists.
func knowing(r *v1alpha1.RecognitionRecord) change { return func(s *facts.Snapshot) { s.Record = r } }

func erased(store string) change {
	return func(s *facts.Snapshot) {
		s.Erasures = append(s.Erasures, facts.Erasure{Store: store, Finished: true, Verified: true, FinishedAt: noon})
	}
}

func swept(sweep facts.Sweep) change {
	return func(s *facts.Snapshot) { s.Sweeps = append(s.Sweeps, sweep) }
}

// withRetired is a store that was removed from the spec, whose sweep kept these directories.
func withRetired(name, claim string) change {
	return func(s *facts.Snapshot) {
		s.Retired = append(s.Retired, facts.RetiredStore{
			Name: name, ClaimName: claim,
			Template: corev1.PodTemplateSpec{Spec: corev1.PodSpec{Containers: []corev1.Container{{
				Name: facts.SweepContainer, Args: []string{"--path=.=Template"},
			}}}},
		})
	}
}

func of(s *facts.Snapshot) *v1alpha1.RecognitionRecord { return Of(s, &policy.Verdict{}, End{}) }

// stateOf writes the states of the stores as name=state.
func stateOf(stores []v1alpha1.StoreRecord) []string {
	var states []string
	for _, s := range stores {
		states = append(states, fmt.Sprintf("%s=%s", s.Name, s.State))
	}
	slices.Sort(states)
	return states
}

// conditionsOf writes the conditions as type=status reason.
func conditionsOf(r *v1alpha1.RecognitionRecord) []string {
	var all []string
	for _, c := range r.Status.Conditions {
		all = append(all, fmt.Sprintf("%s=%s %s", c.Type, c.Status, c.Reason))
	}
	return all
}

func TestStores(t *testing.T) {
	before := of(world(func(s *facts.Snapshot) {
		s.Deployment.Spec.DataStores = append(s.Deployment.Spec.DataStores, onVolume("old"))
	}))
	cases := map[string]struct {
		facts *facts.Snapshot
		end   End
		want  []string
	}{
		"while the deployment is there":             {facts: world(), want: []string{"frames=InMemory", "gallery=Kept"}},
		"while it is being deleted":                 {facts: world(deleted), want: []string{"frames=InMemory", "gallery=Erasing"}},
		"when it is empty":                          {facts: world(deleted, erased("gallery")), want: []string{"frames=InMemory", "gallery=Erased"}},
		"an erasure of another store is not its":    {facts: world(deleted, erased("other")), want: []string{"frames=InMemory", "gallery=Erasing"}},
		"an old erasure empties no store in use":    {facts: world(erased("gallery")), want: []string{"frames=InMemory", "gallery=Kept"}},
		"when the owner keeps the data":             {facts: world(deleted, retaining), want: []string{"frames=InMemory", "gallery=Kept"}},
		"when it goes without proof":                {world(deleted), End{Erasure: v1alpha1.ErasureUnproven}, []string{"frames=InMemory", "gallery=Unproven"}},
		"what is proven stays proven":               {world(deleted, erased("gallery")), End{Erasure: v1alpha1.ErasureUnproven}, []string{"frames=InMemory", "gallery=Erased"}},
		"a store that was removed is being emptied": {facts: world(knowing(before), withRetired("old", "elsewhere")), want: []string{"frames=InMemory", "gallery=Kept", "old=Erasing"}},
		"and then it is empty":                      {facts: world(knowing(before), withRetired("old", "elsewhere"), erased("old")), want: []string{"frames=InMemory", "gallery=Kept", "old=Erased"}},
		"a store that only changed its name is the new one": {
			facts: world(knowing(before), withRetired("old", "gallery")), want: []string{"frames=InMemory", "gallery=Kept"},
		},
		"a store whose sweep vanished was never seen to be empty": {
			facts: world(knowing(before)), want: []string{"frames=InMemory", "gallery=Kept", "old=Unproven"},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			r := Of(tc.facts, &policy.Verdict{}, tc.end)
			if diff := cmp.Diff(tc.want, stateOf(r.Status.Stores)); diff != "" {
				t.Errorf("stores (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAStoreThatWasEmptiedStaysOnRecord(t *testing.T) {
	before := of(world(func(s *facts.Snapshot) {
		s.Deployment.Spec.DataStores = append(s.Deployment.Spec.DataStores, onVolume("old"))
	}))
	emptied := of(world(knowing(before), withRetired("old", "elsewhere"), erased("old")))
	r := of(world(at(later), knowing(emptied)))
	want := v1alpha1.StoreRecord{
		Name: "old", State: v1alpha1.StoreRecordErased, Location: v1alpha1.StoreOnSite, Verified: true,
		Classes: []v1alpha1.DataClass{v1alpha1.DataTemplate}, ErasedAt: moment(noon),
	}
	got, _ := named(r.Status.Stores, "old")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("store (-want +got):\n%s", diff)
	}
}

func TestWhatSweepsTold(t *testing.T) {
	told := of(world(swept(facts.Sweep{Store: "gallery", LastRun: noon, Verified: true, Deleted: 7, Root: "r-1"})))
	got, _ := named(told.Status.Stores, "gallery")
	want := v1alpha1.StoreRecord{
		Name: "gallery", State: v1alpha1.StoreRecordKept, Location: v1alpha1.StoreOnSite, Verified: true, Deleted: 7,
		Classes: []v1alpha1.DataClass{v1alpha1.DataTemplate}, ManifestRoot: "r-1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("store (-want +got):\n%s", diff)
	}
	after := of(world(at(later), knowing(told), swept(facts.Sweep{Store: "gallery", Active: true})))
	if diff := cmp.Diff(told.Status, after.Status); diff != "" {
		t.Errorf("it is forgotten when the pods that told it are gone (-before +after):\n%s", diff)
	}
}

func TestDocuments(t *testing.T) {
	relyOn := func(documents ...policy.DocumentUse) *policy.Verdict { return &policy.Verdict{Documents: documents} }
	a := policy.DocumentUse{Name: "a", Type: "EV-PIPIA", SHA256: "0a", KeepUntil: noon.AddDate(2, 0, 0)}
	b := policy.DocumentUse{Name: "b", Type: "EV-SIGNAGE", SHA256: "0b"}
	read := func(r *v1alpha1.RecognitionRecord) []string {
		var all []string
		for _, e := range r.Status.Evidence {
			text := e.Name + " " + e.Type + " " + e.SHA256
			if e.KeepUntil != nil {
				text += " kept until " + e.KeepUntil.UTC().Format(time.DateOnly)
			}
			if e.UsedUntil != nil {
				text += " used until " + e.UsedUntil.UTC().Format(time.DateOnly)
			}
			all = append(all, text)
		}
		return all
	}
	first := Of(world(), relyOn(a, b), End{})
	steps := []struct {
		when string
		now  time.Time
		uses *policy.Verdict
		want []string
	}{
		{"both are used", noon, relyOn(a, b), []string{"a EV-PIPIA 0a kept until 2028-03-01", "b EV-SIGNAGE 0b"}},
		{"one is not used any more", noon.AddDate(0, 0, 1), relyOn(b), []string{"b EV-SIGNAGE 0b", "a EV-PIPIA 0a kept until 2028-03-01 used until 2026-03-02"}},
		{"a day later nothing has changed", noon.AddDate(0, 0, 2), relyOn(b), []string{"b EV-SIGNAGE 0b", "a EV-PIPIA 0a kept until 2028-03-01 used until 2026-03-02"}},
		{"it is used again", noon.AddDate(0, 0, 3), relyOn(a, b), []string{"a EV-PIPIA 0a kept until 2028-03-01", "b EV-SIGNAGE 0b"}},
		{"none is used", noon.AddDate(0, 0, 4), relyOn(), []string{"a EV-PIPIA 0a kept until 2028-03-01 used until 2026-03-05", "b EV-SIGNAGE 0b used until 2026-03-05"}},
		{"three years later they are forgotten", noon.AddDate(3, 0, 5), relyOn(), nil},
	}
	r := first
	for _, step := range steps {
		r = Of(world(at(step.now), knowing(r)), step.uses, End{})
		if diff := cmp.Diff(step.want, read(r)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.when, diff)
		}
	}
}

func TestTheHighestNumberOfPeopleStays(t *testing.T) {
	counting := func(n int64) change {
		return func(s *facts.Snapshot) { s.Deployment.Spec.Subjects.EstimatedCount = &n }
	}
	r := of(world())
	if r.Status.PeopleCounted != nil {
		t.Fatalf("%d people, although nobody counted", *r.Status.PeopleCounted)
	}
	for _, step := range []struct{ now, want int64 }{{1200, 1200}, {1500, 1500}, {10, 1500}} {
		if r = of(world(knowing(r), counting(step.now))); *r.Status.PeopleCounted != step.want {
			t.Errorf("%d people with %d declared, want %d", *r.Status.PeopleCounted, step.now, step.want)
		}
	}
	if r = of(world(knowing(r))); *r.Status.PeopleCounted != 1500 {
		t.Errorf("%d people when none are declared, want 1500", *r.Status.PeopleCounted)
	}
}

func TestEnds(t *testing.T) {
	living := []string{"Deletable=False InUse", "Erased=False InUse", "Ready=True InUse"}
	leaving := []string{"Deletable=False InUse", "Erased=False Erasing", "Ready=False Erasing", "Reconciling=True Erasing"}
	proven := []string{"Deletable=False InUse", "Erased=True ErasureVerified", "Ready=True ErasureVerified"}
	unproven := []string{
		"Deletable=False InUse", "Erased=False ErasureUnproven", "Ready=False ErasureUnproven", "Stalled=True ErasureUnproven",
	}
	cases := map[string]struct {
		facts *facts.Snapshot
		end   End
		want  v1alpha1.ErasureRecord
		says  []string
	}{
		"it is there":                {world(), End{}, v1alpha1.ErasureRecord{State: "Open"}, living},
		"it is there, data retained": {world(retaining), End{}, v1alpha1.ErasureRecord{State: "Open", Reason: ReasonRetained}, living},
		"it is being deleted":        {world(deleted), End{}, v1alpha1.ErasureRecord{State: "Open"}, leaving},
		"it is let go with proof": {
			world(deleted, erased("gallery")),
			End{Erasure: v1alpha1.ErasureVerified},
			v1alpha1.ErasureRecord{State: "Verified", At: moment(noon)},
			proven,
		},
		"its last store is proven, and one that was removed was kept": {
			world(deleted, erased("gallery"), knowing(&v1alpha1.RecognitionRecord{
				Spec: v1alpha1.RecognitionRecordSpec{Deployment: v1alpha1.RecordedDeployment{UID: "u-1"}},
				Status: v1alpha1.RecognitionRecordStatus{
					Stores: []v1alpha1.StoreRecord{{Name: "old", State: v1alpha1.StoreRecordUnproven}},
				},
			})),
			End{Erasure: v1alpha1.ErasureVerified},
			v1alpha1.ErasureRecord{State: "Unproven", Reason: reasonLeft, At: moment(noon)},
			unproven,
		},
		"it is let go without": {
			world(deleted),
			End{Erasure: v1alpha1.ErasureUnproven, Reason: "nobody waits"},
			v1alpha1.ErasureRecord{State: "Unproven", Reason: "nobody waits", At: moment(noon)},
			unproven,
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			r := Of(tc.facts, &policy.Verdict{}, tc.end)
			if diff := cmp.Diff(&tc.want, r.Status.Erasure); diff != "" {
				t.Errorf("erasure (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.says, conditionsOf(r)); diff != "" {
				t.Errorf("conditions (-want +got):\n%s", diff)
			}
			if r.Status.ClosedAt != nil || r.Status.KeepUntil != nil {
				t.Error("the record of a deployment that is there is closed")
			}
			again := Of(world(knowing(r), at(later), deleted), &policy.Verdict{}, End{})
			if tc.end != (End{}) && !cmp.Equal(again.Status.Erasure, r.Status.Erasure) {
				t.Errorf("a pass later the erasure is %+v", again.Status.Erasure)
			}
		})
	}
}

func TestAnUnchangedWorldGivesAnEqualRecord(t *testing.T) {
	v := &policy.Verdict{
		Documents: []policy.DocumentUse{{Name: "a", Type: "EV-PIPIA", SHA256: "0a"}},
		Deadlines: []v1alpha1.Deadline{{Rule: "CN-FRT-2025/15.trigger", What: "file", DueAt: metav1.NewTime(later)}},
	}
	worlds := map[string][]change{
		"living":  {withRetired("old", "elsewhere"), swept(facts.Sweep{Store: "gallery", LastRun: noon, Deleted: 1, Root: "r"})},
		"leaving": {deleted, erased("gallery")},
	}
	for name, changes := range worlds {
		t.Run(name, func(t *testing.T) {
			first := Of(world(changes...), v, End{})
			second := Of(world(append(changes, knowing(first), at(later))...), v, End{})
			if diff := cmp.Diff(first, second); diff != "" {
				t.Errorf("an hour later (-first +second):\n%s", diff)
			}
		})
	}
}

func TestANewDeploymentOfTheNameRemembersTheFormer(t *testing.T) {
	document := policy.DocumentUse{Name: "a", Type: "EV-PIPIA", SHA256: "0a", KeepUntil: noon.AddDate(3, 0, 0)}
	first := Of(world(), &policy.Verdict{Documents: []policy.DocumentUse{document}}, End{})
	renewed := func(s *facts.Snapshot) { s.Deployment.UID = "u-2" }
	second := of(world(knowing(first), renewed, at(later)))
	want := []v1alpha1.FormerErasure{{
		UID: "u-1", UnprovenStores: []string{"gallery"}, Erasure: v1alpha1.ErasureRecord{
			State: v1alpha1.ErasureUnproven, At: moment(later), Reason: "the deployment went before its stores were seen to be empty",
		},
	}}
	if diff := cmp.Diff(want, second.Status.Former); diff != "" {
		t.Errorf("former (-want +got):\n%s", diff)
	}
	if second.Spec.Deployment.UID != "u-2" || second.Generation != 2 || second.Status.ObservedGeneration != 2 {
		t.Errorf("the record is of %s in generation %d, observed %d",
			second.Spec.Deployment.UID, second.Generation, second.Status.ObservedGeneration)
	}
	if e := second.Status.Evidence; len(e) != 1 || e[0].UsedUntil == nil {
		t.Errorf("the documents of the former deployment are %+v", e)
	}
	if diff := cmp.Diff([]string{"frames=InMemory", "gallery=Kept"}, stateOf(second.Status.Stores)); diff != "" {
		t.Errorf("stores (-want +got):\n%s", diff)
	}
	second.Generation = 2
	third := of(world(knowing(second), renewed, at(later.Add(time.Hour))))
	if diff := cmp.Diff(second, third); diff != "" {
		t.Errorf("a pass later (-second +third):\n%s", diff)
	}
}

func TestClosed(t *testing.T) {
	document := policy.DocumentUse{Name: "a", Type: "EV-PIPIA", SHA256: "0a", KeepUntil: noon.AddDate(5, 0, 0)}
	cases := map[string]struct {
		open      *v1alpha1.RecognitionRecord
		erasure   v1alpha1.ErasureState
		reason    string
		keepUntil time.Time
	}{
		"after proof": {
			open:    Of(world(deleted, erased("gallery")), &policy.Verdict{}, End{Erasure: v1alpha1.ErasureVerified}),
			erasure: v1alpha1.ErasureVerified, keepUntil: later.AddDate(3, 0, 0),
		},
		"without proof": {
			open:    Of(world(deleted), &policy.Verdict{}, End{Erasure: v1alpha1.ErasureUnproven, Reason: "nobody waits"}),
			erasure: v1alpha1.ErasureUnproven, reason: "nobody waits", keepUntil: later.AddDate(3, 0, 0),
		},
		"when it vanished": {
			open:    of(world()),
			erasure: v1alpha1.ErasureUnproven, reason: "the deployment went before its stores were seen to be empty",
			keepUntil: later.AddDate(3, 0, 0),
		},
		"when its owner keeps the data": {
			open: of(world(retaining)), erasure: v1alpha1.ErasureUnproven, reason: ReasonRetained, keepUntil: later.AddDate(3, 0, 0),
		},
		"when it stored nothing": {
			open: of(world(withoutStores)), erasure: v1alpha1.ErasureVerified, keepUntil: later.AddDate(3, 0, 0),
		},
		"when a document must be kept for longer": {
			open:    Of(world(withoutStores), &policy.Verdict{Documents: []policy.DocumentUse{document}}, End{}),
			erasure: v1alpha1.ErasureVerified, keepUntil: noon.AddDate(5, 0, 0),
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			closed := Closed(tc.open, later)
			if e := closed.Status.Erasure; e.State != tc.erasure || e.Reason != tc.reason {
				t.Errorf("erasure %+v, want %s %q", e, tc.erasure, tc.reason)
			}
			if !closed.Status.ClosedAt.Time.Equal(later) || !closed.Status.KeepUntil.Time.Equal(tc.keepUntil) {
				t.Errorf("closed at %s, kept until %s, want %s and %s", closed.Status.ClosedAt, closed.Status.KeepUntil, later, tc.keepUntil)
			}
			if next := Next(closed, later); !next.Equal(tc.keepUntil) {
				t.Errorf("looked at again at %s", next)
			}
			if diff := cmp.Diff(closed, Closed(closed, later.Add(time.Hour))); diff != "" {
				t.Errorf("an hour later (-before +after):\n%s", diff)
			}
			over := Closed(closed, tc.keepUntil)
			if !meta.IsStatusConditionTrue(over.Status.Conditions, v1alpha1.ConditionDeletable) || !Next(over, tc.keepUntil).IsZero() {
				t.Errorf("after its time: %v, next %s", conditionsOf(over), Next(over, tc.keepUntil))
			}
		})
	}
}
