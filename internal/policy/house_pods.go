// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

// RuleLetIn is facegov's own rule that no recogniser runs but what facegov has let in. It judges pods and not the
// deployment, so it is asked where pods are sent away.
const RuleLetIn = "facegov/let-in"
