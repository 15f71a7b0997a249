// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/webhook"
)

const sidecarImage = "facegov/fallback-auth:dev"

// TestWhatCompletesPodsWithoutPolicies installs facegov as on a cluster that has no MutatingAdmissionPolicy, tries what
// the webhooks complete and stamp with the operator there and away, and in the end puts the policies in their place: every
// pod comes out of them as it came out of the webhooks.
func TestWhatCompletesPodsWithoutPolicies(t *testing.T) {
	s := newOlderSite(t)
	byWebhook := s.tryPods(t)
	t.Run("documents are stamped", func(t *testing.T) { tryStamps(t, s) })
	front.stop()
	t.Run("an operator that is away", func(t *testing.T) { tryAway(t, s) })

	s.usePolicies(t)
	byPolicy := s.tryPods(t)
	for name := range births {
		t.Run("by policy, "+name, func(t *testing.T) {
			if diff := cmp.Diff(byPolicy[name], byWebhook[name]); diff != "" {
				t.Errorf("the webhook completes it otherwise (-policy +webhook):\n%s", diff)
			}
		})
	}
}

// birth is a pod as its controller asks for it.
type birth struct {
	owner  metav1.OwnerReference
	labels map[string]string
	change func(*corev1.PodSpec)
	// adopter is the deployment that it is to belong to, empty for none. Refused means that it is not born.
	adopter string
	refused bool
}

func owner(kind, name string) metav1.OwnerReference {
	return metav1.OwnerReference{APIVersion: "apps/v1", Kind: kind, Name: name, UID: "1", Controller: new(true)}
}

var (
	replicaSet = owner("ReplicaSet", "compreface-7d9")
	hash       = map[string]string{"app": "compreface", "pod-template-hash": "7d9"}
	ours       = map[string]string{v1alpha1.DeploymentLabel: "hall"}
)

func sidecar(image string) corev1.Container {
	return corev1.Container{Name: "fallback-auth", Image: image, RestartPolicy: new(corev1.ContainerRestartPolicyAlways)}
}

func claim(name string) corev1.Volume {
	return corev1.Volume{Name: "faces", VolumeSource: corev1.VolumeSource{
		PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: name},
	}}
}

// births are pods of the deployments hall (a Deployment, with PINs and a store) and office (a StatefulSet, without), and
// of nobody.
var births = map[string]birth{
	"a pod of a Deployment": {owner: replicaSet, labels: hash, adopter: "hall"},
	"a pod that mounts the store, prepares itself and waits for somebody else too": {
		owner: replicaSet, labels: hash, adopter: "hall",
		change: func(s *corev1.PodSpec) {
			s.Volumes = []corev1.Volume{claim("compreface-faces"), {Name: "frames"}}
			s.InitContainers = []corev1.Container{{Name: "prepare", Image: "busybox"}}
			s.SchedulingGates = []corev1.PodSchedulingGate{{Name: "example.com/quota"}}
		},
	},
	"a pod with a token": {
		owner: replicaSet, labels: hash, adopter: "hall",
		change: func(s *corev1.PodSpec) { s.AutomountServiceAccountToken = new(true) },
	},
	"a pod that begins with the way in already": {
		owner: replicaSet, labels: hash, adopter: "hall",
		change: func(s *corev1.PodSpec) { s.InitContainers = []corev1.Container{sidecar(sidecarImage)} },
	},
	"a pod that begins with somebody else's way in": {
		owner: replicaSet, labels: hash, refused: true,
		change: func(s *corev1.PodSpec) { s.InitContainers = []corev1.Container{sidecar("erin/way-in")} },
	},
	"a pod of a StatefulSet, without PINs": {owner: owner("StatefulSet", "frigate"), adopter: "office"},
	"a pod that names its node": {
		owner: replicaSet, labels: hash, refused: true, change: func(s *corev1.PodSpec) { s.NodeName = "edge-1" },
	},
	"a pod of ours that lost its gate": {
		owner: owner("ReplicaSet", "hall-1"), labels: ours, adopter: "hall",
		change: func(s *corev1.PodSpec) { s.InitContainers = []corev1.Container{sidecar(sidecarImage)} },
	},
	"a pod of ours that lost its way in":                     {owner: owner("ReplicaSet", "hall-1"), labels: ours, refused: true},
	"a pod of another Deployment":                            {owner: owner("ReplicaSet", "web-7d9"), labels: hash},
	"a pod of a DaemonSet of the same name":                  {owner: owner("DaemonSet", "frigate")},
	"a pod of a Job":                                         {owner: metav1.OwnerReference{APIVersion: "batch/v1", Kind: "Job", Name: "frigate", UID: "1", Controller: new(true)}},
	"a pod whose ReplicaSet is named after another template": {owner: owner("ReplicaSet", "compreface-8c1"), labels: hash},
}

