"""The sweep has every type there is: one that a release of SQLAlchemy adds is missed here."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql, sqlite

from tests import every_type


def classes(module: ModuleType) -> set[str]:
    """Return the names of the types that a module gives to its users."""
    return {
        found.__name__
        for name, found in vars(module).items()
        if isinstance(found, type) and issubclass(found, sa.types.TypeEngine) and name[0] != "_"
    }


@pytest.mark.parametrize(("dialect", "module", "types"), [
    ("postgresql", postgresql, every_type.POSTGRESQL),
    ("mariadb", mysql, every_type.MARIADB),
    ("sqlite", sqlite, every_type.SQLITE),
])  # fmt: skip
def test_every_type_of_sqlalchemy_is_swept(dialect: str, module: ModuleType, types: list[Any]) -> None:
    swept = {type(sa.types.to_instance(each)).__name__ for each in types}
    missing = (classes(sa.types) | classes(module)) - swept - every_type.NO_TYPES
    assert missing <= every_type.NOT_THERE[dialect]
