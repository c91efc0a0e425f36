"""The names by which the constraints of a table can be dropped, also those that have none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...dialects.sqlite.parts import CHECK, FOREIGN_KEY, PRIMARY_KEY, UNIQUE, Clause, TableText
from ...dialects.sqlite.state import clauses
from .definition import conventional_names

if TYPE_CHECKING:
    from ...dialects.features import Naming

CONSTRAINTS = (PRIMARY_KEY, UNIQUE, FOREIGN_KEY, CHECK)


def constraint_names(text: TableText, naming: Naming, convention: Mapping[str, Any] | None = None) -> dict[str, Clause]:
    """Return name → constraint: its own name, else the one of `naming`, and the one of `convention` besides.

    A constraint written in a column's definition is given with that column as its key. A CHECK without a name answers
    to two: with a number, from 1 in the order of the expressions, and with the digest of its canonical expression,
    which stays the same when other CHECKs come and go.
    """
    found: dict[str, Clause] = {}
    unnamed: list[Clause] = []
    for clause in clauses(text):
        if clause.kind not in CONSTRAINTS:
            continue
        if clause.name is not None:
            found[clause.name] = clause
        else:
            unnamed.append(clause)
    checks = sorted({clause.sql for clause in unnamed if clause.kind == CHECK})
    for clause in unnamed:
        columns = "_".join(clause.columns)
        if clause.kind == CHECK:
            name = naming.check.format(table=text.name, number=checks.index(clause.sql) + 1)
            found.setdefault(naming.check.format(table=text.name, number=naming.digest(clause.sql)), clause)
        elif clause.kind == PRIMARY_KEY:
            name = naming.primary_key.format(table=text.name)
        else:
            pattern = naming.unique if clause.kind == UNIQUE else naming.foreign_key
            name = pattern.format(table=text.name, columns=columns)
        found.setdefault(name, clause)
    if convention:
        names = [column.name for column in text.columns]
        found = conventional_names(text.name, names, unnamed, convention) | found
    return found
