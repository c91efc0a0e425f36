"""The text of a CREATE TABLE or CREATE INDEX, as SQLite stores it, in parts.

SQLite keeps the statement that made an object and reads its own schema from that text, so the text says everything:
names of constraints, CHECKs, collations, AUTOINCREMENT, ON CONFLICT, generated columns, STRICT. The grammar is the
one of https://www.sqlite.org/lang_createtable.html with what the parser accepts besides (no comma between table
constraints, a name without a constraint). Parts keep the text they were read from: what nobody changes is written
back as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from .lexer import NAME, SIGN, STRING, WORD, Token, is_operand, join, tokenize, unquote, unwrap
from .parts import (
    CHECK,
    COLLATE,
    DEFAULT,
    FOREIGN_KEY,
    GENERATED,
    NOT_NULL,
    NULL,
    PRIMARY_KEY,
    UNIQUE,
    Clause,
    ColumnText,
    IndexText,
    Key,
    Reference,
    TableText,
)


class SyntaxProblem(ValueError):
    """The text is not a CREATE TABLE or CREATE INDEX that this grammar knows."""


def parse_table(sql: str) -> TableText:
    """Return a CREATE TABLE statement in parts; raise SyntaxProblem for a virtual table or anything else."""
    reader = Reader(sql)
    reader.expect("CREATE")
    reader.accept("TEMP") or reader.accept("TEMPORARY")
    reader.expect("TABLE")
    if reader.accept("IF"):
        reader.expect("NOT", "EXISTS")
    name = reader.name()
    if reader.accept("."):
        name = reader.name()
    reader.expect("(")
    items = reader.items()
    reader.expect(")")
    columns = tuple(item for item in items if isinstance(item, ColumnText))
    constraints = tuple(item for item in items if isinstance(item, Clause))
    options = sql[reader.peek().start :].strip() if reader.peek().text else ""
    return TableText(name, columns, constraints, options)


def parse_items(sql: str) -> tuple[ColumnText | Clause, ...]:
    """Return the columns and constraints in a part of what stands between the parentheses of a CREATE TABLE."""
    reader = Reader(sql)
    items = reader.items()
    reader.end()
    return tuple(items)


def parse_index(sql: str) -> IndexText:
    """Return a CREATE INDEX statement in parts."""
    reader = Reader(sql)
    reader.expect("CREATE")
    unique = reader.accept("UNIQUE")
    reader.expect("INDEX")
    if reader.accept("IF"):
        reader.expect("NOT", "EXISTS")
    name = reader.name()
    if reader.accept("."):
        name = reader.name()
    reader.expect("ON")
    table = reader.name()
    keys = reader.keys()
    where = join(unwrap(reader.rest())) if reader.accept("WHERE") else None
    reader.end()
    return IndexText(name, table, keys, unique, where)


def parse_keys(sql: str) -> tuple[Key, ...]:
    """Return the keys in `"(a, lower(b) COLLATE nocase DESC)"`."""
    reader = Reader(sql)
    keys = reader.keys()
    reader.end()
    return keys


def split(tokens: Sequence[Token]) -> Iterable[list[Token]]:
    """Yield the parts between the commas that are not inside parentheses."""
    part: list[Token] = []
    depth = 0
    for token in tokens:
        if token.text == "(":
            depth += 1
        elif token.text == ")":
            depth -= 1
        if token.text == "," and not depth:
            yield part
            part = []
        else:
            part.append(token)
    yield part


_END = Token(SIGN, "", 0, 0, "")
_TABLE_CONSTRAINTS = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"})
_COLUMN_CLAUSES = _TABLE_CONSTRAINTS - {"FOREIGN"} | {
    "NOT", "NULL", "DEFAULT", "COLLATE", "REFERENCES", "AS", "DEFERRABLE"
}  # fmt: skip


class Reader:
    """Reads tokens from left to right; every method stands on the token after what it returned."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.tokens = tokenize(sql)
        self.position = 0

    # -- single tokens -------------------------------------------------------------------------------------------

    def peek(self, ahead: int = 0) -> Token:
        """Return a token without stepping over it; an empty one past the end."""
        position = self.position + ahead
        return self.tokens[position] if position < len(self.tokens) else _END

    def next(self) -> Token:
        """Return the token here and step over it."""
        token = self.peek()
        self.position += 1
        return token

    def accept(self, *words: str) -> bool:
        """Step over `words` if exactly they come next."""
        if all(self.peek(i).upper == word for i, word in enumerate(words)):
            self.position += len(words)
            return True
        return False

    def expect(self, *words: str) -> None:
        """Step over `words`; raises SyntaxProblem when something else comes."""
        if not self.accept(*words):
            raise SyntaxProblem(f"expected {' '.join(words)} at {self.sql[self.peek().start :][:40]!r}")

    def name(self) -> str:
        """Return the name here, without its quotes."""
        token = self.next()
        if token.kind not in (WORD, NAME, STRING):
            raise SyntaxProblem(f"expected a name at {self.sql[token.start :][:40]!r}")
        return unquote(token.text)

    def end(self) -> None:
        """Raise SyntaxProblem unless everything was read."""
        if self.position < len(self.tokens):
            raise SyntaxProblem(f"unexpected {self.sql[self.peek().start :][:40]!r}")

    def since(self, start: int) -> str:
        """Return the source from token `start` up to here."""
        if self.position <= start:
            return ""
        return self.sql[self.tokens[start].start : self.tokens[self.position - 1].end]

    def rest(self) -> list[Token]:
        """Return all tokens that are left."""
        tokens = self.tokens[self.position :]
        self.position = len(self.tokens)
        return tokens

    def parenthesized(self) -> list[Token]:
        """Return the tokens between a parenthesis and the one that closes it."""
        self.expect("(")
        start, depth = self.position, 1
        while depth:
            text = self.next().text
            depth += (text == "(") - (text == ")")
            if not text or text in "'\"`[":  # the end, or a quote that nothing closes
                raise SyntaxProblem(f"unbalanced parentheses in {self.sql[:60]!r}")
        return self.tokens[start : self.position - 1]

    # -- parts ---------------------------------------------------------------------------------------------------

    def at_constraint(self) -> bool:
        """Whether a table constraint begins here."""
        return self.peek().upper in _TABLE_CONSTRAINTS

    def items(self) -> list[ColumnText | Clause]:
        """Return columns and table constraints up to the closing parenthesis, or the end."""
        found: list[ColumnText | Clause] = []
        while True:
            item = self.constraint() if self.at_constraint() else self.column()
            if item is not None:
                found.append(item)
            if not self.accept(",") and not self.at_constraint():
                return found

    def column(self) -> ColumnText:
        """Return a column with all its clauses."""
        start = self.position
        name = self.name()
        type_ = self.type()
        clauses: list[Clause] = []
        while self.peek().text not in ("", ",", ")"):
            clause = self.clause()
            if clause is None:
                continue
            if clause.kind == "deferrable":
                _defer(clauses, clause)
            else:
                clauses.append(clause)
        return ColumnText(name, type_, tuple(clauses), self.since(start))

    def type(self) -> str:
        """Return the source of a declared type, "" for none."""
        start = self.position
        while self.peek().kind in (WORD, NAME, STRING) and self.peek().upper not in _COLUMN_CLAUSES:
            if self.peek().upper == "GENERATED" and self.peek(1).upper == "ALWAYS":
                break
            self.position += 1
        if self.position > start and self.peek().text == "(":
            self.parenthesized()
        return self.since(start)

    def constraint(self) -> Clause | None:
        """Return the table constraint here; None for a name that nothing follows."""
        name = self.name() if self.accept("CONSTRAINT") else None
        start = self.position
        if self.accept("FOREIGN"):
            self.expect("KEY")
            columns = self.keys()
            reference = self.reference()
            return Clause(FOREIGN_KEY, self.since(start), name, columns, reference=reference)
        if name is not None and self.peek().text in ("", ",", ")"):
            return None
        if not self.at_constraint():
            raise SyntaxProblem(f"expected a constraint at {self.sql[self.peek().start :][:40]!r}")
        clause = self.clause()
        if clause is None:
            return None
        return replace(clause, name=name if clause.name is None else clause.name)

    def clause(self) -> Clause | None:
        """Return the column clause, or the table constraint that is written like one, here."""
        name = None
        if self.accept("CONSTRAINT"):
            name = self.name()
            if self.peek().text in ("", ",", ")") or self.peek().upper == "CONSTRAINT":
                return None
        start = self.position
        found = self._clause()
        return replace(found, name=name, text=self.since(start))

    def _clause(self) -> Clause:
        token = self.next()
        match token.upper:
            case "PRIMARY":
                self.expect("KEY")
                keys, autoincrement = self.primary_keys()
                conflict = self.conflict()
                autoincrement = self.accept("AUTOINCREMENT") or autoincrement
                return Clause(PRIMARY_KEY, "", keys=keys, conflict=conflict, autoincrement=autoincrement)
            case "UNIQUE":
                keys = self.keys() if self.peek().text == "(" else ()
                return Clause(UNIQUE, "", keys=keys, conflict=self.conflict())
            case "CHECK":
                expression = join(unwrap(self.parenthesized()))
                return Clause(CHECK, "", sql=expression, conflict=self.conflict())
            case "NOT" if self.accept("NULL"):
                return Clause(NOT_NULL, "", conflict=self.conflict())
            case "NULL":
                return Clause(NULL, "", conflict=self.conflict())
            case "DEFAULT":
                return Clause(DEFAULT, "", sql=self.default())
            case "COLLATE":
                return Clause(COLLATE, "", sql=self.name())
            case "REFERENCES":
                self.position -= 1
                return Clause(FOREIGN_KEY, "", reference=self.reference())
            case "GENERATED" | "AS":
                if token.upper == "GENERATED":
                    self.expect("ALWAYS", "AS")
                expression = join(unwrap(self.parenthesized()))
                stored = self.accept("STORED")
                if not stored:
                    self.accept("VIRTUAL")
                return Clause(GENERATED, "", sql=expression, stored=stored)
            case "DEFERRABLE" | "NOT":
                self.position -= 1
                deferred = self.deferral(Reference("", ()))
                if deferred is not None:
                    return Clause("deferrable", "", reference=deferred)
        raise SyntaxProblem(f"unexpected {self.sql[token.start :][:40]!r}")

    def primary_keys(self) -> tuple[tuple[Key, ...], bool]:
        """Return the keys of a PRIMARY KEY, none for the one of a column, and whether it is AUTOINCREMENT."""
        if self.peek().text != "(":
            self.accept("ASC") or self.accept("DESC")
            return (), False
        tokens = self.parenthesized()
        autoincrement = tokens[-1].upper == "AUTOINCREMENT"
        return tuple(_key(part) for part in split(tokens[:-1] if autoincrement else tokens)), autoincrement

    def keys(self) -> tuple[Key, ...]:
        """Return the keys between parentheses."""
        return tuple(_key(part) for part in split(self.parenthesized()))

    def conflict(self) -> str | None:
        """Return the algorithm of ON CONFLICT here, None for none."""
        return self.name().upper() if self.accept("ON", "CONFLICT") else None

    def default(self) -> str:
        """Return the expression of a DEFAULT."""
        if self.peek().text == "(":
            return join(unwrap(self.parenthesized()))
        tokens = [self.next()]
        if tokens[0].text in ("+", "-"):
            tokens.append(self.next())
        if not tokens[-1].text or tokens[-1].kind == SIGN:
            raise SyntaxProblem(f"expected a default at {self.sql[tokens[0].start :][:40]!r}")
        return join(tokens)

    def reference(self) -> Reference:
        """Return what REFERENCES says."""
        self.expect("REFERENCES")
        table = self.name()
        columns = tuple(key.sql for key in self.keys()) if self.peek().text == "(" else ()
        found = Reference(table, columns)
        while True:
            if self.accept("ON", "DELETE"):
                found = found._replace(ondelete=self.action())
            elif self.accept("ON", "UPDATE"):
                found = found._replace(onupdate=self.action())
            elif self.accept("MATCH"):
                found = found._replace(match=self.name())
            else:
                deferred = self.deferral(found)
                if deferred is None:
                    return found
                found = deferred

    def action(self) -> str | None:
        """Return an action of a foreign key, None for NO ACTION."""
        words = [self.next().upper]
        if words[0] in ("SET", "NO"):
            words.append(self.next().upper)
        text = " ".join(words)
        return None if text == "NO ACTION" else text

    def deferral(self, reference: Reference) -> Reference | None:
        """Return `reference` with the [NOT] DEFERRABLE here; None when there is none."""
        if self.accept("NOT", "DEFERRABLE"):
            reference = reference._replace(deferrable=False)
        elif self.accept("DEFERRABLE"):
            reference = reference._replace(deferrable=True)
        else:
            return None
        if self.accept("INITIALLY"):
            reference = reference._replace(initially=self.next().upper)
        return reference


