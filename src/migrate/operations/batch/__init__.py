"""Several changes of one table at once: one rebuild where ALTER TABLE cannot do them (SQLite), else one by one."""

from .apply import ApplyBatchImpl
from .collect import BatchOperationsImpl

__all__ = ["ApplyBatchImpl", "BatchOperationsImpl"]