// olderSite is an enrolled namespace on a cluster where webhooks complete pods.
type olderSite struct {
	namespace string
	// controller makes pods; dora and dario write documents.
	controller, dora, dario client.Client
}

func newOlderSite(t *testing.T) *olderSite {
	t.Helper()
	s := &olderSite{namespace: newSite(t, "maple-court", false)}
	front.stop()
	t.Cleanup(func() { restore(t) })
	old := &admissionregistrationv1.ValidatingWebhookConfiguration{ObjectMeta: metav1.ObjectMeta{Name: "facegov"}}
	must(t, client.IgnoreNotFound(admin.Delete(t.Context(), old)))
	kubectl(t, "apply", "--server-side", "--force-conflicts", "-k", "testdata/older")
	must(t, configureMutating(t.Context(), front))
	must(t, configure(t.Context(), front.byAddress))
	front.options.Mutating, front.options.FallbackAuthImage = true, sidecarImage
	must(t, front.start(t.Context()))
	must(t, front.becomesReady(t.Context()))

	for name, into := range map[string]*client.Client{
		"system:serviceaccount:kube-system:replicaset-controller": &s.controller, "dora": &s.dora, "dario": &s.dario,
	} {
		config, err := running.UserConfig(name, "system:masters")
		must(t, err)
		*into, err = client.New(config, client.Options{Scheme: scheme})
		must(t, err)
	}
	must(t, admin.Create(t.Context(), &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "default"}}))
	enrol := client.RawPatch("application/merge-patch+json", []byte(`{"metadata":{"labels":{"recognition.facegov.dev/enrolled":"true"}}}`))
	must(t, admin.Patch(t.Context(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: s.namespace}}, enrol))
	for name, workload := range map[string]v1alpha1.WorkloadReference{
		"hall": {Kind: "Deployment", Name: "compreface"}, "office": {Kind: "StatefulSet", Name: "frigate"},
	} {
		frd := sample(t, "existing/gatehouse", s.namespace)
		frd.Name, frd.Spec.Workload.Reference = name, &workload
		if name == "office" {
			frd.Spec.Fallback.Credentials = nil
			frd.Spec.Fallback.Methods = slices.DeleteFunc(frd.Spec.Fallback.Methods, func(m v1alpha1.FallbackMethod) bool {
				return m.Type == v1alpha1.FallbackPIN
			})
		}
		must(t, admin.Create(t.Context(), frd))
	}
	s.awaitAdoption(t)
	return s
}

// awaitAdoption waits until pods of both deployments are completed and the guards behind them are in force.
func (s *olderSite) awaitAdoption(t *testing.T) {
	t.Helper()
	var last string
	err := eventually(t.Context(), func(ctx context.Context) bool {
		for _, name := range []string{
			"a pod of a Deployment", "a pod of a StatefulSet, without PINs", "a pod of ours that lost its gate",
			"a pod of ours that lost its way in",
		} {
			tc := births[name]
			pod, err := s.born(ctx, &tc)
			last = fmt.Sprintf("%s: %v", name, err)
			if tc.refused != (err != nil) || err == nil && (len(pod.Spec.SchedulingGates) == 0 || pod.Labels[v1alpha1.DeploymentLabel] != tc.adopter) {
				return false
			}
		}
		return true
	})
	if err != nil {
		t.Fatalf("pods are not completed: %v; the last answer: %s", err, last)
	}
}

// usePolicies puts the native policies in the place of the webhooks, while the operator is away, so that none but the
// policies can have completed a pod.
func (s *olderSite) usePolicies(t *testing.T) {
	t.Helper()
	kubectl(t, "delete", "-k", "../../config/webhook/mutating")
	kubectl(t, "apply", "--server-side", "--force-conflicts", "-k", "../../config/admission")
	s.awaitAdoption(t)
}

// born asks for a pod in a dry run.
func (s *olderSite) born(ctx context.Context, b *birth) (*corev1.Pod, error) {
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: s.namespace, Name: "canary", Labels: b.labels, OwnerReferences: []metav1.OwnerReference{b.owner},
		},
		Spec: corev1.PodSpec{
			AutomountServiceAccountToken: new(false),
			Containers:                   []corev1.Container{{Name: "core", Image: "registry.example/server"}},
		},
	}
	if b.change != nil {
		b.change(&pod.Spec)
	}
	return pod, s.controller.Create(ctx, pod, client.DryRunAll)
}

