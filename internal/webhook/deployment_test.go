// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	admissionv1 "k8s.io/api/admission/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/gather"
)

// lost is a cluster that does not answer, or that knows nothing.
type lost struct {
	err   error
	asked int
}

func (l *lost) Get(context.Context, client.ObjectKey, client.Object, ...client.GetOption) error {
	l.asked++
	return l.err
}

func (l *lost) List(context.Context, client.ObjectList, ...client.ListOption) error {
	l.asked++
	return l.err
}

// request asks to create the sample north-gate.
func request(t *testing.T) admission.Request {
	t.Helper()
	data, err := os.ReadFile("../../config/samples/north-gate.yaml")
	if err == nil {
		data, err = yaml.YAMLToJSON(data)
	}
	if err != nil {
		t.Fatal(err)
	}
	return admission.Request{AdmissionRequest: admissionv1.AdmissionRequest{
		UID: "1", Operation: admissionv1.Create, Object: runtime.RawExtension{Raw: data},
	}}
}

func TestFactsThatCannotBeRead(t *testing.T) {
	scheme := runtime.NewScheme()
	if err := v1alpha1.AddToScheme(scheme); err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		strict      bool
		wantAllowed bool
		wantResult  string
		want        string
	}{
		"a site that warns admits, and says that the verdict comes later":    {false, true, resultWarned, "the verdict comes later"},
		"a site that refuses does not know that it is permitted, so refuses": {true, false, resultFailed, "try again"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			away := &lost{err: errors.New("no answer")}
			v := &deployments{
				gatherer: &gather.Gatherer{Reader: away, Policies: gather.NewPolicyCache(away, "facegov-system"), Clock: clock.RealClock{}},
				live:     away, strict: tc.strict,
			}
			w := handler("FaceRecognitionDeployment", admission.WithValidator[*v1alpha1.FaceRecognitionDeployment](scheme, v))
			answer := w.Handle(t.Context(), request(t))
			text := answer.Result.Message + strings.Join(answer.Warnings, "")
			if answer.Allowed != tc.wantAllowed || resultOf(&answer) != tc.wantResult || !strings.Contains(text, tc.want) {
				t.Errorf("allowed %t, %s, %q", answer.Allowed, resultOf(&answer), text)
			}
		})
	}
}

// TestAnObservationThatIsTooLongIsRefused: the API server has stamped the creation before it asks.
func TestAnObservationThatIsTooLongIsRefused(t *testing.T) {
	created := metav1.Date(2026, time.November, 21, 4, 0, 0, 0, time.UTC)
	d := &v1alpha1.FaceRecognitionDeployment{ObjectMeta: metav1.ObjectMeta{Name: "frigate", CreationTimestamp: created}}
	d.Spec.Workload.Type = v1alpha1.WorkloadTypeReference
	d.Spec.Observation = &v1alpha1.Observation{Until: metav1.NewTime(created.AddDate(0, 0, 31))}
	_, err := (&deployments{}).ValidateCreate(t.Context(), d)
	if !apierrors.IsInvalid(err) || !strings.Contains(err.Error(), "spec.observation.until") ||
		!strings.Contains(err.Error(), "2026-12-21T04:00:00Z") {
		t.Errorf("the error is %v", err)
	}
}

// TestAFaultOfItsOwnRefusesNobody: a panic has to reach the server, which breaks the connection, so that the failure
// policy decides.
func TestAFaultOfItsOwnRefusesNobody(t *testing.T) {
	w := handler("RecognitionZone", &admission.Webhook{Handler: admission.HandlerFunc(
		func(context.Context, admission.Request) admission.Response { panic("a fault") })})
	defer func() {
		if recover() == nil {
			t.Error("the panic was turned into an answer")
		}
	}()
	w.Handle(t.Context(), admission.Request{})
}

