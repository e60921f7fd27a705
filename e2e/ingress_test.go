package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// way is the whole way of a request: Traefik as the program configured it, the pods' network, the application.
type way struct {
	*proxy
	network *podNetwork
	ours    caller
	// host is published by the environment, empty by a workload without pods, strange by nobody.
	host, empty, strange string
	// origin is the region's name to Front Door.
	origin string
	kind   keyKind
}

// openWay starts all of it and waits until Traefik has read its routes from the API server.
func (e *environment) openWay(t *testing.T, change sabotage) *way {
	t.Helper()
	network := newPodNetwork(t, e.startApplication(t))
	p := e.startTraefik(t, network, change)
	w := &way{
		proxy: p, network: network, ours: caller{proxy: p, frontDoor: e.frontDoorID(t)}, host: e.hosts()[0], kind: keyRSA,
		empty: "empty.example", strange: "strange.example", origin: e.originName(t),
	}
	e.publishEmpty(t, w.empty)
	require.Eventually(t, func() bool {
		for _, host := range e.hosts() {
			if got, err := w.ours.get(t.Context(), host, "/", nil); err != nil || got.status != http.StatusOK {
				return false
			}
		}
		got, err := w.ours.get(t.Context(), w.empty, "/", nil)
		return err == nil && got.status == http.StatusServiceUnavailable
	}, time.Minute, 100*time.Millisecond, "Traefik routes by the Ingress objects")
	return w
}

// originName is the name by which Front Door knows the ingress of the home region: that of its first origin.
func (e *environment) originName(t *testing.T) string {
	t.Helper()
	for _, r := range e.azure.World().OfType("Microsoft.Cdn/profiles/originGroups/origins") {
		if name, _ := r.Inputs["hostName"].(string); r.Inputs["priority"] == 1.0 {
			return name
		}
	}
	require.Fail(t, "Front Door has no first origin")
	return ""
}

// frontDoorID is the identifier of the environment's own Front Door, as Azure gave it to the profile.
func (e *environment) frontDoorID(t *testing.T) string {
	t.Helper()
	profiles := e.azure.World().OfType("Microsoft.Cdn/profiles")
	require.Len(t, profiles, 1)
	id, ok := profiles[0].Outputs["frontDoorId"].(string)
	require.True(t, ok)
	return id
}

