# Everything goes through .venv, which is made anew when pyproject.toml or constraints.txt change.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The demo and `make` keep their state in this checkout; `newsmill` itself uses the user's state folder.
DEMO_STATE := $(CURDIR)/.demo

.DEFAULT_GOAL := help
.PHONY: help demo test check chaos bench-cleaning fit docs clean

help:  ## Show what can be made
	@awk -F':.*## ' '/^[a-z][a-z-]*:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/installed: pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "no $(PYTHON) here: install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "newsmill needs Python 3.11 or newer; name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "setting up .venv (about a minute the first time) ..." >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --upgrade pip -c constraints.txt
	@$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev]'
	@touch $@

demo: .venv/installed  ## Crawl the sample news site, clean it, deliver it, show what came out
	@NEWSMILL_STATE_DIR=$(DEMO_STATE) $(BIN)/newsmill demo

test: .venv/installed  ## Everything that must pass: style, types, import rules, tests
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest -n 4 --dist loadfile  # most tests wait for other processes

check: .venv/installed  ## Style, types and import rules alone
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

chaos: .venv/installed  ## Kill all that can die while 2,000 pages are on their way; OPTIONS="--kills 40"
	@$(BIN)/python -m tests.chaos $(OPTIONS)

# The peers need an older python-dateutil than the one we use, hence an environment of their own.
.venv-bench/installed: pyproject.toml constraints.txt
	@$(MAKE) --no-print-directory .venv/installed
	@echo "setting up .venv-bench ..." >&2
	@test -x .venv-bench/bin/python || $(BIN)/python -m venv .venv-bench
	@sed '/^python-dateutil==/d' constraints.txt > .venv-bench/constraints.txt
	@.venv-bench/bin/python -m pip install --quiet --upgrade pip -c .venv-bench/constraints.txt
	@.venv-bench/bin/python -m pip install --quiet -c .venv-bench/constraints.txt -e '.[bench]'
	@touch $@

bench-cleaning: .venv-bench/installed  ## Measure the cleaner beside its peers; CORPUS=folder, OPTIONS="--only aeb"
	@.venv-bench/bin/python -m tests.benchmarks.cleaning $(if $(CORPUS),--corpus $(CORPUS)) $(OPTIONS)

fit: .venv/installed  ## Fit the cleaner's weights anew on ../shared/corpus, or CORPUS=folder
	@$(BIN)/python -m tests.benchmarks.fit $(if $(CORPUS),--corpus $(CORPUS)) $(OPTIONS)

docs: .venv/installed  ## Write the generated pages of docs/ anew (the schema, the settings)
	@$(BIN)/python -m tests.docs

clean:  ## Remove .venv, the demo's state and caches
	@test ! -x $(BIN)/newsmill || NEWSMILL_STATE_DIR=$(DEMO_STATE) $(BIN)/newsmill server stop >/dev/null 2>&1 || true
	@rm -rf .venv .venv-bench .bench .demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
