package house

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// workflowsDir and scriptsDir are the pipeline.
const (
	workflowsDir = ".github/workflows"
	scriptsDir   = ".github/scripts"
)

// workflow is what is asked of a workflow.
type workflow struct {
	On          yaml.Node            `yaml:"on"`
	Permissions map[string]string    `yaml:"permissions"`
	Jobs        map[string]workedJob `yaml:"jobs"`
}

type workedJob struct {
	Uses        string            `yaml:"uses"`
	Permissions map[string]string `yaml:"permissions"`
	Timeout     int               `yaml:"timeout-minutes"`
	Env         map[string]string `yaml:"env"`
	Steps       []struct {
		Uses string            `yaml:"uses"`
		Run  string            `yaml:"run"`
		With map[string]string `yaml:"with"`
	} `yaml:"steps"`
}

// pinned is an action at a commit.
var pinned = regexp.MustCompile(`^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+@[0-9a-f]{40}$`)

// commands are what a step may run beside a script: one command that is the same on anybody's machine.
var commands = []string{".ci/run", "make verify", "make guides", "go build ./cmd/... ./infra"}

// workflowProblems says everything in which a workflow is not as it should be.
func workflowProblems(content string) []string {
	var w workflow
	if err := yaml.Unmarshal([]byte(content), &w); err != nil {
		return []string{err.Error()}
	}
	var problems []string
	say := func(text string) { problems = append(problems, text) }
	if w.Permissions == nil || len(w.Permissions) > 0 {
		say("it begins with rights: permissions at the top is {}, each job takes what it needs")
	}
	if strings.Contains(content, "pull_request_target") {
		say("pull_request_target runs with rights on what a fork wrote")
	}
	for name, job := range w.Jobs {
		if job.Permissions == nil {
			say(name + " does not say which rights it needs")
		}
		if job.Uses == "" && job.Timeout == 0 {
			say(name + " may run for six hours")
		}
		if job.Uses != "" && !strings.HasPrefix(job.Uses, "./") {
			say(name + " uses a workflow of somebody else's")
		}
		if job.Uses == "" && job.Permissions["id-token"] == "write" && (job.Env["AZURE_CLIENT_ID"] == "" || job.Env["AZURE_TENANT_ID"] == "") {
			say(name + " can sign in, and does not say as whom: AZURE_CLIENT_ID and AZURE_TENANT_ID are in its env")
		}
		for _, step := range job.Steps {
			if strings.HasPrefix(step.Uses, "azure/login@") {
				say(name + " signs in once, with what is good for minutes: as-identity does it whenever a token is asked for")
			}
			if step.Uses != "" && !pinned.MatchString(step.Uses) {
				say(step.Uses + " is not pinned by a commit")
			}
			if strings.HasPrefix(step.Uses, "actions/checkout@") && step.With["persist-credentials"] != "false" {
				say(name + " leaves the token in the checkout")
			}
			if step.Run != "" && !slices.Contains(commands, step.Run) && !strings.HasPrefix(step.Run, scriptsDir+"/") {
				say(step.Run + " is no script that a test runs")
			}
			if strings.Contains(step.Run, "${{") {
				say(step.Run + " puts a value into a shell: hand it over in env")
			}
		}
	}
	slices.Sort(problems)
	return problems
}

func TestWorkflows(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(root, workflowsDir, "*.yml"))
	require.NoError(t, err)
	require.Greater(t, len(files), 5)
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Empty(t, workflowProblems(string(content)), "%s", file)
	}
}

