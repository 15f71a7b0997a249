// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
)

var sites atomic.Int64

// newSite makes a namespace that the zones of a sample admit, with the documents of the site.
func newSite(t *testing.T, site string, deny bool) string {
	t.Helper()
	labels := map[string]string{"site": site}
	if deny {
		labels["recognition.facegov.dev/admission"] = "deny"
	}
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("%s-%d", site, sites.Add(1)), Labels: labels}}
	if err := admin.Create(t.Context(), namespace); err != nil {
		t.Fatal(err)
	}
	bringDocuments(t, site, namespace.Name)
	return namespace.Name
}

// bringDocuments lets the documents of the samples that speak of single deployments of a site speak of the same ones in
// another namespace.
func bringDocuments(t *testing.T, site, namespace string) {
	t.Helper()
	text, err := os.ReadFile("../../config/samples/evidence.yaml")
	must(t, err)
	for document := range strings.SplitSeq(string(text), "\n---\n") {
		evidence := &v1alpha1.ComplianceEvidence{}
		must(t, yaml.UnmarshalStrict([]byte(document), evidence))
		brought := false
		for i := range evidence.Spec.AppliesTo {
			if d := evidence.Spec.AppliesTo[i].Deployment; d != nil && d.Namespace == site {
				d.Namespace, brought = namespace, true
			}
		}
		if brought {
			evidence.Name += "-of-" + namespace
			must(t, admin.Create(t.Context(), evidence))
		}
	}
	must(t, eventually(t.Context(), knowsAll))
}

// TestDocumentsArriveWithTheirDeployment: where only what is permitted comes in, who applies documents and their
// deployment in one go does not have to wait for a cache.
func TestDocumentsArriveWithTheirDeployment(t *testing.T) {
	closed := newSite(t, "maple-court", true)
	gate := sample(t, "north-gate", closed)
	must(t, person.Create(t.Context(), gate.DeepCopy(), client.DryRunAll))
	var documents v1alpha1.ComplianceEvidenceList
	must(t, admin.List(t.Context(), &documents))
	for i := range documents.Items {
		must(t, admin.Delete(t.Context(), &documents.Items[i]))
	}
	must(t, eventually(t.Context(), func(ctx context.Context) bool {
		return apierrors.IsForbidden(person.Create(ctx, gate.DeepCopy(), client.DryRunAll))
	}))
	for i := range documents.Items {
		again := &v1alpha1.ComplianceEvidence{ObjectMeta: metav1.ObjectMeta{Name: documents.Items[i].Name}, Spec: documents.Items[i].Spec}
		must(t, admin.Create(t.Context(), again))
	}
	if err := person.Create(t.Context(), gate); err != nil {
		t.Errorf("with its documents on record for a moment: %v", err)
	}
}

// sample reads a deployment of config/samples into a namespace.
func sample(t *testing.T, name, namespace string) *v1alpha1.FaceRecognitionDeployment {
	t.Helper()
	d := &v1alpha1.FaceRecognitionDeployment{}
	data, err := os.ReadFile("../../config/samples/" + name + ".yaml")
	if err == nil {
		err = yaml.UnmarshalStrict(data, d)
	}
	if err != nil {
		t.Fatal(err)
	}
	d.Namespace = namespace
	return d
}

// exists says whether a deployment is kept.
func exists(t *testing.T, d *v1alpha1.FaceRecognitionDeployment) bool {
	t.Helper()
	err := admin.Get(t.Context(), client.ObjectKeyFromObject(d), &v1alpha1.FaceRecognitionDeployment{})
	if client.IgnoreNotFound(err) != nil {
		t.Fatal(err)
	}
	return err == nil
}

