// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
)

//go:embed kiosk
var kioskFiles embed.FS

var kioskTemplate = template.Must(template.ParseFS(kioskFiles, "kiosk/page.html"))

// kioskPage is what the page shows. It never repeats what was typed.
type kioskPage struct {
	Texts     texts
	Languages []texts
	Notice    string
	IsGood    bool
}

// writeKiosk renders the page and sends it with the given status.
func (s *Server) writeKiosk(w http.ResponseWriter, r *http.Request, status int, notice func(texts) string) {
	page := kioskPage{
		Texts:     chooseTexts(r.URL.Query().Get("lang"), r.Header.Get("Accept-Language"), s.texts),
		Languages: languages,
		IsGood:    status == http.StatusOK,
	}
	page.Notice = notice(page.Texts)
	var body bytes.Buffer
	if err := kioskTemplate.Execute(&body, page); err != nil {
		s.log.Error("the kiosk page could not be rendered", "reason", err)
		http.Error(w, "The page could not be shown. Please ask the staff.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", page.Texts.Language)
	w.Header().Set("Vary", "Accept-Language")
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // a client that went away is no news
}

// noticeFor says what became of an attempt.
func noticeFor(answer outcome) func(texts) string {
	return func(t texts) string {
		switch answer.result {
		case Granted:
			return t.Granted
		case Denied:
			if answer.retryAfter > 0 {
				return t.Wait(answer.retryAfter)
			}
			return t.Denied
		case Locked, Limited, Busy:
			return t.Wait(answer.retryAfter)
		case Malformed:
			return t.Mistyped
		default:
			return t.Down
		}
	}
}

func noNotice(texts) string { return "" }

func (s *Server) showKiosk(w http.ResponseWriter, r *http.Request) {
	s.writeKiosk(w, r, http.StatusOK, noNotice)
}

// returnToKiosk is for a reload of the answer's address.
func (s *Server) returnToKiosk(w http.ResponseWriter, r *http.Request) {
	target := "/"
	if chosen, err := textsFor(r.URL.Query().Get("lang")); err == nil {
		target += "?lang=" + chosen.Language
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
}

func (s *Server) verifyForm(w http.ResponseWriter, r *http.Request) {
	body, err := readBody(w, r, "application/x-www-form-urlencoded")
	var typed attempt
	if err == nil {
		typed, err = decodeForm(body)
	}
	if err != nil {
		s.verifier.metrics.count(Malformed)
		s.writeKiosk(w, r, statusOfError(err), noticeFor(outcome{result: Malformed}))
		return
	}
	answer := s.verifier.verify(r.Context(), limitedAddress(r.RemoteAddr), typed)
	setRetryAfter(w, answer)
	s.writeKiosk(w, r, statusOf(answer.result), noticeFor(answer))
}
