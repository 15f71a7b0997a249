// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"cmp"
	"encoding/binary"
)

// prefix is the beginning of a text as two numbers, so that sorting compares numbers and looks at the texts themselves
// only where their beginnings are the same. A shorter text is filled up with zeros.
type prefix struct{ first, second uint64 }

func prefixOf(text string) prefix {
	var bytes [16]byte
	copy(bytes[:], text)
	return prefix{binary.BigEndian.Uint64(bytes[:8]), binary.BigEndian.Uint64(bytes[8:])}
}

// compare orders two beginnings as the texts are ordered. It is 0 when only the rest of the texts can tell.
func (p prefix) compare(q prefix) int {
	if p.first != q.first {
		return cmp.Compare(p.first, q.first)
	}
	return cmp.Compare(p.second, q.second)
}
