// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
)

// Write is one request that changes something, or tries to.
type Write struct {
	// User is the name under which the request was authenticated, and UserAgent what the client says it is.
	User, UserAgent string
	// Verb is create, update, patch, delete or deletecollection.
	Verb string
	// Group, Resource, Subresource, Namespace and Name say what it is about. A create may carry no name.
	Group, Resource, Subresource, Namespace, Name string
	// DryRun says that the request asked for nothing to be kept.
	DryRun bool
	// Code is the HTTP status of the answer, 0 while there is none.
	Code int
}

// Writes is a list of requests in order of arrival.
type Writes []Write

// By returns those of one user.
func (w Writes) By(user string) Writes {
	return w.where(func(write Write) bool { return write.User == user })
}

// To returns those to one resource, such as "pods".
func (w Writes) To(resource string) Writes {
	return w.where(func(write Write) bool { return write.Resource == resource })
}

// Kept returns those that were not dry runs.
func (w Writes) Kept() Writes {
	return w.where(func(write Write) bool { return !write.DryRun })
}

// CountByUser counts them by the name of the user.
func (w Writes) CountByUser() map[string]int {
	counts := map[string]int{}
	for _, write := range w {
		counts[write.User]++
	}
	return counts
}

func (w Writes) where(keep func(Write) bool) Writes {
	return slices.DeleteFunc(slices.Clone(w), func(write Write) bool { return !keep(write) })
}

// AuditMark is a moment in the audit log.
type AuditMark int64

// errNoAudit says how to get an audit log.
var errNoAudit = errors.New("this cluster keeps no audit log; set AuditLog in its options")

// MarkAudit returns the present moment, for Writes.
func (c *Cluster) MarkAudit() (AuditMark, error) {
	if c.options.AuditLog == "" {
		return 0, errNoAudit
	}
	info, err := os.Stat(c.options.AuditLog)
	if err != nil {
		return 0, fmt.Errorf("cannot read the audit log: %w", err)
	}
	return AuditMark(info.Size()), nil
}

// Writes returns the requests that arrived since a mark, 0 being the start of the log. A request whose answer has
// been received by its client is always in it: the server records an arrival before it does anything else. Requests
// that store nothing, such as those for tokens and access reviews, are not recorded.
func (c *Cluster) Writes(since AuditMark) (Writes, error) {
	if c.options.AuditLog == "" {
		return nil, errNoAudit
	}
	log, err := os.Open(c.options.AuditLog)
	if err != nil {
		return nil, fmt.Errorf("cannot read the audit log: %w", err)
	}
	defer log.Close()
	if _, err := log.Seek(int64(since), io.SeekStart); err != nil {
		return nil, fmt.Errorf("cannot read the audit log: %w", err)
	}
	return readWrites(log)
}

// auditEvent is the part of an audit.k8s.io/v1 Event that is used here.
type auditEvent struct {
	AuditID    string `json:"auditID"`
	Stage      string `json:"stage"`
	RequestURI string `json:"requestURI"`
	Verb       string `json:"verb"`
	UserAgent  string `json:"userAgent"`
	User       struct {
		Username string `json:"username"`
	} `json:"user"`
	ObjectRef struct {
		APIGroup    string `json:"apiGroup"`
		Resource    string `json:"resource"`
		Subresource string `json:"subresource"`
		Namespace   string `json:"namespace"`
		Name        string `json:"name"`
	} `json:"objectRef"`
	ResponseStatus struct {
		Code int `json:"code"`
	} `json:"responseStatus"`
}

// readWrites pairs arrivals with ends. An end without an arrival belongs to a request from before the mark.
func readWrites(log io.Reader) (Writes, error) {
	var writes Writes
	position := map[string]int{}
	lines := bufio.NewReader(log)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) { // what is left is a line still being written
			return writes, nil
		}
		if err != nil {
			return nil, fmt.Errorf("cannot read the audit log: %w", err)
		}
		var event auditEvent
		if err := json.Unmarshal(bytes.TrimSpace(line), &event); err != nil {
			return nil, fmt.Errorf("cannot understand a line of the audit log: %w", err)
		}
		at, arrived := position[event.AuditID]
		switch {
		case event.Stage == "RequestReceived":
			position[event.AuditID] = len(writes)
			writes = append(writes, event.write())
		case arrived:
			writes[at] = event.write()
		}
	}
}

func (e auditEvent) write() Write {
	return Write{
		User: e.User.Username, UserAgent: e.UserAgent, Verb: e.Verb,
		Group: e.ObjectRef.APIGroup, Resource: e.ObjectRef.Resource, Subresource: e.ObjectRef.Subresource,
		Namespace: e.ObjectRef.Namespace, Name: e.ObjectRef.Name,
		DryRun: isDryRun(e.RequestURI), Code: e.ResponseStatus.Code,
	}
}

func isDryRun(requestURI string) bool {
	parsed, err := url.ParseRequestURI(requestURI)
	return err == nil && parsed.Query().Get("dryRun") == "All"
}
