// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package elsewhere stands for a library that brings a Kubernetes client with it.
package elsewhere

import _ "k8s.io/client-go/rest"
