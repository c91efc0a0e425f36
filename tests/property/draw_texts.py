"""Random views, functions and triggers, which are given as text."""

from __future__ import annotations

from collections.abc import Callable

from tests.property.models import Text
from tests.property.part import Part, State

TRIGGERS = {
    "sqlite": "AFTER {event} ON {table} BEGIN SELECT NEW.{column}; END",
    "mariadb": "BEFORE {event} ON {table} FOR EACH ROW SET @seen = NEW.{column}",
    "postgresql": "BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
}
FUNCTION = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {} RETURN NEW; END $$"


class DrawTexts(Part):
    """Views and triggers over one table each, and functions for the triggers."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.changes: list[Callable[[], None]] = [self.add, self.drop, self.change]

    def add(self) -> None:
        """Add a view or a trigger."""
        if self.chance(0.65):
            self._view(self.name("v"))
        else:
            self._trigger(self.name("g"))

    def drop(self) -> None:
        """Drop a view or a trigger; a function goes with the last trigger that calls it."""
        keys = [key for key, text in self.model.texts.items() if text.kind != "function"]
        if keys:
            del self.model.texts[self.random.choice(sorted(keys))]
            self._drop_functions()

    def change(self) -> None:
        """Make something else of a view or a trigger."""
        keys = [key for key, text in self.model.texts.items() if text.kind != "function"]
        if keys:
            key = self.random.choice(sorted(keys))
            if self.model.texts[key].kind == "trigger":
                self._trigger(key)
            else:
                self._view(key)
            self._drop_functions()

    def _drop_functions(self) -> None:
        called = " ".join(text.source for text in self.model.texts.values() if text.kind == "trigger")
        for key in [key for key, text in self.model.texts.items() if text.kind == "function"]:
            if f"{key}()" not in called:
                del self.model.texts[key]

    def _view(self, key: str) -> None:
        name, table = self.pick()
        if table.strict and not table.columns:
            return
        columns = self.sample(sorted(table.columns), 3)
        where = self.random.choice(("", f" WHERE {columns[0]} IS NOT NULL", f" WHERE {table.own} > 0"))
        query = f"SELECT {', '.join(columns)} FROM {self.model.sql_place(name)}{where}"
        read = tuple({*columns, table.own} if "> 0" in where else columns)
        materialized = self.dialect == "postgresql" and self.chance(0.3)
        more = ", materialized=True" if materialized else ""
        self.model.texts[key] = Text("view", f"migrate.View({key!r}, {query!r}, metadata=metadata{more})", name, read)

    def _trigger(self, key: str) -> None:
        name, table = self.pick()
        column = self.random.choice(sorted(table.columns))
        event = self.random.choice(("INSERT", "UPDATE"))
        function = ""
        if self.dialect == "postgresql":
            event = f"UPDATE OF {column}" if self.chance(0.4) else event
            function = self._function()
        definition = TRIGGERS[self.dialect].format(
            event=event, table=self.model.sql_place(name), column=column, function=function
        )
        schema = self.model[name].schema
        text = f"migrate.Trigger({key!r}, {definition!r}, metadata=metadata{f', schema={schema!r}' if schema else ''})"
        self.model.texts[key] = Text("trigger", text, name, (column,))

    def _function(self) -> str:
        """Return a function that does nothing, new or with another body."""
        keys = [key for key, text in self.model.texts.items() if text.kind == "function"]
        key = self.random.choice(sorted(keys)) if keys and self.chance(0.5) else self.name("f")
        body = FUNCTION.format(self.random.choice(("", "NULL;", "PERFORM 1;", "PERFORM '%', ':x';")))
        self.model.texts[key] = Text("function", f"migrate.Function({f'{key}()'!r}, {body!r}, metadata=metadata)")
        return key
