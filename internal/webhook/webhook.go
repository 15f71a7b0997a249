// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package webhook is the core at admission: the same Validate and the same Evaluate that the reconcilers run, asked
// before an object is kept. It decides nothing of its own and writes nothing. The API server asks only about specs that
// are new; status, finalizers and deletions never come here, so an operator that is away is in nobody's way. Where the
// API server has no mutating policies it also completes governed pods and stamps documents as those would.
package webhook

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"time"

	"github.com/go-logr/logr"
	"k8s.io/apimachinery/pkg/runtime"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/healthz"
	server "sigs.k8s.io/controller-runtime/pkg/webhook"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/gather"
)

// The paths that the ValidatingWebhookConfiguration calls. Deployments of namespaces that refuse have a path of their
// own: the API server has looked at the namespace, and no cache can be behind it.
const (
	PathDeployments       = "/validate/facerecognitiondeployments"
	PathDeploymentsStrict = "/validate/facerecognitiondeployments/deny"
	PathPolicies          = "/validate/recognitionpolicies"
	PathZones             = "/validate/recognitionzones"
	PathExceptions        = "/validate/recognitionexceptions"
)

// The paths that the MutatingWebhookConfiguration calls.
const (
	PathPods            = "/mutate/pods"
	PathEvidenceStamps  = "/mutate/complianceevidences"
	PathExceptionStamps = "/mutate/recognitionexceptions"
)

// Options say how the API server reaches the webhooks.
type Options struct {
	// Certificates says where the serving certificate comes from.
	Certificates Certificates
	// CertDir holds tls.crt and tls.key.
	CertDir string
	// Host to listen on, empty for all addresses.
	Host string
	// Port to listen on.
	Port int
	// Namespace of the operator, where its Service and its Secret are.
	Namespace string
	// Gatherer reads the facts of a decision.
	Gatherer *gather.Gatherer
	// Mutating says that the install chose webhooks to complete governed pods and to stamp documents.
	Mutating bool
	// FallbackAuthImage is the image of the way in that adopted pods get.
	FallbackAuthImage string
}

// Validate says what is wrong with the options.
func (o *Options) Validate() error {
	switch {
	case o.Certificates == CertificatesOff && o.Mutating:
		return errors.New("--admission-mutation is Webhook and --webhook-certs is off: use self or external, so that governed " +
			"pods are completed")
	case o.Certificates == CertificatesOff:
		return nil
	case o.Certificates != CertificatesSelf && o.Certificates != CertificatesExternal:
		return fmt.Errorf("--webhook-certs is %q: use self, external or off", o.Certificates)
	case o.CertDir == "":
		return errors.New("--webhook-cert-dir is empty: give the folder in which the certificate is mounted")
	case o.Port < 1 || o.Port > 65535:
		return fmt.Errorf("--webhook-port is %d: use a port between 1 and 65535", o.Port)
	default:
		return nil
	}
}

// AddToManager lets the manager serve the webhooks, with certificates, and be ready only when the API server trusts
// them. With certificates off it adds nothing.
func AddToManager(mgr ctrl.Manager, o Options) error {
	if err := o.Validate(); err != nil || o.Certificates == CertificatesOff {
		return err
	}
	d := &door{
		server: server.NewServer(server.Options{
			Host: o.Host, Port: o.Port, CertDir: o.CertDir,
			TLSOpts: []func(*tls.Config){func(c *tls.Config) { c.MinVersion = tls.VersionTLS13 }},
		}),
		cache:     mgr.GetCache(),
		certified: make(chan struct{}),
	}
	register(d.server, mgr.GetScheme(), &o, mgr.GetAPIReader())
	if o.Certificates == CertificatesSelf {
		if err := addRotator(mgr, &o, d.certified); err != nil {
			return fmt.Errorf("rotate the certificate of the webhooks: %w", err)
		}
	} else {
		close(d.certified)
	}
	trust := &trust{reader: mgr.GetAPIReader(), certDir: o.CertDir, mutating: o.Mutating}
	return errors.Join(
		mgr.Add(d),
		mgr.AddReadyzCheck("webhook", d.server.StartedChecker()),
		mgr.AddReadyzCheck("webhook-trusted", healthz.Checker(trust.Check)),
	)
}

func register(s server.Server, scheme *runtime.Scheme, o *Options, live client.Reader) {
	for path, strict := range map[string]bool{PathDeployments: false, PathDeploymentsStrict: true} {
		v := &deployments{gatherer: o.Gatherer, live: live, strict: strict}
		s.Register(path, handler("FaceRecognitionDeployment",
			admission.WithValidator[*v1alpha1.FaceRecognitionDeployment](scheme, v)))
	}
	s.Register(PathPolicies, handler("RecognitionPolicy",
		admission.WithValidator[*v1alpha1.RecognitionPolicy](scheme, policies{})))
	s.Register(PathZones, handler("RecognitionZone",
		admission.WithValidator[*v1alpha1.RecognitionZone](scheme, zones{})))
	s.Register(PathExceptions, handler("RecognitionException",
		admission.WithValidator[*v1alpha1.RecognitionException](scheme, exceptions{cache: o.Gatherer.Reader, live: live})))
	if !o.Mutating {
		return
	}
	s.Register(PathPods, handler("Pod", &admission.Webhook{
		Handler: &pods{reader: o.Gatherer.Reader, sidecarImage: o.FallbackAuthImage},
	}))
	s.Register(PathEvidenceStamps, handler("ComplianceEvidence", &admission.Webhook{Handler: stamper(stampEvidence)}))
	s.Register(PathExceptionStamps, handler("RecognitionException", &admission.Webhook{Handler: stamper(stampException)}))
}

// handler counts and logs without the name of whoever asks. A panic breaks the connection instead of refusing, so that
// the failure policy decides: a fault of facegov's own is not in the way of those whom it would only have warned.
func handler(kind string, w *admission.Webhook) *admission.Webhook {
	w.Handler = counted{Handler: w.Handler, kind: kind}
	w.LogConstructor = func(base logr.Logger, request *admission.Request) logr.Logger {
		if request == nil {
			return base
		}
		return base.WithValues("kind", kind, "namespace", request.Namespace, "name", request.Name, "requestID", request.UID)
	}
	return w.WithRecoverPanic(false)
}

// door serves the webhooks on every replica, leading or not, once there is a certificate and the facts are at hand: the
// first request must not wait for caches to fill.
type door struct {
	server    server.Server
	cache     client.Reader
	certified chan struct{}
}

// NeedLeaderElection implements manager.LeaderElectionRunnable.
func (*door) NeedLeaderElection() bool { return false }

// Start implements manager.Runnable.
func (d *door) Start(ctx context.Context) error {
	if err := d.warm(ctx); err != nil {
		return err
	}
	select {
	case <-d.certified:
	case <-ctx.Done():
		return nil
	}
	return d.server.Start(ctx)
}

// warm lists one of each kind that a Snapshot reads, which fills the cache of that kind.
func (d *door) warm(ctx context.Context) error {
	for _, list := range gather.Lists() {
		if err := d.cache.List(ctx, list, client.Limit(1), client.UnsafeDisableDeepCopy); err != nil {
			return cmp.Or(ctx.Err(), fmt.Errorf("fill the cache of %T: %w", list, err))
		}
	}
	return nil
}

// shortly is how long a look at the API server may take.
const shortly = 5 * time.Second
