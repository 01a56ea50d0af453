# README's two commands: `make chat` and `make test`. Both do all the set-up on a fresh machine.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 7860
# Tests run file by file on so many processes; each keeps its own site and browser.
WORKERS ?= 3
PIP_FLAGS := --quiet --disable-pip-version-check

.PHONY: chat test setup lint types check index clean

# What is published serves on where the corpus has errors (exit code 1): they are told, and mended later.
chat: $(VENV)/.installed
	@$(BIN)/python scripts/build_index.py --if-stale || \
		{ test $$? -eq 1 && echo "serving what is published; what stopped the build is told above"; }
	KWELL_PORT=$(PORT) $(BIN)/python app.py

index: $(VENV)/.installed
	$(BIN)/python scripts/build_index.py --if-stale

setup: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "kwell-qa needs Python 3.11 or newer; set PYTHON=")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install $(PIP_FLAGS) -c constraints.txt torch==2.13.0
	$(BIN)/python -m pip install $(PIP_FLAGS) -c constraints.txt -e .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install $(PIP_FLAGS) -c constraints.txt -e '.[dev]'
	touch $@

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

check: $(VENV)/.installed
	$(BIN)/python scripts/check_corpus.py

# Checking types keeps one core busy while the index is built.
test: $(VENV)/.installed-dev
	$(MAKE) --jobs=2 lint types check index
	$(BIN)/python -m pytest -rfEs -n $(WORKERS) --dist loadscope

clean:
	rm -rf $(VENV) build *.egg-info
