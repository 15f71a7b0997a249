// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package gather reads a cluster, which is its work.
package gather

import _ "k8s.io/client-go/rest"
