package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// proxy is a Traefik that runs as the program's deployment would run it.
type proxy struct {
	https, http, health string
	process             *os.Process
	log                 string
	// folders are where the pod's mounts lie on this machine, by mount path.
	folders map[string]string
}

// sabotage changes a configuration file, to see that the checks notice. The name is the ConfigMap's key.
type sabotage func(file, text string) string

// startTraefik reads the deployment "ingress" from the API server and does what a kubelet would: it mounts its ConfigMaps and its
// certificate, and starts the container's arguments, as the deployment's service account with no other rights. Two things cannot be as
// in a pod, and are the only ones that are replaced: folders are elsewhere, and so are the ports, on the loopback interface.
func (e *environment) startTraefik(t *testing.T, network *podNetwork, change sabotage) *proxy {
	t.Helper()
	deployment, err := e.plane.Client.AppsV1().Deployments("ingress").Get(t.Context(), "ingress", metav1.GetOptions{})
	require.NoError(t, err)
	dir, err := os.MkdirTemp(e.dir, "traefik-") //nolint:usetesting // one folder holds all that an environment writes
	require.NoError(t, err)
	p := &proxy{folders: map[string]string{}, log: filepath.Join(dir, "log")}
	container := deployment.Spec.Template.Spec.Containers[0]
	for _, mount := range container.VolumeMounts {
		p.folders[mount.MountPath] = filepath.Join(dir, strings.ReplaceAll(strings.Trim(mount.MountPath, "/"), "/", "_"))
		require.NoError(t, os.MkdirAll(p.folders[mount.MountPath], 0o700))
	}
	ports := map[string]string{}
	for _, port := range container.Ports {
		ports[fmt.Sprintf(":%d", port.ContainerPort)] = "127.0.0.1:" + freePort(t)
	}
	p.https, p.http, p.health = ports[":8443"], ports[":8000"], ports[":8082"]
	e.mountAll(t, deployment, p, func(file, text string) string {
		if change != nil {
			text = change(file, text)
		}
		return p.placed(text, ports)
	})
	e.launch(t, deployment, p, network, dir)
	return p
}

// placed puts a configuration onto this machine: folders and ports, and nothing else.
func (p *proxy) placed(text string, ports map[string]string) string {
	for from, to := range p.folders {
		text = strings.ReplaceAll(text, from, to)
	}
	for from, to := range ports {
		text = strings.ReplaceAll(text, "address: "+from+"\n", "address: "+to+"\n")
	}
	return text
}

// mountAll fills the folders of a deployment's volumes.
func (e *environment) mountAll(t *testing.T, deployment *appsv1.Deployment, p *proxy, place func(file, text string) string) {
	t.Helper()
	pod := deployment.Spec.Template.Spec
	for _, mount := range pod.Containers[0].VolumeMounts {
		for _, volume := range pod.Volumes {
			if volume.Name != mount.Name {
				continue
			}
			switch {
			case volume.ConfigMap != nil:
				config, err := e.plane.Client.CoreV1().ConfigMaps("ingress").Get(t.Context(), volume.ConfigMap.Name, metav1.GetOptions{})
				require.NoError(t, err)
				for file, text := range config.Data {
					require.NoError(t, os.WriteFile(filepath.Join(p.folders[mount.MountPath], file), []byte(place(file, text)), 0o600))
				}
			case volume.CSI != nil:
				e.mountSecrets(t, "ingress", volume.CSI.VolumeAttributes["secretProviderClass"], p.folders[mount.MountPath])
			default:
				require.Fail(t, "a volume that the test does not know", "%+v", volume)
			}
		}
	}
}

