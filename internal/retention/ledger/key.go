// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package ledger

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
)

const (
	keyName   = "key"
	keyLength = 32
)

// loadKey reads the key of the pseudonyms, or makes one.
func loadKey(dir *os.Root) ([]byte, error) {
	key, err := readBounded(dir, keyName, keyLength)
	if errors.Is(err, fs.ErrNotExist) {
		key = make([]byte, keyLength)
		rand.Read(key) // never fails: it ends the program instead
		err = replace(dir, keyName, key)
	}
	if err != nil {
		return nil, fmt.Errorf("the key of the pseudonyms cannot be read or made: %w", err)
	}
	if len(key) != keyLength {
		return nil, fmt.Errorf("%w: the key of the pseudonyms has %d bytes instead of %d; put it back from a backup",
			ErrDamaged, len(key), keyLength)
	}
	return key, nil
}

// Pseudonyms turns paths into pseudonyms with the key of one store. Each goroutine needs its own.
type Pseudonyms struct {
	mac hash.Hash
	sum [sha256.Size]byte
}

// Pseudonyms returns the pseudonyms of this ledger's store.
func (l *Ledger) Pseudonyms() *Pseudonyms { return &Pseudonyms{mac: hmac.New(sha256.New, l.key)} }

// Of returns the pseudonym of a path: its HMAC-SHA-256 in hexadecimal.
func (p *Pseudonyms) Of(path string) string {
	p.mac.Reset()
	p.mac.Write([]byte(path))
	return hex.EncodeToString(p.mac.Sum(p.sum[:0]))
}
