// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/facts"
)

// referencePath is the field of what is found in a workload of somebody else's: its own fields are in another object.
const referencePath = "spec.workload.reference"

// checkReference is about a workload that somebody else owns: whether it is there, whether one deployment alone governs
// it, and what facegov, which never edits it, cannot put right in its pods.
func (h *house) checkReference() {
	reference := h.facts.Deployment.Spec.Workload.Reference
	switch {
	case reference == nil:
		// The API refuses this; what came in without it refers to nothing.
		h.unknown(ruleTemplate, "ReferenceMissing", referencePath,
			"no workload is named, so nothing is known of what runs", "Name the workload under spec.workload.reference.")
		return
	case !h.facts.Reference.Exists:
		f := h.unknown(ruleTemplate, "WorkloadMissing", referencePath+".name",
			fmt.Sprintf("there is no %s %s in namespace %s, so nothing is known of what runs",
				reference.Kind, reference.Name, h.facts.Namespace.Name),
			"Create the workload, or correct its kind and name; facegov looks again when it appears.")
		f.Basis = v1alpha1.BasisObserved
		return
	}
	h.checkGovernors(workloadName(reference))
	h.checkHostNamespaces(workloadName(reference))
	h.checkDaemonSet(reference)
	h.checkUngoverned(reference)
	h.checkPodsAtGate()
}

func workloadName(r *v1alpha1.WorkloadReference) string { return r.Kind + " " + r.Name }

// checkGovernors refuses a workload that another deployment governs already: its pods would belong to whichever was
// asked first, and be judged by the words of one while the other is read. What the older one was permitted runs on.
func (h *house) checkGovernors(workload string) {
	for _, other := range h.facts.Reference.Governors {
		message := fmt.Sprintf("FaceRecognitionDeployment %s governs %s too", other.Name, workload)
		const remedy = "Keep one of the two deployments: remove the other, or let it refer to a workload of its own."
		var f *finding
		if other.Older {
			f = h.denied(ruleGoverned, "WorkloadGovernedTwice", referencePath, message+" and was there first", remedy)
		} else {
			f = h.unknown(ruleGoverned, "WorkloadGovernedTwice", referencePath, message, remedy)
			f.inputBroken = true
		}
		f.Basis, f.Citation = v1alpha1.BasisObserved, "facegov: one workload, one deployment that answers for it"
	}
}

// checkHostNamespaces says why no pod of a template is born that shares a namespace of its node.
func (h *house) checkHostNamespaces(workload string) {
	pod := h.facts.Template.Spec
	if pod == nil || !pod.HostNetwork && !pod.HostPID && !pod.HostIPC {
		return
	}
	f := h.unknown(rulePodProfile, "NodeShared", referencePath,
		fmt.Sprintf("the template of %s shares the network, the processes or the memory of its node, where no NetworkPolicy "+
			"reaches; new pods of it are refused", workload),
		"Remove hostNetwork, hostPID and hostIPC from the template and reach cameras by address.")
	f.Basis, f.Citation = v1alpha1.BasisObserved, "facegov: a recogniser shares no namespace of its node"
}

// checkDaemonSet finds a DaemonSet that makes a pod for every node: facegov lets none of them out of its zones, so the
// others would wait for ever. The patch is exact, because nobody else edits the template than its owner.
func (h *house) checkDaemonSet(reference *v1alpha1.WorkloadReference) {
	pod, zones := h.facts.Template.Spec, h.facts.Deployment.Spec.Placement.Zones
	if reference.Kind != "DaemonSet" || pod == nil || len(zones) == 0 || selectsZones(pod, zones) {
		return
	}
	f := h.warning(ruleDaemonSet, "TemplateMustSelectZone", referencePath,
		fmt.Sprintf("DaemonSet %s makes a pod for nodes outside the zones of this deployment; those pods never start",
			reference.Name),
		zonePatch(h.facts.Deployment, pod))
	f.Basis, f.Citation = v1alpha1.BasisObserved, "facegov: a pod stands in the zones of its deployment or nowhere"
}

// selectsZones says that a template leads its pods into the zones and nowhere else.
func selectsZones(pod *corev1.PodSpec, zones []string) bool {
	if slices.Contains(zones, pod.NodeSelector[v1alpha1.ZoneNodeLabel]) {
		return true
	}
	return pod.Affinity != nil && facts.IsWithin(pod.Affinity.NodeAffinity, zones)
}

