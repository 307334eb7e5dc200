# make run    the main job on a demo portfolio, with an embedded PostgreSQL, then the night's report on port 8000
# make test   every test; sets up a browser, Chinese fonts and Java where they are missing
# make check  the linters and the type checker
# make prove  the long proofs (PROVE_MINUTES bounds them)
# make bench  the measurements of bench/
#
# Each sets up what it needs in .venv, once; after that only a change of uv.lock or pyproject.toml does it again.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

UV_VERSION := 0.13.9
PYTHON ?= $(firstword $(shell command -v python3 python3.14 python3.13 python3.12 python3.11))
JOBS ?= 2
PROVE_MINUTES ?= 60
BIN := .venv/bin

.PHONY: help run test check prove bench format reference clean browser

help:
	@sed -n '/^# make/s/^# //p' Makefile

run: .venv/.ready
	@exec $(BIN)/forbear up --demo

test: .venv/.ready browser
	@$(BIN)/pytest -n $(JOBS) $(ARGS)

check: .venv/.ready
	@export PATH="$(CURDIR)/$(BIN):$$PATH"
	failed=()
	for words in "ruff check ." "ruff format --check ." mypy lint-imports "deptry ."; do
	    $$words || failed+=("$$words")
	done
	[ $${#failed[@]} = 0 ] || { printf 'make check: failed: %s\n' "$${failed[@]}"; exit 1; }

prove: .venv/.ready browser
	@timeout --foreground $(PROVE_MINUTES)m $(BIN)/pytest -m prove --hypothesis-profile=prove $(ARGS)

bench: .venv/.ready
	@for script in bench/*.py; do
	    echo "== $$script"
	    $(BIN)/python "$$script"
	done

format: .venv/.ready
	@$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The page of commands, out of the commands themselves; a test compares the two.
reference: .venv/.ready
	@$(BIN)/python -m typer forbear.cli.commands utils docs --name forbear --title Commands --output docs/reference/commands.md

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# The environment: Python's own venv, the pinned uv in it, then exactly what uv.lock names.
.venv/.ready: uv.lock pyproject.toml
	@python="$(PYTHON)"
	if [ -z "$$python" ] || ! "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
	    echo "forbear needs Python 3.11 or later; $${python:-no python3} is not. Install one, or name it:" \
	         "make PYTHON=/path/to/python3.12 run" >&2
	    exit 1
	fi
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then
	    package="python$$("$$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
	    if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
	        echo "$$python cannot make virtual environments. Install the package $$package" \
	             "(as root: apt-get install $$package), then run make again." >&2
	        exit 1
	    fi
	    echo "Installing $$package ..."
	    apt-get -qq update
	    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$$package" >/dev/null
	fi
	echo "Setting up .venv (once; a minute or two) ..."
	if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then
	    rm -rf .venv
	    "$$python" -m venv .venv
	fi
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	UV_PROJECT_ENVIRONMENT=.venv $(BIN)/uv sync --frozen --quiet --python $(BIN)/python
	touch $@

# What the tests need from Debian: a browser and a font that has Chinese in it for the pages, Java for Spark, Node.js for
# the peers that they talk to.
browser:
	@missing=()
	command -v chromium >/dev/null || missing+=(chromium)
	/sbin/ldconfig -p | grep 'libatomic\.so\.1' >/dev/null || missing+=(libatomic1)  # Playwright's own Node.js needs it
	[ -n "$$(fc-list :lang=zh 2>/dev/null || true)" ] || missing+=(fontconfig fonts-wqy-microhei)
	command -v java >/dev/null || missing+=(default-jre-headless)
	command -v npm >/dev/null || missing+=(nodejs npm)  # the SMS centre of the tests (tests/smsc), the provider of sign-ins (tests/oidc)
	[ $${#missing[@]} -gt 0 ] || exit 0
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
	    echo "The tests need $${missing[*]}. Install them" \
	         "(as root: apt-get install $${missing[*]}), then run make test again." >&2
	    exit 1
	fi
	echo "Installing $${missing[*]} (once) ..."
	apt-get -qq update
	DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$${missing[@]}" >/dev/null
