package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/edge"
	"github.com/trelica/infrastructure/components/ingress"
	"github.com/trelica/infrastructure/components/network"
	"github.com/trelica/infrastructure/components/workload"
	"github.com/trelica/infrastructure/stacks/settings"
)

// ingressClass is the name by which workloads ask for the ingress.
const ingressClass = "public"

// addIngress makes the ingress, once there is an image of it and a certificate. See startIngress.
func (i *inside) addIngress() error {
	set := i.set
	if !set.Workloads.HasIngress() {
		return nil
	}
	waiting, runs, err := i.args.startIngress()
	if err != nil {
		return err
	}
	i.waiting = append(i.waiting, waiting...)
	if !runs {
		return nil
	}
	i.running[ingress.Name] = []string{set.Workloads.IngressSecret()}
	identity := i.args.Foundation.Workloads[ingress.Name]
	args := &ingress.Args{
		Site: i.at, Namespace: settings.IngressNamespace, Ready: i.namespaces[settings.IngressNamespace],
		Image:    azure.Image(i.registry, settings.IngressRepository, set.Workloads.IngressImage),
		Registry: i.registry,
		Replicas: set.Workloads.IngressReplicas,
		Identity: ingress.Identity{
			Name: identity.Name, Group: i.at.Names.ResourceGroup(groupIdentity), ClientID: identity.ClientID,
		},
		IssuerURL:   i.cluster.IssuerURL,
		Vault:       i.at.Names.Vault(""),
		Certificate: set.Workloads.IngressSecret(),
		FrontDoorID: i.args.FrontDoorID,
		Address: ingress.Address{
			Name: i.at.Names.PublicIP(network.IngressRole), Group: i.at.Names.ResourceGroup(groupAddress),
		},
		Class: ingressClass,
		After: i.first,
	}
	for _, w := range set.Workloads.Workloads {
		if len(w.Hosts) > 0 {
			args.Backends = append(args.Backends, ingress.Backend{
				Namespace: w.Namespace, Name: w.Name, Port: w.Port, Ready: i.namespaces[w.Namespace],
			})
		}
	}
	if _, err := ingress.New(i.ctx, i.name+"-ingress", args, i.child...); err != nil {
		return fmt.Errorf("ingress: %w", err)
	}
	return nil
}

// addWorkloads makes every workload that has all it needs, or ran before: the migration first, and the others after it has succeeded. In a rebuild
// they need not wait for it until the recovery side is promoted: the database comes as it was, migrated and with its users, and nothing
// works in the region before. From then on the rebuild is production, and its releases wait like production's.
func (i *inside) addWorkloads() error {
	var migrated []pulumi.Resource
	// probed is what Front Door asks the region for, by the origin's name: the first that runs of those that have hosts answers it.
	probed := workload.Probed{Host: edge.OriginHost(i.at.Location, publicZone(i.set).Name), Path: edge.ProbePath}
	for _, w := range migrationFirst(i.set.Workloads.Workloads) {
		secrets, waiting, runs := i.args.start(w)
		i.waiting = append(i.waiting, waiting...)
		if !runs {
			continue
		}
		w.Secrets = secrets
		i.running[w.Name] = secrets
		args := i.workload(w)
		if len(w.Hosts) > 0 {
			args.Serving.Probed, probed = probed, workload.Probed{}
		}
		args.After = append(append([]pulumi.Resource{}, i.first...), migrated...)
		if w.Reaches(settings.FlowDatabase) {
			args.After = append(args.After, i.args.Foundation.Database...)
		}
		made, err := workload.New(i.ctx, i.name+"-workload-"+w.Name, args, i.child...)
		if err != nil {
			return fmt.Errorf("workload %s: %w", w.Name, err)
		}
		if w.Kind == settings.KindMigrate && (!i.set.IsRebuild() || i.set.Database.ActiveSide == settings.RecoverySide) {
			migrated = append(migrated, made.Running)
		}
	}
	return nil
}

// migrationFirst are the workloads with the migration at their head.
func migrationFirst(all []settings.Workload) []settings.Workload {
	var first, rest []settings.Workload
	for _, w := range all {
		if w.Kind == settings.KindMigrate {
			first = append(first, w)
		} else {
			rest = append(rest, w)
		}
	}
	return append(first, rest...)
}

// workload is a workload of the settings as the component takes it.
func (i *inside) workload(w settings.Workload) *workload.Args {
	identity := i.args.Foundation.Workloads[w.Name]
	args := &workload.Args{
		Site: i.at, Name: w.Name, Kind: workload.Kind(w.Kind), Namespace: w.Namespace, Ready: i.namespaces[w.Namespace],
		Image: azure.Image(i.registry, w.Repository, w.Image), Registry: i.registry,
		Identity: workload.Identity{
			Name: identity.Name, Group: i.at.Names.ResourceGroup(groupIdentity), ClientID: identity.ClientID,
		},
		IssuerURL: i.cluster.IssuerURL,
		Replicas:  workload.Replicas{Min: w.MinReplicas, Max: w.MaxReplicas},
		Resources: workload.Resources{CPU: w.CPU, Memory: w.Memory, CPULimit: w.CPULimit, MemoryLimit: w.MemoryLimit},
		Schedule:  w.Schedule,
		Secrets:   w.Secrets,
		Vault:     i.at.Names.Vault(""),
		Flows:     flowsOf(i.set, w, i.args.In.Plan.EndpointSubnet),
	}
	if w.Kind == settings.KindWeb {
		args.Serving = workload.Serving{
			Port: w.Port, Hosts: w.Hosts, Class: ingressClass,
			From: workload.Peer{Namespace: settings.IngressNamespace, Name: ingress.Name},
		}
	}
	if w.Reaches(settings.FlowDatabase) {
		to := connection(i.set)
		args.Database = &workload.Database{Host: to.Host, Port: to.Port, Name: to.Database, Encrypt: to.Encrypt}
	}
	if w.Kind == settings.KindMigrate {
		args.Setup = &workload.Setup{Users: i.args.Foundation.Users, ActiveRegion: activeRegion(i.set), Promotion: promoted(i.set)}
	}
	return args
}

// promoted is the last promotion that the settings know.
func promoted(set *settings.Settings) workload.Promotion {
	return workload.Promotion{Region: regionOf(set, set.Database.ActiveSide), Epoch: set.Database.ActiveEpoch}
}

// activeRegion is the region that is active when nothing has ever been promoted: where the database's primary is.
func activeRegion(set *settings.Settings) string { return regionOf(set, set.Database.PrimarySide) }

// regionOf is the region of a side.
func regionOf(set *settings.Settings, side string) string {
	if side == settings.RecoverySide {
		return set.Place.RecoveryRegion
	}
	return set.Place.Region
}
