package house

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// scriptCase is a script of the pipeline and what it must call.
type scriptCase struct {
	reason, script string
	args           []string
	env            map[string]string
	// files are there beforehand, in the folder that the script runs in.
	files map[string]string
	// answers are what a command prints, and fails what it ends with, by the beginning of its line.
	answers map[string]string
	fails   map[string]string
	calls   []string
	code    int
	left    map[string]string
}

func scriptCases() []scriptCase {
	return []scriptCase{
		{reason: "the tools are those that make builds", script: "tools", calls: []string{"make tools stackctl"}},
		{reason: "the preview compares with the base", script: "preview", env: map[string]string{"BASE": "abc"},
			calls: []string{"stackctl diff --base abc --report TEMP/out"}, answers: map[string]string{"stackctl diff": "the report"},
			left: map[string]string{"temp/summary": "the report\n"}},
		{reason: "a preview that fails is shown, and fails", script: "preview", env: map[string]string{"BASE": "abc"},
			calls: []string{"stackctl diff --base abc --report TEMP/out"}, answers: map[string]string{"stackctl diff": "the error first"},
			fails: map[string]string{"stackctl diff": "3"}, code: 3, left: map[string]string{"temp/summary": "the error first\n"}},
		{reason: "an upgrade is held against the last release", script: "upgrade", answers: map[string]string{"git describe": "v1.2.0"},
			calls: []string{"git describe --tags --abbrev=0 --match v*", "stackctl diff --base v1.2.0 --keep-data"}},
		{reason: "without a release there is nothing to upgrade from", script: "upgrade", fails: map[string]string{"git describe": "128"},
			calls: []string{"git describe --tags --abbrev=0 --match v*"}},
		{reason: "who says that data is replaced is not held back", script: "upgrade", env: map[string]string{"REPLACES": "true"},
			answers: map[string]string{"git describe": "v1.2.0"}, calls: []string{"git describe --tags --abbrev=0 --match v*"}},
		{reason: "a colleague's report", script: "comment", env: comment("false"),
			calls: []string{"make stackctl", "stackctl comment --report r.json --repository o/r --head me:topic --commit 123 --run https://run"}},
		{reason: "a fork's report is said to be one", script: "comment", env: comment("true"),
			calls: []string{"make stackctl", "stackctl comment --report r.json --repository o/r --head me:topic --commit 123 --run https://run --fork"}},
		{reason: "what is not known to be ours is a fork's", script: "comment", env: comment(""),
			calls: []string{"make stackctl", "stackctl comment --report r.json --repository o/r --head me:topic --commit 123 --run https://run --fork"}},
		{reason: "a live preview writes no plan", script: "live", env: signedIn("STACK", "dev"), answers: saysGitHub,
			calls: []string{"make kubelogin", askGitHub, "stackctl diff --live --stack dev --target azure --report TEMP/out"}},
		{reason: "a plan lies outside the checkout", script: "plan", env: signedIn("STACK", "dev"), answers: saysGitHub,
			calls: []string{"make kubelogin", askGitHub, "stackctl diff --live --stack dev --target azure --report TEMP/out --plan TEMP/out/plan"}},
		{reason: "what was reviewed is applied, and nothing else", script: "apply", env: signedIn("PLAN", "the.plan"), answers: saysGitHub,
			calls: []string{"make kubelogin", askGitHub, "stackctl apply --reviewed the.plan --target azure"}},
		{reason: "no drift leaves nothing", script: "drift", env: signedIn("STACK", "dev"), answers: saysGitHub,
			calls: []string{"make kubelogin", askGitHub, "stackctl refresh --stack dev --target azure --preview-only --expect-no-changes"}},
		{reason: "drift is left for the issue", script: "drift", env: signedIn("STACK", "dev"),
			answers: map[string]string{"curl": saysGitHub["curl"], "stackctl refresh": "tags differ"},
			fails:   map[string]string{"stackctl refresh": "1"}, left: map[string]string{"temp/out/dev.txt": "tags differ\n"},
			calls: []string{"make kubelogin", askGitHub, "stackctl refresh --stack dev --target azure --preview-only --expect-no-changes"}},
		{reason: "a command runs with what GitHub says of the job, and says how it went", script: "as-identity", env: signedIn("X", ""), answers: saysGitHub,
			args:  []string{"sh", "-c", `{ cat "$AZURE_FEDERATED_TOKEN_FILE"; echo " $AZURE_TOKEN_CREDENTIALS $ARM_USE_OIDC $ARM_CLIENT_ID"; } >"$RUNNER_TEMP/seen"; exit 4`},
			calls: []string{askGitHub}, code: 4, left: map[string]string{"temp/seen": "assertion WorkloadIdentityCredential true client\n"}},
		{reason: "nothing runs without it", script: "as-identity", env: signedIn("X", ""), fails: map[string]string{"curl": "22"}, args: []string{"stackctl", "apply"},
			calls: []string{askGitHub}, code: 1},
		{reason: "the first drift opens an issue", script: "drift-issue", env: issue(), files: map[string]string{"found/drift-dev/dev.txt": "tags differ"},
			calls: []string{listIssues, "gh issue create --title What is deployed is not what the program says --label drift --body-file BODY"}},
		{reason: "drift that stays brings the issue up to date", script: "drift-issue", env: issue(), files: map[string]string{"found/drift-dev/dev.txt": "tags differ"},
			answers: map[string]string{"gh issue list": "7"}, calls: []string{listIssues, "gh issue edit 7 --body-file BODY"}},
		{reason: "drift that is gone closes it", script: "drift-issue", env: issue(), answers: map[string]string{"gh issue list": "7"},
			calls: []string{listIssues, "gh issue close 7 --comment Nothing has drifted any more: https://run"}},
		{reason: "without drift and without an issue nothing is done", script: "drift-issue", env: issue(), calls: []string{listIssues}},
		{reason: "what is called is looked up", script: "vulnerabilities", calls: []string{"go run golang.org/x/vuln/cmd/govulncheck@v1.9.0 ./..."}},
		{reason: "all that was ever committed is searched", script: "secrets", calls: []string{"go run github.com/zricethezav/gitleaks/v8@v8.30.1 git --no-banner --redact ."}},
	}
}

