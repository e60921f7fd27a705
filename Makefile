# The commands of this repository. `make help` lists them; `.ci/run` calls the same ones.

STACK      ?= prod
GO         ?= go
export GOFLAGS := -buildvcs=false
# Built tools live outside the tree, so that a fresh clone and a `git clean` keep them.
CACHE      := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/trelica-infrastructure
export TRELICA_TOOLS_DIR ?= $(CACHE)/bin
TOOLS      := $(TRELICA_TOOLS_DIR)
STACKCTL   := .local/bin/stackctl

PULUMI_VERSION := $(shell awk '$$1 == "github.com/pulumi/pulumi/pkg/v3" {print $$2}' tools/go.mod)
KUBELOGIN_VERSION := $(shell awk '$$1 == "github.com/Azure/kubelogin" {print $$2}' tools/kubelogin/go.mod)
LINT_VERSION   := $(shell awk '$$1 == "github.com/golangci/golangci-lint/v2" {print $$2}' tools/lint/go.mod)
ACTIONLINT_VERSION := $(shell awk '$$1 == "github.com/rhysd/actionlint" {print $$2}' tools/actionlint/go.mod)
SUM_VERSION    := $(shell awk '$$1 == "gotest.tools/gotestsum" && $$2 {print $$2}' tools/lint/go.mod)
KUBERNETES_VERSION := $(shell awk '$$1 == "k8s.io/kubernetes" {print $$2}' tools/cluster/go.mod)
ETCD_VERSION       := $(shell awk '$$1 == "go.etcd.io/etcd/server/v3" {print $$2}' tools/cluster/go.mod)
KWOK_VERSION       := $(shell awk '$$2 == "sigs.k8s.io/kwok" {print $$3}' tools/kwok/go.mod)
TRAEFIK_VERSION    := $(shell awk '$$2 == "github.com/traefik/traefik/v3" {print $$3}' tools/traefik/go.mod)

.DEFAULT_GOAL := help
.PHONY: help up preview destroy test verify guides e2e bench check fmt golden settings generate tools kubelogin cluster-tools lint-tools stackctl clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up: tools stackctl ## provision STACK (prod) with the real Pulumi engine against the local Azure
	@$(STACKCTL) up --stack $(STACK) --yes

preview: tools stackctl ## show what `make up` would change
	@$(STACKCTL) preview --stack $(STACK)

destroy: tools stackctl ## take STACK down again (prod refuses: its data is protected)
	@$(STACKCTL) destroy --stack $(STACK) --yes

test: tools ## unit, component and stack tests: no cloud, no cluster; five to eight minutes on two cores where everything changed, seconds where nothing did
	@tools/step "tests" $(GO) test -timeout 15m ./...
	@cd refapp && ../tools/step "tests of the reference application" $(GO) test ./...

verify: tools ## the deep tests: drills, runbooks, faults, mutation, lost states, production refuses to be destroyed
	@TRELICA_DEEP=1 tools/step "deep tests" $(GO) test -p 1 -timeout 60m ./internal/stacktest ./internal/engine ./cmd/stackctl ./internal/topology ./internal/changes ./internal/sweep ./policy/controls

guides: tools ## run every command of every guide in a copy of the repository, a quarter of an hour; GUIDE=... chooses
	@TRELICA_DEEP=1 tools/step "guides" $(GO) test -timeout 60m -v ./internal/guides

e2e: tools cluster-tools ## the cluster tests: real Kubernetes API server, scheduler and Traefik, on loopback only; TESTS=... chooses
	@$(if $(TESTS),:,TRELICA_DEEP=1 tools/step "who reaches whom, every rule widened" $(GO) test -timeout 15m ./internal/topology)
	@cd e2e && ../tools/step "cluster tests" $(GO) test -timeout 30m -v $(if $(TESTS),-run '$(TESTS)') .

bench: tools ## measure builds, previews, ups and growth beside the engine's floor, and a diff of every stack; COLD=1 with an empty cache and the SDK's kinds of package, WRITE=1 into docs/benchmarks.md
	@$(GO) run ./cmd/bench $(if $(COLD),-cold) $(if $(WRITE),-write) $(if $(STACKS),-stacks '$(STACKS)')

check: lint-tools ## formatting, linters, modules as they are required
	@tools/check

fmt: ## format every Go file
	@gofmt -l -w $$(git ls-files '*.go')

