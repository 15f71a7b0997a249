// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// FaceRecognitionDeploymentStatus is what facegov decided and saw. It holds moments, never remaining times, so that an
// unchanged world writes nothing; and no personal data, ever.
type FaceRecognitionDeploymentStatus struct {
	// conditions are the state in the usual form. Ready, Reconciling and Stalled follow kstatus; every other condition
	// is positive and present from the first write.
	// +optional
	// +listType=map
	// +listMapKey=type
	// +kubebuilder:validation:MaxItems=16
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// observedGeneration is the generation of the spec that this status speaks of.
	// +optional
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// verdict is what the loaded law says now: permitted by the rules loaded on this date, never "compliant".
	// +optional
	Verdict Verdict `json:"verdict,omitempty"`

	// decidedGeneration is the newest generation of the spec that was permitted and of which a pod was let in. A later
	// violation at the same generation is a lapse; without a pod it is a start, which is refused.
	// +optional
	DecidedGeneration int64 `json:"decidedGeneration,omitempty"`

	// heldVerdict is the last verdict that still stands for what runs, while facegov's own inputs are broken. Nothing
	// new starts on it, and it ends.
	// +optional
	HeldVerdict *HeldVerdict `json:"heldVerdict,omitempty"`

	// policies are the policies consulted, by name.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=64
	Policies []ConsultedPolicy `json:"policies,omitempty"`

	// effective is what the law demands after merging: the strictest rule of the highest rank, with the rule that each
	// demand came from and the rules that lost to it.
	// +optional
	Effective *EffectiveObligations `json:"effective,omitempty"`

	// findings are the reasons, worst first, in the same order every time.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=64
	Findings []Finding `json:"findings,omitempty"`

	// findingsTotal is how many findings there are; more than the list holds are counted here alone.
	// +optional
	FindingsTotal int32 `json:"findingsTotal,omitempty"`

	// deadlines are the moments at which something changes by itself.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=64
	Deadlines []Deadline `json:"deadlines,omitempty"`

	// placement says where pods may stand.
	// +optional
	Placement *PlacementStatus `json:"placement,omitempty"`

	// stores says what the sweeps did, per data store.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=32
	Stores []StoreStatus `json:"stores,omitempty"`

	// fallback says whether the way in without a face is there.
	// +optional
	Fallback *FallbackStatus `json:"fallback,omitempty"`

	// replicas is how many recogniser pods exist.
	// +optional
	Replicas int32 `json:"replicas,omitempty"`

	// selector selects the recogniser's pods, for the scale subresource.
	// +optional
	// +kubebuilder:validation:MaxLength=256
	Selector string `json:"selector,omitempty"`
}

// Verdict is an answer of the law, from mild to severe. An unrecognised value counts as the worst.
// +kubebuilder:validation:Enum=Permitted;PermittedWithObligations;Unknown;Denied
type Verdict string

// The verdicts.
const (
	// VerdictPermitted means that the loaded rules permit it and ask for nothing more.
	VerdictPermitted Verdict = "Permitted"
	// VerdictPermittedWithObligations means that the loaded rules permit it while the listed obligations are kept.
	VerdictPermittedWithObligations Verdict = "PermittedWithObligations"
	// VerdictUnknown means that something needed for an answer is not known. What is unknown does not start.
	VerdictUnknown Verdict = "Unknown"
	// VerdictDenied means that a rule refuses it. A human is needed.
	VerdictDenied Verdict = "Denied"
)

// HeldVerdict is a verdict that still stands for what runs.
type HeldVerdict struct {
	// verdict is the verdict that is held.
	// +required
	Verdict Verdict `json:"verdict"`

	// since is when facegov's inputs were first seen broken.
	// +required
	Since metav1.Time `json:"since"`

	// until is when the hold ends and the face side stops: seven days after since.
	// +required
	Until metav1.Time `json:"until"`

	// because names the input that is broken.
	// +required
	// +kubebuilder:validation:MaxLength=512
	Because string `json:"because"`
}

// ConsultedPolicy is a policy that took part in a verdict.
type ConsultedPolicy struct {
	// name of the RecognitionPolicy.
	// +required
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name"`

	// generation of its spec that was applied: the newest one that compiles.
	// +required
	Generation int64 `json:"generation"`

	// digest of that spec, sha256 in hexadecimal.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Digest string `json:"digest,omitempty"`

	// state says what part it takes now: InForce, Preview (its day has not come), Broken (no generation compiles), or
	// Off.
	// +optional
	// +kubebuilder:validation:MaxLength=32
	State string `json:"state,omitempty"`
}

// FindingResult is what a rule says of a deployment, from mild to severe.
// +kubebuilder:validation:Enum=Permitted;PermittedWithObligations;Warning;Unknown;Denied
type FindingResult string

