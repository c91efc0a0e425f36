"""The three ways to read a header agree: what is plain means the same to `ast`, and to Python when the file is run."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from migrate.errors import MigrateError
from migrate.script.files import read_header
from migrate.script.generate import DEFAULT_TEMPLATE, comma
from migrate.script.header import FIELDS, Computed, Header, _Shapes, header, parsed, plain, read
from migrate.script.template import render

QUOTES = ("'", '"')
CHARACTERS = st.sampled_from(["a", "1", "_", "-", " ", ".", "é", "'", '"', "#", "\\", "=", "\t"])
NAMES = st.text(st.sampled_from("ab1_-"), min_size=0, max_size=4)


def quoted(text: str, quote: str) -> str:
    return f"{quote}{text}{quote}"


TEXTS = st.builds(quoted, NAMES | st.text(CHARACTERS, max_size=3), st.sampled_from(QUOTES))
SEQUENCES = st.builds(
    lambda ends, items, gap, tail: f"{ends[0]}{gap}{f',{gap}'.join(items)}{tail}{ends[1]}",
    st.sampled_from(["()", "[]", "{}"]),
    st.lists(TEXTS, max_size=3),
    st.sampled_from(["", " ", "\n    ", "  # why\n"]),
    st.sampled_from(["", ",", ", ", ",\n", "\n"]),
)
STRANGE = st.sampled_from(["None", "''", "('a')", "'a' 'b'", "u'a'", "'a' + 'b'", "5", "x", "'''a'''"])
VALUES = STRANGE | TEXTS | SEQUENCES
ANNOTATIONS = st.sampled_from(["", ": str", " : Union[str, Sequence[str], None]", ": str | None", ": 'str'"])
ENDINGS = st.sampled_from(["", "  # noqa", ";", " # coding: latin-1", "\\"])
ASSIGNMENTS = st.builds(
    lambda name, annotation, gap, value, ending: f"{name}{annotation}{gap}={gap}{value}{ending}",
    st.sampled_from([*FIELDS, "other", "revisions"]),
    ANNOTATIONS,
    st.sampled_from(["", " ", "\t"]),
    VALUES,
    ENDINGS,
)
OTHERS = st.sampled_from(
    [
        "",
        "# a comment",
        "   # an indented one",
        "# -*- coding: latin-1 -*-",
        "import os",
        "import os.path as down_revision, sys",
        "from os import path as p, sep",
        "from os import path as depends_on",
        "from os.path import *",
        "from __future__ import annotations",
        "from os import (\n    path,\n)",
        "x = 1",
        "if True: revision = 'c'",
        "revision, depends_on = 'a', None",
        "\x0c",
        "pass; revision = 'z'",
    ]
)
DOCSTRINGS = st.sampled_from(
    [
        "",
        '"""Add things"""',
        '"""Add "things"\n\n    More: \'x\'.\n"""',
        '"""Add\\nthings"""',
        "'''Add'''",
        '"""Ends with a quote""""',
        'r"""raw"""',
        '"""é"""  # why',
        '"""def upgrade():\n\ndef f(): pass\nrevision = \'a\'\n"""',
        '# first\n\n"""doc"""',
        '""',
        '"""a""" """b"""',
    ]
)
BODIES = st.sampled_from(
    [
        "",
        "def upgrade():\n    pass\n",
        "async def upgrade():\n    pass\n",
        "@x\ndef upgrade():\n    revision = 'q'\n",
        "class A:\n    revision = 'q'\n",
        "def upgrade():\n    pass\nrevision = 'later'\n",
        "def upgrade():\n    '''\nrevision = text\n'''\n",
        "define = 1\n",
        "def upgrade():\n    '\xe9'\n",
    ]
)
STARTS = st.sampled_from(["", "", "", "\ufeff", "\n", "\x0c"])
BREAKS = st.sampled_from(["\n", "\n", "\r\n", "\r"])
USUAL = st.tuples(
    st.builds("revision = {}".format, TEXTS),
    st.builds("down_revision = {}".format, VALUES),
    st.builds("branch_labels: str | None = {}".format, VALUES),
    st.builds("depends_on = {}".format, VALUES),
).map(list)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """The text of a file: like a template's, with strange lines here and there."""
    lines = draw(USUAL)[: draw(st.integers(1, 4))]
    for extra in draw(st.lists(OTHERS | ASSIGNMENTS, max_size=2)):
        lines.insert(draw(st.integers(0, len(lines))), extra)
    text = "\n".join([draw(DOCSTRINGS), *lines, ""]) + draw(BODIES)
    text = draw(STARTS) + text.replace("\n", draw(BREAKS))
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8", "latin-1"])), "replace")


