# Two commands matter: `make run` and `make test`. The rest are habits.

PYTHON ?= python3
PORT ?= 8501
VENV := .venv
SBOM ?= sbom.json
BIN := $(VENV)/bin
# Two workers are what two processors do: threads of their own would only wait for each other.
WORKERS := OPENBLAS_NUM_THREADS=1 POLARS_MAX_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadgroup

# Some hundred processes are started by the tests: what one has compiled the next need not, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test check trust trust-deterministic bench load audit sbom methods screenshots pins clean

help:  ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-20s %s\n", $$1, $$2}'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV) || { echo "python3 has no venv; on Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.run: requirements.txt | $(BIN)/python
	@echo "Installing what the dashboard needs (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.test: requirements-dev.txt $(VENV)/.run | $(BIN)/python
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(VENV)/.spark: requirements-spark.txt $(VENV)/.test | $(BIN)/python
	@echo "Installing Spark, which the long tests hold against Polars (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-spark.txt
	@touch $@

run: $(VENV)/.run  ## Serve the dashboard on http://localhost:8501, with demonstration data when there is no other
	@$(BIN)/python -c 'import sys, tp_metrics as tp; sys.exit(not tp.editions())' || $(BIN)/python -m tp_metrics demo
	@$(BIN)/streamlit run serve.py --server.address localhost --server.port $(PORT)

test: $(VENV)/.test  ## Run the tests; those of the browser where Chromium is found
	@$(WORKERS) -m "not trust"

check: $(VENV)/.test  ## Format, lint, types, who may import whom
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python tests/planted.py

trust: $(VENV)/.spark  ## The long tests: kills, load, simulations
	@$(BIN)/python -m pytest -m trust

trust-deterministic: $(VENV)/.spark  ## Those of the long tests that no slow machine can fail
	@$(WORKERS) -m "trust and not timed"

bench: $(VENV)/.test  ## Print the tables of speeds and of calibration; PARTS="results pages" prints these alone
	@$(BIN)/python -m bench $(PARTS)

load: $(VENV)/.test  ## Fifty people for five minutes at two replicas behind nginx: what they wait, what goes wrong, and the memory
	@$(BIN)/python -c 'import sys, tp_metrics as tp; sys.exit(not tp.editions())' || $(BIN)/python -m tp_metrics demo
	@$(BIN)/python -m bench.load --replicas 2 --data "$${TP_DATA:-data}"

# Tools that look at what is installed stand in an environment of their own, and so does what they look at.
.venv-audit/.made: requirements-audit.txt
	@$(PYTHON) -m venv .venv-audit
	@.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-audit.txt
	@touch $@

.venv-sbom/.made: requirements.txt .venv-audit/.made
	@rm -rf .venv-sbom
	@$(PYTHON) -m venv --without-pip .venv-sbom
	@.venv-audit/bin/python -m pip --python .venv-sbom/bin/python install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

audit: .venv-audit/.made  ## Say whether a known vulnerability is in what the dashboard needs
	@.venv-audit/bin/python deploy/audit.py

sbom: .venv-sbom/.made  ## Write what the dashboard is made of, with versions and licences, to sbom.json (CycloneDX)
	@.venv-audit/bin/python -m cyclonedx_py environment --gather-license-texts --pyproject pyproject.toml \
		--mc-type application --output-reproducible -o $(SBOM) .venv-sbom/bin/python

methods: $(VENV)/.test  ## Draw the pictures of docs/methods.md
	@$(BIN)/python -m docs.draw_methods

screenshots: $(VENV)/.test  ## Draw the pictures of docs/screenshots
	@$(BIN)/python -m tests.browser.screenshots

pins: pyproject.toml  ## Pin the requirements anew from pyproject.toml (needs uv)
	@uv pip compile pyproject.toml --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header -q -o requirements.txt
	@uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header -q -c requirements.txt -o requirements-dev.txt
	@uv pip compile --group pyproject.toml:audit --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header -q -c requirements.txt -o requirements-audit.txt
	@uv pip compile pyproject.toml --extra spark --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header -q -c requirements.txt -o requirements-spark.txt

clean:  ## Remove what can be made again, but not the data
	@rm -rf $(VENV) .venv-audit .venv-sbom sbom.json .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
