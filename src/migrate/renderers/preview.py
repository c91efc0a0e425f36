"""The preview of a plan: one tree, table by table, in colour on a terminal and as plain text elsewhere.

    postgresql
    ├── + author
    │   ├── + id     INTEGER       primary key
    │   ├── + name   VARCHAR(80)   not null
    │   └── + index ix_author_name  (name), unique
    └── ~ book
        ├── ~ title  type  VARCHAR(100) → VARCHAR(200)
        └── − price  NUMERIC(10, 2)
              ⚠ drop-column: all values of book.price are lost

    1 table added, 1 column changed, 1 column dropped, 1 destructive

Everything that is shown comes from `outline.py`, so the preview, the JSON and the Markdown never disagree.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text
from rich.tree import Tree
from sqlalchemy.exc import SQLAlchemyError

from ..errors import MigrateError
from ..operations.base import Effect, MigrateOperation
from ..operations.objects import ObjectOp
from ..plan.hazards import Severity
from .describe import Change, Row, describe
from .outline import WHOLE, Outline, outline
from .sql import statements
from .words import one_line

if TYPE_CHECKING:
    from ..plan import Plan

WIDTH = 100
"""Columns of the text where there is no terminal to ask."""
NARROW = 60
"""Below this many columns names are not aligned, and definitions go under them."""
GUIDES = 8
"""Columns that the guides of the tree take in front of a row."""

STYLES = {Effect.CREATE: "green", Effect.DROP: "red", Effect.ALTER: "yellow", Effect.RUN: "magenta"}
SIGNS = {Effect.CREATE: "+", Effect.DROP: "−", Effect.ALTER: "~", Effect.RUN: "!"}
DANGERS = {Severity.DESTRUCTIVE: "bold red", Severity.RISKY: "bold yellow"}
ASCII = str.maketrans({"−": "-", "→": "->", "⚠": "!", "…": "..."})
"""What stands for the signs where the encoding has none of them."""


def print_plan(
    plan: Plan,
    *,
    sql: bool = False,
    file: IO[str] | None = None,
    color: bool | None = None,
    width: int | None = None,
) -> None:
    """Print the preview of `plan`, with the SQL of its dialect on request.

    `color` is decided by the file when None: on for a terminal, off with NO_COLOR and everywhere else. `width` is
    that of the terminal, or 100. Signs are ASCII where the encoding of the file has no others.
    """
    target = sys.stdout if file is None else file
    terminal = bool(getattr(target, "isatty", lambda: False)())
    styled = terminal if color is None else color
    encoding = getattr(target, "encoding", None) or "utf-8"
    page = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="backslashreplace", newline="")
    console = Console(
        file=page,
        force_terminal=styled,
        color_system="standard" if styled else None,
        no_color=bool(os.environ.get("NO_COLOR")) if color is None else not color,
        width=width or (Console(file=target).width if terminal else WIDTH),
        legacy_windows=False,
    )
    console.print(Preview(plan, sql=sql), crop=False)
    page.seek(0)
    target.write("\n".join(line.rstrip() for line in page.read().splitlines()) + "\n")


def plan_text(plan: Plan, *, sql: bool = False, width: int = WIDTH) -> str:
    """Return the preview of `plan` as plain text, without a line break at the end."""
    page = io.StringIO()
    print_plan(plan, sql=sql, file=page, color=False, width=width)
    return page.getvalue().rstrip("\n")


class Preview:
    """The preview as a renderable of Rich's: `Console(record=True).print(Preview(plan))`, then `export_svg()`."""

    def __init__(self, plan: Plan, *, sql: bool = False) -> None:
        self.plan = plan
        self.sql = sql

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        found = outline(self.plan)
        pen = _Pen(options.max_width, options.ascii_only)
        if not found.rows:
            old, new = self.plan.between
            yield Text(f"No changes: {old} match{'' if old.endswith('s') else 'es'} {new}.", style="green")
            return
        yield pen.tree(found)
        yield Text()
        yield _summary(found)
        if self.sql:
            yield Text()
            yield _sql(self.plan, wrap=options.is_terminal)


def _summary(found: Outline) -> Text:
    text = Text(found.summary, style="bold")
    for severity, style in DANGERS.items():
        text.highlight_regex(rf"\d+ {severity.value}", style)
    return text


def _sql(plan: Plan, *, wrap: bool) -> RenderableType:
    """The statements the database would get, in order; where they depend on the live database, a comment says so.

    Lines are broken on a terminal only: anywhere else the text may be run.
    """
    text = "\n\n".join(part for op in plan.upgrade_ops.ops for part in _sql_of(op, plan)).expandtabs(4)
    if not wrap:
        return Text(text, no_wrap=True, overflow="ignore")
    return Syntax(text, "sql", theme="ansi_dark", background_color="default", word_wrap=True)


def _sql_of(op: MigrateOperation, plan: Plan) -> Iterator[str]:
    try:
        yield from (f"{statement};" for statement in statements(op, plan.dialect, before=plan.before))
    except (MigrateError, NotImplementedError, SQLAlchemyError) as error:
        yield f"-- {one_line(describe(op, plan.dialect).name)}: {one_line(str(error).splitlines()[0])}"


