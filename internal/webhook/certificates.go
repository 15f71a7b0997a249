// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/open-policy-agent/cert-controller/pkg/rotator"
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Certificates says where the serving certificate comes from.
type Certificates string

// The origins of the serving certificate.
const (
	// CertificatesSelf means that facegov makes and rotates it, with a CA of its own, in the Secret SecretName.
	CertificatesSelf Certificates = "self"
	// CertificatesExternal means that somebody else does, such as cert-manager, who also tells the API server the CA.
	CertificatesExternal Certificates = "external"
	// CertificatesOff means that there are no webhooks.
	CertificatesOff Certificates = "off"
)

// Names of the objects in config/webhook.
const (
	// ConfigurationName is the ValidatingWebhookConfiguration, and the MutatingWebhookConfiguration where there is one.
	ConfigurationName = "facegov"
	// ServiceName is the Service in front of the operator.
	ServiceName = "facegov-webhook"
	// SecretName is the Secret with the certificate, the only one that facegov reads.
	SecretName = "facegov-webhook-certificate" //nolint:gosec // the name of a Secret is none
)

// addRotator makes the certificate, tells the API server its CA, and closes certified when both are done and the
// certificate is in its folder.
func addRotator(mgr ctrl.Manager, o *Options, certified chan struct{}) error {
	host := ServiceName + "." + o.Namespace + ".svc"
	configurations := []rotator.WebhookInfo{{Name: ConfigurationName, Type: rotator.Validating}}
	if o.Mutating {
		configurations = append(configurations, rotator.WebhookInfo{Name: ConfigurationName, Type: rotator.Mutating})
	}
	return rotator.AddRotator(narrow{mgr}, &rotator.CertRotator{
		SecretKey:      types.NamespacedName{Namespace: o.Namespace, Name: SecretName},
		CertDir:        o.CertDir,
		CAName:         "facegov-webhook-ca",
		CAOrganization: "facegov",
		DNSName:        host,
		ExtraDNSNames:  []string{ServiceName + "." + o.Namespace, host + ".cluster.local"},
		IsReady:        certified,
		Webhooks:       configurations,
		FieldOwner:     v1alpha1.FieldManager,
		ControllerName: "webhook-certificate",
	})
}

// narrow is a manager whose connection asks for one Secret and one configuration of a kind where the rotator asks for
// all: RBAC gives facegov no other.
type narrow struct{ ctrl.Manager }

// GetConfig returns the connection for the rotator's own cache.
func (n narrow) GetConfig() *rest.Config {
	config := rest.CopyConfig(n.Manager.GetConfig())
	config.Wrap(func(next http.RoundTripper) http.RoundTripper { return byName{next} })
	return config
}

// byName adds to a list or watch the name that it is after.
type byName struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (b byName) RoundTrip(request *http.Request) (*http.Response, error) {
	name := ""
	switch {
	case request.Method != http.MethodGet:
	case strings.HasSuffix(request.URL.Path, "/secrets"):
		name = SecretName
	case strings.HasSuffix(request.URL.Path, "/validatingwebhookconfigurations"),
		strings.HasSuffix(request.URL.Path, "/mutatingwebhookconfigurations"):
		name = ConfigurationName
	}
	if name != "" {
		request = request.Clone(request.Context())
		query := request.URL.Query()
		query.Set("fieldSelector", "metadata.name="+name)
		request.URL.RawQuery = query.Encode()
	}
	return b.next.RoundTrip(request)
}

// trust looks whether the API server trusts the certificate that is served.
type trust struct {
	reader  client.Reader
	certDir string
	// mutating says that there is a MutatingWebhookConfiguration too.
	mutating bool
}

// Check says why the API server would not trust the certificate, nil when it does.
func (t *trust) Check(request *http.Request) error {
	ctx, cancel := context.WithTimeout(request.Context(), shortly)
	defer cancel()
	callers, err := t.callers(ctx)
	if err != nil {
		return err
	}
	chain, err := os.ReadFile(filepath.Join(t.certDir, "tls.crt"))
	if err != nil {
		return fmt.Errorf("there is no certificate: %w", err)
	}
	return trusts(callers, chain)
}

// caller is a webhook, and how the API server calls it.
type caller struct {
	name string
	call *admissionregistrationv1.WebhookClientConfig
}

// callers returns every webhook that the API server was told of.
func (t *trust) callers(ctx context.Context) ([]caller, error) {
	var callers []caller
	validating := &admissionregistrationv1.ValidatingWebhookConfiguration{}
	if err := t.reader.Get(ctx, types.NamespacedName{Name: ConfigurationName}, validating); err != nil {
		return nil, fmt.Errorf("cannot read ValidatingWebhookConfiguration %s: %w", ConfigurationName, err)
	}
	for i := range validating.Webhooks {
		callers = append(callers, caller{validating.Webhooks[i].Name, &validating.Webhooks[i].ClientConfig})
	}
	if !t.mutating {
		return callers, nil
	}
	mutating := &admissionregistrationv1.MutatingWebhookConfiguration{}
	if err := t.reader.Get(ctx, types.NamespacedName{Name: ConfigurationName}, mutating); err != nil {
		return nil, fmt.Errorf("cannot read MutatingWebhookConfiguration %s: %w", ConfigurationName, err)
	}
	for i := range mutating.Webhooks {
		callers = append(callers, caller{mutating.Webhooks[i].Name, &mutating.Webhooks[i].ClientConfig})
	}
	return callers, nil
}

// trusts holds the chain of the served certificate against the CA of every webhook.
func trusts(callers []caller, chain []byte) error {
	var served *x509.Certificate
	intermediates := x509.NewCertPool()
	for block, rest := pem.Decode(chain); block != nil; block, rest = pem.Decode(rest) {
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return fmt.Errorf("the certificate cannot be read: %w", err)
		}
		if served == nil {
			served = certificate
			continue
		}
		intermediates.AddCert(certificate)
	}
	if served == nil {
		return fmt.Errorf("tls.crt holds no certificate")
	}
	for _, c := range callers {
		roots := x509.NewCertPool()
		if !roots.AppendCertsFromPEM(c.call.CABundle) {
			return fmt.Errorf("the API server has no CA for webhook %s yet", c.name)
		}
		if _, err := served.Verify(x509.VerifyOptions{Roots: roots, Intermediates: intermediates}); err != nil {
			return fmt.Errorf("the API server does not trust the certificate for webhook %s: %w", c.name, err)
		}
	}
	return nil
}
