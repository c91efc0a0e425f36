"""Kinds of objects that belong to a schema and not to a table: sequences, types, views.

Both sides give records by `ObjectKey`. A record equals its counterpart or it does not; what differs is created, dropped
or altered by the kind. In which order that happens among the tables is for the plan: directives say what they need.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar

from ..operations.base import MigrateOperation
from .cut_names import clash
from .plain_types import other_columns
from .records import ObjectKey, Question, TableKey
from .snapshot import Snapshot

if TYPE_CHECKING:
    import sqlalchemy as sa
    from sqlalchemy.engine import Connection

    from ..dialects.support import DialectSupport
    from .comparison import Comparison
    from .target import MetadataReader

R = TypeVar("R", bound=Any)
Ops = Iterable[MigrateOperation]


@dataclass(frozen=True)
class Models:
    """The model side as a kind sees it: every MetaData, the tables that take part, and the reader of one dialect."""

    metadata: Sequence[sa.MetaData]
    tables: Mapping[TableKey, sa.Table]
    reader: MetadataReader

    @property
    def support(self) -> DialectSupport:
        """What varies with the dialect."""
        return self.reader.support

    @cached_property
    def named_types(self) -> list[tuple[Any, Any]]:
        """The types that are objects of their own (enums, domains), each with what has it, as messages say it.

        That is a column; the MetaData itself has those made with `metadata=`, whether a column has them or not.
        """
        columns = (column for table in self.tables.values() for column in other_columns(table))
        found = [(column, type_) for column in columns for type_ in self.support.named_types(column.type)]
        alone = (type_ for metadata in self.metadata for type_ in types_of_metadata(metadata))
        return found + [("the MetaData", each) for type_ in alone for each in self.support.named_types(type_)]

    def key(self, kind: str, schema: str | None, name: str, table: str | None = None, after: str = "") -> ObjectKey:
        """Return the key of an object, under the names that the database keeps.

        The connection's default schema is None, however it is spelled. `after` is what follows the name in the key:
        `(integer, integer)` of a function. Raises CommandError where another name is the same one in the database.
        """
        cut = self.support.stored_name
        key = ObjectKey(kind, self.reader.schema(schema), cut(name) + after, None if table is None else cut(table))
        whole = ObjectKey(kind, key.schema, name + after, table)
        if (first := self._whole.setdefault(key, whole)) != whole:
            raise clash(f"objects of kind {kind}", first.name, whole.name, key.name)
        return key

    @cached_property
    def _whole(self) -> dict[ObjectKey, ObjectKey]:
        """The keys that were asked for → the same with the names as the models say them."""
        return {}


def types_of_metadata(metadata: sa.MetaData) -> Iterator[Any]:
    """Yield the types that were made with `metadata=`: they listen for its creation, under no table."""
    for listener in metadata.dispatch.before_create:
        type_ = getattr(listener, "target", None) or getattr(listener, "__self__", None)  # SQLAlchemy 2.0, 2.1
        if getattr(type_, "metadata", None) is metadata and not getattr(listener, "kwargs", None):
            yield type_


@dataclass
class Described:
    """An object of the database for which there is no other class than that of its record."""

    name: str
    schema: str | None
    record: Any


class Declared(NamedTuple):
    """One object of the models: its key, its record in the dialect's words, and the SQLAlchemy object, if any."""

    key: ObjectKey
    record: Any
    origin: Any = None


class ObjectKind(Generic[R]):
    """One kind of object that belongs to a schema."""

    name: ClassVar[str]
    """The kind's name, as in `ObjectKey.kind`, `Snapshot.objects`, `Catalog.objects()` and `include_object`."""
    record: ClassVar[type[Any]]
    """The class of its records, a NamedTuple."""
    dialects: ClassVar[tuple[str, ...]] = ()
    """For a kind of a plug-in: the SQLAlchemy dialects that have it; none means all."""
    stands_on_tables: ClassVar[bool] = False
    """Whether it is made of tables, as a view is; else tables are made of it, as of types."""

    def read(self, connection: Connection, schemas: Sequence[str | None]) -> Mapping[ObjectKey, R]:
        """Return what a database has in some schemas (None is the default one); asked of the kinds of plug-ins.

        Those of this package are read by the catalog of a dialect, together.
        """
        raise NotImplementedError(f"the kind {self.name} is read by the catalog of its dialect")

    def declared(self, models: Models) -> Iterable[Declared]:
        """Return the objects of the models as this database would show them after creating them."""
        raise NotImplementedError

    def create(self, on: Comparison, key: ObjectKey, new: R) -> Ops:
        """Return the directives that make what the models have and the database lacks."""
        raise NotImplementedError

    def drop(self, on: Comparison, key: ObjectKey, old: R) -> Ops:
        """Return the directives that remove what the models lack."""
        raise NotImplementedError

    def alter(self, on: Comparison, key: ObjectKey, old: R, new: R) -> Ops:
        """Return the directives that turn `old` into `new`; by default it is replaced."""
        yield from self.drop(on, key, old)
        yield from self.create(on, key, new)

    def removable(self, on: Comparison, key: ObjectKey, old: R) -> bool:
        """Whether an object the models lack is proposed for removal.

        By default where the models own the kind: they declare one of it, or the user says so (`owned_kinds`). A
        database full of views does not lose them the day somebody tries this tool.
        """
        return self.name in on.owned or bool(on.new.objects.get(self.name))

    def disturbed(self, on: Comparison, key: ObjectKey, old: R, new: R | None) -> bool:
        """Whether an object that does not differ has to step aside while something under it changes.

        `new` is None for one that the models lack and that stays all the same.
        """
        return False

    def is_replaced(self, on: Comparison, old: R, new: R) -> bool:
        """Whether an object becomes another one in place, so that what uses it stays."""
        return False

    def filled(self, on: Comparison, key: ObjectKey, old: R, new: R) -> R:
        """Return the models' object with what they leave unsaid as the database has it."""
        return new

    def questions(self, old: R, new: R) -> Iterable[Question]:
        """Yield what only the database can say before `old` and `new` can be compared."""
        return ()

    def respelled(self, new: R, answers: Mapping[Question, str]) -> R:
        """Return `new` in the database's own spelling."""
        return new

    def materialize(self, key: ObjectKey, record: R, support: DialectSupport) -> Any:
        """Return an object for a record, for `include_object`: one of SQLAlchemy's, or one as the models declare it."""
        return Described(key.name, key.schema, record)


