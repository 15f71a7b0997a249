##@ Cluster

# The nodes of cluster-up: those that the zones in config/samples name.
NODES_FILE ?= hack/cluster/nodes.yaml
# install, samples and deploy go to the cluster of the current KUBECONFIG, else to that of cluster-up.
KUBECTL = KUBECONFIG="$${KUBECONFIG:-$(CLUSTER_KUBECONFIG)}" $(BIN)/kubectl
APPLY = $(KUBECTL) apply --server-side

.PHONY: cluster-programs
cluster-programs: ## Build etcd, Kubernetes and KWOK into the cache, once (minutes the first time).
	@$(CLUSTER) build >/dev/null

.PHONY: cluster-up
cluster-up: ## Start a real control plane with nodes played by KWOK; ends with the export line for your shell.
	@$(MAKE) $(BIN)/kubectl
	@$(CLUSTER) up --nodes-file $(NODES_FILE)

.PHONY: cluster-down
cluster-down: ## Stop it, the operator of `make demo KEEP=1` too, and remove its data.
	@hack/stop-operator.sh
	@$(CLUSTER) down

.PHONY: $(BIN)/kubectl
$(BIN)/kubectl:
	@mkdir -p $(BIN)
	@ln -sf "$$($(CLUSTER) build kubectl)" $@

.PHONY: install
install: $(BIN)/kubectl ## Put CRDs, RBAC and the laws into the current cluster (KUBECONFIG, else cluster-up's).
	@test -n "$${KUBECONFIG:-}" || test -f $(CLUSTER_KUBECONFIG) || \
		{ echo "no cluster is known; start one (make cluster-up) or set KUBECONFIG" >&2; exit 1; }
	@$(APPLY) -k config/crd
	@$(KUBECTL) wait --for=condition=Established --timeout=60s -f config/crd/bases
	@$(APPLY) -k config/base

.PHONY: samples
samples: $(BIN)/kubectl ## Apply config/samples.
	@$(APPLY) -k config/samples

.PHONY: run
run: ## Install into the cluster of cluster-up and run the operator there, as its own ServiceAccount (RUN_ARGS: flags).
	@test -f $(CLUSTER_KUBECONFIG) || { echo "no cluster is running; start one: make cluster-up" >&2; exit 1; }
	@$(MAKE) install KUBECONFIG=$(CLUSTER_KUBECONFIG)
	@$(CLUSTER) kubeconfig --service-account facegov-system/facegov-controller-manager --out $(BIN)/cluster/operator.kubeconfig
	@KUBECONFIG=$(BIN)/cluster/operator.kubeconfig go run ./cmd/manager \
		--namespace=facegov-system --health-probe-bind-address=0 $(RUN_ARGS)

.PHONY: deploy
deploy: install ## Install, and run the operator in the cluster (its images must be where the nodes can pull them).
	@$(APPLY) -k config/default