// publishEmpty publishes a workload that has no pod, so that the proxy itself has to answer for it.
func (e *environment) publishEmpty(t *testing.T, host string) {
	t.Helper()
	const name = "tried-empty"
	_, err := e.plane.Client.CoreV1().Services("product").Create(t.Context(), &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec:       corev1.ServiceSpec{Ports: []corev1.ServicePort{{Name: "http", Port: 8080}}, Selector: map[string]string{"nobody": "is-this"}},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	class, prefix := "public", networkingv1.PathTypePrefix
	_, err = e.plane.Client.NetworkingV1().Ingresses("product").Create(t.Context(), &networkingv1.Ingress{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: networkingv1.IngressSpec{IngressClassName: &class, Rules: []networkingv1.IngressRule{{
			Host: host, IngressRuleValue: networkingv1.IngressRuleValue{HTTP: &networkingv1.HTTPIngressRuleValue{Paths: []networkingv1.HTTPIngressPath{{
				Path: "/", PathType: &prefix, Backend: networkingv1.IngressBackend{Service: &networkingv1.IngressServiceBackend{
					Name: name, Port: networkingv1.ServiceBackendPort{Name: "http"},
				}},
			}}}},
		}}},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx := contextOf(t)
		assert.NoError(t, e.plane.Client.NetworkingV1().Ingresses("product").Delete(ctx, name, metav1.DeleteOptions{}))
		assert.NoError(t, e.plane.Client.CoreV1().Services("product").Delete(ctx, name, metav1.DeleteOptions{}))
	})
}

// problems says everything in which what callers see is not what the statement promises.
func (w *way) problems(ctx context.Context) []string {
	all := versionProblems(ctx, w.https, w.host)
	all = append(all, suiteProblems(ctx, w.https, w.host, w.kind)...)
	all = append(all, w.answerProblems(ctx)...)
	all = append(all, w.redirectProblems(ctx)...)
	return append(all, w.callerProblems(ctx)...)
}

// answerProblems asks for every kind of answer: each has the status that it should have, and the promise of HSTS.
func (w *way) answerProblems(ctx context.Context) []string {
	nobody, other := caller{proxy: w.proxy}, caller{proxy: w.proxy, frontDoor: "00000000-0000-4000-8000-000000000001"}
	var problems []string
	expect := func(reason string, who caller, host, path string, want int) {
		got, err := who.get(ctx, host, path, nil)
		if err != nil {
			problems = append(problems, fmt.Sprintf("%s: %v", reason, err))
			return
		}
		if got.status != want {
			problems = append(problems, fmt.Sprintf("%s: %d instead of %d", reason, got.status, want))
		}
		if problem := hstsProblem(got); problem != "" {
			problems = append(problems, fmt.Sprintf("%s, %d: %s", reason, got.status, problem))
		}
	}
	expect("the product", w.ours, w.host, "/", 200)
	expect("the probe of the edge", w.ours, w.host, "/healthz/edge", 200)
	expect("the probe under the origin's own name", w.ours, w.origin, "/healthz/edge", 200)
	expect("anything else under that name", w.ours, w.origin, "/", 404)
	expect("the application knows no such page", w.ours, w.host, "/none", 404)
	expect("an unknown host", w.ours, w.strange, "/", 404)
	expect("a request without an identifier", nobody, w.host, "/", 403)
	expect("a request of another Front Door", other, w.host, "/", 403)
	expect("a request without an identifier to an unknown host", nobody, w.strange, "/", 403)
	expect("a workload without pods", w.ours, w.empty, "/", 503)
	w.network.with(true, 0, func() { expect("a pod that does not answer", w.ours, w.host, "/", 502) })
	w.network.with(false, 500, func() { expect("an application that fails", w.ours, w.host, "/", 500) })
	return problems
}

// redirectProblems asks over HTTP: the answer is the same address over HTTPS, for ever.
func (w *way) redirectProblems(ctx context.Context) []string {
	got, err := w.ours.ask(ctx, "http", w.http, w.host, "/a/b?c=d", nil)
	if err != nil {
		return []string{fmt.Sprintf("HTTP: %v", err)}
	}
	if got.status != http.StatusMovedPermanently && got.status != http.StatusPermanentRedirect {
		return []string{fmt.Sprintf("HTTP is answered with %d, which is no permanent redirect", got.status)}
	}
	if want := "https://" + w.host + "/a/b?c=d"; got.header.Get("Location") != want {
		return []string{fmt.Sprintf("HTTP leads to %q instead of %q", got.header.Get("Location"), want)}
	}
	return nil
}

// callerProblems sends what a caller may make up. The application takes the address from Front Door's own header, and what others say
// of the caller does not reach it.
func (w *way) callerProblems(ctx context.Context) []string {
	const actual, forged = "198.51.100.9", "203.0.113.7"
	got, err := w.ours.get(ctx, w.host, "/", http.Header{
		"X-Forwarded-For": {forged}, "X-Real-Ip": {forged}, "X-Azure-Clientip": {forged}, "X-Azure-Socketip": {actual},
	})
	if err != nil {
		return []string{fmt.Sprintf("a forged caller: %v", err)}
	}
	var problems []string
	var said struct{ Address string }
	if err := json.Unmarshal([]byte(got.body), &said); err != nil || said.Address != actual {
		problems = append(problems, fmt.Sprintf("the application takes %q for the caller instead of %s (%v)", said.Address, actual, err))
	}
	seen, before := w.network.seen()
	for _, header := range []string{"X-Forwarded-For", "X-Real-Ip"} {
		if value := strings.Join(seen.Values(header), ", "); strings.Contains(value, forged) {
			problems = append(problems, fmt.Sprintf("a forged %s reaches the application: %s", header, value))
		}
	}
	if _, err := (caller{proxy: w.proxy}).get(ctx, w.host, "/", http.Header{"X-Azure-Socketip": {forged}}); err != nil {
		problems = append(problems, err.Error())
	}
	if _, now := w.network.seen(); now != before {
		problems = append(problems, "a request that is not of our Front Door reaches the application")
	}
	return problems
}

// TestIngressKeepsWhatIsPromised runs the real Traefik with what the program mounted, in front of the reference application.
func TestIngressKeepsWhatIsPromised(t *testing.T) {
	for _, stack := range both() {
		t.Run(stack, func(t *testing.T) {
			e := provisioned(t, stack)
			w := e.openWay(t, nil)
			assert.Empty(t, w.problems(t.Context()))
			e.assertRoutedToPods(t, w)
			assertLogged(t, w)
		})
	}
}

// assertRoutedToPods demands that the addresses which Traefik asked for are those of the pods of web, and all of them.
func (e *environment) assertRoutedToPods(t *testing.T, w *way) {
	t.Helper()
	pods, err := e.plane.Client.CoreV1().Pods("product").List(t.Context(), metav1.ListOptions{LabelSelector: "app.kubernetes.io/name=web"})
	require.NoError(t, err)
	var want, asked []string
	for _, pod := range pods.Items {
		if pod.DeletionTimestamp == nil { // a rollout of the test before may have one that goes
			want = append(want, pod.Status.PodIP+":8080")
		}
	}
	for address := range w.network.addresses() {
		asked = append(asked, address)
	}
	assert.ElementsMatch(t, want, asked)
}

// assertLogged reads the access log: JSON, with the caller's address, without paths, in which secrets travel. And Traefik may read all
// that it asks the API server for.
func assertLogged(t *testing.T, w *way) {
	t.Helper()
	_, err := w.ours.get(t.Context(), w.host, "/reset?token=hidden", http.Header{"X-Azure-Socketip": {"198.51.100.77"}})
	require.NoError(t, err)
	assert.Eventually(t, func() bool { return strings.Contains(w.said(t), "198.51.100.77") }, 10*time.Second, 50*time.Millisecond)
	text := w.said(t)
	assert.NotContains(t, text, "hidden")
	assert.NotContains(t, text, "forbidden", "the service account has the rights that Traefik needs")
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		assert.True(t, json.Valid([]byte(line)), "no JSON: %s", line)
	}
}

