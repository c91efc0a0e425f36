"""The older home of `rev_id()` and `Dispatcher`."""

from ..renderers.registry import Registry as Dispatcher
from ..script.identifiers import new_revision_id as rev_id

__all__ = ["Dispatcher", "rev_id"]
