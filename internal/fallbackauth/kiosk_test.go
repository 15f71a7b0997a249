// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

func TestKioskLanguage(t *testing.T) {
	d := openDoor(t, residentLine)
	cases := map[string]struct{ path, accept, want string }{
		"A browser that asks for nothing gets the default":     {"/", "", "en"},
		"A Chinese browser gets Chinese":                       {"/", "zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"},
		"A browser of another language gets what it knows":     {"/", "fr,zh;q=0.5", "zh-Hans"},
		"A browser that knows neither gets the default":        {"/", "fr,de", "en"},
		"What was chosen on the page counts more":              {"/?lang=zh-Hans", "en-GB", "zh-Hans"},
		"What was chosen and is not spoken does not count":     {"/?lang=xx", "zh", "zh-Hans"},
		"A header that makes no sense does not break the page": {"/", ";;q=x,\"", "en"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got := d.get(tc.path, "Accept-Language", tc.accept)
			if got.Status != http.StatusOK || got.Header.Get("Content-Language") != tc.want {
				t.Errorf("got %d in %q, want 200 in %q", got.Status, got.Header.Get("Content-Language"), tc.want)
			}
			if !strings.Contains(got.Body, `<html lang="`+tc.want+`">`) {
				t.Errorf("the page does not say its language %s", tc.want)
			}
		})
	}
}

func TestDefaultLanguageIsChosenByTheSite(t *testing.T) {
	if got := chooseTexts("", "", chinese).Language; got != "zh-Hans" {
		t.Errorf("got %s, want zh-Hans", got)
	}
}

