// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package adopt

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/facegov/facegov/api/v1alpha1"
)

// Options are what a cluster does not tell.
type Options struct {
	// Jurisdiction of the site.
	Jurisdiction string
	// TimeZone of the site.
	TimeZone string
	// Until is the end of the observation period.
	Until time.Time
}

// Proposal is what could govern the face servers of a cluster.
type Proposal struct {
	Options
	// Zones are where nodes stand.
	Zones []zone
	// Views are the places that cameras see, one for each namespace.
	Views []zone
	// Members are the workloads to govern.
	Members []*member
	// PodNetworks are where the cluster's pods have their addresses.
	PodNetworks []string

	// Others are the workloads that are no known face server.
	Others []string
	// Doubtful are workloads that may be face servers.
	Doubtful []doubtful
	// Ownerless are pods that run a face server and that no workload owns that could be adopted.
	Ownerless []string
	// OpenServices are Services that lead to a port that asks nobody who they are.
	OpenServices []string
	// Enrolled are the namespaces with face servers that are enrolled already.
	Enrolled []string
}

// End is the end of the observation period.
func (p *Proposal) End() string { return p.Until.UTC().Format(time.RFC3339) }

// Namespaces are where the members live.
func (p *Proposal) Namespaces() []string {
	var namespaces []string
	for _, m := range p.Members {
		namespaces = append(namespaces, m.Namespace)
	}
	slices.Sort(namespaces)
	return slices.Compact(namespaces)
}

// zone is a RecognitionZone to propose.
type zone struct {
	Name       string
	Nodes      []string
	Namespaces []string
}

// doubtful is a workload that may be a face server.
type doubtful struct {
	Workload string
	*Server
}

// member is a workload to govern.
type member struct {
	*Workload
	// Deployment is the name of the FaceRecognitionDeployment.
	Deployment string
	// Servers are the known servers by container.
	Servers map[string]*Server
	// Server is the first of them.
	*Server
	// Zones where its pods stand.
	Zones []string
	// View is the zone that its cameras see.
	View string
	// Volumes are its volumes that may keep something.
	Volumes []volume
	// Unpinned are images that are not pinned by digest.
	Unpinned []string
	// Restart says what admission would refuse of its pods as they are now.
	Restart []string
}

// Propose looks at a cluster and proposes what would govern its face servers.
func Propose(c *Cluster, o Options) (*Proposal, error) {
	servers, err := Known()
	if err != nil {
		return nil, err
	}
	p := &Proposal{Options: o}
	for i := range c.Workloads {
		p.sort(servers, c, &c.Workloads[i])
	}
	for i := range c.Pods {
		pod := &c.Pods[i]
		if server := firstServer(servers, &pod.Spec); server != nil && !server.ServesAnyModel {
			p.Ownerless = append(p.Ownerless, fmt.Sprintf("%s/%s (%s)", pod.Namespace, pod.Name, server.Name))
		}
	}
	p.place(c)
	p.lookAround(c)
	return p, nil
}

func firstServer(servers []Server, pod *corev1.PodSpec) *Server {
	for i := range pod.Containers {
		if server := recognise(servers, pod.Containers[i].Image); server != nil {
			return server
		}
	}
	return nil
}

// sort takes a workload as a member, as doubtful, or as none of ours.
func (p *Proposal) sort(servers []Server, c *Cluster, w *Workload) {
	m := &member{Workload: w, Servers: map[string]*Server{}}
	for i := range w.Pod.Containers {
		container := &w.Pod.Containers[i]
		server := recognise(servers, container.Image)
		if server == nil {
			continue
		}
		if server.ServesAnyModel {
			p.Doubtful = append(p.Doubtful, doubtful{w.Namespace + "/" + w.Name, server})
			continue
		}
		m.Servers[container.Name] = server
		m.Server = cmp.Or(m.Server, server)
	}
	if m.Server == nil {
		if firstServer(servers, w.Pod) == nil {
			p.Others = append(p.Others, w.Namespace+"/"+w.Name)
		}
		return
	}
	m.Deployment = p.nameFor(w)
	m.Volumes = m.volumesOf(c)
	m.nameStores()
	m.Unpinned = unpinned(w.Pod)
	m.Restart = refusedAtRestart(w)
	p.Members = append(p.Members, m)
}

