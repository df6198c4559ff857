# Everything runs in .venv, which the first target that needs it sets up.
# A stamp file records a finished set-up; it is redone when pyproject.toml or constraints.txt change.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
TORCH := $(shell sed -n 's/^torch==/torch==/p' constraints.txt)
INPUT ?= data/raw
OUT ?= data/out
BENCH ?= $(INPUT)
MODEL_LANG ?= gu
MODELS ?= models

.DEFAULT_GOAL := help
.PHONY: help setup extract audit report bench models test lint clean

help:
	@echo "make extract   read the articles under $(INPUT), write the claim tables to $(OUT)"
	@echo "make audit     tables of what stands on a source and what does not, from $(OUT)"
	@echo "make report    static pages in $(OUT)/report"
	@echo "make bench     speed beside stock Stanza, on the articles of BENCH=$(BENCH)"
	@echo "make models    train the models of MODEL_LANG=$(MODEL_LANG) anew from TREEBANKS, CORPORA and LEXICONS"
	@echo "make test      linters, type checks and the whole test suite"
	@echo "make lint      linters and type checks alone"
	@echo "make clean     remove data/out, build, dist, caches and the virtual environment"

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: no python3.11 or python3 found" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $(PYTHON) is $$("$(PYTHON)" -V 2>&1). Set PYTHON=..." >&2; exit 1; }
	@test -x $(BIN)/python || { echo "Setting up $(VENV) (once, a few minutes)"; "$(PYTHON)" -m venv $(VENV); }
	$(PIP) install --quiet $(TORCH)
	$(PIP) install --quiet -c constraints.txt -e '.[test]'
	@touch $(STAMP)

extract: $(STAMP)
	@$(BIN)/news-claims extract $(INPUT) --out $(OUT)

# The tables are made first where there are none.
$(OUT)/run.json:
	@$(MAKE) --no-print-directory extract

audit: $(STAMP) $(OUT)/run.json
	@$(BIN)/news-claims audit --out $(OUT)

report: $(STAMP) $(OUT)/run.json
	@$(BIN)/news-claims report --out $(OUT)

bench: $(STAMP)
	@$(BIN)/python -m pipeline.bench $(BENCH)

# Goes on where it stopped when it is given again: its work lies in build/models.
$(VENV)/.training: $(STAMP)
	$(PIP) install --quiet -c constraints.txt -e '.[test,train]'
	@touch $@

models: $(VENV)/.training
	@test -n "$(TREEBANKS)" -a -n "$(CORPORA)" -a -n "$(LEXICONS)" || \
	  { echo "Give the folders: make models TREEBANKS=... CORPORA=... LEXICONS=... (docs/models.md)" >&2; exit 2; }
	@$(BIN)/news-claims models train --lang $(MODEL_LANG) --treebanks $(TREEBANKS) --corpora $(CORPORA) \
	  --lexicons $(LEXICONS) --out $(MODELS)

lint: $(STAMP)
	$(BIN)/ruff check pipeline tests
	$(BIN)/mypy

# The report is tested in Chromium and with axe-core. Tried once, where that is allowed; the tests that need what is
# missing are skipped and say so.
$(VENV)/.browser: | $(STAMP)
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
	  echo "Installing Chromium and fonts for the tests of the report" && \
	  { apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
	  chromium chromium-driver fonts-noto-core; } >/dev/null 2>&1; } || true
	@test -e node_modules/axe-core || { command -v npm >/dev/null && \
	  npm install --prefix . --no-save --no-audit --no-fund --silent axe-core >/dev/null 2>&1; } || true
	@touch $@

test: lint $(VENV)/.browser
	$(BIN)/python -m pytest

clean:
	rm -rf data/out build dist .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis $(VENV)
	find pipeline tests -name __pycache__ -type d -prune -exec rm -rf {} +
