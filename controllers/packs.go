// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/controller-runtime/pkg/client"
	logf "sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/yaml"

	"github.com/facegov/facegov/api/v1alpha1"
	"github.com/facegov/facegov/config/policies"
)

// PackFieldOwner owns the fields of the shipped laws that the operator brings into the cluster, beside whatever a data
// protection officer decides about them.
const PackFieldOwner = "facegov-packs"

// packRetry is how long the operator waits before it tries again to bring what could not be brought. The webhook that
// admits laws is its own and may not answer yet.
const packRetry = 5 * time.Second

// ofDataProtectionOfficer are the fields of a shipped law that are somebody's decision. Whoever sets them otherwise
// keeps them, and the law itself goes on being brought up to date.
var ofDataProtectionOfficer = []string{".spec.enforcement", ".spec.softening"}

// PackLoader brings the shipped laws into the cluster once, when the operator begins to lead. It takes nothing away,
// and nothing from anybody: what somebody else wrote stays.
type PackLoader struct {
	// Client applies.
	Client client.Client
	// Live reads what the API server holds, with who owns which field.
	Live client.Reader
	// Laws that are brought.
	Laws []*unstructured.Unstructured
}

// Laws returns the shipped laws that the words choose, as the profiles change them: see policies.Select.
func Laws(words, profiles []string) ([]*unstructured.Unstructured, error) {
	names, err := policies.Select(words)
	if err != nil {
		return nil, err
	}
	chosen, err := policies.SelectProfiles(profiles)
	if err != nil {
		return nil, err
	}
	laws := make([]*unstructured.Unstructured, 0, len(names))
	for _, name := range names {
		law, err := lawAsWritten(name, chosen)
		if err != nil {
			return nil, err
		}
		laws = append(laws, law)
	}
	return laws, nil
}

// lawAsWritten reads a law without giving it defaults, so that the operator owns what is in the file and no more.
func lawAsWritten(name string, profiles []policies.Profile) (*unstructured.Unstructured, error) {
	typed, err := policies.Decode(name)
	if err != nil {
		return nil, err
	}
	text, err := policies.Source(name)
	if err != nil {
		return nil, err
	}
	law := &unstructured.Unstructured{}
	if err := yaml.Unmarshal(text, &law.Object); err != nil {
		return nil, fmt.Errorf("the shipped policy %s cannot be read: %w", name, err)
	}
	for i := range profiles {
		if !profiles[i].Apply(typed) {
			continue
		}
		if err := unstructured.SetNestedField(law.Object, string(typed.Spec.Enforcement), "spec", "enforcement"); err != nil {
			return nil, fmt.Errorf("the profile %s cannot change %s: %w", profiles[i].Name, name, err)
		}
	}
	return law, nil
}

// NeedLeaderElection implements manager.LeaderElectionRunnable: one replica writes.
func (*PackLoader) NeedLeaderElection() bool { return true }

// Start implements manager.Runnable. It tries until every law is there.
func (l *PackLoader) Start(ctx context.Context) error {
	log := logf.FromContext(ctx).WithName("packs")
	ctx = logf.IntoContext(ctx, log)
	err := wait.PollUntilContextCancel(ctx, packRetry, true, func(ctx context.Context) (bool, error) {
		if err := l.Load(ctx); err != nil {
			log.Error(err, "Some laws are not there yet; trying again")
			return false, nil
		}
		return true, nil
	})
	if ctx.Err() == nil {
		return err
	}
	return nil // the operator stops
}

// Load brings every law once, and says which ones it brought earlier and no longer brings.
func (l *PackLoader) Load(ctx context.Context) error {
	errs := []error{l.reportLeft(ctx)}
	for _, law := range l.Laws {
		if err := l.bring(ctx, law); err != nil {
			errs = append(errs, fmt.Errorf("bring the law %s: %w", law.GetName(), err))
		}
	}
	return errors.Join(errs...)
}

// bring applies a law without force. Where somebody else decided what a violation does, the rest is brought all the
// same; where somebody changed the law itself, it is theirs from then on.
func (l *PackLoader) bring(ctx context.Context, law *unstructured.Unstructured) error {
	err := l.apply(ctx, law)
	changed, isConflict := changedByOthers(err)
	if !isConflict {
		return err
	}
	log := logf.FromContext(ctx).WithValues("law", law.GetName(), "fields", changed)
	if slices.ContainsFunc(changed, func(field string) bool { return !slices.Contains(ofDataProtectionOfficer, field) }) {
		log.Info("The law was changed by somebody else and is left as it is")
		return nil
	}
	log.Info("Somebody else decides what violations of the law do; that stays")
	rest := law.DeepCopy()
	for _, field := range ofDataProtectionOfficer {
		unstructured.RemoveNestedField(rest.Object, strings.Split(strings.TrimPrefix(field, "."), ".")...)
	}
	return l.apply(ctx, rest)
}

func (l *PackLoader) apply(ctx context.Context, law *unstructured.Unstructured) error {
	return l.Client.Apply(ctx, client.ApplyConfigurationFromUnstructured(law.DeepCopy()), client.FieldOwner(PackFieldOwner))
}

// changedByOthers returns the fields that others own with another value.
func changedByOthers(err error) (fields []string, isConflict bool) {
	var status apierrors.APIStatus
	if !apierrors.IsConflict(err) || !errors.As(err, &status) || status.Status().Details == nil {
		return nil, false
	}
	for _, cause := range status.Status().Details.Causes {
		if cause.Type == metav1.CauseTypeFieldManagerConflict {
			fields = append(fields, cause.Field)
		}
	}
	slices.Sort(fields)
	return slices.Compact(fields), len(fields) > 0
}

// reportLeft says which laws the operator brought earlier and does not bring any more. They stay in force: taking a law
// away is somebody's decision.
func (l *PackLoader) reportLeft(ctx context.Context) error {
	var list v1alpha1.RecognitionPolicyList
	if err := l.Live.List(ctx, &list); err != nil {
		return fmt.Errorf("list the laws: %w", err)
	}
	for i := range list.Items {
		law := &list.Items[i]
		if isBrought(law) && !slices.ContainsFunc(l.Laws, func(u *unstructured.Unstructured) bool {
			return u.GetName() == law.Name
		}) {
			logf.FromContext(ctx).Info("The law is no longer among the packs and stays in force; delete it to take it away",
				"law", law.Name)
		}
	}
	return nil
}

func isBrought(law *v1alpha1.RecognitionPolicy) bool {
	return slices.ContainsFunc(law.ManagedFields, func(f metav1.ManagedFieldsEntry) bool {
		return f.Manager == PackFieldOwner
	})
}