def declared_objects(
    kinds: Iterable[ObjectKind[Any]], models: Models
) -> tuple[dict[str, dict[ObjectKey, Any]], dict[ObjectKey, Any]]:
    """Return the objects of the models, as `Snapshot.objects` holds them, and the SQLAlchemy objects behind them."""
    found: dict[str, dict[ObjectKey, Any]] = {}
    origins: dict[ObjectKey, Any] = {}
    for kind in kinds:
        its = found[kind.name] = {}
        for key, record, origin in kind.declared(models):
            its[key] = record
            if origin is not None:
                origins[key] = origin
    return found, origins


def questions_of_objects(kinds: Iterable[ObjectKind[Any]], old: Snapshot, new: Snapshot) -> Iterator[Question]:
    """Yield the questions whose answers could make two objects equal."""
    for kind in kinds:
        before = old.objects.get(kind.name, {})
        for key, record in new.objects.get(kind.name, {}).items():
            if key in before and before[key] != record:
                yield from kind.questions(before[key], record)


def with_answers(
    kinds: Iterable[ObjectKind[Any]], old: Snapshot, new: Snapshot, answers: Mapping[Question, str]
) -> Snapshot:
    """Return the models' snapshot with the objects that had questions in the database's spelling."""
    objects = dict(new.objects)
    for kind in kinds:
        before = old.objects.get(kind.name, {})
        objects[kind.name] = {
            key: kind.respelled(record, answers) if key in before and before[key] != record else record
            for key, record in objects.get(kind.name, {}).items()
        }
    return replace(new, objects=objects)


def diff_objects(on: Comparison, kinds: Iterable[ObjectKind[Any]]) -> Iterator[MigrateOperation]:
    """Yield the directives for everything that belongs to a schema, kind by kind, in order of the names."""
    for kind in kinds:
        old, new = on.old.objects.get(kind.name, {}), on.new.objects.get(kind.name, {})
        for key in sorted(old.keys() | new.keys(), key=lambda key: [part or "" for part in key]):
            before, after = old.get(key), new.get(key)
            if before is not None and after is not None:
                after = kind.filled(on, key, before, after)
            stays = before == after or not changes(on, kind, key, before, after)
            if stays and before is not None and kind.disturbed(on, key, before, after):
                yield from kind.alter(on, key, before, before)
            if stays:
                continue
            if before is None:
                yield from kind.create(on, key, after)
            elif after is not None:
                yield from kind.alter(on, key, before, after)
            else:
                yield from kind.drop(on, key, before)


def changes(on: Comparison, kind: ObjectKind[Any], key: ObjectKey, before: Any, after: Any) -> bool:
    """Whether an object that differs is created, altered or dropped: the kind and the user have a say."""
    if after is None and not (on.may_remove(key.schema) and kind.removable(on, key, before)):
        return False
    return _included(on, kind, key, before, after)


def _included(on: Comparison, kind: ObjectKind[Any], key: ObjectKey, before: Any, after: Any) -> bool:
    """Whether the user's `include_object` lets an object take part."""
    if on.filters.include_object is None:
        return True
    old = None if before is None else for_hook(kind.materialize(key, before, on.support), key)
    if after is None:
        return on.filters.object(old, key.name, kind.name, reflected=True, compare_to=None)
    new = on.origins.get(key)
    new = for_hook(kind.materialize(key, after, on.support) if new is None else new, key)
    return on.filters.object(new, key.name, kind.name, reflected=False, compare_to=old)


def for_hook(item: Any, key: ObjectKey) -> Any:
    """Return an object with what a hook written for tables and columns asks of whatever it gets.

    Types and statements have no `info`, a schema no `name`.
    """
    own: dict[str, Any] = {"info": {}, "name": key.name, "schema": key.schema}
    for name, value in own.items():
        if not hasattr(item, name):
            setattr(item, name, value)
    return item
