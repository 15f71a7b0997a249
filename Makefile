# Run `make` or `make help` for the list of targets. Nothing here needs more than Go, make and git: tools and the
# programs of the test cluster are pinned in hack/ and built from Go modules on first use.

SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

# Where built things go. Nothing in bin/ is under version control.
BIN := bin
TOOLS ?= $(CURDIR)/bin/tools

# Extra flags for every `go test`, for example GO_TEST_FLAGS='-race -v'.
GO_TEST_FLAGS ?=
GO_TEST = go test -shuffle=on -timeout=30m $(GO_TEST_FLAGS)

# The cluster that cluster-up starts, and the tool that starts it.
CLUSTER = go run ./test/cluster/cmd/cluster
CLUSTER_KUBECONFIG := $(CURDIR)/bin/cluster/kubeconfig

include hack/make/tools.mk

##@ General

.PHONY: help
help: ## Show this list.
	@awk 'BEGIN {FS = ":.*## "; print "usage: make TARGET [VARIABLE=value]"} \
		/^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z0-9-]+:.*## / {printf "  %-21s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: presubmit
presubmit: verify test ## What CI runs: verify, then test.

.PHONY: clean
clean: ## Remove bin/ (stops the cluster first; the cache of cluster programs stays).
	@$(MAKE) cluster-down
	@rm -rf $(BIN) cover.out

include hack/make/generate.mk
include hack/make/verify.mk
include hack/make/test.mk
include hack/make/cluster.mk
include hack/make/build.mk
