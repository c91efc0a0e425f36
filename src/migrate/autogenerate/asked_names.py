"""What has another name, whole: what was said, and what a person says of what looks alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ..comparators.alike import Alike, but, columns_alike, tables_alike, values_alike
from ..comparators.enums import Enums
from ..comparators.materialize import MetadataSide, RecordSide, Side
from ..comparators.records import Enum, TableKey
from ..comparators.renamed_by import Said, find_renames
from ..comparators.renamed_values import Renamed, SaidValue, Values, changed_values, renamed_values
from ..comparators.renames import Renames, after_renames
from ..comparators.snapshot import Snapshot

if TYPE_CHECKING:
    from .context import AutogenContext


def names_of_tables(
    context: AutogenContext, old: Snapshot, old_side: RecordSide, new: Snapshot, new_side: Any
) -> tuple[Renames, list[Alike]]:
    """Return the tables and columns that have another name, and what looks alike while nobody is there to be asked.

    Tables are asked about first: a column may have gone with its table.
    """
    said = context.opts.get("renames") or ()
    answers: list[Said] = []
    unasked: list[Alike] = []
    renames = find_renames(old, new, new_side, said)
    for look in (tables_alike, columns_alike):
        seen = after_renames(old, renames, context.support) if renames else old
        part = _TakesPart(context, old_side.of(seen), new_side)
        asked, left = _answered(context, part.those(look(seen, new, context.support)))
        unasked += left
        if asked:
            answers += [Said(alike.option(to), alike.of, alike.old, to) for alike, to in asked]  # type: ignore[arg-type]
            renames = find_renames(old, new, new_side, said, answers)
    return renames, unasked


def names_of_values(
    context: AutogenContext, old: Snapshot, new: Snapshot, new_side: Any
) -> tuple[Renamed, list[Alike]]:
    """Return the values of enums that have another name, and what looks alike while nobody is there to be asked."""
    said = context.opts.get("renames") or ()
    renamed: Renamed = renamed_values(old, new_side, context.support, said)
    changed = (_renamed(each, renamed) for each in changed_values(old, new, new_side, context.support))
    compared = [each for each in changed if _values_compared(context, each, new_side)]
    asked, left = _answered(context, list(values_alike(compared)))
    if asked:
        answers = [SaidValue(alike.of, alike.old, to) for alike, to in asked]  # type: ignore[arg-type]
        renamed = renamed_values(old, new_side, context.support, said, answers)
    return renamed, left


def _renamed(values: Values, renamed: Renamed) -> Values:
    """Return values with the new names that are known."""
    pairs = renamed.get(values.of, {})
    return values._replace(before=tuple(pairs.get(each, each) for each in values.before))


def _values_compared(context: AutogenContext, values: Values, side: MetadataSide) -> bool:
    """Whether the user does not leave out the enum, or the types of columns."""
    of, filters = values.of, context.filters
    if of.kind == "column":
        key = TableKey(of.schema, str(of.table))
        if "types" in context.left_out or context.opts.get("compare_type", True) is False:
            return False
        shown = filters.part_name(key, of.name, "column")
    else:
        shown = "enum" not in context.left_out
    if not shown or filters.include_object is None:
        return shown
    if of.kind == "enum":
        new = Enums().materialize(of, Enum(values.after), context.support)
        return filters.object(new, of.name, "enum", reflected=False, compare_to=None)
    table, column = side.table(key), side.column(key, of.name)
    return filters.object(table, key.name, "table", reflected=False, compare_to=None) and filters.object(
        column, of.name, "column", reflected=False, compare_to=None
    )


def _answered(context: AutogenContext, found: Sequence[Alike]) -> tuple[list[tuple[Alike, Any]], list[Alike]]:
    """Return what has become what, as the questioner of the comparison says; without one, all that was found."""
    if context.questioner is None:
        return [], list(found)
    asked: list[tuple[Alike, Any]] = []
    for each in found:
        for alike in but([each], [(one.of, to) for one, to in asked]):
            to = context.questioner.became(alike)
            if to is not None:
                asked.append((alike, to))
    return asked, []


class _TakesPart:
    """Tells of what looks alike what is compared at all: what the user leaves out is neither gone nor new."""

    def __init__(self, context: AutogenContext, old_side: RecordSide, new_side: Side) -> None:
        self.context = context
        self.old_side = old_side
        self.new_side = new_side

    def those(self, found: Iterable[Alike]) -> list[Alike]:
        """Return those of which both sides are compared."""
        left = []
        for alike in found:
            if alike.kind in self.context.left_out or not self._old(alike.of, alike.old):
                continue
            new = tuple(each for each in alike.new if self._new(alike.of, each))
            if new:
                left.append(alike._replace(new=new))
        return left

    def _old(self, of: Any, name: Any) -> bool:
        filters, side = self.context.filters, self.old_side.shown
        if of is None:
            schema = name.schema
            if schema is not None and not self.context.opts.get("include_schemas"):
                return False  # what the models lack in another schema is not dropped
            about = (name.name, "table")
        else:
            if not filters.part_name(of, name, "column") or not self._new(None, of):
                return False
            about = (name, "column")
        if filters.include_object is None:
            return True
        item = self._item(side, of, name)
        return filters.object(item, *about, reflected=True, compare_to=None)

    def _new(self, of: Any, name: Any) -> bool:
        filters = self.context.filters
        if filters.include_object is None:
            return True
        kind = "table" if of is None else "column"
        said = name.name if isinstance(name, TableKey) else name
        return filters.object(self._item(self.new_side, of, name), said, kind, reflected=False, compare_to=None)

    @staticmethod
    def _item(side: Any, of: Any, name: Any) -> Any:
        return side.table(name) if of is None else side.column(of, name)
