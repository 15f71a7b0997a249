##@ Generate

HEADER := hack/boilerplate.go.txt

.PHONY: generate
generate: generate-code manifests generate-chart generate-coverage generate-requirements ## Everything below.

.PHONY: generate-code
generate-code: $(CONTROLLER_GEN) ## Deep copies and apply configurations of the kinds in api/.
	@echo "generating deep copies and apply configurations"
	@rm -rf api/applyconfiguration
	@$(CONTROLLER_GEN) object:headerFile=$(HEADER) applyconfiguration:headerFile=$(HEADER) paths=./api/v1alpha1

.PHONY: manifests
manifests: $(CONTROLLER_GEN) ## CRDs into config/crd/bases and the operator's rights into config/rbac.
	@echo "generating CRDs and RBAC"
	@rm -rf config/crd/bases
	@$(CONTROLLER_GEN) crd:maxDescLen=1000 paths=./api/v1alpha1 output:crd:dir=config/crd/bases
	@# Folded, so that `kubectl explain` does not break lines where the source does.
	@sed -i 's/description: |-$$/description: >-/' config/crd/bases/*.yaml
	@$(CONTROLLER_GEN) rbac:roleName=facegov-manager paths=./controllers/... output:rbac:dir=config/rbac

.PHONY: generate-chart
generate-chart: $(BIN)/kubectl ## The Helm chart's kinds and templates, from config/default.
	@echo "generating the chart"
	@{ $(BIN)/kubectl kustomize config/default && echo --- && $(BIN)/kubectl kustomize config/webhook/mutating; } | \
		go run ./hack/chart charts/facegov

.PHONY: generate-requirements
generate-requirements: ## What every type of requirement demands, reads and answers, into docs/reference.
	@echo "generating the reference of requirements"
	@go run ./hack/requirements docs/reference/requirements.md

.PHONY: generate-coverage
generate-coverage: ## What enforces every row of the catalogue of law, into docs/reference.
	@echo "generating the coverage of the law"
	@go run ./hack/coverage

.PHONY: law-gaps
law-gaps: ## The rows of the catalogue of law that are not accounted for.
	@go run ./hack/coverage -check

.PHONY: golden
golden: ## Rewrite the golden files (UPDATE_GOLDEN=1); read the diff before you commit it.
	@packages=$$(grep -rl --include='*_test.go' UPDATE_GOLDEN . | xargs -n1 dirname | sort -u); \
		UPDATE_GOLDEN=1 go test -count=1 $$packages

.PHONY: readme
readme: cluster-programs ## The verdict table of the README, from a run of the demo.
	@go run ./test/demo --readme README.md
