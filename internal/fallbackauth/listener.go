// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"net"
	"net/netip"
	"sync"
)

// Bounds of open connections, so that neither memory nor the door depends on
// the good will of one address.
const (
	maxConnections           = 512
	maxConnectionsPerAddress = 128
)

// boundedListener closes connections beyond its bounds at once.
type boundedListener struct {
	net.Listener
	refused func()

	mu    sync.Mutex
	total int
	open  map[netip.Addr]int
}

func newBoundedListener(inner net.Listener, refused func()) *boundedListener {
	return &boundedListener{Listener: inner, refused: refused, open: map[netip.Addr]int{}}
}

// Accept returns the next connection within the bounds.
func (l *boundedListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		from := limitedAddress(conn.RemoteAddr().String())
		if l.take(from) {
			return &boundedConn{Conn: conn, giveBack: sync.OnceFunc(func() { l.give(from) })}, nil
		}
		conn.Close()
		l.refused()
	}
}

func (l *boundedListener) take(from netip.Addr) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.total >= maxConnections || l.open[from] >= maxConnectionsPerAddress {
		return false
	}
	l.total++
	l.open[from]++
	return true
}

func (l *boundedListener) give(from netip.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total--
	if l.open[from]--; l.open[from] == 0 {
		delete(l.open, from)
	}
}

// boundedConn gives its place back when it is closed.
type boundedConn struct {
	net.Conn
	giveBack func()
}

// Close closes the connection.
func (c *boundedConn) Close() error {
	c.giveBack()
	return c.Conn.Close()
}