# Packages without the flag refuse it; and stack files are written before the stacks that are read from them.
UPDATABLE   = $$(git grep -l 'Bool("update"' -- '*_test.go' | xargs -n 1 dirname | sort -u | grep -v -e '^internal/cost$$' -e '^internal/topology$$' -e '^internal/recovery/timeline$$' | sed 's|^|./|')
golden: tools settings ## rewrite derived stack files, golden snapshots and generated reference pages
	@tools/step "goldens" $(GO) test $(UPDATABLE) -run 'Golden|Reference|Generated|Current|Render|Extract$$' -update
	@tools/step "what is drawn from goldens" $(GO) test ./internal/cost ./internal/topology ./internal/recovery/timeline -run 'Golden|Reference|Generated|Current|Render|Extract$$' -update

settings: ## write the files of derived stacks and the page of settings anew, after a stack file was edited
	@tools/step "stack files" $(GO) test ./stacks/settings -run 'Reference|Generated' -update

generate: ## extract the shapes of Azure's resources from the official typings again
	@$(GO) generate ./...

stackctl:
	@mkdir -p $(dir $(STACKCTL))
	@tools/step "building stackctl and the program (the first time compiles the Azure SDKs: five to ten minutes on two cores)" \
		$(GO) build -o .local/bin/ ./cmd/stackctl ./infra

tools: $(TOOLS)/.pulumi-$(PULUMI_VERSION) ## build the pinned Pulumi CLI, unless one on PATH is new enough

$(TOOLS)/.pulumi-$(PULUMI_VERSION):
	@tools/pulumi $(PULUMI_VERSION) $(TOOLS)

kubelogin: $(TOOLS)/.kubelogin-$(KUBELOGIN_VERSION) ## build the pinned kubelogin, which --target azure enters clusters with

$(TOOLS)/.kubelogin-$(KUBELOGIN_VERSION):
	@mkdir -p $(TOOLS)
	@cd tools/kubelogin && ../step "building kubelogin $(KUBELOGIN_VERSION) from Go modules (once, about two minutes on two cores)" \
		$(GO) build -o $(TOOLS)/kubelogin github.com/Azure/kubelogin
	@touch $@

cluster-tools: $(TOOLS)/.etcd-$(ETCD_VERSION) $(TOOLS)/.kubernetes-$(KUBERNETES_VERSION) $(TOOLS)/.kwok-$(KWOK_VERSION) $(TOOLS)/.traefik-$(TRAEFIK_VERSION)

$(TOOLS)/.etcd-$(ETCD_VERSION):
	@mkdir -p $(TOOLS)
	@cd tools/cluster && ../step "building etcd $(ETCD_VERSION) (once, under a minute on two cores)" \
		$(GO) build -o $(TOOLS)/etcd go.etcd.io/etcd/server/v3
	@touch $@

$(TOOLS)/.kubernetes-$(KUBERNETES_VERSION):
	@mkdir -p $(TOOLS)
	@cd tools/cluster && ../step "building Kubernetes $(KUBERNETES_VERSION) (once, about a quarter of an hour on two cores)" $(GO) build -o $(TOOLS)/ \
		k8s.io/kubernetes/cmd/kube-apiserver k8s.io/kubernetes/cmd/kube-controller-manager k8s.io/kubernetes/cmd/kube-scheduler
	@touch $@

$(TOOLS)/.kwok-$(KWOK_VERSION):
	@mkdir -p $(TOOLS)
	@cd tools/kwok && ../step "building kwok $(KWOK_VERSION) (once, about three minutes on two cores)" $(GO) build -o $(TOOLS)/kwok sigs.k8s.io/kwok/cmd/kwok
	@touch $@

$(TOOLS)/.traefik-$(TRAEFIK_VERSION):
	@mkdir -p $(TOOLS)
	@cd tools/traefik && ../step "building Traefik $(TRAEFIK_VERSION) (once, about ten minutes on two cores)" \
		$(GO) build -o $(TOOLS)/traefik github.com/traefik/traefik/v3/cmd/traefik
	@touch $@

lint-tools: $(TOOLS)/.lint-$(LINT_VERSION)-$(SUM_VERSION)-$(ACTIONLINT_VERSION)

$(TOOLS)/.lint-$(LINT_VERSION)-$(SUM_VERSION)-$(ACTIONLINT_VERSION):
	@mkdir -p $(TOOLS)
	@cd tools/lint && ../step "building the linters (once, about four minutes on two cores)" $(GO) build -o $(TOOLS)/ \
		github.com/golangci/golangci-lint/v2/cmd/golangci-lint gotest.tools/gotestsum
	@cd tools/actionlint && $(GO) build -o $(TOOLS)/ github.com/rhysd/actionlint/cmd/actionlint
	@touch $@

clean: ## forget the local Azure, its state and what was built for it
	@rm -rf .local
