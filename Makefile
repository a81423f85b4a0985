# textmine: `make demo` shows what it does, `make test` proves that it holds. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The same bytes on every run: hash order is fixed, no process inherits a display.
export PYTHONHASHSEED := 0
export MPLBACKEND := agg
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test test-fast test-slow test-browser lab bench notebooks docs constraints model corpus clean lint types

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(VENV)/ready-main: constraints/main.txt pyproject.toml
	@echo "[1/3] making $(VENV) and installing pinned libraries (a minute or two) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "textmine needs Python 3.11 or later; call make PYTHON=python3.11 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --require-hashes -r constraints/main.txt
	@$(BIN)/python -m pip install -q --no-deps -e .
	@touch $@

$(VENV)/ready-all: constraints/all.txt $(VENV)/ready-main
	@echo "installing JupyterLab and the test tools ..."
	@$(BIN)/python -m pip install -q --require-hashes -r constraints/all.txt
	@touch $@

demo: $(VENV)/ready-main ## classify the shipped sample, write build/demo/report.html and classified.xlsx
	@echo "[2/3] running the main job ..."
	@$(BIN)/textmine demo --out build/demo --force
	@echo "[3/3] done."

test: $(VENV)/ready-all lint types ## everything that must hold: lint, types, tests, doc examples, notebooks
	@$(BIN)/python -m pip check
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow and not browser"
	@env -u MPLBACKEND $(BIN)/python -m pytest -o addopts=-q --nbval --nbval-current-env --nbval-sanitize-with tests/nbval.cfg -n 2 --dist loadscope notebooks

lint: $(VENV)/ready-all
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/ready-all
	@$(BIN)/mypy

test-fast: $(VENV)/ready-all ## unit tests only
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow and not browser" tests

test-slow: $(VENV)/ready-all ## the long simulations and kill tests
	@$(BIN)/python -m pytest -m slow tests

test-browser: $(VENV)/ready-all ## report and JupyterLab in headless Chromium (which must be there)
	@TEXTMINE_BROWSER_REQUIRED=1 $(BIN)/python -m pytest -m browser tests/browser

lab: $(VENV)/ready-all ## open JupyterLab on the notebooks
	@$(BIN)/jupyter lab notebooks

notebooks: $(VENV)/ready-all ## execute every notebook again, save its outputs and the findings of record
	@env -u MPLBACKEND $(BIN)/jupyter execute --inplace notebooks/*.ipynb
	@$(BIN)/python tests/gate/test_findings.py

bench: $(VENV)/ready-all ## measure speed and quality; prints the tables of docs/*.md and README.md
	@for script in benchmarks/bench_*.py; do $(BIN)/python $$script; done

docs: $(VENV)/ready-all ## build the documentation site into site/
	@$(BIN)/mkdocs build --strict -q
	@$(BIN)/jupyter nbconvert --to html --log-level ERROR --output-dir site/notebooks notebooks/*.ipynb
	@cp notebooks/*.ipynb site/notebooks/

model: $(VENV)/ready-all ## train the default model from corpus/
	@$(BIN)/python -m textmine.classify.build

constraints: ## resolve and pin all libraries again (needs uv)
	uv pip compile --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -q pyproject.toml -o constraints/main.txt
	uv pip compile --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -q pyproject.toml --extra test --extra docs -c constraints/main.txt -o constraints/all.txt

clean: ## remove what the other targets made
	rm -rf $(VENV) build site .pytest_cache .mypy_cache .ruff_cache
