# The vocabulary. Every word first puts in place what it needs and says what and why; `make` alone lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# Two of these at once would only wait for each other at cargo's lock.
.NOTPARALLEL:

CARGO_TARGET_DIR ?= target
DEMO_DATA ?= demo-data
TSUMUGI := $(CARGO_TARGET_DIR)/debug/tsumugi
RELEASED := $(CARGO_TARGET_DIR)/release/tsumugi
# In CI a lock file that does not match is an error; at the desk cargo brings it up to date.
LOCKED := $(if $(CI),--locked)

# System tests, flows and screenshots use Debian's Chromium; npm must not fetch another.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# — to run it —

.PHONY: demo
demo: needs-build program ## serve the demo world on http://localhost:8080 (kept between starts)
	$(TSUMUGI) demo --data $(DEMO_DATA)

.PHONY: demo-reset
demo-reset: ## throw the demo world away and start anew (CONFIRM=1: without asking)
	@scripts/forget-demo $(DEMO_DATA)
	@$(MAKE) demo

.PHONY: build
build: needs-build frontend ## the release binary, assets and fonts inside it
	cargo build --release $(LOCKED)
	@echo "built: $(RELEASED), $$(du -h $(RELEASED) | cut -f1)"

# — to change it —

.PHONY: check
check: lint ## formatting, lints and the unit tests on SQLite; the quick one
	env -u TSUMUGI_TEST_POSTGRES cargo test $(LOCKED) --workspace --lib --quiet

.PHONY: lint
lint: needs-build frontend ## formatting and lints alone
	cargo fmt --all --check
	cargo clippy $(LOCKED) --workspace --all-targets --features tsumugi/bench -- -D warnings
	@if command -v cargo-deny >/dev/null; then cargo deny --log-level error check bans licenses sources; fi
	@if command -v cargo-machete >/dev/null; then cargo machete; fi

.PHONY: test
test: ## everything: on SQLite, on PostgreSQL, and in a browser
	@scripts/test

# — to measure it and to look at it —

.PHONY: bench
bench: needs-test release ## the measurements, as a table with medians
	DURABLE=1 scripts/with-postgres cargo run --release $(LOCKED) --features bench --bin bench

.PHONY: soak
soak: needs-test program e2e/soak/node_modules/.fresh ## Lighthouse on ten pages; its result goes into docs/measurements.md
	node e2e/soak/lighthouse.mjs

.PHONY: screenshots
screenshots: needs-screenshots program e2e/node_modules/.fresh ## photograph every page into screenshots/ (GUIDE=1: those of the guide)
	scripts/screenshots $(if $(GUIDE),--guide)

.PHONY: shape
shape: ## what a page costs, and which files have grown past their screen
	@scripts/shape

.PHONY: clean
clean: ## remove what was built; data folders stay
	cargo clean
	rm -rf frontend/node_modules frontend/dist e2e/node_modules e2e/soak/node_modules e2e/results screenshots

# — the parts —

.PHONY: needs-build needs-test needs-screenshots
needs-build needs-test needs-screenshots: needs-%:
	@scripts/needs $*

# Shared by the demo, the flows and the pictures; the tests build what stands below it just so.
.PHONY: program
program: frontend
	cargo build $(LOCKED)

.PHONY: release
release: frontend
	cargo build --release $(LOCKED)

.PHONY: frontend
frontend: frontend/node_modules/.built

# A stamp lies in node_modules: `npm ci` empties that folder, and so what depends on it is made again.
%/node_modules/.fresh: %/package-lock.json
	@echo "npm ci in $*/: package-lock.json changed or was never installed"
	cd $* && npm ci --no-audit --no-fund
	@touch $@

frontend/node_modules/.built: frontend/node_modules/.fresh $(shell find frontend -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null) $(if $(wildcard frontend/dist/*),,FORCE)
	cd frontend && npm run build
	@touch $@

.PHONY: FORCE
FORCE:
