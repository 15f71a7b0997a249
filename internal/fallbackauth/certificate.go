// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net"
	"path/filepath"
	"sync/atomic"
	"time"
)

const (
	selfSignedLifetime = 397 * 24 * time.Hour
	selfSignedRenewal  = 30 * 24 * time.Hour
)

// certificates serves tls.crt and tls.key of a directory, and a certificate of
// its own making as long as there never was a good pair: a door whose certificate
// is late must still open.
type certificates struct {
	files *lastGood[tls.Certificate]
	own   atomic.Pointer[tls.Certificate]
}

func newCertificates(dir string) *certificates {
	return &certificates{files: &lastGood[tls.Certificate]{
		paths: []string{filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key")},
		parse: parseKeyPair,
	}}
}

func parseKeyPair(contents [][]byte) (tls.Certificate, error) {
	certificate, key := contents[0], contents[1]
	switch {
	case certificate == nil && key == nil:
		return tls.Certificate{}, errAbsent
	case certificate == nil:
		return tls.Certificate{}, errors.New("there is a tls.key but no tls.crt; add the certificate or remove the key")
	case key == nil:
		return tls.Certificate{}, errors.New("there is a tls.crt but no tls.key; add the key or remove the certificate")
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("tls.crt and tls.key do not make a certificate: %w", err)
	}
	return pair, nil
}

// refresh takes over new files, and renews the self-signed certificate while it
// is the one in use.
func (c *certificates) refresh(now time.Time) (change, error) {
	found := c.files.refresh()
	if c.files.current() != nil {
		return found, nil
	}
	if own := c.own.Load(); own != nil && now.Add(selfSignedRenewal).Before(own.Leaf.NotAfter) {
		return found, nil
	}
	own, err := newSelfSigned(now)
	if err != nil {
		return found, fmt.Errorf("cannot make a self-signed certificate: %w", err)
	}
	c.own.Store(own)
	return found, nil
}

// isSelfSigned says whether the certificate in use is of our own making.
func (c *certificates) isSelfSigned() bool { return c.files.current() == nil }

// get is for tls.Config.GetCertificate.
func (c *certificates) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	if pair := c.files.current(); pair != nil {
		return pair, nil
	}
	return c.own.Load(), nil
}

func newSelfSigned(now time.Time) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: "facegov way in (self-signed)"},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.Add(selfSignedLifetime),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:     []string{"localhost"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, nil
}
