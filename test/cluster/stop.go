// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"errors"
	"fmt"
)

// stopOrder is clients first, the store last.
var stopOrder = []string{KWOK, Scheduler, ControllerManager, APIServer, Etcd}

// Stop ends all components in order, waits until they are gone and removes what they leave. When ctx ends first, it
// kills what is left. It may be called more than once.
func (c *Cluster) Stop(ctx context.Context) error {
	c.stopOnce.Do(func() {
		close(c.stopping)
		c.changing.Lock()
		defer c.changing.Unlock()
		for _, name := range stopOrder {
			c.end(ctx, name)
		}
		c.spawner.close()
		c.stopErr = c.removeFolder()
		close(c.stopped)
	})
	return c.stopErr
}

// stopWith stops the cluster when ctx ends.
func (c *Cluster) stopWith(ctx context.Context) {
	select {
	case <-ctx.Done():
		_ = c.Stop(context.WithoutCancel(ctx)) // whoever calls Stop again sees the error
	case <-c.stopped:
	}
}

// StopComponent ends one component, as if it had crashed or were being upgraded. StartComponent brings it back.
func (c *Cluster) StopComponent(ctx context.Context, name string) error {
	c.changing.Lock()
	defer c.changing.Unlock()
	if c.component(name) == nil {
		return fmt.Errorf("this cluster does not run %s", name)
	}
	c.end(ctx, name)
	return nil
}

// StartComponent starts a stopped component again, on the ports it had before, and returns when it is ready.
func (c *Cluster) StartComponent(ctx context.Context, name string) error {
	c.changing.Lock()
	defer c.changing.Unlock()
	entry := c.component(name)
	switch {
	case c.isStopping():
		return errStopped
	case entry == nil:
		return fmt.Errorf("this cluster does not run %s", name)
	case !entry.process.gone():
		return fmt.Errorf("%s is still running; stop it first", name)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, startTimeout, fmt.Errorf("gave up after %s", startTimeout))
	defer cancel()
	go func() { // Stop does not wait for a component to become ready
		select {
		case <-c.stopping:
			cancel()
		case <-ctx.Done():
		}
	}()
	return c.runOn(ctx, entry.component, entry.ports)
}

var errStopped = errors.New("the cluster is stopped; start a new one")

func (c *Cluster) isStopping() bool {
	select {
	case <-c.stopping:
		return true
	default:
		return false
	}
}

// end stops a component if it runs.
func (c *Cluster) end(ctx context.Context, name string) {
	c.mutex.Lock()
	entry := c.running[name]
	if entry != nil {
		entry.stopped = true
	}
	c.mutex.Unlock()
	if entry != nil {
		entry.process.stop(ctx, entry.grace)
	}
}

func (c *Cluster) component(name string) *runningComponent {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.running[name]
}

// port is the first port of a running component.
func (c *Cluster) port(name string) int { return c.component(name).ports[0] }
