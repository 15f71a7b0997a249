// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"crypto/x509"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/cert-controller/pkg/rotator"
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
)

// signed returns the CA and a certificate that it has signed, as the rotator makes them.
func signed(t *testing.T) (ca, certificate []byte) {
	t.Helper()
	usages := []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	r := &rotator.CertRotator{CAName: "ca", CAOrganization: "facegov", DNSName: "facegov-webhook.facegov-system.svc", ExtKeyUsages: &usages}
	begin, end := time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	pair, err := r.CreateCACert(begin, end)
	if err != nil {
		t.Fatal(err)
	}
	certificate, _, err = r.CreateCertPEM(pair, begin, end)
	if err != nil {
		t.Fatal(err)
	}
	return pair.CertPEM, certificate
}

func TestTrust(t *testing.T) {
	ca, certificate := signed(t)
	otherCA, _ := signed(t)
	callers := func(second []byte) []caller {
		return []caller{
			{"first", &admissionregistrationv1.WebhookClientConfig{CABundle: ca}},
			{"second", &admissionregistrationv1.WebhookClientConfig{CABundle: second}},
		}
	}
	cases := map[string]struct {
		second []byte
		chain  []byte
		want   string
	}{
		"every webhook trusts the CA":     {second: ca, chain: certificate},
		"a bundle of several CAs is read": {second: append(append([]byte{}, otherCA...), ca...), chain: certificate},
		"a webhook without CA":            {chain: certificate, want: "has no CA for webhook second yet"},
		"a webhook with an earlier CA":    {second: otherCA, chain: certificate, want: "does not trust the certificate for webhook second"},
		"a folder without certificate":    {second: ca, chain: []byte("nothing"), want: "no certificate"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			err := trusts(callers(tc.second), tc.chain)
			if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
				t.Errorf("the answer is %v, want %q", err, tc.want)
			}
		})
	}
}

// recorder keeps the query of a request.
type recorder struct{ query url.Values }

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	r.query = request.URL.Query()
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
}

func TestTheRotatorAsksByName(t *testing.T) {
	const base = "https://api.example"
	cases := map[string]struct{ method, path, want string }{
		"the list of Secrets": {http.MethodGet, "/api/v1/namespaces/facegov-system/secrets?limit=500", "metadata.name=" + SecretName},
		"the watch of configurations": {
			http.MethodGet, "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations?watch=true",
			"metadata.name=" + ConfigurationName,
		},
		"the list of mutating configurations": {
			http.MethodGet, "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations?limit=500",
			"metadata.name=" + ConfigurationName,
		},
		"one Secret":      {http.MethodGet, "/api/v1/namespaces/facegov-system/secrets/" + SecretName, ""},
		"a Secret made":   {http.MethodPost, "/api/v1/namespaces/facegov-system/secrets", ""},
		"everything else": {http.MethodGet, "/api/v1/namespaces", ""},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), tc.method, base+tc.path, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			asked := &recorder{}
			answer, err := byName{asked}.RoundTrip(request)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			if got := asked.query.Get("fieldSelector"); got != tc.want {
				t.Errorf("field selector %q, want %q", got, tc.want)
			}
			if request.URL.Query().Has("fieldSelector") {
				t.Error("the request of the caller was changed")
			}
		})
	}
}

func TestOptions(t *testing.T) {
	cases := map[string]struct {
		options Options
		want    string
	}{
		"off needs nothing":            {options: Options{Certificates: CertificatesOff}},
		"off, and pods to complete":    {options: Options{Certificates: CertificatesOff, Mutating: true}, want: "--admission-mutation"},
		"self with folder and port":    {options: Options{Certificates: CertificatesSelf, CertDir: "/c", Port: 9443}},
		"a word that is not known":     {options: Options{Certificates: "auto"}, want: "self, external or off"},
		"a certificate without folder": {options: Options{Certificates: CertificatesExternal, Port: 9443}, want: "--webhook-cert-dir"},
		"a port that is none":          {options: Options{Certificates: CertificatesSelf, CertDir: "/c", Port: 70000}, want: "--webhook-port"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			err := tc.options.Validate()
			if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
				t.Errorf("the answer is %v, want %q", err, tc.want)
			}
		})
	}
}
