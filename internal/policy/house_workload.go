// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/internal/law/period"
)

func (h *house) checkWorkload() {
	h.checkImages()
	workload := &h.facts.Deployment.Spec.Workload
	template := &h.facts.Template
	switch {
	case workload.Type == v1alpha1.WorkloadTypeReference:
		h.checkReference()
		return
	case template.Spec == nil && template.Error == "":
		h.unknown(ruleTemplate, "TemplateMissing", "spec.workload.template",
			"there is no pod template, so nothing is known of what runs",
			"Give the pod template under spec.workload.template.")
	}
	if p := workload.PodSecurity; p != nil && p.Profile != "Restricted" {
		f := h.warning(rulePodProfile, "ProfileLoosened", "spec.workload.podSecurity",
			fmt.Sprintf("the recogniser runs under the pod security profile %s", p.Profile),
			"Remove spec.workload.podSecurity when the recogniser no longer needs it.")
		f.Citation = citePodSecurity
	}
	if fields := leftOut(template.Spec, workload.PodSecurity); len(fields) > 0 {
		f := h.warning(rulePodProfile, "FieldsLeftOut", "spec.workload.template.spec",
			fmt.Sprintf("the pods are made without what the template says under %s", strings.Join(fields, ", ")),
			"Remove these fields. A camera or GPU that needs more than Restricted has it under spec.workload.podSecurity, "+
				"with a reason; pods are placed by spec.placement.zones and run under an account of their own.")
		f.Citation = citePodSecurity
	}
}

const citePodSecurity = "facegov: pod security is Restricted unless a reason is given"

// leftOut names the fields of a template that are not rendered, so that nobody waits for what they ask for. A pod that
// names its node passes no scheduler, and a recogniser runs under an account without rights.
func leftOut(pod *corev1.PodSpec, security *v1alpha1.PodSecurity) []string {
	if pod == nil {
		return nil
	}
	asked := map[string]bool{
		"nodeName":           pod.NodeName != "",
		"serviceAccountName": pod.ServiceAccountName != "" || pod.DeprecatedServiceAccount != "",
	}
	if security == nil || security.Profile != "Privileged" {
		asked["hostNetwork"], asked["hostPID"], asked["hostIPC"] = pod.HostNetwork, pod.HostPID, pod.HostIPC
		askedByContainers(asked, "initContainers", pod.InitContainers)
		askedByContainers(asked, "containers", pod.Containers)
	}
	maps.DeleteFunc(asked, func(_ string, isAsked bool) bool { return !isAsked })
	return slices.Sorted(maps.Keys(asked))
}

func askedByContainers(asked map[string]bool, field string, containers []corev1.Container) {
	for i := range containers {
		path, security := fmt.Sprintf("%s[%d].", field, i), containers[i].SecurityContext
		asked[path+"securityContext.privileged"] = security != nil && security.Privileged != nil && *security.Privileged
		asked[path+"ports.hostPort"] = slices.ContainsFunc(containers[i].Ports, func(p corev1.ContainerPort) bool {
			return p.HostPort != 0
		})
	}
}

// checkStores finds volumes that nobody declares, and stores that are not what they are said to be.
func (h *house) checkStores() {
	spec := &h.facts.Deployment.Spec
	for i := range spec.DataStores {
		h.checkStore(&spec.DataStores[i], fmt.Sprintf("spec.dataStores[%d]", i))
	}
	pod := h.facts.Template.Spec
	if pod == nil {
		return
	}
	for i := range pod.Volumes {
		v := &pod.Volumes[i]
		if holdsNoFaces(v) || isDeclared(spec, v) {
			continue
		}
		h.unknown(ruleVolumes, "VolumeUndeclared", h.templatePath("volumes[%d]", i),
			fmt.Sprintf("%s is in the template and nobody says what it keeps", describeVolume(v)),
			"List it under spec.dataStores, or under spec.workload.otherVolumes with the reason why it keeps no face.")
	}
}

// describeVolume names a volume, with its claim when it has one: a StatefulSet gives several claims one name.
func describeVolume(v *corev1.Volume) string {
	if claim := v.PersistentVolumeClaim; claim != nil {
		return fmt.Sprintf("volume %s (claim %s)", v.Name, claim.ClaimName)
	}
	return "volume " + v.Name
}

// templatePath is the path of something in the pod template. The template of a workload that somebody else owns is in
// another object.
func (h *house) templatePath(format string, args ...any) string {
	if h.facts.Deployment.Spec.Workload.Type == v1alpha1.WorkloadTypeReference {
		return referencePath
	}
	return "spec.workload.template.spec." + fmt.Sprintf(format, args...)
}