// mountSecrets does what the secrets driver does for a pod that mounts a class: a file for each object, and the Kubernetes secrets that
// the class asks for. A certificate's one text is split by the names of the keys (secrets-store-csi-driver documentation,
// sync-as-kubernetes-secret).
func (e *environment) mountSecrets(t *testing.T, namespace, class, folder string) {
	t.Helper()
	live, err := e.resource(ref(t, "kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass", namespace, class)).
		Get(t.Context(), class, metav1.GetOptions{})
	require.NoError(t, err)
	objects, _, err := unstructured.NestedString(live.Object, "spec", "parameters", "objects")
	require.NoError(t, err)
	for _, line := range strings.Split(objects, "\n") {
		name, found := strings.CutPrefix(strings.TrimSpace(line), "objectName: ")
		if !found {
			continue
		}
		require.Contains(t, e.brought, name, "somebody brought it into the vault")
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(e.brought[name]), 0o600))
	}
	secrets, _, err := unstructured.NestedSlice(live.Object, "spec", "secretObjects")
	require.NoError(t, err)
	for _, entry := range secrets {
		e.syncSecret(t, namespace, entry.(map[string]any))
	}
}

func (e *environment) syncSecret(t *testing.T, namespace string, asked map[string]any) {
	t.Helper()
	data := map[string][]byte{}
	for _, entry := range asked["data"].([]any) {
		key := entry.(map[string]any)["key"].(string)
		certificate, private := parts(t, e.brought[entry.(map[string]any)["objectName"].(string)])
		switch key {
		case corev1.TLSCertKey:
			data[key] = []byte(certificate)
		case corev1.TLSPrivateKeyKey:
			data[key] = []byte(private)
		default:
			require.Fail(t, "a key that the driver does not split by", key)
		}
	}
	secret := &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: asked["secretName"].(string)}, Type: corev1.SecretType(asked["type"].(string)), Data: data,
	}
	secrets := e.plane.Client.CoreV1().Secrets(namespace)
	_, err := secrets.Update(t.Context(), secret, metav1.UpdateOptions{})
	if apierrors.IsNotFound(err) {
		_, err = secrets.Create(t.Context(), secret, metav1.CreateOptions{})
	}
	require.NoError(t, err)
}

// launch starts the container's arguments.
func (e *environment) launch(t *testing.T, deployment *appsv1.Deployment, p *proxy, network *podNetwork, dir string) {
	t.Helper()
	var args []string
	for _, arg := range deployment.Spec.Template.Spec.Containers[0].Args {
		args = append(args, p.placed(arg, nil))
	}
	log, err := os.Create(p.log)
	require.NoError(t, err)
	command := exec.CommandContext(contextOf(t), filepath.Join(os.Getenv("TRELICA_TOOLS_DIR"), "traefik"), args...)
	command.Stdout, command.Stderr, command.Dir = log, log, dir
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	command.Env = []string{
		"KUBECONFIG=" + e.accountKubeconfig(t, "ingress", deployment.Spec.Template.Spec.ServiceAccountName, dir), "HTTP_PROXY=" + network.URL,
	}
	require.NoError(t, command.Start())
	p.process = command.Process
	t.Cleanup(func() {
		_ = command.Process.Kill() // it may have ended by itself
		_ = command.Wait()
		assert.NoError(t, log.Close())
	})
	awaitHTTP(t, "http://"+p.health+"/ping", 200)
}

// accountKubeconfig signs in as a service account, by a token as a pod gets one.
func (e *environment) accountKubeconfig(t *testing.T, namespace, account, dir string) string {
	t.Helper()
	hour := int64(3600)
	token, err := e.plane.Client.CoreV1().ServiceAccounts(namespace).CreateToken(t.Context(), account, &authenticationv1.TokenRequest{
		Spec: authenticationv1.TokenRequestSpec{ExpirationSeconds: &hour},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	config := clientcmdapi.NewConfig()
	config.Clusters["e2e"] = &clientcmdapi.Cluster{Server: e.plane.Config.Host, CertificateAuthorityData: e.plane.Config.CAData}
	config.AuthInfos["pod"] = &clientcmdapi.AuthInfo{Token: token.Status.Token}
	config.Contexts["e2e"] = &clientcmdapi.Context{Cluster: "e2e", AuthInfo: "pod"}
	config.CurrentContext = "e2e"
	path := filepath.Join(dir, "kubeconfig")
	require.NoError(t, clientcmd.WriteToFile(*config, path))
	return path
}

// said is what Traefik has written into its logs.
func (p *proxy) said(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(p.log)
	require.NoError(t, err)
	return string(text)
}
