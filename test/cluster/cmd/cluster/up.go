// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/test/cluster"
)

// defaultNodes is enough to see placement at work.
var defaultNodes = []cluster.NodeGroup{{Name: "edge", Count: 3}}

// largestNodesFile bounds what is read as a nodes file.
const largestNodesFile = 1 << 20

// settings are the flags that up hands on to its supervisor.
type settings struct {
	place     place
	nodesFile string
	auditLog  string
	verbosity int
}

func parseSettings(name string, args []string) (settings, error) {
	var s settings
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	at := placeFlag(flags)
	flags.StringVar(&s.nodesFile, "nodes-file", "",
		"YAML list of node groups: name, count, labels, taints, capacity (default three nodes, edge-0 to edge-2)")
	flags.StringVar(&s.auditLog, "audit-log", "", "file in which the API server records every write")
	flags.IntVar(&s.verbosity, "verbosity", 0, "log level of the components")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	var err error
	s.place, err = at()
	return s, err
}

func (s settings) args() []string {
	return []string{
		"--dir=" + s.place.dir, "--nodes-file=" + s.nodesFile, "--audit-log=" + s.auditLog,
		fmt.Sprintf("--verbosity=%d", s.verbosity),
	}
}

func (s settings) options() (cluster.Options, error) {
	nodes, err := readNodes(s.nodesFile)
	return cluster.Options{
		ControllerManager: true, Scheduler: true, KWOK: true,
		Nodes: nodes, Dir: s.place.dir, AuditLog: s.auditLog, Verbosity: s.verbosity,
	}, err
}

// readNodes reads a nodes file strictly: an unknown field is an error, not a node without its taint.
func readNodes(path string) ([]cluster.NodeGroup, error) {
	if path == "" {
		return defaultNodes, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the nodes file: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, largestNodesFile+1))
	if err != nil {
		return nil, fmt.Errorf("cannot read the nodes file: %w", err)
	}
	if len(data) > largestNodesFile {
		return nil, fmt.Errorf("the nodes file %s is larger than 1 MiB; use count to make many nodes alike", path)
	}
	var nodes []cluster.NodeGroup
	if err := yaml.UnmarshalStrict(data, &nodes); err != nil {
		return nil, fmt.Errorf("the nodes file %s is not a list of node groups: %w", path, err)
	}
	return nodes, nil
}

// up starts a supervisor that holds the cluster, waits until the cluster is ready and leaves the supervisor behind.
func up(ctx context.Context, args []string) error {
	s, err := parseSettings("up", args)
	if err != nil {
		return err
	}
	if _, err := s.options(); err != nil { // say it here, not in a log
		return err
	}
	running, err := s.place.running()
	if err != nil {
		return err
	}
	if running {
		return alreadyUp(s.place)
	}
	if _, err := cluster.Binaries(ctx, os.Stderr); err != nil {
		return err
	}
	if err := os.MkdirAll(s.place.dir, 0o700); err != nil {
		return fmt.Errorf("cannot make the folder of the cluster: %w", err)
	}
	if err := startSupervisor(ctx, s); err != nil {
		return err
	}
	printExport(s.place)
	return nil
}

func alreadyUp(p place) error {
	if _, err := os.Stat(p.kubeconfig()); err != nil {
		return fmt.Errorf("a cluster is just starting or stopping in %s; try again in a moment", p.dir)
	}
	fmt.Fprintln(os.Stderr, "a cluster is running already; its nodes and settings stay as they are")
	printExport(p)
	return nil
}

// printExport prints the one line of standard output, so that a shell can evaluate it.
func printExport(p place) { fmt.Printf("export KUBECONFIG=%s\n", p.kubeconfig()) }

// startSupervisor runs this program again, apart from this terminal and process group, and follows its report until it
// is ready or has failed.
func startSupervisor(ctx context.Context, s settings) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("cannot find this program to run it again: %w", err)
	}
	log, err := os.OpenFile(s.place.supervisorLog(), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("cannot open the supervisor's log: %w", err)
	}
	defer log.Close()
	report, reportEnd, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("cannot make a pipe: %w", err)
	}
	defer report.Close()
	cmd := exec.Command(program, append([]string{superviseArg}, s.args()...)...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.ExtraFiles = []*os.File{reportEnd}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	err = cmd.Start()
	reportEnd.Close()
	if err != nil {
		return fmt.Errorf("cannot start the supervisor: %w", err)
	}
	defer context.AfterFunc(ctx, func() { _ = cmd.Process.Signal(syscall.SIGTERM) })()
	if err := follow(report); err != nil {
		_ = cmd.Wait() // it has said why
		return errors.Join(context.Cause(ctx), err)
	}
	return cmd.Process.Release()
}

// follow shows the supervisor's progress until it says that the cluster is ready.
func follow(report io.Reader) error {
	var failure []string
	lines := bufio.NewScanner(report)
	for lines.Scan() {
		kind, text, _ := strings.Cut(lines.Text(), " ")
		switch kind {
		case reportReady:
			return nil
		case reportFailure:
			failure = append(failure, text)
		default:
			fmt.Fprintln(os.Stderr, text)
		}
	}
	if len(failure) == 0 {
		return errors.New("the supervisor ended before the cluster was ready; see supervisor.log in the cluster's folder")
	}
	return errors.New(strings.Join(failure, "\n"))
}
