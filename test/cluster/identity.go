// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// AdminConfig returns a configuration for the person who sets things up: a member of system:masters, to whom no rule
// applies. Nothing under test may use it.
func (c *Cluster) AdminConfig() *rest.Config { return rest.CopyConfig(c.admin) }

// AdminKubeconfig returns the path of a kubeconfig for the same person.
func (c *Cluster) AdminKubeconfig() string { return c.kubeconfig("admin") }

// UserConfig returns a configuration for a user with a client certificate. The user has the rights that RBAC gives to
// that name and those groups, and none other.
func (c *Cluster) UserConfig(name string, groups ...string) (*rest.Config, error) {
	pair, err := c.pki.api.client(name, groups...)
	if err != nil {
		return nil, err
	}
	return &rest.Config{
		Host: "https://" + loopback(c.port(APIServer)),
		TLSClientConfig: rest.TLSClientConfig{
			CAData:   c.pki.api.certPEM,
			CertData: pair.cert,
			KeyData:  pair.key,
		},
		QPS: -1, // the server protects itself; a client that waits by itself only makes tests slow
	}, nil
}

// ServiceAccountConfig returns a configuration with a token of an existing ServiceAccount, valid for a day.
func (c *Cluster) ServiceAccountConfig(ctx context.Context, namespace, name string) (*rest.Config, error) {
	return ServiceAccountConfig(ctx, c.admin, namespace, name, 24*time.Hour)
}

// ServiceAccountConfig asks the cluster that admin leads to for a token of an existing ServiceAccount and returns a
// configuration that uses it.
func ServiceAccountConfig(
	ctx context.Context, admin *rest.Config, namespace, name string, valid time.Duration,
) (*rest.Config, error) {
	client, err := kubernetes.NewForConfig(admin)
	if err != nil {
		return nil, fmt.Errorf("cannot make a client: %w", err)
	}
	seconds := int64(valid.Seconds())
	token, err := client.CoreV1().ServiceAccounts(namespace).CreateToken(ctx, name, &authenticationv1.TokenRequest{
		Spec: authenticationv1.TokenRequestSpec{ExpirationSeconds: &seconds},
	}, metav1.CreateOptions{})
	if apierrors.IsNotFound(err) {
		return nil, fmt.Errorf("there is no ServiceAccount %s/%s; create it first", namespace, name)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot get a token for ServiceAccount %s/%s: %w", namespace, name, err)
	}
	config := rest.AnonymousClientConfig(admin)
	config.BearerToken, config.QPS = token.Status.Token, -1
	return config, nil
}

// WriteKubeconfig writes a configuration as a kubeconfig that only its owner can read, with one context of this name.
// It replaces the file at once: a reader sees the old one or the new one.
func WriteKubeconfig(path string, config *rest.Config, name string) error {
	data, err := clientcmd.Write(clientcmdapi.Config{
		Clusters: map[string]*clientcmdapi.Cluster{
			name: {Server: config.Host, CertificateAuthorityData: config.CAData},
		},
		AuthInfos: map[string]*clientcmdapi.AuthInfo{
			name: {ClientCertificateData: config.CertData, ClientKeyData: config.KeyData, Token: config.BearerToken},
		},
		Contexts:       map[string]*clientcmdapi.Context{name: {Cluster: name, AuthInfo: name}},
		CurrentContext: name,
	})
	if err != nil {
		return fmt.Errorf("cannot encode the kubeconfig %s: %w", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("cannot make the folder of the kubeconfig: %w", err)
	}
	half, err := os.CreateTemp(filepath.Dir(path), ".kubeconfig-") // mode 0600
	if err != nil {
		return fmt.Errorf("cannot write the kubeconfig: %w", err)
	}
	defer os.Remove(half.Name())
	_, err = half.Write(data)
	if err := errors.Join(err, half.Close()); err != nil {
		return fmt.Errorf("cannot write the kubeconfig: %w", err)
	}
	if err := os.Rename(half.Name(), path); err != nil {
		return fmt.Errorf("cannot write the kubeconfig: %w", err)
	}
	return nil
}

// Kubectl runs kubectl as the person who sets things up and returns what it prints.
func (c *Cluster) Kubectl(ctx context.Context, args ...string) (string, error) {
	var out, problems bytes.Buffer
	// What kubectl remembers of a server goes by the address, and the next cluster may have the same.
	own := []string{"--kubeconfig=" + c.AdminKubeconfig(), "--cache-dir=" + filepath.Join(c.dir, "kubectl")}
	cmd := exec.CommandContext(ctx, c.Bin(Kubectl), append(own, args...)...)
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("kubectl %s: %w: %s", strings.Join(args, " "), err, bytes.TrimSpace(problems.Bytes()))
	}
	return out.String(), nil
}

// httpClient returns a client that trusts the authority's servers and is known to them by name.
func (a *authority) httpClient(name string) (*http.Client, error) {
	pair, err := a.client(name)
	if err != nil {
		return nil, err
	}
	certificate, err := tls.X509KeyPair(pair.cert, pair.key)
	if err != nil {
		return nil, fmt.Errorf("cannot use the certificate of %s: %w", name, err)
	}
	trusted := x509.NewCertPool()
	trusted.AddCert(a.certificate)
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{
		MinVersion:   tls.VersionTLS12,
		RootCAs:      trusted,
		Certificates: []tls.Certificate{certificate},
	}}}, nil
}
