// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package adopt

import (
	"bytes"
	"fmt"
	"strings"
	"text/tabwriter"
)

// quietDay is what the day of adoption brings, with the end of the observation period.
const quietDay = `
On adoption day no pod is evicted, unless a place turns out to be on the hard list, such as a changing room.
What runs goes on until its owner restarts it; from then on its pods wait for the verdict. Until
%s the observation period lets them start, and what refuses is only shown.
`

// Tell says what a person should know before committing the proposal.
func (p *Proposal) Tell() []byte {
	var text bytes.Buffer
	if len(p.Members) == 0 {
		fmt.Fprintf(&text, "no known face server runs here\n")
	} else {
		p.tellTable(&text)
		fmt.Fprintf(&text, quietDay, p.Until.UTC().Format("2006-01-02 15:04 MST"))
	}
	tell(&text, "Namespaces that are enrolled already, so that new pods wait from the moment of adoption", p.Enrolled)
	tell(&text, "Images that are not pinned by digest", p.unpinned())
	tell(&text, "Volumes of which something is not known, or that no sweep empties", p.doubts())
	tell(&text, "What would be refused at its next restart", p.refused())
	tell(&text, "Open doors", p.OpenServices)
	tell(&text, "Pods with a face server that cannot be adopted; give each a Deployment, StatefulSet or DaemonSet",
		p.Ownerless)
	var doubtful []string
	for _, each := range p.Doubtful {
		doubtful = append(doubtful, fmt.Sprintf("%s (%s, which %s)", each.Workload, each.Name, each.Does))
	}
	tell(&text, "Not proposed: may recognise faces, look at their models", doubtful)
	tell(&text, "Not proposed: no known face server", p.Others)
	return text.Bytes()
}

func (p *Proposal) tellTable(text *bytes.Buffer) {
	table := tabwriter.NewWriter(text, 0, 0, 2, ' ', 0)
	row := func(format string, args ...any) { _, _ = fmt.Fprintf(table, format+"\n", args...) } // a buffer takes all
	row("WORKLOAD\tSERVER\tPODS\tEVICTED\tPINNED\tSTORES\tUNKNOWN VOLUMES")
	for _, m := range p.Members {
		pinned := "yes"
		if len(m.Unpinned) > 0 {
			pinned = "no"
		}
		row("%s/%s\t%s\t%d\t%d\t%s\t%d\t%d", m.Namespace, m.Workload, m.Server.Name, len(m.Pods), 0, pinned,
			len(m.Stores()), len(m.Doubts()))
	}
	_ = table.Flush() // a buffer takes all
}

func tell(text *bytes.Buffer, heading string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(text, "\n%s:\n  %s\n", heading, strings.Join(lines, "\n  "))
}

func (p *Proposal) unpinned() []string {
	return p.perMember(func(m *member) []string { return m.Unpinned })
}

func (p *Proposal) doubts() []string {
	return p.perMember((*member).Doubts)
}

func (p *Proposal) refused() []string {
	return p.perMember(func(m *member) []string { return m.Restart })
}

func (p *Proposal) perMember(of func(*member) []string) []string {
	var lines []string
	for _, m := range p.Members {
		for _, line := range of(m) {
			lines = append(lines, fmt.Sprintf("%s/%s: %s", m.Namespace, m.Workload, line))
		}
	}
	return lines
}
