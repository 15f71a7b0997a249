# Tools are pinned in modules of their own under hack/tools and built into $(TOOLS) on first use. The file name holds the
# version, so that a new pin builds a new tool and an old checkout finds its old one.

# $(call pinned,FOLDER,MODULE) is the version of MODULE in hack/tools/FOLDER/go.mod.
pinned = $(shell sed -n 's|^\(require \)\?[[:space:]]*$(2) \(v[^ ]*\).*|\2|p' hack/tools/$(1)/go.mod)

CONTROLLER_GEN := $(TOOLS)/controller-gen-$(call pinned,controller-gen,sigs.k8s.io/controller-tools)
GOLANGCI_LINT := $(TOOLS)/golangci-lint-$(call pinned,golangci-lint,github.com/golangci/golangci-lint/v2)

$(CONTROLLER_GEN):
	@echo "building $(@F) (once)"
	@go -C hack/tools/controller-gen build -o $@ sigs.k8s.io/controller-tools/cmd/controller-gen

$(GOLANGCI_LINT):
	@echo "building $(@F) (once, takes minutes)"
	@go -C hack/tools/golangci-lint build -o $@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint
