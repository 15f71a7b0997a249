// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"io"
	"sync"
)

// lineWriter lets several goroutines report to one writer.
type lineWriter struct {
	mutex sync.Mutex
	to    io.Writer
}

// oneAtATime makes a writer safe for use by several goroutines; nil is a writer that drops all.
func oneAtATime(to io.Writer) io.Writer {
	if to == nil {
		return io.Discard
	}
	if writer, ok := to.(*lineWriter); ok {
		return writer
	}
	return &lineWriter{to: to}
}

func (w *lineWriter) Write(line []byte) (int, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.to.Write(line)
}
