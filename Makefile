# The one door. `make` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first Python from 3.11 to 3.14 that can be found; say PYTHON=... to choose another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.14 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null \
	&& { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install --require-hashes --only-binary :all:

.PHONY: help demo rehearse test test-fast check fmt messages privacy migrations bench lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/runtime.installed ## the announced meeting, alive, in a browser (PORT=8000, RESET=1 starts over)
	@exec $(BIN)/python -m arengo demo

rehearse: $(VENV)/runtime.installed ## the demo's evening, played by people who do not exist (FROM=17:30 SPEED=20 SEED=1; PAGES=1 through the real pages)
	@exec $(BIN)/python -m arengo rehearse $(if $(FROM),--from $(FROM)) --speed $(or $(SPEED),20) --seed $(or $(SEED),1) $(if $(PAGES),--pages)

test: $(VENV)/dev.installed ## the whole suite: on SQLite, in the browser, on PostgreSQL
	$(BIN)/python -m pytest -n 2 --dist loadfile tests
	$(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest -n 2 --dist loadfile tests -m 'not browser'

test-fast: $(VENV)/dev.installed ## on SQLite, without browser and processes
	$(BIN)/python -m pytest -n 2 --dist loadfile tests -m 'not browser and not processes'

check: $(VENV)/dev.installed ## format, lint, types, contracts, migrations, texts, privacy
	$(BIN)/ruff format --check arengo tests tools
	$(BIN)/ruff check arengo tests tools
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'arengo/*.html')
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python tools/messages.py --check
	$(BIN)/python tools/privacy.py --check

fmt: $(VENV)/dev.installed ## put the code in form
	$(BIN)/ruff check --fix arengo tests tools
	$(BIN)/ruff format arengo tests tools
	$(BIN)/djade --target-version 5.2 $$(git ls-files 'arengo/*.html')

messages: $(VENV)/dev.installed ## gather the texts to translate and compile the catalogues
	$(BIN)/python tools/messages.py

privacy: $(VENV)/dev.installed ## write the table of docs/privacy.md from its map
	$(BIN)/python tools/privacy.py

bench: $(VENV)/dev.installed ## measure: registrations, mails, pages, streams, beside a bare form
	$(BIN)/python -m bench

lock: ## write the hash locks anew (needs uv)
	cd requirements && uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q runtime.in -o runtime.lock
	cd requirements && uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q dev.in -o dev.lock

clean: ## remove what was installed and built; keeps var/, where your data is
	rm -rf $(VENV) build dist *.egg-info

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo 'Arengo needs Python 3.11, 3.12, 3.13 or 3.14. On Debian or Ubuntu: apt-get install python3 python3-venv'; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo 'Python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv'; exit 1; }

$(VENV)/runtime.installed: requirements/runtime.lock | $(BIN)/python
	@test -e $(VENV)/dev.installed -a $(VENV)/dev.installed -nt $< || { echo 'Installing (about a minute the first time)...'; $(PIP) -r $<; }
	@touch $@

$(VENV)/dev.installed: requirements/dev.lock | $(BIN)/python
	@echo 'Installing what tests and checks need...'
	@$(PIP) -r $<
	@touch $@
