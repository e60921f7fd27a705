package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func checkLocalAccounts() Check {
	return Check{
		ID: "local-accounts", Says: "Local accounts are switched off only where Entra signs people in.", Source: "Microsoft Learn, AKS, manage-local-accounts-managed-azure-ad",
		Run: func(r Request) []Problem {
			off, _ := r.Body.Bool("disableLocalAccounts")
			if _, state := r.Body.At("aadProfile"); !off || state == Unknown {
				return nil
			}
			managed, state := r.Body.Bool("aadProfile.managed")
			return one(state == Unknown || managed, refusal("disableLocalAccounts", "BadRequest", "Local accounts can be disabled only on a cluster with managed Entra integration; set aadProfile.managed."))
		},
	}
}

func checkAzureRBAC() Check {
	return Check{
		ID: "azure-rbac", Says: "Azure RBAC for Kubernetes needs managed Entra integration and Kubernetes RBAC.", Source: "Microsoft Learn, AKS, manage-azure-rbac",
		Run: func(r Request) []Problem {
			on, _ := r.Body.Bool("aadProfile.enableAzureRBAC")
			managed, managedState := r.Body.Bool("aadProfile.managed")
			roles, rolesState := r.Body.Bool("enableRBAC")
			problems := one(!on || managedState == Unknown || managed, refusal("aadProfile.enableAzureRBAC", "BadRequest", "Azure RBAC needs aadProfile.managed."))
			return append(problems, one(!on || rolesState != Known || roles, refusal("enableRBAC", "BadRequest", "Azure RBAC needs Kubernetes RBAC (enableRBAC)."))...)
		},
	}
}

func checkWorkloadIdentity() Check {
	return Check{
		ID: "workload-identity", Says: "Workload identity needs the OIDC issuer.", Source: "Microsoft Learn, AKS, workload-identity-deploy-cluster",
		Run: func(r Request) []Problem {
			on, _ := r.Body.Bool("securityProfile.workloadIdentity.enabled")
			issuer, state := r.Body.Bool("oidcIssuerProfile.enabled")
			return one(!on || state == Unknown || issuer, refusal("securityProfile.workloadIdentity.enabled", "BadRequest", "Workload identity needs the OIDC issuer; set oidcIssuerProfile.enabled."))
		},
	}
}

func checkOIDCStays() Check {
	return Check{
		ID: "oidc-stays", Says: "The OIDC issuer is not switched off again.", Source: "Microsoft Learn, AKS, use-oidc-issuer; AKS error OIDCIssuerFeatureCannotBeDisabled",
		Run: func(r Request) []Problem {
			if r.Old == nil {
				return nil
			}
			was, _ := InputsOf(*r.Old).Bool("oidcIssuerProfile.enabled")
			is, state := r.Body.Bool("oidcIssuerProfile.enabled")
			return one(!was || state != Known || is, refusal("oidcIssuerProfile.enabled", "OIDCIssuerFeatureCannotBeDisabled", "OIDC issuer feature cannot be disabled."))
		},
	}
}

func checkAuthorisedRanges() Check {
	return Check{
		ID: "authorised-ranges", Says: "At most 200 ranges may reach an API server that is public; a private one takes none.", Source: "Microsoft Learn, AKS, api-server-authorized-ip-ranges, limitations",
		Run: func(r Request) []Problem {
			ranges, state := r.Body.Elements("apiServerAccessProfile.authorizedIPRanges")
			private, _ := r.Body.Bool("apiServerAccessProfile.enablePrivateCluster")
			if state != Known {
				return nil
			}
			path := "apiServerAccessProfile.authorizedIPRanges"
			problems := one(!private || len(ranges) == 0, refusal(path, "BadRequest", "Authorised ranges cannot be used with a private cluster."))
			problems = append(problems, one(len(ranges) <= 200, refusal(path, "BadRequest", "%d ranges are given; at most 200 are allowed.", len(ranges)))...)
			for _, element := range ranges {
				text, known := element.String("")
				problems = append(problems, one(known != Known || addressOrRange(text), refusal(element.PathTo(""), "BadRequest", "%q is neither an address nor a range in CIDR notation with its first address.", text))...)
			}
			return problems
		},
	}
}

func checkClusterIdentity() Check {
	return Check{
		ID: "cluster-identity", Says: "A cluster has a managed identity (exactly one, where user-assigned) or a service principal; a kubelet identity of one's own needs a user-assigned one.",
		Source: "Microsoft Learn, AKS, use-managed-identity; AKS error CustomKubeletIdentityOnlySupportedOnUserAssignedMSICluster",
		Run: func(r Request) []Problem {
			kind, state := r.Body.String("identity.type")
			assigned, assignedState := r.Body.Elements("identity.userAssignedIdentities")
			if state == Unknown || assignedState == Unknown {
				return nil
			}
			none := state == Absent || kind == "None"
			problems := one(!none || r.Body.Has("servicePrincipalProfile"), refusal("identity", "", "A cluster needs an identity or a service principal."))
			problems = append(problems, one(kind != "UserAssigned" || len(assigned) == 1, refusal("identity.userAssignedIdentities", "", "A cluster has exactly one user-assigned identity; %d are given.", len(assigned)))...)
			return append(problems, one(kind == "UserAssigned" || !r.Body.Has("identityProfile.kubeletidentity"), refusal("identityProfile.kubeletidentity", "CustomKubeletIdentityOnlySupportedOnUserAssignedMSICluster",
				"Custom kubelet identity is only supported on user assigned MSI cluster; identity.type is %s.", orAbsent(kind, state)))...)
		},
	}
}

