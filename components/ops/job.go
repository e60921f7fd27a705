package ops

import (
	"fmt"
	"strings"

	jobs "github.com/pulumi/pulumi-azure-native-sdk/app/v2/v20250101"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

const (
	// appKey is what the registration key is called within the job.
	appKey = "github-app-key"
	// jitFolder is where the first container leaves the runner's configuration for the second; it lives as long as the two.
	jitFolder = "/run/runner"
	jitVolume = "jit"
	// pollSeconds is how often GitHub's queue is looked at.
	pollSeconds = 30
)

// addJob makes the job. Its API version is newer than the environment's because only it can keep the identity from the
// containers (configuration.identitySettings).
func (r *Runners) addJob(
	ctx *pulumi.Context, name string, args *RunnersArgs, environment, identity pulumi.StringOutput,
) (pulumi.StringOutput, error) {
	jobName := args.Site.Names.ContainerJob("runners")
	tags, tagged := azure.Tagged(args.Site)
	job, err := jobs.NewJob(ctx, name+"-job", &jobs.JobArgs{
		ResourceGroupName: args.ResourceGroup.NameOutput,
		JobName:           pulumi.String(jobName),
		Location:          pulumi.String(args.Site.Location),
		EnvironmentId:     environment,
		Identity: jobs.ManagedServiceIdentityArgs{
			Type: pulumi.String(jobs.ManagedServiceIdentityTypeUserAssigned), UserAssignedIdentities: pulumi.StringArray{identity},
		},
		WorkloadProfileName: pulumi.String(consumption),
		Configuration:       jobConfiguration(args, identity),
		Template:            jobTemplate(args),
		Tags:                tags,
	}, azure.ChildOptions(r, tagged)...)
	if err != nil {
		return pulumi.StringOutput{}, fmt.Errorf("job %s: %w", jobName, err)
	}
	return job.ID().ToStringOutput(), nil
}

// jobConfiguration starts one execution for each job that waits at GitHub, and never the same one twice: a deployment that
// broke off is looked at by a person.
func jobConfiguration(args *RunnersArgs, identity pulumi.StringOutput) jobs.JobConfigurationArgs {
	return jobs.JobConfigurationArgs{
		TriggerType:       pulumi.String(jobs.TriggerTypeEvent),
		ReplicaTimeout:    pulumi.Int(args.Minutes * 60),
		ReplicaRetryLimit: pulumi.Int(0),
		IdentitySettings: jobs.IdentitySettingsArray{jobs.IdentitySettingsArgs{
			Identity: identity, Lifecycle: pulumi.String(jobs.IdentitySettingsLifeCycleNone),
		}},
		Secrets: jobs.SecretArray{jobs.SecretArgs{
			Name: pulumi.String(appKey), Identity: identity, KeyVaultUrl: pulumi.String(args.App.secretURL()),
		}},
		EventTriggerConfig: jobs.JobConfigurationEventTriggerConfigArgs{
			Parallelism:            pulumi.Int(1),
			ReplicaCompletionCount: pulumi.Int(1),
			Scale: jobs.JobScaleArgs{
				MinExecutions:   pulumi.Int(0),
				MaxExecutions:   pulumi.Int(args.Most),
				PollingInterval: pulumi.Int(pollSeconds),
				Rules: jobs.JobScaleRuleArray{jobs.JobScaleRuleArgs{
					Name: pulumi.String("github"), Type: pulumi.String("github-runner"), Metadata: pulumi.ToStringMap(scaleMetadata(args)),
					Auth: jobs.ScaleRuleAuthArray{jobs.ScaleRuleAuthArgs{
						SecretRef: pulumi.String(appKey), TriggerParameter: pulumi.String("appKey"),
					}},
				}},
			},
		},
	}
}

// scaleMetadata tells the scaler which jobs to count (KEDA documentation, scalers/github-runner).
func scaleMetadata(args *RunnersArgs) map[string]string {
	return map[string]string{
		"owner": args.App.Owner, "runnerScope": "repo", "repos": args.App.Repository,
		"labels": strings.Join(args.Labels, ","), "targetWorkflowQueueLength": "1",
		"applicationID": args.App.ID, "installationID": args.App.InstallationID,
	}
}

// secretURL is the key's address in its vault, without a version, so that a renewed key is used from the next execution on.
func (a App) secretURL() string {
	return "https://" + a.VaultName + ".vault.azure.net/secrets/" + a.Secret
}

// jobTemplate is the two containers of one execution: the one that registers has the key, the one that runs a workflow has
// not.
func jobTemplate(args *RunnersArgs) jobs.JobTemplateArgs {
	mounts := jobs.VolumeMountArray{jobs.VolumeMountArgs{
		VolumeName: pulumi.String(jitVolume), MountPath: pulumi.String(jitFolder),
	}}
	plain := func(name, value string) jobs.EnvironmentVarArgs {
		return jobs.EnvironmentVarArgs{Name: pulumi.String(name), Value: pulumi.String(value)}
	}
	return jobs.JobTemplateArgs{
		InitContainers: jobs.InitContainerArray{jobs.InitContainerArgs{
			Name: pulumi.String("register"), Image: pulumi.String(args.Image), Command: pulumi.ToStringArray([]string{"/runner/register"}),
			Env: jobs.EnvironmentVarArray{
				plain("GITHUB_APP_ID", args.App.ID),
				plain("GITHUB_INSTALLATION_ID", args.App.InstallationID),
				plain("GITHUB_OWNER", args.App.Owner),
				plain("GITHUB_REPOSITORY", args.App.Repository),
				plain("RUNNER_LABELS", strings.Join(append([]string{"self-hosted"}, args.Labels...), ",")),
				jobs.EnvironmentVarArgs{Name: pulumi.String("GITHUB_APP_KEY"), SecretRef: pulumi.String(appKey)},
			},
			Resources:    jobs.ContainerResourcesArgs{Cpu: pulumi.Float64(0.25), Memory: pulumi.String("0.5Gi")},
			VolumeMounts: mounts,
		}},
		Containers: jobs.ContainerArray{jobs.ContainerArgs{
			Name: pulumi.String("run"), Image: pulumi.String(args.Image), Command: pulumi.ToStringArray([]string{"/runner/run"}),
			Resources:    jobs.ContainerResourcesArgs{Cpu: pulumi.Float64(2), Memory: pulumi.String("4Gi")},
			VolumeMounts: mounts,
		}},
		Volumes: jobs.VolumeArray{jobs.VolumeArgs{
			Name: pulumi.String(jitVolume), StorageType: pulumi.String(jobs.StorageTypeEmptyDir),
		}},
	}
}
