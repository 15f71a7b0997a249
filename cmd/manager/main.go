// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Command manager is the operator: it reconciles FaceRecognitionDeployments, RecognitionZones and RecognitionPolicies.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	_ "time/tzdata" // The dates of laws are local; a bare node may have no time zones.

	"go.uber.org/zap/zapcore"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/healthz"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/controllers"
	"github.com/facegov/facegov/internal/apply"
	"github.com/facegov/facegov/internal/audit/guardstatus"
	"github.com/facegov/facegov/internal/gather"
	"github.com/facegov/facegov/internal/plan"
	"github.com/facegov/facegov/internal/webhook"
)

// options are the flags of the operator.
type options struct {
	namespace      string
	metricsAddress string
	probeAddress   string
	pprofAddress   string
	leaderElection bool
	mutation       string
	packs          string
	profiles       string
	laws           []*unstructured.Unstructured
	webhooks       webhook.Options
	settings       plan.Settings
}

func (o *options) bind(flags *flag.FlagSet) {
	flags.StringVar(&o.namespace, "namespace", os.Getenv("POD_NAMESPACE"),
		"namespace of the operator: its leader lease and the last good generation of each policy are kept there")
	flags.StringVar(&o.metricsAddress, "metrics-bind-address", "0",
		"address of the metrics, such as :8080; 0 switches them off")
	flags.StringVar(&o.probeAddress, "health-probe-bind-address", ":8081",
		"address of /healthz and /readyz; 0 switches them off")
	flags.StringVar(&o.pprofAddress, "pprof-bind-address", "",
		"address of the profiler, on loopback only, such as 127.0.0.1:6060; empty switches it off")
	flags.BoolVar(&o.leaderElection, "leader-elect", false, "let one of several replicas work at a time")
	flags.StringVar(&o.mutation, "admission-mutation", string(guardstatus.MutationPolicy),
		"what completes governed pods as they are born: Policy (MutatingAdmissionPolicy, from Kubernetes 1.36 on) or "+
			"Webhook; the operator reports when the cluster has something else")
	flags.StringVar(&o.packs, "packs", "none",
		"shipped laws to bring into the cluster, separated by commas: all, none, sets such as cn,eu, or names such as cn-pipl; "+
			"what somebody changed in them stays, and none is ever deleted")
	flags.StringVar(&o.profiles, "profile", "",
		"what violations of those laws do, otherwise than the laws themselves say: strict, draft-2023; separated by commas")
	flags.StringVar((*string)(&o.webhooks.Certificates), "webhook-certs", string(webhook.CertificatesOff),
		"serve the admission webhooks, with a certificate that facegov makes and rotates (self) or that somebody else does, "+
			"such as cert-manager (external); off serves none")
	flags.StringVar(&o.webhooks.CertDir, "webhook-cert-dir", "", "folder in which tls.crt and tls.key are mounted")
	flags.StringVar(&o.webhooks.Host, "webhook-host", "", "address of the webhooks; empty listens on all")
	flags.IntVar(&o.webhooks.Port, "webhook-port", 9443, "port of the webhooks")
	flags.StringVar(&o.settings.FallbackAuthImage, "fallback-auth-image", "facegov/fallback-auth:dev",
		"image of the way in without a face")
	flags.StringVar(&o.settings.RetentionImage, "retention-image", "facegov/retention:dev",
		"image of the sweeps")
}

func (o *options) validate() error {
	o.webhooks.Mutating = guardstatus.Mutation(o.mutation) == guardstatus.MutationWebhook
	o.webhooks.FallbackAuthImage = o.settings.FallbackAuthImage
	errs := []error{o.webhooks.Validate()}
	var err error
	if o.laws, err = controllers.Laws(words(o.packs), words(o.profiles)); err != nil {
		errs = append(errs, fmt.Errorf("--packs or --profile: %w", err))
	}
	if o.namespace == "" {
		errs = append(errs, errors.New("--namespace is empty: give it, or set POD_NAMESPACE"))
	}
	if m := guardstatus.Mutation(o.mutation); m != guardstatus.MutationPolicy && m != guardstatus.MutationWebhook {
		errs = append(errs, fmt.Errorf("--admission-mutation is %q: use Policy or Webhook", o.mutation))
	}
	if o.settings.FallbackAuthImage == "" {
		errs = append(errs, errors.New("--fallback-auth-image is empty: without it there is no way in without a face"))
	}
	if o.settings.RetentionImage == "" {
		errs = append(errs, errors.New("--retention-image is empty: without it nothing is deleted"))
	}
	return errors.Join(errs...)
}

