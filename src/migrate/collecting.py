"""Python's cyclic garbage collection, paused where much is made that stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Pause garbage collection, which would look through all that is made again and again.

    For work that makes tens of thousands of objects that live until its end, and no cycles. Also a decorator.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
