// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"runtime"
	"strconv"
	"time"
)

// Server is the way in.
type Server struct {
	now          func() time.Time
	reload       <-chan time.Time
	listen       string
	log          *slog.Logger
	texts        texts
	metrics      *metrics
	credentials  *lastGood[credentials]
	certificates *certificates
	verifier     *verifier
}

// handler routes the requests.
func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.showKiosk)
	mux.HandleFunc("GET /kiosk.css", s.showStyle)
	mux.HandleFunc("GET /verify", s.returnToKiosk)
	mux.HandleFunc("POST /verify", s.verifyForm)
	mux.HandleFunc("POST /v1/verify", s.verifyJSON)
	mux.HandleFunc("GET /healthz", s.showHealth)
	mux.HandleFunc("GET /readyz", s.showReadiness)
	mux.Handle("GET /metrics", s.metrics.page())
	// There is no session to ride on, but a foreign page could make the browsers
	// of its visitors guess PINs, each from its own address.
	sameOrigin := http.NewCrossOriginProtection()
	sameOrigin.SetDenyHandler(http.HandlerFunc(s.refuseForeignPage))
	return s.recoverPanics(withSecurityHeaders(sameOrigin.Handler(mux)))
}

// verifyAnswer is what POST /v1/verify answers, in whole seconds.
type verifyAnswer struct {
	Granted    bool   `json:"granted"`
	Reason     Result `json:"reason,omitempty"`
	Message    string `json:"message,omitempty"`
	RetryAfter *int   `json:"retryAfter,omitempty"`
}

func (s *Server) verifyJSON(w http.ResponseWriter, r *http.Request) {
	body, err := readBody(w, r, "application/json")
	var sent attempt
	if err == nil {
		sent, err = decodeJSON(body)
	}
	if err != nil {
		s.metrics.count(Malformed)
		writeJSON(w, statusOfError(err), verifyAnswer{Reason: Malformed, Message: err.Error()})
		return
	}
	answer := s.verifier.verify(r.Context(), limitedAddress(r.RemoteAddr), sent)
	setRetryAfter(w, answer)
	writeJSON(w, statusOf(answer.result), answerFor(answer))
}

func answerFor(answer outcome) verifyAnswer {
	seconds := wholeSeconds(answer.retryAfter)
	switch answer.result {
	case Granted:
		return verifyAnswer{Granted: true}
	case Denied:
		return verifyAnswer{RetryAfter: &seconds}
	default:
		return verifyAnswer{Reason: answer.result, RetryAfter: &seconds}
	}
}

func statusOf(result Result) int {
	switch result {
	case Granted:
		return http.StatusOK
	case Denied:
		return http.StatusUnauthorized
	case Locked:
		return http.StatusLocked
	case Limited:
		return http.StatusTooManyRequests
	case Malformed:
		return http.StatusBadRequest
	default:
		return http.StatusServiceUnavailable
	}
}

func statusOfError(err error) int {
	if request, ok := errors.AsType[*requestError](err); ok {
		return request.status
	}
	return http.StatusBadRequest
}

func setRetryAfter(w http.ResponseWriter, answer outcome) {
	if answer.result == Denied {
		// RFC 9110 wants a challenge with 401; no browser asks for this scheme.
		w.Header().Set("WWW-Authenticate", `PIN realm="way in"`)
	}
	if answer.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(wholeSeconds(answer.retryAfter)))
	}
}

func (s *Server) refuseForeignPage(w http.ResponseWriter, _ *http.Request) {
	s.metrics.count(Malformed)
	writeJSON(w, http.StatusForbidden, verifyAnswer{
		Reason:  Malformed,
		Message: "the request comes from a page of another site; open the page of this door instead",
	})
}

func (s *Server) showStyle(w http.ResponseWriter, r *http.Request) {
	http.ServeFileFS(w, r, kioskFiles, "kiosk/kiosk.css")
}

func (s *Server) showHealth(w http.ResponseWriter, _ *http.Request) {
	_, _ = w.Write([]byte("ok\n")) // a client that went away is no news
}

// readiness is what GET /readyz answers. The kubelet copies it into events, so
// it holds counts and reasons only.
type readiness struct {
	Ready       bool     `json:"ready"`
	Credentials int      `json:"credentials"`
	Problems    []string `json:"problems,omitempty"`
}

func (s *Server) showReadiness(w http.ResponseWriter, _ *http.Request) {
	answer := readiness{}
	if people := s.credentials.current(); people != nil {
		answer.Credentials = people.usable(s.now())
	}
	answer.Ready = answer.Credentials > 0
	if problem := s.credentials.currentProblem(); problem != "" {
		answer.Problems = append(answer.Problems, "credentials: "+problem)
	}
	if problem := s.certificates.files.currentProblem(); problem != "" {
		answer.Problems = append(answer.Problems, "certificate: "+problem)
	}
	status := http.StatusOK
	if !answer.Ready {
		status = http.StatusServiceUnavailable
	}
	writeJSON(w, status, answer)
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a client that went away is no news
}

// withSecurityHeaders closes the page: nothing foreign, no frames, no camera.
// There is no HSTS: with a self-signed certificate it would lock the door.
func withSecurityHeaders(next http.Handler) http.Handler {
	fixed := map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; " +
			"base-uri 'none'; frame-ancestors 'none'",
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
		"Referrer-Policy":              "same-origin", // no-referrer would make the form's Origin null
		"Permissions-Policy":           "camera=(), microphone=(), geolocation=()",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Cache-Control":                "no-store",
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range fixed {
			w.Header().Set(name, value)
		}
		next.ServeHTTP(w, r)
	})
}

// recoverPanics logs where a panic came from, and not its value, which may hold
// what somebody typed.
func (s *Server) recoverPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if recover() == nil {
				return
			}
			callers := make([]uintptr, 16)
			frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers)])
			var where []string
			for frame, more := frames.Next(); ; frame, more = frames.Next() {
				where = append(where, frame.Function+":"+strconv.Itoa(frame.Line))
				if !more {
					break
				}
			}
			s.log.Error("a request failed by a mistake in this program", "where", where)
			http.Error(w, "The request failed. Please ask the staff.", http.StatusInternalServerError)
		}()
		next.ServeHTTP(w, r)
	})
}
