"""Random models and random changes of them.

Everything is drawn from one `random.Random`, so the same seed gives the same pair, and hypothesis can shrink it.
Changes are such that the rows of `rows.insert` allow them both ways: a new column is nullable or has a default;
a column is dropped only where the downgrade can add it again; a new foreign key of old rows refers to old rows.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.property.draw_columns import DrawColumns
from tests.property.draw_items import DrawItems
from tests.property.draw_named import DrawNamed
from tests.property.draw_names import DrawNames
from tests.property.draw_tables import DrawTables
from tests.property.draw_texts import DrawTexts
from tests.property.models import Model
from tests.property.part import State
from tests.property.words import CONVENTIONS, EXTENSIONS


def draw_pair(random: Random, dialect: str) -> tuple[Model, Model]:
    """Return two models, the second a few random changes away from the first."""
    draw = Draw(random, dialect, Model())
    draw.model.convention = dict(random.choice(CONVENTIONS)) if random.random() < 0.5 else {}
    if dialect == "postgresql" and random.random() < 0.2:
        draw.model.extensions = tuple(sorted(EXTENSIONS))
    for _ in range(random.randint(0, 3)):
        draw.named.add()
    for _ in range(random.randint(1, 4)):
        draw.tables.add()
    for _ in range(random.randint(0, 2)):
        draw.texts.add()
    draw.names.give()
    change = Draw(random, dialect, draw.model)
    for _ in range(random.randint(2, 12)):
        random.choice(change.changes)()
    change.tables.draw_options()
    if random.random() < 0.15:
        change.names.exchange_convention()
    change.names.give()
    change.model.options = {"render_as_batch": True} if random.random() < 0.2 else {}
    return draw.model, change.model


class Draw:
    """The parts that draw, and all changes that they can make."""

    def __init__(self, random: Random, dialect: str, before: Model) -> None:
        state = State(random, dialect, before)
        self.model = state.model
        self.names = DrawNames(state)
        self.named = DrawNamed(state)
        self.columns = DrawColumns(state, self.named)
        self.items = DrawItems(state, self.named)
        self.tables = DrawTables(state, self.columns, self.items)
        self.texts = DrawTexts(state)
        parts = (self.tables, self.columns, self.items, self.named, self.names, self.texts)
        self.changes: list[Callable[[], None]] = [change for part in parts for change in part.changes]
