##@ Verify

.PHONY: verify
verify: $(CONTROLLER_GEN) ## Generated files, formatting, vet, modules, headers and scripts; leaves the tree alone.
	@TOOLS=$(TOOLS) hack/verify.sh

.PHONY: lint
lint: $(GOLANGCI_LINT) ## The linters of .golangci.yml (the first run builds golangci-lint).
	@$(GOLANGCI_LINT) run ./...

.PHONY: lint-fix
lint-fix: $(GOLANGCI_LINT) ## Let the linters repair what they can.
	@$(GOLANGCI_LINT) run --fix ./...
