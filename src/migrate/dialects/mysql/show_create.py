"""SHOW CREATE TABLE, read back as data: what one column is, clause by clause.

MODIFY and CHANGE restate a whole column, and what they do not say is lost. A column read from here can be changed in
one clause and written again with all the others as the server has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..parentheses import closing
from .normalize import Token, tokens

CLAUSES = {
    ("character", "set"): "charset", ("collate",): "collation", ("generated",): "generated", ("as",): "generated",
    ("not", "null"): "nullable", ("null",): "nullable", ("default",): "default", ("on", "update"): "on_update",
    ("auto_increment",): "auto_increment", ("invisible",): "invisible", ("comment",): "comment",
    ("check",): "check", ("compressed",): "extra", ("without", "system"): "extra", ("srid",): "extra",
    ("column_format",): "extra", ("storage",): "extra", ("engine_attribute",): "extra",
}  # fmt: skip
"""First words of a clause → the field of `ColumnSpec` it fills."""

VERSION_COMMENT = re.compile(r"/\*!(?:\d{5,6})?(.*?)\*/", re.DOTALL)


@dataclass(frozen=True)
class ColumnSpec:
    """One column as DDL, in pieces; every piece is SQL text, None where the column has no such clause."""

    type: str
    charset: str | None = None
    collation: str | None = None
    generated: str | None = None  # "GENERATED ALWAYS AS (…) STORED"
    nullable: bool = True
    default: str | None = None
    on_update: str | None = None
    auto_increment: bool = False
    invisible: bool = False
    comment: str | None = None  # a literal
    check: str | None = None  # with its parentheses
    extra: tuple[str, ...] = ()

    def render(self) -> str:
        """Return the specification as it follows the column's name."""
        parts = [self.type]
        parts += [f"CHARACTER SET {self.charset}"] if self.charset else []
        parts += [f"COLLATE {self.collation}"] if self.collation else []
        parts += self.extra
        if self.generated:
            parts += [self.generated] + ([] if self.nullable else ["NOT NULL"])
        else:
            parts += ["NULL" if self.nullable else "NOT NULL"]
        parts += ["INVISIBLE"] if self.invisible else []
        parts += [f"DEFAULT {self.default}"] if self.default is not None else []
        parts += [f"ON UPDATE {self.on_update}"] if self.on_update else []
        parts += ["AUTO_INCREMENT"] if self.auto_increment else []
        parts += [f"COMMENT {self.comment}"] if self.comment else []
        parts += [f"CHECK {self.check}"] if self.check else []
        return " ".join(parts)


def columns_of(create: str) -> dict[str, ColumnSpec]:
    """Return the columns of a SHOW CREATE TABLE text by name."""
    return {_unquoted(item[0]): read_column(sql, item[1:]) for sql, item in _items(create) if _is_name(item[0])}


def checks_of(create: str) -> dict[str, str]:
    """Return the table's CHECKs of a SHOW CREATE TABLE text: name → expression with its parentheses."""
    found = {}
    for sql, item in _items(create):
        words = [token.text.lower() for token in item]
        if words[0] == "constraint" and words[2:3] == ["check"]:
            found[_unquoted(item[1])] = sql[item[3].start : item[-1].end]
    return found


def read_column(sql: str, found: list[Token]) -> ColumnSpec:
    """Return a column from the tokens that follow its name; `sql` is the text they are places in."""
    at = next((i for i in range(1, len(found)) if _clause(found, i)), len(found))
    said: dict[str, Any] = {"type": sql[found[0].start : found[at - 1].end]}
    while at < len(found):
        words, field = _clause(found, at) or ((found[at].text,), "extra")
        end = _end(found, at, len(words), field)
        whole = sql[found[at].start : found[end - 1].end]
        if field == "extra":
            said["extra"] = (*said.get("extra", ()), whole)
        elif field == "nullable":
            said["nullable"] = words[0] == "null"
        elif field in ("auto_increment", "invisible"):
            said[field] = True
        else:
            start = at if field == "generated" else at + len(words)
            said[field] = sql[found[start].start : found[end - 1].end]
        at = end
    return ColumnSpec(**said)


def _clause(found: list[Token], at: int) -> tuple[tuple[str, ...], str] | None:
    """Return the first words and the field of the clause that starts at `at`, None when none does."""
    if found[at].kind != "word":
        return None
    words = tuple(token.text.lower() for token in found[at : at + 2])
    for start in (words, words[:1]):
        if start in CLAUSES:
            return start, CLAUSES[start]
    return None


def _end(found: list[Token], at: int, words: int, field: str) -> int:
    """Return where the clause that starts at `at` ends.

    A default and an ON UPDATE are one value: a sign, a word or literal, and the parentheses after it. Other
    clauses reach to the next one.
    """
    i = at + words
    if field == "generated":  # GENERATED ALWAYS AS (…), where AS alone would begin the clause too
        i = next(i for i in range(at, len(found)) if found[i].text == "(")
    if field in ("default", "on_update"):
        i += found[i].text in ("-", "+")
        i = i + 1 if found[i].text != "(" else i
        while i < len(found) and found[i].text == "(":
            i = _closing(found, i) + 1
        return i
    while i < len(found) and not _clause(found, i):
        i = _closing(found, i) + 1 if found[i].text == "(" else i + 1
    return i


def _closing(found: list[Token], at: int) -> int:
    end = closing([token.text for token in found], at)
    return len(found) - 1 if end < 0 else end


def _items(create: str) -> Iterator[tuple[str, list[Token]]]:
    """Yield what stands between the outermost parentheses, item by item, as tokens placed in the text."""
    sql = VERSION_COMMENT.sub(r"\1", create)
    found = tokens(sql)
    start = next(i for i, token in enumerate(found) if token.text == "(")
    item: list[Token] = []
    i, end = start + 1, _closing(found, start)
    while i < end:
        if found[i].text == ",":
            yield sql, item
            item = []
            i += 1
            continue
        after = _closing(found, i) + 1 if found[i].text == "(" else i + 1
        item += found[i:after]
        i = after
    yield sql, item


def _is_name(token: Token) -> bool:
    return token.kind == "name" or (token.kind == "string" and token.text[0] == '"')  # "x" with ANSI_QUOTES


def _unquoted(token: Token) -> str:
    quote = token.text[0]
    return token.text[1:-1].replace(quote * 2, quote)
