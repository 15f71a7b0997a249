// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package offline

import (
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/cmd/facegov/internal/manifest"
	"github.com/facegov/facegov/internal/policy"
	"github.com/facegov/facegov/internal/report"
	"github.com/facegov/facegov/test/cases/caseload"
)

const goldenCases = "../../../../test/cases"

// documents writes a case as somebody would who has it in files.
func documents(t *testing.T, c *caseload.Case) string {
	t.Helper()
	var texts []string
	add := func(apiVersion, kind string, object any) {
		text, err := yaml.Marshal(object)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]any
		if err := yaml.Unmarshal(text, &fields); err != nil {
			t.Fatal(err)
		}
		fields["apiVersion"], fields["kind"] = apiVersion, kind
		if text, err = yaml.Marshal(fields); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	ours := v1alpha1.GroupVersion.String()
	add(ours, "FaceRecognitionDeployment", c.Deployment)
	for i := range c.Cluster.Zones {
		add(ours, "RecognitionZone", &c.Cluster.Zones[i])
	}
	for _, p := range c.Policies {
		add(ours, "RecognitionPolicy", p)
	}
	if r := c.Cluster.Reference; r != nil {
		named := c.Deployment.Spec.Workload.Reference
		add("apps/v1", named.Kind, &appsv1.Deployment{
			ObjectMeta: metav1.ObjectMeta{Name: named.Name, Namespace: c.Deployment.Namespace},
			Spec:       appsv1.DeploymentSpec{Replicas: &r.Replicas, Template: corev1.PodTemplateSpec{Spec: r.Spec}},
		})
	}
	for i := range c.Cluster.Evidence {
		add(ours, "ComplianceEvidence", &c.Cluster.Evidence[i])
	}
	for i := range c.Cluster.Exceptions {
		add(ours, "RecognitionException", &c.Cluster.Exceptions[i])
	}
	for _, each := range c.Cluster.Others {
		other := c.Deployment.DeepCopy()
		other.Name, other.Spec.Subjects.EstimatedCount = each.Name, each.People
		other.Spec.DataStores = nil // what it keeps is on claims of its own
		add(ours, "FaceRecognitionDeployment", other)
	}
	add("v1", "Namespace", &corev1.Namespace{
		ObjectMeta: metav1.ObjectMeta{Name: c.Deployment.Namespace, Labels: c.Cluster.NamespaceLabels},
	})
	return strings.Join(texts, "---\n")
}

// TestTheGoldenCasesGetTheSameVerdictFromFiles holds that what decides without a cluster decides as a cluster does about
// a deployment that starts. A case that admission would refuse is a fault here and never permitted there.
func TestTheGoldenCasesGetTheSameVerdictFromFiles(t *testing.T) {
	names, err := caseload.Names(goldenCases)
	if err != nil {
		t.Fatal(err)
	}
	compared, refused := 0, 0
	for _, name := range names {
		c, err := caseload.Load(goldenCases, name)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.LastGood) > 0 {
			continue // files have no earlier generation
		}
		t.Run(name, func(t *testing.T) {
			// A start: nothing runs, nothing was decided, and the way in is there.
			c.Deployment.Status, c.Deployment.Finalizers, c.Deployment.DeletionTimestamp = v1alpha1.FaceRecognitionDeploymentStatus{}, nil, nil
			c.Cluster.Pods, c.Cluster.Workload = nil, nil
			if c.Cluster.Reference != nil {
				c.Cluster.Reference.Pods, c.Cluster.Reference.Governors = 0, nil
			}
			c.Cluster.Claimants = nil
			c.Cluster.WayIn = &caseload.WayIn{Wanted: 1, Ready: 1}
			for i := range c.Cluster.Others {
				c.Cluster.Others[i].Deadlines = nil // files have no status
			}
			snapshot, err := c.Snapshot()
			if err != nil {
				t.Fatal(err)
			}
			want := policy.Evaluate(snapshot)
			world, err := Load(manifest.Parse("case", []byte(documents(t, c))), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if len(world.Problems) > 0 {
				refused++
				if want.Permitted() {
					t.Errorf("a cluster permits what cannot be read here: %+v", world.Problems)
				}
				return
			}
			compared++
			got := world.Decide(c.Cluster.Now.Time).Deployments[0].Verdict
			if diff := cmp.Diff(want.Findings, got.Findings); diff != "" || got.Result != want.Result {
				t.Errorf("%s, want %s; findings (-cluster +files):\n%s", got.Result, want.Result, diff)
			}
			if diff := cmp.Diff(want.Effective, got.Effective); diff != "" {
				t.Errorf("effective (-cluster +files):\n%s", diff)
			}
		})
	}
	if compared < 30 {
		t.Errorf("only %d cases were compared, %d were refused", compared, refused)
	}
}

