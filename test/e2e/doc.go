// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package e2e runs the built operator as a process of its own, under its own ServiceAccount, against a real cluster.
package e2e
