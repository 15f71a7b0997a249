// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package webhook

import (
	"context"
	"fmt"
	"maps"
	"net/http"

	authenticationv1 "k8s.io/api/authentication/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
)

// spec is the spec of an object as it was written. It is never decoded into a type, so that nothing but the stamps is
// written otherwise than its author wrote it.
type spec map[string]any

// stamper writes into the spec of an object who stands behind it, where the API server has no policies that do. What it
// leaves out or cannot know is refused by the native policies that check the stamps.
type stamper func(before, after spec, user *authenticationv1.UserInfo)

// Handle implements admission.Handler.
func (stamp stamper) Handle(_ context.Context, request admission.Request) admission.Response { //nolint:gocritic // the interface
	_, before, err := decode(request.OldObject)
	if err != nil {
		return admission.Errored(http.StatusBadRequest, err)
	}
	object, after, err := decode(request.Object)
	if err != nil {
		return admission.Errored(http.StatusBadRequest, err)
	}
	if after == nil {
		return admission.Allowed("") // the schema refuses it
	}
	stamped := maps.Clone(after)
	stamp(before, stamped, &request.UserInfo)
	complete := maps.Clone(object)
	complete["spec"] = stamped
	return changed(object, complete)
}

func decode(raw runtime.RawExtension) (object map[string]any, s spec, err error) {
	if len(raw.Raw) == 0 {
		return nil, nil, nil
	}
	if err := json.Unmarshal(raw.Raw, &object); err != nil {
		return nil, nil, fmt.Errorf("decode the object: %w", err)
	}
	s, _, err = unstructured.NestedMap(object, "spec")
	return object, s, err
}

// isRewritten says whether a spec says something else than before, apart from its stamps.
func isRewritten(before, after spec, stamps ...string) bool {
	without := func(s spec) spec {
		words := maps.Clone(s)
		for _, stamp := range stamps {
			delete(words, stamp)
		}
		return words
	}
	return before == nil || !apiequality.Semantic.DeepEqual(without(before), without(after))
}

// set writes a stamp, or takes it away when there is none.
func (s spec) set(stamp string, value any, isKnown bool) {
	delete(s, stamp)
	if isKnown {
		s[stamp] = value
	}
}

// stampEvidence writes who wrote what an evidence says. A change of anything else changes no author.
func stampEvidence(before, after spec, user *authenticationv1.UserInfo) {
	const attestation = "attestation"
	if !isRewritten(before, after, attestation) {
		author, isKnown := before[attestation]
		after.set(attestation, author, isKnown)
		return
	}
	author := map[string]any{"username": user.Username}
	if user.UID != "" {
		author["uid"] = user.UID
	}
	after.set(attestation, author, true)
}

// stampException writes who asks for an exception and who approved it. Whoever last changed what it asks for is the one
// who asks, and such a change takes an approval away: a yes is a yes to what was read.
func stampException(before, after spec, user *authenticationv1.UserInfo) {
	const requestedBy, approval, approvedBy = "requestedBy", "approval", "approvedBy"
	rewritten := isRewritten(before, after, requestedBy, approval, approvedBy)
	if rewritten {
		after.set(requestedBy, user.Username, true)
	} else {
		author, isKnown := before[requestedBy]
		after.set(requestedBy, author, isKnown)
	}
	_, isApproved := after[approval]
	_, wasApproved := before[approval]
	switch {
	// One that is born approved keeps its approval here, so that its author is told that it takes two.
	case isApproved && rewritten && before != nil:
		delete(after, approval)
		delete(after, approvedBy)
	case isApproved && wasApproved:
		approver, isKnown := before[approvedBy]
		after.set(approvedBy, approver, isKnown)
	default:
		after.set(approvedBy, user.Username, isApproved)
	}
}
