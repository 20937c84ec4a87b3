# make run       see it work: real traces go in, sanitized traces come out
# make test      every test there is, against the built distribution too
# make help      the rest

GO   ?= go
TOOL := $(GO) tool -modfile $(CURDIR)/internal/tools/go.mod

# What the binaries are made of: they are rebuilt when one of these is newer.
SOURCES := $(shell find *.go go.mod go.sum cmd extension internal processor -type f \
	! -name '*_test.go' ! -path '*/testdata/*' ! -path 'internal/tools/*' 2>/dev/null)
COMMANDS := $(patsubst cmd/%,dist/%,$(wildcard cmd/*))

FUZZTIME ?= 30s

.PHONY: help run demo dist test lint fuzz bench benchcheck benchprocess generate lock e2e score clean

help: ## this list
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9]+):.*## /\1\t/' | expand -t 12

run: dist ## build the distribution, run it on recorded traces, show what it changed
	@$(GO) -C e2e run ./cmd/demo $(if $(INPUT),-input $(abspath $(INPUT)))

DEMO_ADDRESS ?= 127.0.0.1:8889

demo: dist ## the lookup page over recorded traces, until you press Ctrl-C
	@$(GO) -C e2e run ./cmd/lookup -address $(DEMO_ADDRESS)

dist: dist/otelcol-privacy $(COMMANDS) ## build dist/otelcol-privacy and the commands

# ocb writes the sources; distribution/ holds the module versions and sums that
# it once resolved (`make lock`), so that a build downloads only what it links.
dist/otelcol-privacy: builder-config.yaml $(wildcard distribution/*) $(SOURCES)
	@mkdir -p dist && cp distribution/go.mod distribution/go.sum dist/
	$(TOOL) builder --config builder-config.yaml --skip-get-modules --skip-compilation
	CGO_ENABLED=0 $(GO) -C dist build -mod=mod -buildvcs=false -trimpath -ldflags='-s -w' -o otelcol-privacy

dist/%: cmd/% $(SOURCES)
	@mkdir -p dist
	CGO_ENABLED=0 $(GO) build -buildvcs=false -trimpath -ldflags='-s -w' -o $@ ./cmd/$*

test: dist ## race-enabled unit tests, those of time and memory, then the built distribution
	$(GO) test -race -timeout 30m -coverprofile=coverage.out ./...
	$(GO) test ./internal/redact ./internal/policy ./processor # what the race detector would distort
	$(GO) -C e2e test -count=1 ./...

lint: ## formatting and the design lines of .golangci.yml
	$(TOOL) golangci-lint run ./...
	cd e2e && $(TOOL) golangci-lint run --config ../.golangci.yml ./...

fuzz: ## every fuzz target for FUZZTIME
	@set -e; for p in $$($(GO) list ./...); do for f in $$($(GO) test -list '^Fuzz' $$p | grep ^Fuzz); do \
	$(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) $$p; done; done

bench: ## cost of a span beside the peers, and how it grows; written to bench/
	$(GO) -C bench run . -out RESULTS.md -curves curves

benchcheck: ## fail when the cost of a span is half again over its target
	$(GO) -C bench run . -check

benchprocess: dist ## the whole distribution with the processor and without
	$(GO) -C bench run ./process -bin $(CURDIR)/dist/otelcol-privacy

generate: ## everything that is written by a program
	$(GO) generate ./...

lock: ## resolve the distribution's modules anew
	$(TOOL) builder --config builder-config.yaml --skip-compilation
	cp dist/go.mod dist/go.sum distribution/

# A real Jaeger, for the lookup's test: ten minutes, once. Its module is one of
# its own with the authors' sums, since Jaeger cannot be installed by version.
dist/jaeger: e2e/jaeger/go.mod
	CGO_ENABLED=0 $(GO) -C e2e/jaeger build -mod=readonly -trimpath -ldflags='-s -w' -o ../../dist/jaeger github.com/jaegertracing/jaeger/cmd/jaeger

e2e: dist dist/jaeger ## the built distribution against real input, every run afresh
	$(GO) -C e2e test -count=1 -v ./...

score: dist ## detection measured on a labeled corpus (PRIVACY_CORPUS)
	$(GO) -C e2e run ./cmd/score

clean: ## remove what was built
	rm -rf dist run coverage.out
