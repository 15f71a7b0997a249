// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Bounds of what one line of the credentials file may ask this process to spend.
const (
	minMemoryKiB = 19 * 1024
	maxMemoryKiB = 128 * 1024
	maxPasses    = 10
	maxLanes     = 4
	minHashBytes = 16
	maxHashBytes = 32
)

// newHashCost is what `hash` writes. A PIN has few digits, so no cost makes a
// stolen file safe; this one keeps the small machine at a door responsive.
var newHashCost = cost{memoryKiB: minMemoryKiB, passes: 2, lanes: 1}

// cost is what one argon2id computation takes.
type cost struct {
	memoryKiB uint32
	passes    uint32
	lanes     uint8
}

// pinHash is a PIN as it lies in the credentials file.
type pinHash struct {
	cost cost
	salt []byte
	key  []byte
}

var phcBase64 = base64.RawStdEncoding.Strict()

// newPINHash hashes pin with a fresh salt.
func newPINHash(pin []byte) pinHash {
	h := pinHash{cost: newHashCost, salt: make([]byte, 16), key: make([]byte, 32)}
	rand.Read(h.salt) // never fails: crypto/rand ends the process instead
	h.key = h.derive(pin)
	return h
}

// parsePINHash reads an argon2id hash in PHC form. Its errors hold nothing of
// what was read.
func parsePINHash(phc string) (pinHash, error) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return pinHash{}, errors.New(
			"the hash is not of the form $argon2id$v=19$m=…,t=…,p=…$salt$key; make the line with `fallback-auth hash`")
	}
	if parts[2] != "v=19" {
		return pinHash{}, errors.New("the version of the hash is not v=19; make the line with `fallback-auth hash`")
	}
	var h pinHash
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.cost.memoryKiB, &h.cost.passes, &h.cost.lanes); err != nil {
		return pinHash{}, errors.New("the cost of the hash is not of the form m=…,t=…,p=… with decimal numbers")
	}
	if err := h.cost.validate(); err != nil {
		return pinHash{}, err
	}
	var err error
	if h.salt, err = decodeHashBytes(parts[4]); err != nil {
		return pinHash{}, fmt.Errorf("the salt %w", err)
	}
	if h.key, err = decodeHashBytes(parts[5]); err != nil {
		return pinHash{}, fmt.Errorf("the key %w", err)
	}
	if h.String() != phc {
		return pinHash{}, errors.New(
			"the hash is not written in its one canonical form (no leading zeros, no padding); " +
				"make the line with `fallback-auth hash`")
	}
	return h, nil
}

func decodeHashBytes(text string) ([]byte, error) {
	decoded, err := phcBase64.DecodeString(text)
	if err != nil {
		return nil, errors.New("is not base64 without padding")
	}
	if len(decoded) < minHashBytes || len(decoded) > maxHashBytes {
		return nil, fmt.Errorf("is not between %d and %d bytes long", minHashBytes, maxHashBytes)
	}
	return decoded, nil
}

func (c cost) validate() error {
	switch {
	case c.memoryKiB < minMemoryKiB || c.memoryKiB > maxMemoryKiB:
		return fmt.Errorf("the memory cost m is outside %d to %d KiB", minMemoryKiB, maxMemoryKiB)
	case c.passes < 1 || c.passes > maxPasses:
		return fmt.Errorf("the time cost t is outside 1 to %d", maxPasses)
	case c.lanes < 1 || c.lanes > maxLanes:
		return fmt.Errorf("the parallelism p is outside 1 to %d", maxLanes)
	}
	return nil
}

// String writes the hash in PHC form.
func (h pinHash) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		h.cost.memoryKiB, h.cost.passes, h.cost.lanes,
		phcBase64.EncodeToString(h.salt), phcBase64.EncodeToString(h.key))
}

// derive computes the key of pin under the salt and cost of h.
func (h pinHash) derive(pin []byte) []byte {
	length := uint32(len(h.key)) //nolint:gosec // no key is longer than maxHashBytes
	return argon2.IDKey(pin, h.salt, h.cost.passes, h.cost.memoryKiB, h.cost.lanes, length)
}
