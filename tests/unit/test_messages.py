"""Messages of errors have one style: no full stop at the end, neither of the message nor of the hint."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import migrate.errors as errors

SOURCE = Path(errors.__file__).parent
RAISED = {name for name, value in vars(errors).items() if isinstance(value, type)}
RAISED |= {"ResolutionError", "OutsideContext"}


def said(node: ast.expr) -> str:
    """Return the text of a literal, with "{}" for what is put into it; "" for anything else."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return str(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def messages() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "templates" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
                texts = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "hint")]
                yield from ((f"{path.name}:{node.lineno}", text) for text in map(said, texts) if text)


def test_no_message_ends_in_a_full_stop() -> None:
    found = list(messages())
    assert len(found) > 150, "the messages are not found any more"
    assert [each for each in found if each[1].endswith(".") and not each[1].endswith("…")] == []
