// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"fmt"
	"net/netip"
	"testing"
)

func TestConnectionsAreBounded(t *testing.T) {
	l := newBoundedListener(nil, func() {})
	for i := range maxConnectionsPerAddress {
		if !l.take(kiosk) {
			t.Fatalf("connection %d of one address was refused", i+1)
		}
	}
	if l.take(kiosk) {
		t.Errorf("one address has more than %d connections", maxConnectionsPerAddress)
	}
	l.give(kiosk)
	if !l.take(kiosk) {
		t.Error("a place that was given back is not free")
	}
	for i := maxConnectionsPerAddress; i < maxConnections; i++ {
		if !l.take(netip.MustParseAddr(fmt.Sprintf("10.0.%d.%d", i/256, i%256))) {
			t.Fatalf("connection %d of all was refused", i+1)
		}
	}
	if l.take(netip.MustParseAddr("198.51.100.1")) {
		t.Errorf("there are more than %d connections", maxConnections)
	}
	for range maxConnectionsPerAddress {
		l.give(kiosk)
	}
	if _, remembered := l.open[kiosk]; remembered {
		t.Error("an address without connections is remembered")
	}
}

// TestConnectionsGiveTheirPlaceBack goes through a real listener: the excess
// connection is closed, and one that ends makes room.
func TestConnectionsGiveTheirPlaceBack(t *testing.T) {
	d := openDoor(t, residentLine)
	var open []interface{ Close() error }
	for range maxConnectionsPerAddress {
		conn, err := d.dial(t.Context(), "tcp", d.address)
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, conn)
	}
	excess, err := d.dial(t.Context(), "tcp", d.address)
	if err != nil {
		t.Fatal(err)
	}
	defer excess.Close()
	if n, err := excess.Read(make([]byte, 1)); err == nil {
		t.Errorf("the excess connection stays open and got %d bytes", n)
	}
	for _, conn := range open {
		conn.Close()
	}
	for {
		response, err := d.client.Get("https://" + d.address + "/healthz")
		if err == nil {
			response.Body.Close()
			return
		}
	}
}
