"""Scripts get the variables of their template and are formatted as the project formats its code."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from migrate.errors import ScriptError
from migrate.operations import ops
from migrate.renderers.scope import Scope
from migrate.renderers.script import format_source, script_variables

LONG = """\
def upgrade() -> None:
    op.add_column('t', sa.Column('a', sa.String(length=5), nullable=False, comment='xxxxxx'))
"""


def script(*upgrade: ops.UpgradeOps) -> ops.MigrationScript:
    downs = [ops.DowngradeOps([], downgrade_token=u.upgrade_token.replace("up", "down")) for u in upgrade]
    return ops.MigrationScript("abc", list(upgrade), downs, imports=["import bookshop"])


def test_a_script_has_its_directives_and_every_import_they_need() -> None:
    column = sa.Column("a", postgresql.JSONB())
    found = script_variables(script(ops.UpgradeOps([ops.AddColumnOp("t", column)])), Scope())
    assert found == {
        "upgrades": "op.add_column('t', sa.Column('a', postgresql.JSONB(), nullable=True))",
        "downgrades": "pass",
        "imports": "from sqlalchemy.dialects import postgresql\nimport bookshop",
    }


def test_several_databases_have_variables_of_their_own() -> None:
    pairs = [ops.UpgradeOps([ops.DropTableOp(n)], upgrade_token=f"{n}_upgrades") for n in ("one", "two")]
    found = script_variables(script(*pairs), Scope())
    assert list(found) == ["one_upgrades", "two_upgrades", "one_downgrades", "two_downgrades", "imports"]


def test_lines_are_110_characters_long_by_default(tmp_path: Path) -> None:
    text = format_source(LONG, tmp_path / "a.py")
    assert text == LONG.replace("'", '"')
    assert "\n        " in format_source(LONG.replace("xxxxxx", "x" * 60), tmp_path / "b.py")


def test_the_projects_own_configuration_of_black_decides(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.black]\nline-length = 60\nskip_string_normalization = true\n")
    (tmp_path / "versions").mkdir()
    text = format_source(LONG, tmp_path / "versions" / "a.py")
    assert "'a'" in text
    assert max(map(len, text.splitlines())) <= 60


def test_formatting_twice_changes_nothing(tmp_path: Path) -> None:
    once = format_source(LONG, tmp_path / "a.py")
    assert format_source(once, tmp_path / "a.py") == once


def test_a_template_that_gives_no_python_is_named_with_the_line(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match=r"a\.py was not written: line 2 is not valid Python .*: op\.\("):
        format_source("def upgrade():\n    op.(\n", tmp_path / "a.py")


def test_a_configuration_that_does_not_parse_is_named(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.black\n")
    with pytest.raises(ScriptError, match=r"pyproject\.toml does not parse"):
        format_source(LONG, tmp_path / "a.py")
