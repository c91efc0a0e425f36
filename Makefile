PYTHON ?= python3

.PHONY: demo test test-2.0 accept check generate docs clean

.venv/demo: pyproject.toml ; $(PYTHON) -m venv .venv && .venv/bin/pip install --quiet --editable . && touch $@

.venv/dev: pyproject.toml ; $(PYTHON) -m venv .venv && .venv/bin/pip install --quiet --editable '.[dev]' && touch .venv/demo $@

demo: .venv/demo ; .venv/bin/python examples/demo.py

test: .venv/dev ; .venv/bin/pytest

.venv-2.0/dev: pyproject.toml ; $(PYTHON) -m venv .venv-2.0 && .venv-2.0/bin/pip install --quiet --editable '.[dev]' 'SQLAlchemy<2.1' && touch $@

test-2.0: .venv-2.0/dev ; .venv-2.0/bin/pytest tests/unit tests/test_cases.py tests/property

accept: .venv/dev ; .venv/bin/pytest tests/test_cases.py --accept

check: .venv/dev ; .venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy

generate: .venv/dev ; .venv/bin/python -m tools.generate

docs: .venv/dev ; .venv/bin/python docs/picture.py

clean: ; rm -rf .venv .venv-2.0 demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