// TestARotatedCertificateIsTakenUp brings another certificate, with another kind of key, while requests come in all the time: none
// fails, and the same process shows the new one.
func TestARotatedCertificateIsTakenUp(t *testing.T) {
	for _, stack := range both() {
		t.Run(stack, func(t *testing.T) {
			e := provisioned(t, stack)
			w := e.openWay(t, nil)
			name := e.set.Workloads.IngressSecret()
			old := e.brought[name]
			before, err := serial(t.Context(), w.https, w.host)
			require.NoError(t, err)
			require.Equal(t, serialOf(t, old), before)
			t.Cleanup(func() { e.brought[name] = old })

			var asked, failed atomic.Int64
			ctx, stop := context.WithCancel(t.Context())
			var group sync.WaitGroup
			for range 4 {
				group.Go(func() {
					for ctx.Err() == nil {
						got, err := w.ours.get(context.WithoutCancel(ctx), w.host, "/", nil)
						asked.Add(1)
						if err != nil || got.status != http.StatusOK {
							failed.Add(1)
						}
					}
				})
			}
			e.brought[name] = newCertificate(t, keyECDSA, e.hosts()...)
			started := time.Now()
			e.mountSecrets(t, "ingress", "ingress", w.folders["/mnt/certificate"])
			assert.Eventually(t, func() bool {
				now, err := serial(t.Context(), w.https, w.host)
				return err == nil && now.Cmp(serialOf(t, e.brought[name])) == 0
			}, time.Minute, 50*time.Millisecond, "the new certificate is shown")
			t.Logf("taken up after %s, %d requests meanwhile", time.Since(started).Round(10*time.Millisecond), asked.Load())
			time.Sleep(time.Second) // for those that come after
			stop()
			group.Wait()
			assert.Zero(t, failed.Load(), "failed requests")
			assert.Greater(t, asked.Load(), int64(50))
			assert.NoError(t, w.process.Signal(syscall.Signal(0)), "it is the process that was started")
			w.kind = keyECDSA
			assert.Empty(t, w.problems(t.Context()), "everything else is as before")
		})
	}
}

// sabotages are what would break a promise, as pairs of what is replaced in a file, with what must be noticed.
var sabotages = []struct {
	reason, file string
	replace      []string
	noticed      string
}{
	{"HSTS is left out", "traefik.yaml", []string{"        - hsts@file\n", ""}, "the product, 200: 0 headers Strict-Transport-Security"},
	{"HSTS for a month", "rules.yaml", []string{"max-age=63072000", "max-age=2592000"}, "Strict-Transport-Security is for 2592000 seconds"},
	{"old protocols, with a suite that they know", "rules.yaml", []string{
		"minVersion: VersionTLS12", "minVersion: VersionTLS10", "cipherSuites:\n", "cipherSuites:\n        - TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA\n",
	}, "TLS 1.0 is served\nTLS 1.1 is served"},
	{"a weak suite", "rules.yaml", []string{
		"cipherSuites:\n", "cipherSuites:\n        - TLS_RSA_WITH_AES_128_GCM_SHA256\n",
	}, "TLS_RSA_WITH_AES_128_GCM_SHA256 is served"},
	{"everybody is let in", "rules.yaml", []string{"'!Header(`X-Azure-FDID`", "'Header(`X-Never`"}, "a request without an identifier: 200 instead of 403"},
	{"unknown hosts go where no rule is", "rules.yaml", []string{"rule: PathPrefix(`/`)", "rule: Host(`nobody.example`)"}, "an unknown host: 50"},
	{"a redirect for now", "traefik.yaml", []string{"permanent: true", "permanent: false"}, "which is no permanent redirect"},
	{"everybody's word is believed", "traefik.yaml", []string{"insecure: false", "insecure: true"}, "a forged X-Forwarded-For reaches the application"},
}

// TestSabotageIsNoticed breaks one promise at a time in what is mounted, and sees the checks notice: they can fail.
func TestSabotageIsNoticed(t *testing.T) {
	e := provisioned(t, "dev")
	for _, s := range sabotages {
		t.Run(s.reason, func(t *testing.T) {
			w := e.openWay(t, func(file, text string) string {
				if file != s.file {
					return text
				}
				for i := 0; i < len(s.replace); i += 2 {
					require.Contains(t, text, s.replace[i], "there is something to break")
				}
				return strings.NewReplacer(s.replace...).Replace(text)
			})
			assert.Contains(t, strings.Join(w.problems(t.Context()), "\n"), s.noticed)
		})
	}
}
