// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build tools

// Package etcd pins the etcd server of the test cluster.
package etcd

import _ "go.etcd.io/etcd/server/v3"
