// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package rest stands for a Kubernetes client.
package rest
