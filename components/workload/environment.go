package workload

import (
	"fmt"
	"strconv"

	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// environment are the variables of a container: all that an image learns of where it runs, besides files. None is secret.
func (args *Args) environment() corev1.EnvVarArray {
	var all corev1.EnvVarArray
	set := func(name, value string) {
		all = append(all, corev1.EnvVarArgs{Name: pulumi.String(name), Value: pulumi.String(value)})
	}
	set("TRELICA_WORKLOAD", args.Name)
	set("TRELICA_KIND", string(args.Kind))
	set("TRELICA_ENVIRONMENT", args.Site.Names.Environment)
	set("TRELICA_REGION", args.Site.Location)
	set("TMPDIR", "/tmp")
	if args.Kind.Runs() {
		set("HEALTH_PORT", strconv.Itoa(HealthPort))
		set("DRAIN_SECONDS", strconv.Itoa(drainSeconds))
	}
	if args.Kind == Web {
		set("PORT", strconv.Itoa(args.Serving.Port))
	}
	if len(args.Secrets) > 0 {
		set("SECRETS_DIR", SecretsDir)
	}
	if args.Setup != nil {
		set("SETUP_DIR", SetupDir)
	}
	if args.Database == nil {
		return all
	}
	set("DATABASE_HOST", args.Database.Host)
	set("DATABASE_PORT", strconv.Itoa(args.Database.Port))
	set("DATABASE_NAME", args.Database.Name)
	set("DATABASE_ENCRYPT", args.Database.Encrypt)
	database := *args.Database
	connection := args.Identity.ClientID.ToStringOutput().ApplyT(func(clientID string) string {
		return ConnectionString(database, clientID)
	}).(pulumi.StringOutput)
	return append(all, corev1.EnvVarArgs{Name: pulumi.String("DATABASE_CONNECTION"), Value: connection})
}

// ConnectionString is how a .NET application connects: as its own identity, over TLS from the first byte, with the server's
// certificate verified for the name that it connects to (Microsoft.Data.SqlClient documentation, connection-string-syntax; Azure
// SQL documentation, azure-sql-passwordless-migration). A driver of another language takes the single variables.
func ConnectionString(database Database, clientID string) string {
	return fmt.Sprintf("Server=tcp:%s,%d;Database=%s;Authentication=Active Directory Default;User Id=%s;Encrypt=%s;"+
		"TrustServerCertificate=False;Connect Timeout=30;ConnectRetryCount=3",
		database.Host, database.Port, database.Name, clientID, encryption(database.Encrypt))
}

// encryption writes the way of encryption as SqlClient does. There are two, and no third: what is not mandatory is strict.
func encryption(word string) string {
	if word == "mandatory" {
		return "Mandatory"
	}
	return "Strict"
}
