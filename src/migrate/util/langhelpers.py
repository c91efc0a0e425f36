"""The documented home of `PriorityDispatchResult` and `DispatchPriority`, the older of `rev_id()` and `Dispatcher`."""

from ..comparators.dispatch import DispatchPriority, PriorityDispatcher, PriorityDispatchResult
from ..renderers.registry import Registry as Dispatcher
from ..script.identifiers import new_revision_id as rev_id

__all__ = ["DispatchPriority", "Dispatcher", "PriorityDispatchResult", "PriorityDispatcher", "rev_id"]
