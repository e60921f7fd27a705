package kube

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

func trimmed(s string) string { return strings.TrimSpace(s) }

func checkContainerPorts(_ pod, c container, r *report) {
	names := map[string]bool{}
	for i, port := range c.spec.Ports {
		where := c.path.Child("ports").Index(i)
		if port.Name != "" {
			if messages := validation.IsValidPortName(port.Name); len(messages) > 0 {
				r.invalid(where.Child("name"), port.Name, messages)
			} else if names[port.Name] {
				r.add(field.Duplicate(where.Child("name"), port.Name), c.path.Child("ports"))
			}
			names[port.Name] = true
		}
		if port.ContainerPort == 0 {
			r.add(field.Required(where.Child("containerPort"), ""))
		} else {
			r.invalid(where.Child("containerPort"), port.ContainerPort, validation.IsValidPortNum(int(port.ContainerPort)))
		}
		if port.HostPort != 0 {
			r.invalid(where.Child("hostPort"), port.HostPort, validation.IsValidPortNum(int(port.HostPort)))
		}
		oneOf(r, where.Child("protocol"), port.Protocol, corev1.ProtocolSCTP, corev1.ProtocolTCP, corev1.ProtocolUDP)
	}
}

func checkEnv(_ pod, c container, r *report) {
	for i, env := range c.spec.Env {
		where := c.path.Child("env").Index(i)
		if r.required(where.Child("name"), env.Name) {
			r.invalid(where.Child("name"), env.Name, validation.IsRelaxedEnvVarName(env.Name))
		}
		from := env.ValueFrom
		if from == nil {
			continue
		}
		source := where.Child("valueFrom")
		if env.Value != "" {
			r.add(field.Invalid(source, "", "may not be specified when `value` is not empty"), where.Child("value"))
		}
		switch count := countSet(from.FieldRef != nil, from.ResourceFieldRef != nil, from.ConfigMapKeyRef != nil,
			from.SecretKeyRef != nil, from.FileKeyRef != nil); {
		case count == 0:
			r.add(field.Invalid(source, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"), source)
		case count > 1:
			r.add(field.Invalid(source, "", "may not have more than one field specified at a time"))
		}
		if from.SecretKeyRef != nil {
			r.required(source.Child("secretKeyRef", "key"), from.SecretKeyRef.Key)
		}
		if from.ConfigMapKeyRef != nil {
			r.required(source.Child("configMapKeyRef", "key"), from.ConfigMapKeyRef.Key)
		}
	}
}

func countSet(set ...bool) int {
	count := 0
	for _, is := range set {
		if is {
			count++
		}
	}
	return count
}

func checkResources(_ pod, c container, r *report) {
	limits, requests := c.path.Child("resources", "limits"), c.path.Child("resources", "requests")
	for name, limit := range c.spec.Resources.Limits {
		checkQuantity(r, limits.Key(string(name)), limit)
	}
	for name, request := range c.spec.Resources.Requests {
		where := requests.Key(string(name))
		checkQuantity(r, where, request)
		limit, limited := c.spec.Resources.Limits[name]
		switch {
		case limited && request.Cmp(limit) != 0 && !overcommits(name):
			r.add(field.Invalid(where, request.String(), fmt.Sprintf("must be equal to %s limit of %s", name, limit.String())),
				limits.Key(string(name)))
		case limited && request.Cmp(limit) > 0:
			r.add(field.Invalid(where, request.String(), fmt.Sprintf("must be less than or equal to %s limit of %s", name, limit.String())),
				limits.Key(string(name)))
		case !limited && !overcommits(name):
			r.add(field.Required(limits, "Limit must be set for non overcommitable resources"), limits)
		}
	}
}

// overcommits tells native resources other than huge pages (core/v1/helper, IsOvercommitAllowed).
func overcommits(name corev1.ResourceName) bool {
	native := !strings.Contains(string(name), "/") || strings.Contains(string(name), "kubernetes.io/")
	return native && !strings.HasPrefix(string(name), corev1.ResourceHugePagesPrefix)
}

func checkQuantity(r *report, where *field.Path, quantity resource.Quantity) {
	if quantity.Sign() < 0 {
		r.add(field.Invalid(where, quantity.String(), "must be greater than or equal to 0"))
	}
}

func checkProbes(_ pod, c container, r *report) {
	probes := map[string]*corev1.Probe{
		"livenessProbe": c.spec.LivenessProbe, "readinessProbe": c.spec.ReadinessProbe, "startupProbe": c.spec.StartupProbe,
	}
	for _, name := range sortedKeys(probes) {
		probe, where := probes[name], c.path.Child(name)
		if probe == nil {
			continue
		}
		if c.init && (c.spec.RestartPolicy == nil || *c.spec.RestartPolicy != corev1.ContainerRestartPolicyAlways) {
			r.add(field.Forbidden(where, "may not be set for init containers without restartPolicy=Always"), c.path.Child("restartPolicy"))
			continue
		}
		checkHandler(r, where, probe.ProbeHandler)
		for seconds, value := range map[string]int32{
			"initialDelaySeconds": probe.InitialDelaySeconds, "timeoutSeconds": probe.TimeoutSeconds,
			"periodSeconds": probe.PeriodSeconds, "successThreshold": probe.SuccessThreshold, "failureThreshold": probe.FailureThreshold,
		} {
			r.nonNegative(where.Child(seconds), int64(value))
		}
		if name != "readinessProbe" && probe.SuccessThreshold != 1 {
			r.add(field.Invalid(where.Child("successThreshold"), probe.SuccessThreshold, "must be 1"))
		}
	}
}

func checkHandler(r *report, where *field.Path, h corev1.ProbeHandler) {
	switch count := countSet(h.Exec != nil, h.HTTPGet != nil, h.TCPSocket != nil, h.GRPC != nil); {
	case count == 0:
		r.add(field.Required(where, "must specify a handler type"), where)
	case count > 1:
		r.add(field.Forbidden(where, "may not specify more than 1 handler type"))
	}
	if h.HTTPGet != nil {
		checkPortOrName(r, where.Child("httpGet", "port"), h.HTTPGet.Port)
		oneOf(r, where.Child("httpGet", "scheme"), h.HTTPGet.Scheme, corev1.URISchemeHTTP, corev1.URISchemeHTTPS)
	}
	if h.TCPSocket != nil {
		checkPortOrName(r, where.Child("tcpSocket", "port"), h.TCPSocket.Port)
	}
	if h.Exec != nil && len(h.Exec.Command) == 0 {
		r.add(field.Required(where.Child("exec", "command"), ""))
	}
	if h.GRPC != nil {
		r.invalid(where.Child("grpc", "port"), h.GRPC.Port, validation.IsValidPortNum(int(h.GRPC.Port)))
	}
}

func checkPortOrName(r *report, where *field.Path, port intstr.IntOrString) {
	if port.Type == intstr.Int {
		r.invalid(where, port.IntVal, validation.IsValidPortNum(int(port.IntVal)))
		return
	}
	r.invalid(where, port.StrVal, validation.IsValidPortName(port.StrVal))
}

func checkContainerSecurity(_ pod, c container, r *report) {
	context, where := c.spec.SecurityContext, c.path.Child("securityContext")
	if context == nil {
		return
	}
	for name, id := range map[string]*int64{"runAsUser": context.RunAsUser, "runAsGroup": context.RunAsGroup} {
		if id != nil {
			r.invalid(where.Child(name), *id, validation.IsValidUserID(*id))
		}
	}
	if context.AllowPrivilegeEscalation == nil || *context.AllowPrivilegeEscalation {
		return
	}
	if context.Privileged != nil && *context.Privileged {
		r.add(field.Invalid(where, "", "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"))
	}
	if context.Capabilities != nil && slices.Contains(context.Capabilities.Add, "CAP_SYS_ADMIN") {
		r.add(field.Invalid(where, "", "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"))
	}
}
