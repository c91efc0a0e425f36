"""Which place a trigger has among those of its event, in a database that fires them in an order and lets it be said.

The database keeps the order and not the words. What models say is compared with the order, so words that hold already
are no change. A trigger that is made anew keeps its place, and one that comes back gets its own:

    FOLLOWS the one before it, of those that are there then and of which models do not say a place
    PRECEDES the one after it, where there is none before it and that one stays as it is
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..ddl.triggers import parts, said_place, with_place
from .comparison import Comparison
from .records import ObjectKey, Trigger
from .snapshot import Snapshot

FOLLOWS, PRECEDES = "FOLLOWS", "PRECEDES"
Triggers = Mapping[ObjectKey, Trigger]


class Placed(NamedTuple):
    """A definition with the words for its place, and the triggers that have to be there before it."""

    definition: str
    after: tuple[ObjectKey, ...] = ()


def holds(on: Comparison, key: ObjectKey) -> bool:
    """Whether a trigger of the database has the place that the models say; it has where they say none."""
    said = said_place(on.origins[key].definition)
    if said is None:
        return True
    other, triggers = key._replace(name=said.name), _triggers(on.old)
    first, second = (other, key) if said.word == FOLLOWS else (key, other)
    return second in triggers and first in _before(second, triggers)


def created(on: Comparison, key: ObjectKey, new: Trigger) -> Placed:
    """Return what makes a trigger as it is to be."""
    origin = on.origins.get(key)
    if origin is None:
        return _placed(on, key, new.sql, _triggers(on.new), _triggers(on.new))
    said = said_place(origin.definition)
    if said is not None:
        return Placed(origin.definition, (key._replace(name=said.name),))
    triggers = _triggers(on.old)
    if key not in triggers or not _of_one_event(triggers[key], new):
        return Placed(origin.definition)
    unsaid = {each: trigger for each, trigger in _triggers(on.new).items() if not _says(on, each)}
    return _placed(on, key, origin.definition, triggers, unsaid)


def restored(on: Comparison, key: ObjectKey, old: Trigger) -> Placed:
    """Return what makes a trigger of the database again."""
    return _placed(on, key, old.sql, _triggers(on.old), _triggers(on.old))


def _placed(on: Comparison, key: ObjectKey, definition: str, order: Triggers, there: Triggers) -> Placed:
    """Return a definition with the words for its place in `order`, beside one that is `there`."""
    quote = on.support.plain_dialect.identifier_preparer.quote
    for other in _before(key, order):
        if other in there and _of_one_event(there[other], order[key]):
            return Placed(with_place(definition, FOLLOWS, quote(other.name)), (other,))
    for other in _behind(key, order):
        if _stays(on, other):
            return Placed(with_place(definition, PRECEDES, quote(other.name)))
    return Placed(definition)


def _before(key: ObjectKey, triggers: Triggers) -> Iterator[ObjectKey]:
    """Yield the triggers that fire before one, the nearest first."""
    while key in triggers and (name := triggers[key].follows) is not None:
        key = key._replace(name=name)
        yield key


def _behind(key: ObjectKey, triggers: Triggers) -> Iterator[ObjectKey]:
    """Yield the triggers that fire after one, the nearest first."""
    following = {each._replace(name=t.follows): each for each, t in triggers.items() if t.follows is not None}
    while (behind := following.get(key)) is not None:
        key = behind
        yield key


def _stays(on: Comparison, key: ObjectKey) -> bool:
    """Whether a trigger is there before, during and after the change."""
    old, new = _triggers(on.old).get(key), _triggers(on.new).get(key)
    if old is None or new is None or old.sql != new.sql or key in on.aside:
        return False
    return holds(on, key) if key in on.origins else old.follows == new.follows


def _says(on: Comparison, key: ObjectKey) -> bool:
    return key in on.origins and said_place(on.origins[key].definition) is not None


def _of_one_event(one: Trigger, other: Trigger) -> bool:
    """Whether two triggers of a table fire at the same time: `before insert on `."""
    return parts(one.sql).before == parts(other.sql).before


def _triggers(side: Snapshot) -> Triggers:
    return side.objects.get("trigger", {})
