// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	clocktesting "k8s.io/utils/clock/testing"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/gather"
	"github.com/facegov/facegov/internal/webhook"
)

// noon is when every decision of these tests is made, unless a test says otherwise. The documents of the samples are on
// record by then.
var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// operator is the part of the operator that answers the API server.
type operator struct {
	options webhook.Options
	probe   string
	ca      []byte
	clock   *clocktesting.FakePassiveClock
	// cache is what it knows.
	cache  client.Reader
	cancel context.CancelFunc
	ended  chan error
}

// newOperator prepares an operator on free ports of this machine.
func newOperator(certificates webhook.Certificates, certDir string) (*operator, error) {
	ports, err := freePorts(2)
	if err != nil {
		return nil, err
	}
	return &operator{
		probe: fmt.Sprintf("127.0.0.1:%d", ports[0]),
		clock: clocktesting.NewFakePassiveClock(noon),
		options: webhook.Options{
			Certificates: certificates, CertDir: certDir, Host: "127.0.0.1", Port: ports[1], Namespace: system,
		},
	}, nil
}

// start runs it as its ServiceAccount. It may be started again after a stop.
func (o *operator) start(ctx context.Context) error {
	config, err := running.ServiceAccountConfig(ctx, system, account)
	if err != nil {
		return err
	}
	mgr, err := ctrl.NewManager(config, ctrl.Options{
		Scheme: scheme, Cache: gather.CacheOptions(system), Metrics: metricsserver.Options{BindAddress: "0"},
		HealthProbeBindAddress: o.probe,
	})
	if err != nil {
		return err
	}
	if err := gather.IndexParties(ctx, mgr.GetFieldIndexer()); err != nil {
		return err
	}
	o.cache = mgr.GetClient()
	o.options.Gatherer = &gather.Gatherer{
		Reader: mgr.GetClient(), Live: mgr.GetAPIReader(), Policies: gather.NewPolicyCache(mgr.GetClient(), system), Clock: o.clock,
	}
	if err := webhook.AddToManager(mgr, o.options); err != nil {
		return err
	}
	ctx, o.cancel = context.WithCancel(ctx)
	o.ended = make(chan error, 1)
	go func() { o.ended <- mgr.Start(ctx) }()
	return nil
}

// stop ends it, and leaves alone one that has ended.
func (o *operator) stop() {
	o.cancel()
	o.ended <- <-o.ended
}

// isReady says whether the kubelet would call it ready.
func (o *operator) isReady(ctx context.Context) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+o.probe+"/readyz", http.NoBody)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

func (o *operator) becomesReady(ctx context.Context) error {
	return eventually(ctx, func(ctx context.Context) bool {
		select {
		case err := <-o.ended:
			o.ended <- err
			return true
		default:
			return o.isReady(ctx)
		}
	})
}

// eventually looks again until something is seen, for a minute.
func eventually(ctx context.Context, seen func(context.Context) bool) error {
	return wait.PollUntilContextTimeout(ctx, 50*time.Millisecond, time.Minute, true, func(ctx context.Context) (bool, error) {
		return seen(ctx), nil
	})
}

// startFront runs the operator that most tests ask, with a certificate that somebody else made, as cert-manager does,
// and the API server calling it by address, as it calls one that runs outside the cluster.
func startFront(ctx context.Context) (*operator, error) {
	dir, err := os.MkdirTemp("", "facegov-webhook-")
	if err != nil {
		return nil, err
	}
	ca, err := makeCertificate(dir)
	if err != nil {
		return nil, err
	}
	o, err := newOperator(webhook.CertificatesExternal, dir)
	if err != nil {
		return nil, err
	}
	if err := o.start(ctx); err != nil {
		return nil, err
	}
	o.ca = ca
	if err := errors.Join(configure(ctx, o.byAddress), o.becomesReady(ctx), isAsked(ctx)); err != nil {
		o.stop()
		return nil, err
	}
	return o, nil
}

// isAsked waits until the API server has read whom to ask.
func isAsked(ctx context.Context) error {
	return eventually(ctx, func(ctx context.Context) bool {
		z := &v1alpha1.RecognitionZone{ObjectMeta: metav1.ObjectMeta{Name: "nowhere"}, Spec: v1alpha1.RecognitionZoneSpec{
			Venue: "nowhere", PublicAccess: v1alpha1.PublicAccessPublic, Jurisdiction: "QQ", TimeZone: "UTC",
		}}
		return apierrors.IsInvalid(admin.Create(ctx, z, client.DryRunAll))
	})
}

// byAddress lets the API server call the operator by its address.
func (o *operator) byAddress(w *admissionregistrationv1.ValidatingWebhook) {
	url := fmt.Sprintf("https://127.0.0.1:%d%s", o.options.Port, *w.ClientConfig.Service.Path)
	w.ClientConfig = admissionregistrationv1.WebhookClientConfig{URL: &url, CABundle: o.ca}
}

// configure installs config/webhook/configuration.yaml with changes to each webhook, in place of what was there. A
// webhook whose rules are taken away is left out.
func configure(ctx context.Context, change func(*admissionregistrationv1.ValidatingWebhook)) error {
	data, err := os.ReadFile("../../config/webhook/configuration.yaml")
	if err != nil {
		return err
	}
	configuration := &admissionregistrationv1.ValidatingWebhookConfiguration{}
	if err := yaml.UnmarshalStrict(data, configuration); err != nil {
		return err
	}
	for i := range configuration.Webhooks {
		change(&configuration.Webhooks[i])
	}
	configuration.Webhooks = slices.DeleteFunc(configuration.Webhooks, func(w admissionregistrationv1.ValidatingWebhook) bool {
		return len(w.Rules) == 0
	})
	old := &admissionregistrationv1.ValidatingWebhookConfiguration{ObjectMeta: metav1.ObjectMeta{Name: configuration.Name}}
	if err := client.IgnoreNotFound(admin.Delete(ctx, old)); err != nil {
		return err
	}
	return admin.Create(ctx, configuration)
}

func freePorts(n int) ([]int, error) {
	var ports []int
	for range n {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer listener.Close()
		ports = append(ports, listener.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}

// makeCertificate writes a certificate for 127.0.0.1 as somebody else would, and returns the CA that it is signed by.
func makeCertificate(dir string) ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "somebody else"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return certificate, errors.Join(
		os.WriteFile(filepath.Join(dir, "tls.crt"), certificate, 0o600),
		os.WriteFile(filepath.Join(dir, "tls.key"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}), 0o600),
	)
}
