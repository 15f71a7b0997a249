// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package wayin

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
)

func TestServiceReachesBothKindsOfPod(t *testing.T) {
	frd := deployment()
	service := Service(frd)
	selector := labels.SelectorFromSet(service.Spec.Selector)
	standing := labels.Set(Deployment(frd, image).Spec.Template.Labels)
	beside := labels.Set(Labels(frd))
	if !selector.Matches(standing) || !selector.Matches(beside) {
		t.Errorf("selector %v matches standing pods: %t, sidecars: %t", service.Spec.Selector,
			selector.Matches(standing), selector.Matches(beside))
	}
	if len(service.Spec.Ports) != 1 {
		t.Fatalf("ports = %v", service.Spec.Ports)
	}
	port := service.Spec.Ports[0]
	if port.Name != "https" || port.Port != 443 || port.TargetPort.IntVal != Port || port.Protocol != corev1.ProtocolTCP {
		t.Errorf("port = %v", port)
	}
	if service.Spec.SessionAffinity != corev1.ServiceAffinityClientIP {
		t.Errorf("a door may meet another process at each guess: %s", service.Spec.SessionAffinity)
	}
	if service.Spec.PublishNotReadyAddresses {
		t.Error("pods that are not ready are published")
	}
}
