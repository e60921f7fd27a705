// Package controlplane runs a real Kubernetes control plane on this machine: etcd, kube-apiserver, kube-controller-manager and
// kube-scheduler, and kwok in the place of nodes. The cluster tests start one for each environment; it listens on the loopback
// interface only, keeps everything in a folder of its own, and is gone with the tests.
//
// Real are the API server with its admission, the scheduler and the controllers. Nodes are objects that kwok keeps alive, one kwok
// for each zone, and pods on them become ready because kwok says so: no container runs and no probe is asked.
package controlplane

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/go-logr/logr"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
	"sigs.k8s.io/controller-runtime/pkg/log"
)

// What the tests shorten of a cluster's times, so that they need not wait for what is not ours: after how long without a sign of
// life a node counts as unreachable (50 s by default). How long pods then stay bound is the pods' own and is not shortened.
const (
	monitorPeriod = "1s"
	monitorGrace  = "16s"
	leaseSeconds  = "4"
)

// ControlPlane is a control plane that runs.
type ControlPlane struct {
	// Config is the administrator's access to the API server.
	Config *rest.Config
	// Kubeconfig is the same as a file.
	Kubeconfig string
	// Client is a client with it.
	Client kubernetes.Interface

	tools, dir  string
	environment *envtest.Environment
	processes   map[string]*process
}

// Start starts a control plane with the binaries of a folder, keeping its files in another. It returns when the API server answers
// and everything else has been started. Stop ends it.
func Start(ctx context.Context, tools, dir string) (*ControlPlane, error) {
	log.SetLogger(logr.Discard()) // what the harness says besides its errors
	c := &ControlPlane{
		tools: tools, dir: dir, processes: map[string]*process{},
		environment: &envtest.Environment{BinaryAssetsDirectory: tools},
	}
	c.environment.CRDs = append(c.environment.CRDs, secretProviderClasses())
	server := c.environment.ControlPlane.GetAPIServer()
	// Pods get the service accounts that they name, as in a real cluster: the harness switches that off by default.
	server.Configure().Disable("disable-admission-plugins")
	server.CertDir = filepath.Join(dir, "certificates")
	if err := os.MkdirAll(server.CertDir, 0o700); err != nil {
		return nil, fmt.Errorf("folder of the control plane: %w", err)
	}
	config, err := c.environment.Start()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("etcd and API server: %w", err), c.environment.Stop())
	}
	c.Config = config
	c.Config.WarningHandler = rest.NoWarnings{}
	if err := c.beside(ctx); err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	return c, nil
}

// beside starts what works beside the API server.
func (c *ControlPlane) beside(ctx context.Context) error {
	var err error
	if c.Client, err = kubernetes.NewForConfig(c.Config); err != nil {
		return fmt.Errorf("client: %w", err)
	}
	c.Kubeconfig = filepath.Join(c.dir, "kubeconfig")
	if err := os.WriteFile(c.Kubeconfig, c.environment.KubeConfig, 0o600); err != nil {
		return fmt.Errorf("kubeconfig: %w", err)
	}
	if err := c.StartControllers(ctx); err != nil {
		return err
	}
	return c.start(ctx, "scheduler", "kube-scheduler", "--leader-elect=false", "--bind-address=127.0.0.1", "--secure-port=0")
}

const controllers = "controllers"

// StartControllers starts the controllers; a control plane that was just started has them.
func (c *ControlPlane) StartControllers(ctx context.Context) error {
	certificates := c.environment.ControlPlane.GetAPIServer().CertDir
	return c.start(ctx, controllers, "kube-controller-manager",
		"--leader-elect=false", "--bind-address=127.0.0.1", "--secure-port=0",
		"--service-account-private-key-file="+filepath.Join(certificates, "sa-signer.key"),
		"--node-monitor-period="+monitorPeriod, "--node-monitor-grace-period="+monitorGrace)
}

// StopControllers ends the controllers. They are not merely halted: when they went on they would take their own silence for the nodes'.
func (c *ControlPlane) StopControllers() error { return c.end(controllers) }

// Stop ends everything.
func (c *ControlPlane) Stop() error {
	var problems []error
	for name := range c.processes {
		problems = append(problems, c.end(name))
	}
	return errors.Join(append(problems, c.environment.Stop())...)
}
