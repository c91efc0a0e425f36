"""`Script`: a revision that stands in a file."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING

from ..errors import RevisionError, ScriptError
from .files import header_of, load_module, read_header
from .header import Header
from .revision import Revision

if TYPE_CHECKING:
    from pathlib import Path


class Script(Revision):
    """A revision with its file. The file is run only when `module` is asked for."""

    path: str
    """The file."""
    longdoc: str
    """The docstring of the file."""

    def __init__(
        self, module: ModuleType | None, rev_id: str, path: str | Path, *, header: Header | None = None
    ) -> None:
        if header is None:
            header = header_of(module, path) if module else read_header(path)
        self.path = str(path)
        try:
            super().__init__(rev_id, header.down_revision, header.depends_on, header.branch_labels)
        except RevisionError as error:
            raise ScriptError(f"{path}: {error.message}", hint=error.hint) from error
        self.longdoc = header.doc
        self._module = module

    @classmethod
    def read(cls, path: Path) -> Script:
        """Return the script in the file at `path`, without running it."""
        header = read_header(path)
        return cls(None, header.revision, path, header=header)

    @property
    def module(self) -> ModuleType:
        """The file, run as a module the first time it is asked for; it has `upgrade()` and `downgrade()`."""
        if self._module is None:
            self._module = load_module(self.path)
        return self._module

    @property
    def doc(self) -> str:
        """The first paragraph of the docstring: the message given when it was made."""
        return self.longdoc.partition("\n\n")[0].strip()

    @property
    def origin(self) -> str:
        """The file, for messages."""
        return self.path

    @property
    def log_entry(self) -> str:
        """Several lines that tell all about it, as `history -v` shows them."""
        labels = {
            "Rev": f"{self.revision}{self._marks(plain_head=True)}",
            "Merges" if self.is_merge_point else "Parent": self._parents(),
            "Also depends on": ", ".join(self.resolved_dependencies),
            "Branches into": ", ".join(sorted(self.nextrev)) if self.is_branch_point else "",
            "Branch names": ", ".join(sorted(self.branch_labels)),
            "Path": self.path,
        }
        lines = [f"{label}: {text}" for label, text in labels.items() if text]
        doc = "\n".join(f"    {line}".rstrip() for line in self.longdoc.splitlines())
        return "\n".join([*lines, "", doc, ""])

    def cmd_format(
        self,
        verbose: bool,
        include_branches: bool = False,
        include_doc: bool = False,
        include_parents: bool = False,
        tree_indicators: bool = True,
    ) -> str:
        """Return the line that commands show for it, or with `verbose` its `log_entry`."""
        if verbose:
            return self.log_entry
        text = self.revision
        if include_parents:
            needs = f" ({', '.join(self.resolved_dependencies)})" if self.resolved_dependencies else ""
            text = f"{self._parents()}{needs} -> {text}"
        if include_branches and self.branch_labels:
            text += f" ({', '.join(sorted(self.branch_labels))})"
        text += self._marks(tree=tree_indicators)
        return f"{text}, {self.doc}" if include_doc else text

    def _parents(self) -> str:
        return ", ".join(self.down_revisions) or "<base>"

    def _marks(self, *, tree: bool = True, plain_head: bool = False) -> str:
        if len(self.nextrev) == 1 and len(self.down_revisions) < 2:
            return ""  # as most are
        marks = []
        if self.is_head:
            marks.append("head" if plain_head or self.is_effective_head else "effective head")
        if tree and self.is_branch_point:
            marks.append("branchpoint")
        if tree and self.is_merge_point:
            marks.append("mergepoint")
        return "".join(f" ({mark})" for mark in marks)

    def __str__(self) -> str:
        return self.cmd_format(False, include_parents=True, include_doc=True)
