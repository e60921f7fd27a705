package topology

import (
	"maps"
	"strings"
)

// Pods are the pods of one template, or any others of a namespace.
type Pods struct {
	Namespace, Name string
	Labels          map[string]string
	// NamespaceLabels are those of the namespace.
	NamespaceLabels map[string]string
	// Ports are what the containers listen on, by the names that policies may use.
	Ports []NamedPort

	// HostNetwork is true for pods with their node's own address, which policies do not hold.
	HostNetwork bool
	Cluster     *Cluster
}

// NamedPort is a port of a container.
type NamedPort struct {
	Name     string
	Protocol Protocol
	Port     uint16
}

// namespaceNameLabel is what the API server puts on every namespace (Kubernetes documentation, labels-annotations-taints).
const namespaceNameLabel = "kubernetes.io/metadata.name"

// templates are where the kinds that make pods keep the pod's template.
var templates = map[string][]string{
	"kubernetes:core:Pod":                   {},
	"kubernetes:apps:Deployment":            {"spec", "template"},
	"kubernetes:apps:DaemonSet":             {"spec", "template"},
	"kubernetes:apps:StatefulSet":           {"spec", "template"},
	"kubernetes:apps:ReplicaSet":            {"spec", "template"},
	"kubernetes:core:ReplicationController": {"spec", "template"},
	"kubernetes:batch:Job":                  {"spec", "template"},
	"kubernetes:batch:CronJob":              {"spec", "jobTemplate", "spec", "template"},
}

// newPods reads the pods that a resource makes; nil for one that makes none.
func newPods(r Resource, kind string) *Pods {
	path, ok := templates[kind]
	if !ok {
		return nil
	}
	in := r.input()
	template := in
	if len(path) > 0 {
		inner, ok := in.at(path...).(map[string]any)
		if !ok {
			return nil
		}
		template = inner
	}
	p := &Pods{
		Namespace: in.text("metadata", "namespace"), Name: in.text("metadata", "name"),
		Labels: template.labels("metadata", "labels"), HostNetwork: template.flag(false, "spec", "hostNetwork") != no,
	}
	if p.Namespace == "" {
		p.Namespace = "default"
	}
	if p.Name == "" {
		p.Name = r.Name()
	}
	containers, _ := template.objects("spec", "containers")
	for _, container := range containers {
		ports, _ := container.objects("ports")
		for _, port := range ports {
			protocol := TCP
			if text := port.text("protocol"); text != "" {
				protocol = Protocol(strings.ToLower(text))
			}
			p.Ports = append(p.Ports, NamedPort{port.text("name"), protocol, uint16(port.number("containerPort"))}) //nolint:gosec // a port
		}
	}
	return p
}

// in puts pods into their namespace.
func (p *Pods) in(namespaces map[string]map[string]string) *Pods {
	p.NamespaceLabels = map[string]string{namespaceNameLabel: p.Namespace}
	maps.Copy(p.NamespaceLabels, namespaces[p.Namespace])
	return p
}

// label names pods for a reason.
func (p *Pods) label() string { return p.Namespace + "/" + p.Name }
