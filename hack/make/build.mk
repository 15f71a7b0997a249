##@ Build

PROGRAMS := $(notdir $(patsubst %/,%,$(dir $(wildcard cmd/*/main.go))))
IMAGE_TAG ?= dev
IMAGE_PREFIX ?= facegov
CONTAINER_TOOL ?= docker

.PHONY: build
build: ## Build the programs in cmd/ into bin/, static.
	@for program in $(PROGRAMS); do \
		echo "building bin/$$program"; \
		CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o $(BIN)/$$program ./cmd/$$program; \
	done

.PHONY: image
image: ## Build one image per program with CONTAINER_TOOL (docker): IMAGE_PREFIX/PROGRAM:IMAGE_TAG.
	@for program in $(PROGRAMS); do \
		$(CONTAINER_TOOL) build --build-arg PROGRAM=$$program -t $(IMAGE_PREFIX)/$$program:$(IMAGE_TAG) .; \
	done