// The results of a rule.
const (
	// FindingPermitted means that the rule is met and nothing remains to be done.
	FindingPermitted FindingResult = "Permitted"
	// FindingPermittedWithObligations means that the rule is met while an obligation is kept, which facegov enforces or
	// records.
	FindingPermittedWithObligations FindingResult = "PermittedWithObligations"
	// FindingWarning means that the rule is not met, and does not refuse: a draft, a recommendation, a law whose day has
	// not come, a lapse within its grace, or one zone of several. It also tells of a rule that is met and soon may not be.
	FindingWarning FindingResult = "Warning"
	// FindingUnknown means that a fact that the rule needs is not known.
	FindingUnknown FindingResult = "Unknown"
	// FindingDenied means that the rule refuses.
	FindingDenied FindingResult = "Denied"
)

// FindingBasis says how the decisive fact is known.
// +kubebuilder:validation:Enum=Observed;Declared;Attested;Missing
type FindingBasis string

// The bases of a finding.
const (
	// BasisObserved means that facegov saw it in the cluster.
	BasisObserved FindingBasis = "Observed"
	// BasisDeclared means that the deployer or the site owner says so.
	BasisDeclared FindingBasis = "Declared"
	// BasisAttested means that a document on record says so.
	BasisAttested FindingBasis = "Attested"
	// BasisMissing means that nobody says anything.
	BasisMissing FindingBasis = "Missing"
)

// Finding is what one rule says of this deployment.
type Finding struct {
	// rule is the id of the rule, in shipped packs the row of the catalogue of duties.
	// +required
	// +kubebuilder:validation:MaxLength=128
	Rule string `json:"rule"`

	// policy is the RecognitionPolicy that the rule stands in. Empty for facegov's own rules.
	// +optional
	// +kubebuilder:validation:MaxLength=253
	Policy string `json:"policy,omitempty"`

	// result is what the rule says.
	// +required
	Result FindingResult `json:"result"`

	// basis says how the decisive fact is known.
	// +required
	Basis FindingBasis `json:"basis"`

	// reason is the case in one CamelCase word.
	// +required
	// +kubebuilder:validation:MaxLength=64
	Reason string `json:"reason"`

	// message says what is wrong, or what is met.
	// +required
	// +kubebuilder:validation:MaxLength=512
	Message string `json:"message"`

	// fieldPath is the field that decided, or that is missing.
	// +optional
	// +kubebuilder:validation:MaxLength=256
	FieldPath string `json:"fieldPath,omitempty"`

	// citation is the instrument and article.
	// +optional
	// +kubebuilder:validation:MaxLength=256
	Citation string `json:"citation,omitempty"`

	// remedy is what would make it right.
	// +optional
	// +kubebuilder:validation:MaxLength=512
	Remedy string `json:"remedy,omitempty"`
}

// EffectiveObligations is what the law demands after merging.
type EffectiveObligations struct {
	// retention is the period that binds each class of data.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=32
	Retention []EffectiveRetention `json:"retention,omitempty"`

	// fallback is what the way in without a face must offer.
	// +optional
	Fallback *EffectiveFallback `json:"fallback,omitempty"`

	// egress is what holds for the way out.
	// +optional
	Egress *EffectiveEgress `json:"egress,omitempty"`

	// refusedVenueClasses are the classes of place where face recognition may not stand or look.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=32
	RefusedVenueClasses []EffectiveVenueClass `json:"refusedVenueClasses,omitempty"`

	// lawfulBasis are the grounds that are accepted, per jurisdiction.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=16
	LawfulBasis []EffectiveLawfulBasis `json:"lawfulBasis,omitempty"`

	// demands are everything else that binding rules ask for, by type and subject: prohibitions, measures and documents
	// of all rules together, and of two values of one subject the stricter.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=64
	Demands []EffectiveDemand `json:"demands,omitempty"`

	// demandsTotal is how many demands there are; more than the list holds are counted here alone, and bind all the same.
	// +optional
	DemandsTotal int32 `json:"demandsTotal,omitempty"`
}

// EffectiveDemand is one thing that binding rules ask for.
type EffectiveDemand struct {
	// type of the requirement that asks for it.
	// +required
	Type RequirementType `json:"type"`

	// subject of the demand, such as EV-PIPIA, MatchThreshold or EmotionRecognition.
	// +required
	// +kubebuilder:validation:MaxLength=253
	Subject string `json:"subject"`

	// value that is demanded, the strictest of all: a number, a period, or a word such as Required or Forbidden.
	// +required
	// +kubebuilder:validation:MaxLength=256
	Value string `json:"value"`

	// from names the rules that ask for this value, of the highest rank first.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=8
	// +kubebuilder:validation:items:MaxLength=128
	From []string `json:"from,omitempty"`

	// losers names the rules that ask for something milder, with what they ask for.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=8
	// +kubebuilder:validation:items:MaxLength=256
	Losers []string `json:"losers,omitempty"`
}

// EffectiveRetention is the period that binds one class of data.
type EffectiveRetention struct {
	// class of data.
	// +required
	Class DataClass `json:"class"`

	// max is the longest permitted period, empty when no rule sets one.
	// +optional
	// +kubebuilder:validation:MaxLength=24
	Max string `json:"max,omitempty"`

	// min is the shortest permitted period, empty when no rule sets one.
	// +optional
	// +kubebuilder:validation:MaxLength=24
	Min string `json:"min,omitempty"`

	// anchors are the moments from which the period may count. Empty means any.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=5
	Anchors []RetentionAnchor `json:"anchors,omitempty"`

	// from names the rules that set max, min and anchors.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=8
	// +kubebuilder:validation:items:MaxLength=128
	From []string `json:"from,omitempty"`

	// losers names the rules that set something milder, or that a higher rank set aside, with what they asked for.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=16
	// +kubebuilder:validation:items:MaxLength=256
	Losers []string `json:"losers,omitempty"`
}

// EffectiveFallback is what the way in must offer.
type EffectiveFallback struct {
	// minMethods is how many ways there must be at any hour.
	// +optional
	MinMethods int32 `json:"minMethods,omitempty"`

	// minOutsideCluster is how many of them must work without the cluster.
	// +optional
	MinOutsideCluster int32 `json:"minOutsideCluster,omitempty"`

	// minWithoutSmartphone is how many of them must work without a smartphone.
	// +optional
	MinWithoutSmartphone int32 `json:"minWithoutSmartphone,omitempty"`

	// from names the rules that set these.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=8
	// +kubebuilder:validation:items:MaxLength=128
	From []string `json:"from,omitempty"`

	// losers names the rules that ask for less.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=16
	// +kubebuilder:validation:items:MaxLength=256
	Losers []string `json:"losers,omitempty"`
}

// EffectiveEgress is what holds for the way out.
type EffectiveEgress struct {
	// free says that doors that control leaving open from inside without means.
	// +required
	Free bool `json:"free"`

	// from names the rules that set this.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=8
	// +kubebuilder:validation:items:MaxLength=128
	From []string `json:"from,omitempty"`
}

// EffectiveVenueClass is a class of place that is refused.
type EffectiveVenueClass struct {
	// class of venue.
	// +required
	// +kubebuilder:validation:MaxLength=63
	Class string `json:"class"`

	// from names the rules that refuse it.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=8
	// +kubebuilder:validation:items:MaxLength=128
	From []string `json:"from,omitempty"`
}

// EffectiveLawfulBasis is the grounds that are accepted in one jurisdiction.
type EffectiveLawfulBasis struct {
	// jurisdiction where they are accepted.
	// +required
	// +kubebuilder:validation:MaxLength=16
	Jurisdiction string `json:"jurisdiction"`

	// kinds that every binding rule accepts.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=16
	Kinds []LawfulBasisKind `json:"kinds,omitempty"`

	// from names the rules that set these.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=8
	// +kubebuilder:validation:items:MaxLength=128
	From []string `json:"from,omitempty"`
}

// Deadline is a moment at which something changes by itself.
type Deadline struct {
	// rule that sets it.
	// +required
	// +kubebuilder:validation:MaxLength=128
	Rule string `json:"rule"`

	// what happens then.
	// +required
	// +kubebuilder:validation:MaxLength=256
	What string `json:"what"`

	// dueAt is the moment.
	// +required
	DueAt metav1.Time `json:"dueAt"`
}

// PlacementStatus says where pods may stand.
type PlacementStatus struct {
	// allowedZones are the zones asked for that the law allows.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MaxLength=63
	AllowedZones []string `json:"allowedZones,omitempty"`

	// refusedZones are the zones asked for that are refused or not known.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MaxLength=63
	RefusedZones []string `json:"refusedZones,omitempty"`

	// summary is "allowed/asked for".
	// +optional
	// +kubebuilder:validation:MaxLength=16
	Summary string `json:"summary,omitempty"`

	// lastEviction is the newest time that pods had to leave.
	// +optional
	LastEviction *Eviction `json:"lastEviction,omitempty"`
}

