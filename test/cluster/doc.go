// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package cluster starts a real Kubernetes control plane on this machine for tests and for trying things out.
//
// etcd, kube-apiserver and, when asked for, kube-controller-manager, kube-scheduler and KWOK run as child processes on
// loopback ports. Each of them has its own identity and only the rights of that identity: a test that passes because
// a component was system:masters proves nothing. KWOK plays the nodes and runs the pods in name.
//
// The programs are built once from the modules in hack/cluster into a cache outside the repository. Child processes
// never outlive the process that started them, even if that process is killed.
package cluster
