// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestNoPersonalDataIsLogged does all that leaves a trace, and looks for who did
// it in every place that others read.
func TestNoPersonalDataIsLogged(t *testing.T) {
	d := openDoor(t, residentLine, guestLine)
	for range freeFailures + 1 {
		d.verify(residentID, wrongPIN)
	}
	d.verify(strangeID, wrongPIN)
	d.verify("Li Wei", residentPIN)
	d.send(http.MethodPost, "/v1/verify", "application/json", `{"flat-17":"839174"`)
	d.submit("/verify", guestID, guestPIN)
	d.submit("/verify?lang=flat-17", guestID, "83917")
	d.get("/flat-17/839174")
	d.mount(map[string]string{"pins": residentLine + "\nLi Wei:839174\n", "tls.crt": "flat-17", "tls.key": "839174"})
	d.reload()
	d.breakHandshake()
	d.breakProgram()
	ready, metrics := d.get("/readyz").Body, d.get("/metrics").Body
	d.close()
	if err := <-d.closed; err != nil {
		t.Fatal(err)
	}

	logs := d.logs.String()
	for _, want := range []string{
		"the way in is open", `"reason":"line 2: the pseudonym may hold only`,
		"a request failed by a mistake in this program", "(*verifier).verify", "closing",
	} {
		if !strings.Contains(logs, want) {
			t.Errorf("the log lacks %q:\n%s", want, logs)
		}
	}
	if !strings.Contains(metrics, "facegov_fallback_connection_errors_total 1\n") {
		t.Error("the broken handshake was not counted")
	}
	secrets := []string{residentID, residentPIN, guestID, guestPIN, strangeID, wrongPIN, "Li Wei", goodKey, goodSalt}
	for where, text := range map[string]string{"log": logs, "readiness": ready, "metrics": metrics} {
		for _, secret := range append(secrets, d.dialled...) {
			if strings.Contains(text, secret) {
				t.Errorf("the %s holds %q:\n%s", where, secret, text)
			}
		}
	}
}

// breakHandshake sends what is not TLS and waits until the server has noticed.
func (d *door) breakHandshake() {
	d.t.Helper()
	conn, err := d.dial(d.t.Context(), "tcp", d.address)
	if err != nil {
		d.t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("flat-17 839174\n")); err != nil {
		d.t.Fatal(err)
	}
	io.Copy(io.Discard, conn) // until the server closes, by whatever error
}

// breakProgram makes one attempt end in a panic that holds what was typed.
func (d *door) breakProgram() {
	d.t.Helper()
	hasher := d.server.verifier.hasher
	derive := hasher.derive
	hasher.derive = func(_ pinHash, pin []byte) []byte { panic("cannot hash " + string(pin)) }
	d.expect(d.verify(guestID, guestPIN), http.StatusInternalServerError,
		"The request failed. Please ask the staff.\n")
	hasher.derive = derive
	d.expect(d.verify(guestID, guestPIN), http.StatusOK, grantedBody)
}
