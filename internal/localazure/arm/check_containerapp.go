package arm

import (
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const appDocument = "Microsoft Learn, container-apps, containers"

// memoryFor is the memory in GiB that goes with the processors of all containers of an app together.
const memoryFor = 2

func checkAppContainers() Check {
	return Check{
		ID: "app-containers", Says: "Containers have names of their own; processors come in quarters, and memory is twice as many GiB.", Source: appDocument + ", configuration (allocations)",
		Run: func(r Request) []Problem {
			containers, state := r.Body.Elements("template.containers")
			if state != Known {
				return nil
			}
			problems := one(len(containers) > 0, refusal("template.containers", "BadRequest", "There is no container."))
			processors, memory, known := 0.0, 0.0, true
			names := map[string]bool{}
			for _, container := range containers {
				name, _ := container.String("name")
				problems = append(problems, one(name == "" || !names[name], refusal(container.PathTo("name"), "BadRequest", "The name %q stands twice.", name))...)
				names[name] = true
				cpu, cpuState := container.Number("resources.cpu")
				text, textState := container.String("resources.memory")
				size, ok := gibibytes(text)
				known = known && cpuState == Known && textState == Known && ok
				processors, memory = processors+cpu, memory+size
			}
			if !known {
				return problems
			}
			quarters := processors * 4
			return append(problems, one(quarters == float64(int(quarters)) && quarters >= 1 && memory == processors*memoryFor, refusal("template.containers", "ContainerAppInvalidResourceTotal",
				"All containers together ask for %v processors and %vGi; allowed are quarters of a processor with twice as many GiB.", processors, memory))...)
		},
	}
}

// mostProcessors is what all containers of an app may ask for together: twice as much where the environment has profiles.
func mostProcessors(r Request) float64 {
	for _, path := range []string{"environmentId", "managedEnvironmentId"} {
		id, _ := r.Body.String(path)
		if environment, there := r.View.Get(id); there && !filled(InputsOf(environment), "workloadProfiles") {
			return 2
		}
	}
	return 4
}

func checkAppTotal() Check {
	return Check{
		ID: "app-total", Says: "All containers together have at most 4 processors, and 2 in an environment without workload profiles; a profile of one's own allows more.",
		Source: appDocument + ", configuration (allocations); bicep issues 10821 and 14569",
		Run: func(r Request) []Problem {
			if profile, state := r.Body.String("workloadProfileName"); state == Unknown || state == Known && profile != "Consumption" {
				return nil
			}
			asked := 0.0
			for _, cpu := range r.Body.All("template.containers[*].resources.cpu") {
				if cpu.State == Known && cpu.Value.IsNumber() {
					asked += cpu.Value.NumberValue()
				}
			}
			most := mostProcessors(r)
			return one(asked <= most, refusal("template.containers", "ContainerAppInvalidResourceTotal", "All containers together ask for %v processors; %v are the most here, with twice as many GiB.", asked, most))
		},
	}
}

func checkAppInit() Check {
	return Check{
		ID: "app-init", Says: "A container that runs first has no more processors than all others together.", Source: "azure-container-apps issue 1189 (error ContainerAppInitContainersInvalidCpu)",
		Run: func(r Request) []Problem {
			total, known := 0.0, true
			containers, _ := r.Body.Elements("template.containers")
			for _, container := range containers {
				cpu, state := container.Number("resources.cpu")
				known, total = known && state == Known, total+cpu
			}
			first, _ := r.Body.Elements("template.initContainers")
			var problems []Problem
			for _, container := range first {
				cpu, state := container.Number("resources.cpu")
				problems = append(problems, one(!known || state != Known || cpu <= total, refusal(container.PathTo("resources.cpu"), "ContainerAppInitContainersInvalidCpu",
					"Invalid CPU value %v: an init container can not be allocated more CPU than the total CPU %v allocated for all app containers.", cpu, total))...)
			}
			return problems
		},
	}
}

func checkAppScale() Check {
	return Check{
		ID: "app-scale", Says: "An app has at least as many replicas at most as at least, and between 0 and 1000.", Source: "Microsoft Learn, container-apps, scale-app; " + containerSpecification + ", Scale",
		Run: func(r Request) []Problem {
			problems := between(r.Body, "template.scale.minReplicas", 0, 1000, "The least number of replicas")
			problems = append(problems, between(r.Body, "template.scale.maxReplicas", 1, 1000, "The greatest number of replicas")...)
			least, leastState := r.Body.Number("template.scale.minReplicas")
			most, mostState := r.Body.Number("template.scale.maxReplicas")
			return append(problems, one(leastState != Known || mostState != Known || least <= most, refusal("template.scale.minReplicas", "BadRequest", "At least %v of at most %v replicas cannot be.", least, most))...)
		},
	}
}

func checkAppSecrets() Check {
	return Check{
		ID: "app-secrets", Says: "A secret that is referred to is declared, once.", Source: "Microsoft Learn, container-apps, manage-secrets; " + containerSpecification + ", Secret",
		Run: func(r Request) []Problem {
			declared := map[string]bool{}
			var problems []Problem
			names := r.Body.All("configuration.secrets[*].name")
			for _, name := range names {
				if name.State != Known || !name.Value.IsString() {
					return nil
				}
				text := name.Value.StringValue()
				problems = append(problems, one(!declared[text], refusal(name.Path, "BadRequest", "The secret %q stands twice.", text))...)
				declared[text] = true
			}
			for _, pattern := range []string{"template.containers[*].env[*].secretRef", "template.initContainers[*].env[*].secretRef", "template.volumes[*].secrets[*].secretRef", "configuration.registries[*].passwordSecretRef"} {
				found := texts(r.Body, pattern)
				for _, path := range sortedNames(found) {
					problems = append(problems, one(declared[found[path]], refusal(path, "ContainerAppSecretRefNotFound", "There is no secret %q.", found[path]))...)
				}
			}
			return problems
		},
	}
}

func checkAppVolumes() Check {
	return Check{
		ID: "app-volumes", Says: "A volume that is mounted is declared, and one of a share names its storage.", Source: "Microsoft Learn, container-apps, storage-mounts; " + containerSpecification + ", Volume",
		Run: func(r Request) []Problem {
			volumes, state := r.Body.Elements("template.volumes")
			if state == Unknown {
				return nil
			}
			declared := map[string]bool{}
			var problems []Problem
			for _, volume := range volumes {
				name, known := volume.String("name")
				if known != Known {
					return problems
				}
				declared[name] = true
				kind, _ := volume.String("storageType")
				shared := kind == "AzureFile"
				problems = append(problems, one(shared == volume.Has("storageName"), refusal(volume.PathTo("storageName"), "BadRequest", "The volume is of type %q; a storage belongs to AzureFile.", kind))...)
			}
			for _, pattern := range []string{"template.containers[*].volumeMounts[*].volumeName", "template.initContainers[*].volumeMounts[*].volumeName"} {
				found := texts(r.Body, pattern)
				for _, path := range sortedNames(found) {
					problems = append(problems, one(declared[found[path]], refusal(path, "ContainerAppVolumeNotFound", "There is no volume %q.", found[path]))...)
				}
			}
			return problems
		},
	}
}

func checkAppStorage() Check {
	return Check{
		ID: "app-storage", Says: "The storage that a volume names is one of the environment's.", Source: "Microsoft Learn, container-apps, storage-mounts; ARM error ManagedEnvironmentStorageNotFound",
		Run: func(r Request) []Problem {
			environment, state := r.Body.String("environmentId")
			if _, there := r.View.Get(environment); state != Known || !there {
				return nil
			}
			var problems []Problem
			found := texts(r.Body, "template.volumes[*].storageName")
			for _, path := range sortedNames(found) {
				_, there := r.View.Get(environment + "/storages/" + found[path])
				problems = append(problems, one(there, refusal(path, "ManagedEnvironmentStorageNotFound", "The environment has no storage %q; if this program makes it, depend on it.", found[path]))...)
			}
			return problems
		},
	}
}

func checkAppIngress() Check {
	return Check{
		ID: "app-ingress", Says: "An app that is reached by HTTP names the port it listens on.", Source: "Microsoft Learn, container-apps, ingress-how-to; " + containerSpecification + ", Ingress",
		Run: func(r Request) []Problem {
			problems := between(r.Body, "configuration.ingress.targetPort", 1, 65535, "The port")
			return append(problems, one(!r.Body.Has("configuration.ingress") || r.Body.Has("configuration.ingress.targetPort"), refusal("configuration.ingress.targetPort", "BadRequest", "The ingress names no port."))...)
		},
	}
}

func checkAppDomains() Check {
	return Check{
		ID: "app-domains", Says: "A host is bound with a certificate, or with none and disabled; where its zone is here, a record asuid proves that it is ours.", Source: "Microsoft Learn, container-apps, custom-domains-certificates; ARM error InvalidCustomHostNameValidation",
		Run: func(r Request) []Problem {
			domains, _ := r.Body.Elements("configuration.ingress.customDomains")
			var problems []Problem
			for _, domain := range domains {
				if _, state := domain.At(""); state != Known {
					continue
				}
				binding, bindingState := domain.String("bindingType")
				bound := binding == "SniEnabled" || binding == "Auto"
				problems = append(problems, one(bindingState == Unknown || bound == domain.Has("certificateId"), refusal(domain.PathTo("certificateId"), "BadRequest", "The binding is %q; a certificate belongs to SniEnabled.", binding))...)
				if name, state := domain.String("name"); state == Known {
					problems = append(problems, one(proven(r, name), refusal(domain.PathTo("name"), "InvalidCustomHostNameValidation",
						"A TXT record pointing from asuid.%s to the domain verification identifier was not found; if this program makes it, depend on it.", name))...)
				}
			}
			return problems
		},
	}
}

// proven reports whether the host has its record asuid. A host of a zone that is not here is taken at its word.
func proven(r Request, host string) bool {
	zones := r.View.OfType(typeDNSZone)
	at := slices.IndexFunc(zones, func(zone world.Resource) bool {
		return strings.HasSuffix(strings.ToLower(host), "."+strings.ToLower(world.Name(zone.ID)))
	})
	if at < 0 {
		return true
	}
	relative := strings.TrimSuffix(strings.ToLower(host), "."+strings.ToLower(world.Name(zones[at].ID)))
	_, there := r.View.Get(zones[at].ID + "/TXT/asuid." + relative)
	return there
}

// gibibytes reads a size as Container Apps writes it: "0.5Gi".
func gibibytes(text string) (float64, bool) {
	number, found := strings.CutSuffix(text, "Gi")
	size, ok := parseDecimal(number)
	return size, found && ok
}
