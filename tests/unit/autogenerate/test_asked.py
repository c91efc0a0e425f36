"""What a person is asked while comparing, and what comes of the answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from migrate.autogenerate.asked_values import value_said
from migrate.autogenerate.questioner import WantedValue
from migrate.comparators.alike import Alike
from migrate.dialects.support import support_for
from tests.change import Change, contents, run
from tests.databases import Scratch

POSTGRESQL = support_for(postgresql.dialect())  # type: ignore[no-untyped-call]


class Scripted:
    """Answers from a list: new names by the question, values in their order; keeps what it was asked."""

    def __init__(self, names: dict[str, Any] | None = None, values: Iterable[str] = ()) -> None:
        self.names = names or {}
        self.values = list(values)
        self.asked: list[str] = []
        self.wanted: list[WantedValue] = []

    def became(self, alike: Alike) -> Any:
        self.asked.append(f"{alike.name(alike.old)} -> {', '.join(map(str, alike.new))}")
        said = self.names.get(str(alike.old))
        return next((new for new in alike.new if str(new) == said), None)

    def value(self, wanted: WantedValue) -> str:
        self.wanted.append(wanted)
        return self.values.pop(0)


def person(*columns: sa.Column[Any], name: str = "person") -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table(name, metadata, sa.Column("id", sa.Integer, primary_key=True), *columns)
    return metadata


def database(scratch: Scratch, models: sa.MetaData, *rows: dict[str, Any]) -> sa.Engine:
    models.create_all(scratch.engine)
    with scratch.engine.begin() as connection:
        for row in rows:
            connection.execute(next(iter(models.tables.values())).insert(), row)
    return scratch.engine


def text(name: str, length: int = 50) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length))


# -- names ------------------------------------------------------------------------------------------------------------


def test_yes_is_what_the_option_says(scratch: Scratch) -> None:
    engine = database(scratch, person(text("fullname")), {"id": 1, "fullname": "Ada"})
    target = person(text("full_name", 80))
    asked = Scripted({"fullname": "full_name"})
    change = Change.between(engine, target, questioner=asked)
    assert asked.asked == ["column person.fullname -> full_name"]
    told = Change.between(engine, target, {"renames": ["person.fullname:person.full_name"]})
    assert (change.upgrade, change.downgrade) == (told.upgrade, told.downgrade)
    assert change.plan.alike == ()
    run(engine, change.upgrade)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("select full_name from person")) == "Ada"


def test_no_is_a_drop_and_an_addition(sqlite: Scratch) -> None:
    engine = database(sqlite, person(text("fullname")))
    asked = Scripted()
    change = Change.between(engine, person(text("full_name")), questioner=asked)
    silent = Change.between(engine, person(text("full_name")))
    assert change.upgrade == silent.upgrade
    assert len(asked.asked) == 1
    assert change.plan.alike == ()


def test_without_a_questioner_the_plan_says_what_looks_alike(scratch: Scratch) -> None:
    engine = database(scratch, person(text("fullname")))
    change = Change.between(engine, person(text("full_name")))
    assert [alike.told for alike in change.plan.alike] == [
        "column person.fullname dropped and column person.full_name added look alike: "
        "say --rename person.fullname:person.full_name if it is a rename"
    ]
    assert "drop_column" in change.upgrade


def test_a_new_name_is_offered_once(sqlite: Scratch) -> None:
    engine = database(sqlite, person(text("fullname"), text("mail")))
    asked = Scripted({"fullname": "full_name"})
    Change.between(engine, person(text("full_name"), text("email")), questioner=asked)
    assert asked.asked == ["column person.fullname -> full_name, email", "column person.mail -> email"]


def test_the_columns_of_a_table_are_asked_about_after_it(scratch: Scratch) -> None:
    engine = database(scratch, person(text("name"), text("fullname")), {"id": 1, "fullname": "Ada"})
    target = person(text("name"), text("full_name"), name="people")
    asked = Scripted({"person": "people", "fullname": "full_name"})
    change = Change.between(engine, target, questioner=asked)
    assert asked.asked == ["table person -> people", "column people.fullname -> full_name"]
    run(engine, change.upgrade)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("select full_name from people")) == "Ada"
    assert Change.between(engine, target).upgrade == "pass\n"


@pytest.mark.parametrize("native", [True, False])
def test_a_value_of_an_enum_is_renamed_with_its_rows(scratch: Scratch, native: bool) -> None:
    def mood(*values: str) -> sa.MetaData:
        return person(sa.Column("mood", sa.Enum(*values, name="mood", native_enum=native, create_constraint=True)))

    engine = database(scratch, mood("sad", "ok"), {"id": 1, "mood": "sad"})
    asked = Scripted({"sad": "blue"})
    change = Change.between(engine, mood("blue", "ok"), questioner=asked)
    owner = "mood" if native and scratch.server.dialect == "postgresql" else "person.mood"
    assert asked.asked == [f"value 'sad' of {owner} -> blue"]
    told = Change.between(engine, mood("blue", "ok"), {"renames": [f"{owner}:sad:blue"]})
    assert change.upgrade == told.upgrade
    run(engine, change.upgrade)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("select mood from person")) == "blue"
    assert Change.between(engine, mood("blue", "ok")).upgrade == "pass\n"


def test_what_the_user_leaves_out_is_not_asked_about(sqlite: Scratch) -> None:
    engine = database(sqlite, person(text("fullname")))
    asked = Scripted()
    for left_out in ("fullname", "full_name", "person"):
        options = {"include_object": lambda item, name, kind, reflected, other, left=left_out: name != left}
        change = Change.between(engine, person(text("full_name")), options, asked)
        assert change.plan.alike == ()
    assert asked.asked == []


def test_a_comparison_that_nobody_is_asked_about_sends_the_same_statements(sqlite: Scratch) -> None:
    engine = database(sqlite, person(text("fullname")))
    before = contents(engine)
    Change.between(engine, person(text("full_name")), questioner=Scripted({"fullname": "full_name"}))
    assert contents(engine) == before


# -- values -----------------------------------------------------------------------------------------------------------


def test_a_value_goes_into_the_script(scratch: Scratch) -> None:
    engine = database(scratch, person(), {"id": 1})
    target = person(sa.Column("pages", sa.Integer, nullable=False))
    asked = Scripted(values=["12"])
    change = Change.between(engine, target, questioner=asked)
    assert [(one.table, one.column, one.refused) for one in asked.wanted] == [("person", "pages", "")]
    assert 'op.fill_missing("person", "pages", 12)' in change.upgrade
    assert "required_value" not in change.upgrade
    assert "value-missing" not in change.hazards()
    run(engine, change.upgrade)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("select pages from person")) == 12
    assert Change.between(engine, target).upgrade == "pass\n"


def test_sql_may_name_other_columns(scratch: Scratch) -> None:
    engine = database(scratch, person(text("name")), {"id": 1, "name": "Ada"})
    target = person(text("name"), sa.Column("short", sa.String(20), nullable=False))
    change = Change.between(engine, target, questioner=Scripted(values=["lower(name)"]))
    run(engine, change.upgrade)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("select short from person")) == "ada"


def test_no_answer_leaves_the_place_in_the_script(scratch: Scratch) -> None:
    engine = database(scratch, person(), {"id": 1})
    target = person(sa.Column("pages", sa.Integer, nullable=False))
    assert Change.between(engine, target, questioner=Scripted(values=[""])).upgrade == (
        Change.between(engine, target).upgrade
    )


def test_an_answer_that_cannot_be_a_value_is_asked_for_again(sqlite: Scratch) -> None:
    engine = database(sqlite, person(), {"id": 1})
    target = person(sa.Column("pages", sa.Integer, nullable=False))
    asked = Scripted(values=["None", "many", "'x'", "3"])
    change = Change.between(engine, target, questioner=asked)
    assert [one.refused for one in asked.wanted] == [
        "",
        "None is no value: the column is NOT NULL",
        "the table has no column many; write 'many' for a text",
        "'x' does not fit the type of the column",
    ]
    assert 'op.fill_missing("person", "pages", 3)' in change.upgrade


def test_a_value_that_the_script_adds_to_an_enum_is_no_answer(postgresql: Scratch) -> None:
    def mood(*values: str) -> sa.Enum:
        return sa.Enum(*values, name="mood")

    engine = database(postgresql, person(sa.Column("m", mood("a"))), {"id": 1})
    target = person(sa.Column("m", mood("a", "b"), nullable=False))
    asked = Scripted(values=["'b'", "'a'"])
    change = Change.between(engine, target, questioner=asked)
    told = "'b' is added by the same script, and no row can have it before that has run"
    assert [one.refused for one in asked.wanted] == ["", told]
    run(engine, change.upgrade)
    assert Change.between(engine, target).upgrade == "pass\n"


def test_nothing_is_asked_where_no_row_needs_a_value(scratch: Scratch) -> None:
    engine = database(scratch, person())
    asked = Scripted()
    Change.between(engine, person(sa.Column("pages", sa.Integer, nullable=False)), questioner=asked)
    assert asked.wanted == []


@pytest.mark.parametrize(
    ("answer", "type_", "value"),
    [
        ("0", sa.Integer(), "0"),
        ("-1", sa.Integer(), "-1"),
        ("True", sa.Boolean(), "True"),
        ("true", sa.Boolean(), "true"),
        ("1.5", sa.Numeric(5, 2), "1.5"),
        ("'it''s'", sa.String(), "its"),
        ('"it\'s"', sa.String(), "it's"),
        ("'2024-02-29'", sa.Date(), "'2024-02-29'"),
        ("current_date", sa.Date(), "current_date"),
        ("now() - interval '1 day'", sa.DateTime(), "now() - interval '1 day'"),
        ("'{\"a\": 1}'", sa.JSON(), "'{\"a\": 1}'"),
        ("{'a': 1}", sa.JSON(), "'{\"a\": 1}'"),
        ("name", sa.String(), "name"),
        ("'b'", sa.Enum("a", "b", name="e"), "'b'"),
    ],
)
def test_answers(answer: str, type_: Any, value: str) -> None:
    assert str(value_said(answer, type_, {"name"}, POSTGRESQL)) == value


@pytest.mark.parametrize(
    ("answer", "type_"),
    [
        ("None", sa.Integer()),
        ("NULL", sa.Integer()),
        ("1, 2", sa.Integer()),
        ("{'a': 1}", sa.Integer()),
        ("'c'", sa.Enum("a", "b", name="e")),
        ("5", sa.String()),
        ("unknown", sa.String()),
        ("lower(name", sa.String()),
        ("lower name)(", sa.String()),
        ("'open", sa.String()),
        ("1; drop table person", sa.Integer()),
        ("--", sa.Integer()),
    ],
)
def test_no_answers(answer: str, type_: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        value_said(answer, type_, {"name"}, POSTGRESQL)
