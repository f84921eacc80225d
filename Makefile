# The two commands of the README, and the slower checks. Everything is set up on the way, in .venv/.

PYTHON ?= python3
BIN := .venv/bin
NODE_TESTS := tests/channels

.PHONY: run test test-channels bench soak lint audit lock clean

run: .venv/run
	@exec $(BIN)/leg-day-coach serve

test: .venv/test lint
	@echo "Checking content and what is built from it …"
	@$(BIN)/leg-day-coach content check
	@$(BIN)/leg-day-coach models --check
	@echo "Running the tests …"
	@$(BIN)/python -m pytest -m "not channels"

test-channels: .venv/test $(NODE_TESTS)/node_modules $(NODE_TESTS)/.venv-aws $(NODE_TESTS)/.venv-http
	@echo "Driving the running skill with clients that are not ours …"
	@$(BIN)/python -m pytest -m channels

bench: .venv/test bench/build/.venv
	@command -v valgrind >/dev/null || echo "Without valgrind no instructions are counted; on Debian: apt-get install valgrind"
	@echo "Measuring everything beside its yardsticks (about ten minutes, and better on a quiet machine) …"
	@$(BIN)/python -m bench

soak: .venv/test
	@echo "Four times the comfortable load for ten minutes …"
	@PYTHONPATH=tests $(BIN)/python -m bench.soak

lint: .venv/test
	@echo "Checking style, types and unsafe patterns …"
	@$(BIN)/ruff format --check --quiet skill tests lambda bench
	@$(BIN)/ruff check --quiet skill tests lambda bench
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive skill lambda

audit: .venv/audit lint
	@.ci/audit

# Run it where the package index is the public one, and test what it brought before it is committed.
lock: .venv/audit
	@.ci/lock

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Leg Day Coach needs Python 3.11 or newer; set PYTHON=python3.x"; exit 1; }
	@echo "Making a virtual environment in .venv …"
	@$(PYTHON) -m venv .venv || { echo "Python has no venv here; on Debian: apt-get install python3-venv"; rm -rf .venv; exit 1; }

.venv/run: pyproject.toml | .venv/bin/python
	@echo "Installing the skill and what it needs (a minute or so the first time) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/test: pyproject.toml | .venv/bin/python
	@echo "Installing the skill and its test tools (a minute or two the first time) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ .venv/run

.venv/audit: pyproject.toml | .venv/bin/python
	@echo "Installing what looks for known faults …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[audit]'
	@touch $@

$(NODE_TESTS)/node_modules: $(NODE_TESTS)/package.json
	@command -v npm >/dev/null || { echo "test-channels needs Node.js 18 or newer with npm; on Debian: apt-get install nodejs npm"; exit 1; }
	@echo "Installing the outside clients …"
	@cd $(NODE_TESTS) && npm install --no-package-lock --no-audit --no-fund --loglevel=error
	@touch $@

$(NODE_TESTS)/.venv-aws: $(NODE_TESTS)/aws-tools.txt | .venv/bin/python
	@echo "Installing Amazon's tools for Lambda (a minute or so the first time) …"
	@$(BIN)/python -m venv $@
	@$@/bin/python -m pip install --quiet --disable-pip-version-check --requirement $< || { rm -rf $@; exit 1; }
	@touch $@

$(NODE_TESTS)/.venv-http: $(NODE_TESTS)/http-tools.txt | .venv/bin/python
	@echo "Installing Schemathesis …"
	@$(BIN)/python -m venv $@
	@$@/bin/python -m pip install --quiet --disable-pip-version-check --requirement $< || { rm -rf $@; exit 1; }
	@touch $@

bench/build/.venv: bench/needs.txt | .venv/bin/python
	@echo "Installing what the yardsticks stand on …"
	@$(BIN)/python -m venv $@
	@$@/bin/python -m pip install --quiet --disable-pip-version-check --requirement $< || { rm -rf $@; exit 1; }
	@touch $@

clean:
	rm -rf .venv bench/build $(NODE_TESTS)/node_modules $(NODE_TESTS)/.venv-aws $(NODE_TESTS)/.venv-http build dist *.egg-info