// zonePatch is the command that makes a DaemonSet's template select the zones of its deployment. A single zone is a
// line in the node selector; several are a condition in every node-selector term.
func zonePatch(frd *v1alpha1.FaceRecognitionDeployment, pod *corev1.PodSpec) string {
	zones := frd.Spec.Placement.Zones
	template := map[string]any{"nodeSelector": map[string]string{v1alpha1.ZoneNodeLabel: zones[0]}}
	if len(zones) > 1 {
		var affinity *corev1.NodeAffinity
		if pod.Affinity != nil {
			affinity = pod.Affinity.NodeAffinity
		}
		required := facts.Narrow(affinity, zones).RequiredDuringSchedulingIgnoredDuringExecution
		template = map[string]any{"affinity": map[string]any{"nodeAffinity": map[string]any{
			"requiredDuringSchedulingIgnoredDuringExecution": required,
		}}}
	}
	patch, err := json.Marshal(map[string]any{"spec": map[string]any{"template": map[string]any{"spec": template}}})
	command := fmt.Sprintf("kubectl -n %s patch daemonset %s --type=merge -p '%s'",
		frd.Namespace, frd.Spec.Workload.Reference.Name, patch)
	if err != nil || len(command) > maxText || strings.Count(command, "'") > 2 { // half a patch helps nobody
		return fmt.Sprintf("Add to every node-selector term of the template's required node affinity the expression %s In "+
			"with the zones of spec.placement.zones.", v1alpha1.ZoneNodeLabel)
	}
	return command
}

// checkUngoverned says that pods run which were there before anybody governed them. They are not sent away for that;
// what takes their place is governed.
func (h *house) checkUngoverned(reference *v1alpha1.WorkloadReference) {
	governed := 0
	for i := range h.facts.Pods {
		if !h.facts.Pods[i].Terminating {
			governed++
		}
	}
	ungoverned := int(h.facts.Reference.Pods) - governed
	if ungoverned <= 0 {
		return
	}
	f := h.warning(ruleGoverned, "PodsNotGoverned", referencePath,
		fmt.Sprintf("%d pods of %s run without gate, zone and way in, because they were there before they were governed",
			ungoverned, workloadName(reference)),
		fmt.Sprintf("Restart it when it suits the site: kubectl -n %s rollout restart %s/%s",
			h.facts.Namespace.Name, strings.ToLower(reference.Kind), reference.Name))
	f.Basis, f.Citation = v1alpha1.BasisObserved, "facegov: every pod of a recogniser is governed"
}

// checkPodsAtGate says why pods stay at the gate that mount what nobody declares: they are of an earlier template, or
// something added to them as they were born. While the template itself has such a volume, that is said instead.
func (h *house) checkPodsAtGate() {
	spec := &h.facts.Deployment.Spec
	if h.facts.Template.Spec != nil && !AreDeclared(spec, h.facts.Template.Spec.Volumes) {
		return
	}
	for i := range h.facts.Pods {
		pod := &h.facts.Pods[i]
		undeclared := slices.IndexFunc(pod.Volumes, func(v corev1.Volume) bool { return !isAccounted(spec, &v) })
		if !pod.Gated || pod.Terminating || undeclared < 0 {
			continue
		}
		f := h.warning(ruleVolumes, "PodVolumeUndeclared", "spec.workload.otherVolumes",
			fmt.Sprintf("pod %s stays at the gate: nobody says what its %s keeps",
				pod.Name, describeVolume(&pod.Volumes[undeclared])),
			"Delete the pod if it is of an earlier template; otherwise declare the volume with the reason why it keeps no face.")
		f.Basis = v1alpha1.BasisObserved
		return // one such pod explains the others
	}
}

// AreDeclared says that every volume keeps no faces by its kind, or that the deployment says what it keeps.
func AreDeclared(spec *v1alpha1.FaceRecognitionDeploymentSpec, volumes []corev1.Volume) bool {
	return !slices.ContainsFunc(volumes, func(v corev1.Volume) bool { return !isAccounted(spec, &v) })
}

// isAccounted says that a volume keeps no faces by its kind, or that the deployment says what it keeps. A volume that
// is declared to be memory has to be that.
func isAccounted(spec *v1alpha1.FaceRecognitionDeploymentSpec, v *corev1.Volume) bool {
	isOnDisk := func(s v1alpha1.DataStore) bool {
		return s.Type == v1alpha1.DataStoreMemory && s.Memory != nil && s.Memory.VolumeName == v.Name && !isMemory(v)
	}
	return holdsNoFaces(v) || isDeclared(spec, v) && !slices.ContainsFunc(spec.DataStores, isOnDisk)
}
