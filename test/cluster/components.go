// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// The identities of the components. Those of kube-controller-manager and kube-scheduler are the ones that Kubernetes
// itself grants their roles to; the roles of the other two are made in bootstrap.go.
const (
	controllerManagerUser = "system:kube-controller-manager"
	schedulerUser         = "system:kube-scheduler"
	kwokUser              = "facegov-cluster:kwok"
	kubeletClientUser     = "kube-apiserver-kubelet-client"
)

const (
	serviceRange = "10.96.0.0/16"
	podRange     = "10.244.0.0/16"
	issuer       = "https://kubernetes.default.svc"
)

// serviceIP is the first address of serviceRange: the Service named kubernetes.
var serviceIP = net.IPv4(10, 96, 0, 1)

// component is how one program of the cluster is run.
type component struct {
	name  string
	ports int // how many free ports it needs
	args  func(ports []int) []string
	// ready is asked until it returns nil. It speaks TLS with our own authority: another cluster that was quicker to
	// take the port must not answer for this one.
	ready func(ctx context.Context, ports []int) error
	// grace is how long it may take to end by itself when it is stopped.
	grace time.Duration
}

func (c *Cluster) etcd() component {
	return component{
		name:  Etcd,
		ports: 2,
		grace: 5 * time.Second,
		args: func(ports []int) []string {
			client, peer := "https://"+loopback(ports[0]), "https://"+loopback(ports[1])
			return []string{
				"--name=default",
				"--data-dir=" + filepath.Join(c.dir, "etcd"),
				"--unsafe-no-fsync", // nothing here is worth a disk's wait
				"--listen-client-urls=" + client,
				"--advertise-client-urls=" + client,
				"--listen-peer-urls=" + peer,
				"--initial-advertise-peer-urls=" + peer,
				"--initial-cluster=default=" + peer,
				"--client-cert-auth",
				"--trusted-ca-file=" + c.pki.cert("etcd-ca"),
				"--cert-file=" + c.pki.cert("etcd-serving"),
				"--key-file=" + c.pki.key("etcd-serving"),
				"--peer-client-cert-auth",
				"--peer-trusted-ca-file=" + c.pki.cert("etcd-ca"),
				"--peer-cert-file=" + c.pki.cert("etcd-serving"),
				"--peer-key-file=" + c.pki.key("etcd-serving"),
				"--log-level=warn",
				// Alone, it has nobody to wait for: the defaults would cost half a second.
				"--heartbeat-interval=20",
				"--election-timeout=200",
			}
		},
		ready: func(ctx context.Context, ports []int) error {
			return get(ctx, c.etcdHTTP, "https://"+loopback(ports[0])+"/readyz")
		},
	}
}

func (c *Cluster) apiServer() component {
	return component{
		name:  APIServer,
		ports: 1,
		// It would keep its port for up to a minute while it waits for watches to end.
		grace: 300 * time.Millisecond,
		args: func(ports []int) []string {
			args := []string{
				"--bind-address=127.0.0.1",
				"--advertise-address=127.0.0.1",
				"--endpoint-reconciler-type=none", // endpoints may not be loopback addresses
				"--secure-port=" + strconv.Itoa(ports[0]),
				"--etcd-servers=https://" + loopback(c.port(Etcd)),
				"--etcd-cafile=" + c.pki.cert("etcd-ca"),
				"--etcd-certfile=" + c.pki.cert("etcd-client"),
				"--etcd-keyfile=" + c.pki.key("etcd-client"),
				"--tls-cert-file=" + c.pki.cert("serving"),
				"--tls-private-key-file=" + c.pki.key("serving"),
				"--client-ca-file=" + c.pki.cert("ca"),
				"--kubelet-certificate-authority=" + c.pki.cert("ca"),
				"--kubelet-client-certificate=" + c.pki.cert("kubelet-client"),
				"--kubelet-client-key=" + c.pki.key("kubelet-client"),
				"--kubelet-preferred-address-types=InternalIP",
				"--service-account-issuer=" + issuer,
				"--service-account-key-file=" + c.pki.cert("service-accounts"),
				"--service-account-signing-key-file=" + c.pki.key("service-accounts"),
				"--service-cluster-ip-range=" + serviceRange,
				"--authorization-mode=Node,RBAC",
				"--enable-admission-plugins=NodeRestriction",
				"--allow-privileged=true",
				"--profiling=false",
				c.verbosity(),
			}
			if !c.options.ControllerManager {
				// Nobody makes the ServiceAccount "default" of a namespace, without which this plugin refuses every pod.
				args = append(args, "--disable-admission-plugins=ServiceAccount")
			}
			if c.options.AuditLog != "" {
				args = append(args, "--audit-policy-file="+c.auditPolicyFile(), "--audit-log-path="+c.options.AuditLog,
					"--audit-log-mode=blocking", "--audit-log-maxsize=100000") // never rotated: a mark is a place in it
			}
			return append(args, c.options.APIServerArgs...)
		},
		ready: func(ctx context.Context, ports []int) error {
			return get(ctx, c.apiHTTP, "https://"+loopback(ports[0])+"/readyz")
		},
	}
}

