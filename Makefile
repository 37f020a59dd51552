# What the README's two commands run; see there for what to do without make.

PROJECT ?= .
SCHEMA ?= kaltura
PYTHON ?= python3
BIN := .venv/bin
NEWEST_SF := tests/newest-sf

.PHONY: generate test check bench docs screenshot types newer-types lock clean

generate: .venv/run
	$(BIN)/python -m generator generate "$(SCHEMA)" --project-dir "$(PROJECT)"

test: .venv/test node_modules/.installed $(NEWEST_SF)/node_modules/.installed
	$(BIN)/python -m pytest --numprocesses auto

# What a change has to pass besides the tests.
check: .venv/test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m generator generate --check

# The pages that are made from the code; a test says when they are not current.
docs: .venv/test
	PYTHONPATH=. $(BIN)/python docs/commands.py
	PYTHONPATH=. $(BIN)/python docs/json_schema.py
	PYTHONPATH=. $(BIN)/python docs/rules.py
	PYTHONPATH=. $(BIN)/python docs/schema.py
	$(BIN)/python -m pytest --quiet --accept tests/test_docs.py

# The picture in the README, where the page looks different.
screenshot: .venv/test
	PYTHONPATH=. $(BIN)/python docs/screenshot.py

# Salesforce's published types, from the npm package @salesforce/types. For a package of a new API
# version: make types API=69
types: .venv/test node_modules/.installed
	$(BIN)/python -m tools.published_types $(if $(API),--api $(API))

# Whether npm has a newer package; it asks the network, so it is no part of check.
newer-types: .venv/test node_modules/.installed
	$(BIN)/python -m tools.published_types --newer

bench: .venv/test node_modules/.installed
	PYTHONPATH=tests $(BIN)/python -m bench

# The lock files, for every platform and every Python that is supported.
lock: .venv/test
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile $(LOCK_OPTIONS) pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile $(LOCK_OPTIONS) pyproject.toml --group dev -o requirements/test.txt
	npm install --package-lock-only --ignore-scripts
	cd $(NEWEST_SF) && npm install --package-lock-only --ignore-scripts --save-exact \
		@salesforce/cli@latest

LOCK_OPTIONS := --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

.venv/run .venv/test: .venv/%: requirements/%.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	touch $@

node_modules/.installed: package.json package-lock.json
	npm ci --ignore-scripts --loglevel=error
	touch $@

$(NEWEST_SF)/node_modules/.installed: $(NEWEST_SF)/package.json $(NEWEST_SF)/package-lock.json
	cd $(NEWEST_SF) && npm ci --ignore-scripts --loglevel=error
	touch $@

clean:
	rm -rf .venv node_modules $(NEWEST_SF)/node_modules .kaltura-sfdx build dist
