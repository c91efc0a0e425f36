"""An expression is no difference in any place that takes one: in a fresh database, and in one restored from a dump."""

from __future__ import annotations

import warnings
from pathlib import Path

import sqlalchemy as sa

from tests.databases import Scratch
from tests.expressions import everywhere
from tests.integration.test_silence import restore, silent


def test_expressions_are_silent_and_restored_too(scratch: Scratch, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sa.exc.SAWarning)
        models = everywhere(scratch.engine, scratch.dialect)
        models.create_all(scratch.engine)
    assert len(models.tables) > 20
    silent(scratch.engine, models)
    restored = Scratch(scratch.server, tmp_path)
    try:
        restore(scratch, restored)
        silent(restored.engine, models)
    finally:
        restored.drop()
