package stacks

import (
	"fmt"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/ops"
	"github.com/trelica/infrastructure/components/pipeline"
	"github.com/trelica/infrastructure/components/vault"
)

// addPipeline makes the identities that workflows act with. A live preview and a deployment are each a run of a GitHub environment of
// their own, with the reviewers and branches that it demands; no identity believes pull requests as such, whatever workflow they run.
func (b *bootstrap) addPipeline() error {
	environment, repository := b.set.Identity.Environment, b.set.Operations.Repository
	var err error
	b.pipeline, err = pipeline.New(b.ctx, b.name+"-pipeline", &pipeline.Args{
		Site:          b.site,
		ResourceGroup: b.groups[groupPipeline],
		Repository: pipeline.Repository{
			Owner: repository.Owner, Name: repository.Name, OwnerID: repository.OwnerID, ID: repository.ID,
		},
		Preview:   []pipeline.Subject{pipeline.Environment(environment + "-preview")},
		Deploy:    []pipeline.Subject{pipeline.Environment(environment)},
		Grantable: grantable(),
		State:     pipeline.Scope{ID: b.state.ContainerID, ScopeID: b.state.ContainerScope},
		SecretsKey: pipeline.Scope{
			ID: b.secrets.Keys[keyStacks].ID, ScopeID: b.vaultID() + "/keys/" + keyStacks,
		},
		BreakGlassGroupID: b.set.Operations.BreakGlass.GroupID,
		Features:          pipeline.Features(),
	}, b.child()...)
	if err != nil {
		return fmt.Errorf("pipeline: %w", err)
	}
	return nil
}

// grantable are the roles that an environment's own stack gives. A deployment may give and take these, and no others; a test
// compares them with what the stacks give.
func grantable() []azure.Role {
	return []azure.Role{
		azure.RoleNetworkContributor, azure.RoleManagedIdentityOperator, azure.RoleReader, azure.RoleContributor,
		azure.RoleAKSClusterUser, azure.RoleAKSRBACClusterAdmin, azure.RoleAcrPull, azure.RoleStorageBlobDataContributor,
		azure.RoleKeyVaultCryptoServiceEncryptionUser, azure.RoleKeyVaultSecretsOfficer, azure.RoleKeyVaultSecretsUser,
	}
}

func (b *bootstrap) addBreakGlass() error {
	glass := b.set.Operations.BreakGlass
	_, err := ops.NewBreakGlass(b.ctx, b.name+"-break-glass", &ops.BreakGlassArgs{
		Site:          b.site,
		ResourceGroup: b.groups[groupOpsLogs],
		WorkspaceID:   b.workspace.ID,
		ActionGroupID: b.workspace.ActionGroupID,
		RunbookBase:   b.set.Monitoring.RunbookBase,
		GroupID:       glass.GroupID,
		AccountIDs:    glass.AccountIDs,
	}, b.child()...)
	if err != nil {
		return fmt.Errorf("break-glass: %w", err)
	}
	return nil
}

// addRunners makes the runners once there is what they need: an image, and the key that registers them. Container Apps reads the key
// when the job is made, and would refuse it before.
func (b *bootstrap) addRunners() error {
	runners, repository := b.set.Operations.Runners, b.set.Operations.Repository
	brought, err := vault.Present(b.ctx, b.site, b.groups[groupSecrets].Name, purposeSecrets, secretAppKey, b.lookups...)
	if err != nil {
		return fmt.Errorf("runners: %w", err)
	}
	b.self.Waiting = waitingRunners(b.set.Stack, brought, runners.Image)
	if len(b.self.Waiting) > 0 {
		return nil
	}
	_, err = ops.NewRunners(b.ctx, b.name+"-runners", &ops.RunnersArgs{
		Site:          b.site,
		ResourceGroup: b.groups[groupOps],
		SubnetID:      b.network.RunnerSubnetID,
		ZoneRedundant: true,
		Image:         runners.Image,
		App: ops.App{
			Owner: repository.Owner, Repository: repository.Name, ID: runners.AppID, InstallationID: runners.InstallationID,
			VaultName: b.secrets.Name, Secret: secretAppKey, VaultID: b.secrets.ID, VaultScope: b.vaultID(),
		},
		Labels:  []string{b.set.Identity.Organisation + "-" + b.set.Identity.Environment},
		Most:    runners.Most,
		Minutes: runners.Minutes,
		Sinks:   b.sinks(),
	}, b.child()...)
	if err != nil {
		return fmt.Errorf("runners: %w", err)
	}
	return nil
}

// waitingRunners is what the runners of a bootstrap wait for: nothing once the key has been brought and an image is named.
func waitingRunners(stack string, brought bool, image string) []Waiting {
	const who = "the pipeline's runners"
	var all []Waiting
	if !brought {
		all = append(all, Waiting{
			Kind: waitsForSecret, Name: secretAppKey, For: who,
			Next: fmt.Sprintf("stackctl secret set %s --stack %s < the app's private key", secretAppKey, stack),
		})
	}
	if image == "" {
		all = append(all, Waiting{
			Kind: waitsForImage, Name: "runner", For: who, Next: "name its digest as image in the setting trelica:runners",
		})
	}
	return all
}