func TestWithin(t *testing.T) {
	for message, want := range map[string]string{
		"H/1: when: 1:5: undeclared reference":                         ".when",
		"CN-FRT-2025/10#a: requires.expression.cel: 1:1: must be bool": ".requires.expression.cel",
		"H/1: appliesTo.venues[0]: \"x\" is not a venue":               ".appliesTo.venues[0]",
		"H/1: onLapse.grace: \"x\" is no duration":                     ".onLapse.grace",
		"\"Fun\" is not a rank":                                        "",
		"H/1: a text without a field":                                  "",
	} {
		if got := within(message); got != want {
			t.Errorf("%q is within %q, want %q", message, got, want)
		}
	}
}

func TestFieldsOverlap(t *testing.T) {
	for fields, want := range map[[2]string]bool{
		{"spec.hours", "spec.hours"}:                      true,
		{"spec.dataStores[0]", "spec.dataStores[0].name"}: true,
		{"spec.dataStores[0].name", "spec.dataStores"}:    true,
		{"spec.hours", "spec.hoursOf"}:                    false,
		{"spec.dataStores[1]", "spec.dataStores[10]"}:     false,
		{"spec.venue", "spec.hours"}:                      false,
	} {
		if got := overlap(fields[0], fields[1]); got != want {
			t.Errorf("%v overlap: %t", fields, got)
		}
	}
}

func TestPoliciesStandByWeight(t *testing.T) {
	world, err := Load(&manifest.Input{}, Options{Packs: []string{"cn-cac-frt-draft-2023", "cn-pipl", "cn-video-799"}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range world.ByWeight() {
		got = append(got, p.Value.Name)
	}
	if diff := cmp.Diff([]string{"cn-pipl", "cn-video-799", "cn-cac-frt-draft-2023"}, got); diff != "" {
		t.Error(diff)
	}
	if !world.IsEmpty() {
		t.Error("shipped laws alone are called input")
	}
}

func TestAPackThatIsNotShippedIsAnError(t *testing.T) {
	if _, err := Load(&manifest.Input{}, Options{Packs: []string{"xx"}}); err == nil || !strings.Contains(err.Error(), "ships no policy") {
		t.Errorf("the error is %v", err)
	}
}

// FuzzLoad holds that no input breaks the checks or the core, and that a deployment with a fault is never decided about.
func FuzzLoad(f *testing.F) {
	names, err := caseload.Names(goldenCases)
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names[:min(5, len(names))] {
		c, err := caseload.Load(goldenCases, name)
		if err != nil {
			f.Fatal(err)
		}
		text, err := yaml.Marshal(c.Deployment)
		if err != nil {
			f.Fatal(err)
		}
		f.Add("apiVersion: recognition.facegov.dev/v1alpha1\nkind: FaceRecognitionDeployment\n" + string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		world, err := Load(manifest.Parse("f", []byte(text)), Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range world.Decide(time.Date(2026, time.November, 21, 4, 0, 0, 0, time.UTC)).Deployments {
			name := d.Namespace + "/" + d.Name
			if slices.ContainsFunc(world.Problems, func(p report.Problem) bool {
				return p.Object == "FaceRecognitionDeployment "+name && p.Line == d.Line
			}) {
				t.Errorf("%s has a fault and is %s", name, d.Verdict.Result)
			}
		}
	})
}