func TestWorkflowProblems(t *testing.T) {
	t.Parallel()
	const good = "on: push\npermissions: {}\njobs:\n  a:\n    timeout-minutes: 5\n    permissions: { contents: read }\n    steps:\n" +
		"      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8\n        with: { persist-credentials: false }\n      - run: .github/scripts/x\n"
	for _, test := range []struct{ reason, old, new, want string }{
		{"as it should be", "", "", ""},
		{"rights at the top", "permissions: {}", "permissions: { contents: write }", "it begins with rights: permissions at the top is {}, each job takes what it needs"},
		{"a tag can be moved", "@08c6903cd8c0fde910a37f88322edcfb5dd907a8", "@v5", "actions/checkout@v5 is not pinned by a commit"},
		{"a job with whatever rights there are", "    permissions: { contents: read }\n", "", "a does not say which rights it needs"},
		{"a token beside a fork's code", "persist-credentials: false", "fetch-depth: 0", "a leaves the token in the checkout"},
		{"a script that no test runs", ".github/scripts/x", "curl x | sh", "curl x | sh is no script that a test runs"},
		{"a title that is a command", ".github/scripts/x", ".github/scripts/x ${{ github.event.pull_request.title }}", ".github/scripts/x ${{ github.event.pull_request.title }} puts a value into a shell: hand it over in env"},
		{"a trigger with rights", "on: push", "on: pull_request_target", "pull_request_target runs with rights on what a fork wrote"},
		{"an identity that nobody names", "permissions: { contents: read }", "permissions: { id-token: write }", "a can sign in, and does not say as whom: AZURE_CLIENT_ID and AZURE_TENANT_ID are in its env"},
		{"an identity that is named", "    permissions: { contents: read }", "    permissions: { id-token: write }\n    env: { AZURE_CLIENT_ID: c, AZURE_TENANT_ID: t }", ""},
		{"a sign-in that ends before the run does", "actions/checkout@", "azure/login@", "a signs in once, with what is good for minutes: as-identity does it whenever a token is asked for"},
		{"no end", "    timeout-minutes: 5\n", "", "a may run for six hours"},
	} {
		problems := workflowProblems(strings.Replace(good, test.old, test.new, 1))
		if test.want == "" {
			assert.Empty(t, problems, test.reason)
		} else {
			assert.Equal(t, []string{test.want}, problems, test.reason)
		}
	}
}

// TestActionlint runs the linter of workflows where it was built: "make check" builds it.
func TestActionlint(t *testing.T) {
	t.Parallel()
	linter := filepath.Join(os.Getenv("TRELICA_TOOLS_DIR"), "actionlint")
	if _, err := os.Stat(linter); err != nil {
		t.Skip(`actionlint is not built: "make lint-tools" builds it`)
	}
	files, err := filepath.Glob(filepath.Join(root, workflowsDir, "*.yml"))
	require.NoError(t, err)
	out, err := exec.Command(linter, files...).CombinedOutput()
	assert.NoError(t, err, "%s", out)
}

// TestAWorkflowClosesABootstrap holds that what pages say of it is there: a bootstrap is brought up from the inside, by hand, with the
// runners, reviewers and identities of its environment, and one after the other with what is merged.
func TestAWorkflowClosesABootstrap(t *testing.T) {
	t.Parallel()
	type calling struct {
		On          map[string]any
		Concurrency struct{ Group string }
		Jobs        map[string]struct {
			Uses string
			With map[string]string
		}
	}
	read := func(name string) (w calling) {
		content, err := os.ReadFile(filepath.Join(root, workflowsDir, name))
		require.NoError(t, err)
		require.NoError(t, yaml.Unmarshal(content, &w))
		return w
	}
	bootstrap, promote := read("bootstrap.yml"), read("promote.yml")
	assert.Len(t, bootstrap.On, 1)
	assert.Contains(t, bootstrap.On, "workflow_dispatch", "by hand alone")
	assert.Equal(t, promote.Concurrency, bootstrap.Concurrency)
	job := bootstrap.Jobs["bootstrap"]
	assert.Equal(t, promote.Jobs["prod"].Uses, job.Uses, "planned, reviewed and applied as anything else")
	assert.Equal(t, map[string]string{"stack": "bootstrap-${{ inputs.environment }}", "environment": "${{ inputs.environment }}"}, job.With)
	for stack, job := range promote.Jobs {
		assert.Equal(t, map[string]string{"stack": stack, "environment": stack}, job.With)
	}
	content, err := os.ReadFile(filepath.Join(root, workflowsDir, "stack.yml"))
	require.NoError(t, err)
	assert.NotContains(t, string(content), `"trelica-${{ inputs.stack }}"`, "no runner is a bootstrap's")
	assert.NotContains(t, string(content), "environment: ${{ inputs.stack }}", "nor has GitHub an environment of its name")
}
