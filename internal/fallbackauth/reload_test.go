// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestReloadBySymlinkSwap(t *testing.T) {
	d := openDoor(t, residentLine)
	ready := func(problem string) string {
		if problem != "" {
			problem = `,"problems":["credentials: ` + problem + `"]`
		}
		return `{"ready":true,"credentials":2` + problem + `}`
	}
	const noColon = "line 2: there is no ':' between the pseudonym and the hash"
	steps := []struct {
		name         string
		files        map[string]string
		wantResident int
		wantGuest    int
		wantReady    string
		wantErrors   string
	}{
		{
			"A guest is added",
			map[string]string{"pins": residentLine + "\n" + guestLine},
			200, 200,
			ready(""), "0",
		},
		{
			"A broken file changes nothing",
			map[string]string{"pins": guestLine + "\noops"},
			200, 200,
			ready(noColon), "1",
		},
		{
			"The same broken file again is no news",
			map[string]string{"pins": guestLine + "\noops"},
			200, 200,
			ready(noColon), "1",
		},
		{
			"An empty file locks nobody out",
			map[string]string{"pins": ""},
			200, 200,
			ready("the file holds no credential; add a line made with `fallback-auth hash`"), "2",
		},
		{
			"A file that has gone locks nobody out",
			map[string]string{},
			200, 200,
			ready("the file does not exist; put it into the Secret that is mounted here"), "3",
		},
		{
			"The former file again clears the problem",
			map[string]string{"pins": residentLine + "\n" + guestLine},
			200, 200,
			ready(""), "3",
		},
		{
			"Who is taken off the list stays out",
			map[string]string{"pins": guestLine},
			401, 200,
			`{"ready":true,"credentials":1}`, "3",
		},
	}
	for _, tc := range steps {
		d.mount(tc.files)
		d.reload()
		d.clock.advance(time.Minute)
		if got := d.verify(residentID, residentPIN).Status; got != tc.wantResident {
			t.Errorf("%s: the resident got %d, want %d", tc.name, got, tc.wantResident)
		}
		if got := d.verify(guestID, guestPIN).Status; got != tc.wantGuest {
			t.Errorf("%s: the guest got %d, want %d", tc.name, got, tc.wantGuest)
		}
		if got := strings.TrimSpace(d.get("/readyz").Body); got != tc.wantReady {
			t.Errorf("%s: readiness is %s, want %s", tc.name, got, tc.wantReady)
		}
		want := `facegov_fallback_reload_errors_total{file="credentials"} ` + tc.wantErrors + "\n"
		if !strings.Contains(d.get("/metrics").Body, want) {
			t.Errorf("%s: the metrics lack %q", tc.name, want)
		}
	}
}

func TestDirectoryInPlaceOfTheFile(t *testing.T) {
	files := &lastGood[int]{paths: []string{filepath.Dir(t.TempDir())}}
	if got := files.refresh(); got != broken || !strings.Contains(files.currentProblem(), "not a regular file") {
		t.Errorf("got %d with the problem %q", got, files.currentProblem())
	}
	if got := files.refresh(); got != unchanged {
		t.Errorf("the same problem again is reported again")
	}
}

func TestReloadKeepsLocks(t *testing.T) {
	d := openDoor(t, residentLine)
	for range freeFailures {
		d.verify(residentID, wrongPIN)
	}
	d.mount(map[string]string{"pins": residentLine + "\n" + guestLine})
	d.reload()
	d.expect(d.verify(residentID, residentPIN), http.StatusLocked,
		`{"granted":false,"reason":"locked","retryAfter":30}`+"\n")
}