def slowly(source: bytes) -> Header:
    return header(*parsed(source, "one.py"), "one.py")


@given(files())
@example(b"revision = 'a'\ndown_revision = ('')\n")
@example(b"revision = ('a')\ndown_revision = ['']\n")
@example(b'"""x"""\nrevision = "a"\ndown_revision = (\n    "b",\n    \'c\',\n)\ndef upgrade(): ...\n')
def test_what_is_plain_means_the_same_to_ast(source: bytes) -> None:
    found = plain(source)
    if found is not None:
        try:
            expected = slowly(source)
        except (MigrateError, Computed):  # only text that no Python takes may be read more generously
            with pytest.raises((SyntaxError, ValueError)):
                compile(source, "one.py", "exec")
        else:
            assert found == expected


@given(files())
def test_what_is_plain_means_the_same_to_python(source: bytes) -> None:
    found = plain(source)
    if found is not None:
        names: dict[str, Any] = {"x": lambda fn: fn, "__annotations__": {}}
        with contextlib.suppress(Exception):
            exec(compile(b"from __future__ import annotations\n", "one.py", "exec"), names)
            exec(compile(source, "one.py", "exec"), names)
            assert found == header(names, names.get("__doc__"), "one.py")


def test_what_templates_write_is_plain() -> None:
    when = SimpleNamespace(__str__=lambda: "now")
    for down in (None, "b", ("b", "c")):
        for labels in (None, ("shop",)):
            names = {
                "message": 'Add "things"\n\nand more',
                "up_revision": "a",
                "down_revision": down,
                "branch_labels": labels,
                "depends_on": None,
                "create_date": when,
                "comma": comma,
                "imports": "import shop.types",
                "upgrades": "pass",
                "downgrades": "pass",
                "config": None,
            }
            text = render(DEFAULT_TEMPLATE, names).encode()
            found = plain(text)
            assert found is not None
            assert found == slowly(text)
            assert plain(text.replace(b"\n", b"\r\n")) == found


@pytest.mark.parametrize(
    "text",
    [
        'revision = "a"\ndown_revision = None\nprefix = "x"\ndef upgrade(): ...\n',
        'down_revision = None\nrevision = "a"\ndef upgrade(): ...\n',
        'revision = "a"\ndown_revision = None\ndef upgrade(): ...\nrevision = "b"\n',
    ],
)
def test_anything_else_is_left_to_ast(text: str) -> None:
    assert plain(text.encode()) is None
    assert read(text.encode(), "one.py") == slowly(text.encode())


WRITTEN = """\
\"\"\"{doc}\"\"\"
from typing import Union

# revision identifiers
revision: str = {revision}
down_revision: Union[str, None] = {down}  # before
branch_labels = {labels}
depends_on = {needs}


def upgrade():
    {body}
"""


@given(
    doc=st.sampled_from(["Add", "", 'Add "x"', "a\\\\nb", "a\\nb", "coding: latin-1", "é", '"', "'"]),
    revision=VALUES,
    down=VALUES,
    labels=VALUES,
    needs=VALUES,
    body=st.sampled_from(["pass", "pass\nrevision = 'later'", "pass\ndepends_on: str = 'x'", "revision()", "'\\r'"]),
)
@example(doc="", revision="'coding:x'", down="None", labels="None", needs="None", body="pass")
def test_what_looks_like_many_files_before_it_means_the_same(**values: str) -> None:
    shapes = _Shapes()  # those of the process are few, and other tests have filled them
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("migrate.script.header._shapes", shapes)
        for number in range(_Shapes.OFTEN + 1):
            usual = {"doc": "Add", "revision": f"'r{number}'", "down": "None", "labels": "None", "needs": "None"}
            assert plain(WRITTEN.format(**usual, body="pass").encode()) is not None
        assert shapes.match(WRITTEN.format(**usual, body="pass")) is not None
        source = WRITTEN.format(**values).encode()
        found = plain(source)
    if found is not None:
        assert found == slowly(source)


def test_text_that_does_not_match_costs_one_pass() -> None:
    text = b'"""' + b'"" ' * 50_000 + b"\n" + b"# x\n" * 50_000 + b"import a, " * 10_000
    started = time.process_time()
    assert plain(text) is None
    assert time.process_time() - started < 1


def test_a_file_larger_than_one_read_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "one.py"
    path.write_text('revision = "a"\ndown_revision = None\n' + "#" * 200_000 + '\nrevision = "b"\n')
    assert read_header(path).revision == "b"
