// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"cmp"
	"strings"
	"time"

	"github.com/facegov/facegov/cmd/facegov/internal/offline"
	"github.com/facegov/facegov/internal/report"
)

// explainDeployment says why deployments of that name, with or without a namespace, got their verdict.
func (c *explainCommand) explainDeployment(world *offline.World, name string, now time.Time) ([]string, error) {
	if len(c.input.files) == 0 {
		return nil, badInput("name the files that hold the deployment and its world with -f")
	}
	decided := world.Decide(now)
	var text []byte
	for i := range decided.Deployments {
		d := &decided.Deployments[i]
		if d.Name != name && d.Namespace+"/"+d.Name != name {
			continue
		}
		if len(text) > 0 {
			text = append(text, '\n')
		}
		text = append(text, report.Reasons(decided, d, world.Places(world.Deployments[i]), report.TextOptions{
			Width: cmp.Or(c.Width, 100), Colour: c.Colour,
		})...)
	}
	if len(text) > 0 {
		return strings.Split(strings.TrimRight(string(text), "\n"), "\n"), nil
	}
	var names []string
	for _, d := range world.Deployments {
		names = append(names, "frd/"+d.Value.Namespace+"/"+d.Value.Name)
	}
	return nil, badInput("the input holds no deployment %.128q; it holds %s", name,
		cmp.Or(strings.Join(names, ", "), "none that could be read"))
}
