// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// maxRequestBytes bounds the body of an attempt.
const maxRequestBytes = 1024

// requestError is a request that is not an attempt. Its reason never repeats
// what was sent.
type requestError struct {
	status int
	reason string
}

func (e *requestError) Error() string { return e.reason }

func badRequest(reason string) error {
	return &requestError{status: http.StatusBadRequest, reason: reason}
}

// readBody reads a bounded body of the given media type.
func readBody(w http.ResponseWriter, r *http.Request, mediaType string) ([]byte, error) {
	sent, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	if !strings.EqualFold(strings.TrimSpace(sent), mediaType) {
		return nil, &requestError{http.StatusUnsupportedMediaType, "the content type must be " + mediaType}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBytes))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, &requestError{
			http.StatusRequestEntityTooLarge,
			fmt.Sprintf("the body is larger than %d bytes", maxRequestBytes),
		}
	}
	if err != nil {
		return nil, badRequest("the body could not be read to its end")
	}
	return body, nil
}

// decodeJSON reads exactly {"id": "…", "pin": "…"}. It goes token by token,
// because encoding/json would also take ID for id and the last of two pins.
func decodeJSON(body []byte) (attempt, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return attempt{}, badRequest(`the body must be one JSON object with the fields "id" and "pin"`)
	}
	fields := map[string]string{}
	for decoder.More() {
		name, value, err := decodeField(decoder)
		if err != nil {
			return attempt{}, err
		}
		if _, twice := fields[name]; twice {
			return attempt{}, badRequest(fmt.Sprintf("the field %q is there twice; send it once", name))
		}
		fields[name] = value
	}
	if _, err := decoder.Token(); err != nil {
		return attempt{}, badRequest("the JSON object does not end")
	}
	if _, err := decoder.Token(); err != io.EOF {
		return attempt{}, badRequest("something follows the JSON object; send the object alone")
	}
	return newAttempt(fields)
}

func decodeField(decoder *json.Decoder) (name, value string, err error) {
	token, err := decoder.Token()
	if err != nil {
		return "", "", badRequest("the body is not JSON")
	}
	name, _ = token.(string)
	if name != "id" && name != "pin" {
		return "", "", badRequest(`there is a field other than "id" and "pin"; send these two alone`)
	}
	if token, err = decoder.Token(); err != nil {
		return "", "", badRequest("the body is not JSON")
	}
	value, isString := token.(string)
	if !isString {
		return "", "", badRequest(fmt.Sprintf("the field %q must be a string", name))
	}
	return name, value, nil
}

// decodeForm reads exactly id=…&pin=…, and forgives spaces around what a person
// has typed.
func decodeForm(body []byte) (attempt, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return attempt{}, badRequest("the form is not URL-encoded")
	}
	fields := map[string]string{}
	for name, values := range form {
		if (name != "id" && name != "pin") || len(values) != 1 {
			return attempt{}, badRequest(`the form must have the fields "id" and "pin", once each`)
		}
		fields[name] = strings.TrimSpace(values[0])
	}
	return newAttempt(fields)
}

func newAttempt(fields map[string]string) (attempt, error) {
	for _, name := range []string{"id", "pin"} {
		if _, sent := fields[name]; !sent {
			return attempt{}, badRequest(fmt.Sprintf("the field %q is missing", name))
		}
	}
	a := attempt{id: fields["id"], pin: fields["pin"]}
	if err := validateID(a.id); err != nil {
		return attempt{}, badRequest(fmt.Sprintf(`the field "id" is not a pseudonym: %v`, err))
	}
	if err := validatePIN(a.pin); err != nil {
		return attempt{}, badRequest(fmt.Sprintf(`the field "pin" is not a PIN: %v`, err))
	}
	return a, nil
}
