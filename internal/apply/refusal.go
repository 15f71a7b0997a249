// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package apply

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// maxMessage bounds what is told of a failure.
const maxMessage = 512

// refusedError is a refusal of facegov itself: trying again does not help.
type refusedError struct{ text string }

func (e refusedError) Error() string { return e.text }

func refusal(format string, args ...any) error { return refusedError{fmt.Sprintf(format, args...)} }

func errConflict(want *desired) error {
	return fmt.Errorf("%s %s was changed by somebody else at the same moment; it is looked at again",
		want.kind(), want.name())
}

// noRight is how the API server says that a client has not been granted a verb. Admission says it in other words.
var noRight = regexp.MustCompile(`User ".*" cannot [a-z]+ (resource|path) `)

// isRefusal says whether an error is the API server's last word on what was sent: invalid, or refused by an admission
// plugin. What can pass by itself is none: conflicts, timeouts, quotas, a namespace that is going, a right not granted.
func isRefusal(err error) bool {
	if _, isOwn := errors.AsType[refusedError](err); isOwn {
		return true
	}
	switch {
	case isFailedTest(err), apierrors.HasStatusCause(err, corev1.NamespaceTerminatingCause):
		return false
	case apierrors.IsInvalid(err), apierrors.IsBadRequest(err):
		return true
	case apierrors.IsForbidden(err):
		return !noRight.MatchString(err.Error()) && !isQuota(err)
	default:
		return false
	}
}

// isQuota says that there is no room for now.
func isQuota(err error) bool { return strings.Contains(err.Error(), "exceeded quota: ") }

// isFailedTest says that a JSON patch did not find the object that it was meant for. The API server answers with the
// status of an invalid object, without any cause.
func isFailedTest(err error) bool {
	var status apierrors.APIStatus
	if !apierrors.IsInvalid(err) || !errors.As(err, &status) {
		return false
	}
	details := status.Status().Details
	return (details == nil || len(details.Causes) == 0) && strings.Contains(err.Error(), "error in our request")
}

// describe tells a failure to a person: the fields and the reasons, without the values.
func describe(err error) string {
	if isFailedTest(err) {
		return "the object was changed by somebody else at the same moment; it is looked at again"
	}
	var status apierrors.APIStatus
	if !errors.As(err, &status) {
		return printable(err.Error())
	}
	details := status.Status().Details
	if details == nil || len(details.Causes) == 0 || !apierrors.IsInvalid(err) {
		return printable(err.Error())
	}
	var parts []string
	for _, cause := range details.Causes {
		parts = append(parts, cause.Field+": "+withoutValue(cause))
	}
	return printable(strings.Join(parts, "; "))
}

// withoutValue leaves the value out of what the API server says of a field: "Invalid value: <value>: <reason>".
func withoutValue(cause metav1.StatusCause) string {
	title, rest, found := strings.Cut(cause.Message, ": ")
	if !found {
		return cause.Message
	}
	switch title {
	case "Required value", "Forbidden", "Too long", "Too many", "Internal error":
		return title + ": " + rest
	case "Duplicate value", "Not found":
		return title
	}
	if reason := strings.TrimPrefix(rest[valueLength(rest):], ": "); reason != "" {
		return title + ": " + reason
	}
	return title
}

// valueLength returns how long the value is at the beginning of a text. Values are written as Go or JSON writes them.
func valueLength(text string) int {
	if quoted, err := strconv.QuotedPrefix(text); err == nil {
		return len(quoted)
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	var value json.RawMessage
	if decoder.Decode(&value) == nil {
		return int(decoder.InputOffset())
	}
	if strings.Contains(text, "{") { // a Go value: only what follows its end is safe to tell
		return strings.LastIndex(text, "}") + 1
	}
	if end := strings.Index(text, ": "); end >= 0 {
		return end
	}
	return len(text)
}

// printable makes a text one bounded line.
func printable(text string) string {
	line := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	line = strings.Join(strings.Fields(line), " ")
	if len(line) <= maxMessage {
		return line
	}
	const ellipsis = "…"
	end := maxMessage - len(ellipsis)
	for !utf8.RuneStart(line[end]) {
		end--
	}
	return line[:end] + ellipsis
}