// checkImages finds images that are named by a tag: whoever moves the tag changes what runs, and no verdict is about
// that.
func (h *house) checkImages() {
	pod := h.facts.Template.Spec
	if pod == nil {
		return
	}
	h.checkPinned("initContainers", pod.InitContainers)
	h.checkPinned("containers", pod.Containers)
}

func (h *house) checkPinned(field string, containers []corev1.Container) {
	for i := range containers {
		// Without an image there is no pod: the API server says so.
		if c := &containers[i]; c.Image != "" && !strings.Contains(c.Image, "@sha256:") {
			f := h.warning(ruleImages, "ImageNotPinned", h.templatePath("%s[%d].image", field, i),
				fmt.Sprintf("container %s runs image %s, which somebody else can exchange under that name", c.Name, c.Image),
				"Name the image by its digest: registry/name@sha256:…")
			f.Basis, f.Citation = v1alpha1.BasisObserved, "facegov: what runs is what was decided about"
		}
	}
}

func (h *house) checkStore(s *v1alpha1.DataStore, path string) {
	const notZero = "facegov: \"not stored\" is not \"stored for zero seconds\""
	if declared, err := period.Parse(s.Retention.Max); err == nil && declared.IsZero() {
		f := h.denied(rulePeriod, "PeriodZero", path+".retention.max",
			fmt.Sprintf("store %s is said to keep its data for no time at all, and what is written is kept until it is deleted",
				s.Name),
			"Use a store of type Memory for data that must not be stored, or give the real period.")
		f.Citation = notZero
	}
	switch {
	case s.Type == v1alpha1.DataStoreMemory && s.Memory != nil:
		if h.facts.Template.Spec == nil || isInMemory(h.facts.Template.Spec, s.Memory.VolumeName) {
			return
		}
		f := h.denied(ruleMemory, "NotInMemory", path+".memory",
			fmt.Sprintf("store %s is said to be in memory, and the template has no volume %s of that kind",
				s.Name, s.Memory.VolumeName),
			"Give the template an emptyDir volume of that name with medium Memory.")
		f.Basis, f.Citation = v1alpha1.BasisObserved, notZero
	case s.Type == v1alpha1.DataStoreVolume && s.Volume != nil:
		h.checkClaimant(s, path+".volume.claimName")
	default:
		// The API refuses this; what came in without it says nothing of where the data is.
		h.unknown(ruleVolumes, "StoreUndescribed", path, fmt.Sprintf("it is not known where store %s keeps its data", s.Name),
			"Describe the store: volume for type Volume, memory for type Memory.")
	}
}

// checkClaimant refuses a claim that another deployment names already: each would delete the other's faces, by its own
// period and when it goes. The first keeps running, for the second stores nothing and deletes nothing there.
func (h *house) checkClaimant(s *v1alpha1.DataStore, path string) {
	other, found := h.facts.Claimant(s.Volume.ClaimName)
	if !found {
		return
	}
	message := fmt.Sprintf("FaceRecognitionDeployment %s names PersistentVolumeClaim %s too",
		other.Name, s.Volume.ClaimName)
	var f *finding
	if other.First {
		f = h.denied(ruleOneStore, "ClaimShared", path, message+" and was there first",
			"Give this deployment a claim of its own, or put both doors into one deployment.")
	} else {
		f = h.warning(ruleOneStore, "ClaimShared", path, message+", came second and is refused",
			"Give the other deployment a claim of its own, or put both doors into one deployment. While both name the claim, "+
				"nothing on it is erased for good.")
	}
	f.Basis, f.Citation = v1alpha1.BasisObserved, "facegov: one store, one deployment that answers for it"
}

func isInMemory(pod *corev1.PodSpec, volume string) bool {
	return slices.ContainsFunc(pod.Volumes, func(v corev1.Volume) bool { return v.Name == volume && isMemory(&v) })
}

func isMemory(v *corev1.Volume) bool {
	return v.EmptyDir != nil && v.EmptyDir.Medium == corev1.StorageMediumMemory
}

func holdsNoFaces(v *corev1.Volume) bool {
	return v.ConfigMap != nil || v.Secret != nil || v.Projected != nil || v.DownwardAPI != nil || v.Image != nil
}

func isDeclared(spec *v1alpha1.FaceRecognitionDeploymentSpec, v *corev1.Volume) bool {
	for i := range spec.Workload.OtherVolumes {
		if spec.Workload.OtherVolumes[i].Name == v.Name {
			return true
		}
	}
	for i := range spec.DataStores {
		s := &spec.DataStores[i]
		if s.Memory != nil && s.Memory.VolumeName == v.Name {
			return true
		}
		if s.Volume != nil && v.PersistentVolumeClaim != nil && v.PersistentVolumeClaim.ClaimName == s.Volume.ClaimName {
			return true
		}
	}
	return false
}