// outcome is what became of a pod.
type outcome struct {
	Labels  map[string]string
	Spec    corev1.PodSpec
	Refused string
}

// tryPods returns what becomes of every pod, and looks whether it is what it should be.
func (s *olderSite) tryPods(t *testing.T) map[string]outcome {
	t.Helper()
	outcomes := map[string]outcome{}
	for name, tc := range births {
		pod, err := s.born(t.Context(), &tc)
		if err != nil {
			outcomes[name] = outcome{Refused: err.Error()}
			if !tc.refused {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		outcomes[name] = outcome{Labels: pod.Labels, Spec: withoutChance(&pod.Spec)}
		gated := len(pod.Spec.SchedulingGates) > 0 && pod.Spec.InitContainers[0].Name == "fallback-auth"
		if tc.refused || pod.Labels[v1alpha1.DeploymentLabel] != tc.adopter || gated != (tc.adopter != "") {
			t.Errorf("%s: it is born, refused %t, gated %t, with labels %v", name, tc.refused, gated, pod.Labels)
		}
	}
	return outcomes
}

// withoutChance renames the volume of the token, whose name is random.
func withoutChance(spec *corev1.PodSpec) corev1.PodSpec {
	text, err := yaml.Marshal(spec)
	if err != nil {
		return *spec
	}
	for _, v := range spec.Volumes {
		if strings.HasPrefix(v.Name, "kube-api-access-") {
			text = []byte(strings.ReplaceAll(string(text), v.Name, "token"))
		}
	}
	var same corev1.PodSpec
	if err := yaml.Unmarshal(text, &same); err != nil {
		return *spec
	}
	return same
}

func newEvidence(name string) *v1alpha1.ComplianceEvidence {
	return &v1alpha1.ComplianceEvidence{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: v1alpha1.ComplianceEvidenceSpec{
		Type: "EV-PIPIA", Title: "Impact assessment of the north gate", IssuedOn: "2026-01-05", TimeZone: "Asia/Shanghai",
		Document:  v1alpha1.Document{SHA256: strings.Repeat("0a", 32)},
		AppliesTo: []v1alpha1.EvidenceSubject{{Kind: v1alpha1.EvidenceForParty, Party: "91310000MA1FL00000"}},
	}}
}

func newException(name string) *v1alpha1.RecognitionException {
	return &v1alpha1.RecognitionException{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: v1alpha1.RecognitionExceptionSpec{
		Policy: "cn-spc-fr-2021", Exception: "CN-SPC-2021/5.1", Reason: "A fire: people have to be found.",
		AppliesTo: []v1alpha1.ExceptionSubject{{Kind: v1alpha1.ExceptionForZone, Zone: "maple-north-gate"}},
		From:      metav1.NewTime(noon), Until: metav1.NewTime(noon.Add(24 * time.Hour)),
	}}
}

// tryStamps has two people write documents and exceptions, with stamps in another's name.
func tryStamps(t *testing.T, s *olderSite) {
	t.Helper()
	evidence := newEvidence("stamped")
	evidence.Spec.Attestation = &v1alpha1.Attestation{Username: "agnes"}
	must(t, s.dora.Create(t.Context(), evidence))
	removeAfter(t, evidence)
	wantAuthor := func(what, want string) {
		t.Helper()
		if evidence.Spec.Attestation == nil || evidence.Spec.Attestation.Username != want {
			t.Errorf("%s: attested by %+v, want %s", what, evidence.Spec.Attestation, want)
		}
	}
	wantAuthor("a new evidence", "dora")
	for _, step := range []struct{ what, patch, want string }{
		{"a label of another", `{"metadata":{"labels":{"a":"b"}}}`, "dora"},
		{"the stamp alone", `{"spec":{"attestation":{"username":"dario"}}}`, "dora"},
		{"the stamp removed", `{"spec":{"attestation":null}}`, "dora"},
		{"rewritten by another", `{"spec":{"title":"Another title"}}`, "dario"},
	} {
		must(t, s.dario.Patch(t.Context(), evidence, client.RawPatch("application/merge-patch+json", []byte(step.patch))))
		wantAuthor(step.what, step.want)
	}

	exception := newException("stamped")
	exception.Spec.RequestedBy = "agnes"
	must(t, s.dora.Create(t.Context(), exception))
	removeAfter(t, exception)
	approve := `{"spec":{"approval":"Approved","approvedBy":"agnes"}}`
	must(t, s.dario.Patch(t.Context(), exception, client.RawPatch("application/merge-patch+json", []byte(approve))))
	if got := exception.Spec; got.RequestedBy != "dora" || got.ApprovedBy != "dario" {
		t.Errorf("requested by %q, approved by %q", got.RequestedBy, got.ApprovedBy)
	}
	must(t, s.dario.Patch(t.Context(), exception, client.RawPatch("application/merge-patch+json", []byte(`{"spec":{"reason":"A flood."}}`))))
	if got := exception.Spec; got.RequestedBy != "dario" || got.Approval != "" || got.ApprovedBy != "" {
		t.Errorf("after a change: requested by %q, approval %q by %q", got.RequestedBy, got.Approval, got.ApprovedBy)
	}
	alone := newException("alone")
	alone.Spec.Approval = v1alpha1.ExceptionApproved
	wantRefusal(t, s.dora.Create(t.Context(), alone), "approvedBy must be another person than requestedBy")
}

// tryAway: nobody answers. What is governed is not born, what is not is born as ever, and nothing comes in unstamped.
func tryAway(t *testing.T, s *olderSite) {
	t.Helper()
	for name, tc := range births {
		_, err := s.born(t.Context(), &tc)
		switch {
		case tc.adopter == "" && !tc.refused && err != nil:
			t.Errorf("%s: nobody governs it, and it is refused: %v", name, err)
		case (tc.adopter != "" || tc.refused) && err == nil:
			t.Errorf("%s: it is governed, and it is born ungoverned", name)
		}
	}
	pod := births["a pod of a Deployment"]
	_, err := s.born(t.Context(), &pod)
	wantRefusal(t, err, "FaceRecognitionDeployment hall governs this workload, and the operator, which completes its pods as "+
		"they are born, was not there")

	wantRefusal(t, s.dora.Create(t.Context(), newEvidence("unstamped")), "where nothing stamps it, write username: dora")
	named := newEvidence("by-hand")
	named.Spec.Attestation = &v1alpha1.Attestation{Username: "dora"}
	must(t, s.dora.Create(t.Context(), named))
	removeAfter(t, named)
	wantRefusal(t, s.dora.Create(t.Context(), newException("unstamped")), "where nothing stamps it, write dora")
}

// configureMutating lets the API server call the operator by its address for what it completes.
func configureMutating(ctx context.Context, o *operator) error {
	data, err := os.ReadFile("../../config/webhook/mutating/configuration.yaml")
	if err != nil {
		return err
	}
	c := &admissionregistrationv1.MutatingWebhookConfiguration{}
	if err := yaml.UnmarshalStrict(data, c); err != nil {
		return err
	}
	for i := range c.Webhooks {
		url := fmt.Sprintf("https://127.0.0.1:%d%s", o.options.Port, *c.Webhooks[i].ClientConfig.Service.Path)
		c.Webhooks[i].ClientConfig = admissionregistrationv1.WebhookClientConfig{URL: &url, CABundle: o.ca}
	}
	old := &admissionregistrationv1.MutatingWebhookConfiguration{ObjectMeta: metav1.ObjectMeta{Name: c.Name}}
	if err := client.IgnoreNotFound(admin.Delete(ctx, old)); err != nil {
		return err
	}
	return admin.Create(ctx, c)
}

// restore takes away what other tests do not expect, and lets the operator run as they do.
func restore(t *testing.T) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	front.stop()
	front.options.Mutating = false
	for _, folder := range []string{"webhook/mutating", "admission"} {
		if _, err := running.Kubectl(ctx, "delete", "--ignore-not-found", "-k", "../../config/"+folder); err != nil {
			t.Error(err)
		}
	}
	service := &corev1.Service{ObjectMeta: metav1.ObjectMeta{Namespace: system, Name: webhook.ServiceName}}
	must(t, client.IgnoreNotFound(admin.Delete(ctx, service)))
	must(t, front.start(ctx))
	must(t, front.becomesReady(ctx))
	must(t, isAsked(ctx))
}

func removeAfter(t *testing.T, object client.Object) {
	t.Helper()
	t.Cleanup(func() { must(t, admin.Delete(context.WithoutCancel(t.Context()), object)) })
}

func kubectl(t *testing.T, args ...string) {
	t.Helper()
	if _, err := running.Kubectl(t.Context(), args...); err != nil {
		t.Fatal(err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantRefusal(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("answered with %v, want a refusal with %q", err, want)
	}
}
