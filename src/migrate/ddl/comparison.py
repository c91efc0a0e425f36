"""The answer of `DefaultImpl.compare_indexes` and its siblings: the same, different and why, or skipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self


@dataclass(frozen=True)
class ComparisonResult:
    """Whether a model's index or constraint is the database's, and if not, one sentence per difference."""

    status: Literal["equal", "different", "skip"]
    messages: tuple[str, ...] = ()

    @property
    def is_equal(self) -> bool:
        """Whether both are the same."""
        return self.status == "equal"

    @property
    def is_different(self) -> bool:
        """Whether they differ; `messages` says how."""
        return self.status == "different"

    @property
    def is_skip(self) -> bool:
        """Whether they cannot be compared and are left alone."""
        return self.status == "skip"

    @property
    def message(self) -> str:
        """All sentences in one."""
        return ", ".join(self.messages)

    @classmethod
    def Equal(cls) -> Self:  # noqa: N802 -- the documented spelling
        """Return the answer "the same"."""
        return cls("equal")

    @classmethod
    def Different(cls, reason: str | Sequence[str]) -> Self:  # noqa: N802 -- the documented spelling
        """Return the answer "different", with one reason or several."""
        return cls("different", (reason,) if isinstance(reason, str) else tuple(reason))

    @classmethod
    def Skip(cls, reason: str | Sequence[str]) -> Self:  # noqa: N802 -- the documented spelling
        """Return the answer "left alone", with one reason or several."""
        return cls("skip", (reason,) if isinstance(reason, str) else tuple(reason))
