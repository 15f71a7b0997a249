// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
)

// Ports are taken below the range that the system hands out by itself (from 32768 on Linux, 49152 elsewhere), so that
// no outgoing connection takes one between our check and the moment a component binds it. Another cluster still can:
// starting a component is tried again with other ports.
const lowestPort, portAfterHighest = 20000, 32768

// freePort returns a loopback port that nobody listens on right now.
func freePort() (int, error) {
	for range 200 {
		port := lowestPort + rand.IntN(portAfterHighest-lowestPort)
		listener, err := net.Listen("tcp", loopback(port))
		if err != nil {
			continue
		}
		if err := listener.Close(); err == nil {
			return port, nil
		}
	}
	return 0, errors.New("found no free port on 127.0.0.1 between 20000 and 32767; stop what listens there")
}

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }
