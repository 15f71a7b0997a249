// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Bounds of the credentials file. A Kubernetes Secret holds 1 MiB at most.
const (
	maxCredentialBytes = 1 << 20
	maxCredentialLines = 20_000
)

// untilLayout is RFC 3339 without the colons, which separate fields here.
const untilLayout = "20060102T150405Z0700"

// digest stands for a pseudonym or an address in memory, so that look-ups tell
// nothing by their timing and a memory dump names nobody.
type digest [sha256.Size]byte

// digester makes digests under a key that dies with the process.
type digester struct{ key [32]byte }

func newDigester() *digester {
	d := &digester{}
	rand.Read(d.key[:]) // never fails: crypto/rand ends the process instead
	return d
}

func (d *digester) digest(text string) digest {
	mac := hmac.New(sha256.New, d.key[:])
	mac.Write([]byte(text))
	return digest(mac.Sum(nil))
}

// credential is one person's line.
type credential struct {
	hash  pinHash
	until time.Time // zero: no end
}

// credentials is a whole credentials file.
type credentials struct {
	people map[digest]credential
	// inOrder lets a pseudonym that is not there cost as much as one that is.
	inOrder []pinHash
}

// parseCredentials reads a credentials file. Each line is empty, a comment that
// begins with '#', or
//
//	<pseudonym>:<argon2id hash in PHC form>[:until=<20060102T150405+0800>]
//
// An error names the line and the reason, and nothing of what the line holds. A
// file without a single credential is an error: it would lock everybody out.
func parseCredentials(content []byte, digests *digester) (credentials, error) {
	if len(content) > maxCredentialBytes {
		return credentials{}, errors.New("the file is larger than 1 MiB; split it over several deployments")
	}
	parsed := credentials{people: map[digest]credential{}}
	lineOf := map[digest]int{}
	number := 0
	for line := range strings.Lines(string(content)) {
		if number++; number > maxCredentialLines {
			return credentials{}, fmt.Errorf("the file has more than %d lines; split it over several deployments",
				maxCredentialLines)
		}
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		id, person, err := parseCredential(line)
		if err != nil {
			return credentials{}, fmt.Errorf("line %d: %w", number, err)
		}
		key := digests.digest(id)
		if first, twice := lineOf[key]; twice {
			return credentials{}, fmt.Errorf("line %d: the pseudonym is already on line %d; keep one of them",
				number, first)
		}
		lineOf[key] = number
		parsed.people[key] = person
		parsed.inOrder = append(parsed.inOrder, person.hash)
	}
	if len(parsed.inOrder) == 0 {
		return credentials{}, errors.New("the file holds no credential; add a line made with `fallback-auth hash`")
	}
	return parsed, nil
}

func parseCredential(line string) (string, credential, error) {
	fields := strings.Split(line, ":")
	if len(fields) < 2 {
		return "", credential{}, errors.New("there is no ':' between the pseudonym and the hash")
	}
	if err := validateID(fields[0]); err != nil {
		return "", credential{}, err
	}
	hash, err := parsePINHash(fields[1])
	if err != nil {
		return "", credential{}, err
	}
	person := credential{hash: hash}
	for _, attribute := range fields[2:] {
		key, value, _ := strings.Cut(attribute, "=")
		// An attribute that is not understood may be a limit: skipping it would
		// let somebody in who must not be.
		if key != "until" || !person.until.IsZero() {
			return "", credential{}, errors.New("after the hash only one until=… may follow")
		}
		if person.until, err = time.Parse(untilLayout, value); err != nil || person.until.IsZero() {
			return "", credential{}, errors.New(
				"until is not a time with its offset, such as until=20261231T235959+0800")
		}
	}
	return fields[0], person, nil
}

// lookup returns the hash to compare with, and whether a match counts. For a
// pseudonym that is unknown or past its end it returns a hash of nothing whose
// cost is that of some line, always the same one for the same pseudonym.
func (c credentials) lookup(id digest, now time.Time) (pinHash, bool) {
	person, known := c.people[id]
	if known && person.isUsable(now) {
		return person.hash, true
	}
	like := c.inOrder[binary.BigEndian.Uint64(id[:8])%uint64(len(c.inOrder))]
	return pinHash{cost: like.cost, salt: id[:len(like.salt)], key: make([]byte, len(like.key))}, false
}

// usable counts the credentials that have not ended.
func (c credentials) usable(now time.Time) int {
	count := 0
	for _, person := range c.people {
		if person.isUsable(now) {
			count++
		}
	}
	return count
}

func (p credential) isUsable(now time.Time) bool {
	return p.until.IsZero() || now.Before(p.until)
}
