# Formwright: every task by name. `make` alone lists them. Each works as root and as an ordinary user, in any path.
PYTHON ?= python3
VENV   := .venv/bin
ARGS   ?=

.PHONY: help install demo test test-fresh soak lint format bench bench-ui ui ui-dev ui-types pictures reference clean

help:                     ## list the tasks
	@sed -n 's/^\([a-z-]*\): .*## /  make \1  /p' Makefile

install:                  ## prepare everything: environment, packages, the built UI
	@$(PYTHON) tools/install.py

demo:                     ## start the CRM with sample data; ARGS="--port 9000"
	@$(PYTHON) tools/install.py --demo
	@exec $(VENV)/formwright demo $(ARGS)

test:                     ## run every kind of check on a sample that the printed seed chooses; `make soak` runs all
	@$(PYTHON) tools/needs.py
	@$(PYTHON) tools/install.py --test
	@$(VENV)/python tools/check.py $(ARGS)

soak:                     ## the same tests at full sizes
	@$(PYTHON) tools/needs.py
	@$(PYTHON) tools/install.py --test
	@FORMWRIGHT_TEST_SIZE=soak $(VENV)/python tools/check.py tests $(ARGS)

test-fresh:               ## clone to a path with a space and a Chinese character; install and demo with Python and make alone
	@$(PYTHON) tools/fresh.py

lint:                     ## the quick checks alone
	@$(PYTHON) tools/install.py --test --no-ui
	@$(VENV)/python tools/check.py lint

format:                   ## write Python the one way
	@$(VENV)/ruff check --fix --quiet .
	@$(VENV)/ruff format --quiet .

bench:                    ## our figures beside a hand-written twin, into benchmarks/results/
	@$(PYTHON) tools/install.py --test --no-ui
	@$(VENV)/python -m benchmarks $(ARGS)

bench-ui:                 ## frames and input delay of the table in a real browser
	@$(PYTHON) tools/needs.py
	@$(PYTHON) tools/install.py --test
	@PYTHONPATH=tools $(VENV)/python -m benchmarks.screens $(ARGS)

ui:                       ## build the UI, whether or not its sources changed
	@$(PYTHON) tools/install.py --no-ui
	@$(VENV)/python tools/ui.py again

ui-dev:                   ## serve the UI with live reload beside a running server
	@$(VENV)/python tools/ui.py dev

ui-types:                 ## make the UI's types from the OpenAPI page
	@$(VENV)/python tools/ui.py types

pictures:                 ## take the pictures of the README from a served demo
	@$(VENV)/python tools/picture.py

reference:                ## write docs/reference.md from the code
	@$(VENV)/python tools/reference.py

clean:                    ## forget what was built (not the data)
	@rm -rf builder_ui/dist dist .mypy_cache .ruff_cache .pytest_cache
