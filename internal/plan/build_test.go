// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package plan

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
	"github.com/facegov/facegov/internal/policy"
)

var update = flag.Bool("update", false, "write the golden files anew")

// every is each action in each state of a deployment.
func every(t *testing.T, check func(t *testing.T, s *facts.Snapshot, v *policy.Verdict)) {
	t.Helper()
	states := map[string][]func(*facts.Snapshot){
		"as it is":                   nil,
		"suspended":                  {suspended},
		"being deleted":              {deleted(time.Hour)},
		"deleted long ago":           {deleted(30 * 24 * time.Hour)},
		"in a namespace that goes":   {deleted(time.Hour), func(s *facts.Snapshot) { s.Namespace.Terminating = true }},
		"before its finalizer":       {withoutFinalizer},
		"while pods are leaving":     {evictedFor(10 * time.Second)},
		"when pods are overdue":      {evictedFor(time.Hour)},
		"without a standing way in":  {func(s *facts.Snapshot) { s.WayIn = facts.WayIn{} }},
		"before anything was made":   {func(s *facts.Snapshot) { s.Pods, s.Workload, s.WayIn = nil, facts.Workload{}, facts.WayIn{} }},
		"with claims that are gone":  {func(s *facts.Snapshot) { s.Claims = nil }},
		"with zones that are gone":   {func(s *facts.Snapshot) { s.Zones = nil }},
		"governing another workload": {asReference("StatefulSet", "faces")},
		"with a broken template":     {unreadable},
	}
	for name, changes := range states {
		for _, action := range everyAction {
			t.Run(fmt.Sprintf("%s, %s", action, name), func(t *testing.T) {
				check(t, snapshot(changes...), verdictOf(action))
			})
		}
	}
}

func TestNothingStopsTheWayInOrTheDeletions(t *testing.T) {
	permitted := Build(snapshot(), verdictOf(policy.ActionRun), settings)
	every(t, func(t *testing.T, s *facts.Snapshot, v *policy.Verdict) {
		p := Build(s, v, settings)
		if diff := cmp.Diff(permitted.WayIn, p.WayIn); diff != "" {
			t.Errorf("the way in differs from the one when permitted:\n%s", diff)
		}
		if len(p.Sweeps) != len(permitted.Sweeps) {
			t.Fatalf("%d sweeps, want %d", len(p.Sweeps), len(permitted.Sweeps))
		}
		for i, sweep := range p.Sweeps {
			if sweep.Name != permitted.Sweeps[i].Name || sweep.Spec.Schedule != permitted.Sweeps[i].Spec.Schedule {
				t.Errorf("sweep %s runs at %s", sweep.Name, sweep.Spec.Schedule)
			}
		}
		for _, removal := range p.Removals {
			if removal.Kind != "Deployment" || removal.Name != "north-gate" {
				t.Errorf("%s %s is removed", removal.Kind, removal.Name)
			}
		}
		accounts := 3
		if facts.IsReference(s.Deployment) { // its owner gave it one
			accounts = 2
		}
		if len(p.NetworkPolicies) != 3 || len(p.ServiceAccounts) != accounts {
			t.Errorf("%d network policies and %d accounts, want 3 and %d",
				len(p.NetworkPolicies), len(p.ServiceAccounts), accounts)
		}
	})
}

func TestOnlyAPermittedDeploymentStarts(t *testing.T) {
	every(t, func(t *testing.T, s *facts.Snapshot, v *policy.Verdict) {
		p := Build(s, v, settings)
		if v.Action != policy.ActionRun && len(p.Lifts) > 0 {
			t.Errorf("%d pods pass the gate", len(p.Lifts))
		}
		if v.MayStart() || v.Action == policy.ActionHold || p.Recogniser == nil {
			return
		}
		if replicas := *p.Recogniser.Spec.Replicas; replicas > s.Workload.Replicas {
			t.Errorf("%d replicas are asked for, more than the %d that there are", replicas, s.Workload.Replicas)
		}
	})
}

func TestEveryRecogniserPodIsBornAtTheGateBesideTheWayIn(t *testing.T) {
	every(t, func(t *testing.T, s *facts.Snapshot, v *policy.Verdict) {
		p := Build(s, v, settings)
		if p.Recogniser == nil {
			return
		}
		spec := p.Recogniser.Spec.Template.Spec
		if spec.SchedulingGates[0].Name != v1alpha1.VerdictGate || spec.InitContainers[0].Name != facts.FallbackContainer {
			t.Errorf("gates = %v, first container %s", spec.SchedulingGates, spec.InitContainers[0].Name)
		}
	})
}

