// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package caseload reads the golden cases: a deployment, the policies and the cluster around it, each in a file that a
// lawyer can follow, and what facegov should answer.
//
// A case is a folder with the files
//
//	deployment.yaml     one FaceRecognitionDeployment, with the status of an earlier decision where there was one
//	policies.yaml       which laws are loaded, and house rules written out
//	cluster.yaml        the time, the zones and what already runs
//	want.verdict.yaml   the verdict with every reason
//	want.plan.yaml      what is then there, in short
//	want.status.yaml    the status that is written
//
// The same folders can be run through any door: what decides without a cluster takes Snapshot; what decides in one
// creates Deployment, Policies and Zones there.
package caseload

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// The files of a case.
const (
	DeploymentFile = "deployment.yaml"
	PoliciesFile   = "policies.yaml"
	ClusterFile    = "cluster.yaml"
	VerdictFile    = "want.verdict.yaml"
	PlanFile       = "want.plan.yaml"
	StatusFile     = "want.status.yaml"
)

// Case is one golden case.
type Case struct {
	// Name is the jurisdiction and the sentence, as "cn/a-gate-that-knows-nothing-but-faces".
	Name string
	// Dir is the folder.
	Dir string
	// Deployment is what is decided about.
	Deployment *v1alpha1.FaceRecognitionDeployment
	// Policies are the newest generations of all policies, in alphabetical order.
	Policies []*v1alpha1.RecognitionPolicy
	// LastGood are earlier generations that compile, by name, of policies whose newest generation does not.
	LastGood map[string]*v1alpha1.RecognitionPolicy
	// Cluster is everything else.
	Cluster Cluster
}

// Names returns the names of all cases below a folder, in alphabetical order. Every folder two levels down is a case.
func Names(root string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(root, "*", "*", DeploymentFile))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, file := range files {
		name, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return nil, err
		}
		names = append(names, filepath.ToSlash(name))
	}
	slices.Sort(names)
	return names, nil
}

// Load reads one case.
func Load(root, name string) (*Case, error) {
	c := &Case{Name: name, Dir: filepath.Join(root, filepath.FromSlash(name))}
	c.Deployment = &v1alpha1.FaceRecognitionDeployment{}
	if err := c.read(DeploymentFile, c.Deployment); err != nil {
		return nil, err
	}
	if err := c.readPolicies(); err != nil {
		return nil, err
	}
	if err := c.read(ClusterFile, &c.Cluster); err != nil {
		return nil, err
	}
	if err := c.readBinder(); err != nil {
		return nil, err
	}
	return c, nil
}

// readBinder adds the documents of the binder to those of the case.
func (c *Case) readBinder() error {
	if c.Cluster.Binder == "" {
		return nil
	}
	binder, err := Binder(c.binders(), c.Cluster.Binder)
	if err != nil {
		return fmt.Errorf("case %s: %w", c.Name, err)
	}
	missing := slices.Clone(c.Cluster.Missing)
	for _, evidence := range binder {
		named := func(e v1alpha1.ComplianceEvidence) bool { return e.Name == evidence.Name }
		if at := slices.Index(missing, evidence.Name); at >= 0 {
			missing = slices.Delete(missing, at, at+1)
		} else if !slices.ContainsFunc(c.Cluster.Evidence, named) {
			c.Cluster.Evidence = append(c.Cluster.Evidence, evidence)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("case %s says that %s is missing, which binder %s does not hold",
			c.Name, strings.Join(missing, ", "), c.Cluster.Binder)
	}
	return nil
}

// binders returns the nearest folder that holds the case's binder: the case itself or one of the two above it, which
// are its jurisdiction and the folder of all cases. Without any it is the outermost of them, so that the error names
// it.
func (c *Case) binders() string {
	folder := c.Dir
	for range 2 {
		if _, err := os.Stat(binderFile(folder, c.Cluster.Binder)); err == nil {
			return folder
		}
		folder = filepath.Join(folder, "..")
	}
	return folder
}

func binderFile(folder, name string) string { return filepath.Join(folder, "binders", name+".yaml") }

// Binder returns the documents of a file of binders/ below a folder, such as the folder of all cases.
func Binder(folder, name string) ([]v1alpha1.ComplianceEvidence, error) {
	text, err := os.ReadFile(binderFile(folder, name))
	if err != nil {
		return nil, err
	}
	var binder []v1alpha1.ComplianceEvidence
	for document := range strings.SplitSeq(string(text), "\n---\n") {
		var evidence v1alpha1.ComplianceEvidence
		if err := yaml.UnmarshalStrict([]byte(document), &evidence); err != nil {
			return nil, fmt.Errorf("binder %s: %w", name, err)
		}
		binder = append(binder, evidence)
	}
	return binder, nil
}

// read decodes a file strictly: a misspelt field in a case would test something else than it says.
func (c *Case) read(file string, into any) error {
	text, err := os.ReadFile(filepath.Join(c.Dir, file))
	if err != nil {
		return err
	}
	if err := yaml.UnmarshalStrict(text, into); err != nil {
		return fmt.Errorf("%s of case %s: %w", file, c.Name, err)
	}
	return nil
}

// Snapshot returns the facts of the case, made anew each time.
func (c *Case) Snapshot() (*facts.Snapshot, error) {
	s := c.Cluster.snapshot(c.Deployment.DeepCopy())
	for _, p := range c.Policies {
		compiled, err := compile(p, c.LastGood[p.Name])
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", c.Name, err)
		}
		s.Policies = append(s.Policies, compiled)
	}
	return s, nil
}
