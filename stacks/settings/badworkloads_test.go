package settings_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/stacks/settings"
)

const workerImage = "repository: trelica/worker\n"

func TestMistakesInWorkloads(t *testing.T) {
	t.Parallel()
	checkAll(t, "prod", []prodCase{
		{one("image: sha256:abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789", "image: \"1.2.3\""), []string{
			`:70: trelica:workloads[0].image = "1.2.3": is a tag, and what a tag names can change: the digest is given`,
		}, "an image by tag"},
		{one("image: sha256:abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789", "image: sha256:abc"), []string{
			`:70: trelica:workloads[0].image = "sha256:abc": is no digest`,
		}, "half a digest"},
		{one("image: sha256:abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789", "image: docker.io/trelica/web@sha256:abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789"), []string{
			`:70: trelica:workloads[0].image = "docker.io/trelica/web@sha256:abcdef0123456789abcdef0123456789abcdef0123456789abc…": names a repository or a registry: images come from the environment's own alone, and only the digest is given`,
		}, "an image with its registry"},
		{one(workerImage, "repository: ghcr.io/trelica/worker\n"), []string{
			`:84: trelica:workloads[1].repository = "ghcr.io/trelica/worker": names another registry: images come from the environment's own alone, which is not named`,
		}, "an image from another registry"},
		{one(workerImage, "repository: trelica/worker:1\n"), []string{
			`:84: trelica:workloads[1].repository = "trelica/worker:1": is no repository of a registry`,
		}, "a repository with a tag"},
		{one("probes: contract", "probes: none"), []string{
			`:94: trelica:workloads[2].probes = "none": would leave the workload without probes: nobody would notice that it hangs`,
		}, "a workload without probes"},
		{one("      cpuLimit: 1500m\n      memoryLimit: 1Gi\n", ""), []string{
			`:81: trelica:workloads[1].cpuLimit: is missing`,
			`:81: trelica:workloads[1].memoryLimit: is missing`,
		}, "a workload without limits"},
		{one("cpu: 250m", "cpu: \"2\""), []string{
			`:87: trelica:workloads[1].cpu = "2": is more than the limit, 1500m`,
		}, "more kept than may be used"},
		{one("memoryLimit: 2Gi", "memoryLimit: 9Gi"), []string{
			`:76: trelica:workloads[0].memoryLimit = "9Gi": is more than one container may have, 8Gi`,
		}, "more than a container may have"},
		{one("sendgrid-key, licence]", "sendgrid-key, licence, entra-secret]"), []string{
			`:92: trelica:workloads[1].secrets[2] = "entra-secret": is not declared in trelica:secrets`,
		}, "an undeclared secret"},
		{one("sendgrid-key, licence]", "sendgrid-key, licence, entra-client-secret]"), []string{
			`:92: trelica:workloads[1].secrets[2] = "entra-client-secret": is an identity provider's, which only a web may read and not a worker (claim SP-01)`,
		}, "an identity provider's secret in a worker"},
		{one("entra-client-secret]", "entra-client-secret, sendgrid-key]"), []string{
			`:79: trelica:workloads[0].secrets[2] = "sendgrid-key": is the mail service's, which only a workload with sendsMail may read (claim SP-06)`,
		}, "the mail service's key where no mail is sent"},
		{one("entra-client-secret]", "entra-client-secret, ingress-certificate]"), []string{
			`:79: trelica:workloads[0].secrets[2] = "ingress-certificate": is the ingress's own`,
		}, "the ingress's certificate in a workload"},
		{one("maxReplicas: 12", "maxReplicas: 100"), []string{
			`:72: trelica:workloads[0].maxReplicas = 100: brings namespace product to 250000m of processors in a rollout; its quota is 64`,
		}, "more replicas than the quota of processors"},
		{one("memoryLimit: 192Gi", "memoryLimit: 32Gi"), []string{
			`:86: trelica:workloads[1].maxReplicas = 2: brings namespace product to 33792Mi of memory in a rollout; its quota is 32Gi`,
		}, "more replicas than the quota of memory"},
		{one("pods: 200", "pods: 16"), []string{
			`:86: trelica:workloads[1].maxReplicas = 2: brings namespace product to 18 pods in a rollout; its quota is 16`,
		}, "more replicas than the quota of pods"},
		{one("api.trelica.io]", "app.trelica.io]"), []string{
			`:78: trelica:workloads[0].hosts[1] = "app.trelica.io": is a host of trelica:workloads[0] already`,
		}, "two hosts the same"},
		{one("api.trelica.io]", "api.example.com]"), []string{
			`:78: trelica:workloads[0].hosts[1] = "api.example.com": does not lie below the zone, trelica.io`,
		}, "a host outside the zone"},
		{one("api.trelica.io]", "origin-eus2.trelica.io]"), []string{
			`:78: trelica:workloads[0].hosts[1] = "origin-eus2.trelica.io": is a name under which Front Door reaches a region`,
		}, "a host that is an origin's"},
		{one("port: 8080", "port: 8081"), []string{`:77: trelica:workloads[0].port = 8081: is where the probes are`}, "the probes' port"},
		{one("port: 8080", "port: 80"), []string{`:77: trelica:workloads[0].port = 80: is out of bounds`}, "a port that is kept for the system"},
		{one("minReplicas: 2\n", "minReplicas: 1\n"), []string{`:85: trelica:workloads[1].minReplicas = 1: is out of bounds`}, "one pod in production"},
		{one("flows: [database, web]", "flows: [databse, web]"), []string{
			`:93: trelica:workloads[1].flows[0] = "databse": is nothing that a workload reaches (did you mean database?)`,
		}, "an unknown flow"},
		{one("flows: [database, web]", "flows: [database, nightly]"), []string{
			`:93: trelica:workloads[1].flows[1] = "nightly": is nothing that a workload reaches`,
		}, "a flow to what nobody calls"},
		{one("name: nightly, kind: cron", "name: kubelet, kind: cron"), []string{
			`:94: trelica:workloads[2].name = "kubelet": is a name that the platform has for its own`,
		}, "a name of the platform's"},
		{one("name: nightly, kind: cron", "name: worker, kind: cron"), []string{
			`:94: trelica:workloads[2].name = "worker": is the name of another workload`,
		}, "two workloads of one name"},
		{one("schedule: 0 2 * * *, ", ""), []string{`:94: trelica:workloads[2].schedule: is missing, and a cron runs at set times`}, "a cron without times"},
		{one("flows: [database]}", "schedule: 0 2 * * *, flows: [database]}"), []string{
			`:95: trelica:workloads[3].schedule = "0 2 * * *": is given for a migrate, which does not run at set times`,
		}, "a migration at set times"},
		{one("flows: [database]}", "flows: [internet]}"), []string{
			`:95: trelica:workloads[3].flows: are without database, which a migration changes`,
		}, "a migration that does not reach the database"},
		{one("kind: cron, namespace: product, repository: trelica/jobs, schedule: 0 2 * * *,", "kind: migrate, flows: [database], namespace: product, repository: trelica/jobs,"), []string{
			`:95: trelica:workloads[3].kind = "migrate": is another workload's kind too, and one migration changes the database`,
		}, "two migrations"},
		{one("kind: worker\n      namespace: product", "kind: wroker\n      namespace: produkt"), []string{
			`:82: trelica:workloads[1].kind = "wroker": is no kind of workload (did you mean worker?)`,
			`:83: trelica:workloads[1].namespace = "produkt": is none of the namespaces`,
		}, "an unknown kind and namespace"},
		{one("kind: migrate, namespace", "kind: migrate, port: 8080, minReplicas: 1, namespace"), []string{
			`:95: trelica:workloads[3].minReplicas = 1: is given for a migrate, of which there is one pod`,
			`:95: trelica:workloads[3].port = 8080: is given for a migrate, which nobody calls`,
		}, "a migration that serves"},
	})
}