func TestBuildIsPure(t *testing.T) {
	every(t, func(t *testing.T, s *facts.Snapshot, v *policy.Verdict) {
		s.Retired = []facts.RetiredStore{{
			Name: "old", ClaimName: "gallery",
			Template: Build(snapshot(), verdictOf(policy.ActionRun), settings).Sweeps[1].Spec.JobTemplate.Spec.Template,
		}}
		before, verdict := copyOf(t, s), *v
		first := Build(s, v, settings)
		if diff := cmp.Diff(first, Build(s, v, settings)); diff != "" {
			t.Errorf("the same facts give another plan:\n%s", diff)
		}
		scribble(&first)
		if diff := cmp.Diff(before, s); diff != "" {
			t.Errorf("the facts changed, or are shared with the plan:\n%s", diff)
		}
		if diff := cmp.Diff(&verdict, v); diff != "" {
			t.Errorf("the verdict changed:\n%s", diff)
		}
	})
}

// copyOf copies what a snapshot of these tests is made of.
func copyOf(t *testing.T, s *facts.Snapshot) *facts.Snapshot {
	t.Helper()
	content, err := yaml.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	copied := &facts.Snapshot{}
	if err := yaml.Unmarshal(content, copied); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, copied); diff != "" {
		t.Fatalf("the copy differs:\n%s", diff)
	}
	return copied
}

// scribble changes what a plan could share with the facts.
func scribble(p *Plan) {
	for _, sweep := range p.Sweeps {
		spec := &sweep.Spec.JobTemplate.Spec.Template.Spec
		*spec.SecurityContext.RunAsUser++
		for i := range spec.Tolerations {
			spec.Tolerations[i].Key = "scribbled"
		}
	}
	for _, job := range p.Erasures {
		job.Spec.Template.Spec.Containers[0].Args[0] = "scribbled"
	}
	for i := range p.Lifts {
		p.Lifts[i].NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms[0].
			MatchExpressions[0].Values[0] = "scribbled"
	}
	if p.Recogniser == nil {
		return
	}
	*p.Recogniser.Spec.Replicas = 99
	spec := &p.Recogniser.Spec.Template.Spec
	for i := range spec.Containers {
		spec.Containers[i].Image = "scribbled"
		spec.Containers[i].VolumeMounts[0].Name = "scribbled"
	}
	spec.Volumes[0].PersistentVolumeClaim.ClaimName = "scribbled"
}

func TestEveryObjectHasItsOwner(t *testing.T) {
	p := Build(snapshot(deleted(time.Hour), func(s *facts.Snapshot) { s.Pods = nil }), verdictOf(policy.ActionRun), settings)
	if len(p.Erasures) == 0 {
		t.Fatal("no erasure to look at")
	}
	for _, object := range objectsOf(&p) {
		owner := metav1.GetControllerOf(object)
		if owner == nil || owner.UID != "uid-1" || owner.Kind != "FaceRecognitionDeployment" ||
			owner.BlockOwnerDeletion == nil || !*owner.BlockOwnerDeletion {
			t.Errorf("%s is owned by %v", object.GetName(), owner)
		}
		if object.GetNamespace() != "maple-court" || object.GetLabels()[v1alpha1.ComponentLabel] == "" ||
			object.GetLabels()["app.kubernetes.io/instance"] != "north-gate" {
			t.Errorf("%s is in %s with labels %v", object.GetName(), object.GetNamespace(), object.GetLabels())
		}
		if object.GetObjectKind().GroupVersionKind().Empty() {
			t.Errorf("%s does not say its kind", object.GetName())
		}
	}
}

// objectsOf returns the objects of a plan in the order in which it protects people.
func objectsOf(p *Plan) []client.Object {
	var all []client.Object
	for _, account := range p.ServiceAccounts {
		all = append(all, account)
	}
	all = append(all, p.WayIn.Deployment, p.WayIn.Service, p.WayIn.PodDisruptionBudget)
	for _, sweep := range p.Sweeps {
		all = append(all, sweep)
	}
	for _, job := range p.Erasures {
		all = append(all, job)
	}
	for _, policy := range p.NetworkPolicies {
		all = append(all, policy)
	}
	if p.Recogniser != nil {
		all = append(all, p.Recogniser)
	}
	return all
}

