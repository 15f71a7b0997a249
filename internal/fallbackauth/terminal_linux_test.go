// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// terminal is a pseudo-terminal: what a person types goes into keyboard, and
// what is echoed comes out of it.
type terminal struct {
	t        *testing.T
	keyboard *os.File
	line     *os.File
	prompts  lockedBuffer
}

func newTerminal(t *testing.T) *terminal {
	t.Helper()
	keyboard, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { keyboard.Close() })
	if err := unix.IoctlSetPointerInt(int(keyboard.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(keyboard.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	line, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { line.Close() })
	return &terminal{t: t, keyboard: keyboard, line: line}
}

func (c *terminal) echoes() bool {
	c.t.Helper()
	settings, err := unix.IoctlGetTermios(int(c.line.Fd()), unix.TCGETS)
	if err != nil {
		c.t.Fatal(err)
	}
	return settings.Lflag&unix.ECHO != 0
}

// answer waits for a prompt that ends in this, and for the echo to be as it must
// be, and types.
func (c *terminal) answer(prompt string, wantEcho bool, typed string) {
	c.t.Helper()
	for !strings.HasSuffix(c.prompts.String(), prompt) || c.echoes() != wantEcho {
		runtime.Gosched()
	}
	if _, err := c.keyboard.WriteString(typed); err != nil {
		c.t.Fatal(err)
	}
}

// screen returns all that was echoed, once nothing more can be.
func (c *terminal) screen() string {
	c.t.Helper()
	c.line.Close()
	var seen bytes.Buffer
	io.Copy(&seen, c.keyboard) // ends with an input/output error: the line is closed
	return seen.String()
}

func TestPINIsNotEchoed(t *testing.T) {
	cases := map[string]struct {
		again   string
		wantErr string
	}{
		"The same PIN twice makes a line": {again: residentPIN},
		"Two PINs make none":              {again: wrongPIN, wantErr: "the two PINs differ"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			c := newTerminal(t)
			var out bytes.Buffer
			ended := make(chan error, 1)
			go func() { ended <- writeHashLine(t.Context(), c.line, &out, &c.prompts, time.Time{}) }()
			c.answer("(not a name): ", true, residentID+"\n")
			c.answer("not shown): ", false, residentPIN+"\n")
			c.answer("again: ", false, tc.again+"\n")
			err := <-ended
			if tc.wantErr == "" && (err != nil || !strings.HasPrefix(out.String(), residentID+":$argon2id$")) {
				t.Errorf("got %q, %v; want a line for %s", out.String(), err, residentID)
			}
			if tc.wantErr != "" && (err == nil || !strings.Contains(err.Error(), tc.wantErr) || out.Len() > 0) {
				t.Errorf("got %q, %v; want an error with %q", out.String(), err, tc.wantErr)
			}
			if !c.echoes() {
				t.Error("the terminal does not echo any more")
			}
			screen := c.screen()
			if !strings.Contains(screen, residentID) || strings.Contains(screen, residentPIN) ||
				strings.Contains(screen, wrongPIN) {
				t.Errorf("the screen shows %q: the pseudonym must be there, a PIN must not", screen)
			}
		})
	}
}

func TestInterruptedTerminalEchoesAgain(t *testing.T) {
	c := newTerminal(t)
	ctx, interrupt := context.WithCancel(t.Context())
	var out bytes.Buffer
	ended := make(chan error, 1)
	go func() { ended <- writeHashLine(ctx, c.line, &out, &c.prompts, time.Time{}) }()
	c.answer("(not a name): ", true, residentID+"\n")
	c.answer("not shown): ", false, residentPIN[:3])
	interrupt()
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "interrupted") || out.Len() > 0 {
		t.Errorf("got %q, %v; want nothing and to be told so", out.String(), err)
	}
	if !c.echoes() {
		t.Error("the terminal does not echo any more")
	}
	// The read that was left behind ends when nobody types any more.
	c.keyboard.Close()
	for !strings.HasSuffix(c.prompts.String(), "\n") {
		runtime.Gosched()
	}
}
