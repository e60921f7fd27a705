package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/ingress"
	"github.com/trelica/infrastructure/stacks/settings"
)

// waitingIngress is what the ingress waits for: nothing once an image of it is named and the vault has the certificate.
func waitingIngress(set *settings.Settings, present map[string]bool) []Waiting {
	const who = "the ingress"
	var all []Waiting
	if set.Workloads.IngressImage == "" {
		all = append(all, Waiting{
			Kind: waitsForImage, Name: ingress.Name, For: who, Next: "name the digest of Traefik 3.6 in the setting trelica:ingressImage",
		})
	}
	return append(all, waitingSecrets(set, []string{set.Workloads.IngressSecret()}, who, present)...)
}

// waitingWorkload is what a workload waits for: its own image, its secrets, and the image of the migration that goes before it.
func waitingWorkload(set *settings.Settings, w settings.Workload, present map[string]bool) []Waiting {
	who := "the workload " + w.Name
	if w.Name == identityTokens && set.HasRecovery() {
		who += " and the alert on its silence"
	}
	var all []Waiting
	for _, needed := range set.Workloads.Workloads {
		itself := needed.Name == w.Name
		before := needed.Kind == settings.KindMigrate && w.Reaches(settings.FlowDatabase)
		if needed.Image == "" && (itself || before) {
			all = append(all, Waiting{
				Kind: waitsForImage, Name: needed.Name, For: who,
				Next: fmt.Sprintf("stackctl release %s sha256:DIGEST --stack %s", needed.Name, set.Stack),
			})
		}
	}
	return append(all, waitingSecrets(set, w.Secrets, who, present)...)
}

// waitingSecrets are those of some secrets that people have not brought.
func waitingSecrets(set *settings.Settings, names []string, who string, present map[string]bool) []Waiting {
	var all []Waiting
	for _, name := range names {
		if name == settings.SessionKey || present[name] {
			continue
		}
		all = append(all, Waiting{
			Kind: waitsForSecret, Name: name, For: who,
			Next: fmt.Sprintf("stackctl secret set %s --stack %s --file FILE", name, set.Stack),
		})
	}
	return all
}

// waitingStandby is what a rebuild would wait for although the home region does not: secrets that are in one vault alone.
func waitingStandby(set *settings.Settings, foundations *Foundations) []Waiting {
	if foundations.Standby == nil {
		return nil
	}
	var all []Waiting
	for _, secret := range set.Workloads.Secrets {
		if foundations.Home.Values.Present[secret.Name] && !foundations.Standby.Values.Present[secret.Name] {
			all = append(all, Waiting{
				Kind: waitsForSecret, Name: secret.Name, For: "a rebuild in " + set.Place.RecoveryRegion,
				Next: fmt.Sprintf("stackctl secret set %s --stack %s --vault %s --file FILE", secret.Name, set.Stack, foundations.Standby.VaultName),
			})
		}
	}
	return all
}

// migrationIdentities are the identities that people must put into the group which administers the database, with their object
// ids: those of the migration in every region.
func migrationIdentities(foundations *Foundations) pulumi.Map {
	found := pulumi.Map{}
	for _, f := range []*Foundation{foundations.Home, foundations.Standby} {
		if f == nil {
			continue
		}
		for name, id := range f.Migrations {
			found[name] = id
		}
	}
	return found
}