func (c *Cluster) controllerManager() component {
	return component{
		name:  ControllerManager,
		ports: 1,
		grace: 2 * time.Second,
		args: func(ports []int) []string {
			return slices.Concat(c.controllerArgs(ControllerManager, ports[0]), []string{
				"--use-service-account-credentials=true",
				"--service-account-private-key-file=" + c.pki.key("service-accounts"),
				"--root-ca-file=" + c.pki.cert("ca"),
				"--allocate-node-cidrs=false",
				"--kube-api-qps=200",
				"--kube-api-burst=400",
			}, c.options.ControllerManagerArgs)
		},
		ready: c.healthz,
	}
}

func (c *Cluster) scheduler() component {
	return component{
		name:  Scheduler,
		ports: 1,
		grace: 2 * time.Second,
		args: func(ports []int) []string {
			return slices.Concat(c.controllerArgs(Scheduler, ports[0]), []string{
				"--kube-api-qps=200",
				"--kube-api-burst=400",
			}, c.options.SchedulerArgs)
		},
		ready: c.healthz,
	}
}

func (c *Cluster) kwok() component {
	return component{
		name:  KWOK,
		ports: 1,
		grace: 2 * time.Second,
		args: func(ports []int) []string {
			return []string{
				"--kubeconfig=" + c.kubeconfig(KWOK),
				"--config=" + c.stagesFile(),
				"--manage-all-nodes=false",
				"--manage-nodes-with-label-selector=" + playedLabel + "=" + playedValue,
				"--node-lease-duration-seconds=40",
				"--cidr=" + podRange,
				"--server-address=" + loopback(ports[0]),
				"--tls-cert-file=" + c.pki.cert("serving"),
				"--tls-private-key-file=" + c.pki.key("serving"),
				c.verbosity(),
			}
		},
		ready: c.healthz,
	}
}

// controllerArgs are the flags that kube-controller-manager and kube-scheduler share.
func (c *Cluster) controllerArgs(name string, port int) []string {
	kubeconfig := c.kubeconfig(name)
	return []string{
		"--kubeconfig=" + kubeconfig,
		"--authentication-kubeconfig=" + kubeconfig,
		"--authorization-kubeconfig=" + kubeconfig,
		"--bind-address=127.0.0.1",
		"--secure-port=" + strconv.Itoa(port),
		"--tls-cert-file=" + c.pki.cert("serving"),
		"--tls-private-key-file=" + c.pki.key("serving"),
		"--leader-elect=false",
		"--profiling=false",
		c.verbosity(),
	}
}

func (c *Cluster) verbosity() string { return "-v=" + strconv.Itoa(c.options.Verbosity) }

func (c *Cluster) healthz(ctx context.Context, ports []int) error {
	return get(ctx, c.apiHTTP, "https://"+loopback(ports[0])+"/healthz")
}

// get asks a health endpoint.
func get(ctx context.Context, client *http.Client, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", url, response.Status)
	}
	return nil
}
