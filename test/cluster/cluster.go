// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// startTimeout bounds Start after the programs are built.
const startTimeout = 2 * time.Minute

// Cluster is a running cluster.
type Cluster struct {
	options  Options
	dir      string
	ownsDir  bool
	release  func() // gives up the claim on dir
	binaries map[string]string
	pki      *pki
	spawner  *spawner
	etcdHTTP *http.Client
	apiHTTP  *http.Client
	admin    *rest.Config
	client   kubernetes.Interface
	pickPort func() (int, error)

	mutex   sync.Mutex
	running map[string]*runningComponent
	failure error
	failed  chan struct{}

	changing sync.Mutex    // held while components are stopped and started
	stopping chan struct{} // closed when Stop begins
	stopped  chan struct{} // closed when Stop is done
	stopOnce sync.Once
	stopErr  error
}

type runningComponent struct {
	component
	ports   []int
	process *process
	// stopped says that it was ended on purpose.
	stopped bool
}

// Start builds what is missing, starts the cluster and returns when it can be used. The cluster lives until Stop is
// called, ctx ends or this process ends, whichever comes first.
func Start(ctx context.Context, options Options) (*Cluster, error) {
	options, err := options.complete()
	if err != nil {
		return nil, err
	}
	binaries, err := Binaries(ctx, options.Progress, options.binaries()...)
	if err != nil {
		return nil, err
	}
	c := newCluster(options, binaries)
	begin := time.Now()
	if err := c.start(ctx); err != nil {
		return nil, errors.Join(err, c.Stop(context.WithoutCancel(ctx)))
	}
	go c.stopWith(ctx)
	took := time.Since(begin).Round(100 * time.Millisecond)
	fmt.Fprintf(options.Progress, "cluster is ready after %s: %s\n", took, c.admin.Host)
	return c, nil
}

func newCluster(options Options, binaries map[string]string) *Cluster {
	return &Cluster{
		options:  options,
		binaries: binaries,
		spawner:  newSpawner(),
		pickPort: freePort,
		running:  map[string]*runningComponent{},
		failed:   make(chan struct{}),
		stopping: make(chan struct{}),
		stopped:  make(chan struct{}),
	}
}

func (c *Cluster) start(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, startTimeout, fmt.Errorf("gave up after %s", startTimeout))
	defer cancel()
	for _, step := range []func(context.Context) error{
		c.prepareFolder, c.prepareKeys, c.startControlPlane, c.bootstrap, c.startControllers, c.awaitControllers,
		c.addFirstNodes,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// prepareKeys makes all identities and the clients that ask components whether they are well.
func (c *Cluster) prepareKeys(context.Context) error {
	var err error
	if c.pki, err = newPKI(filepath.Join(c.dir, "pki")); err != nil {
		return err
	}
	if c.etcdHTTP, err = c.pki.etcd.httpClient("facegov-cluster:probe"); err != nil {
		return err
	}
	c.apiHTTP, err = c.pki.api.httpClient("facegov-cluster:probe")
	return err
}

func (c *Cluster) startControlPlane(ctx context.Context) error {
	if err := c.run(ctx, c.etcd()); err != nil {
		return err
	}
	if err := c.run(ctx, c.apiServer()); err != nil {
		return err
	}
	var err error
	if c.admin, err = c.UserConfig("facegov-cluster:admin", "system:masters"); err != nil {
		return err
	}
	if c.client, err = kubernetes.NewForConfig(c.admin); err != nil {
		return fmt.Errorf("cannot make a client: %w", err)
	}
	return WriteKubeconfig(c.AdminKubeconfig(), c.admin, "facegov")
}

// startControllers starts everything that is a client of the API server, each with its own identity.
func (c *Cluster) startControllers(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, start := range []struct {
		wanted    bool
		user      string
		component component
	}{
		{c.options.ControllerManager, controllerManagerUser, c.controllerManager()},
		{c.options.Scheduler, schedulerUser, c.scheduler()},
		{c.options.KWOK, kwokUser, c.kwok()},
	} {
		if !start.wanted {
			continue
		}
		group.Go(func() error {
			config, err := c.UserConfig(start.user)
			if err != nil {
				return err
			}
			if err := WriteKubeconfig(c.kubeconfig(start.component.name), config, "facegov"); err != nil {
				return err
			}
			return c.run(ctx, start.component)
		})
	}
	return group.Wait()
}

// run starts a component on free ports and waits until it is ready. If somebody else was quicker to take a port, it
// tries again with others.
func (c *Cluster) run(ctx context.Context, spec component) error {
	const attempts = 5
	var err error
	for range attempts {
		ports := make([]int, spec.ports)
		for i := range ports {
			if ports[i], err = c.pickPort(); err != nil {
				return err
			}
		}
		if err = c.runOn(ctx, spec, ports); err == nil || !strings.Contains(err.Error(), "address already in use") {
			return err
		}
	}
	return err
}

// runOn starts a component on these ports, waits until it is ready and from then on watches that it lives.
func (c *Cluster) runOn(ctx context.Context, spec component, ports []int) error {
	begin := time.Now()
	log := c.Log(spec.name)
	if err := os.MkdirAll(filepath.Dir(log), 0o700); err != nil {
		return fmt.Errorf("cannot make the folder for logs: %w", err)
	}
	p, err := startProcess(c.spawner, spec.name, c.binaries[spec.name], log, spec.args(ports))
	if err != nil {
		return err
	}
	err = p.waitReady(ctx, func(ctx context.Context) error { return spec.ready(ctx, ports) })
	if err != nil {
		p.stop(ctx, 0)
		return err
	}
	entry := &runningComponent{component: spec, ports: ports, process: p}
	c.mutex.Lock()
	c.running[spec.name] = entry
	c.mutex.Unlock()
	go c.watch(entry)
	fmt.Fprintf(c.options.Progress, "%s is ready after %s\n", spec.name, time.Since(begin).Round(10*time.Millisecond))
	return nil
}

// watch reports a component that ends although nobody stopped it.
func (c *Cluster) watch(entry *runningComponent) {
	<-entry.process.exited
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if !entry.stopped && c.failure == nil {
		c.failure = entry.process.death()
		close(c.failed)
	}
}

// Failed is closed when a component ends although nobody stopped it; Err then says which and why.
func (c *Cluster) Failed() <-chan struct{} { return c.failed }

// Err says which component ended although nobody stopped it, with the end of its log. Nil means none.
func (c *Cluster) Err() error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.failure
}

// Bin returns the path of a program that this cluster uses.
func (c *Cluster) Bin(name string) string { return c.binaries[name] }

// Dir returns the folder of the cluster's data, keys and logs.
func (c *Cluster) Dir() string { return c.dir }

// Log returns the path of a component's log.
func (c *Cluster) Log(name string) string { return filepath.Join(c.dir, "logs", name+".log") }

func (c *Cluster) kubeconfig(name string) string {
	return filepath.Join(c.dir, "kubeconfigs", name)
}
