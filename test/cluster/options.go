// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
)

// Options says what a cluster is made of. The zero value is etcd and kube-apiserver: enough for tests that step a
// reconciler by hand, and ready in seconds.
type Options struct {
	// ControllerManager runs kube-controller-manager: Deployments make pods, owners collect garbage, namespaces go.
	ControllerManager bool
	// Scheduler runs kube-scheduler: pods get a node.
	Scheduler bool
	// KWOK plays the nodes made by this package and runs their pods in name.
	KWOK bool

	// Nodes exist when Start returns, and are Ready if KWOK plays them. Without KWOK they are objects and nothing more.
	Nodes []NodeGroup

	// Dir holds data, keys and logs. Stop removes data and keys from it and leaves the logs. Empty means a temporary
	// folder, of which Stop leaves nothing.
	Dir string
	// Progress receives one line per step. Nil means silence.
	Progress io.Writer
	// Verbosity is the log level of the components (-v).
	Verbosity int

	// AuditLog is a file in which kube-apiserver records who wrote what, for Writes. Empty means no record.
	AuditLog string
	// KWOKStages is a KWOK configuration file to use in place of this package's own, for tests in which pods must do
	// something else than start, run and end well.
	KWOKStages string

	// APIServerArgs, ControllerManagerArgs and SchedulerArgs are added to the command lines and win over this
	// package's own, such as --feature-gates or --node-monitor-grace-period.
	APIServerArgs, ControllerManagerArgs, SchedulerArgs []string
}

// complete checks the options and makes every path absolute.
func (o Options) complete() (Options, error) {
	o.Progress = oneAtATime(o.Progress)
	if o.KWOKStages != "" && !o.KWOK {
		return o, errors.New("KWOKStages is set but KWOK is not; set KWOK too, or leave KWOKStages empty")
	}
	for _, path := range []*string{&o.Dir, &o.AuditLog, &o.KWOKStages} {
		if *path == "" {
			continue
		}
		absolute, err := filepath.Abs(*path)
		if err != nil {
			return o, fmt.Errorf("cannot make the path %q absolute: %w", *path, err)
		}
		*path = absolute
	}
	return o, checkNodes(o.Nodes)
}

// binaries names the programs that these options need.
func (o Options) binaries() []string {
	names := []string{Etcd, APIServer, Kubectl}
	if o.ControllerManager {
		names = append(names, ControllerManager)
	}
	if o.Scheduler {
		names = append(names, Scheduler)
	}
	if o.KWOK {
		names = append(names, KWOK)
	}
	return names
}
