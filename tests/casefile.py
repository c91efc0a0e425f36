"""Case files: one schema change, what it must become, in one text file.

    # dialects: sqlite postgresql mariadb
    # configure: include_schemas=True          (options of MigrationContext.configure, where a case needs some)
    # sqlalchemy: 2.0.42                       (the first release whose models can say it)
    # Any other comment says what the case is about.

    -- before.py --            the models the database is created from; or live.sql, statements to run
    -- target.py --            the models to compare with
    -- rows.sql --             rows that the database has
    -- upgrade.py --           the expected body of upgrade(); likewise downgrade.py
    -- upgrade.sql --          the SQL that upgrade() sends, where a case is about it
    -- preview.txt --          what the terminal shows, where a case is about it
    -- hazards --              the codes of the expected hazards; a case without the section expects none

A section may name the dialects it is for, `-- upgrade.py: sqlite postgresql --`, and wins there over one that does
not. The Python sections see every public name of SQLAlchemy, `sa`, `migrate`, `datetime`, `metadata` and
the modules of the dialects.
"""

from __future__ import annotations

import datetime
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql, sqlite

import migrate

_SECTION = re.compile(r"^-- ([a-z.]+)(?:: ([a-z ]+))? --$")
EXPECTED = ("upgrade.py", "downgrade.py", "upgrade.sql", "preview.txt", "hazards")
ORDER = ("live.sql", "before.py", "target.py", "setup.py", "rows.sql", "call.py", "sql", "refused", *EXPECTED)


@dataclass
class Section:
    """One part of a case; `dialects` is empty where it holds for all."""

    name: str
    dialects: tuple[str, ...]
    text: str

    def __str__(self) -> str:
        only = f": {' '.join(self.dialects)}" if self.dialects else ""
        return f"-- {self.name}{only} --\n{self.text.rstrip()}\n"


@dataclass
class Case:
    """One case file. `head` is its comment, word for word."""

    path: Path
    head: str
    dialects: tuple[str, ...]
    options: dict[str, Any]
    sections: list[Section]
    since: str = ""
    """The first release of SQLAlchemy whose models can say what the case is about; nothing for all."""

    @property
    def can_be_said(self) -> bool:
        """Whether the release of SQLAlchemy in use has words for the case."""
        return _release(sa.__version__) >= _release(self.since)

    def get(self, name: str, dialect: str) -> str | None:
        """Return the text of a section for a dialect, None where the case says nothing about it."""
        own = [s.text for s in self.sections if s.name == name and dialect in s.dialects]
        general = [s.text for s in self.sections if s.name == name and not s.dialects]
        return next(iter(own + general), None)

    def accept(self, name: str, dialect: str, text: str | None) -> None:
        """Make `text` the expectation for one dialect and write the file, dialects of equal texts together.

        None is no expectation.
        """
        texts = {d: self.get(name, d) for d in self.dialects} | {dialect: text}
        by_text: dict[str, list[str]] = {}
        for each, expected in texts.items():
            if expected is not None:
                by_text.setdefault(expected, []).append(each)
        others = [s for s in self.sections if s.name != name]
        own = [
            Section(name, () if len(group) == len(self.dialects) else tuple(group), expected)
            for expected, group in by_text.items()
        ]
        self.sections = sorted(others + own, key=lambda section: ORDER.index(section.name))
        self.path.write_text("\n".join([self.head, *map(str, self.sections)]), "utf-8")

    def models(self, name: str, dialect: str) -> sa.MetaData | None:
        """Return the MetaData that a Python section defines, None where the case has no such section."""
        source = self.get(name, dialect)
        if source is None:
            return None
        namespace = names(dialect) | {"metadata": sa.MetaData()}
        exec(compile(source, f"{self.path}[{name}]", "exec"), namespace)
        metadata = namespace["metadata"]
        assert isinstance(metadata, sa.MetaData)
        return metadata


def names(dialect: str) -> dict[str, Any]:
    """Return what the Python sections see."""
    found = {word: getattr(sa, word) for word in dir(sa) if not word.startswith("_")}
    found |= {"sa": sa, "migrate": migrate, "datetime": datetime}
    return found | {"mysql": mysql, "postgresql": postgresql, "sqlite": sqlite, "dialect": dialect}


def parse(path: Path, everywhere: tuple[str, ...] = ()) -> Case:
    """Return the case in a file, for the dialects that its first line names, else for those of `everywhere`.

    Raises ValueError where the file is not a case.
    """
    head: list[str] = []
    sections: list[Section] = []
    for line in path.read_text("utf-8").splitlines(keepends=True):
        if match := _SECTION.match(line.rstrip()):
            if match[1] not in ORDER:
                raise ValueError(f"{path}: no section is called {match[1]!r}, only {', '.join(ORDER)}")
            sections.append(Section(match[1], tuple((match[2] or "").split()), ""))
        elif sections:
            sections[-1].text += line
        else:
            head.append(line)
    for section in sections:
        section.text = section.text.strip("\n") + "\n"
    dialects = tuple(header(head, "dialects").split()) or everywhere
    if not dialects:
        raise ValueError(f"{path}: the first line must be '# dialects: ' and their names")
    options = eval(f"dict({header(head, 'configure')})", {})
    return Case(path, "".join(head).strip() + "\n", dialects, options, sections, header(head, "sqlalchemy"))


def _release(version: str) -> list[int]:
    """Return the numbers of a version: `"2.1.9"` → `[2, 1, 9]`, `"2.2.0b1"` → `[2, 2, 0]`."""
    return [int(number) for number in re.findall(r"(?:^|\.)(\d+)", version)]


def statements(sql: str) -> Iterator[str]:
    """Yield the statements of a script, each as it stands; a trigger's body is not taken apart."""
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending.strip().removesuffix(";")
            pending = ""
    if pending.strip():
        yield pending.strip()


def header(lines: list[str], word: str) -> str:
    """Return what a comment `# word: …` at the head of a file says, nothing where there is none."""
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(f"# {word}:")), "")
