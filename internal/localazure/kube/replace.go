package kube

import "slices"

// Replacement is a field whose change makes the official provider replace the object instead of updating it.
type Replacement struct {
	// Kinds are the kinds that it applies to; empty means every kind.
	Kinds []string
	// Fields are the places, e.g. "spec.selector"; [*] stands for every element of a list.
	Fields []string
	// UnlessMutable is the argument of the provider that switches the rule off, except for objects whose field immutable is
	// true: "enableSecretMutable", "enableConfigMapMutable" or "".
	UnlessMutable string
	// Source is the document that it was taken from.
	Source string
}

// Replacements lists every field whose change replaces, as in version 4 of the official provider. A replacement deletes
// first when name and namespace stay the same, and creates first otherwise (provider/pkg/provider/provider.go, Diff).
func Replacements() []Replacement {
	const source = "pulumi-kubernetes provider/pkg/provider/diff.go, forceNew"
	volumes := []string{
		"awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "csi", "fc", "flexVolume", "flocker", "gcePersistentDisk",
		"glusterfs", "hostPath", "iscsi", "local", "nfs", "photonPersistentDisk", "portworxVolume", "quobyte", "rbd", "scaleIO",
		"storageos", "vsphereVolume",
	}
	podFields := []string{
		"affinity", "automountServiceAccountToken", "dnsConfig", "dnsPolicy", "enableServiceLinks", "hostAliases", "hostIPC",
		"hostNetwork", "hostPID", "hostname", "imagePullSecrets", "nodeName", "nodeSelector", "overhead", "preemptionPolicy",
		"priority", "priorityClassName", "readinessGates", "restartPolicy", "runtimeClassName", "schedulerName", "securityContext",
		"serviceAccount", "serviceAccountName", "shareProcessNamespace", "subdomain", "terminationGracePeriodSeconds", "volumes",
	}
	containerFields := []string{
		"args", "command", "env", "image", "imagePullPolicy", "lifecycle", "livenessProbe", "ports", "readinessProbe", "resources",
		"securityContext", "stdin", "stdinOnce", "terminationMessagePath", "terminationMessagePolicy", "tty", "volumeDevices",
		"volumeMounts", "workingDir",
	}
	return []Replacement{
		{Fields: []string{"metadata.name", "metadata.namespace"}, Source: source},
		{Kinds: []string{"Deployment", "DaemonSet"}, Fields: []string{"spec.selector"}, Source: source},
		{
			Kinds:  []string{"StatefulSet"},
			Fields: prefixed("spec.", "podManagementPolicy", "revisionHistoryLimit", "selector", "serviceName", "volumeClaimTemplates"),
			Source: source,
		},
		{Kinds: []string{"Job"}, Fields: prefixed("spec.", "completions", "parallelism", "selector", "template"), Source: source},
		{Kinds: []string{"Secret"}, Fields: []string{"type", "stringData", "data"}, UnlessMutable: "enableSecretMutable", Source: source},
		{Kinds: []string{"Secret"}, Fields: []string{"type"}, Source: source},
		{Kinds: []string{"ConfigMap"}, Fields: []string{"binaryData", "data"}, UnlessMutable: "enableConfigMapMutable", Source: source},
		{Kinds: []string{"Service"}, Fields: []string{"spec.clusterIP"}, Source: source},
		{Kinds: []string{"ResourceQuota"}, Fields: []string{"spec.scopes"}, Source: source},
		{Kinds: []string{"PersistentVolume"}, Fields: prefixed("spec.", volumes...), Source: source},
		{Kinds: []string{"PersistentVolumeClaim"}, Fields: prefixed("spec.", "accessModes", "selector", "storageClassName", "volumeName"), Source: source},
		{Kinds: []string{"Pod"}, Fields: prefixed("spec.", podFields...), Source: source},
		{Kinds: []string{"Pod"}, Fields: prefixed("spec.containers[*].", containerFields...), Source: source},
		{Kinds: []string{"Pod"}, Fields: prefixed("spec.initContainers[*].", containerFields...), Source: source},
		{Kinds: []string{"RoleBinding", "ClusterRoleBinding"}, Fields: []string{"roleRef"}, Source: source},
		{Kinds: []string{"StorageClass"}, Fields: []string{"parameters", "provisioner"}, Source: source},
	}
}

func prefixed(prefix string, names ...string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = prefix + name
	}
	return out
}

// replacingFields are the places whose change replaces this object under this configuration.
func replacingFields(kind Kind, next Object, config providerConfig) []path {
	var fields []path
	for _, rule := range Replacements() {
		if len(rule.Kinds) > 0 && !slices.Contains(rule.Kinds, kind.Name) {
			continue
		}
		mutable := rule.UnlessMutable != "" && config.flags[rule.UnlessMutable] && next["immutable"] != true
		if mutable {
			continue
		}
		for _, f := range rule.Fields {
			fields = append(fields, parseField(f))
		}
	}
	return fields
}

// touches reports whether a change at a place concerns a field: the change is at or below the field, or it adds or
// removes something that contains the field.
func touches(changed path, value any, field path) bool {
	for i, step := range field {
		if i >= len(changed) {
			return contains(value, field[i:])
		}
		if step != changed[i] && !(step == "*" && isIndex(changed[i])) {
			return false
		}
	}
	return true
}

func isIndex(step any) bool {
	_, ok := step.(int)
	return ok
}

func contains(value any, field path) bool {
	for i, step := range field {
		switch v := value.(type) {
		case map[string]any:
			key, _ := step.(string)
			next, has := v[key]
			if !has {
				return false
			}
			value = next
		case []any:
			return step == "*" && slices.ContainsFunc(v, func(element any) bool { return contains(element, field[i+1:]) })
		default:
			return false
		}
	}
	return true
}