@dataclass(frozen=True)
class _Pen:
    """Draws rows for one kind of terminal."""

    width: int
    ascii_only: bool

    @property
    def narrow(self) -> bool:
        """Whether definitions go under names."""
        return self.width < NARROW

    def text(self, text: str, style: str = "") -> Text:
        """Return text in the signs at hand; nothing in it is taken for markup."""
        text = one_line(text)
        return Text(text.translate(ASCII) if self.ascii_only else text, style=style)

    def tree(self, found: Outline) -> Tree:
        """Return the tree of an outline: tables, and in them what happens to each."""
        tree = Tree(self.text(found.dialect, "bold"), guide_style="dim")
        for row in found.rows:
            branch = tree.add(Group(self.heading(row), *self.hazards(row)))
            name, kind = _widths(row.rows)
            for part in row.rows:
                branch.add(self.row(part, name, kind))
        return tree

    def heading(self, row: Row) -> RenderableType:
        """Return the line of a table, or of a directive that belongs to none; an object beside tables says its kind."""
        line = self.sign(row)
        beside = isinstance(row.op, ObjectOp)
        if beside:
            line.append_text(self.text(f"{row.kind} ", STYLES[row.effect]))
        line.append_text(self.text(row.name or row.kind, f"bold {STYLES[row.effect]}"))
        changes = (f"{c.what} {self.change(c).plain}" if beside else self.change(c).plain for c in row.changes)
        rest = [*row.detail, *changes]
        if rest:
            line.append("  ").append_text(self.text(", ".join(rest)))
        return line

    def sign(self, row: Row) -> Text:
        return self.text(SIGNS[row.effect] + " ", f"bold {STYLES[row.effect]}")

    def row(self, row: Row, name_width: int, type_width: int) -> RenderableType:
        """Return a part of a table: sign and name, then its definition or its changes, then its hazards."""
        head = self.sign(row).append_text(self.name(row))
        wide = 2 + name_width if row.kind == "column" else head.cell_len
        drawn = self.beside(head, list(self.body(row, type_width)), wide)
        return Group(drawn, *self.hazards(row)) if row.hazards else drawn

    def beside(self, head: Text, body: list[Text], wide: int) -> RenderableType:
        """Return `body` to the right of `head`, which takes `wide` columns; under it where the page is narrow."""
        if not body:
            return head
        if self.narrow:
            return Group(head, *(Padding(line, (0, 0, 0, 2)) for line in body))
        pad = max(0, wide - head.cell_len) + 2
        if len(body) == 1 and head.cell_len + pad + body[0].cell_len <= self.width - GUIDES:
            return head.append(" " * pad).append_text(body[0])  # the usual case, and much faster than a grid
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(min_width=wide, max_width=max(wide, 40), overflow="fold")
        grid.add_column(overflow="fold")
        grid.add_row(head, Group(*body))
        return grid

    def name(self, row: Row) -> Text:
        """Return a column's name alone; of anything else, what it is and then its name."""
        if row.kind == "column":
            return self.text(row.name, STYLES[row.effect])
        line = self.text(row.kind, STYLES[row.effect])
        return line.append_text(self.text(f" {row.name}")) if row.name else line

    def body(self, row: Row, type_width: int) -> Iterator[Text]:
        """Yield the lines that say what the row is, or what changes."""
        for change in row.changes:
            if change.what == WHOLE:
                yield self.text(f"− {change.old}", "red")
                yield self.text(f"+ {change.new}", "green")
                return
        if row.changes:
            wide = max(len(c.what) for c in row.changes)
            for change in row.changes:
                label = self.text(change.what.ljust(wide) + "  ", "dim")
                yield Text().append_text(label).append_text(self.change(change))
        elif row.kind == "column" and row.detail:
            first, *rest = row.detail
            line = Text().append_text(self.text(first, "cyan"))
            if rest:
                line.append(" " * (2 + (0 if self.narrow else max(0, type_width - len(first)))))
            yield line.append_text(self.text("  ".join(rest)))
        elif row.detail:
            yield self.text("  ".join(row.detail))

    def change(self, change: Change) -> Text:
        """Return `old → new`."""
        line = Text()
        if change.old is not None:
            line.append_text(self.text(change.old, "red"))
            line.append_text(self.text(" → ", "dim"))
        return line.append_text(self.text(change.new, "green"))

    def hazards(self, row: Row) -> Iterator[RenderableType]:
        """Yield a line for each thing that can go wrong: its code, the sentence, and what to do about it."""
        for hazard in row.hazards:
            style = DANGERS[hazard.severity]
            line = Text().append_text(self.text(f"⚠ {hazard.code}: ", style))
            line.append_text(self.text(hazard.message, style.removeprefix("bold ")))
            yield Padding(line, (0, 0, 0, 2))
            if hazard.hint:
                yield Padding(self.text(hazard.hint, "dim"), (0, 0, 0, 4))


def _widths(rows: Sequence[Row]) -> tuple[int, int]:
    """Return the width of the names and of the types of a table's columns, so that they line up."""
    columns = [row for row in rows if row.kind == "column"]
    names = max((len(row.name) for row in columns), default=0)
    types = max((len(row.detail[0]) for row in columns if len(row.detail) > 1), default=0)
    return min(names, 30), min(types, 30)