// nameFor makes the name of a deployment: that of its workload where it can be, with its kind where it is taken.
func (p *Proposal) nameFor(w *Workload) string {
	const longest = 48
	name := label(w.Name, longest)
	isTaken := func(m *member) bool { return m.Namespace == w.Namespace && m.Deployment == name }
	if slices.ContainsFunc(p.Members, isTaken) {
		name = label(strings.ToLower(w.Kind)+"-"+w.Name, longest)
	}
	for i := 2; slices.ContainsFunc(p.Members, isTaken); i++ {
		name = label(fmt.Sprintf("n%d-%s", i, w.Name), longest)
	}
	return name
}

// label makes a DNS label that begins with a letter.
func label(text string, longest int) string {
	var made strings.Builder
	for _, r := range strings.ToLower(text) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			made.WriteRune(r)
		} else {
			made.WriteByte('-')
		}
	}
	name := strings.Trim(made.String(), "-")
	if name == "" || name[0] <= '9' {
		name = "n" + name
	}
	return strings.TrimRight(name[:min(len(name), longest)], "-")
}

// nameStores gives every store a name of its own.
func (m *member) nameStores() {
	count := map[string]int{}
	for i := range m.Volumes {
		for j := range m.Volumes[i].Stores {
			store := &m.Volumes[i].Stores[j]
			count[store.Name]++
			store.Label = store.Name
			if n := count[store.Name]; n > 1 {
				store.Label = fmt.Sprintf("%s-%d", store.Name, n)
			}
		}
	}
}

// unpinned returns the images whose content may change under their name.
func unpinned(pod *corev1.PodSpec) []string {
	var images []string
	for _, containers := range [][]corev1.Container{pod.InitContainers, pod.Containers} {
		for i := range containers {
			if !strings.Contains(containers[i].Image, "@sha256:") {
				images = append(images, containers[i].Image)
			}
		}
	}
	slices.Sort(images)
	return slices.Compact(images)
}

// refusedAtRestart says what the guards at the pod would refuse once the workload is governed. What runs is left alone.
func refusedAtRestart(w *Workload) []string {
	var reasons []string
	if w.Pod.HostNetwork || w.Pod.HostPID || w.Pod.HostIPC {
		reasons = append(reasons, "its pods use namespaces of the host; set hostNetwork, hostPID and hostIPC to false")
	}
	if w.Pod.NodeName != "" {
		reasons = append(reasons, "its template names a node, past the scheduler; use a node selector")
	}
	if name := w.Pod.SchedulerName; name != "" && name != corev1.DefaultSchedulerName {
		reasons = append(reasons, "its pods ask for scheduler "+name+"; add it to schedulers and schedulerNames of the "+
			"ConfigMap facegov-admission if it keeps node affinity")
	}
	if w.Kind == "DaemonSet" && w.Pod.NodeSelector[v1alpha1.ZoneNodeLabel] == "" {
		reasons = append(reasons, "the template of a DaemonSet has to select its zone itself: nodeSelector "+
			v1alpha1.ZoneNodeLabel+" with the name of the zone")
	}
	return reasons
}

