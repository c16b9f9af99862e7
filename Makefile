# Postern: make run builds it and opens the screen; make test proves it.
.DEFAULT_GOAL := build
.PHONY: pictures build run test race lint fmt bench fuzz torture clean check

GO      ?= go
BIN     := bin/postern
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo development)
LINT    := bin/golangci-lint-2.15.0
FUZZTIME ?= 20000x
RACED   := ./store/... ./desk/... ./roster/... ./tui/... ./intake/... ./archive/... ./risk/... ./sync/link ./sync/enrol ./sync/bundle ./sync/hubtest
# Long rounds of one thread, or of processes that are killed: shorter tests of the same code are raced.
UNRACED := ReplayEqualsLive|AYearOfLearning|FullAtEveryWrite|FileSizeLimits|DamagedDatabase|PowerLoss|Killed|HubFull|HubLimits

build: check
	@CGO_ENABLED=1 $(GO) build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/ ./cmd/postern ./cmd/postern-hub

run: build
	@$(BIN) demo

test: check
	$(GO) test ./...

race: check
	$(GO) test -race -skip '^Test($(UNRACED))$$' $(RACED)

lint: check $(LINT)
	$(LINT) run ./...

fmt: $(LINT)
	$(LINT) fmt ./...

bench: build
	@$(BIN) bench

# The goldens, the pictures of the documents and docs/keys.md, from the screens as they are.
pictures: check
	$(GO) test ./tui -run 'Pictures|Told' -update

# Each fuzz target for so many runs; by the clock (FUZZTIME=10m) the engine may end in "context deadline exceeded", which is no finding.
fuzz: check
	@set -e; for package in $$(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u); do \
	  for target in $$(grep -rhoE --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' $$package/*_test.go | sed 's/func //' | sort -u); do \
	    echo "fuzz $$package $$target $(FUZZTIME)"; \
	    $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 5x $$package; \
	  done; done

# The long rounds: more kills and longer fuzzing than every run can afford.
torture: check
	POSTERN_MUTATIONS=20000 $(GO) test -count=1 -timeout 60m -run 'SpoiltFiles|Extremes' ./message/sniff
	POSTERN_POWERLOSS=200 $(GO) test -count=1 -timeout 60m -v -run 'PowerLoss' ./store ./sync/hub/record/sqlite ./sync/hubtest
	POSTERN_FULL=1 $(GO) test -count=1 -timeout 60m -v -run 'Full|Limits|SmallDisk' ./store ./sync/hub/record/sqlite ./sync/hubtest
	POSTERN_DAMAGE=1000 $(GO) test -count=1 -timeout 60m -v -run 'Damaged' ./store ./sync/hub/record/sqlite
	POSTERN_KILLS=500 $(GO) test -count=1 -timeout 60m -v -run 'Kill' ./store ./cmd/postern
	POSTERN_SEEDS=10000 $(GO) test -count=1 -timeout 180m -run Worlds ./sync/simulation
	POSTERN_FLAKY=20000 $(GO) test -count=1 -timeout 60m -run FlakyLine ./sync/hubtest
	$(GO) test -count=1 -timeout 60m -run AnyOrder ./store -rapid.checks=500
	$(MAKE) fuzz FUZZTIME=2000000x

clean:
	rm -rf bin

# One clear sentence instead of a page of compiler errors.
check:
	@command -v $(GO) >/dev/null 2>&1 || { echo "Postern needs Go 1.26 or newer: see https://go.dev/dl" >&2; exit 1; }
	@$(GO) version | awk '{ split(substr($$3, 3), v, "."); exit !(v[1] > 1 || v[1] == 1 && v[2] + 0 >= 26) }' || \
	  { echo "Postern needs Go 1.26 or newer; this is $$($(GO) version | cut -d' ' -f3)" >&2; exit 1; }
	@command -v $$($(GO) env CC) >/dev/null 2>&1 || \
	  { echo "Postern needs a C compiler for SQLite: install gcc (Debian: apt-get install gcc libc6-dev)" >&2; exit 1; }

$(LINT):
	@mkdir -p bin
	GOBIN=$(CURDIR)/bin GOFLAGS= $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
	@mv bin/golangci-lint $(LINT)
