// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestVerifyRequests(t *testing.T) {
	d := openDoor(t, residentLine, guestLine)
	good := `{"id":"flat-17","pin":"839174"}`
	cases := map[string]struct {
		method, contentType, body string
		headers                   []string
		wantStatus                int
		wantBody                  string
	}{
		"The right PIN lets in": {
			body: good, wantStatus: 200, wantBody: grantedBody,
		},
		"A charset beside the content type is fine": {
			contentType: "Application/JSON; charset=utf-8", body: good, wantStatus: 200, wantBody: grantedBody,
		},
		"A wrong PIN does not let in": {
			body: `{"id":"flat-17","pin":"271828"}`, wantStatus: 401, wantBody: deniedBody,
		},
		"Somebody else's PIN does not let in": {
			body: `{"id":"guest-4","pin":"839174"}`, wantStatus: 401, wantBody: deniedBody,
		},
		"A body that is not JSON is refused with the reason": {
			body: `id=flat-17`, wantStatus: 400,
			wantBody: `{"granted":false,"reason":"malformed",` +
				`"message":"the body must be one JSON object with the fields \"id\" and \"pin\""}` + "\n",
		},
		"A form is refused where JSON is expected": {
			contentType: "application/x-www-form-urlencoded", body: "id=flat-17&pin=839174", wantStatus: 415,
			wantBody: `{"granted":false,"reason":"malformed","message":"the content type must be application/json"}` + "\n",
		},
		"A body above 1 KiB is refused": {
			body: good + strings.Repeat(" ", maxRequestBytes), wantStatus: 413,
			wantBody: `{"granted":false,"reason":"malformed","message":"the body is larger than 1024 bytes"}` + "\n",
		},
		"A page of another site cannot use its visitors": {
			body: good, headers: []string{"Sec-Fetch-Site", "cross-site"}, wantStatus: 403,
			wantBody: `{"granted":false,"reason":"malformed","message":"the request comes from a page of another site; ` +
				`open the page of this door instead"}` + "\n",
		},
		"An old browser's foreign origin is refused too": {
			body: good, headers: []string{"Origin", "https://elsewhere.example"}, wantStatus: 403,
			wantBody: `{"granted":false,"reason":"malformed","message":"the request comes from a page of another site; ` +
				`open the page of this door instead"}` + "\n",
		},
		"GET is not an attempt": {
			method: http.MethodGet, wantStatus: 405, wantBody: "Method Not Allowed\n",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			d.clock.advance(time.Minute) // limits are tested on their own
			method, contentType := http.MethodPost, "application/json"
			if tc.method != "" {
				method = tc.method
			}
			if tc.contentType != "" {
				contentType = tc.contentType
			}
			d.expect(d.send(method, "/v1/verify", contentType, tc.body, tc.headers...), tc.wantStatus, tc.wantBody)
		})
	}
}

// TestStrangersAndWrongPINsLookTheSame goes on until both are locked, and
// through the lock.
func TestStrangersAndWrongPINsLookTheSame(t *testing.T) {
	answers := func(id string) []reply {
		d := openDoor(t, residentLine, guestLine+":until=20200101T000000Z")
		var got []reply
		for i := range 8 {
			if i == 7 {
				d.clock.advance(30 * time.Second)
			}
			answer := d.verify(id, wrongPIN)
			answer.Header.Del("Date")
			got = append(got, answer)
		}
		return got
	}
	want := answers(residentID)
	for name, id := range map[string]string{"a stranger": strangeID, "a guest whose time has passed": guestID} {
		if diff := cmp.Diff(want, answers(id)); diff != "" {
			t.Errorf("%s can be told from a resident with a wrong PIN:\n%s", name, diff)
		}
	}
	var statuses []int
	var waits []string
	for _, answer := range want {
		statuses = append(statuses, answer.Status)
		waits = append(waits, answer.RetryAfter)
	}
	if diff := cmp.Diff([]int{401, 401, 401, 401, 401, 423, 423, 401}, statuses); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"", "", "", "", "30", "30", "30", "60"}, waits); diff != "" {
		t.Errorf("Retry-After (-want +got):\n%s", diff)
	}
}

func TestLockedAndLimitedAnswers(t *testing.T) {
	d := openDoor(t, residentLine, guestLine)
	for range freeFailures {
		d.verify(residentID, wrongPIN)
	}
	d.clock.advance(1500 * time.Millisecond)
	d.expect(d.verify(residentID, residentPIN), http.StatusLocked,
		`{"granted":false,"reason":"locked","retryAfter":29}`+"\n")
	for range personBurst {
		d.expect(d.verify(guestID, guestPIN), http.StatusOK, grantedBody)
	}
	limited := d.verify(guestID, guestPIN)
	d.expect(limited, http.StatusTooManyRequests, `{"granted":false,"reason":"limited","retryAfter":2}`+"\n")
	if limited.RetryAfter != "2" {
		t.Errorf("Retry-After is %q, want 2", limited.RetryAfter)
	}
	d.clock.advance(28500 * time.Millisecond)
	d.expect(d.verify(residentID, residentPIN), http.StatusOK, grantedBody)
}

func TestBusyAnswer(t *testing.T) {
	d := openDoor(t, residentLine)
	for range maxHashing {
		d.server.verifier.hasher.places <- struct{}{}
	}
	busy := d.verify(residentID, residentPIN)
	d.expect(busy, http.StatusServiceUnavailable, `{"granted":false,"reason":"busy","retryAfter":1}`+"\n")
	if busy.RetryAfter != "1" {
		t.Errorf("Retry-After is %q, want 1", busy.RetryAfter)
	}
	for range maxHashing {
		<-d.server.verifier.hasher.places
	}
	d.expect(d.verify(residentID, residentPIN), http.StatusOK, grantedBody)
}

