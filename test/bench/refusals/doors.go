// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/util/cert"

	"github.com/facegov/facegov/test/bench/site"
)

const (
	// facegovSpace is the namespace that the zone lets in, where facegov refuses what no law allows.
	facegovSpace = "harbour-hotel"
	// nativeSpace is where the native policy refuses it.
	nativeSpace = "native"
)

// installNative installs an admission policy that refuses the same deployments by the name of their zone.
func (b *bench) installNative(ctx context.Context) error {
	policy := &admissionregistrationv1.ValidatingAdmissionPolicy{
		ObjectMeta: metav1.ObjectMeta{Name: "bench-native"},
		Spec: admissionregistrationv1.ValidatingAdmissionPolicySpec{
			MatchConstraints: &admissionregistrationv1.MatchResources{
				NamespaceSelector: &metav1.LabelSelector{MatchLabels: map[string]string{"kubernetes.io/metadata.name": nativeSpace}},
				ResourceRules: []admissionregistrationv1.NamedRuleWithOperations{{
					RuleWithOperations: admissionregistrationv1.RuleWithOperations{
						Operations: []admissionregistrationv1.OperationType{admissionregistrationv1.Create},
						Rule: admissionregistrationv1.Rule{
							APIGroups: []string{"recognition.facegov.dev"}, APIVersions: []string{"*"},
							Resources: []string{"facerecognitiondeployments"},
						},
					},
				}},
			},
			Validations: []admissionregistrationv1.Validation{{
				Expression: "!object.spec.sources.exists(s, s.zone == 'harbour-guest-rooms')",
				Message:    "no camera in a guest room", Reason: new(metav1.StatusReasonForbidden),
			}},
		},
	}
	binding := &admissionregistrationv1.ValidatingAdmissionPolicyBinding{
		ObjectMeta: metav1.ObjectMeta{Name: policy.Name},
		Spec: admissionregistrationv1.ValidatingAdmissionPolicyBindingSpec{
			PolicyName:        policy.Name,
			ValidationActions: []admissionregistrationv1.ValidationAction{admissionregistrationv1.Deny},
		},
	}
	return errors.Join(b.MakeNamespace(ctx, nativeSpace, nil), b.Client.Create(ctx, policy), b.Client.Create(ctx, binding))
}

// startAtTheDoor runs the operator with its webhooks, and tells the API server where they are.
func (b *bench) startAtTheDoor(ctx context.Context) (*site.Operator, error) {
	labels := map[string]string{"recognition.facegov.dev/admission": "deny"}
	if err := b.MakeNamespace(ctx, facegovSpace, labels); err != nil {
		return nil, err
	}
	_, err := b.Cluster.Kubectl(ctx, "apply", "--server-side",
		"-f", "config/webhook/certificate.yaml", "-f", "config/webhook/rights.yaml")
	if err != nil {
		return nil, err
	}
	address, err := site.FreeAddress()
	if err != nil {
		return nil, err
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	certificate, key, err := cert.GenerateSelfSignedCertKey(host, nil, nil)
	if err != nil {
		return nil, err
	}
	folder := b.Folder()
	err = errors.Join(os.WriteFile(filepath.Join(folder, "tls.crt"), certificate, 0o600),
		os.WriteFile(filepath.Join(folder, "tls.key"), key, 0o600))
	if err != nil {
		return nil, err
	}
	operator, err := b.StartOperator(ctx, "--webhook-certs=external", "--webhook-cert-dir="+folder,
		"--webhook-host="+host, "--webhook-port="+port)
	if err != nil {
		return nil, err
	}
	if err := b.openDoor(ctx, address, certificate); err != nil {
		operator.Stop()
		return nil, err
	}
	return operator, nil
}

// openDoor installs config/webhook with the operator's address in place of its Service.
func (b *bench) openDoor(ctx context.Context, address string, certificate []byte) error {
	configuration := &admissionregistrationv1.ValidatingWebhookConfiguration{}
	if err := b.Read("config/webhook/configuration.yaml", configuration); err != nil {
		return err
	}
	for i := range configuration.Webhooks {
		w := &configuration.Webhooks[i]
		url := fmt.Sprintf("https://%s%s", address, *w.ClientConfig.Service.Path)
		w.ClientConfig = admissionregistrationv1.WebhookClientConfig{URL: &url, CABundle: certificate}
	}
	return b.Client.Create(ctx, configuration)
}