func TestTheCacheIsPassedBySeldom(t *testing.T) {
	nothing := apierrors.NewNotFound(schema.GroupResource{Resource: "things"}, "x")
	cases := map[string]struct {
		object client.Object
		err    error
		times  int
		want   int
	}{
		"a zone that the cache does not know is looked up": {&v1alpha1.RecognitionZone{}, nothing, 1, 1},
		"a namespace too": {&corev1.Namespace{}, nothing, 1, 1},
		"a hundred unknown zones cost no more than a few":    {&v1alpha1.RecognitionZone{}, nothing, 100, maxLiveReads},
		"a claim comes from the cache alone":                 {&corev1.PersistentVolumeClaim{}, nothing, 1, 0},
		"what the cache knows is not looked up":              {&v1alpha1.RecognitionZone{}, nil, 1, 0},
		"a cache that fails is not made up for by the other": {&corev1.Namespace{}, errors.New("no answer"), 1, 0},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			live := &lost{err: nothing}
			reader := &freshReader{Reader: &lost{err: tc.err}, live: live, left: maxLiveReads}
			for range tc.times {
				if err := reader.Get(t.Context(), client.ObjectKey{Name: "x"}, tc.object); (err == nil) != (tc.err == nil) {
					t.Fatal(err)
				}
			}
			if live.asked != tc.want {
				t.Errorf("the API server was asked %d times, want %d", live.asked, tc.want)
			}
		})
	}
}

func TestDocumentsAreReadPastTheCacheBeforeARefusal(t *testing.T) {
	cases := map[string]struct {
		list      client.ObjectList
		documents bool
		want      int
	}{
		"documents come from the cache":                         {&v1alpha1.ComplianceEvidenceList{}, false, 0},
		"before it refuses, from the API server":                {&v1alpha1.ComplianceEvidenceList{}, true, 1},
		"exceptions too":                                        {&v1alpha1.RecognitionExceptionList{}, true, 1},
		"the party's other deployments come from the cache all": {&v1alpha1.FaceRecognitionDeploymentList{}, true, 0},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			live := &lost{}
			reader := &freshReader{Reader: &lost{}, live: live, documents: tc.documents}
			if err := reader.List(t.Context(), tc.list); err != nil {
				t.Fatal(err)
			}
			if live.asked != tc.want {
				t.Errorf("the API server was asked %d times, want %d", live.asked, tc.want)
			}
		})
	}
}

// TestWhoeverStopsARecogniserIsNotJudged holds also where the API server asks although it need not.
func TestWhoeverStopsARecogniserIsNotJudged(t *testing.T) {
	cases := map[string]struct {
		change    func(*v1alpha1.FaceRecognitionDeployment)
		wantAsked bool
	}{
		"a stop":  {func(d *v1alpha1.FaceRecognitionDeployment) { d.Spec.Suspend = true }, false},
		"a label": {func(d *v1alpha1.FaceRecognitionDeployment) { d.Labels = map[string]string{"team": "north"} }, false},
		"a deletion under way": {func(d *v1alpha1.FaceRecognitionDeployment) {
			d.DeletionTimestamp, d.Spec.Door = &metav1.Time{}, nil
		}, false},
		"a stop and something else": {func(d *v1alpha1.FaceRecognitionDeployment) { d.Spec.Suspend, d.Spec.Door = true, nil }, true},
		"something else":            {func(d *v1alpha1.FaceRecognitionDeployment) { d.Spec.Door = nil }, true},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			before := &v1alpha1.FaceRecognitionDeployment{}
			if err := json.Unmarshal(request(t).Object.Raw, before); err != nil {
				t.Fatal(err)
			}
			after := before.DeepCopy()
			tc.change(after)
			facts := &lost{err: errors.New("no answer")}
			v := &deployments{
				gatherer: &gather.Gatherer{Reader: facts, Policies: gather.NewPolicyCache(facts, "facegov-system"), Clock: clock.RealClock{}},
				live:     facts, strict: true,
			}
			_, err := v.ValidateUpdate(t.Context(), before, after)
			if (facts.asked > 0) != tc.wantAsked || (err != nil) != tc.wantAsked {
				t.Errorf("%d reads and the answer %v", facts.asked, err)
			}
		})
	}
}
