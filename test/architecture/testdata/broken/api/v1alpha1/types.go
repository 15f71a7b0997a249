// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package v1alpha1 talks to a cluster.
package v1alpha1

import _ "k8s.io/client-go/rest"
