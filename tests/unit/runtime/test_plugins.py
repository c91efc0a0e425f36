"""`Plugin`: names, what is chosen by `autogenerate_plugins`, what it adds and takes out again, entry points."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import PathDistribution
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa

from migrate.autogenerate import compare_metadata
from migrate.comparators.diff import kinds_of
from migrate.comparators.objects import ObjectKind
from migrate.compat import alembic_alias
from migrate.dialects.support import DialectSupport, support_for
from migrate.errors import CommandError, RegistrationError
from migrate.operations import ops
from migrate.plan.hazards import Hazard, Severity, find_hazards
from migrate.plugins import Plugin
from migrate.runtime import plugins
from tests.unit.autogenerate.databases import database, models

T = "CREATE TABLE t (a INTEGER, b VARCHAR(20) DEFAULT 'x')"


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """Remove the plug-ins of a test."""
    before = dict(Plugin.registered)
    yield
    for name in [name for name in Plugin.registered if name not in before]:
        Plugin.registered[name].remove()


def changed() -> sa.MetaData:
    """Return models that differ from T in the type and default of a column, a CHECK, an index and a table."""
    metadata = models(sa.Column("a", sa.Integer), sa.Column("b", sa.Integer))
    table = metadata.tables["t"]
    sa.Index("ix", table.c.a)
    table.append_constraint(sa.CheckConstraint("a > 1", name="c"))
    sa.Table("u", metadata, sa.Column("id", sa.Integer))
    return metadata


def found(names: list[str] | None) -> list[str]:
    with database(T, autogenerate_plugins=names) as context:
        diffs = compare_metadata(context, changed())
    return [tag for d in diffs for tag in ([each[0] for each in d] if isinstance(d, list) else [d[0]])]


ALL = ["modify_type", "modify_default", "add_constraint", "add_index", "add_table"]


@pytest.mark.parametrize(
    ("names", "tags"),
    [
        (None, ALL),
        (["alembic.autogenerate.*"], ALL),
        (["migrate.autogenerate.*", "alembic.ext.checkconstraint_byname"], ALL),
        (["alembic.*"], ALL),
        (["*"], ALL),
        (["alembic.autogenerate.*", "~alembic.autogenerate.types"], ALL[1:]),
        (["alembic.autogenerate.*", "~migrate.autogenerate.defaults"], ["modify_type", *ALL[2:]]),
        (["~alembic.autogenerate.constraints"], ["modify_type", "modify_default", "add_table"]),
        (["alembic.autogenerate.schemas", "alembic.autogenerate.tables"], ["add_table"]),
        (["alembic.autogenerate.*", "~alembic.autogenerate.tables"], []),
        (["alembic.autogenerate.*", "~alembic.autogenerate.schemas"], []),
        ([], []),
    ],
)
def test_what_takes_part_is_chosen_by_name(names: list[str] | None, tags: list[str]) -> None:
    assert sorted(found(names)) == sorted(tags)


def test_a_name_that_nothing_has_is_refused() -> None:
    with pytest.raises(CommandError, match=r"names 'shop\.nothing', and there is no such plug-in") as error:
        found(["alembic.autogenerate.*", "shop.nothing"])
    assert "migrate.autogenerate.types" in str(error.value.hint)


def test_functions_of_a_plug_in_run_where_it_is_named() -> None:
    seen: list[Any] = []
    Plugin("shop.hooks").add_autogenerate_comparator(lambda *args: seen.append(args), "schema", "things")
    found(None)
    assert seen == []
    found(["alembic.autogenerate.*", "shop.hooks"])
    assert len(seen) == 1
    found(["alembic.autogenerate.*", "shop.*", "~shop.hooks"])
    assert len(seen) == 1


@pytest.mark.parametrize("name", ["shop.views", "alembic.autogenerate.types", "migrate.autogenerate.tables"])
def test_a_name_in_use_is_refused(name: str) -> None:
    Plugin("shop.views")
    with pytest.raises(RegistrationError, match="is registered already") as error:
        Plugin(name)
    assert "shop.views" in str(error.value.hint)


def test_a_module_may_be_set_up_again() -> None:
    module = ModuleType("shop_views")
    module.__dict__["setup"] = lambda plugin: plugin.add_kind(Things())
    Plugin.setup_plugin_from_module(module, "shop.views")
    first = Plugin.registered["shop.views"]
    Plugin.setup_plugin_from_module(module, "shop.views")
    assert Plugin.registered["shop.views"] is not first
    module.__name__ = "another"
    with pytest.raises(RegistrationError, match="registered already"):
        Plugin.setup_plugin_from_module(module, "shop.views")


def test_a_module_without_setup_is_no_plug_in() -> None:
    with pytest.raises(RegistrationError, match=r"other is no plug-in: it has no setup\(\)"):
        Plugin.setup_plugin_from_module(ModuleType("other"), "shop.other")


class Thing(NamedTuple):
    """A record."""

    text: str


class Things(ObjectKind[Thing]):
    """A kind that no database has."""

    name = "thing"
    record = Thing
    dialects = ("sqlite",)


def test_what_a_plug_in_adds_goes_with_it() -> None:
    class Acme(DialectSupport):
        """A bundle."""

    def check(op: Any) -> Iterator[Hazard]:
        yield Hazard("acme", Severity.RISKY, "so", "no", op)

    dialect: Any = SimpleNamespace(name="acme")
    sqlite = support_for(sa.create_engine("sqlite://").dialect)
    plugin = Plugin("shop.all")
    plugin.add_kind(Things())
    plugin.add_dialect("acme", Acme)
    plugin.add_hazard_rule(check)
    with pytest.raises(RegistrationError, match="there is a kind 'thing' already"):
        plugin.add_kind(Things())
    with pytest.raises(RegistrationError, match="the dialect 'sqlite' has a bundle already"):
        plugin.add_dialect("sqlite", Acme)
    assert isinstance(support_for(dialect), Acme)
    assert "thing" in [kind.name for kind in kinds_of(sqlite)]
    assert [hazard.code for hazard in find_hazards([ops.DropColumnOp("t", "c")])][-1] == "acme"
    plugin.remove()
    assert not isinstance(support_for(dialect), Acme)
    assert "thing" not in [kind.name for kind in kinds_of(sqlite)]
    assert "acme" not in [hazard.code for hazard in find_hazards([ops.DropColumnOp("t", "c")])]


@pytest.mark.parametrize("group", plugins.GROUPS)
def test_installed_plug_ins_are_found(group: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of Alembic's imports `alembic`, which is this package while an environment runs."""
    info = tmp_path / "acme-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: acme\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[{group}]\nacme.good = acme_good\nacme.setup = acme_good:setup\n")
    root = group.partition(".")[0]
    (tmp_path / "acme_good.py").write_text(f"from {root}.util import DispatchPriority\ndef setup(plugin): pass\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(plugins, "_loaded", set())
    assert PathDistribution(info).version == "1"
    with alembic_alias():
        plugins.load_plugins([group])
    assert {"acme.good", "acme.setup"} <= set(Plugin.registered)
    sys.modules.pop("acme_good", None)


def test_one_that_cannot_run_here_is_left_out_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for number, group in enumerate(plugins.GROUPS):
        info = tmp_path / f"broken{number}-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Name: broken{number}\nVersion: 1\n")
        (info / "entry_points.txt").write_text(f"[{group}]\nbroken.{number} = no_such_module\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(plugins, "_loaded", set())
    with pytest.raises(ModuleNotFoundError) as error:
        plugins.load_plugins([plugins.GROUPS[0]])
    assert error.value.__notes__ == ["while loading the plug-in broken.0 (no_such_module)"]
    plugins.load_plugins([plugins.GROUPS[1]])
    assert "plug-in broken.1 (no_such_module) was written for Alembic and is left out" in caplog.text
