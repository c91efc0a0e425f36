"""Functions and procedures, declared as text by `migrate.Function`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

import sqlalchemy as sa

from ..ddl.functions import name_in_key, reads_tables, split
from ..dialects.support import DialectSupport
from ..objects import Function as DeclaredFunction
from ..objects import declared
from ..operations.base import table_key
from ..operations.functions import CreateFunctionOp, ReplaceFunctionOp, function_key
from ..operations.views import view_key
from .aside import VIEWS
from .comparison import Comparison
from .objects import Declared, Models, ObjectKind, Ops
from .reading import keys_read, tables_in
from .records import Function, ObjectKey, Question, TableKey
from .remade import called_in, keys_waited_for, server_text

_QUOTES = re.compile(r"\$\w*\$|'")
"""What stands around the body of a function."""
_RESULT = re.compile(r"\bRETURNS\s+(?:SETOF\s+)?(?!TABLE\b)([^\s(]+)", re.IGNORECASE)
"""The type of the result."""


class Functions(ObjectKind[Function]):
    """Functions and procedures. A key's name has the types of the arguments: `add(integer, integer)`."""

    name = "function"
    record = Function

    def declared(self, models: Models) -> Iterator[Declared]:
        """Return the functions of the models."""
        for metadata in models.metadata:
            for each in declared(metadata, DeclaredFunction):
                arguments = split(each.signature)[1]
                types = models.support.argument_types(arguments)
                record = Function(arguments, each.definition.strip(), procedure=each.procedure)
                yield Declared(models.key("function", each.schema, each.name, after=f"({types})"), record, each)

    def create(self, on: Comparison, key: ObjectKey, new: Function) -> Ops:
        """Return the directive that creates it, as the models say it."""
        origin = on.origins.get(key)
        yield _create(on, key, new) if origin is None else _create(on, key, new, origin.signature, origin.definition)

    def drop(self, on: Comparison, key: ObjectKey, old: Function) -> Ops:
        """Return the directive that drops it."""
        yield _create(on, key, old).reverse()

    def alter(self, on: Comparison, key: ObjectKey, old: Function, new: Function) -> Ops:
        """Return its replacement in place, unless arguments or the result's type differ, or it stands in the way."""
        if not self.is_replaced(on, old, new) or key in on.aside:
            yield from self.drop(on, key, old)
            yield from self.create(on, key, new)
            return
        made = next(iter(self.create(on, key, new)))
        assert isinstance(made, CreateFunctionOp)
        op = ReplaceFunctionOp(
            made.signature,
            made.definition,
            existing_definition=old.definition,
            schema=key.schema,
            procedure=new.procedure,
            reads=[each for each in made.reads if each.kind in ("table", "column")],
        )
        op.runs_after = tuple(each for each in made.reads if each.kind == "function")
        yield op

    def is_replaced(self, on: Comparison, old: Function, new: Function) -> bool:
        """Whether arguments and result stay."""
        return (old.arguments, old.result, old.procedure) == (new.arguments, new.result, new.procedure)

    def filled(self, on: Comparison, key: ObjectKey, old: Function, new: Function) -> Function:
        """Return the models' function with what hangs on it."""
        return new._replace(also=old.also, held=old.held) if key in on.origins else new

    def disturbed(self, on: Comparison, key: ObjectKey, old: Function, new: Function | None) -> bool:
        """Whether it stands on a type or a function that is made anew, or on a column that gets another type."""
        return key in on.aside

    def questions(self, old: Function, new: Function) -> Iterable[Question]:
        """Yield the definition: how the database shows it."""
        yield _question(new)

    def respelled(self, new: Function, answers: Mapping[Question, str]) -> Function:
        """Return the function as the database would show it."""
        answer = answers.get(_question(new))
        if answer is None:
            return new
        arguments, definition, result = json.loads(answer)
        return new._replace(arguments=arguments, definition=definition.strip(), result=result)

    def materialize(self, key: ObjectKey, record: Function, support: DialectSupport) -> DeclaredFunction:
        """Return the function as models declare it."""
        signature, own = f"{_name(key, support)}({record.arguments})", sa.MetaData()
        return DeclaredFunction(
            signature, record.definition, metadata=own, schema=key.schema, procedure=record.procedure
        )


def _name(key: ObjectKey, support: DialectSupport) -> str:
    """Return the name of a function as SQL has it."""
    return support.plain_dialect.identifier_preparer.quote(name_in_key(key.name))


def _question(function: Function) -> Question:
    return Question("function", json.dumps([function.arguments, function.definition, function.procedure]), ())


def _create(
    on: Comparison, key: ObjectKey, record: Function, signature: str | None = None, definition: str | None = None
) -> CreateFunctionOp:
    text = record.definition if definition is None else definition
    read = keys_read(_QUOTES.sub(" ", text), {**on.old.tables, **on.new.tables}, on.support.dialect.default_schema_name)
    waited = _signature_needs(on, key, record)
    if reads_tables(text):
        waited += [*read, *_called(on, key, _QUOTES.sub(" ", text))]
    return CreateFunctionOp(
        f"{_name(key, on.support)}({record.arguments})" if signature is None else signature,
        text,
        schema=key.schema,
        procedure=record.procedure,
        also=list(record.also) or (),
        reads=waited,
    )


def _signature_needs(on: Comparison, key: ObjectKey, record: Function) -> list[ObjectKey]:
    """Return the keys of the tables and views whose rows it has, and of what is made anew under its signature."""
    default = on.support.dialect.default_schema_name
    result = _RESULT.search(record.definition)
    types = f"{key.name.partition('(')[2]} {result[1] if result else ''}"
    tables = {**on.old.tables, **on.new.tables}
    rows = [table_key(*each) for each in tables_in(types, tables, default)]
    views = [TableKey(*each[1:3]) for side in (on.old, on.new) for kind in VIEWS for each in side.objects.get(kind, {})]
    rows += [view_key(*each) for each in tables_in(types, dict.fromkeys(views), default)]
    itself = function_key(*_place(key))
    return rows + [each for each in keys_waited_for(on, server_text(record)) if each != itself]


def _called(on: Comparison, key: ObjectKey, text: str) -> list[ObjectKey]:
    """Return the keys of the other functions that a body calls, but for those that call it back."""
    default, own = on.support.dialect.default_schema_name, _place(key)
    bodies: dict[TableKey, str] = {}
    for side in (on.old, on.new):
        for each, record in side.objects.get("function", {}).items():
            bodies[_place(each)] = bodies.get(_place(each), "") + _QUOTES.sub(" ", record.definition)
    bodies.pop(own, None)
    called = called_in(text, bodies, default)
    return [function_key(*each) for each in called if not called_in(bodies[each], [own], default)]


def _place(key: ObjectKey) -> TableKey:
    return TableKey(key.schema, key.name.partition("(")[0])