const listIssues = "gh issue list --label drift --state open --json number --jq .[0].number // empty"

// askGitHub is how a script asks who the job is; saysGitHub is the answer (GitHub documentation, OpenID Connect reference).
const askGitHub = "curl --silent --show-error --fail --retry 3 --config - https://token?a=1&audience=api://AzureADTokenExchange"

var saysGitHub = map[string]string{"curl": `{"count":1,"value":"assertion"}`}

// signedIn is the environment of a job that has an identity, with one variable more.
func signedIn(name, value string) map[string]string {
	return map[string]string{
		"AZURE_CLIENT_ID": "client", "AZURE_TENANT_ID": "tenant", "ACTIONS_ID_TOKEN_REQUEST_URL": "https://token?a=1",
		"ACTIONS_ID_TOKEN_REQUEST_TOKEN": "secret", name: value,
	}
}

func comment(fork string) map[string]string {
	return map[string]string{
		"REPORT": "r.json", "GITHUB_REPOSITORY": "o/r", "HEAD_OWNER": "me", "HEAD_BRANCH": "topic", "HEAD_SHA": "123", "RUN_URL": "https://run", "FORK": fork,
	}
}

func issue() map[string]string { return map[string]string{"FOUND": "found", "RUN_URL": "https://run"} }

// stub stands for every command that a script calls: it writes down the call, prints what was asked for, and ends as it was asked to.
const stub = `#!/bin/sh
name=$(basename "$0")
echo "$name $*" >>"$CALLS"
while IFS='	' read -r kind begins value; do
	case "$name $*" in
	"$begins"*)
		if [ "$kind" = answer ]; then echo "$value"; else code=$value; fi ;;
	esac
done <"$RULES"
exit "${code:-0}"
`

// TestScriptsOfThePipeline runs every script that a workflow runs, with stubs in place of what it calls.
func TestScriptsOfThePipeline(t *testing.T) {
	t.Parallel()
	tried := map[string]bool{}
	for _, c := range scriptCases() {
		tried[c.script] = true
		t.Run(c.script+": "+c.reason, func(t *testing.T) {
			t.Parallel()
			calls, code, dir := runScript(t, c)
			assert.Equal(t, c.calls, calls)
			assert.Equal(t, c.code, code)
			for name, want := range c.left {
				got, err := os.ReadFile(filepath.Join(dir, name))
				require.NoError(t, err)
				assert.Equal(t, want, string(got), name)
			}
		})
	}
	scripts, err := os.ReadDir(filepath.Join(root, scriptsDir))
	require.NoError(t, err)
	for _, script := range scripts {
		assert.True(t, tried[script.Name()], "no test runs %s", script.Name())
	}
}

func runScript(t *testing.T, c scriptCase) (calls []string, code int, dir string) {
	t.Helper()
	dir = t.TempDir()
	temp, bin := filepath.Join(dir, "temp"), filepath.Join(dir, "bin")
	for _, folder := range []string{temp, bin, filepath.Join(dir, ".local", "bin")} {
		require.NoError(t, os.MkdirAll(folder, 0o700))
	}
	for name, content := range c.files {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	for _, name := range []string{"bin/make", "bin/curl", "bin/git", "bin/gh", "bin/go", ".local/bin/stackctl"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(stub), 0o700))
	}
	var rules strings.Builder
	for begins, value := range c.answers {
		rules.WriteString("answer\t" + begins + "\t" + value + "\n")
	}
	for begins, value := range c.fails {
		rules.WriteString("fail\t" + begins + "\t" + value + "\n")
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "rules"), []byte(rules.String()), 0o600))
	script, err := filepath.Abs(filepath.Join(root, scriptsDir, c.script))
	require.NoError(t, err)
	cmd := exec.Command(script, c.args...)
	cmd.Dir = dir
	cmd.Env = []string{
		"PATH=" + bin + ":/usr/bin:/bin", "CALLS=" + filepath.Join(dir, "calls"), "RULES=" + filepath.Join(dir, "rules"),
		"RUNNER_TEMP=" + temp, "GITHUB_STEP_SUMMARY=" + filepath.Join(temp, "summary"), "TMPDIR=" + temp,
	}
	for name, value := range c.env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		require.NoError(t, err, "%s", out)
	}
	recorded, err := os.ReadFile(filepath.Join(dir, "calls"))
	require.NoError(t, err, "%s", out)
	for _, line := range strings.Split(strings.TrimSpace(string(recorded)), "\n") {
		line = strings.ReplaceAll(line, temp, "TEMP")
		if at := strings.Index(line, "--body-file "); at >= 0 {
			line = line[:at] + "--body-file BODY"
		}
		calls = append(calls, line)
	}
	return calls, cmd.ProcessState.ExitCode(), dir
}
