package statuspage

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	app "github.com/pulumi/pulumi-azure-native-sdk/app/v2/v20240301"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// mountOptions are those of a share that holds a SQLite file: no byte-range locks, which a share answers with "database is
// locked", and names and ages as a program with its own user expects.
const mountOptions = "nobrl,mfsymlinks,cache=strict,uid=101,gid=101,dir_mode=0750,file_mode=0640"

// digest names a configuration: Container Apps makes a new revision only when something in the template has changed, and the
// text of a secret is not in it.
func digest(texts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// container is a quarter of a processor, which is plenty for any of these.
func container(name, image string, env app.EnvironmentVarArray, mounts app.VolumeMountArray, port int, path string) app.ContainerArgs {
	probe := func(kind string) app.ContainerAppProbeArgs {
		return app.ContainerAppProbeArgs{
			Type:          pulumi.String(kind),
			HttpGet:       app.ContainerAppProbeHttpGetArgs{Path: pulumi.String(path), Port: pulumi.Int(port), Scheme: pulumi.String("HTTP")},
			PeriodSeconds: pulumi.Int(10), FailureThreshold: pulumi.Int(6),
		}
	}
	made := app.ContainerArgs{
		Name: pulumi.String(name), Image: pulumi.String(image), Env: env, VolumeMounts: mounts,
		Resources: app.ContainerResourcesArgs{Cpu: pulumi.Float64(0.25), Memory: pulumi.String("0.5Gi")},
	}
	if port != 0 {
		made.Probes = app.ContainerAppProbeArray{probe("Liveness"), probe("Readiness")}
	}
	return made
}

func mounted(volume, path string) app.VolumeMountArgs {
	return app.VolumeMountArgs{VolumeName: pulumi.String(volume), MountPath: pulumi.String(path)}
}

// files is a volume that holds one text, carried as a secret because that is the one way to give an app a file.
func files(name, path string) app.VolumeArgs {
	return app.VolumeArgs{
		Name: pulumi.String(name), StorageType: pulumi.String("Secret"),
		Secrets: app.SecretVolumeItemArray{app.SecretVolumeItemArgs{SecretRef: pulumi.String(name), Path: pulumi.String(path)}},
	}
}

func (args *Args) share(role string) app.VolumeArgs {
	return app.VolumeArgs{
		Name: pulumi.String(role), StorageType: pulumi.String("AzureFile"),
		StorageName: pulumi.String(args.Site.Names.ContainerStorage(role)), MountOptions: pulumi.String(mountOptions),
	}
}

func secret(name string, value pulumi.StringInput) app.SecretArgs {
	return app.SecretArgs{Name: pulumi.String(name), Value: value.ToStringOutput()}
}

func variable(name, value string) app.EnvironmentVarArgs {
	return app.EnvironmentVarArgs{Name: pulumi.String(name), Value: pulumi.String(value)}
}

// ingress is the same for both apps: public, HTTPS only, all traffic to the newest revision.
func ingress(domains app.CustomDomainArray) app.IngressArgs {
	way := app.IngressArgs{
		External: pulumi.Bool(true), AllowInsecure: pulumi.Bool(false), TargetPort: pulumi.Int(webPort), Transport: pulumi.String("auto"),
		Traffic: app.TrafficWeightArray{app.TrafficWeightArgs{LatestRevision: pulumi.Bool(true), Weight: pulumi.Int(100)}},
	}
	if len(domains) > 0 {
		way.CustomDomains = domains
	}
	return way
}

func replicas(least, most int) app.ScaleArgs {
	return app.ScaleArgs{MinReplicas: pulumi.Int(least), MaxReplicas: pulumi.Int(most)}
}

// addStatusApp makes the page: Gatus, and the web server before it. One replica, for the history is one file.
func (p *StatusPage) addStatusApp(ctx *pulumi.Context, name string, args *Args) error {
	server := statusServer()
	version := digest(p.configuration, server, args.Images.Gatus, args.Images.Web)
	env := app.EnvironmentVarArray{variable("GATUS_CONFIG_PATH", "/config/config.yaml"), variable(historyVariable, version)}
	secrets := app.SecretArray{secret("gatus", pulumi.String(p.configuration)), secret("web", pulumi.String(server))}
	for i, token := range args.Tokens {
		reference := fmt.Sprintf("outside-token-%d", i)
		hidden := pulumi.ToSecret(token.ToStringOutput()).(pulumi.StringOutput)
		secrets = append(secrets, secret(reference, hidden))
		env = append(env, app.EnvironmentVarArgs{Name: pulumi.String(tokenVariable(i)), SecretRef: pulumi.String(reference)})
	}
	appName := args.Site.Names.ContainerApp("status")
	p.URL = pulumi.Sprintf("https://%s", p.hostOf(appName))
	var domains app.CustomDomainArray
	if args.Certificate != nil {
		p.URL = pulumi.String("https://" + args.Host).ToStringOutput()
		domains = app.CustomDomainArray{app.CustomDomainArgs{
			Name: pulumi.String(args.Host), BindingType: pulumi.String("SniEnabled"), CertificateId: p.certificateID,
		}}
	}
	return p.addApp(ctx, name+"-status", appName, args, secrets, domains, app.TemplateArgs{
		Scale: replicas(1, 1),
		InitContainers: app.InitContainerArray{app.InitContainerArgs{
			Name: pulumi.String("copy"), Image: pulumi.String(args.Images.Web),
			Command:      pulumi.ToStringArray([]string{"/bin/sh", "-c", copyHistory}),
			Env:          app.EnvironmentVarArray{variable(historyVariable, version)},
			Resources:    app.ContainerResourcesArgs{Cpu: pulumi.Float64(0.25), Memory: pulumi.String("0.5Gi")},
			VolumeMounts: app.VolumeMountArray{mounted("history", historyPath)},
		}},
		Containers: app.ContainerArray{
			container("gatus", args.Images.Gatus, env,
				app.VolumeMountArray{mounted("gatus", "/config"), mounted("history", historyPath)}, 0, ""),
			container("web", args.Images.Web, app.EnvironmentVarArray{variable("VERSION", version)},
				app.VolumeMountArray{mounted("web", "/etc/nginx/conf.d")}, webPort, healthPath),
		},
		Volumes: app.VolumeArray{files("gatus", "config.yaml"), files("web", "default.conf"), args.share("history")},
	})
}

// addMaintenanceApp makes the page that Front Door shows while no region answers. It is an app of its own, in two replicas
// and without a share: it must stand when the status page is being changed or its share is not there.
func (p *StatusPage) addMaintenanceApp(ctx *pulumi.Context, name string, args *Args) error {
	server, page := maintenanceServer(), maintenancePage(args.Page.Title, args.Host)
	appName := args.Site.Names.ContainerApp("maintenance")
	p.MaintenanceHost = p.hostOf(appName)
	return p.addApp(ctx, name+"-maintenance", appName, args,
		app.SecretArray{secret("web", pulumi.String(server)), secret("page", pulumi.String(page))}, nil, app.TemplateArgs{
			Scale: replicas(2, 10),
			Containers: app.ContainerArray{
				container("web", args.Images.Web, app.EnvironmentVarArray{variable("VERSION", digest(server, page))},
					app.VolumeMountArray{mounted("web", "/etc/nginx/conf.d"), mounted("page", "/page")}, webPort, healthPath),
			},
			Volumes: app.VolumeArray{files("web", "default.conf"), files("page", "index.html")},
		})
}

// addApp registers an app. It comes after the mounts that its template names and the record that its host is proven by.
func (p *StatusPage) addApp(
	ctx *pulumi.Context, name, appName string, args *Args, secrets app.SecretArray, domains app.CustomDomainArray, template app.TemplateArgs,
) error {
	tags, tagged := azure.Tagged(args.Site)
	_, err := app.NewContainerApp(ctx, name, &app.ContainerAppArgs{
		ResourceGroupName:   args.ResourceGroup.NameOutput,
		ContainerAppName:    pulumi.String(appName),
		Location:            pulumi.String(args.Site.Location),
		EnvironmentId:       p.environment.ID().ToStringOutput(),
		WorkloadProfileName: pulumi.String(workloadProfile),
		Configuration: app.ConfigurationArgs{
			ActiveRevisionsMode: pulumi.String("Single"), Ingress: ingress(domains), Secrets: secrets,
		},
		Template: template,
		Tags:     tags,
	}, azure.ChildOptions(p, tagged, pulumi.DependsOn(append([]pulumi.Resource{p.proof}, p.mounts...)))...)
	if err != nil {
		return fmt.Errorf("app %s: %w", appName, err)
	}
	return nil
}

// addBackup makes the job that copies the history every night.
func (p *StatusPage) addBackup(ctx *pulumi.Context, name string, args *Args) error {
	tags, tagged := azure.Tagged(args.Site)
	_, err := app.NewJob(ctx, name+"-backup", &app.JobArgs{
		ResourceGroupName:   args.ResourceGroup.NameOutput,
		JobName:             pulumi.String(args.Site.Names.ContainerJob("backup")),
		Location:            pulumi.String(args.Site.Location),
		EnvironmentId:       p.environment.ID().ToStringOutput(),
		WorkloadProfileName: pulumi.String(workloadProfile),
		Configuration: app.JobConfigurationArgs{
			TriggerType: pulumi.String("Schedule"), ReplicaTimeout: pulumi.Int(600), ReplicaRetryLimit: pulumi.Int(2),
			ScheduleTriggerConfig: app.JobConfigurationScheduleTriggerConfigArgs{
				CronExpression: pulumi.String("17 3 * * *"), Parallelism: pulumi.Int(1), ReplicaCompletionCount: pulumi.Int(1),
			},
		},
		Template: app.JobTemplateArgs{
			Containers: app.ContainerArray{app.ContainerArgs{
				Name: pulumi.String("backup"), Image: pulumi.String(args.Images.Web),
				Command:      pulumi.ToStringArray([]string{"/bin/sh", "-c", backupHistory}),
				Resources:    app.ContainerResourcesArgs{Cpu: pulumi.Float64(0.25), Memory: pulumi.String("0.5Gi")},
				VolumeMounts: app.VolumeMountArray{mounted("history", historyPath), mounted("backup", backupPath)},
			}},
			Volumes: app.VolumeArray{args.share("history"), args.share("backup")},
		},
		Tags: tags,
	}, azure.ChildOptions(p, tagged, pulumi.DependsOn(p.mounts))...)
	if err != nil {
		return fmt.Errorf("backup job: %w", err)
	}
	return nil
}
