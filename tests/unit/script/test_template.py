"""What is filled in without Mako comes out as Mako has it, to the letter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mako.template import Template

import migrate
from migrate.errors import ScriptError
from migrate.script.generate import comma
from migrate.script.template import plain, render

NAMES: dict[str, Any] = {
    "message": 'say "hi" to ${nobody} \\ % ##',
    "up": "a1",
    "down": ("a1", "b2"),
    "labels": None,
    "imports": "",
    "config": "config",
    "comma": comma,
    "script_location": "%(here)s/migrations",
}

EXPRESSIONS = [
    *["message", "up", "down", "labels", "repr(down)", " up ", "comma(down)", "len(down)"],
    *['imports or "pass"', '"${NAME}"', "'}'", '"|"', "'#'", '""', '"""x"""', '"""a" } "b"""', "down[0]", "nobody"],
    *["config.upper()", "up.lower()", "a, b", "x for x in down", "[x for x in down]", "(x for x in down)", "up if"],
    *["next(down)", "str(up)", "loop", "context", "self", "__name__", "print", "None", "True", "", " ", "dict(up=1)"],
    *["imports if imports else ''", "lambda: 1", "up  # why", "(up", "up)", "{}['a']", "int(up)"],
]
FILTERS = [
    *["", "| n", "|comma,n", "| comma, n", "|n,comma", "|comma", "| str", "| h", "| nobody", "|trim,n", "|"],
    "| comma(x)",
]
TEXTS = [
    *["a ", "\n", "  ", "%", "%%", "##", "#", "\\", "\\\n", "\r\n", "<%", "%>", "<%!", "</%", "$", "{", "}", "é", "'"],
    *['"', '"""', "% if up:\n", "% endif\n", "## note\n", "# coding: utf-8\n", "\ufeff", "<%doc>", "</%doc>"],
]

parts = st.sampled_from(TEXTS) | st.builds("${{{}{}}}".format, st.sampled_from(EXPRESSIONS), st.sampled_from(FILTERS))
plainer = st.sampled_from([*"a\n #$%{}é\"'"]) | st.builds(
    "${{{}{}}}".format, st.sampled_from(EXPRESSIONS[:12]), st.sampled_from(FILTERS[:5])
)
templates = st.lists(parts, max_size=8).map("".join) | st.lists(plainer, max_size=8).map("".join)


def said(template: str, names: dict[str, Any], *, by_mako: bool) -> str | type[Exception] | None:
    """Return what the template gives, or what kind of error it raises; None where it is left to Mako."""
    try:
        if by_mako:
            return str(Template(template.encode(), input_encoding="utf-8").render_unicode(**names))
        return plain(template.encode(), names)
    except Exception as error:
        return type(error)


@given(templates)
@example("# coding: latin-1\n${up}é")
@example("${up}\n  % if up:\nx\n% endif")
@example('${"}"}${"${NAME}"}')
@example("${True | comma}")
@example("${up | comma(x)}${len(down) | comma,n}")
def test_what_is_plain_comes_out_as_mako_has_it(text: str) -> None:
    assert said(text, NAMES, by_mako=False) in (None, said(text, NAMES, by_mako=True))


@given(st.sampled_from(["str", "comma", "loop", "print", "len", "up"]), templates)
def test_names_that_hide_others_do_so_as_in_mako(name: str, text: str) -> None:
    names = {**NAMES, name: "hidden".join if name in ("str", "print", "len") else "hidden"}
    assert said(text, names, by_mako=False) in (None, said(text, names, by_mako=True))


OWN = sorted(Path(migrate.__file__).parent.joinpath("templates").rglob("*.mako"))


@pytest.mark.parametrize("path", OWN, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_init_writes_is_plain_except_for_several_databases(path: Path) -> None:
    names = {
        **NAMES,
        **dict.fromkeys(["up_revision", "down_revision", "upgrades", "downgrades"], "a1"),
        **dict.fromkeys(["branch_labels", "depends_on", "create_date"]),
    }
    found = plain(path.read_bytes(), names)
    if path.match("multidb/script.py.mako"):
        assert found is None
    else:
        assert found == Template(filename=str(path)).render_unicode(**names)


def test_any_other_template_goes_to_mako(tmp_path: Path) -> None:
    path = tmp_path / "script.py.mako"
    path.write_text("% for one in down:\n${one.upper()}\n% endfor\n")
    assert render(path, NAMES) == "A1\nB2\n"


@pytest.mark.parametrize("text", ["${nobody}", "${up", "${up | nobody}", "${int(up)}"])
def test_what_cannot_be_filled_in_names_the_template(tmp_path: Path, text: str) -> None:
    path = tmp_path / "script.py.mako"
    path.write_text(text)
    with pytest.raises(ScriptError, match=r"script\.py\.mako cannot be rendered"):
        render(path, NAMES)
