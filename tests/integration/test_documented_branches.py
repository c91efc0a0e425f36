"""Working with branches: two heads, a merge, labels, several bases in folders of their own, dependencies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.documented import Documented, lines


@pytest.fixture
def project(tmp_path: Path) -> Documented:
    """A base that two people build upon: `27loan` with the label `lending`, and `ae1state`."""
    made = Documented(tmp_path)
    made.new("1975", "create book")
    made.new("ae1state", "add a column")
    made.new("27loan", "add loans", "--head", "1975", "--splice", "--branch-label", "lending")
    return made


@pytest.fixture
def bases(tmp_path: Path) -> Documented:
    """Two histories in two folders: the shop in the usual one, `wires` beside it; the wires depend on the shop."""
    made = Documented(tmp_path)
    more = "version_locations = %(here)s/migrations/versions:%(here)s/wires"
    made.configure(f"sqlite:///{tmp_path}/shop.db", more=more)
    here = str(made.versions)
    made.new("1975", "create book", "--version-path", here, "--head", "base", "--branch-label", "shop")
    made.new("55af", "more of the book", "--head", "shop@head")
    made.new("3cac", "wires", "--head=base", "--branch-label=wires", "--version-path", str(tmp_path / "wires"))
    made.new("29f8", "names", "--head", "wires@head")
    made.new("d747", "a wire to a book", "--head=wires@head", "--depends-on=55af")
    return made


def test_two_heads_are_shown_and_one_has_to_be_chosen(project: Documented) -> None:
    assert sorted(lines(project.succeed("heads"))) == ["27loan (lending) (head)", "ae1state (head)"]
    assert lines(project.succeed("history")) == [
        "1975 -> 27loan (lending) (head), add loans",
        "1975 -> ae1state (head), add a column",
        "<base> -> 1975 (branchpoint), create book",
    ]
    shown = lines(project.succeed("branches"))
    assert shown[0] == "1975 (branchpoint)"
    assert sorted(shown[1:]) == ["-> 27loan (lending) (head)", "-> ae1state (head)"]
    assert "heads" in project.fail("upgrade", "head")
    assert "--head" in project.fail("revision", "-m", "which")
    assert "--splice" in project.fail("revision", "-m", "which", "--head", "1975")


@pytest.mark.parametrize(
    ("target", "applied"),
    [
        ("heads", ["27loan", "ae1state"]),
        ("27", ["27loan"]),
        ("lending@head", ["27loan"]),
        ("lending@heads", ["27loan"]),
        ("lending", ["27loan"]),
        ("ae1@head", ["ae1state"]),
        ("lending@+2", ["27loan"]),
        ("1975", ["1975"]),
    ],
)
def test_one_branch_or_all_are_upgraded(project: Documented, target: str, applied: list[str]) -> None:
    project.succeed("upgrade", target)
    assert project.applied() == applied
    shown = lines(project.succeed("current"))
    assert sorted(line.split()[0] for line in shown) == applied


@pytest.mark.parametrize(
    ("target", "applied"),
    [
        ("lending@-1", ["ae1state"]),
        ("ae1state@-1", ["27loan"]),
        ("lending@1975", ["ae1state"]),
        ("1975", ["1975"]),
        ("base", []),
        ("lending@base", []),
    ],
)
def test_one_branch_or_all_are_downgraded(project: Documented, target: str, applied: list[str]) -> None:
    project.succeed("upgrade", "heads")
    project.succeed("downgrade", target)
    assert project.applied() == applied


def test_one_step_down_from_two_heads_asks_which(project: Documented) -> None:
    project.succeed("upgrade", "heads")
    project.fail("downgrade", "-1")


@pytest.mark.parametrize("heads", [("heads",), ("ae1", "27"), ("lending@head", "ae1state")])
def test_branches_are_merged_and_unmerged(project: Documented, heads: tuple[str, ...]) -> None:
    project.succeed("upgrade", "ae1")
    project.succeed("merge", "--rev-id", "53ff", "-m", "merge both", *heads)
    assert "53ff (lending) (head) (mergepoint), merge both" in project.succeed("history")
    assert lines(project.succeed("heads")) == ["53ff (lending) (head)"]
    shown = lines(project.succeed("show", "53ff"))
    assert shown[:2] == ["Rev: 53ff (head) (mergepoint)", f"Merges: {', '.join(_down(project))}"]
    project.succeed("upgrade", "head")
    assert project.applied() == ["53ff"]
    project.succeed("downgrade", "lending@-1" if heads == ("heads",) else "1975")
    assert project.applied() in (["27loan", "ae1state"], ["1975"])
    project.succeed("downgrade", "base")
    assert project.applied() == []


def _down(project: Documented) -> tuple[str, ...]:
    (path,) = project.versions.glob("53ff_*.py")
    text = next(line for line in path.read_text().splitlines() if line.startswith("down_revision"))
    names: tuple[str, ...] = eval(text.split("=", 1)[1])
    return names


def test_a_branch_may_start_in_the_middle_and_a_merge_may_take_what_is_no_head(project: Documented) -> None:
    project.new("30more", "goes on", "--head", "lending@head")
    project.new("31side", "aside", "--head", "27loan", "--splice")
    assert len(lines(project.succeed("heads"))) == 3
    project.fail("merge", "-m", "no head", "27loan", "ae1state")
    project.succeed("merge", "--splice", "--rev-id", "40m", "-m", "no head", "27loan", "ae1state")
    assert "40m" in project.succeed("heads")


def test_bases_have_folders_and_labels_of_their_own(bases: Documented) -> None:
    assert {path.name[:4] for path in (bases.folder / "wires").glob("*.py")} == {"3cac", "29f8", "d747"}
    assert lines(bases.succeed("heads")) == ["55af (shop) (effective head)", "d747 (wires) (head)"]
    assert lines(bases.succeed("heads", "--resolve-dependencies")) == ["d747 (wires) (head)"]
    assert lines(bases.succeed("history", "-rwires:")) == [
        "29f8 (55af) -> d747 (wires) (head), a wire to a book",
        "3cac -> 29f8 (wires), names",
        "<base> -> 3cac (wires), wires",
    ]
    assert lines(bases.succeed("history", "-rshop@base:shop@head")) == [
        "1975 -> 55af (shop) (effective head), more of the book",
        "<base> -> 1975 (shop), create book",
    ]


@pytest.mark.parametrize(
    ("commands", "applied"),
    [
        ([("upgrade", "wires@head")], ["d747"]),
        ([("upgrade", "wires@+2")], ["29f8"]),
        ([("upgrade", "shop@head"), ("upgrade", "wires@+1")], ["3cac", "55af"]),
        ([("upgrade", "heads")], ["d747"]),
        ([("upgrade", "heads"), ("downgrade", "wires@-1")], ["29f8", "55af"]),
        ([("upgrade", "heads"), ("downgrade", "wires@base")], ["55af"]),
        ([("upgrade", "heads"), ("downgrade", "shop@1975")], ["1975", "29f8"]),
        ([("upgrade", "heads"), ("downgrade", "base")], []),
        ([("upgrade", "wires@29f8"), ("upgrade", "shop@head")], ["29f8", "55af"]),
        ([("stamp", "shop@head", "29f8")], ["29f8", "55af"]),
        ([("upgrade", "wires@29f8"), ("stamp", "shop@head")], ["29f8", "55af"]),
        ([("stamp", "heads")], ["d747"]),
    ],
)
def test_dependencies_come_along(bases: Documented, commands: list[tuple[str, ...]], applied: list[str]) -> None:
    for command in commands:
        bases.succeed(*command)
    assert bases.applied() == applied


def test_dependencies_are_shown(bases: Documented) -> None:
    assert {"Rev: d747 (head)", "Parent: 29f8", "Also depends on: 55af", "Branch names: wires"} <= set(
        lines(bases.succeed("show", "d747"))
    )
    bases.succeed("upgrade", "heads")
    assert {line.split()[0] for line in lines(bases.succeed("current"))} == {"55af", "d747"}