func TestDoorWithoutCredentials(t *testing.T) {
	d := openDoor(t)
	d.expect(d.get("/healthz"), http.StatusOK, "ok\n")
	d.expect(d.get("/readyz"), http.StatusServiceUnavailable, `{"ready":false,"credentials":0,"problems":`+
		`["credentials: the file does not exist; put it into the Secret that is mounted here"]}`+"\n")
	d.expect(d.verify(residentID, residentPIN), http.StatusServiceUnavailable,
		`{"granted":false,"reason":"unavailable","retryAfter":10}`+"\n")
	d.mount(map[string]string{"pins": residentLine})
	d.reload()
	d.expect(d.get("/readyz"), http.StatusOK, `{"ready":true,"credentials":1}`+"\n")
	d.expect(d.verify(residentID, residentPIN), http.StatusOK, grantedBody)
}

func TestReadinessCountsWhoMayEnterNow(t *testing.T) {
	d := openDoor(t, guestLine+":until=20260302T090000Z")
	d.expect(d.get("/readyz"), http.StatusOK, `{"ready":true,"credentials":1}`+"\n")
	d.clock.advance(time.Hour)
	d.expect(d.get("/readyz"), http.StatusServiceUnavailable, `{"ready":false,"credentials":0}`+"\n")
}

func TestMetrics(t *testing.T) {
	d := openDoor(t, residentLine)
	for range freeFailures {
		d.verify(residentID, wrongPIN)
	}
	d.verify(residentID, residentPIN)
	d.verify(strangeID, wrongPIN)
	d.verify("", "")
	d.clock.advance(time.Minute)
	d.verify(residentID, residentPIN)
	page := d.get("/metrics").Body
	for _, want := range []string{
		`facegov_fallback_attempts_total{result="granted"} 1`,
		`facegov_fallback_attempts_total{result="denied"} 6`,
		`facegov_fallback_attempts_total{result="locked"} 1`,
		`facegov_fallback_attempts_total{result="limited"} 0`,
		`facegov_fallback_attempts_total{result="malformed"} 1`,
		`facegov_fallback_lockouts_total 1`,
		`facegov_fallback_attempts_in_flight 0`,
		`facegov_fallback_credentials 1`,
		`facegov_fallback_reload_errors_total{file="credentials"} 0`,
		`facegov_fallback_reload_failing{file="certificate"} 0`,
	} {
		if !strings.Contains(page, want+"\n") {
			t.Errorf("the metrics lack %q", want)
		}
	}
}

func TestOldTLSIsRefused(t *testing.T) {
	d := openDoor(t, residentLine)
	for name, version := range map[string]uint16{"1.1": tls.VersionTLS11, "1.2": tls.VersionTLS12} {
		conn, err := tls.Dial("tcp", d.address, &tls.Config{
			RootCAs: d.trusted(), MinVersion: tls.VersionTLS10, MaxVersion: version,
		})
		if wantErr := version < tls.VersionTLS12; (err != nil) != wantErr {
			t.Errorf("a client with at most TLS %s got %v", name, err)
		}
		if err == nil {
			conn.Close()
		}
	}
}

// TestClosingLetsRequestsFinish holds a hash until the door takes no new
// connection, and expects its answer nevertheless.
func TestClosingLetsRequestsFinish(t *testing.T) {
	d := newDoor(t, residentLine)
	derive := d.server.verifier.hasher.derive
	d.server.verifier.hasher.derive = func(stored pinHash, pin []byte) []byte {
		d.close()
		for {
			conn, err := net.Dial("tcp", d.address)
			if err != nil {
				return derive(stored, pin)
			}
			conn.Close()
		}
	}
	d.open()
	d.expect(d.verify(residentID, residentPIN), http.StatusOK, grantedBody)
	if err := <-d.closed; err != nil {
		t.Errorf("closing ended with %v", err)
	}
}

func TestBrokenListenerEndsTheServer(t *testing.T) {
	d := newDoor(t, residentLine)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	if err := d.server.serve(t.Context(), listener); err == nil || !strings.Contains(err.Error(), "stopped serving") {
		t.Errorf("got %v, want an error that says that it stopped serving", err)
	}
}

func TestRunSaysWhyItCannotListen(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	d := newDoor(t, residentLine)
	d.server.listen = taken.Addr().String()
	if err := d.server.Run(context.Background()); err == nil || !strings.Contains(err.Error(), "cannot listen") {
		t.Errorf("got %v, want an error that says that it cannot listen", err)
	}
}

func TestConfigErrors(t *testing.T) {
	good := Config{Listen: ":8443", Credentials: "pins", TLSDir: ".", Language: "zh-Hans"}
	if _, err := New(good); err != nil {
		t.Fatalf("a good configuration is refused: %v", err)
	}
	cases := map[string]struct {
		spoil   func(*Config)
		wantErr string
	}{
		"An address without a port":     {func(c *Config) { c.Listen = "8443" }, "--listen"},
		"No credentials file":           {func(c *Config) { c.Credentials = "" }, "--credentials"},
		"No certificate directory":      {func(c *Config) { c.TLSDir = "" }, "--tls-dir"},
		"A language that is not spoken": {func(c *Config) { c.Language = "fr" }, "one of en, zh-Hans"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			config := good
			tc.spoil(&config)
			if _, err := New(config); err == nil || !strings.Contains(err.Error(), tc.wantErr) {
				t.Errorf("got %v, want an error with %q", err, tc.wantErr)
			}
		})
	}
}
