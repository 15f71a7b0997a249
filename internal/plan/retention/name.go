// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package retention

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/facegov/facegov/internal/facts"
)

const (
	// maxName is what a CronJob's name may have; its controller adds eleven characters to name a job.
	maxName = 52
	// digestLength is how many hexadecimal digits tell two names apart.
	digestLength = 8
)

// SweepName returns the name of a store's CronJob.
func SweepName(deployment, store string) string { return nameOf(deployment, store, "-sweep") }

// EraseName returns the name of the job that empties a store for good.
func EraseName(deployment, store string) string { return nameOf(deployment, store, facts.EraseSuffix) }

// nameOf joins the names where that is short enough and can be read in one way only. Otherwise a digest tells
// deployment "north" with store "gate-log" from deployment "north-gate" with store "log".
func nameOf(deployment, store, suffix string) string {
	joined := deployment + "-" + store
	if len(joined)+len(suffix) <= maxName && !strings.Contains(store, "-") {
		return joined + suffix
	}
	sum := sha256.Sum256([]byte(deployment + "/" + store))
	suffix = "-" + hex.EncodeToString(sum[:])[:digestLength] + suffix
	if room := maxName - len(suffix); len(joined) > room {
		joined = strings.TrimRight(joined[:room], "-")
	}
	return joined + suffix
}