func checkSupportedAddons() Check {
	return Check{
		ID: "addons", Says: "Add-ons have the names AKS knows, and settings are texts.", Source: "Microsoft Learn, AKS, integrations, available add-ons",
		Run: func(r Request) []Problem {
			names, state := r.Body.Keys("addonProfiles")
			if state != Known {
				return nil
			}
			known := []string{"azureKeyvaultSecretsProvider", "azurepolicy", "omsagent", "httpApplicationRouting", "ingressApplicationGateway", "ACCSGXDevicePlugin", "openServiceMesh", "aciConnectorLinux", "kubeDashboard", "gitops", "extensionManager"}
			var problems []Problem
			for _, name := range names {
				problems = append(problems, one(foldContains(known, name), refusal(joinKey("addonProfiles", name), "InvalidParameter", "%q is no add-on of AKS; known are %s.", name, oneOf(known)))...)
			}
			return problems
		},
	}
}

func checkImageCleaner() Check {
	return Check{
		ID: "image-cleaner", Says: "The image cleaner runs every 24 to 2160 hours.", Source: "Microsoft Learn, AKS, image-cleaner (interval from one day to three months)",
		Run: func(r Request) []Problem {
			return between(r.Body, "securityProfile.imageCleaner.intervalHours", 24, 2160, "The interval in hours")
		},
	}
}

func checkClusterDiskSetRole() Check {
	return Check{
		ID: "cluster-disk-set-role", Says: "The cluster's identity may read its disk encryption set; without, volumes are not attached.", Source: "Microsoft Learn, AKS, azure-disk-customer-managed-keys (the cluster identity needs Reader)",
		Run: func(r Request) []Problem {
			set, state := r.Body.String("diskEncryptionSetID")
			principal, known := clusterPrincipal(r)
			if state != Known || !known {
				return nil
			}
			return one(granted(r, principal, set, roleReader, roleContributor, roleOwner), warning("diskEncryptionSetID", "The cluster's identity has no role on %s; give it %q.", world.Name(set), roleReader))
		},
	}
}

// clusterPrincipal is the principal of a cluster's user-assigned identity, where it is known.
func clusterPrincipal(r Request) (string, bool) {
	assigned, state := r.Body.Strings("identity.userAssignedIdentities")
	if state != Known || len(assigned) != 1 {
		return "", false
	}
	return identityPrincipal(r.View, assigned[0])
}

func clusterRoleChecks() []Check {
	return []Check{
		{
			ID: "cluster-kubelet-role", Says: "The cluster's identity may assign the kubelet's.", Source: "Microsoft Learn, AKS, use-managed-identity; AKS error CustomKubeletIdentityMissingPermissionError",
			Run: func(r Request) []Problem {
				kubelet, state := r.Body.String("identityProfile.kubeletidentity.resourceId")
				principal, known := clusterPrincipal(r)
				if state != Known || !known {
					return nil
				}
				return one(granted(r, principal, kubelet, roleIdentityOperator, roleIdentity, roleContributor, roleOwner), refusal("identityProfile.kubeletidentity.resourceId", "CustomKubeletIdentityMissingPermissionError",
					"The cluster user assigned identity must be given permission to assign kubelet identity %s: give it %q there.", kubelet, roleIdentityOperator))
			},
		},
		{
			ID: "cluster-subnet-role", Says: "The cluster's identity may join its nodes to their subnets; without, load balancers and some upgrades fail later.", Source: "Microsoft Learn, AKS, configure-kubenet and use-managed-identity (Network Contributor on the subnet)",
			Run: func(r Request) []Problem {
				principal, known := clusterPrincipal(r)
				if !known {
					return nil
				}
				var problems []Problem
				found := texts(r.Body, "agentPoolProfiles[*].vnetSubnetID")
				for _, path := range sortedNames(found) {
					problems = append(problems, one(granted(r, principal, found[path], roleNetwork, roleContributor, roleOwner), warning(path,
						"The cluster's identity has no role on the subnet %s; give it %q on the subnet or its group.", world.Name(found[path]), roleNetwork))...)
				}
				return problems
			},
		},
		{
			ID: "cluster-address-role", Says: "The cluster's identity may use the addresses it goes out by.", Source: "Microsoft Learn, AKS, load-balancer-standard (Network Contributor on the group of the addresses)",
			Run: func(r Request) []Problem {
				principal, known := clusterPrincipal(r)
				if !known {
					return nil
				}
				var problems []Problem
				found := texts(r.Body, "networkProfile.loadBalancerProfile.outboundIPs.publicIPs[*].id")
				for _, path := range sortedNames(found) {
					problems = append(problems, one(granted(r, principal, found[path], roleNetwork, roleContributor, roleOwner), warning(path,
						"The cluster's identity has no role on the address %s; give it %q on its group.", world.Name(found[path]), roleNetwork))...)
				}
				return problems
			},
		},
		{
			ID: "cluster-tenant", Says: "Entra signs people in from the cluster's own tenant.", Source: "Microsoft Learn, AKS, managed-azure-ad",
			Run: func(r Request) []Problem {
				tenant, state := r.Body.String("aadProfile.tenantID")
				return one(state != Known || r.Tenant == "" || strings.EqualFold(tenant, r.Tenant), warning("aadProfile.tenantID", "The tenant %s is not that of the subscription, %s.", tenant, r.Tenant))
			},
		},
	}
}
