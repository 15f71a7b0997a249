// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// Conditions of kstatus, on every kind.
const (
	// ConditionReady is True when everything that the verdict asks for is in place.
	ConditionReady = "Ready"
	// ConditionReconciling is present and True while facegov works towards Ready by itself.
	ConditionReconciling = "Reconciling"
	// ConditionStalled is present and True while a human is needed.
	ConditionStalled = "Stalled"
)

// Conditions of a FaceRecognitionDeployment. Each is positive and present from the first write.
const (
	// ConditionPolicyEvaluated is True when every policy that applies took part in the verdict with its newest
	// generation, or the last one that compiles. Reasons: Evaluated, LastValidGeneration, PolicyBroken, NoPolicyInForce.
	ConditionPolicyEvaluated = "PolicyEvaluated"
	// ConditionPermitted is True when the verdict lets the deployment run. Reasons: Permitted,
	// PermittedWithObligations, Held, Unknown, Denied.
	ConditionPermitted = "Permitted"
	// ConditionPlacementAllowed is True when at least one zone may take pods and no pod stands elsewhere. Reasons:
	// ZonesAllowed, SomeZonesRefused, NoZoneAllowed, ZoneMissing, ZoneWithoutNodes, Evicting, PodsUnreachable, StaticPods.
	ConditionPlacementAllowed = "PlacementAllowed"
	// ConditionRetentionEnforced is True when every store has its sweep and the last one that ran succeeded. Reasons:
	// Scheduled, Swept, NothingStored, SweepFailed, ClaimMissing, ClaimPending, VolumeNotShareable, ClockDoubt,
	// NotApplied.
	ConditionRetentionEnforced = "RetentionEnforced"
	// ConditionFallbackAvailable is True when the way in without a face is Ready. Reasons: Available, Starting,
	// Unavailable, NotApplied.
	ConditionFallbackAvailable = "FallbackAvailable"
	// ConditionEvidenceCurrent is True when every document that a binding rule asks for is on record and current. Reasons:
	// Current, NotRequired, NotKnown, NotMet.
	ConditionEvidenceCurrent = "EvidenceCurrent"
	// ConditionFilingCurrent is True when everything that had to be filed by now is. A clock that runs is no lapse.
	// Reasons: Current, NotRequired, NotKnown, NotMet.
	ConditionFilingCurrent = "FilingCurrent"
	// ConditionDataProtected is True when what is declared of storage, encryption, separation, networks, recipients and
	// access meets every binding rule. Reasons: Current, NotRequired, NotKnown, NotMet.
	ConditionDataProtected = "DataProtected"
	// ConditionRightsServed is True when people are told, and can exercise their rights, as every binding rule asks.
	// Reasons: Current, NotRequired, NotKnown, NotMet.
	ConditionRightsServed = "RightsServed"
)

// ConditionNodesLabelled on a RecognitionZone is True when exactly the nodes of the zone carry its label. Reasons:
// Labelled, NoNodes, NodeOverlap, CameraOnly, InvalidSelector, Progressing.
const ConditionNodesLabelled = "NodesLabelled"

// ConditionInForce on a RecognitionPolicy is True when its rules count today. Reasons: InForce, LastValidGeneration,
// NotYet, Ended, Off, Broken.
const ConditionInForce = "InForce"

// Reasons of Ready, Reconciling, Stalled and Permitted.
const (
	// ReasonPermitted means that the loaded rules permit it and ask for nothing more.
	ReasonPermitted = "Permitted"
	// ReasonPermittedWithObligations means that they permit it while the listed obligations are kept.
	ReasonPermittedWithObligations = "PermittedWithObligations"
	// ReasonHeld means that an earlier verdict still stands for what runs.
	ReasonHeld = "Held"
	// ReasonUnknown means that a fact is missing.
	ReasonUnknown = "Unknown"
	// ReasonDenied means that a rule refuses.
	ReasonDenied = "Denied"
	// ReasonSuspended means that the owner stopped it.
	ReasonSuspended = "Suspended"
	// ReasonProgressing means that objects or pods are still on their way.
	ReasonProgressing = "Progressing"
	// ReasonEvicting means that pods have to leave and are still there.
	ReasonEvicting = "Evicting"
	// ReasonWorkloadInvalid means that the API server does not accept what the template renders.
	ReasonWorkloadInvalid = "WorkloadInvalid"
	// ReasonApplyFailed means that facegov could not write an object and tries again.
	ReasonApplyFailed = "ApplyFailed"
	// ReasonErasing means that the object is being deleted and its stores are being emptied.
	ReasonErasing = "Erasing"
	// ReasonErasureUnproven means that the object is being deleted and a store is not proven to be empty, although its job
	// has ended or nobody waits for it any longer.
	ReasonErasureUnproven = "ErasureUnproven"
)

// Reasons of EvidenceCurrent, FilingCurrent, DataProtected and RightsServed.
const (
	// ReasonCurrent means that everything that binding rules ask for is there.
	ReasonCurrent = "Current"
	// ReasonNotRequired means that no binding rule asks.
	ReasonNotRequired = "NotRequired"
	// ReasonNotKnown means that something that a rule asks for is not known.
	ReasonNotKnown = "NotKnown"
	// ReasonNotMet means that a rule is not met.
	ReasonNotMet = "NotMet"
)

