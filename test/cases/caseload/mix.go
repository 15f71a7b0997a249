// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package caseload

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/facegov/facegov/internal/facts"
)

// Snapshots returns the facts of every case below a folder, with the laws added that the case itself does not load: a
// mix of deployments to measure with. As in a cluster, a law that several of them share is there once.
func Snapshots(root string, laws []facts.Policy) ([]*facts.Snapshot, error) {
	names, err := Names(root)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("there is no case below %s", root)
	}
	var snapshots []*facts.Snapshot
	for _, name := range names {
		c, err := Load(root, name)
		if err != nil {
			return nil, err
		}
		s, err := c.Snapshot()
		if err != nil {
			return nil, err
		}
		s.Policies = share(s.Policies, laws)
		snapshots = append(snapshots, s)
	}
	return snapshots, nil
}

// share adds the laws that are not among some policies, and puts a law in the place of its equal.
func share(policies, laws []facts.Policy) []facts.Policy {
	for _, law := range laws {
		i := slices.IndexFunc(policies, func(p facts.Policy) bool { return p.Name == law.Name })
		switch {
		case i < 0:
			policies = append(policies, law)
		case policies[i].Compiled != nil && policies[i].Compiled.Digest() == law.Compiled.Digest():
			policies[i] = law
		}
	}
	slices.SortFunc(policies, func(a, b facts.Policy) int { return cmp.Compare(a.Name, b.Name) })
	return policies
}
