// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package gather

import (
	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

const (
	maxTemplate = facts.MaxTemplate
	// maxText bounds what is said of a fault.
	maxText = 512
)

// template decodes the pod template, in the same way as whatever decides without a cluster.
func template(w *v1alpha1.Workload) facts.Template { return facts.DecodeTemplate(w) }
