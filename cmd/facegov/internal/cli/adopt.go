// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/facegov/facegov/cmd/facegov/internal/adopt"
	"github.com/facegov/facegov/cmd/facegov/internal/manifest"
	"github.com/facegov/facegov/internal/law/jurisdiction"
	"github.com/facegov/facegov/internal/law/moment"
	"github.com/facegov/facegov/internal/report"
)

// observed is for how long a proposal observes. The API allows thirty days from the creation of the object; what is
// left of them is for the time until the proposal is applied.
const observed = 28 * 24 * time.Hour

// inNamespace is what kubectl is asked for in a namespace.
const inNamespace = "deployments.apps,statefulsets.apps,daemonsets.apps,pods,persistentvolumeclaims,services"

type adoptCommand struct {
	*Surroundings
	files                             []string
	namespace, jurisdiction, timeZone string
}

func newAdopt(s *Surroundings) *cobra.Command {
	command := &adoptCommand{Surroundings: s}
	c := &cobra.Command{
		Use:   "adopt {-n NAMESPACE | -f FILE|-} --jurisdiction CODE",
		Short: "Propose how to govern the face servers that run already",
		Long: `Looks at what runs, recognises known face servers by their images, and writes to standard output what would
govern them: a zone for each group of nodes and for what cameras see, a deployment for each workload, and templates for
the documents. What no cluster can tell is marked "FILL IN:"; until it is filled in the verdict is Unknown.

On standard error it tells what is recognised, which pods would be evicted on the day of adoption (none), which images
are not pinned by digest, and of which volumes it is not known what they keep.

With -n it runs the kubectl of the PATH, with the rights of whoever calls it. It reads workloads, pods, claims,
services, the namespace and the nodes, and changes nothing. With -f it reads what kubectl has printed before. Of the
environment of containers it looks at a few known switches; no value of it is ever written.

The proposal has an observation period of 28 days, in which findings are shown and what runs goes on. It cannot be
extended, and the hard list acts all the same.`,
		Example: s.examples(`
# A namespace, into a file to fill in and commit.
facegov adopt -n frigate --jurisdiction NL --time-zone Europe/Amsterdam > frigate.yaml
facegov check -f frigate.yaml

# Where the command line has no access to the cluster.
kubectl get deploy,sts,ds,pods,pvc,svc -n frigate -o yaml > seen.yaml
kubectl get nodes -o yaml > nodes.yaml
facegov adopt -f seen.yaml -f nodes.yaml --jurisdiction CN-SH > frigate.yaml`),
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return command.run(c.Context()) },
	}
	flags := c.Flags()
	flags.StringSliceVarP(&command.files, "filename", "f", nil,
		"what kubectl get -o yaml or -o json has printed: files, folders, or - for standard input")
	flags.StringVarP(&command.namespace, "namespace", "n", "", "namespace to look at; with -f, leave out the others")
	flags.StringVar(&command.jurisdiction, "jurisdiction", "", "whose law holds at the site, such as CN-SH")
	flags.StringVar(&command.timeZone, "time-zone", "UTC", "time zone of the site, such as Asia/Shanghai")
	_ = c.RegisterFlagCompletionFunc("jurisdiction", completeJurisdictions) // the flag exists
	return c
}

func (c *adoptCommand) run(ctx context.Context) error {
	if err := c.checkFlags(); err != nil {
		return err
	}
	input, err := c.read(ctx)
	if err != nil {
		return err
	}
	cluster, problems := adopt.Read(input, c.namespace)
	if len(problems) > 0 {
		lines := make([]string, len(problems))
		for i := range problems {
			lines[i] = report.Line(&problems[i])
		}
		return badInput("%s", strings.Join(lines, "\n"))
	}
	proposed, err := adopt.Propose(cluster, adopt.Options{
		Jurisdiction: c.jurisdiction, TimeZone: c.timeZone, Until: c.Now().UTC().Truncate(24 * time.Hour).Add(observed),
	})
	if err != nil {
		return err
	}
	text, err := proposed.YAML()
	if err != nil {
		return err
	}
	if _, err := c.Out.Write(text); err != nil {
		return fmt.Errorf("the proposal cannot be written: %w", err)
	}
	_, _ = c.Err.Write(proposed.Tell()) // the proposal says it too
	return nil
}

func (c *adoptCommand) checkFlags() error {
	if c.namespace == "" && len(c.files) == 0 {
		return badInput("there is nothing to look at; name a namespace with -n, or with -f what kubectl get has printed")
	}
	if c.jurisdiction == "" {
		return badInput("--jurisdiction is missing; no cluster can tell whose law holds at the site, such as CN-SH or NL")
	}
	if err := jurisdiction.Check(c.jurisdiction); err != nil {
		return badInput("--jurisdiction: %v", err)
	}
	if _, err := moment.Zone(c.timeZone); err != nil {
		return badInput("--time-zone: %v", err)
	}
	return nil
}

func (c *adoptCommand) read(ctx context.Context) (*manifest.Input, error) {
	if len(c.files) > 0 {
		reader := manifest.Reader{Stdin: c.In}
		return reader.Read(c.files), nil
	}
	input, err := kubectl(ctx, "get", inNamespace, "--namespace", c.namespace)
	if err != nil {
		return nil, err
	}
	for _, args := range [][]string{{"get", "namespace", c.namespace}, {"get", "nodes"}} {
		more, err := kubectl(ctx, args...)
		if err != nil {
			// Not everybody may read them, and much can be told without.
			_, _ = fmt.Fprintf(c.Err, "left out: %v\n", err)
			continue
		}
		input.Objects = append(input.Objects, more.Objects...)
		input.Problems = append(input.Problems, more.Problems...)
	}
	return input, nil
}

// kubectl runs the kubectl of the PATH and reads what it prints.
func kubectl(ctx context.Context, args ...string) (*manifest.Input, error) {
	program, err := exec.LookPath("kubectl")
	if err != nil {
		return nil, badInput("there is no kubectl in the PATH, and -n asks it; install it, or print elsewhere what "+
			"there is and read it with -f: kubectl get %s -o yaml -n NAMESPACE > seen.yaml", inNamespace)
	}
	var out, errs bytes.Buffer
	command := exec.CommandContext(ctx, program, append(args, "--output", "json")...) //nolint:gosec // no shell reads it
	command.Stdout, command.Stderr = &out, &errs
	if err := command.Run(); err != nil {
		said := strings.TrimSpace(errs.String())
		if said == "" {
			said = err.Error()
		}
		if _, ok := errors.AsType[*exec.ExitError](err); !ok {
			return nil, badInput("%s cannot be run: %v", program, err)
		}
		return nil, badInput("kubectl %s: %s", strings.Join(args, " "), said)
	}
	return manifest.Parse("kubectl "+strings.Join(args, " "), out.Bytes()), nil
}
