# Headrace: everything a person or a CI machine does, by one word each. `make help` lists them.
# Needs Python 3.11+ and make; Node >= 20.19 is used where it is there and brought into .venv where it is not.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
PY := $(VENV)/bin/python
# A Node brought into .venv is found before an old one of the machine's.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export PYTHONUNBUFFERED := 1

PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
LOCK := $(PY) -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header
PYTEST := $(PY) -m pytest -n auto
NODE_FITS := node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
STUDIO := frontend/dist/.vite/manifest.json
# Folders are listed too: their time changes when a file in them is deleted.
STUDIO_SOURCES := $(shell find frontend/src frontend/sandbox frontend/index.html frontend/vite.config.ts frontend/tsconfig.json integrations/providers/*/logo.svg ! -name '*.test.ts' ! -name '*.test.tsx' 2>/dev/null)

# What `check --deploy` looks at: production as a stranger would set it.
PRODUCTION := ENVIRONMENT=production DEBUG=false PUBLIC_URL=https://headrace.example.com \
	ALLOWED_HOSTS=headrace.example.com TRUSTED_PROXIES=10.0.0.1

# Checks read the settings but no data, and not the developer's own .env.
SCRATCH := ENV_FILE= DATA_DIR=$(CURDIR)/$(VENV)/.scratch

.PHONY: help run sandbox key test check simulate lint types contracts deploy migrations generate generated studio-check bench bench-peers screenshots chaos lock browser format clean

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(VENV)/.runtime $(STUDIO) ## start Headrace here: web and workers, data under ./var, Ctrl-C stops all of it
	@exec $(PY) manage.py start

.PHONY: studio
studio: $(STUDIO) ## build what the browser gets, and the libraries of JavaScript code blocks

sandbox: $(VENV)/.runtime ## start the pretended providers beside it (nothing real; docs/how-to/try-the-sandbox.md)
	@exec $(PY) -m provider_sandbox

key: $(VENV)/.runtime ## print a new API key of the oldest company (of another: COMPANY=its name)
	@$(PY) manage.py api_key $(if $(COMPANY),--company '$(COMPANY)')

test: $(VENV)/.dev $(STUDIO) browser ## everything that has to pass: pytest with the browser tests, tsc, vitest
	$(PYTEST)
	cd frontend && npm run --silent typecheck
	cd frontend && npm run --silent test

check: lint types contracts deploy migrations generated studio-check test ## what CI runs: the linters, the contracts, and make test

# --- the parts of check ---------------------------------------------------------------------

lint: $(VENV)/.dev
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .

types: $(VENV)/.dev
	$(SCRATCH) $(PY) -m mypy

contracts: $(VENV)/.dev
	$(VENV)/bin/lint-imports

deploy: $(VENV)/.dev
	$(PRODUCTION) $(SCRATCH) $(PY) manage.py check --deploy --fail-level WARNING

migrations: $(VENV)/.dev
	$(SCRATCH) $(PY) manage.py makemigrations --check --dry-run

generated: $(VENV)/.dev frontend/node_modules/.stamp
	$(SCRATCH) $(PY) -m config.reference --check
	cd frontend && npx openapi-typescript ../docs/reference/openapi.json -o node_modules/.schema.d.ts >/dev/null \
		&& { cmp -s node_modules/.schema.d.ts src/api/schema.d.ts || { echo "frontend/src/api/schema.d.ts is stale: run make generate"; exit 1; }; }

studio-check: frontend/node_modules/.stamp
	cd frontend && npm run --silent lint

# --- for those who work on Headrace ------------------------------------------------------------

generate: $(VENV)/.dev frontend/node_modules/.stamp ## write the generated files: catalogue, reference docs, OpenAPI, the studio's API types
	$(SCRATCH) $(PY) -m config.reference
	cd frontend && npx openapi-typescript ../docs/reference/openapi.json -o src/api/schema.d.ts

format: $(VENV)/.dev ## format the Python code and mend what ruff can mend
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

simulate: $(VENV)/.dev ## the engine in a simulated world of crashes and pauses, for SEEDS=2000 seeds from FIRST=0
	$(PY) -m tests.simulation.simulate $(or $(SEEDS),2000) $(or $(FIRST),0)

bench: $(VENV)/.dev $(STUDIO) ## measure against a real server; writes benchmarks/RESULTS.md
	$(PY) -m benchmarks.run

bench-peers: $(VENV)/.dev $(STUDIO) ## the same with n8n and Node-RED from npm beside it (installs them once: minutes, 2 GB)
	$(PY) -m benchmarks.run peers

screenshots: $(VENV)/.dev $(STUDIO) browser ## a picture of every screen, light and dark, into screenshots/
	$(PY) -m pytest -q tests/screens/screenshots.py

chaos: $(VENV)/.dev $(STUDIO) ## kill, pause and cut everything under load, at random (SEED=7 ROUNDS=20)
	CHAOS_SEED=$(SEED) CHAOS_ROUNDS=$(ROUNDS) $(PY) -m pytest -v -s tests/chaos tests/chaos/storm.py tests/chaos/inbound_storm.py

lock: $(VENV)/.dev ## resolve the dependencies anew (add UPGRADE=1 to move to newer versions)
	$(LOCK) $(if $(UPGRADE),--upgrade) pyproject.toml -o requirements.lock
	$(LOCK) $(if $(UPGRADE),--upgrade) pyproject.toml --group dev -o requirements-dev.lock
	$(LOCK) $(if $(UPGRADE),--upgrade) --group node -o requirements-node.lock

clean: ## remove what was installed and built here; the data under ./var stays
	rm -rf $(VENV) frontend/node_modules frontend/dist test-results

# --- what the targets above need, made when it is missing or its lock has changed --------------------

$(PY):
	@python=""; \
	for name in $${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do \
		if command -v $$name >/dev/null && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then echo "Headrace needs Python 3.11 or newer. Install it, or name it: make run PYTHON=/path/to/python3.12"; exit 1; fi; \
	if ! $$python -m venv $(VENV) >/dev/null 2>&1; then \
		rm -rf $(VENV); \
		echo "$$($$python --version) here cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv. On Fedora: dnf install python3-pip."; \
		exit 1; \
	fi

$(VENV)/.runtime: requirements.lock | $(PY)
	@echo "Installing Python packages into $(VENV) ..."
	@$(PIP) -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements.lock | $(PY)
	@echo "Installing Python packages and developer tools into $(VENV) ..."
	@$(PIP) -r requirements-dev.lock
	@touch $@ $(VENV)/.runtime

frontend/node_modules/.stamp: frontend/package-lock.json requirements-node.lock | $(PY)
	@if ! $(NODE_FITS) 2>/dev/null; then echo "No Node 20.19 or newer here: installing one into $(VENV) ..."; $(PIP) -r requirements-node.lock; hash -r; fi
	@echo "Installing the studio's packages ..."
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# The second recipe line writes .gz files beside the built ones, which the web process then serves as they are.
$(STUDIO): frontend/node_modules/.stamp $(STUDIO_SOURCES) | $(VENV)/.runtime
	@echo "Building the studio ..."
	@cd frontend && npm run --silent build -- --logLevel error
	@$(PY) -m whitenoise.compress --quiet frontend/dist
	@touch $@

browser: $(VENV)/.dev
	@$(PY) -m tests.e2e.browser