func TestRecheck(t *testing.T) {
	evict := verdictOf(policy.ActionEvict)
	tests := map[string]struct {
		verdict *policy.Verdict
		changes []func(*facts.Snapshot)
		want    time.Time
	}{
		"nothing to wait for":                  {verdict: verdictOf(policy.ActionRun)},
		"a law begins":                         {verdict: changing(verdictOf(policy.ActionRun), time.Hour), want: now.Add(time.Hour)},
		"a moment that is past is not awaited": {verdict: changing(verdictOf(policy.ActionRun), 0)},
		"pods have to leave":                   {verdict: changing(evict, time.Hour), want: now.Add(2 * time.Second)},
		"a law begins even sooner":             {verdict: changing(evict, time.Millisecond), want: now.Add(time.Millisecond)},
		"a deletion that cannot be proven ends after a week": {
			verdict: verdictOf(policy.ActionRun), changes: []func(*facts.Snapshot){deleted(24 * time.Hour)},
			want: now.Add(6 * 24 * time.Hour),
		},
		"a job that failed is tried anew": {
			verdict: verdictOf(policy.ActionRun), want: now.Add(9 * time.Minute),
			changes: []func(*facts.Snapshot){deleted(time.Hour), func(s *facts.Snapshot) {
				s.Pods = nil
				s.Erasures = []facts.Erasure{{Store: "gallery", Finished: true, FinishedAt: now.Add(-time.Minute)}}
			}},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := Build(snapshot(tc.changes...), tc.verdict, settings).RecheckAt; !got.Equal(tc.want) {
				t.Errorf("RecheckAt = %s, want %s", got, tc.want)
			}
		})
	}
}

func changing(v *policy.Verdict, in time.Duration) *policy.Verdict {
	changed := *v
	changed.NextChange = now.Add(in)
	return &changed
}

func TestNothingPassesTheGateBeforeTheFinalizerIsThere(t *testing.T) {
	if p := Build(snapshot(), verdictOf(policy.ActionRun), settings); len(p.Lifts) != 1 {
		t.Errorf("%d pods pass the gate, want the one that waits", len(p.Lifts))
	}
	p := Build(snapshot(withoutFinalizer), verdictOf(policy.ActionRun), settings)
	if p.Finalizer != FinalizerAdd || len(p.Lifts) != 0 {
		t.Errorf("finalizer %q, %d pods pass the gate", p.Finalizer, len(p.Lifts))
	}
	withoutStores := func(s *facts.Snapshot) { s.Deployment.Spec.DataStores = s.Deployment.Spec.DataStores[2:] }
	p = Build(unlabelled(snapshot(withoutFinalizer, withoutStores)), verdictOf(policy.ActionRun), settings)
	if p.Finalizer != FinalizerKeep || len(p.Lifts) != 1 {
		t.Errorf("finalizer %q, %d pods pass the gate, want the one that waits", p.Finalizer, len(p.Lifts))
	}
}

// unlabelled gives the pods the digest of a template that mounts no store any more.
func unlabelled(s *facts.Snapshot) *facts.Snapshot {
	digest := Build(s, verdictOf(policy.ActionRun), settings).Recogniser.Spec.Template.Labels[v1alpha1.TemplateLabel]
	for i := range s.Pods {
		s.Pods[i].TemplateDigest = digest
	}
	return s
}

// TestGolden shows whole plans to a reader. Run with -update to write them anew.
func TestGolden(t *testing.T) {
	for name, p := range map[string]Plan{
		"permitted": Build(snapshot(), verdictOf(policy.ActionRun), settings),
		"evicted":   Build(snapshot(), verdictOf(policy.ActionEvict), settings),
		"deleted":   Build(snapshot(deleted(time.Hour), func(s *facts.Snapshot) { s.Pods = nil }), verdictOf(policy.ActionStop), settings),
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join("testdata", name+".yaml")
			got := render(t, &p)
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("%s (-want +got); run the test with -update if this is meant:\n%s", file, diff)
			}
		})
	}
}

// render writes a plan as a stream of YAML documents: the objects, then what else there is to do.
func render(t *testing.T, p *Plan) []byte {
	t.Helper()
	var out bytes.Buffer
	for _, object := range objectsOf(p) {
		write(t, &out, object)
	}
	write(t, &out, struct {
		Lifts       []Lift
		Leaving     []string
		LeavingRule string
		Evictions   []Eviction
		Removals    []Removal
		Finalizer   FinalizerChange
		RecheckAt   time.Time
	}{p.Lifts, p.Leaving, p.LeavingRule, p.Evictions, p.Removals, p.Finalizer, p.RecheckAt})
	return out.Bytes()
}

func write(t *testing.T, out *bytes.Buffer, value any) {
	t.Helper()
	content, err := yaml.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	out.WriteString("---\n")
	out.Write(content)
}