// TestKioskPage holds what makes the page usable by everybody and closed to
// everything foreign.
func TestKioskPage(t *testing.T) {
	d := openDoor(t, residentLine)
	for _, spoken := range languages {
		t.Run(spoken.Language, func(t *testing.T) {
			got := d.get("/?lang=" + spoken.Language)
			page, err := html.Parse(strings.NewReader(got.Body))
			if err != nil {
				t.Fatal(err)
			}
			labels, inputs := map[string]bool{}, map[string]bool{}
			for node := range page.Descendants() {
				attributes := attributesOf(node)
				switch node.Data {
				case "script", "img", "iframe", "style":
					t.Errorf("the page has a <%s>", node.Data)
				case "label":
					labels[attributes["for"]] = true
				case "input":
					inputs[attributes["id"]] = true
				}
				for _, name := range []string{"src", "href", "action"} {
					target, err := url.Parse(attributes[name])
					if err != nil || target.IsAbs() || target.Host != "" {
						t.Errorf("the page refers to %q", attributes[name])
					}
				}
			}
			if diff := cmp.Diff(map[string]bool{"id": true, "pin": true}, inputs); diff != "" {
				t.Errorf("inputs (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(inputs, labels); diff != "" {
				t.Errorf("labels of inputs (-want +got):\n%s", diff)
			}
			if !strings.Contains(got.Body, spoken.Right) {
				t.Error("the page does not say that entering without a face is a right")
			}
		})
	}
}

func attributesOf(node *html.Node) map[string]string {
	attributes := map[string]string{}
	for _, attribute := range node.Attr {
		attributes[attribute.Key] = attribute.Val
	}
	return attributes
}

func TestTextsAreComplete(t *testing.T) {
	for _, spoken := range languages {
		for name, text := range map[string]string{
			"name": spoken.Name, "title": spoken.Title, "right": spoken.Right, "basis": spoken.Basis, "id": spoken.ID,
			"PIN": spoken.PIN, "hint": spoken.PINHint, "enter": spoken.Enter, "granted": spoken.Granted,
			"denied": spoken.Denied, "mistyped": spoken.Mistyped, "down": spoken.Down,
		} {
			if text == "" {
				t.Errorf("%s has no text for %s", spoken.Language, name)
			}
		}
	}
}

func TestWaitingTimes(t *testing.T) {
	const wait = "Too many attempts. Please try again in "
	cases := map[string]struct {
		texts texts
		after time.Duration
		want  string
	}{
		"Part of a second is one":        {english, time.Millisecond, wait + "1 s, or ask the staff."},
		"Below two minutes are seconds":  {english, time.Minute, wait + "60 s, or ask the staff."},
		"Minutes are rounded up":         {english, 2*time.Minute + 1, wait + "3 min, or ask the staff."},
		"Chinese has the same, in hanzi": {chinese, 15 * time.Minute, "尝试次数过多。请在15分钟后重试，或联系工作人员。"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := tc.texts.Wait(tc.after); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestKioskForm(t *testing.T) {
	d := openDoor(t, residentLine)
	type try struct {
		name       string
		id, pin    string
		headers    []string
		wantStatus int
		wantNotice string
	}
	steps := []try{
		{
			"The right PIN", residentID, residentPIN,
			[]string{"Sec-Fetch-Site", "same-origin"},
			200,
			`<p class="notice good" role="status">` + chinese.Granted,
		},
		{
			"The right PIN from an old browser", residentID, residentPIN,
			[]string{"Origin", "https://" + d.address},
			200,
			`<p class="notice good" role="status">` + chinese.Granted,
		},
		{"A wrong PIN", residentID, wrongPIN, nil, 401, `<p class="notice bad" role="alert">` + chinese.Denied},
		{"A mistyped PIN", residentID, "8391", nil, 400, `<p class="notice bad" role="alert">` + chinese.Mistyped},
		{"A page of another site", residentID, residentPIN, []string{"Sec-Fetch-Site", "cross-site"}, 403, "another site"},
	}
	for range 3 {
		steps = append(steps, try{"Wrong again", residentID, wrongPIN, nil, 401, chinese.Denied})
	}
	wait := chinese.Wait(30 * time.Second)
	steps = append(steps,
		try{"The failure that locks says so", residentID, wrongPIN, nil, 401, wait},
		try{"Locked", residentID, residentPIN, nil, 423, wait})
	for _, tc := range steps {
		d.clock.advance(2 * time.Second)
		if tc.wantStatus == http.StatusLocked {
			d.clock.advance(-2 * time.Second)
		}
		got := d.submit("/verify?lang=zh-Hans", tc.id, tc.pin, tc.headers...)
		if got.Status != tc.wantStatus || !strings.Contains(got.Body, tc.wantNotice) {
			t.Errorf("%s: got %d, want %d with %q:\n%s", tc.name, got.Status, tc.wantStatus, tc.wantNotice, got.Body)
		}
		if strings.Contains(got.Body, tc.id) || strings.Contains(got.Body, tc.pin) {
			t.Errorf("%s: the page shows what was typed", tc.name)
		}
	}
}

func TestKioskWithoutCredentials(t *testing.T) {
	d := openDoor(t)
	got := d.submit("/verify", residentID, residentPIN)
	if got.Status != http.StatusServiceUnavailable || !strings.Contains(got.Body, english.Down) {
		t.Errorf("got %d, want 503 with %q:\n%s", got.Status, english.Down, got.Body)
	}
}

func TestKioskRoutes(t *testing.T) {
	d := openDoor(t, residentLine)
	for path, want := range map[string]string{
		"/verify": "/", "/verify?lang=zh-Hans": "/?lang=zh-Hans", "/verify?lang=//elsewhere.example": "/",
	} {
		got := d.get(path)
		if got.Status != http.StatusSeeOther || got.Header.Get("Location") != want {
			t.Errorf("GET %s leads to %d %q, want 303 %q", path, got.Status, got.Header.Get("Location"), want)
		}
	}
	style := d.get("/kiosk.css")
	if style.Status != http.StatusOK || !strings.HasPrefix(style.Header.Get("Content-Type"), "text/css") {
		t.Errorf("the style is %d %q", style.Status, style.Header.Get("Content-Type"))
	}
	if got := d.get("/elsewhere"); got.Status != http.StatusNotFound {
		t.Errorf("an unknown path is %d, want 404", got.Status)
	}
}

func TestSecurityHeaders(t *testing.T) {
	d := openDoor(t, residentLine)
	for _, path := range []string{"/", "/readyz", "/elsewhere"} {
		header := d.get(path).Header
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; " +
				"base-uri 'none'; frame-ancestors 'none'",
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cache-Control": "no-store",
			"Referrer-Policy": "same-origin", "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
		} {
			if got := header.Get(name); got != want {
				t.Errorf("%s has %s %q, want %q", path, name, got, want)
			}
		}
	}
}