func TestMistakesInSecrets(t *testing.T) {
	t.Parallel()
	checkAll(t, "prod", []prodCase{
		{one("    - {name: ingress-certificate, use: ingress, contentType: application/x-pem-file}\n", ""), []string{
			`:60: trelica:secrets: has none of use ingress, and hosts are published, which need a certificate`,
		}, "hosts without a certificate"},
		{one("use: status-page", "use: ingress"), []string{
			`:64: trelica:secrets[4].use = "ingress": is another secret's use too, and the ingress has one certificate`,
		}, "two certificates of the ingress"},
		{one("use: other", "use: misc"), []string{`:63: trelica:secrets[3].use = "misc": is no use of a secret (did you mean mail?)`}, "an unknown use"},
		{one("name: licence, use: other", "name: session-signing-key, use: other"), []string{
			`:63: trelica:secrets[3].name = "session-signing-key": is a secret that the program makes`,
		}, "a secret that the program makes"},
		{one("name: status-page-certificate", "name: sendgrid-key"), []string{
			`:64: trelica:secrets[4].name = "sendgrid-key": is given twice`,
		}, "two secrets of one name"},
		{one("name: status-page-certificate", "name: Status_Page"), []string{
			`:64: trelica:secrets[4].name = "Status_Page": cannot be the name of a secret`,
		}, "a name that no Kubernetes secret can have"},
		{one("[sendgrid-key, licence]", "[sendgrid-key]"), []string{
			`:63: trelica:secrets[3].name = "licence": is read by no workload`,
		}, "a secret that nobody reads"},
		{one("ingressImage: sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "ingressImage: v3.6\n  trelica:ingressReplicas: 1"), []string{
			`:58: trelica:ingressImage = "v3.6": is a tag, and what a tag names can change: the digest is given`,
			`:59: trelica:ingressReplicas = 1: is out of bounds`,
		}, "an ingress by tag, and alone"},
		{one("name: product, cpuLimit", "name: ingress, cpuLimit"), []string{
			`:49: trelica:namespaces[0].name = "ingress": is a namespace of the cluster itself`,
		}, "the ingress's namespace"},
	})
}

func TestWhatFollowsFromTheWorkloads(t *testing.T) {
	t.Parallel()
	prod := load(t, "prod").Workloads
	assert.True(t, prod.HasIngress())
	assert.Equal(t, "ingress-certificate", prod.IngressSecret())
	assert.Equal(t, 15, prod.Workloads[0].MostPods(), "a rollout adds a quarter")
	assert.Equal(t, 3, prod.Workloads[1].MostPods(), "rounded up")
	assert.Equal(t, 1, prod.Workloads[3].MostPods(), "of a migration there is one")
	dev := load(t, "dev").Workloads
	assert.False(t, dev.HasIngress())
	assert.Empty(t, dev.IngressSecret())
	for _, kind := range []string{settings.KindWeb, settings.KindWorker} {
		assert.True(t, settings.Workload{Kind: kind}.Runs(), kind)
	}
}