// Reasons of PolicyEvaluated and InForce.
const (
	// ReasonEvaluated means that every policy took part.
	ReasonEvaluated = "Evaluated"
	// ReasonLastValidGeneration means that the newest generation does not compile and an older one stands.
	ReasonLastValidGeneration = "LastValidGeneration"
	// ReasonPolicyBroken means that no generation of a policy compiles.
	ReasonPolicyBroken = "PolicyBroken"
	// ReasonNoPolicyInForce means that a jurisdiction has no policy in force.
	ReasonNoPolicyInForce = "NoPolicyInForce"
	// ReasonInForce means that the rules count today.
	ReasonInForce = "InForce"
	// ReasonNotYet means that the day has not come.
	ReasonNotYet = "NotYet"
	// ReasonEnded means that the instrument no longer applies.
	ReasonEnded = "Ended"
	// ReasonOff means that the instrument is switched off.
	ReasonOff = "Off"
	// ReasonBroken means that the newest generation does not compile.
	ReasonBroken = "Broken"
	// ReasonSofteningIgnored means that law in force is softened without reason, owner or end, and so is enforced.
	ReasonSofteningIgnored = "SofteningIgnored"
	// ReasonCompiled means that the newest generation compiles.
	ReasonCompiled = "Compiled"
)

// Reasons of PlacementAllowed and NodesLabelled.
const (
	// ReasonZonesAllowed means that every zone asked for is allowed.
	ReasonZonesAllowed = "ZonesAllowed"
	// ReasonSomeZonesRefused means that some are, and pods stand only there.
	ReasonSomeZonesRefused = "SomeZonesRefused"
	// ReasonNoZoneAllowed means that none is.
	ReasonNoZoneAllowed = "NoZoneAllowed"
	// ReasonZoneMissing means that a zone does not exist.
	ReasonZoneMissing = "ZoneMissing"
	// ReasonZoneWithoutNodes means that no node stands in any allowed zone.
	ReasonZoneWithoutNodes = "ZoneWithoutNodes"
	// ReasonPodsUnreachable means that pods which have to leave are on nodes that do not answer.
	ReasonPodsUnreachable = "PodsUnreachable"
	// ReasonStaticPods means that a kubelet runs pods with the deployment's label from a folder of its node, where no
	// verdict reaches them.
	ReasonStaticPods = "StaticPods"
	// ReasonLabelled means that exactly the nodes of the zone carry its label.
	ReasonLabelled = "Labelled"
	// ReasonNoNodes means that the zone selects no node.
	ReasonNoNodes = "NoNodes"
	// ReasonNodeOverlap means that another zone claims a node too.
	ReasonNodeOverlap = "NodeOverlap"
	// ReasonCameraOnly means that the zone names no nodes: only cameras see it.
	ReasonCameraOnly = "CameraOnly"
	// ReasonUnknownVenue means that the venue is not in the vocabulary.
	ReasonUnknownVenue = "UnknownVenue"
	// ReasonUnknownJurisdiction means that the jurisdiction is not in the vocabulary.
	ReasonUnknownJurisdiction = "UnknownJurisdiction"
	// ReasonUnknownTimeZone means that the time zone is not known.
	ReasonUnknownTimeZone = "UnknownTimeZone"
	// ReasonInvalidHours means that the hours of the place cannot be read.
	ReasonInvalidHours = "InvalidHours"
	// ReasonInvalidSelector means that the selector of nodes cannot be read, or looks at the label that it causes.
	ReasonInvalidSelector = "InvalidSelector"
)

// Reasons of RetentionEnforced and FallbackAvailable.
const (
	// ReasonScheduled means that every sweep is there and some have not run yet.
	ReasonScheduled = "Scheduled"
	// ReasonSwept means that the last sweep of every store succeeded.
	ReasonSwept = "Swept"
	// ReasonNothingStored means that no store is declared.
	ReasonNothingStored = "NothingStored"
	// ReasonSweepFailed means that a sweep left something that was due.
	ReasonSweepFailed = "SweepFailed"
	// ReasonClaimMissing means that a store's claim does not exist.
	ReasonClaimMissing = "ClaimMissing"
	// ReasonClaimPending means that a store's claim is not bound.
	ReasonClaimPending = "ClaimPending"
	// ReasonVolumeNotShareable means that a store's claim admits one pod alone.
	ReasonVolumeNotShareable = "VolumeNotShareable"
	// ReasonClockDoubt means that clocks disagree.
	ReasonClockDoubt = "ClockDoubt"
	// ReasonNotApplied means that what should be there could not be written.
	ReasonNotApplied = "NotApplied"
	// ReasonAvailable means that the way in is Ready.
	ReasonAvailable = "Available"
	// ReasonStarting means that the way in has never been Ready yet.
	ReasonStarting = "Starting"
	// ReasonUnavailable means that the way in is gone.
	ReasonUnavailable = "Unavailable"
)
