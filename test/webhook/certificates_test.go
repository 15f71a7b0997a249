// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/webhook"
)

// TestTheOperatorMakesItsOwnCertificate runs it as config/default does: the API server calls a Service, which here
// leads to this machine, and trusts only a certificate for that Service's name.
func TestTheOperatorMakesItsOwnCertificate(t *testing.T) {
	away(t)
	t.Cleanup(func() {
		if err := configure(context.Background(), front.byAddress); err != nil {
			t.Fatal(err)
		}
	})
	o, err := newOperator(webhook.CertificatesSelf, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	service := &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Namespace: system, Name: webhook.ServiceName},
		Spec:       corev1.ServiceSpec{Type: corev1.ServiceTypeExternalName, ExternalName: "127.0.0.1"},
	}
	if err := admin.Create(t.Context(), service); err != nil {
		t.Fatal(err)
	}
	err = configure(t.Context(), func(w *admissionregistrationv1.ValidatingWebhook) {
		w.ClientConfig.Service.Port = new(int32(o.options.Port))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.stop)

	// It makes the certificate, and is not ready before the kubelet has put it into its folder.
	made := &corev1.Secret{}
	err = eventually(t.Context(), func(ctx context.Context) bool {
		key := client.ObjectKey{Namespace: system, Name: webhook.SecretName}
		return admin.Get(ctx, key, made) == nil && len(made.Data["tls.crt"]) > 0
	})
	if err != nil {
		t.Fatalf("no certificate was made: %v\n%s", err, written)
	}
	if o.isReady(t.Context()) {
		t.Error("it is ready without a certificate")
	}
	for name, data := range made.Data {
		if err := os.WriteFile(filepath.Join(o.options.CertDir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.becomesReady(t.Context()); err != nil {
		t.Fatalf("it is not ready: %v\n%s", err, written)
	}
	z := &v1alpha1.RecognitionZone{}
	if err := admin.Get(t.Context(), client.ObjectKey{Name: "maple-office"}, z); err != nil {
		t.Fatal(err)
	}
	z.Spec.Jurisdiction = "CN-QQ"
	if err := person.Update(t.Context(), z, client.DryRunAll); !apierrors.IsInvalid(err) {
		t.Errorf("the API server does not hear the operator: %v", err)
	}

	// Ready means that the API server trusts it: somebody who takes the CA away is seen, and mended.
	configuration := &admissionregistrationv1.ValidatingWebhookConfiguration{}
	if err := admin.Get(t.Context(), client.ObjectKey{Name: webhook.ConfigurationName}, configuration); err != nil {
		t.Fatal(err)
	}
	for i := range configuration.Webhooks {
		configuration.Webhooks[i].ClientConfig.CABundle = nil
	}
	if err := admin.Update(t.Context(), configuration); err != nil {
		t.Fatal(err)
	}
	err = eventually(t.Context(), func(ctx context.Context) bool {
		err := admin.Get(ctx, client.ObjectKeyFromObject(configuration), configuration)
		return err == nil && len(configuration.Webhooks[0].ClientConfig.CABundle) > 0 && o.isReady(ctx)
	})
	if err != nil {
		t.Errorf("the CA was not given back: %v", err)
	}
}

// TestTheOperatorReadsNoOtherSecret asks with the rights that the certificate needs.
func TestTheOperatorReadsNoOtherSecret(t *testing.T) {
	config, err := running.ServiceAccountConfig(t.Context(), system, account)
	if err != nil {
		t.Fatal(err)
	}
	operator, err := client.New(config, client.Options{Scheme: scheme})
	if err != nil {
		t.Fatal(err)
	}
	other := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: system, Name: "somebody-elses"}}
	if err := admin.Create(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	own := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: system, Name: webhook.SecretName}}
	inSystem := client.InNamespace(system)
	cases := map[string]struct {
		act  func(ctx context.Context) error
		want bool
	}{
		"its own is read": {func(ctx context.Context) error { return operator.Get(ctx, client.ObjectKeyFromObject(own), own) }, true},
		"its own is listed by name": {func(ctx context.Context) error {
			return operator.List(ctx, &corev1.SecretList{}, inSystem, client.MatchingFields{"metadata.name": own.Name})
		}, true},
		"another is not read": {func(ctx context.Context) error {
			return operator.Get(ctx, client.ObjectKeyFromObject(other), &corev1.Secret{})
		}, false},
		"all are not listed": {func(ctx context.Context) error { return operator.List(ctx, &corev1.SecretList{}, inSystem) }, false},
		"another is not listed by name": {func(ctx context.Context) error {
			return operator.List(ctx, &corev1.SecretList{}, inSystem, client.MatchingFields{"metadata.name": other.Name})
		}, false},
		"none is made": {func(ctx context.Context) error {
			return operator.Create(ctx, &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: system, Name: "x"}})
		}, false},
		"none is erased": {func(ctx context.Context) error { return operator.Delete(ctx, own) }, false},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			err := tc.act(t.Context())
			if tc.want && err != nil || !tc.want && !apierrors.IsForbidden(err) {
				t.Errorf("the answer is %v", err)
			}
		})
	}
	if strings.Contains(written.String(), "is forbidden") {
		t.Errorf("the operator asked for what it may not have:\n%s", written)
	}
}

// TestCertManagerMayGiveTheCertificate renders an installation in which it does: then the operator reads no Secret at
// all.
func TestCertManagerMayGiveTheCertificate(t *testing.T) {
	dir := t.TempDir()
	top, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if top, err = filepath.Rel(dir, top); err != nil {
		t.Fatal(err)
	}
	overlay := fmt.Sprintf("resources: [%[1]s/config/default]\ncomponents: [%[1]s/config/webhook/cert-manager]\n", top)
	if err := os.WriteFile(filepath.Join(dir, "kustomization.yaml"), []byte(overlay), 0o600); err != nil {
		t.Fatal(err)
	}
	rendered, err := running.Kubectl(t.Context(), "kustomize", dir)
	if err != nil {
		t.Fatal(err)
	}
	host := webhook.ServiceName + "." + system + ".svc"
	found := 0
	for document := range strings.SplitSeq(rendered, "\n---\n") {
		o := &unstructured.Unstructured{}
		if err := yaml.Unmarshal([]byte(document), &o.Object); err != nil {
			t.Fatal(err)
		}
		switch {
		case o.GetKind() == "Secret":
			t.Errorf("Secret %s would be fought over", o.GetName())
		case o.GetKind() == "Role" && strings.Contains(document, "secrets"):
			t.Errorf("Role %s gives a right to Secrets", o.GetName())
		case o.GetKind() == "Deployment" && strings.Contains(document, "- --webhook-certs=external"),
			o.GetKind() == "Certificate" && strings.Contains(document, "- "+host+"\n"),
			o.GetAnnotations()["cert-manager.io/inject-ca-from"] == system+"/"+webhook.ServiceName:
			found++
		}
	}
	if found != 3 {
		t.Errorf("%d of operator, certificate and configuration know of cert-manager, want 3", found)
	}
}
