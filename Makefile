PYTHON ?= python3

.PHONY: demo test accept check generate docs clean

.venv/demo: pyproject.toml ; $(PYTHON) -m venv .venv && .venv/bin/pip install --quiet --editable . && touch $@

.venv/dev: pyproject.toml ; $(PYTHON) -m venv .venv && .venv/bin/pip install --quiet --editable '.[dev]' && touch .venv/demo $@

demo: .venv/demo ; .venv/bin/python examples/demo.py

test: .venv/dev ; .venv/bin/pytest

accept: .venv/dev ; .venv/bin/pytest tests/test_cases.py --accept

check: .venv/dev ; .venv/bin/ruff check . && .venv/bin/mypy

generate: .venv/dev ; .venv/bin/python -m tools.generate

docs: .venv/dev ; .venv/bin/python docs/picture.py

clean: ; rm -rf .venv demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
