// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package adopt

import (
	"path"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// volume is what is known of one volume of a workload.
type volume struct {
	*corev1.Volume
	// Stores are what is proposed for spec.dataStores.
	Stores []dataStore
	// NoFaces is the reason for spec.workload.otherVolumes, empty when none is known.
	NoFaces string
	// Doubts say what is not known of it, or cannot be swept.
	Doubts []string
}

// dataStore is what is proposed for spec.dataStores.
type dataStore struct {
	Store
	// Label is its name there.
	Label string
	// Volume that it lies on.
	Volume string
	// Claim that keeps it, empty for memory.
	Claim string
	// Within is the directory within the volume, empty for the whole volume.
	Within string
}

// found is a store of a server that lies on a volume.
type found struct {
	*Store
	within string
}

// volumesOf says of every volume of a workload what it keeps, as far as its servers are known.
func (m *member) volumesOf(c *Cluster) []volume {
	var volumes []volume
	for i := range m.Pod.Volumes {
		v := volume{Volume: &m.Pod.Volumes[i]}
		if v.ConfigMap != nil || v.Secret != nil || v.Projected != nil || v.DownwardAPI != nil || v.Image != nil {
			continue // nothing of a person; no entry is asked for
		}
		v.judge(m.storesOn(v.Name))
		v.checkClaim(c, m.Namespace)
		volumes = append(volumes, v)
	}
	return volumes
}

// storesOn returns the stores that lie on a volume, by where the servers' containers mount it.
func (m *member) storesOn(name string) []found {
	var on []found
	for i := range m.Pod.Containers {
		container := &m.Pod.Containers[i]
		server, known := m.Servers[container.Name]
		if !known {
			continue
		}
		for _, mount := range container.VolumeMounts {
			if mount.Name != name || mount.SubPathExpr != "" {
				continue
			}
			on = append(on, server.storesOn(mount)...)
		}
	}
	return on
}

// storesOn returns what a server keeps on a mounted volume: the stores at or below the path, or else the innermost
// store of which the path is a part.
func (s *Server) storesOn(mount corev1.VolumeMount) []found {
	mounted := path.Clean(mount.MountPath)
	sub := strings.Trim(path.Clean("/"+mount.SubPath), "/")
	var below []found
	var around *Store
	for i := range s.Stores {
		store := &s.Stores[i]
		switch {
		case store.Path == mounted:
			below = append(below, found{store, sub})
		case strings.HasPrefix(store.Path, mounted+"/"):
			below = append(below, found{store, path.Join(sub, strings.TrimPrefix(store.Path, mounted+"/"))})
		case strings.HasPrefix(mounted, store.Path+"/") && (around == nil || len(store.Path) > len(around.Path)):
			around = store
		}
	}
	if len(below) == 0 && around != nil {
		return []found{{around, sub}}
	}
	return below
}

func (v *volume) judge(on []found) {
	switch {
	case len(on) > 0 && !slices.ContainsFunc(on, func(f found) bool { return f.Form != FormNoFaces }):
		v.NoFaces = on[0].Keeps
	case v.PersistentVolumeClaim != nil:
		v.judgeClaim(on)
	case v.EmptyDir != nil:
		v.judgeScratch(on)
	case v.HostPath != nil && strings.HasPrefix(v.HostPath.Path, "/dev/"):
		v.NoFaces = "a device of the node, " + v.HostPath.Path + ", which keeps nothing"
	case v.HostPath != nil:
		v.doubt("it is a directory of the node, " + v.HostPath.Path + ", which no sweep reaches; move it to a claim")
	default:
		v.doubt("it is neither a claim nor a directory of the pod, and no sweep reaches it")
	}
}

// checkClaim finds what keeps a sweep from a claim that is to be a store.
func (v *volume) checkClaim(c *Cluster, namespace string) {
	if len(v.Stores) == 0 || v.PersistentVolumeClaim == nil {
		return
	}
	for i := range c.Claims {
		claim := &c.Claims[i]
		if claim.Namespace == namespace && claim.Name == v.PersistentVolumeClaim.ClaimName &&
			slices.Contains(claim.Spec.AccessModes, corev1.ReadWriteOncePod) {
			v.doubt("claim " + claim.Name + " is ReadWriteOncePod, so no sweep can mount it; make it ReadWriteOnce")
		}
	}
}

func (v *volume) doubt(why string) { v.Doubts = append(v.Doubts, why) }

// judgeClaim proposes a store for each directory of files. Where one lies within another, or in a database's own
// directory, the outer one is left to a person: a sweep of it would take the inner one along.
func (v *volume) judgeClaim(on []found) {
	claim := v.PersistentVolumeClaim.ClaimName
	if len(on) == 0 {
		v.doubt("nothing is known of what claim " + claim + " keeps")
	}
	for _, f := range on {
		isAround := slices.ContainsFunc(on, func(o found) bool {
			return o.Store != f.Store && (f.within == "" || strings.HasPrefix(o.within, f.within+"/"))
		})
		switch {
		case f.Form == FormDatabase:
			v.doubt("claim " + claim + " keeps a database, and sweeps delete files, not rows: " + f.Keeps)
		case f.Form == FormFiles && isAround:
			v.doubt("claim " + claim + " keeps more around other stores, in " + f.Path + ": " + f.Keeps)
		case f.Form == FormFiles:
			v.Stores = append(v.Stores, dataStore{Store: *f.Store, Volume: v.Name, Claim: claim, Within: f.within})
		default:
			// Memory that lies on a claim after all is on disk.
			v.doubt("claim " + claim + " keeps on disk what belongs in memory: " + f.Keeps)
		}
	}
}

func (v *volume) judgeScratch(on []found) {
	inMemory := v.EmptyDir.Medium == corev1.StorageMediumMemory
	switch {
	case len(on) == 0 && inMemory:
		v.doubt("nothing is known of what this directory in memory holds")
	case len(on) == 0:
		v.doubt("nothing is known of what this directory of the pod holds")
	case !inMemory:
		v.doubt("it is on disk until the pod goes; give it medium: Memory: " + on[0].Keeps)
	default:
		// One directory in memory is one store, whatever is in it.
		store := *on[0].Store
		for _, f := range on[1:] {
			for _, class := range f.Classes {
				if !slices.Contains(store.Classes, class) {
					store.Classes = append(slices.Clone(store.Classes), class)
				}
			}
		}
		store.Form = FormMemory
		v.Stores = append(v.Stores, dataStore{Store: store, Volume: v.Name})
	}
}