// Eviction is one time that pods had to leave.
type Eviction struct {
	// startedAt is when the first was asked to leave.
	// +required
	StartedAt metav1.Time `json:"startedAt"`

	// finishedAt is when the last was gone. Omitted while pods remain, which includes those on unreachable nodes: they
	// count as still running.
	// +optional
	FinishedAt *metav1.Time `json:"finishedAt,omitempty"`

	// rule that asked for it.
	// +optional
	// +kubebuilder:validation:MaxLength=128
	Rule string `json:"rule,omitempty"`

	// unreachable is how many pods are on nodes that do not answer.
	// +optional
	Unreachable int32 `json:"unreachable,omitempty"`
}

// StoreState is the state of one store's deletion.
// +kubebuilder:validation:Enum=Scheduled;Sweeping;Swept;Failed;ClaimMissing;ClaimPending;VolumeNotShareable;ClaimShared;ClockDoubt;Retiring;InMemory
type StoreState string

// The states of a store's deletion.
const (
	// StoreScheduled means that the sweep is there and has not run yet.
	StoreScheduled StoreState = "Scheduled"
	// StoreSweeping means that a sweep runs now.
	StoreSweeping StoreState = "Sweeping"
	// StoreSwept means that the last sweep deleted and verified all that was due.
	StoreSwept StoreState = "Swept"
	// StoreFailed means that the last sweep left something that was due.
	StoreFailed StoreState = "Failed"
	// StoreClaimMissing means that the PersistentVolumeClaim does not exist.
	StoreClaimMissing StoreState = "ClaimMissing"
	// StoreClaimPending means that the claim is not bound; the sweep waits, so as not to become its first consumer.
	StoreClaimPending StoreState = "ClaimPending"
	// StoreVolumeNotShareable means that the claim is ReadWriteOncePod, so that no sweep can mount it.
	StoreVolumeNotShareable StoreState = "VolumeNotShareable"
	// StoreClaimShared means that another deployment, which was there first, names the same claim; the sweep waits, so as
	// not to delete what is not its own.
	StoreClaimShared StoreState = "ClaimShared"
	// StoreClockDoubt means that clocks disagree, which stops deletion.
	StoreClockDoubt StoreState = "ClockDoubt"
	// StoreRetiring means that the store was removed from the spec and is being emptied.
	StoreRetiring StoreState = "Retiring"
	// StoreInMemory means that the store goes with the pod.
	StoreInMemory StoreState = "InMemory"
)

// StoreStatus is what the sweeps of one store did.
type StoreStatus struct {
	// name of the store.
	// +required
	// +kubebuilder:validation:MaxLength=40
	Name string `json:"name"`

	// state of the deletion.
	// +required
	State StoreState `json:"state"`

	// claimName is the claim of a store that was taken out of the spec, while it is Retiring: nobody else mounts it before
	// its erasure is verified (PIPL article 47). Of a store in the spec it is left out, because the spec says it.
	// +optional
	// +kubebuilder:validation:MaxLength=253
	ClaimName string `json:"claimName,omitempty"`

	// schedule is when the sweep runs, as in a CronJob.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Schedule string `json:"schedule,omitempty"`

	// lastRun is when a sweep last ended.
	// +optional
	LastRun *metav1.Time `json:"lastRun,omitempty"`

	// lastSuccess is when a sweep last deleted and verified all that was due.
	// +optional
	LastSuccess *metav1.Time `json:"lastSuccess,omitempty"`

	// deleted is how many items were deleted since the store was declared.
	// +optional
	Deleted int64 `json:"deleted,omitempty"`

	// failed is how many items the last sweep could not delete.
	// +optional
	Failed int64 `json:"failed,omitempty"`

	// oldestKept is the anchor of the oldest item that is still kept.
	// +optional
	OldestKept *metav1.Time `json:"oldestKept,omitempty"`

	// verified says that the last sweep looked again and found nothing left of what it deleted.
	// +optional
	Verified bool `json:"verified,omitempty"`

	// root is the digest of the manifest of the last sweep.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Root string `json:"root,omitempty"`

	// message says what is wrong, when something is.
	// +optional
	// +kubebuilder:validation:MaxLength=256
	Message string `json:"message,omitempty"`
}

// FallbackStatus says whether the way in without a face is there.
type FallbackStatus struct {
	// readyPods is how many pods of the standing way in are Ready.
	// +optional
	ReadyPods int32 `json:"readyPods,omitempty"`

	// methods are the ways that are offered, in the order of the spec.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=8
	Methods []FallbackMethodType `json:"methods,omitempty"`

	// summary is "ready/wanted".
	// +optional
	// +kubebuilder:validation:MaxLength=16
	Summary string `json:"summary,omitempty"`

	// unavailableSince is when the way in was last seen to be gone. Omitted while it is there.
	// +optional
	UnavailableSince *metav1.Time `json:"unavailableSince,omitempty"`
}
