// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"strings"

	"github.com/facegov/facegov/internal/policy/rules"
)

// placeholder marks what a template leaves to a person.
const placeholder = "FILL IN"

// checkPlaceholders finds words of a template that nobody has replaced: a name that says "FILL IN" names nobody.
func (h *house) checkPlaceholders() {
	spec := &h.facts.Deployment.Spec
	h.checkWritten("spec.responsibleParty.id", spec.ResponsibleParty.ID)
	h.checkWritten("spec.responsibleParty.name", spec.ResponsibleParty.Name)
	h.checkWritten("spec.responsibleParty.contact", spec.ResponsibleParty.Contact)
	if notice := spec.Notice; notice != nil && rules.IsUnfilled(notice.SHA256) {
		h.unknown(rulePlaceholder, "NotFilledIn", "spec.notice.sha256", "the digest of a template stands here still",
			"Fill in the notice, and put here what sha256sum says of it.")
	}
	h.checkWritten("spec.purpose.description", spec.Purpose.Description)
	for i := range spec.Network.Egress {
		h.checkWritten(fmt.Sprintf("spec.network.egress[%d].reason", i), spec.Network.Egress[i].Reason)
	}
	for i := range spec.Network.Ingress {
		h.checkWritten(fmt.Sprintf("spec.network.ingress[%d].reason", i), spec.Network.Ingress[i].Reason)
	}
	for i := range spec.Workload.OtherVolumes {
		h.checkWritten(fmt.Sprintf("spec.workload.otherVolumes[%d].reason", i), spec.Workload.OtherVolumes[i].Reason)
	}
	if profile := spec.Workload.PodSecurity; profile != nil {
		h.checkWritten("spec.workload.podSecurity.reason", profile.Reason)
	}
}

func (h *house) checkWritten(path, text string) {
	if strings.Contains(text, placeholder) {
		h.unknown(rulePlaceholder, "NotFilledIn", path, "the words of a template stand here still",
			"Replace what says "+placeholder+".")
	}
}
