// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// certificateLifetime is longer than any test cluster lives.
const certificateLifetime = 365 * 24 * time.Hour

// authority signs certificates. A cluster has two: one for the Kubernetes API and one for etcd, or else every user of
// the API could read and write the store behind it.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	certPEM     []byte
}

// keyPair is a certificate and its key, both PEM.
type keyPair struct{ cert, key []byte }

func newAuthority(name string) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("cannot make the key of %s: %w", name, err)
	}
	template, err := certificateTemplate(pkix.Name{CommonName: name})
	if err != nil {
		return nil, err
	}
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("cannot make the certificate of %s: %w", name, err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("cannot read back the certificate of %s: %w", name, err)
	}
	return &authority{certificate: certificate, key: key, certPEM: certificatePEM(der)}, nil
}

// client signs a certificate that says who a client is: the user's name and groups.
func (a *authority) client(user string, groups ...string) (keyPair, error) {
	return a.sign(pkix.Name{CommonName: user, Organization: groups}, x509.ExtKeyUsageClientAuth)
}

// server signs a certificate for a server on loopback, which may also use it as a client of its peers.
func (a *authority) server(name string) (keyPair, error) {
	return a.sign(pkix.Name{CommonName: name}, x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth)
}

func (a *authority) sign(subject pkix.Name, usages ...x509.ExtKeyUsage) (keyPair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return keyPair{}, fmt.Errorf("cannot make the key of %s: %w", subject.CommonName, err)
	}
	template, err := certificateTemplate(subject)
	if err != nil {
		return keyPair{}, err
	}
	template.KeyUsage, template.ExtKeyUsage = x509.KeyUsageDigitalSignature, usages
	if usages[0] == x509.ExtKeyUsageServerAuth {
		template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), serviceIP}
		template.DNSNames = []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key)
	if err != nil {
		return keyPair{}, fmt.Errorf("cannot sign the certificate of %s: %w", subject.CommonName, err)
	}
	keyPEM, err := privateKeyPEM(key)
	return keyPair{cert: certificatePEM(der), key: keyPEM}, err
}

func certificateTemplate(subject pkix.Name) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, fmt.Errorf("cannot make a serial number: %w", err)
	}
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      subject,
		NotBefore:    time.Now().Add(-time.Hour), // a clock set back a little must not break the cluster
		NotAfter:     time.Now().Add(certificateLifetime),
	}, nil
}

// pki holds all keys of a cluster and the folder where its components find theirs.
type pki struct {
	folder    string
	api, etcd *authority
}

// newPKI makes both authorities and the files that components read: serving certificates, the store's client
// certificate, the API server's own identity towards kubelets, and the key that signs ServiceAccount tokens.
func newPKI(folder string) (*pki, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the folder for keys: %w", err)
	}
	api, err := newAuthority("facegov-cluster-ca")
	if err != nil {
		return nil, err
	}
	etcd, err := newAuthority("facegov-cluster-etcd-ca")
	if err != nil {
		return nil, err
	}
	p := &pki{folder: folder, api: api, etcd: etcd}
	if err := p.write("ca.crt", api.certPEM); err != nil {
		return nil, err
	}
	if err := p.write("etcd-ca.crt", etcd.certPEM); err != nil {
		return nil, err
	}
	for name, sign := range map[string]func() (keyPair, error){
		"serving":        func() (keyPair, error) { return api.server("facegov-cluster") },
		"etcd-serving":   func() (keyPair, error) { return etcd.server("etcd") },
		"etcd-client":    func() (keyPair, error) { return etcd.client(APIServer) },
		"kubelet-client": func() (keyPair, error) { return api.client(kubeletClientUser) },
	} {
		pair, err := sign()
		if err != nil {
			return nil, err
		}
		if err := p.writePair(name, pair); err != nil {
			return nil, err
		}
	}
	return p, p.writeTokenKey()
}

// writeTokenKey makes the pair of keys that signs and checks ServiceAccount tokens.
func (p *pki) writeTokenKey() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("cannot make the key for ServiceAccount tokens: %w", err)
	}
	keyPEM, err := privateKeyPEM(key)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return fmt.Errorf("cannot encode the public key for ServiceAccount tokens: %w", err)
	}
	pub := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	return p.writePair("service-accounts", keyPair{cert: pub, key: keyPEM})
}

func (p *pki) cert(name string) string { return filepath.Join(p.folder, name+".crt") }
func (p *pki) key(name string) string  { return filepath.Join(p.folder, name+".key") }

func (p *pki) writePair(name string, pair keyPair) error {
	if err := p.write(name+".crt", pair.cert); err != nil {
		return err
	}
	return p.write(name+".key", pair.key)
}

func (p *pki) write(name string, data []byte) error {
	if err := os.WriteFile(filepath.Join(p.folder, name), data, 0o600); err != nil {
		return fmt.Errorf("cannot write %s: %w", name, err)
	}
	return nil
}

func certificatePEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func privateKeyPEM(key *ecdsa.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("cannot encode a private key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}