func TestWhatIsForbiddenIsAdmittedWithWarnings(t *testing.T) {
	d := sample(t, "room-camera", newSite(t, "harbour-hotel", false))
	dry, err := heard.during(func() error { return person.Create(t.Context(), d.DeepCopy(), client.DryRunAll) })
	if err != nil {
		t.Fatal(err)
	}
	if exists(t, d) {
		t.Fatal("a dry run was kept")
	}
	got, err := heard.during(func() error { return person.Create(t.Context(), d) })
	if err != nil {
		t.Fatal(err)
	}
	if !exists(t, d) {
		t.Fatal("it was not kept, and version control could not put it there")
	}
	if diff := cmp.Diff(got, dry); diff != "" {
		t.Errorf("a dry run is answered in another way (-real +dry):\n%s", diff)
	}
	wantBounded(t, got)
	if !slices.ContainsFunc(got, func(text string) bool {
		return strings.HasPrefix(text, "CN-FRT-2025/13.private: ") && strings.HasSuffix(text, " (spec.sources[0].zone)")
	}) {
		t.Errorf("no warning names the article on private spaces and the camera: %q", got)
	}
}

// wantBounded fails when warnings are more or longer than the API server passes on.
func wantBounded(t *testing.T, texts []string) {
	t.Helper()
	if len(texts) > 12 {
		t.Errorf("%d warnings", len(texts))
	}
	for _, text := range texts {
		if utf8.RuneCountInString(text) > 200 {
			t.Errorf("a warning of %d characters: %s", utf8.RuneCountInString(text), text)
		}
	}
}

func TestManyReasonsEndWithWhereToReadTheRest(t *testing.T) {
	d := sample(t, "north-gate", newSite(t, "maple-court", false))
	d.Spec.Sources, d.Spec.LawfulBasis, d.Spec.Door, d.Spec.Notice = nil, nil, nil, nil
	d.Spec.Jurisdictions = []string{"XA", "XB", "XC", "XD", "XE", "XF", "XG", "XH", "XI", "XJ", "XK", "XL"}
	got, err := heard.during(func() error { return person.Create(t.Context(), d, client.DryRunAll) })
	if err != nil {
		t.Fatal(err)
	}
	wantBounded(t, got)
	if len(got) != 12 || !strings.HasSuffix(got[11], " more: facegov explain frd/north-gate") || !strings.HasPrefix(got[11], "+") {
		t.Errorf("warnings %q", got)
	}
}

func TestWhatIsPermittedIsAdmittedEverywhere(t *testing.T) {
	for name, deny := range map[string]bool{"a site that warns": false, "a site that refuses": true} {
		t.Run(name, func(t *testing.T) {
			d := sample(t, "north-gate", newSite(t, "maple-court", deny))
			got, err := heard.during(func() error { return person.Create(t.Context(), d) })
			if err != nil {
				t.Fatal(err)
			}
			wantBounded(t, got)
		})
	}
}

func TestASiteThatRefusesKeepsOutWhatIsForbidden(t *testing.T) {
	cases := map[string]struct{ sample, site, field, says string }{
		"a camera in a guest room":      {"room-camera", "harbour-hotel", "spec.sources[0].zone", "the verdict is Denied"},
		"a place whose law is unknown":  {"annexe-door", "harbour-hotel", "spec.sources[0].zone", "the verdict is Unknown"},
		"a gate with nothing but faces": {"south-gate", "maple-court", "spec.fallback.methods", "the verdict is Denied"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			d := sample(t, tc.sample, newSite(t, tc.site, true))
			for _, opts := range [][]client.CreateOption{{client.DryRunAll}, nil} {
				err := person.Create(t.Context(), d.DeepCopy(), opts...)
				if !apierrors.IsForbidden(err) {
					t.Fatalf("the answer is %v, want a refusal", err)
				}
				status := statusOf(t, err)
				if !strings.Contains(status.Message, tc.says) {
					t.Errorf("the refusal does not say %q: %s", tc.says, status.Message)
				}
				_, list, _ := strings.Cut(status.Message, "\n- ")
				wantBounded(t, strings.Split(list, "\n- "))
				causes := status.Details.Causes
				if !slices.ContainsFunc(causes, func(c metav1.StatusCause) bool { return c.Field == tc.field }) {
					t.Errorf("no cause names %s: %+v", tc.field, causes)
				}
				for _, cause := range causes {
					if len(cause.Message) > 512 {
						t.Errorf("a cause of %d bytes", len(cause.Message))
					}
				}
			}
			if exists(t, d) {
				t.Error("it was kept")
			}
		})
	}
	if strings.Contains(written.String(), deployer) {
		t.Error("the log names the person at the door")
	}
}

