// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"strings"
	"testing"
	"time"
)

// newKeyPair makes the two files of a certificate that begins at now.
func newKeyPair(t *testing.T, now time.Time) (certificate, key string) {
	t.Helper()
	made, err := newSelfSigned(now)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(made.PrivateKey.(*ecdsa.PrivateKey))
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made.Certificate[0]})),
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// served returns the serial number of the certificate that a client sees.
func (d *door) served() string {
	d.t.Helper()
	conn, err := tls.Dial("tcp", d.address, &tls.Config{InsecureSkipVerify: true}) // which one, not whether
	if err != nil {
		d.t.Fatal(err)
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].SerialNumber.String()
}

func TestCertificateFiles(t *testing.T) {
	d := openDoor(t, residentLine)
	first := d.served()
	certificate, key := newKeyPair(t, morning)
	_, otherKey := newKeyPair(t, morning)
	steps := []struct {
		name        string
		files       map[string]string
		wantChange  bool
		wantProblem string
	}{
		{"A certificate without its key is reported", map[string]string{"tls.crt": certificate}, false, "no tls.key"},
		{"A key without its certificate is reported", map[string]string{"tls.key": key}, false, "no tls.crt"},
		{
			"A key of another certificate is reported",
			map[string]string{"tls.crt": certificate, "tls.key": otherKey},
			false,
			"do not make a certificate",
		},
		{"A good pair is served", map[string]string{"tls.crt": certificate, "tls.key": key}, true, ""},
		{
			"A broken pair keeps the good one",
			map[string]string{"tls.crt": "x", "tls.key": key},
			false,
			"do not make a certificate",
		},
		{"A pair that has gone keeps the good one", map[string]string{}, false, "the files are not there"},
	}
	for _, tc := range steps {
		tc.files["pins"] = residentLine
		d.mount(tc.files)
		d.reload()
		now := d.served()
		if (now != first) != tc.wantChange {
			t.Errorf("%s: another certificate is served: %t, want %t", tc.name, now != first, tc.wantChange)
		}
		first = now
		problem := d.server.certificates.files.currentProblem()
		if !strings.Contains(problem, tc.wantProblem) || (tc.wantProblem == "") != (problem == "") {
			t.Errorf("%s: the problem is %q, want one with %q", tc.name, problem, tc.wantProblem)
		}
		if got := d.get("/readyz"); got.Status != http.StatusOK || !strings.Contains(got.Body, tc.wantProblem) {
			t.Errorf("%s: readiness is %d %s", tc.name, got.Status, got.Body)
		}
	}
}

func TestSelfSignedCertificateIsSaidAndRenewed(t *testing.T) {
	d := openDoor(t, residentLine)
	if !strings.Contains(d.logs.String(), "self-signed") {
		t.Errorf("the log does not say that the certificate is self-signed:\n%s", d.logs)
	}
	first := d.served()
	d.clock.advance(selfSignedLifetime - selfSignedRenewal - time.Second)
	d.reload()
	if d.served() != first {
		t.Error("the certificate was renewed too early")
	}
	d.clock.advance(time.Second)
	d.reload()
	if d.served() == first {
		t.Error("the certificate was not renewed a month before its end")
	}
}

func TestMountedCertificateFromTheStart(t *testing.T) {
	certificate, key := newKeyPair(t, morning)
	d := newDoor(t)
	d.mount(map[string]string{"pins": residentLine, "tls.crt": certificate, "tls.key": key})
	d.open()
	if strings.Contains(d.logs.String(), "self-signed") || d.server.certificates.own.Load() != nil {
		t.Error("a self-signed certificate was made beside the mounted one")
	}
	block, _ := pem.Decode([]byte(certificate))
	mounted, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if d.served() != mounted.SerialNumber.String() {
		t.Error("the mounted certificate is not the one served")
	}
}
