// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package attacks tries to get round facegov on a real API server and scheduler, with the credentials that such a
// person would really have. With no operator running, what is refused is refused by the native admission policies of
// config/admission, by RBAC or by Kubernetes itself; what none of them decides is played with the operator stepping.
// The tricks are data, in testdata; the table of them is part of docs/threat-model.md.
package attacks
