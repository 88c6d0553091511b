# Trauma-Informed London Survey. `make` alone lists what there is.
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check security bill bench bench-landscape soak screenshots css words lock

# the newest Python of at least 3.11; macOS's own python3 may be older
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; exit; }; done; echo python3)
BIN := .venv/bin
QUESTIONNAIRES = $(wildcard questionnaires/*/[0-9]*.yaml)   # named by version; what lies beside them is not a questionnaire
export HOST ?= 127.0.0.1
export PORT ?= 8000
TESTS ?=
JOBS ?= 2
export EFFORT ?= 1

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## everything needed to run, pinned and checked by hash, in .venv
	@$(PYTHON) requirements/install.py run

setup-dev: ## the same, and what the tests need: browsers, PostgreSQL, Java, Node packages
	@$(PYTHON) requirements/install.py dev

run: setup ## serve the London survey on HOST:PORT (127.0.0.1:8000), open on a trial window
	@$(BIN)/python -m survey serve --trial

test: setup-dev ## every test, browser and PostgreSQL included; TESTS=path narrows it, EFFORT=10 tries laws longer
	@failed=; \
	for stage in "not alone and not terminal" alone; do \
		$(BIN)/python -m pytest -q -n $(JOBS) --dist loadfile -m "$$stage" $(TESTS) || [ $$? -eq 5 ] || failed=1; \
	done; \
	$(BIN)/python -m pytest -q -m terminal $(TESTS) || [ $$? -eq 5 ] || failed=1; \
	[ -z "$$failed" ]

check: setup-dev ## format, lint, types, architecture, questionnaires; changes nothing
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --strict --no-error-summary survey analysis tests benchmarks requirements/*.py
	@$(BIN)/python -m pytest -q --no-header --no-summary -p no:cacheprovider tests/test_architecture.py tests/test_requirements.py
	@$(if $(strip $(QUESTIONNAIRES)),$(BIN)/python -m survey check $(QUESTIONNAIRES))

security: setup-dev ## traps in the code, by bandit and by rules of our own; what the program is made of
	@$(PYTHON) requirements/install.py security
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive survey analysis requirements
	@$(BIN)/python -m tests.security_rules
	@$(BIN)/python -m pytest -q --no-header -p no:cacheprovider tests/test_security_rules.py tests/test_supply_chain.py

bill: setup-dev ## the bill of materials (CycloneDX), in build/bill.json
	@$(BIN)/python requirements/bill.py build/bill.json

bench: setup-dev ## the benchmarks, as ratios within one run
	@$(BIN)/python -m benchmarks

bench-landscape: setup-dev ## the analysis alone, up to a million answers: some 6 to 20 minutes and 10 GB of memory
	@$(BIN)/python -m benchmarks landscape --full

soak: setup-dev ## the programs of faults at full size, on both engines: hours; docs/reliability.md has them
	@$(BIN)/python -m tests.soak all

screenshots: setup-dev ## every page on sheets, phone and desktop, light and dark, in build/screenshots
	@$(BIN)/python -m tests.screenshots build/screenshots

css: setup-dev ## rebuild survey/web/static from assets/ and the Node packages
	@PYTHON=$(abspath $(BIN)/python) npm run --silent css

words: setup-dev ## bring the catalogues up to date with the program's words; NEW=fr begins one
	@$(BIN)/python -m survey.languages.extracting $(NEW)

lock: setup-dev ## write requirements/*.txt and package-lock.json again
	@$(BIN)/python requirements/lock.py
