// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// Lines made with the argon2 reference implementation's command line, so that
// the tests do not check this program against itself.
const (
	residentID   = "flat-17"
	residentPIN  = "839174"
	residentLine = residentID + ":$argon2id$v=19$m=32768,t=3,p=4$c2l4dGVlbmJ5dGVzYWx0IQ$" +
		"tER5Enid8jh7VJ+Tsf4bv45kKBqvnDIzxOTStGCeryw"
	guestID   = "guest-4"
	guestPIN  = "405162"
	guestLine = guestID + ":$argon2id$v=19$m=19456,t=2,p=1$c2l4dGVlbmJ5dGVzYWx0IQ$" +
		"X8ZKpkp0rm9BjJwgvfjIwiS9UCAtfijKIzA2oZoiq8E"
	wrongPIN  = "271828"
	strangeID = "nobody-99"
)

var morning = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// fakeClock stands still until it is advanced.
type fakeClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

// lockedBuffer is a buffer that may be read while it is written.
type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

// door is a server on a loopback port, with the files that it watches.
type door struct {
	t       *testing.T
	dir     string
	address string
	clock   *fakeClock
	logs    *lockedBuffer
	server  *Server
	client  *http.Client
	ticks   chan time.Time
	close   context.CancelFunc
	closed  chan error

	mu      sync.Mutex
	dialled []string
}

// newDoor makes a door that is not open yet.
func newDoor(t *testing.T, lines ...string) *door {
	t.Helper()
	d := &door{
		t: t, dir: t.TempDir(), clock: &fakeClock{now: morning}, logs: &lockedBuffer{},
		ticks: make(chan time.Time), closed: make(chan error, 1),
	}
	if len(lines) > 0 {
		d.mount(map[string]string{"pins": strings.Join(lines, "\n") + "\n"})
	}
	var err error
	d.server, err = New(Config{
		Listen: "127.0.0.1:0", Credentials: filepath.Join(d.dir, "pins"), TLSDir: d.dir, Language: "en",
		Log: slog.New(slog.NewJSONHandler(d.logs, nil)), Now: d.clock.Now, Reload: d.ticks,
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// openDoor makes a door and opens it until the test ends.
func openDoor(t *testing.T, lines ...string) *door {
	t.Helper()
	d := newDoor(t, lines...)
	d.open()
	return d
}

func (d *door) open() {
	d.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		d.t.Fatal(err)
	}
	d.address = listener.Addr().String()
	var ctx context.Context
	ctx, d.close = context.WithCancel(context.Background())
	go func() { d.closed <- d.server.serve(ctx, listener) }()
	d.reload() // returns once serve has read the files
	transport := &http.Transport{DialContext: d.dial, TLSClientConfig: &tls.Config{RootCAs: d.trusted()}}
	d.client = &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	d.t.Cleanup(func() {
		transport.CloseIdleConnections()
		d.close()
	})
}

func (d *door) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err == nil {
		d.mu.Lock()
		d.dialled = append(d.dialled, conn.LocalAddr().String())
		d.mu.Unlock()
	}
	return conn, err
}

// trusted holds the certificate that the door serves now.
func (d *door) trusted() *x509.CertPool {
	pool := x509.NewCertPool()
	served, err := d.server.certificates.get(nil)
	if err != nil {
		d.t.Fatal(err)
	}
	pool.AddCert(served.Leaf)
	return pool
}

// mount replaces the files as the kubelet does: a new directory, and one rename
// of the symbolic link through which all files are seen.
func (d *door) mount(files map[string]string) {
	d.t.Helper()
	version, err := os.MkdirTemp(d.dir, "..version-")
	if err != nil {
		d.t.Fatal(err)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(version, name), []byte(content), 0o600); err != nil {
			d.t.Fatal(err)
		}
		link := filepath.Join(d.dir, name)
		if err := os.Symlink(filepath.Join("..data", name), link); err != nil && !os.IsExist(err) {
			d.t.Fatal(err)
		}
	}
	next := filepath.Join(d.dir, "..data_tmp")
	if err := os.Symlink(filepath.Base(version), next); err != nil {
		d.t.Fatal(err)
	}
	if err := os.Rename(next, filepath.Join(d.dir, "..data")); err != nil {
		d.t.Fatal(err)
	}
}

// reload returns once the door has looked at its files: the second tick is taken
// only after the first has been served.
func (d *door) reload() {
	d.ticks <- time.Time{}
	d.ticks <- time.Time{}
}

// reply is what matters of a response.
type reply struct {
	Status     int
	RetryAfter string
	Body       string
	Header     http.Header
}

func (d *door) send(method, path, contentType, body string, headers ...string) reply {
	d.t.Helper()
	request, err := http.NewRequestWithContext(d.t.Context(), method, "https://"+d.address+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := d.client.Do(request)
	if err != nil {
		d.t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return reply{response.StatusCode, response.Header.Get("Retry-After"), string(content), response.Header}
}

func (d *door) get(path string, headers ...string) reply {
	d.t.Helper()
	return d.send(http.MethodGet, path, "", "", headers...)
}

func (d *door) verify(id, pin string) reply {
	d.t.Helper()
	body, err := json.Marshal(map[string]string{"id": id, "pin": pin})
	if err != nil {
		d.t.Fatal(err)
	}
	return d.send(http.MethodPost, "/v1/verify", "application/json", string(body))
}

func (d *door) submit(path, id, pin string, headers ...string) reply {
	d.t.Helper()
	form := url.Values{"id": {id}, "pin": {pin}}.Encode()
	return d.send(http.MethodPost, path, "application/x-www-form-urlencoded", form, headers...)
}

// expect fails the test unless the reply has this status and body.
func (d *door) expect(got reply, wantStatus int, wantBody string) {
	d.t.Helper()
	if got.Status != wantStatus || got.Body != wantBody {
		d.t.Errorf("got %d %q, want %d %q", got.Status, got.Body, wantStatus, wantBody)
	}
}

const (
	grantedBody = `{"granted":true}` + "\n"
	deniedBody  = `{"granted":false,"retryAfter":0}` + "\n"
)