// words are what a flag lists.
func words(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// gcPercent is how much the heap may grow before it is looked through, in hundredths of what is in use, unless GOGC says
// otherwise: half of Go's own, because most of what the operator holds are caches that live long.
const gcPercent = 50

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	var o options
	o.bind(flag.CommandLine)
	log := zap.Options{TimeEncoder: zapcore.ISO8601TimeEncoder}
	log.BindFlags(flag.CommandLine)
	flag.Parse()
	ctrl.SetLogger(zap.New(zap.UseFlagOptions(&log)))
	if err := o.validate(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if err := run(ctrl.SetupSignalHandler(), ctrl.GetConfigOrDie(), &o); err != nil {
		ctrl.Log.Error(err, "The operator stopped")
		os.Exit(1)
	}
}

func newScheme() (*runtime.Scheme, error) {
	scheme := runtime.NewScheme()
	if err := clientgoscheme.AddToScheme(scheme); err != nil {
		return nil, err
	}
	return scheme, v1alpha1.AddToScheme(scheme)
}

func run(ctx context.Context, config *rest.Config, o *options) error {
	scheme, err := newScheme()
	if err != nil {
		return fmt.Errorf("build the scheme: %w", err)
	}
	// The API server's own priority and fairness limits requests; a limit of the client's would only slow protection.
	config.QPS = -1
	mgr, err := ctrl.NewManager(config, ctrl.Options{
		Scheme:                        scheme,
		Cache:                         gather.CacheOptions(o.namespace),
		Client:                        client.Options{Cache: &client.CacheOptions{Unstructured: false}},
		Metrics:                       metricsserver.Options{BindAddress: o.metricsAddress},
		HealthProbeBindAddress:        o.probeAddress,
		PprofBindAddress:              o.pprofAddress,
		LeaderElection:                o.leaderElection,
		LeaderElectionID:              "facegov.recognition.facegov.dev",
		LeaderElectionNamespace:       o.namespace,
		LeaderElectionReleaseOnCancel: true,
	})
	if err != nil {
		return fmt.Errorf("build the manager: %w", err)
	}
	if err := addControllers(ctx, mgr, o); err != nil {
		return err
	}
	if err := mgr.AddHealthzCheck("healthz", healthz.Ping); err != nil {
		return fmt.Errorf("add /healthz: %w", err)
	}
	if err := mgr.AddReadyzCheck("readyz", healthz.Ping); err != nil {
		return fmt.Errorf("add /readyz: %w", err)
	}
	return mgr.Start(ctx)
}

func addControllers(ctx context.Context, mgr ctrl.Manager, o *options) error {
	now := clock.RealClock{}
	c := mgr.GetClient()
	policies := gather.NewPolicyCache(c, o.namespace)
	gatherer := &gather.Gatherer{Reader: c, Live: mgr.GetAPIReader(), Policies: policies, Clock: now}
	o.webhooks.Namespace, o.webhooks.Gatherer = o.namespace, gatherer
	deployments := &controllers.FaceRecognitionDeploymentReconciler{
		Client:   c,
		Gatherer: gatherer,
		Applier:  apply.New(c, mgr.GetAPIReader()),
		Settings: o.settings,
		Events:   mgr.GetEventRecorder("facegov"),
		Clock:    now,
	}
	laws := &controllers.RecognitionPolicyReconciler{
		Client: c, Policies: policies, Namespace: o.namespace, Clock: now,
	}
	return errors.Join(
		laws.SetupWithManager(mgr),
		addPapers(mgr, policies),
		mgr.Add(&controllers.PackLoader{Client: c, Live: mgr.GetAPIReader(), Laws: o.laws}),
		addGuards(mgr, o),
		(&controllers.NodeReconciler{Client: c}).SetupWithManager(mgr),
		(&controllers.RecognitionZoneReconciler{Client: c, Clock: now}).SetupWithManager(mgr),
		deployments.SetupWithManager(ctx, mgr),
		webhook.AddToManager(mgr, o.webhooks),
	)
}

// addPapers lets the manager look after what is on record: documents, exceptions, and what remains of deployments.
func addPapers(mgr ctrl.Manager, policies *gather.PolicyCache) error {
	c, recorder, now := mgr.GetClient(), mgr.GetEventRecorder("facegov"), clock.RealClock{}
	evidence := &controllers.ComplianceEvidenceReconciler{Client: c, Events: recorder, Clock: now}
	exceptions := &controllers.RecognitionExceptionReconciler{Client: c, Policies: policies, Events: recorder, Clock: now}
	records := &controllers.RecognitionRecordReconciler{Client: c, Live: mgr.GetAPIReader(), Events: recorder, Clock: now}
	return errors.Join(evidence.SetupWithManager(mgr), exceptions.SetupWithManager(mgr), records.SetupWithManager(mgr))
}

// addGuards lets the manager watch the guards at admission, and look for what came past them.
func addGuards(mgr ctrl.Manager, o *options) error {
	mutation := guardstatus.Mutation(o.mutation)
	guards, err := controllers.Guards(mutation, o.webhooks.Certificates != webhook.CertificatesOff)
	if err != nil {
		return err
	}
	serves, err := controllers.Serves(mgr.GetRESTMapper())
	if err != nil {
		return fmt.Errorf("ask which admission policies the API server has: %w", err)
	}
	alarm := controllers.NewAlarm()
	patrol := &controllers.PatrolReconciler{
		Client: mgr.GetClient(), Live: mgr.GetAPIReader(), Guards: guards, Namespace: o.namespace, Alarm: alarm,
		Events: mgr.GetEventRecorder("facegov"),
	}
	return errors.Join(patrol.SetupWithManager(mgr), (&controllers.AdmissionReconciler{
		Client: mgr.GetClient(), Live: mgr.GetAPIReader(), Wanted: guards,
		Mutation: mutation, ServesMutatingPolicies: serves,
		FallbackAuthImage: o.settings.FallbackAuthImage, Namespace: o.namespace, Deployment: "facegov-controller-manager",
		Alarm: alarm, Events: mgr.GetEventRecorder("facegov"), Clock: clock.RealClock{},
	}).SetupWithManager(mgr))
}