// place makes a zone of every group of nodes on which members run, and one of what their cameras see.
func (p *Proposal) place(c *Cluster) {
	for _, m := range p.Members {
		for i := range m.Pods {
			if node := m.Pods[i].Spec.NodeName; node != "" {
				m.Zones = append(m.Zones, p.standIn(groupOf(c, node), node, m.Namespace))
			}
		}
		slices.Sort(m.Zones)
		m.Zones = slices.Compact(m.Zones)
		m.View = label(m.Namespace+"-view", maxZoneName)
		if !slices.ContainsFunc(p.Views, func(v zone) bool { return v.Name == m.View }) {
			p.Views = append(p.Views, zone{Name: m.View, Namespaces: []string{m.Namespace}})
		}
	}
	slices.SortFunc(p.Zones, func(a, b zone) int { return strings.Compare(a.Name, b.Name) })
	for i := range p.Zones {
		slices.Sort(p.Zones[i].Nodes)
	}
	for i := range c.Nodes {
		p.PodNetworks = append(p.PodNetworks, c.Nodes[i].Spec.PodCIDRs...)
	}
	slices.Sort(p.PodNetworks)
	p.PodNetworks = slices.Compact(p.PodNetworks)
}

const maxZoneName = 63

// groupOf is how the cluster itself groups a node: by its zone, or the node alone.
func groupOf(c *Cluster, node string) string {
	for i := range c.Nodes {
		if group := c.Nodes[i].Labels[corev1.LabelTopologyZone]; c.Nodes[i].Name == node && group != "" {
			return group
		}
	}
	return node
}

// standIn adds a node to the zone of its group and returns the zone's name.
func (p *Proposal) standIn(group, node, namespace string) string {
	name := label("nodes-"+group, maxZoneName)
	at := slices.IndexFunc(p.Zones, func(z zone) bool { return z.Name == name })
	if at < 0 {
		at = len(p.Zones)
		p.Zones = append(p.Zones, zone{Name: name})
	}
	z := &p.Zones[at]
	if !slices.Contains(z.Nodes, node) {
		z.Nodes = append(z.Nodes, node)
	}
	if !slices.Contains(z.Namespaces, namespace) {
		z.Namespaces = append(z.Namespaces, namespace)
	}
	return name
}

// lookAround finds open doors beside the members.
func (p *Proposal) lookAround(c *Cluster) {
	for _, m := range p.Members {
		for i := range c.Services {
			for _, port := range openPorts(m, &c.Services[i]) {
				p.OpenServices = append(p.OpenServices, fmt.Sprintf("service %s/%s leads to port %d of %s, which asks nobody "+
					"who they are", c.Services[i].Namespace, c.Services[i].Name, port, m.Server.Name))
			}
		}
	}
	slices.Sort(p.OpenServices)
	p.OpenServices = slices.Compact(p.OpenServices)
	for i := range c.Namespaces {
		n := &c.Namespaces[i]
		isHome := func(m *member) bool { return m.Namespace == n.Name }
		if n.Labels[v1alpha1.EnrolledLabel] == "true" && slices.ContainsFunc(p.Members, isHome) {
			p.Enrolled = append(p.Enrolled, n.Name)
		}
	}
}

// openPorts returns the ports to which a Service leads on a member and that ask nobody who they are.
func openPorts(m *member, s *corev1.Service) []int32 {
	if s.Namespace != m.Namespace || len(s.Spec.Selector) == 0 ||
		!slices.ContainsFunc(m.Pods, func(pod corev1.Pod) bool { return selects(s.Spec.Selector, pod.Labels) }) {
		return nil
	}
	var ports []int32
	for _, port := range s.Spec.Ports {
		target := port.TargetPort.IntVal
		if name := port.TargetPort.StrVal; name != "" {
			target = portNamed(m.Pod, name)
		}
		target = cmp.Or(target, port.Port)
		for _, server := range m.Servers {
			if server.listensOpenly(target) {
				ports = append(ports, target)
			}
		}
	}
	return ports
}

func selects(selector, labels map[string]string) bool {
	for key, value := range selector {
		if labels[key] != value {
			return false
		}
	}
	return true
}

func portNamed(pod *corev1.PodSpec, name string) int32 {
	for i := range pod.Containers {
		for _, port := range pod.Containers[i].Ports {
			if port.Name == name {
				return port.ContainerPort
			}
		}
	}
	return 0
}