def _key(tokens: list[Token]) -> Key:
    """Return one key of a list: its expression, then COLLATE and ASC or DESC taken off its end."""
    descending = False
    if tokens and tokens[-1].upper in ("ASC", "DESC"):
        descending = tokens[-1].upper == "DESC"
        tokens = tokens[:-1]
    collation = None
    while len(tokens := unwrap(tokens)) > 2 and tokens[-2].upper == "COLLATE" and is_operand(tokens[:-2]):
        collation = collation or collation_name(unquote(tokens[-1].text))
        tokens = tokens[:-2]
    if len(tokens) == 1 and tokens[0].kind in (WORD, NAME, STRING):
        return Key(unquote(tokens[0].text), False, collation, descending)
    if not tokens:
        raise SyntaxProblem("an empty key")
    return Key(join(tokens), True, collation, descending)


def collation_name(name: str) -> str:
    """Return a collation's name, which ignores case; the built-in ones in upper case, as they are documented."""
    return name.upper() if name.upper() in ("BINARY", "NOCASE", "RTRIM") else name


def _defer(clauses: list[Clause], deferral: Clause) -> None:
    """Give a deferral that stands apart from its REFERENCES to the column's last foreign key, as SQLite does."""
    for position in range(len(clauses) - 1, -1, -1):
        owner, found = clauses[position], deferral.reference
        if owner.reference is not None and found is not None:
            reference = owner.reference._replace(deferrable=found.deferrable, initially=found.initially)
            text = f"{owner.text} {deferral.text}"
            clauses[position] = replace(owner, text=text, reference=reference)
            return
