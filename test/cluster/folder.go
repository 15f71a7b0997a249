// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

const (
	temporaryPrefix = "facegov-cluster-"
	lockName        = "lock"
)

// perishable is what a cluster keeps in its folder and must not leave there: data and keys.
var perishable = []string{"etcd", "pki", "kubeconfigs", "kubectl", "audit-policy.yaml", "stages.yaml"}

// auditPolicy records every write, without bodies, at its arrival and at its end.
//
//go:embed audit-policy.yaml
var auditPolicy []byte

// stages says what KWOK does with pods.
//
//go:embed stages.yaml
var stages []byte

// prepareFolder claims the folder of the cluster and puts the files there that components read.
func (c *Cluster) prepareFolder(context.Context) error {
	if err := c.claimFolder(); err != nil {
		return err
	}
	for path, data := range map[string][]byte{c.auditPolicyFile(): auditPolicy, c.ownStagesFile(): stages} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			return fmt.Errorf("cannot write the configuration of a component: %w", err)
		}
	}
	return nil
}

func (c *Cluster) auditPolicyFile() string { return filepath.Join(c.dir, "audit-policy.yaml") }

func (c *Cluster) stagesFile() string {
	if c.options.KWOKStages != "" {
		return c.options.KWOKStages
	}
	return c.ownStagesFile()
}

func (c *Cluster) ownStagesFile() string { return filepath.Join(c.dir, "stages.yaml") }

// claimFolder takes the given folder, or a new temporary one.
func (c *Cluster) claimFolder() error {
	if c.options.Dir == "" {
		sweepAbandoned(os.TempDir())
		var err error
		c.ownsDir = true
		c.dir, c.release, err = claimTemporary(os.TempDir())
		return err
	}
	c.dir = c.options.Dir
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return fmt.Errorf("cannot make the folder of the cluster: %w", err)
	}
	release, ok, err := TryLock(filepath.Join(c.dir, lockName))
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("a cluster already runs in %s; stop it first or choose another folder", c.dir)
	}
	c.release = release
	// A process that was killed leaves its data; a cluster begins empty.
	return removeFrom(c.dir, append([]string{"logs"}, perishable...))
}

// Clean removes the data and keys that a killed cluster left in a folder which was given as Options.Dir.
func Clean(dir string) error { return removeFrom(dir, perishable) }

// removeFolder leaves nothing of a temporary folder, and only logs in a given one.
func (c *Cluster) removeFolder() error {
	if c.release == nil { // never claimed
		return nil
	}
	defer c.release()
	if !c.ownsDir {
		return Clean(c.dir)
	}
	if err := os.RemoveAll(c.dir); err != nil {
		return fmt.Errorf("cannot remove the cluster's folder: %w", err)
	}
	return nil
}

func removeFrom(dir string, names []string) error {
	var errs []error
	for _, name := range names {
		errs = append(errs, os.RemoveAll(filepath.Join(dir, name)))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("cannot clean the cluster's folder: %w", err)
	}
	return nil
}

// claimTemporary makes a folder with a lock that is held as long as this process lives. The lock gets its name only
// when it is held, so that nobody takes the folder for an abandoned one meanwhile.
func claimTemporary(parent string) (dir string, release func(), err error) {
	dir, err = os.MkdirTemp(parent, temporaryPrefix)
	if err != nil {
		return "", nil, fmt.Errorf("cannot make a temporary folder: %w", err)
	}
	claim := filepath.Join(dir, "claim")
	release, _, err = TryLock(claim)
	if err != nil {
		return "", nil, err
	}
	if err := os.Rename(claim, filepath.Join(dir, lockName)); err != nil {
		release()
		return "", nil, fmt.Errorf("cannot claim the temporary folder: %w", err)
	}
	return dir, release, nil
}

// sweepAbandoned removes the folders of clusters whose process was killed. What cannot be removed stays: it may belong
// to somebody else.
func sweepAbandoned(parent string) {
	locks, err := filepath.Glob(filepath.Join(parent, temporaryPrefix+"*", lockName))
	if err != nil {
		return
	}
	for _, lock := range locks {
		if release, ok, err := TryLock(lock); err == nil && ok {
			_ = os.RemoveAll(filepath.Dir(lock))
			release()
		}
	}
}
