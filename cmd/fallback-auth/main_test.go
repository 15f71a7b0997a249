// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// asProgram makes the test binary behave as the program itself.
const asProgram = "FALLBACK_AUTH_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

func program(t *testing.T, args ...string) *exec.Cmd {
	command := exec.CommandContext(t.Context(), os.Args[0], args...)
	command.Env = append(os.Environ(), asProgram+"=1")
	return command
}

// TestHashThenServeThenStop is the program's whole life: a line is made, the
// server lets its owner in, and a SIGTERM ends it.
func TestHashThenServeThenStop(t *testing.T) {
	hash := program(t, "hash")
	hash.Stdin = strings.NewReader("flat-17\n839174\n")
	line, err := hash.Output()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	pins := filepath.Join(dir, "pins")
	if err := os.WriteFile(pins, line, 0o400); err != nil {
		t.Fatal(err)
	}
	server := program(t, "serve", "--listen=127.0.0.1:0", "--credentials="+pins, "--tls-dir="+dir, "--lang=zh-Hans")
	logs, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	address := listenAddress(t, logs)
	for pin, want := range map[string]int{"839174": http.StatusOK, "271828": http.StatusUnauthorized} {
		if got := verify(t, address, pin); got != want {
			t.Errorf("PIN %s got %d, want %d", pin, got, want)
		}
	}
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(logs); err != nil || !strings.Contains(string(rest), "letting requests in flight finish") {
		t.Errorf("the log ends with %q, %v", rest, err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("SIGTERM ended the program with %v, want exit code 0", err)
	}
}

// listenAddress reads the log up to where the server listens.
func listenAddress(t *testing.T, logs io.Reader) string {
	t.Helper()
	for lines := bufio.NewScanner(logs); lines.Scan(); {
		var entry struct{ Msg, Listen string }
		if err := json.Unmarshal(lines.Bytes(), &entry); err != nil {
			t.Fatalf("a log line is not JSON: %s", lines.Bytes())
		}
		if entry.Listen != "" {
			return entry.Listen
		}
	}
	t.Fatal("the server did not say where it listens")
	return ""
}

func verify(t *testing.T, address, pin string) int {
	t.Helper()
	// The certificate is made in the memory of the other process.
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true,
	}}
	response, err := client.Post("https://"+address+"/v1/verify", "application/json",
		strings.NewReader(`{"id":"flat-17","pin":"`+pin+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode
}
