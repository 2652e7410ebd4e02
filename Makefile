# Everything one does in this repository. A bare machine has node, npm, make and git: the rest is fetched by `setup`.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test check golden build bench bench-full test-matrix clean setup static

help: ## what can be made (this list)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-18s %s\n", "  make " $$1, $$2 }' $(MAKEFILE_LIST)

demo: setup build ## the main job, shown on a throwaway service manager; leaves nothing behind
	@tools/demo.sh

test: setup static build ## everything: format, lint, types, generated files, every suite, also on real service managers
	@node tools/test.mjs
	@node tools/test.mjs test/real

check: setup static build ## the quick part of it: no real service managers
	@node tools/test.mjs

golden: setup ## rewrite the expected files of test/cases and test/problems from what the program does now
	@DAEMONSYNC_GOLDEN=write node tools/test.mjs test/cases.test test/problems.test

build: setup ## dist/daemonsync.cjs, the program
	@node tools/build.mjs

bench: setup build ## how long the program takes, beside an empty node and beside others of its kind, against its targets
	@bench/peers.sh
	@node bench/startup.mjs
	@node bench/reconcile.mjs
	@node bench/launchd.mjs

bench-full: setup build ## the same with more rounds, and with all that takes long (an hour)
	@bench/peers.sh
	@node bench/startup.mjs
	@node bench/reconcile.mjs --full
	@node bench/launchd.mjs

test-matrix: setup build ## the suites on other releases of Node.js and of systemd (as root; downloads them once)
	@node tools/matrix.mjs

clean: ## remove what was built and fetched, but for node_modules
	rm -rf dist .build THIRD_PARTY_LICENSES

setup:
	@tools/ensure.sh
	@node tools/deps.mjs

static:
	@node tools/fresh.mjs
	@node_modules/.bin/biome format || { echo 'to mend it: npx biome format --write' >&2; exit 1; }
	@node_modules/.bin/oxlint --type-aware
	@node_modules/.bin/tsc
	@tools/shellcheck.sh