func statusOf(t *testing.T, err error) metav1.Status {
	t.Helper()
	var status apierrors.APIStatus
	if !errors.As(err, &status) || status.Status().Details == nil {
		t.Fatalf("the answer has no details: %v", err)
	}
	return status.Status()
}

func TestAnUpdateIsJudgedByItsNewSpecAlone(t *testing.T) {
	d := sample(t, "north-gate", newSite(t, "maple-court", true))
	if err := person.Create(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	worse := d.DeepCopy()
	worse.Spec.Door.Egress = v1alpha1.EgressFace
	if err := person.Update(t.Context(), worse); !apierrors.IsForbidden(err) {
		t.Errorf("leaving by face alone: %v, want a refusal", err)
	}
	// The owner of the site begins to refuse after something forbidden has come in.
	open := newSite(t, "maple-court", false)
	d = sample(t, "south-gate", open)
	if err := person.Create(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	deny(t, open)
	before := asked(t)
	d.Labels = map[string]string{"team": "north"}
	if err := person.Update(t.Context(), d); err != nil {
		t.Errorf("a label: %v", err)
	}
	d.Finalizers = append(d.Finalizers, "example.test/wait")
	if err := person.Update(t.Context(), d); err != nil {
		t.Errorf("a finalizer: %v", err)
	}
	d.Spec.Suspend = true
	if err := person.Update(t.Context(), d); err != nil {
		t.Errorf("a stop: %v", err)
	}
	if after := asked(t); after != before {
		t.Errorf("the operator was asked %v times about specs that did not change", after-before)
	}
	if err := person.Delete(t.Context(), d); err != nil {
		t.Errorf("a deletion: %v", err)
	}
	if err := admin.Get(t.Context(), client.ObjectKeyFromObject(d), d); err != nil {
		t.Fatal(err)
	}
	d.Finalizers = nil
	if err := person.Update(t.Context(), d); err != nil {
		t.Errorf("a finalizer that goes: %v", err)
	}
}

// deny lets the owner of a namespace refuse what is not permitted.
func deny(t *testing.T, namespace string) {
	t.Helper()
	patch := []byte(`{"metadata":{"labels":{"recognition.facegov.dev/admission":"deny"}}}`)
	object := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}
	if err := admin.Patch(t.Context(), object, client.RawPatch("application/merge-patch+json", patch)); err != nil {
		t.Fatal(err)
	}
}

func TestWhatCannotBeReadIsRefusedEverywhere(t *testing.T) {
	cases := map[string]struct {
		change func(*v1alpha1.FaceRecognitionDeploymentSpec)
		want   []string
	}{
		"a template with a misspelt field": {
			change: func(s *v1alpha1.FaceRecognitionDeploymentSpec) {
				s.Workload.Template.Spec = runtime.RawExtension{Raw: []byte(`{"containers":[{"name":"r","imagee":"x"}]}`)}
			},
			want: []string{"spec.workload.template.spec", `unknown field "containers[0].imagee"`, "correct the spelling"},
		},
		"hours that no clock shows": {
			change: func(s *v1alpha1.FaceRecognitionDeploymentSpec) { s.Fallback.Methods[2].Hours = "Mo-Su 25:00-26:00" },
			want:   []string{"spec.fallback.methods[2].hours", "25:00", "write the hours as"},
		},
	}
	for name, tc := range cases {
		for _, refuses := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, deny=%t", name, refuses), func(t *testing.T) {
				d := sample(t, "north-gate", newSite(t, "maple-court", refuses))
				tc.change(&d.Spec)
				err := person.Create(t.Context(), d)
				if !apierrors.IsInvalid(err) {
					t.Fatalf("the answer is %v, want Invalid", err)
				}
				rest := err.Error()
				for _, part := range tc.want {
					_, after, found := strings.Cut(rest, part)
					if !found {
						t.Fatalf("the answer %q does not say %q in this order", err, tc.want)
					}
					rest = after
				}
			})
		}
	}
}
