##@ Test

FUZZ_TIME ?= 20s

.PHONY: test
test: cluster-programs ## All tests, those on a real API server included.
	@$(GO_TEST) -count=1 ./...

.PHONY: test-unit
test-unit: ## The tests that need no cluster.
	@packages=$$(hack/packages.sh unit); $(GO_TEST) $$packages

.PHONY: test-integration
test-integration: cluster-programs ## The tests that start a real API server.
	@packages=$$(hack/packages.sh cluster); $(GO_TEST) -count=1 $$packages

.PHONY: e2e
e2e: cluster-programs ## The tests that run the built operator against a whole cluster.
	@$(GO_TEST) -count=1 ./test/e2e/...

.PHONY: bench
bench: cluster-programs ## The benchmarks in test/bench; they print ratios and assert nothing.
	@for program in test/bench/*/main.go; do \
		folder=$$(dirname "$$program"); echo "benchmark $$folder"; go run "./$$folder"; \
	done

.PHONY: bench-verdicts
bench-verdicts: ## Verdicts per second on one core, with every shipped law loaded; no cluster.
	@go run ./test/bench/verdicts

.PHONY: fuzz
fuzz: ## Every fuzz test for FUZZ_TIME (20s).
	@hack/fuzz.sh $(FUZZ_TIME)

.PHONY: cover
cover: cluster-programs ## Coverage of all tests, by function, into cover.out.
	@$(GO_TEST) -count=1 -coverprofile=cover.out -coverpkg=./internal/...,./controllers/...,./cmd/... ./...
	@go tool cover -func=cover.out | tail -n 1

.PHONY: demo
demo: cluster-programs ## The whole story on a real cluster; KEEP=1 leaves it running.
	@go run ./test/demo $(if $(KEEP),--keep)
